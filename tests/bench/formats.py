#!/usr/bin/env python3
# Sets what reading files costs in Sluice beside what it costs in DuckDB.
#
# Copyright 2026 The Sluice developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares reading JSON and CSV with DuckDB, in one run on one machine.

    formats.py BUILD/tests/bench/formats/bench-formats [--runs N] [--table FILE]

Both: nanoseconds of processor time for each row, one thread, the least of several runs. Ours makes columns of bytes in
memory; DuckDB reads the same bytes from a file that is in the page cache, with the schema given, and counts the values
of the wanted columns. Needs a Python that can import duckdb.
"""
import argparse
import platform
import re
import subprocess
import sys
import tempfile
import time

from kernels import processor

TYPES = {"STRING": "VARCHAR", "INT": "INTEGER"}
LINE = re.compile(r"^(.*?)\s+([0-9.]+) ns/row\s+([0-9.]+) GB/s\s+[0-9.]+ M rows/s")


def ours(program, runs):
    best = {}
    for _ in range(runs):
        out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
        for name, ns, speed in filter(None, (m and m.groups() for m in map(LINE.match, out.splitlines()))):
            best[name] = min((float(ns), float(speed)), best.get(name, (float(ns), float(speed))))
    return best


def columns(schema):
    """The fields of DDL as DuckDB's names and types; a STRUCT's own are left in its text."""
    fields = re.findall(r"(\w+) (STRUCT<[^>]*>|\w+)", schema)
    found = {}
    for name, kind in fields:
        if kind.startswith("STRUCT<"):
            inner = [part.split(": ") for part in kind[len("STRUCT<"):-1].split(", ")]
            kind = "STRUCT(%s)" % ", ".join("%s %s" % (n, TYPES.get(t, t)) for n, t in inner)
        found[name] = TYPES.get(kind, kind)
    return found


def duckdb_query(form, schema, wanted, path):
    fields = columns(schema)
    names = [list(fields)[int(i)] for i in wanted.split(",")] if wanted else list(fields)
    types = "{%s}" % ", ".join("'%s': '%s'" % field for field in fields.items())
    reader = {
        "json": "read_json('%s', format = 'newline_delimited', columns = %s)",
        "csv": "read_csv('%s', header = false, auto_detect = false, delim = ',', quote = '\"', columns = %s)",
    }[form] % (path, types)
    return "SELECT %s FROM %s" % (", ".join("count(%s)" % name for name in names), reader)


def duckdbs(program, runs):
    import duckdb
    database = duckdb.connect()
    database.execute("SET threads = 1")
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        out = subprocess.run([program, "--write", folder], check=True, capture_output=True, text=True).stdout
        for name, form, schema, wanted, path, rows in (line.split("\t") for line in out.splitlines()):
            if form == "text":
                continue
            query = duckdb_query(form, schema, wanted, path)
            for _ in range(runs):
                start = time.process_time()
                counts = database.execute(query).fetchone()
                ns = (time.process_time() - start) * 1e9 / int(rows)
                assert all(count == int(rows) for count in counts), (name, counts)
                best[name] = min(ns, best.get(name, ns))
    return best, duckdb.__version__


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--table")
    options = parser.parse_args()

    mine = ours(options.program, options.runs)
    try:
        theirs, version = duckdbs(options.program, options.runs)
    except ImportError:
        theirs, version = {}, None
    lines = [f"{processor()}; Linux {platform.release().split('-')[0]}; "
             + (f"DuckDB {version}; " if version else "") + f"one thread each, best of {options.runs}.", "",
             "| file | Sluice | | DuckDB | |", "|---|---|---|---|---|"]
    for name, (ns, speed) in mine.items():
        other = theirs.get(name)
        lines.append(f"| {name} | {ns:.0f} ns a row | {speed:.2f} GB/s | "
                     + (f"{other:.0f} ns a row | {other / ns:.1f} x |" if other else "| |"))
    print("\n".join(lines))
    if options.table:
        with open(options.table, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
