#!/usr/bin/env python3
"""The commands `sluice sql` and `sluice functions` as who types them sees them: sql_command.py SLUICE QUERIES RECORDED…

QUERIES has a line of JSON for each query, with what Apache Spark 4.3.0 answered over the tables below:
columns and rows, or the error's condition. The files of RECORDED have the same of queries over VALUES, and whether columns can
be null.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import concurrent.futures
import gzip
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from cases import PATIENCE, SLUICE, case, main, open_terminal  # noqa: E402

QUERIES = pathlib.Path(sys.argv[2])
RECORDED = [pathlib.Path(path) for path in sys.argv[3:]]

TABLES = {
    "t": ("id INT, k STRING, v DOUBLE",
          [{"id": 1, "k": "a", "v": 1.5}, {"id": 2, "k": "b", "v": 2.5}, {"id": 3, "k": "a", "v": None}]),
    "u": ("id INT, name STRING",
          [{"id": 1, "name": "x"}, {"id": 3, "name": "y"}, {"id": 4, "name": "a"}]),
    "e": ("id INT, ts TIMESTAMP",
          [{"id": 1, "ts": "2024-01-01 00:01:00"}, {"id": 2, "ts": "2024-01-01 00:09:00"},
           {"id": 3, "ts": "2024-01-01 00:11:00"}]),
}


def sluice(folder, *arguments, text=None):
    return subprocess.run([SLUICE, *arguments], cwd=folder, capture_output=True, text=True,
                          input=text, timeout=PATIENCE)


def sql(folder, *arguments, text=None):
    return sluice(folder, "sql", *arguments, text=text)


def rows(done):
    """The rows of --json, without the names of their columns, which may come twice."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line, object_pairs_hook=lambda pairs: tuple(value for _, value in pairs))
            for line in done.stdout.splitlines()]


def condition(done):
    found = re.search(r"\[([A-Za-z_0-9.]+)\]", done.stderr)
    return found.group(1) if found else None


def with_tables(folder):
    arguments = []
    for name, (schema, data) in TABLES.items():
        path = folder / f"{name}.json"
        path.write_text("".join(json.dumps(row) + "\n" for row in data))
        arguments += ["--table", f"{name}={path.name}", "--schema", f"{name}={schema}"]
    return arguments


def plain(schema):
    return re.sub(r"[ :,`]|not null", "", schema.lower())


