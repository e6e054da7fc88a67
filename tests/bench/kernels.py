#!/usr/bin/env python3
# Sets what expressions cost in Sluice beside what they cost in DuckDB.
#
# Copyright 2026 The Sluice developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what single expressions cost with DuckDB, in one run on one machine.

    kernels.py BUILD/tests/bench/kernels/bench-kernels [--runs N] [--table FILE] [--filter TEXT]

Ours: nanoseconds of the thread's own time for each value, over a batch of 8,192 rows again and again. DuckDB's: the time
that its profile gives to the projection, for each of a million rows of the same distribution, with one thread. Of
several runs the least counts, for both. Needs a Python that can import duckdb.
"""
import argparse
import json
import platform
import re
import subprocess
import sys

# Ours, DuckDB's where it is spelled differently.
EXPRESSIONS = [
    ("a + b",),
    ("a * b",),
    ("a - 1",),
    ("a % 7",),
    ("n + b",),
    ("d / e",),
    ("d * 2 + e",),
    ("p + p",),
    ("p * p",),
    ("-a",),
    ("abs(a)",),
    ("round(d, 2)",),
    ("floor(d)", "floor(d)::BIGINT"),
    ("sqrt(d)",),
    ("ln(d)",),
    ("a = b",),
    ("a > 500000",),
    ("s = 'view'",),
    ("s < t",),
    ("a > 5 AND d < 500",),
    ("a BETWEEN 1000 AND 500000",),
    ("a IN (1, 2, 3, 4)",),
    ("s IN ('view', 'click')",),
    ("n IS NULL",),
    ("coalesce(n, 0)",),
    ("CASE WHEN a > 500000 THEN d ELSE e END",),
    ("greatest(a, b)",),
    ("CAST(a AS STRING)",),
    ("CAST(d AS STRING)",),
    ("CAST(p AS STRING)",),
    ("CAST(dt AS STRING)",),
    ("CAST(tm AS STRING)",),
    ("CAST(q AS BIGINT)",),
    ("CAST(r AS DOUBLE)",),
    ("CAST(k AS DATE)",),
    ("CAST(m AS TIMESTAMP)",),
    ("CAST(d AS BIGINT)",),
    ("CAST(a AS DOUBLE)",),
    ("w LIKE 'lorem%'",),
    ("w LIKE '%dolor%'",),
    ("w LIKE '%dolor%amet%'",),
    ("w RLIKE '[0-9] '", "regexp_matches(w, '[0-9] ')"),
    ("regexp_extract(w, '([a-z]+) ([a-z]+)', 2)",),
    ("regexp_replace(w, '[aeiou]', '-')", "regexp_replace(w, '[aeiou]', '-', 'g')"),
    ("upper(w)",),
    ("length(w)",),
    ("substring(w, 3, 5)",),
    ("concat(s, t)",),
    ("concat_ws('-', s, t)",),
    ("trim(w)",),
    ("replace(w, 'o', '0')",),
    ("split(w, ' ')[0]", "string_split(w, ' ')[1]"),
    ("instr(w, 'dolor')",),
    ("lpad(s, 12, 'x')",),
    ("year(tm)",),
    ("hour(tm)",),
    ("date_trunc('HOUR', tm)",),
    ("date_trunc('MONTH', tm)",),
    ("date_format(tm, 'yyyy-MM-dd HH:mm')", "strftime(tm, '%Y-%m-%d %H:%M')"),
    ("to_timestamp(m, 'yyyy-MM-dd HH:mm:ss')", "strptime(m, '%Y-%m-%d %H:%M:%S')"),
    ("tm + INTERVAL 1 HOUR",),
    ("datediff(dt, DATE '2024-01-01')", "date_diff('day', DATE '2024-01-01', dt)"),
    ("from_json(js, 'id INT, name STRING, amount DOUBLE')",
     """json_transform(js, '{"id":"INTEGER","name":"VARCHAR","amount":"DOUBLE"}')"""),
    ("get_json_object(js, '$.name')", "json_extract_string(js, '$.name')"),
    ("md5(w)",),
    ("sha2(w, 256)", "sha256(w)"),
]

TABLE = """
CREATE TABLE t AS SELECT
  (random() * 1000000)::BIGINT AS a, (random() * 1000000)::BIGINT AS b,
  CASE WHEN random() < 0.1 THEN NULL ELSE (random() * 1000000)::BIGINT END AS n,
  random() * 1000 AS d, random() * 1000 AS e,
  ['view', 'click', 'purchase'][1 + (random() * 2.999)::INT % 3] AS s,
  ['view', 'click', 'purchase'][1 + (random() * 2.999)::INT % 3] AS t,
  ((random() * 1000000)::INT / 100)::DECIMAL(10, 2) AS p,
  concat_ws(' ', x[1 + (random() * 11)::INT], x[1 + (random() * 11)::INT], x[1 + (random() * 11)::INT],
            x[1 + (random() * 11)::INT]) AS w,
  ((random() * 1000000000)::BIGINT)::VARCHAR AS q,
  format('{}.{:04d}', (random() * 100000)::INT, (random() * 9999)::INT) AS r,
  (DATE '2024-01-01' + (random() * 365)::INT)::VARCHAR AS k,
  strftime(TIMESTAMP '2024-01-01' + to_seconds((random() * 31000000)::BIGINT), '%Y-%m-%d %H:%M:%S') AS m,
  DATE '2024-01-01' + (random() * 365)::INT AS dt,
  TIMESTAMP '2024-01-01' + to_microseconds((random() * 31000000000000)::BIGINT) AS tm,
  format('{{"id":{},"name":"user {}","amount":{}.{:02d}}}', (random() * 1000000)::INT, (random() * 1000)::INT,
         (random() * 1000)::INT, (random() * 99)::INT) AS js
