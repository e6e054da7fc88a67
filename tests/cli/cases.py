"""What the tests of commands share: cases, each in a folder of its own, told as TAP.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import traceback
import unittest

SLUICE = os.path.abspath(sys.argv[1])
# Sanitizers and valgrind slow everything down; a hang is still found before the harness gives up.
PATIENCE = 240

CASES = []


def case(function):
    CASES.append(function)
    return function


def sluice(folder, *arguments):
    return subprocess.run([SLUICE, *arguments], cwd=folder, capture_output=True, text=True,
                          timeout=PATIENCE)


def at(minutes, seconds=0):
    """A time of the afternoon, as JSON has it."""
    return f"2024-01-01T{12 + minutes // 60:02}:{minutes % 60:02}:{seconds:02}.000Z"


def feed(folder, name, *files):
    """One file for each micro-batch, of rows or of lines; their times of change say which comes first."""
    (folder / name).mkdir()
    for number, rows in enumerate(files):
        path = folder / name / f"{number}.json"
        path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
        os.utime(path, (1700000000 + number, 1700000000 + number))


def open_terminal():
    """Both ends of a terminal; a case is skipped where there is none, as in a bare root."""
    try:
        return pty.openpty()
    except OSError as error:
        raise unittest.SkipTest(f"no terminal can be had: {error}") from error


def main():
    """Runs the cases. Returns: the exit code."""
    print(f"1..{len(CASES)}", flush=True)
    failed = False
    for number, function in enumerate(CASES, 1):
        # Nobody else's files stand beside the folder of a case either.
        own = pathlib.Path(tempfile.mkdtemp(prefix="sluice-cases-")).resolve()
        folder = own / "work"
        folder.mkdir()
        name = function.__name__.replace("_", " ")
        try:
            function(folder)
            print(f"ok {number} - {name}", flush=True)
        except unittest.SkipTest as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception:
            failed = True
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} - {name}", flush=True)
        finally:
            shutil.rmtree(own)
    return 1 if failed else 0