def top_fields(struct):
    """The fields of `STRUCT<a: INT NOT NULL, b: ARRAY<STRUCT<c: INT>>>`, each as it is written."""
    fields, depth = [""], 0
    for sign in re.sub(r"^.*?STRUCT<|>(?: NOT NULL)?$", "", struct.strip()):
        depth += {"<": 1, "(": 1, ">": -1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            fields.append("")
        else:
            fields[-1] += sign
    return fields


def check_nulls(folder, recorded):
    """Which columns can be null is only written of the fields of a struct."""
    if not all(re.fullmatch(r"\w+ \S+", column) for column in recorded["schema"].split(", ")):
        return None
    struct = sql(folder, "--explain", f"SELECT struct(*) AS s FROM ({recorded['query']})").stdout.split("\n")[0]
    got = [not field.endswith(" NOT NULL") for field in top_fields(struct)]
    return None if got == recorded["nullable"] else f"{struct} instead of {recorded['nullable']}"


def check_query(folder, tables, line):
    """Returns: what is wrong, one text for each."""
    recorded = json.loads(line)
    query = recorded["query"]
    done = sql(folder, "--json", *tables, query)
    if "error" in recorded:
        right = done.returncode != 0 and condition(done) == recorded["error"]
        return [] if right else [f"{query}: {condition(done)} instead of {recorded['error']}"]
    if done.returncode != 0:
        return [f"{query}: {done.stderr.strip()}"]
    wrong = []
    expected = [json.loads(row, object_pairs_hook=lambda pairs: tuple(v for _, v in pairs))
                for row in recorded["rows"]]
    got = rows(done)
    # NaN isn't equal to itself, and what stands in OVER is no order of the rows that come out.
    if not re.search("ORDER BY", re.sub(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", "", query), re.I):
        expected.sort(key=str)
        got.sort(key=str)
    if str(got) != str(expected):
        wrong.append(f"{query}: {got} instead of {expected}")
    schema = sql(folder, "--explain", *tables, query).stdout.split("\n")[0]
    if plain(schema) != plain(recorded["schema"]):
        wrong.append(f"{query}: columns {schema} instead of {recorded['schema']}")
    nulls = check_nulls(folder, recorded) if "nullable" in recorded else None
    return wrong + [f"{query}: {nulls}"] if nulls else wrong


def all_of(check, things):
    """What is wrong with any of them; commands run side by side."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(itertools.chain(*pool.map(check, things)))


def check_queries(folder, lines, tables):
    wrong = all_of(lambda line: check_query(folder, tables, line), lines)
    assert not wrong, "\n".join(wrong)


@case
def queries_give_what_spark_gave(folder):
    check_queries(folder, QUERIES.read_text().splitlines(), with_tables(folder))


@case
def queries_over_values_give_what_spark_gave(folder):
    assert len(RECORDED) > 2
    for path in RECORDED:
        lines = path.read_text().splitlines()
        assert len(lines) > 50
        check_queries(folder, lines, [])


@case
def an_expression_alone_is_a_query(folder):
    assert rows(sql(folder, "--json", "1 + 1")) == [(2,)]
    assert rows(sql(folder, "--json", "upper('a') AS u, 2")) == [("A", 2)]
    assert rows(sql(folder, "--json", "(1 + 2) * 3")) == [(9,)]


@case
def the_table_is_aligned(folder):
    done = sql(folder, "SELECT * FROM VALUES (1, 'one'), (22, NULL) AS t(n, word) ORDER BY n")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ("+---+----+\n|n  |word|\n+---+----+\n|1  |one |\n|22 |NULL|\n+---+----+\n"), done.stdout


@case
def json_keeps_nulls_and_csv_has_a_header(folder):
    query = "SELECT 1 AS a, CAST(NULL AS STRING) AS b, array(1, 2) AS c"
    assert json.loads(sql(folder, "--json", query).stdout) == {"a": 1, "b": None, "c": [1, 2]}
    assert sql(folder, "--csv", "SELECT 1 AS a, 'x,y' AS b").stdout == 'a,b\n1,"x,y"\n'
    both = sql(folder, "--csv", "--json", query)
    assert both.returncode == 2 and "either" in both.stderr


@case
def standard_input_is_read(folder):
    assert rows(sql(folder, "--json", "-", text="SELECT 7\n-- and no more\n")) == [(7,)]
    empty = sql(folder, "-", text="")
    assert empty.returncode == 2 and condition(empty) == "PARSE_EMPTY_STATEMENT", empty.stderr


@case
def columns_of_files_are_found_out(folder):
    (folder / "p.csv").write_text("id,name,price,day\n1,ale,2.5,2024-01-02\n2,,3,2024-01-03\n")
    (folder / "w.ndjson").write_text('{"w":"a","n":1}\n{"w":"b","n":2.5,"x":{"y":true}}\n')
    (folder / "z.json.gz").write_bytes(gzip.compress(b'{"q":"z"}\n'))
    (folder / "l.txt").write_text("first\nsecond\n")
    def columns(*arguments):
        done = sql(folder, "--explain", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.split("\n")[0]
    assert columns("-t", "p=p.csv", "SELECT * FROM p") == "id INT, name STRING, price DOUBLE, day DATE"
    assert columns("-t", "w=w.ndjson", "SELECT * FROM w") == "n DOUBLE, w STRING, x STRUCT<y: BOOLEAN>"
    assert rows(sql(folder, "--json", "-t", "p=p.csv", "SELECT id, name FROM p ORDER BY id")) == [(1, "ale"), (2, None)]
    assert rows(sql(folder, "--json", "-t", "z=z.json.gz", "SELECT q FROM z")) == [("z",)]
    assert rows(sql(folder, "--json", "-t", "l=l.txt", "SELECT count(*), min(value) FROM l")) == [(2, "first")]
    assert columns("-t", "p=p.csv", "-o", "p.header=false", "SELECT * FROM p") == \
        "_c0 STRING, _c1 STRING, _c2 STRING, _c3 STRING"
    assert columns("-t", "p=p.csv", "-s", "id BIGINT, name STRING", "SELECT * FROM p") == "id BIGINT, name STRING"


@case
def files_can_be_named_in_from(folder):
    (folder / "p.csv").write_text("1,ale\n2,rye\n")
    (folder / "w.json").write_text('{"w":"a"}\n{"w":"b"}\n')
    assert rows(sql(folder, "--json", "SELECT _c1 FROM csv.`p.csv` ORDER BY _c0")) == [("ale",), ("rye",)]
    assert rows(sql(folder, "--json", "SELECT count(*) FROM json.`w.json`")) == [(2,)]
    assert rows(sql(folder, "--json", "SELECT j.w, t.value FROM json.`w.json` j JOIN text.`w.json` t "
                    "ON t.value LIKE concat('%', j.w, '\"}') ORDER BY 1")) == [("a", '{"w":"a"}'), ("b", '{"w":"b"}')]


@case
def a_value_that_does_not_fit_is_no_silent_null(folder):
    with open(folder / "n.json", "w") as out:
        for i in range(20000):
            out.write('{"n":%s}\n' % (i if i < 15000 else '"many"'))
    done = sql(folder, "-t", "n=n.json", "SELECT sum(n) FROM n")
    assert done.returncode == 1 and "CANNOT_PARSE_JSON_FIELD" in done.stderr, done.stderr
    allowed = sql(folder, "--json", "-t", "n=n.json", "-o", "mode=PERMISSIVE", "SELECT count(n) FROM n")
    assert rows(allowed) == [(15000,)]


@case
def mistakes_are_shown_where_they_are(folder):
    done = sql(folder, "SELECT 1\nFROM nowhere")
    assert done.returncode == 2
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in done.stderr
    assert "line 2, column 6:\n    FROM nowhere\n         ^^^^^^^" in done.stderr, done.stderr
    syntax = sql(folder, "SELECT 1 FORM t WHERE")
    assert syntax.returncode == 2 and condition(syntax) == "PARSE_SYNTAX_ERROR", syntax.stderr
    assert "(query)" not in syntax.stderr
    run = sql(folder, "SELECT 1 / 0")
    assert run.returncode == 1 and condition(run) == "DIVIDE_BY_ZERO", run.stderr
    assert "^^^^^" in run.stderr and "(query)" not in run.stderr


@case
def wrong_arguments_are_told(folder):
    for arguments, word in [(["--table", "t", "SELECT 1"], "NAME=FILE"),
                            (["--table", "t=a.json", "--table", "T=b.json", "SELECT 1"], "two tables"),
                            (["--table", "t=missing.json", "SELECT 1"], "missing.json"),
                            (["--table", "t=what.bin", "SELECT * FROM t"], "format"),
                            (["--set", "x", "SELECT 1"], "KEY=VALUE"),
                            ([], "missing")]:
        done = sql(folder, *arguments)
        assert done.returncode == 2 and word in done.stderr, (arguments, done.stderr)


@case
def settings_count(folder):
    query = "SELECT CAST('x' AS INT) AS n"
    assert condition(sql(folder, query)) == "CAST_INVALID_INPUT"
    assert rows(sql(folder, "--json", "--set", "spark.sql.ansi.enabled=false", query)) == [(None,)]
    zone = "SELECT date_format(timestamp'2024-01-01 00:00:00Z', 'HH') AS h"
    assert rows(sql(folder, "--json", "--set", "spark.sql.session.timeZone=Europe/Berlin", zone)) == [("01",)]


@case
def help_is_complete(folder):
    help_text = sluice(folder, "sql", "--help").stdout
    for option in ("--table", "--schema", "--option", "--set", "--json", "--csv", "--explain", "--truncate"):
        assert option in help_text, option
    assert "sql" in sluice(folder, "--help").stdout and "functions" in sluice(folder, "--help").stdout
    for option in ("--json", "--markdown"):
        assert option in sluice(folder, "functions", "--help").stdout, option


@case
def functions_are_explained(folder):
    done = sluice(folder, "functions", "date_trunc")
    assert done.returncode == 0 and done.stdout.startswith("date_trunc("), done.stdout
    assert "→" in done.stdout and "Dates and times" in done.stdout
    unknown = sluice(folder, "functions", "date_trunk")
    assert unknown.returncode == 2 and "date_trunc" in unknown.stderr, unknown.stderr
    absent = sluice(folder, "functions", "tuple_union_double")
    assert absent.returncode == 2 and "DataSketches" in absent.stderr, absent.stderr
    assert sluice(folder, "functions", "from_json").stdout.startswith("from_json(")
    everything = sluice(folder, "functions")
    assert "\nStrings\n" in everything.stdout and "\n  upper " in everything.stdout
    group = sluice(folder, "functions", "strings").stdout
    assert "upper" in group and "date_trunc" not in group
    assert "| `upper(" in sluice(folder, "functions", "--markdown").stdout
    assert json.loads(sluice(folder, "functions", "--json", "upper").stdout)[0]["name"] == "upper"


def check_example(folder, function):
    """Returns: what is wrong, one text for each."""
    done = sql(folder, function["example"])
    if done.returncode != 0:
        return [f"{function['name']}: {done.stderr.strip()}"]
    lines = done.stdout.splitlines()[3:-1]
    got = [" ".join(cell.strip() for cell in line[1:-1].split("|")).strip() for line in lines]
    expected = [" ".join(cell.strip() for cell in line.split("|")).strip()
                for line in function["result"].split("\n")]
    return [] if got == expected else [f"{function['name']}: {function['example']} gives {got}, not {expected}"]


@case
def every_function_has_an_entry_and_an_example_that_holds(folder):
    """The examples' results were compared with a Spark's; here the engine is compared with them."""
    functions = json.loads(sluice(folder, "functions", "--json").stdout)
    assert len(functions) > 300
    wrong, examples = [], []
    for function in functions:
        for key in ("signature", "description", "group", "since", "example", "result"):
            if not function[key]:
                wrong.append(f"{function['name']}: no {key}")
        if not re.fullmatch(r"\d+\.\d+\.\d+", function["since"] or ""):
            wrong.append(f"{function['name']}: since {function['since']}")
        if function["example"] and function["result"]:
            examples.append(function)
    wrong += all_of(lambda function: check_example(folder, function), examples)
    assert not wrong, "\n".join(wrong)


@case
def a_terminal_is_told_how_many_rows(folder):
    ours, theirs = open_terminal()
    process = subprocess.Popen([SLUICE, "sql", "SELECT 1"], cwd=folder, stdout=theirs,
                               stderr=subprocess.PIPE, text=True)
    os.close(theirs)
    _, errors = process.communicate(timeout=PATIENCE)
    os.close(ours)
    assert process.returncode == 0 and errors == "1 row\n", errors


if __name__ == "__main__":
    sys.exit(main())
