#!/usr/bin/env python3
# Runs the Nexmark queries on seeded files and compares their rows with DuckDB's on the same files.
#
# Copyright 2026 The Sluice developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""nexmark.py SLUICE [--update] [QUERY...]

Each query is a document, q5.sluice, beside its twin for DuckDB, q5.sql. Where `import duckdb` works, all rows are
compared; everywhere their number is, with what DuckDB counted once and counts.json keeps (--update writes it).
DuckDB sees the whole files at once, so what a query keeps back until the watermark passes is left out there too; the
table `watermark` says how far it comes.
"""

import argparse
import collections
import csv
import datetime
import decimal
import json
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import duckdb
except ImportError:
    duckdb = None

HERE = pathlib.Path(__file__).resolve().parent
ROWS = 50000

# Bids at 500 events a second, and for statistics of a day at one, beginning in the afternoon. Neighbours are in disorder.
WORKLOADS = {
    "seconds": ["--rate", "500"],
    "days": ["--rate", "1", "--start", "2024-01-01T15:00:00Z"],
}
DAYS = ["q15", "q16", "q17"]


def generate(sluice, folder):
    """Writes the events, and the table that q13 looks auctions up in."""
    for name, options in WORKLOADS.items():
        subprocess.run([sluice, "gen", "nexmark", "--seed", "42", "--rows", str(ROWS), "--files", "8",
                        "--out-of-order", "100", "--output", folder / name, *options],
                       check=True, stdout=subprocess.DEVNULL)
    lines = (f"{key},value {key * 7 % 1009}" for key in range(0, 10000, 3))
    (folder / "side.csv").write_text("\n".join(lines) + "\n")


def open_duckdb(folder, workload):
    """The events as DuckDB sees them: bid, auction, person, side, watermark."""
    database = duckdb.connect()
    schemas = {
        "person": "id BIGINT, name VARCHAR, emailAddress VARCHAR, creditCard VARCHAR, city VARCHAR, "
                  "state VARCHAR, dateTime TIMESTAMP, extra VARCHAR",
        "auction": "id BIGINT, itemName VARCHAR, description VARCHAR, initialBid BIGINT, reserve BIGINT, "
                   "dateTime TIMESTAMP, expires TIMESTAMP, seller BIGINT, category BIGINT, extra VARCHAR",
        "bid": "auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR, "
               "dateTime TIMESTAMP, extra VARCHAR",
    }
    columns = ", ".join(f"{name}: 'STRUCT({schema})'" for name, schema in schemas.items())
    database.execute(f"CREATE TABLE event AS SELECT * FROM read_json('{folder / workload}/*', "
                     f"format = 'newline_delimited', columns = {{event_type: 'INTEGER', {columns}}})")
    for kind, name in enumerate(schemas):
        database.execute(f"CREATE TABLE {name} AS SELECT unnest({name}) FROM event WHERE event_type = {kind}")
    database.execute(f"CREATE TABLE side AS SELECT * FROM read_csv('{folder / 'side.csv'}', header = false, "
                     "columns = {key: 'BIGINT', value: 'VARCHAR'})")
    return database


# The streams that carry a watermark; of several the one that is furthest behind counts.
WATERMARKS = {"q4": ["auction", "bid"], "q8": ["auction", "person"], "q9": ["auction", "bid"]}


def ask_duckdb(database, query):
    """The rows of a query, as the JSON that Sluice would write."""
    ends = ", ".join(f"(SELECT max(dateTime) FROM {stream})" for stream in WATERMARKS.get(query, ["bid"]))
    database.execute("CREATE OR REPLACE TABLE watermark AS "
                     f"SELECT least({ends}) - INTERVAL 4 SECONDS AS watermark")
    result = database.execute((HERE / f"{query}.sql").read_text())
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


def run_sluice(sluice, folder, query):
    """The rows that the query gives, read from wherever its sink puts them."""
    workload = "days" if query in DAYS else "seconds"
    out = folder / query
    parameters = {"input": folder / workload, "output": out, "checkpoint": folder / f"{query}-checkpoint",
                  "side": folder / "side.csv"}
    arguments = [sluice, "run", HERE / f"{query}.sluice", "--available-now", "--progress=none"]
    if query != "q13":
        del parameters["side"]
    for name, value in parameters.items():
        arguments += ["-p", f"{name}={value}"]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"exit code {done.returncode}")
    if out.is_dir():
        return read_files(out)
    return read_console(done.stdout)


def read_files(folder):
    """All rows below a folder, with the columns that its directories name."""
    rows = []
    for path in sorted(folder.rglob("part-*")):
        named = dict(part.split("=", 1) for part in path.relative_to(folder).parts[:-1])
        named = {name: value.replace("%3A", ":") for name, value in named.items()}
        with path.open(newline="") as lines:
            if path.suffix == ".csv":
                fields = ["auction", "bidder", "price", "dateTime", "extra"]
                rows += [dict(zip(fields, row)) | named for row in csv.reader(lines)]
            else:
                rows += [json.loads(line, parse_float=decimal.Decimal) | named for line in lines]
    return rows


def read_console(text):
    """The table that the console sink printed last, which in complete mode is the whole result."""
    lines = text.rpartition("Batch: ")[2].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [dict(zip(table[0], row)) for row in table[1:]]


def plain(value):
    """A value as a text that is the same from either side."""
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        return "{" + ",".join(plain(part) for part in value.values()) + "}"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
    if isinstance(value, (float, decimal.Decimal)):
        return f"{float(value):.12g}"
    # The console prints a time as Spark's show() does: 2024-01-01 12:00:00.5.
    time = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.?(\d*)", str(value))
    if time:
        return f"{time[1]}T{time[2]}.{time[3]:0<3}Z"
    return str(value)


def counted(query, rows):
    """Rows as a multiset. What q12's windows hold depends on the clock."""
    if query == "q12":
        sums = collections.Counter()
        for row in rows:
            sums[str(row["bidder"])] += int(row["bids"])
        return collections.Counter(sums.items())
    names = sorted(rows[0]) if rows else []
    return collections.Counter(tuple(plain(row.get(name)) for name in names) for row in rows)


