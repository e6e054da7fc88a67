#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets: seeds.py CONFORMANCE SEEDS OUTPUT|--inputs

A folder for each target in OUTPUT, with inputs from the recorded tables (CONFORMANCE) and those that are
kept by hand (SEEDS). Not every case becomes a seed: the engine spends its first seconds on running them all.
With --inputs the files that they are made of are listed instead.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import base64
import glob
import json
import os
import re
import shutil
import sys

# So many seeds of each table, evenly spread over it.
PER_TABLE = 60
DATETIME_CALL = re.compile(
    r"(?:to_timestamp|to_date|date_format|to_number|to_char|unix_timestamp|from_unixtime)"
    r"\w*\((?:'([^']*)'|[^',()]*), *'([^']*)'", re.IGNORECASE)
REGEX_CALL = re.compile(r"(?:rlike|regexp\w*|split|like)\b[^']*(?:'([^']*)'[^']*)?, *r?'([^']*)'",
                        re.IGNORECASE)
OPERATOR_CALL = re.compile(r"'([^']*)' +(?:NOT +)?(?:I?LIKE|RLIKE|REGEXP) +r?'([^']*)'", re.IGNORECASE)


def cases(path):
    with open(path, encoding="utf-8") as table:
        return [json.loads(line) for line in table if line.strip()]


def spread(items, n):
    step = max(1, len(items) // n)
    return items[::step][:n]


def expression_seed(case):
    rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (case.get("rows") or [])[:4])
    text = case.get("expr") or case.get("aggregate")
    return "%s\n%s%s" % (case.get("schema", "").replace("\n", " "), rows, text)


def expressions(conformance):
    for path in sorted(glob.glob(os.path.join(conformance, "expressions", "*.jsonl"))):
        table = [case for case in cases(path) if "expr" in case or "aggregate" in case]
        for case in spread(table, PER_TABLE):
            yield expression_seed(case)


def schemas(conformance):
    for case in cases(os.path.join(conformance, "expressions", "ddl.jsonl")):
        for key in ("ddl", "json"):
            if key in case:
                value = case[key]
                yield value if isinstance(value, str) else json.dumps(value)


def file_bytes(case):
    if isinstance(case.get("base64"), str):
        return base64.b64decode(case["base64"])
    return case.get("text", "").encode()


def escape(value):
    return str(value).encode("unicode_escape").decode().replace("\t", "\\t")


def files(conformance, name):
    for case in cases(os.path.join(conformance, "formats", name + ".jsonl")):
        options = dict(case.get("options") or {}, mode=case.get("mode", "PERMISSIVE"))
        line = "\t".join("%s=%s" % (key, escape(value)) for key, value in options.items())
        schema = case.get("schema") or ""
        if isinstance(schema, str):
            yield ("%s\n%s\n" % (schema, line)).encode() + file_bytes(case)[:1500]


def calls(conformance, patterns):
    for path in sorted(glob.glob(os.path.join(conformance, "expressions", "*.jsonl"))):
        for case in cases(path):
            for pattern in patterns:
                for text, found in pattern.findall(case.get("expr") or ""):
                    yield "%s\n%s" % (found.replace("\\\\", "\\"), text)


def documents(conformance):
    for folder in sorted(glob.glob(os.path.join(conformance, "streams", "*"))):
        for path in spread(sorted(glob.glob(os.path.join(folder, "*.sluice-test"))), 6):
            with open(path, encoding="utf-8") as file:
                case = json.load(file)
            if "pipeline" in case:
                yield json.dumps(case["pipeline"], indent=2, ensure_ascii=False)


def queries(conformance):
    for path in sorted(glob.glob(os.path.join(conformance, "streams", "sql_node", "*.sluice-test"))):
        with open(path, encoding="utf-8") as file:
            case = json.load(file)
        for node in case.get("pipeline", {}).get("nodes", {}).values():
            if "query" in node:
                yield node["query"]


def by_hand(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        with open(path, "rb") as file:
            data = file.read()
        # A list of one-line seeds, or a seed.
        yield from data.splitlines() if path.endswith(".lines") else [data]


def main():
    conformance, seeds, output = sys.argv[1:]
    if output == "--inputs":
        for pattern in ("expressions/*.jsonl", "formats/*.jsonl", "streams/*/*.sluice-test"):
            print("\n".join(sorted(glob.glob(os.path.join(conformance, pattern)))))
        print("\n".join(sorted(glob.glob(os.path.join(seeds, "*", "*")))))
        return
    made = {
        "checkpoint": [],
        "csv": files(conformance, "csv"),
        "ddl": schemas(conformance),
        "document": documents(conformance),
        "expression": expressions(conformance),
        "functions": files(conformance, "json"),
        "json": files(conformance, "json"),
        "pattern": calls(conformance, [DATETIME_CALL]),
        "query": queries(conformance),
        "regex": calls(conformance, [REGEX_CALL, OPERATOR_CALL]),
        "sketch": [],
        "state": [],
    }
    shutil.rmtree(output, ignore_errors=True)
    for target, found in made.items():
        folder = os.path.join(output, target)
        os.makedirs(folder)
        inputs = [seed.encode() if isinstance(seed, str) else seed for seed in found]
        inputs = sorted(set(inputs)) + list(by_hand(os.path.join(seeds, target)))
        for number, data in enumerate(inputs):
            with open(os.path.join(folder, "%04d" % number), "wb") as file:
                file.write(data)
    # The folder's time is that of this run, whatever was in it before.
    os.utime(output)


if __name__ == "__main__":
    main()
