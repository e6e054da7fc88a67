#!/usr/bin/env python3
"""The commands `sluice run` and `sluice check` as who types them sees them: run_command.py SLUICE

Every case starts the built program in a folder of its own and looks at nothing but exit codes, streams
and files. What rows must come out is counted here, from the generated input, not taken from the program.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import collections
import datetime
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from cases import PATIENCE, SLUICE, case, main, open_terminal, sluice  # noqa: E402

SCHEMA = "word STRING, ts TIMESTAMP"
KILLS = 5
SEED = 20260101


def generate(folder, rows, files, name="in"):
    done = sluice(folder, "gen", "words", "--rows", str(rows), "--files", str(files), "--seed", "3",
                  "--output", name)
    assert done.returncode == 0, done.stderr


def input_words(folder):
    """How often each word is in the input."""
    words = collections.Counter()
    for path in (folder / "in").iterdir():
        words.update(json.loads(line)["word"] for line in path.read_text().splitlines())
    return words


def write(folder, name, content):
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    (folder / name).write_text(text)
    return name


def source(path="in", **options):
    return {"op": "readStream", "format": "json", "schema": SCHEMA,
            "options": {"path": path, "maxFilesPerTrigger": 1, **options}}


def sink(form="noop", of="words", **more):
    options = {"checkpointLocation": "checkpoint", **more.pop("options", {})}
    if form in ("json", "csv"):
        options["path"] = "out"
    return {"op": "writeStream", "input": of, "format": form, "options": options, **more}


def document(**nodes):
    return {"sluice": 1, "nodes": nodes}


def copy_document(form="json", **more):
    return document(words=source(), out=sink(form, **more))


def windows_document():
    """The stateful one: windows leave when the watermark passes them, in files."""
    return document(
        words=source(),
        recent={"op": "withWatermark", "input": "words", "eventTime": "ts", "delay": "2 minutes"},
        counts={"op": "groupBy", "input": "recent",
                "keys": ["window(ts, '4 minutes', '2 minutes') AS window", "word"],
                "aggregates": ["count(*) AS n"]},
        out=sink("json", "counts", outputMode="append", queryName="windows"))


def rows_in(folder, name="out"):
    """The rows of every part file, whether the manifest knows the file or not."""
    rows = collections.Counter()
    for path in sorted((folder / name).rglob("*")):
        hidden = any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            rows.update(path.read_text().splitlines())
    return rows


def expect(done, code, *texts):
    assert done.returncode == code, f"exit code {done.returncode}, not {code}: {done.stderr}"
    for text in texts:
        assert text in done.stderr, f"no “{text}” in: {done.stderr}"


class Running:
    """A run in the background whose reports of progress can be waited for."""

    def __init__(self, folder, *arguments):
        self.process = subprocess.Popen([SLUICE, "run", *arguments, "--progress=json"], cwd=folder,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        # A program that hangs is ended, so that the case fails instead of the harness.
        self.guard = threading.Timer(PATIENCE, self.process.kill)
        self.guard.start()
        self.text = ""

    def wait_for_batches(self, n):
        for _ in range(n):
            line = self.process.stderr.readline()
            self.text += line
            if line == "":
                break

    def end(self, *signals):
        for number in signals:
            self.process.send_signal(number)
        self.text += self.process.communicate()[1]
        self.guard.cancel()
        return self.process.returncode


@case
def finished_run_ends_with_0(folder):
    generate(folder, 200, 4)
    write(folder, "copy.sluice", copy_document())
    done = sluice(folder, "run", "copy.sluice", "--available-now", "--progress=none")
    expect(done, 0)
    assert done.stdout == "" and done.stderr == "", (done.stdout, done.stderr)
    words = collections.Counter()
    for row, n in rows_in(folder).items():
        words[json.loads(row)["word"]] += n
    assert words == input_words(folder)


@case
def progress_is_a_table_on_a_terminal_and_lines_elsewhere(folder):
    generate(folder, 200, 4)
    write(folder, "copy.sluice", copy_document())
    done = sluice(folder, "run", "copy.sluice", "--available-now", "--progress=tty")
    expect(done, 0, "batch 3  200 rows")
    assert "\033" not in done.stderr, done.stderr

    shutil.rmtree(folder / "out")
    shutil.rmtree(folder / "checkpoint")
    ours, theirs = open_terminal()
    process = subprocess.Popen([SLUICE, "run", "copy.sluice", "--available-now"], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=theirs)
    assert process.wait(PATIENCE) == 0
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    # The last table, on which lines are cut at the edge instead of wrapped.
    assert "batch 3  200 rows" in shown.rsplit("\033[?7l", 1)[1], shown
    assert shown.endswith("\033[?7h"), shown


@case
def console_rows_go_to_stdout_and_progress_to_stderr(folder):
    generate(folder, 200, 4)
    write(folder, "console.sluice", document(
        words=source(),
        counts={"op": "groupBy", "input": "words", "keys": ["word"], "aggregates": ["count(*) AS n"]},
        out=sink("console", "counts", outputMode="complete", queryName="counted",
                 options={"numRows": "100", "truncate": "false"})))
    done = sluice(folder, "run", "console.sluice", "--available-now", "--progress=json")
    expect(done, 0)

    batches = done.stdout.split("Batch: ")
    assert [text.split("\n", 1)[0] for text in batches[1:]] == ["0", "1", "2", "3"], done.stdout
    counts = {}
    for line in batches[-1].splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 4 and cells[1] != "word":
            counts[cells[1]] = int(cells[2])
    assert counts == dict(input_words(folder)), counts

    reports = [json.loads(line) for line in done.stderr.splitlines()]
    assert [report["batchId"] for report in reports] == [0, 1, 2, 3]
    for report in reports:
        for field in ("id", "runId", "name", "timestamp", "batchId", "batchDuration", "numInputRows",
                      "inputRowsPerSecond", "processedRowsPerSecond", "durationMs", "stateOperators",
                      "sources", "sink"):
            assert field in report, field
        assert report["name"] == "counted" and report["numInputRows"] == 50
        assert set(report["durationMs"]) == {"addBatch", "commitOffsets", "getBatch", "latestOffset",
                                             "queryPlanning", "triggerExecution", "walCommit"}
        for field in ("description", "startOffset", "endOffset", "latestOffset", "numInputRows",
                      "inputRowsPerSecond", "processedRowsPerSecond"):
            assert field in report["sources"][0], field
        for field in ("operatorName", "numRowsTotal", "numRowsUpdated", "numRowsRemoved",
                      "allUpdatesTimeMs", "allRemovalsTimeMs", "commitTimeMs", "memoryUsedBytes",
                      "numRowsDroppedByWatermark", "numShufflePartitions", "numStateStoreInstances",
                      "customMetrics"):
            assert field in report["stateOperators"][0], field
        assert set(report["sink"]) == {"description", "numOutputRows"}
    assert reports[-1]["stateOperators"][0]["numRowsTotal"] == len(counts)
    assert reports[0]["sources"][0]["endOffset"] == {"logOffset": 0}
    assert reports[1]["sources"][0]["startOffset"] == {"logOffset": 0}
    assert len({report["runId"] for report in reports}) == 1


@case
def second_run_adds_nothing(folder):
    generate(folder, 400, 8)
    write(folder, "windows.sluice", windows_document())
    expect(sluice(folder, "run", "windows.sluice", "--available-now"), 0)
    once = rows_in(folder)
    files = sorted(path.name for path in (folder / "out").iterdir())
    assert len(once) > 0 and max(once.values()) == 1
    expect(sluice(folder, "run", "windows.sluice", "--available-now"), 0)
    assert rows_in(folder) == once
    assert sorted(path.name for path in (folder / "out").iterdir()) == files


@case
def thousand_batches_count_right_and_leave_nothing(folder):
    """The long run: under a sanitizer or valgrind a leak of any of its batches fails it."""
    n_files, rows_per_file, window_s = 1000, 5, 10
    (folder / "in").mkdir()
    expected = collections.Counter()
    for i in range(n_files):
        lines = []
        for second in range(i * rows_per_file, (i + 1) * rows_per_file):
            word, at = f"w{second % 7}", datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=second)
            lines.append(json.dumps({"word": word, "ts": at.isoformat() + "Z"}))
            expected[second // window_s, word] += 1
        path = folder / "in" / f"{i:04}.json"
        path.write_text("\n".join(lines) + "\n")
        os.utime(path, (1_767_225_600 + i, 1_767_225_600 + i))
    nodes = windows_document()
    nodes["nodes"]["recent"]["delay"] = "0 seconds"
    nodes["nodes"]["once"] = {"op": "dropDuplicates", "input": "recent", "columns": ["word", "ts"]}
    nodes["nodes"]["counts"] |= {"input": "once", "keys": [f"window(ts, '{window_s} seconds') AS window", "word"]}
    write(folder, "windows.sluice", nodes)
    expect(sluice(folder, "run", "windows.sluice", "--available-now", "--progress=none"), 0)

    assert max(int(path.name) for path in (folder / "checkpoint" / "commits").glob("[0-9]*")) >= n_files - 1
    # Only the window of the very last rows is still open.
    last = (n_files * rows_per_file - 1) // window_s
    closed = {key: n for key, n in expected.items() if key[0] < last}
    got = {}
    for line in rows_in(folder):
        row = json.loads(line)
        start = datetime.datetime.fromisoformat(row["window"]["start"].replace("Z", "+00:00"))
        key = int(start.timestamp() - 1_767_225_600) // window_s, row["word"]
        assert key not in got, row
        got[key] = row["n"]
    assert got == closed, f"{len(got)} rows, not {len(closed)}"


@case
def malformed_row_ends_with_1(folder):
    (folder / "in").mkdir()
    write(folder, "in/rows.json", '{"word": "a", "ts": "2024-01-01T00:00:00Z"}\n{"word": \n')
    write(folder, "strict.sluice", document(words=source(mode="FAILFAST"), out=sink("json")))
    done = sluice(folder, "run", "strict.sluice", "--available-now")
    expect(done, 1, "strict.sluice: node “words”", "MALFORMED_RECORD_IN_PARSING", "rows.json",
           "line 2", "(batch 0)")
    assert not rows_in(folder)


@case
def missing_path_ends_with_1(folder):
    write(folder, "copy.sluice", copy_document())
    done = sluice(folder, "run", "copy.sluice", "--available-now")
    expect(done, 1, "node “words”, field “options.path”", "PATH_NOT_FOUND", str(folder / "in"))


@case
def unwritable_sink_ends_with_1(folder):
    generate(folder, 10, 1)
    write(folder, "out", "a file where the directory should be")
    write(folder, "copy.sluice", copy_document())
    done = sluice(folder, "run", "copy.sluice", "--available-now")
    expect(done, 1, "node “out”, field “options.path”", str(folder / "out"))


@case
def checkpoint_in_use_ends_with_1(folder):
    generate(folder, 100, 2)
    write(folder, "copy.sluice", copy_document())
    first = Running(folder, "copy.sluice")
    first.wait_for_batches(2)
    done = sluice(folder, "run", "copy.sluice", "--available-now")
    code = first.end(signal.SIGTERM)
    expect(done, 1, "is in use by another query", str(folder / "checkpoint"))
    assert code == 3, code
    # And when the first is gone, the second may.
    expect(sluice(folder, "run", "copy.sluice", "--available-now"), 0)
    assert sum(rows_in(folder).values()) == 100


@case
def signals_end_with_3_and_lose_nothing(folder):
    generate(folder, 2000, 100)
    write(folder, "copy.sluice", copy_document())
    for signals in ([signal.SIGTERM], [signal.SIGINT], [signal.SIGINT, signal.SIGINT]):
        running = Running(folder, "copy.sluice")
        running.wait_for_batches(1)
        code = running.end(*signals)
        assert code == 3, (signals, code, running.text)
    expect(sluice(folder, "run", "copy.sluice", "--available-now"), 0)
    rows = rows_in(folder)
    assert sum(rows.values()) == 2000, sum(rows.values())


@case
def kills_lose_and_repeat_nothing(folder):
    dice = random.Random(SEED)
    n_files = 200
    undisturbed, disturbed = folder / "undisturbed", folder / "disturbed"
    undisturbed.mkdir()
    generate(undisturbed, 3000, n_files)
    write(undisturbed, "windows.sluice", windows_document())
    shutil.copytree(undisturbed, disturbed)

    expect(sluice(undisturbed, "run", "windows.sluice", "--available-now"), 0)
    expected = rows_in(undisturbed)
    assert sum(expected.values()) > 100 and max(expected.values()) == 1

    n_killed = 0
    for _ in range(KILLS):
        running = Running(disturbed, "windows.sluice", "--available-now")
        running.wait_for_batches(dice.randrange(1, n_files // (2 * KILLS)))
        threading.Event().wait(dice.uniform(0, 0.005))
        n_killed += running.end(signal.SIGKILL) == -signal.SIGKILL
    assert n_killed == KILLS, f"only {n_killed} runs were still there to be killed"
    assert rows_in(disturbed) != expected, "the kills came too late to disturb anything"

    expect(sluice(disturbed, "run", "windows.sluice", "--available-now"), 0)
    rows = rows_in(disturbed)
    assert rows == expected, f"lost {expected - rows}, repeated or wrong {rows - expected}"
    left = [str(path) for path in (disturbed / "out").rglob(".*.tmp")]
    assert not left, left


@case
def usage_mistakes_end_with_2(folder):
    write(folder, "copy.sluice", copy_document())
    for arguments, text in (
            (["run"], "an argument is missing"),
            (["run", "copy.sluice", "other.sluice"], "“other.sluice” is one argument too many"),
            (["run", "copy.sluice", "--bogus"], "--bogus"),
            (["run", "copy.sluice", "--progress=fast"], "“fast”"),
            (["run", "copy.sluice", "--threads=999"], "--threads"),
            (["run", "copy.sluice", "--once", "--available-now"], "exclude each other"),
            (["run", "copy.sluice", "--query=other"], "there is no query “other”"),
            (["run", "copy.sluice", "-p", "input"], "not of the form name=value"),
            (["run", "missing.sluice"], "missing.sluice"),
            (["check", "missing.sluice"], "missing.sluice"),
            (["frobnicate"], "“frobnicate” is neither a command nor a file"),
            (["--frobnicate"], "unknown option “--frobnicate”")):
        expect(sluice(folder, *arguments), 2, text)
    write(folder, "empty.sluice", document())
    expect(sluice(folder, "run", "empty.sluice"), 2, "nothing to run")
    assert not (folder / "checkpoint").exists()


@case
def document_without_errors_checks_with_0(folder):
    write(folder, "copy.sluice", copy_document())
    done = sluice(folder, "check", "copy.sluice")
    expect(done, 0)
    assert done.stdout == "copy.sluice: no errors\n" and done.stderr == "", (done.stdout, done.stderr)
    assert not (folder / "checkpoint").exists() and not (folder / "out").exists()


@case
def check_tells_every_problem_at_once(folder):
    write(folder, "bad.sluice", document(
        words={**source(maxFilesPerTriger=1), "schema": "word STRIN, ts TIMESTAMP"},
        odd={"op": "fliter", "input": "words", "condition": "true"},
        other={"op": "readStream", "format": "avro", "schema": "a INT", "options": {"path": "in"}},
        loose={"op": "filter", "condition": "true"},
        there={"op": "filter", "input": "back", "condition": "true"},
        back={"op": "filter", "input": "there", "condition": "true"},
        good=source(),
        unknown={"op": "filter", "input": "good", "condition": "length(wrod) > 3"},
        one=sink("json", "good", queryName="same"),
        two=sink("noop", "good", queryName="same", options={"checkpointLocation": "second"})))
    done = sluice(folder, "check", "bad.sluice")
    expect(done, 1,
           "node “words”, field “options.maxFilesPerTriger”: warning: ",
           "Did you mean “maxFilesPerTrigger”?",
           "node “words”, field “schema”, at character 6: error: [UNSUPPORTED_DATATYPE]",
           "node “odd”, field “op”: error: There is no kind of node “fliter”. Did you mean “filter”?",
           "node “other”, field “format”: error: [DATA_SOURCE_NOT_FOUND]",
           "node “loose”, field “input”: error: Nothing is wired to the node.",
           "node “unknown”, field “condition”, at character 8: error: "
           "[UNRESOLVED_COLUMN.WITH_SUGGESTION]",
           "The wires go round in a circle", "“there”", "“back”",
           "field “queryName”: error: The query of ", "has the name “same” too")
    # The same document doesn't run, and says the same.
    again = sluice(folder, "run", "bad.sluice", "--available-now")
    expect(again, 2)
    assert again.stderr == done.stderr
    assert not (folder / "out").exists()


@case
def broken_document_is_told_with_its_place(folder):
    write(folder, "broken.sluice", '{\n  "sluice": 1,\n  "nodes": {,\n}\n')
    done = sluice(folder, "check", "broken.sluice")
    expect(done, 2, "broken.sluice", "Line 3, column 13")
    assert done.stderr.count("broken.sluice") == 1, done.stderr
    write(folder, "newer.sluice", '{ "sluice": 99, "nodes": {} }')
    expect(sluice(folder, "check", "newer.sluice"), 2, "version 99", "A newer program can open it")
    write(folder, "list.sluice", "[]")
    expect(sluice(folder, "check", "list.sluice"), 2, "list.sluice")
    write(folder, "nothing.sluice", "")
    expect(sluice(folder, "check", "nothing.sluice"), 2, "nothing.sluice")


if __name__ == "__main__":
    sys.exit(main())