FROM (SELECT ['lorem', 'ipsum', 'dolor', 'sit', 'amet', 'tempor', 'magna', 'aliqua', 'minim', 'veniam', 'quis2',
              'nostrud'] AS x), range(1000000)
"""
ROWS = 1000000


def ours(program, expressions, runs):
    best = {}
    for _ in range(runs):
        out = subprocess.run([program, *expressions], check=True, capture_output=True, text=True).stdout
        for line, expression in zip(out.splitlines(), expressions, strict=True):
            ns = float(re.search(r"([0-9.]+) ns$", line).group(1))
            best[expression] = min(ns, best.get(expression, ns))
    return best


def projection_time(node):
    """Seconds in the projections of a profile."""
    kind = node.get("type", node.get("operator_type"))
    own = node.get("timing", node.get("operator_timing", 0)) if kind == "PROJECTION" else 0
    return own + sum(projection_time(child) for child in node.get("operator", node.get("children", [])))


def duckdbs(expressions, runs):
    import duckdb
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute("SELECT setseed(0.5)")
    database.execute(TABLE)
    # One text that isn't ASCII, as a stream may have: otherwise it answers length() from the table's statistics.
    database.execute("INSERT INTO t (w) VALUES ('dolor señor')")
    best = {}
    for name, expression in expressions:
        for _ in range(runs):
            rows = database.execute(f"EXPLAIN (ANALYZE, FORMAT json) SELECT {expression} AS x FROM t").fetchall()
            plan = json.loads(rows[0][1])
            ns = projection_time(plan if isinstance(plan, dict) else plan[0]) * 1e9 / ROWS
            best[name] = min(ns, best.get(name, ns))
    return best, duckdb.__version__


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return re.search(r"model name\s*:\s*(.*)", file.read()).group(1)
    except (OSError, AttributeError):
        return platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--table")
    parser.add_argument("--filter", default="")
    options = parser.parse_args()

    pairs = [(e[0], e[-1]) for e in EXPRESSIONS if options.filter in e[0]]
    mine = ours(options.program, [name for name, _ in pairs], options.runs)
    try:
        theirs, version = duckdbs(pairs, options.runs)
    except ImportError:
        theirs, version = {}, None
    lines = [f"{processor()}; Linux {platform.release().split('-')[0]}; "
             + (f"DuckDB {version}; " if version else "") + f"one thread each, best of {options.runs}.", "",
             "| expression | Sluice | DuckDB | |", "|---|---|---|---|"]
    for name, _ in pairs:
        text = name.replace("|", "\\|")
        if theirs.get(name):
            lines.append(f"| `{text}` | {mine[name]:.2f} ns | {theirs[name]:.2f} ns | "
                         f"{theirs[name] / mine[name]:.1f} x |")
        else:
            lines.append(f"| `{text}` | {mine[name]:.2f} ns | | |")
    print("\n".join(lines))
    if options.table:
        with open(options.table, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