def check(query, rows, expected, floor):
    """What is wrong with the rows, in a few lines."""
    ours = counted(query, rows)
    wrong = []
    if floor is not None and sum(ours.values()) != floor:
        wrong.append(f"{sum(ours.values())} rows instead of {floor}")
    if expected is not None:
        theirs = counted(query, expected)
        wrong += [f"missing {row}" for row in list((theirs - ours).elements())[:5]]
        wrong += [f"unexpected {row}" for row in list((ours - theirs).elements())[:5]]
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sluice")
    parser.add_argument("queries", nargs="*")
    parser.add_argument("--update", action="store_true", help="write counts.json from DuckDB's rows")
    options = parser.parse_args()

    counts_path = HERE / "counts.json"
    counts = json.loads(counts_path.read_text()) if counts_path.exists() else {}
    queries = options.queries or sorted((path.stem for path in HERE.glob("q*.sluice")), key=lambda name: int(name[1:]))
    failed = 0

    print(f"1..{len(queries)}")
    if duckdb is None:
        print("# DuckDB is not there for Python to import: only the numbers of rows are compared")
    with tempfile.TemporaryDirectory(prefix="sluice-nexmark-") as name:
        folder = pathlib.Path(name)
        generate(options.sluice, folder)
        databases = {workload: open_duckdb(folder, workload) for workload in WORKLOADS} if duckdb else {}
        for number, query in enumerate(queries, 1):
            expected = None
            if databases:
                expected = ask_duckdb(databases["days" if query in DAYS else "seconds"], query)
                if options.update:
                    counts[query] = len(expected)
            try:
                rows = run_sluice(options.sluice, folder, query)
                wrong = check(query, rows, expected, counts.get(query))
            except RuntimeError as error:
                wrong = [str(error)]
            how = "as in DuckDB" if expected is not None else "by number"
            print(f"{'not ok' if wrong else 'ok'} {number} - {query}: {counts.get(query)} rows, {how}", flush=True)
            for line in wrong:
                print(f"#   {line}")
            failed += bool(wrong)
    if options.update:
        counts_path.write_text(json.dumps(counts, indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
