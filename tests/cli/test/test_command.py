#!/usr/bin/env python3
"""The command `sluice test` as who writes tests sees it: test_command.py SLUICE

Every case writes test documents of its own and looks at exit codes, at the lines that are printed and at the files that
are written. A runner that calls everything well is worth nothing, so most documents here are wrong in one place.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import itertools
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from cases import PATIENCE, SLUICE, case, main  # noqa: E402

WORDS = {"op": "readStream", "format": "memory", "schema": "word STRING, ts TIMESTAMP"}
COUNTS = {"op": "groupBy", "input": "words", "keys": ["word"], "aggregates": ["count(*) AS n"]}
TWO_DOGS = {"addData": {"words": [{"word": "dog"}, {"word": "owl"}, {"word": "dog"}]}}
PROCESS = {"processAllAvailable": True}


def sluice_test(folder, *arguments):
    return subprocess.run([SLUICE, "test", *arguments], cwd=folder, capture_output=True, text=True, timeout=PATIENCE)


def sink(of="counts", mode="update", **more):
    return {"op": "writeStream", "input": of, "format": "memory", "outputMode": mode, **more}


def document(steps, nodes=None, **more):
    nodes = nodes or {"words": WORDS, "counts": COUNTS, "out": sink()}
    return {"sluice-test": 1, "name": "words", "pipeline": {"sluice": 1, "nodes": nodes}, "steps": steps, **more}


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return name


def check(folder, steps, code, *lines, nodes=None, **more):
    """Runs a document and looks for lines in what is printed."""
    done = sluice_test(folder, write(folder, "case.sluice-test", document(steps, nodes, **more)))
    assert done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
    for line in lines:
        assert line in done.stdout.split("\n"), f"no line {line!r} in\n{done.stdout}"


def counted(batch=0, rows=None, **more):
    return {"checkBatches": [{"batchId": batch, "rows": rows or [{"word": "owl", "n": 1}, {"word": "dog", "n": 2}], **more}]}


@case
def a_test_that_passes(folder):
    figures = {"operatorName": "stateStoreSave", "numRowsTotal": 2, "numRowsRemoved": 0}
    check(folder, [TWO_DOGS, PROCESS, counted(numInputRows=3, stateOperators=[figures])], 0,
          "1..1", "ok 1 - case.sluice-test: words", "# 1 passed, 0 failed")


@case
def a_wrong_value_is_told_by_batch_row_and_column(folder):
    check(folder, [TWO_DOGS, PROCESS, counted(rows=[{"word": "owl", "n": 1}, {"word": "dog", "n": 3}])], 1,
          "not ok 1 - case.sluice-test: words", "#   step 3, batch 0, row 2, column “n”: expected 3, got 2",
          "# 0 passed, 1 failed")


@case
def missing_and_unexpected_rows(folder):
    check(folder, [TWO_DOGS, PROCESS, counted(rows=[{"word": "dog", "n": 2}])], 1,
          "#   step 3, batch 0: expected 1 rows, got 2", '#   step 3, batch 0: unexpected row {"word": "owl", "n": 1}')
    check(folder, [TWO_DOGS, PROCESS,
                   counted(rows=[{"word": "dog", "n": 2}, {"word": "owl", "n": 1}, {"word": "cat", "n": 7}])], 1,
          '#   step 3, batch 0: missing row {"word": "cat", "n": 7}')


@case
def a_misspelt_column_is_no_null(folder):
    check(folder, [TWO_DOGS, PROCESS, counted(rows=[{"word": "dog", "m": None}])], 1,
          "#   step 3, batch 0, row 1: there is no column “m”")


@case
def wrong_figures(folder):
    figures = {"operatorName": "stateStoreSave", "numRowsTotal": 5}
    check(folder, [TWO_DOGS, PROCESS, counted(numInputRows=4, stateOperators=[figures])], 1,
          "#   step 3, batch 0: numInputRows: expected 4, got 3",
          "#   step 3, batch 0: stateOperators[0].numRowsTotal: expected 5, got 2")
    check(folder, [TWO_DOGS, PROCESS, {"checkProgress": {"numInputRows": 3, "stateOperators.0.numRowsTotal": 1}}], 1,
          "#   step 3, stateOperators.0.numRowsTotal: expected 1, got 2")


@case
def too_many_and_too_few_batches(folder):
    check(folder, [TWO_DOGS, PROCESS, {"checkBatches": []}], 1, "#   step 3: expected 0 micro-batches, got 1")
    check(folder, [PROCESS, counted()], 1, "#   step 2: expected 1 micro-batches, got 0")


@case
def answers_since_the_last_check_and_of_all_time(folder):
    one, three = [{"word": "dog", "n": 1}], [{"word": "dog", "n": 3}]
    add = {"addData": {"words": [{"word": "dog"}]}}
    more = {"addData": {"words": [{"word": "dog"}, {"word": "dog"}]}}
    check(folder, [add, PROCESS, {"checkNewAnswer": one}, more, PROCESS, {"checkNewAnswer": three},
                   {"checkAnswer": one + three}, {"checkLastBatch": three}], 0)
    check(folder, [add, PROCESS, {"checkNewAnswer": one}, more, PROCESS, {"checkNewAnswer": one + three}], 1)
    check(folder, [add, PROCESS, {"checkAnswer": three}], 1,
          "#   step 3, checkAnswer, row 1, column “n”: expected 3, got 1")
    complete = {"words": WORDS, "counts": COUNTS, "out": sink(mode="complete")}
    check(folder, [add, PROCESS, more, PROCESS, {"checkAnswer": three}], 0, nodes=complete)
    check(folder, [add, PROCESS, more, PROCESS, {"checkAnswer": one + three}], 1, nodes=complete)


@case
def order_counts_where_the_pipeline_sorts(folder):
    nodes = {"words": WORDS, "counts": COUNTS, "sorted": {"op": "orderBy", "input": "counts", "columns": ["word DESC"]},
             "out": sink("sorted", "complete")}
    owl, dog = {"word": "owl", "n": 1}, {"word": "dog", "n": 2}
    check(folder, [TWO_DOGS, PROCESS, {"checkAnswer": [owl, dog]}], 0, nodes=nodes)
    check(folder, [TWO_DOGS, PROCESS, {"checkAnswer": [dog, owl]}], 1, nodes=nodes)


@case
def a_restart_goes_on_with_the_state(folder):
    check(folder, [TWO_DOGS, PROCESS, counted(), {"stop": True}, {"start": True},
                   {"addData": {"words": [{"word": "dog"}]}}, PROCESS, counted(1, [{"word": "dog", "n": 3}])], 0)


@case
def a_trigger_that_ends_by_itself(folder):
    check(folder, [TWO_DOGS, PROCESS, counted(), {"addData": {"words": [{"word": "owl"}]}}, {"stop": True},
                   {"start": {"trigger": {"availableNow": True}}}, PROCESS, counted(1, [{"word": "owl", "n": 2}])], 0)


@case
def failures_that_are_expected(folder):
    nodes = {"words": WORDS, "bad": {"op": "select", "input": "words", "columns": ["CAST(word AS INT) AS n"]},
             "out": sink("bad", "append")}
    expected = {"during": "batch", "condition": "CAST_INVALID_INPUT"}
    check(folder, [TWO_DOGS, PROCESS, {"expectFailure": expected}], 0, nodes=nodes)
    check(folder, [TWO_DOGS, PROCESS, {"expectFailure": {**expected, "condition": None}}], 0, nodes=nodes)
    for wrong in ({**expected, "condition": "DIVIDE_BY_ZERO"}, {**expected, "during": "analysis"}):
        check(folder, [TWO_DOGS, PROCESS, {"expectFailure": wrong}], 1, nodes=nodes)
    check(folder, [TWO_DOGS, PROCESS], 1, nodes=nodes)
    check(folder, [TWO_DOGS, PROCESS, {"expectFailure": expected}], 1,
          "#   step 3: expected CAST_INVALID_INPUT during batch, but it went well")
    unknown = {"words": WORDS, "bad": {"op": "select", "input": "words", "columns": ["nothere"]}, "out": sink("bad", "append")}
    check(folder, [{"expectFailure": {"during": "analysis", "condition": "UNRESOLVED_COLUMN.WITH_SUGGESTION"}}], 0, nodes=unknown)
    check(folder, [TWO_DOGS, PROCESS], 1, nodes=unknown)


@case
def files_are_written_into_the_folder_of_the_case(folder):
    nodes = {"words": WORDS, "legs": {"op": "read", "format": "csv", "schema": "word STRING, legs INT", "options": {"path": "legs"}},
             "joined": {"op": "join", "left": "words", "right": "legs", "using": ["word"]},
             "few": {"op": "select", "input": "joined", "columns": ["word", "legs"]}, "out": sink("few", "append")}
    before = {"writeFile": {"legs/1.csv": "dog,4\n"}, "before": True}
    check(folder, [before, TWO_DOGS, PROCESS, {"checkAnswer": [{"word": "dog", "legs": 4}] * 2}], 0, nodes=nodes)
    check(folder, [{"writeFile": {"../out.csv": "dog,4\n"}, "before": True}, TWO_DOGS, PROCESS], 1, nodes=nodes)
    assert not (folder.parent / "out.csv").exists()


@case
def the_clock_moves_when_it_is_told_to(folder):
    nodes = {"words": WORDS, "now": {"op": "select", "input": "words", "columns": ["unix_timestamp(current_timestamp()) AS t"]},
             "out": sink("now", "append")}
    start = 1767225600
    one = {"addData": {"words": [{"word": "dog"}]}}
    check(folder, [one, PROCESS, {"checkNewAnswer": [{"t": start}]}, {"advanceClock": 5000}, one, PROCESS,
                   {"checkNewAnswer": [{"t": start + 5}]}, {"advanceClock": "2 minutes"}, one, PROCESS,
                   {"checkNewAnswer": [{"t": start + 125}]}], 0, nodes=nodes)
    check(folder, [{"advanceClock": "soon"}], 1, "#   step 1: advanceClock takes milliseconds, or a text such as “10 seconds”")


@case
def mistakes_in_a_document(folder):
    check(folder, [{"addDate": {}}], 1, '#   step 1: this is no step: {"addDate":{}}')
    check(folder, [{"addData": {"birds": []}}], 1, "#   step 1: rows for “birds”: The query has no memory source “birds”")
    check(folder, [], 1, "#   the document has no steps")
    check(folder, [PROCESS], 1, "#   the pipeline has no sink “nothere”", query="nothere")
    two = {"words": WORDS, "counts": COUNTS, "out": sink(), "again": sink(queryName="second")}
    check(folder, [PROCESS], 1, "#   the pipeline has several sinks; “query” has to name one of them", nodes=two)
    check(folder, [TWO_DOGS, PROCESS, counted()], 0, nodes=two, query="second")


@case
def what_is_no_test_is_bad_usage(folder):
    for name, content in (("broken.sluice-test", "{\n\"sluice-test\": 1,,\n}"), ("other.sluice-test", "{}"), ("t.jsonl", "{\"a\": 1}\n")):
        done = sluice_test(folder, write(folder, name, content))
        assert done.returncode == 2 and name in done.stderr and not done.stdout, done
    assert ":2:" in sluice_test(folder, "broken.sluice-test").stderr or "line 2" in sluice_test(folder, "broken.sluice-test").stderr
    for arguments in ([], ["nothere"], ["--on=mars", "other.sluice-test"], ["--jobs=-1", "other.sluice-test"], ["--what", "x"]):
        assert sluice_test(folder, *arguments).returncode == 2, arguments


@case
def recording_writes_the_checks(folder):
    name = write(folder, "case.sluice-test", document(
        [TWO_DOGS, PROCESS, {"addData": {"words": [{"word": "dog"}]}}, PROCESS, {"checkLastBatch": [{"word": "wrong", "n": 0}]}]))
    assert sluice_test(folder, name).returncode == 1
    assert sluice_test(folder, "--record", name).returncode == 0
    first = (folder / name).read_text()
    steps = json.loads(first)["steps"]
    assert steps[2]["checkBatches"][0]["rows"] == [{"word": "dog", "n": 2}, {"word": "owl", "n": 1}], steps
    assert steps[-1] == {"checkLastBatch": [{"word": "dog", "n": 3}]}, steps
    assert sluice_test(folder, name).returncode == 0
    assert sluice_test(folder, "--record", name).returncode == 0
    assert (folder / name).read_text() == first


@case
def recording_a_failure(folder):
    nodes = {"words": WORDS, "bad": {"op": "select", "input": "words", "columns": ["1 / (length(word) - 3) AS n"]},
             "out": sink("bad", "append")}
    name = write(folder, "case.sluice-test", document([TWO_DOGS, PROCESS], nodes))
    assert sluice_test(folder, "--record", name).returncode == 0
    last = json.loads((folder / name).read_text())["steps"][-1]["expectFailure"]
    assert last["condition"] == "DIVIDE_BY_ZERO" and last["during"] == "batch", last
    assert sluice_test(folder, name).returncode == 0


@case
def recording_a_pipeline_that_is_refused(folder):
    more = {"more": dict(WORDS), "both": {"op": "join", "left": "words", "right": "more", "type": "cross"}, "out": sink("both", "append")}
    unknown = {"bad": {"op": "select", "input": "words", "columns": ["nothere"]}, "out": sink("bad", "append")}
    # Spark finds the first one out in a batch, so its steps stay as they are; the second one never takes data.
    # A check that stands there already gives way to what happened.
    for (nodes, kept), check in itertools.product(((more, [TWO_DOGS, PROCESS]), (unknown, [])), ([], [{"checkBatches": []}, {"stop": True}, {"start": True}, PROCESS])):
        name = write(folder, "case.sluice-test", document([TWO_DOGS, PROCESS, *check], {"words": WORDS, **nodes}))
        done = sluice_test(folder, "--record", name)
        assert done.returncode == 0, done.stdout
        steps = json.loads((folder / name).read_text())["steps"]
        assert steps[:-1] == kept and steps[-1]["expectFailure"]["during"] == ("batch" if kept else "analysis"), steps
        assert sluice_test(folder, name).returncode == 0


@case
def directories_filters_and_jobs(folder):
    for i in range(7):
        write(folder, f"tests/{'odd' if i % 2 else 'even'}/{i}.sluice-test", {**document([TWO_DOGS, PROCESS, counted()]), "name": f"n{i}"})
    write(folder, "tests/notes.jsonl", "{\"not\": \"a case\"}\n")
    lines = sluice_test(folder, "-j3", "tests").stdout.split("\n")
    assert [line.split(": ")[-1] for line in lines[1:8]] == ["n0", "n2", "n4", "n6", "n1", "n3", "n5"], lines
    assert "# 7 passed, 0 failed" in lines
    assert "1..3" in sluice_test(folder, "--filter", "odd", "tests").stdout
    assert "1..1" in sluice_test(folder, "--filter", "n4", "tests").stdout
    assert sluice_test(folder, "--filter", "n9", "tests").returncode == 2


@case
def expected_differences(folder):
    bad = document([TWO_DOGS, PROCESS, {"checkBatches": []}])
    write(folder, "tests/a.sluice-test", bad)
    write(folder, "tests/b.sluice-test", document([TWO_DOGS, PROCESS, counted()]))
    write(folder, "list.md", "# List\n\n| case | why |\n|---|---|\n| `tests/a.sluice-test` | Not yet. |\n| `b.sluice-test` | Old. |\n")
    done = sluice_test(folder, "--expected", "list.md", "tests")
    assert done.returncode == 0, done
    directive = "# TO" "DO Not yet."
    assert f"not ok 1 - tests/a.sluice-test: words {directive}" in done.stdout, done.stdout
    assert "#   it is listed as an expected difference (Old.), and passes" in done.stdout, done.stdout
    write(folder, "tests/c.sluice-test", bad)
    assert sluice_test(folder, "--expected", "list.md", "tests").returncode == 1


@case
def tables_of_recorded_answers(folder):
    write(folder, "t.jsonl", "".join(json.dumps(line) + "\n" for line in (
        {"expr": "a + 1", "schema": "a INT", "rows": [{"a": 1}, {"a": None}], "type": "INT", "nullable": True, "values": [2, None]},
        {"expr": "a + 1", "schema": "a INT", "rows": [{"a": 1}], "type": "INT", "nullable": True, "values": [3]},
        {"expr": "1 / 0", "schema": "a INT", "rows": [{"a": 1}], "error": {"condition": "DIVIDE_BY_ZERO", "during": "execution"}},
        {"aggregate": "sum(a)", "schema": "a INT", "rows": [{"a": 1}, {"a": 4}], "type": "BIGINT", "value": 5})))
    write(folder, "csv.jsonl", json.dumps({"name": "two", "schema": "a INT", "options": {}, "text": "1\n2\n", "rows": [{"a": 1}, {"a": 2}]}) + "\n")
    done = sluice_test(folder, "t.jsonl", "csv.jsonl")
    assert done.returncode == 1, done
    assert "not ok 2 - t.jsonl:2: a + 1\n#   row 0: expected 3, got 2" in done.stdout, done.stdout
    assert "ok 5 - csv.jsonl:1: two" in done.stdout and "# 4 passed, 1 failed" in done.stdout, done.stdout


@case
def a_pipeline_of_a_file_of_its_own(folder):
    stored = {"op": "readStream", "format": "json", "schema": WORDS["schema"], "options": {"path": "in"}}
    out = {"op": "writeStream", "input": "counts", "format": "console", "outputMode": "update",
           "options": {"checkpointLocation": "checkpoint"}}
    write(folder, "pipes/words.sluice", {"sluice": 1, "nodes": {"words": stored, "counts": COUNTS, "out": out}})
    test = {"sluice-test": 1, "name": "of a file", "pipelineFile": "../pipes/words.sluice", "steps": [TWO_DOGS, PROCESS, counted()]}
    name = write(folder, "tests/case.sluice-test", test)
    done = sluice_test(folder, name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in (folder / "pipes").iterdir()) == ["words.sluice"]


@case
def a_test_that_takes_too_long(folder):
    rows = [{"word": "x"}] * 400
    nodes = {"words": WORDS, "other": WORDS, "third": WORDS,
             "much": {"op": "select", "input": "words", "columns": ["explode(sequence(1, 1000000)) AS n"]},
             "sum": {"op": "groupBy", "input": "much", "keys": [], "aggregates": ["sum(length(repeat(CAST(n AS STRING), 50))) AS s"]},
             "out": sink("sum", "complete")}
    name = write(folder, "case.sluice-test", document([{"addData": {"words": rows}}, PROCESS], nodes))
    write(folder, "fine.sluice-test", document([TWO_DOGS, PROCESS, counted()]))
    done = sluice_test(folder, "--timeout=1", "-j", "1", name, "fine.sluice-test")
    assert done.returncode == 1, done
    assert "#   it took more than 1 seconds" in done.stdout and "ok 2 - fine" in done.stdout, done.stdout


if __name__ == "__main__":
    sys.exit(main())
