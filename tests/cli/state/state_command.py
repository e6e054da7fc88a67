#!/usr/bin/env python3
"""The command `sluice state` as who types it sees it: state_command.py SLUICE

Every case runs a pipeline in a folder of its own, stops, and looks at the state that the checkpoint has. What must be
there is written down here by hand, or counted here from the input.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import collections
import json
import pathlib
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from cases import PATIENCE, SLUICE, at, case, feed, main, sluice  # noqa: E402


def source(name, schema):
    return {"op": "readStream", "format": "json", "schema": schema,
            "options": {"path": name, "maxFilesPerTrigger": 1}}


def watermark(of, column, delay):
    return {"op": "withWatermark", "input": of, "eventTime": column, "delay": delay}


def run(folder, nodes, mode="append", settings=None):
    of = list(nodes)[-1]
    nodes["out"] = {"op": "writeStream", "input": of, "format": "noop", "outputMode": mode,
                    "options": {"checkpointLocation": "checkpoint"}}
    (folder / "p.sluice").write_text(json.dumps({"sluice": 1, "settings": settings or {}, "nodes": nodes}))
    done = sluice(folder, "run", "--available-now", "--progress=none", "p.sluice")
    assert done.returncode == 0, done.stderr


def lines(folder, *arguments):
    done = sluice(folder, "state", "checkpoint", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(folder, *arguments):
    """Key, value and end of each row, in the order in which they come."""
    return [(line["key"], line["value"], line["evictedAt"]) for line in lines(folder, *arguments)]


def refuse(folder, code, *arguments_and_texts):
    split = arguments_and_texts.index(None)
    done = sluice(folder, "state", *arguments_and_texts[:split])
    assert done.returncode == code, f"exit code {done.returncode}, not {code}: {done.stderr}"
    assert done.stdout == "", done.stdout
    for text in arguments_and_texts[split + 1:]:
        assert text in done.stderr, f"no “{text}” in: {done.stderr}"


def window(start, end):
    return {"start": at(start), "end": at(end)}


def count_words(folder):
    """Batches 0 to 2 have a file each; 3 has no data and lets the first window go."""
    feed(folder, "in",
         [{"word": "dog", "ts": at(2)}, {"word": "cat", "ts": at(3)}, {"word": "dog", "ts": at(7)}],
         [{"word": "dog", "ts": at(12)}, {"word": "cat", "ts": at(9)}],
         [{"word": "owl", "ts": at(25)}])
    run(folder, {
        "words": source("in", "word STRING, ts TIMESTAMP"),
        "recent": watermark("words", "ts", "10 minutes"),
        "counts": {"op": "groupBy", "input": "recent", "keys": ["window(ts, '10 minutes') AS window", "word"],
                   "aggregates": ["count(*) AS n", "max(ts) AS last", "avg(length(word)) AS letters"]}})


def counted(start, end, word, n, last):
    return ({"window": window(start, end), "word": word}, {"n": n, "last": at(last), "letters": 3.0}, at(end))


@case
def groups_of_every_batch_are_what_they_were(folder):
    count_words(folder)
    assert rows(folder, "-b", "0") == [counted(0, 10, "cat", 1, 3), counted(0, 10, "dog", 2, 7)]
    assert rows(folder, "-b", "1") == [counted(0, 10, "cat", 2, 9), counted(0, 10, "dog", 2, 7),
                                       counted(10, 20, "dog", 1, 12)]
    assert rows(folder, "-b", "2") == rows(folder, "-b", "1") + [counted(20, 30, "owl", 1, 25)]
    last = [counted(10, 20, "dog", 1, 12), counted(20, 30, "owl", 1, 25)]
    assert rows(folder, "-b", "3") == last
    assert rows(folder, "-o", "counts") == last, "the newest batch is the default"
    assert rows(folder, "-b", "-1") == [], "before the first batch there was nothing"


@case
def differences_say_what_was_added_changed_and_removed(folder):
    count_words(folder)
    first = lines(folder, "--diff", "0", "1")
    assert [(row["change"], row["key"]["word"]) for row in first] == [("changed", "cat"), ("added", "dog")]
    assert first[0]["before"] == {"n": 1, "last": at(3), "letters": 3.0}
    assert first[0]["after"] == {"n": 2, "last": at(9), "letters": 3.0}
    assert first[1]["before"] is None and first[1]["after"]["n"] == 1
    assert all(row["from"] == 0 and row["to"] == 1 for row in first)
    gone = lines(folder, "--diff", "3")
    assert [(row["change"], row["key"]["word"], row["before"]["n"], row["after"]) for row in gone] == [
        ("removed", "cat", 2, None), ("removed", "dog", 2, None)]
    assert lines(folder, "--diff", "2..2") == []
    assert [row["change"] for row in lines(folder, "--diff", "-1", "0")] == ["added", "added"]
    back = lines(folder, "--diff", "1", "0")
    assert [(row["change"], row["key"]["word"]) for row in back] == [("changed", "cat"), ("removed", "dog")]


@case
def rows_can_be_chosen(folder):
    count_words(folder)
    assert [row[0]["word"] for row in rows(folder, "-b", "2", "--key", "dog")] == ["dog", "dog"]
    # The end of one window, the start of another.
    assert [row[0]["word"] for row in rows(folder, "-b", "2", "--key", "2024-01-01 12:20:00")] == ["dog", "owl"]
    assert rows(folder, "-b", "2", "--key", "do") == [], "a part of a text is another text"
    assert [row[0]["word"] for row in rows(folder, "-b", "2", "--where", "n = 2 AND word LIKE 'c%'")] == ["cat"]
    assert len(rows(folder, "-b", "2", "--limit", "3")) == 3
    assert len(lines(folder, "--diff", "0", "1", "--where", "change = 'added' AND n_before IS NULL")) == 1
    refuse(folder, 2, "checkpoint", "--where", "m > 1", None, "--where", "UNRESOLVED_COLUMN", "`m`")


@case
def tables_are_for_people(folder):
    count_words(folder)
    done = sluice(folder, "state", "checkpoint", "-b", "1")
    assert done.stdout == """\
counts, operator 0 (stateStoreSave), after batch 1: 3 rows
+------------------------------------------+----+---+-------------------+-------+-------------------+
|                                    window|word|  n|               last|letters|          evictedAt|
+------------------------------------------+----+---+-------------------+-------+-------------------+
|{2024-01-01 12:00:00, 2024-01-01 12:10:00}| cat|  2|2024-01-01 12:09:00|    3.0|2024-01-01 12:10:00|
|{2024-01-01 12:00:00, 2024-01-01 12:10:00}| dog|  2|2024-01-01 12:07:00|    3.0|2024-01-01 12:10:00|
|{2024-01-01 12:10:00, 2024-01-01 12:20:00}| dog|  1|2024-01-01 12:12:00|    3.0|2024-01-01 12:20:00|
+------------------------------------------+----+---+-------------------+-------+-------------------+
""", done.stdout
    done = sluice(folder, "state", "p.sluice", "--diff", "0", "1")
    assert "from batch 0 to 1: 1 added, 1 changed, 0 removed" in done.stdout, done.stdout
    assert "| change|" in done.stdout and "|n_before|" in done.stdout, done.stdout
    zoned = sluice(folder, "state", "checkpoint", "-b", "0", "--set", "spark.sql.session.timeZone=Asia/Tokyo")
    assert "{2024-01-01 21:00:00, 2024-01-01 21:10:00}" in zoned.stdout, zoned.stdout


@case
def operators_and_batches_are_listed(folder):
    count_words(folder)
    done = sluice(folder, "state", "checkpoint")
    for text in ("operator 0  counts  stateStoreSave, 8 partitions", "word STRING", "n BIGINT", "last TIMESTAMP",
                 "2024-01-01 12:15:00"):
        assert text in done.stdout, done.stdout
    (listed,) = lines(folder)
    assert [batch["batch"] for batch in listed["batches"]] == [0, 1, 2, 3]
    # The watermarks that the batches ran with: ten minutes behind 12:07, 12:12 and 12:25.
    assert [batch["watermarkMs"] // 60000 % 1440 for batch in listed["batches"][1:]] == [
        11 * 60 + 57, 12 * 60 + 2, 12 * 60 + 15]
    assert listed["operators"][0]["operatorName"] == "stateStoreSave"


@case
def counts_are_those_of_the_input(folder):
    done = sluice(folder, "gen", "words", "--rows", "2000", "--files", "5", "--seed", "3", "--output", "in")
    assert done.returncode == 0, done.stderr
    run(folder, {"words": source("in", "word STRING, ts TIMESTAMP"),
                 "counts": {"op": "groupBy", "input": "words", "keys": ["word"], "aggregates": ["count(*) AS n"]}},
        mode="complete")
    counts = collections.Counter()
    for batch, path in enumerate(sorted((folder / "in").iterdir())):
        counts.update(json.loads(line)["word"] for line in path.read_text().splitlines())
        got = rows(folder, "-b", str(batch))
        assert {row[0]["word"]: row[1]["n"] for row in got} == counts, f"batch {batch}"
        assert [row[0]["word"] for row in got] == sorted(counts), "by key"
        assert all(row[2] is None for row in got), "nothing evicts them"


@case
def every_aggregate_shows_its_result(folder):
    feed(folder, "in", [{"k": "a", "v": 4, "d": 0.5}, {"k": "a", "v": 6, "d": 1.5}, {"k": "b", "v": None, "d": 2}],
         [{"k": "a", "v": 2, "d": 1.0}])
    aggregates = {
        "sum(v) AS s": 12, "avg(v) AS m": 4.0, "min(v) AS lo": 2, "max(d) AS hi": 1.5, "count(v) AS c": 3,
        "collect_list(v) AS l": [4, 6, 2], "collect_set(v % 2) AS e": [0], "first(v) AS f": 4, "last(v) AS t": 2,
        "stddev(v) AS sd": 2.0, "approx_count_distinct(v, 0.05) AS n": 3, "max_by(v, d) AS at_max": 6,
        "percentile_approx(v, array(0.0, 1.0)) AS p": [2, 6], "bool_and(v > 1) AS every": True,
        "sum(CAST(v AS DECIMAL(10,2))) AS exact": 12.0, "count_if(v > 3) AS big": 2,
        "median(v) AS middle": 4.0, "string_agg(k, '-\\'-') AS texts": "a-'-a-'-a"}
    run(folder, {"in": source("in", "k STRING, v INT, d DOUBLE"),
                 "g": {"op": "groupBy", "input": "in", "keys": ["k"], "aggregates": list(aggregates)}},
        mode="update")
    (row,) = rows(folder, "--key", "a")
    expected = {text.split(" AS ")[-1]: value for text, value in aggregates.items()}
    assert row[1] == expected, f"{row[1]} is not {expected}"


@case
def sessions_grow(folder):
    feed(folder, "in", [{"u": "a", "ts": at(0)}, {"u": "a", "ts": at(3)}, {"u": "b", "ts": at(1)}],
         [{"u": "a", "ts": at(7)}, {"u": "a", "ts": at(40)}])
    run(folder, {"in": source("in", "u STRING, ts TIMESTAMP"), "recent": watermark("in", "ts", "2 hours"),
                 "s": {"op": "groupBy", "input": "recent", "keys": ["u", "session_window(ts, '5 minutes') AS session"],
                       "aggregates": ["count(*) AS n"]}})

    def session(start, end, user, n):
        return ({"session": window(start, end), "u": user}, {"n": n}, at(end))

    assert rows(folder, "-b", "0") == [session(0, 8, "a", 2), session(1, 6, "b", 1)]
    assert rows(folder, "-b", "1") == [session(0, 12, "a", 3), session(1, 6, "b", 1), session(40, 45, "a", 1)]
    assert [(row["change"], row["key"]["session"]["end"]) for row in lines(folder, "--diff", "0", "1")] == [
        ("changed", at(12)), ("added", at(45))]


@case
def keys_of_duplicates_are_shown(folder):
    feed(folder, "in", [{"id": 2, "ts": at(0)}, {"id": 1, "ts": at(1)}, {"id": 2, "ts": at(2)}],
         [{"id": None, "ts": at(3)}])
    nodes = {"in": source("in", "id INT, ts TIMESTAMP"), "recent": watermark("in", "ts", "10 minutes"),
             "d": {"op": "dropDuplicates", "input": "recent", "columns": ["id"]}}
    run(folder, nodes)
    assert rows(folder, "-o", "d") == [({"id": None}, {}, None), ({"id": 1}, {}, None), ({"id": 2}, {}, None)]

    shutil.rmtree(folder / "checkpoint")
    nodes = {"in": nodes["in"], "recent": nodes["recent"],
             "d": {"op": "dropDuplicatesWithinWatermark", "input": "recent", "columns": ["id"]}}
    run(folder, nodes)
    # 12:10 on that day, in microseconds: ten minutes behind the first row.
    (row,) = rows(folder, "-b", "0", "--key", "2")
    assert row == ({"id": 2}, {"expiresAtMicros": 1704110400_000000 + 600_000000}, at(10)), row


@case
def both_sides_of_a_join_are_shown(folder):
    feed(folder, "views", [{"ad": 1, "seen": at(0)}, {"ad": 2, "seen": at(1)}], [{"ad": 3, "seen": at(30)}])
    feed(folder, "clicks", [{"ad": 1, "at": at(3)}], [{"ad": 2, "at": at(5)}])
    run(folder, {"views": source("views", "ad INT, seen TIMESTAMP"), "v": watermark("views", "seen", "5 minutes"),
                 "clicks": source("clicks", "ad INT, at TIMESTAMP"), "c": watermark("clicks", "at", "5 minutes"),
                 "j": {"op": "join", "left": "v", "right": "c", "type": "left",
                       "on": "v.ad = c.ad AND c.at BETWEEN v.seen AND v.seen + INTERVAL 10 MINUTES"}})

    def side(name, *arguments):
        return [(row[0]["key1"], *row[1].values()) for row in rows(folder, "--side", name, *arguments)]

    assert side("left", "-b", "0") == [(1, 1, at(0), True), (2, 2, at(1), False)]
    assert side("right", "-b", "0") == [(1, 1, at(3), True)]
    assert side("left", "-b", "1") == [(1, 1, at(0), True), (2, 2, at(1), True), (3, 3, at(30), False)]
    assert side("right", "-b", "1") == [(1, 1, at(3), True), (2, 2, at(5), True)]
    both = lines(folder, "--diff", "0", "1")
    assert [(row["side"], row["change"], row["key"]["key1"]) for row in both] == [
        ("left", "changed", 2), ("left", "added", 3), ("right", "added", 2)]
    assert both[0]["before"]["matched"] is False and both[0]["after"]["matched"] is True
    table = sluice(folder, "state", "checkpoint", "-o", "j").stdout
    assert "j, left, operator 0" in table and "j, right, operator 0" in table, table


@case
def equal_rows_of_a_join_are_told_apart(folder):
    feed(folder, "left", [{"k": 1}], [{"k": 1}, {"k": 1}])
    feed(folder, "right", [{"k": 7}], [{"k": 8}])
    run(folder, {"left": source("left", "k INT"), "right": source("right", "k INT"),
                 "j": {"op": "join", "left": "left", "right": "right", "type": "inner", "on": "left.k = right.k"}})
    assert [(row["change"], row["key"]) for row in lines(folder, "--side", "left", "--diff", "0", "1")] == [
        ("added", {"key1": 1})] * 2
    assert len(rows(folder, "--side", "left")) == 3


@case
def a_limit_and_several_operators_are_shown(folder):
    feed(folder, "in", [{"k": 1}, {"k": 2}, {"k": 2}], [{"k": 3}, {"k": 4}])
    run(folder, {"in": source("in", "k INT"), "d": {"op": "dropDuplicates", "input": "in", "columns": ["k"]},
                 "few": {"op": "limit", "input": "d", "n": 3}})
    refuse(folder, 2, "checkpoint", "-b", "0", None, "several stateful operators", "--operator", "few", "d")
    assert rows(folder, "-o", "few", "-b", "0") == [({}, {"rows": 2}, None)]
    assert rows(folder, "-o", "few") == [({}, {"rows": 3}, None)]
    assert [row[0]["k"] for row in rows(folder, "-o", "d")] == [1, 2, 3, 4]


@case
def what_is_not_there_is_told(folder):
    count_words(folder)
    refuse(folder, 2, "nowhere", None, "nowhere", "There is no checkpoint")
    refuse(folder, 2, "in", None, "is no checkpoint")
    refuse(folder, 2, "checkpoint", "-b", "9", None, "Batch 9 is not done", "the newest", "is 3")
    refuse(folder, 2, "checkpoint", "-o", "sums", None, "no stateful operator “sums”", "0 (counts)")
    refuse(folder, 2, "checkpoint", "--side", "left", None, "only a join has sides")
    refuse(folder, 2, "checkpoint", "--diff", "one", None, "--diff takes two batches")
    refuse(folder, 2, "checkpoint", "--diff", "1", "-b", "1", None, "either --batch or --diff")
    refuse(folder, 2, None, "an argument is missing")
    refuse(folder, 2, "p.sluice", "--query", "other", None, "there is no query “other”")
    (folder / "plain").mkdir()
    shutil.copytree(folder / "checkpoint" / "offsets", folder / "plain" / "offsets")
    refuse(folder, 2, "plain", None, "has no state")
    (folder / "plain" / "state" / "0").mkdir(parents=True)
    refuse(folder, 2, "plain", None, "written by Apache Spark")


@case
def batches_that_are_no_longer_kept_are_told(folder):
    feed(folder, "in", *[[{"k": number}] for number in range(30)])
    run(folder, {"in": source("in", "k INT"), "d": {"op": "dropDuplicates", "input": "in", "columns": ["k"]}},
        settings={"spark.sql.streaming.minBatchesToRetain": "3",
                  "spark.sql.streaming.stateStore.minDeltasForSnapshot": "4"})
    refuse(folder, 2, "checkpoint", "-b", "0", None, "batch 0 is no longer kept", "minBatchesToRetain")
    (listed,) = lines(folder)
    kept = [batch["batch"] for batch in listed["batches"]]
    assert kept[-1] == 29 and 3 <= len(kept) < 25, kept
    for batch in kept:
        assert [row[0]["k"] for row in rows(folder, "-b", str(batch))] == list(range(batch + 1))


@case
def damaged_and_missing_files_are_named(folder):
    count_words(folder)
    state = folder / "checkpoint" / "state"
    (second,) = state.glob("2-*.changes")
    sound = second.read_bytes()
    for position in range(0, len(sound), 7):
        second.write_bytes(sound[:position] + bytes([sound[position] ^ 0x20]) + sound[position + 1:])
        refuse(folder, 1, "checkpoint", "-b", "1", None, second.name, "damaged")
    second.write_bytes(sound[:50])
    refuse(folder, 1, "checkpoint", "-b", "1", "--json", None, second.name)
    assert len(rows(folder, "-b", "0")) == 2, "what comes before is still sound"
    second.unlink()
    refuse(folder, 2, "checkpoint", "-b", "3", None, "version 2", str(state))
    metadata = state / "metadata"
    text = metadata.read_text()
    metadata.write_text(text.replace("n BIGINT", "n INT"))
    refuse(folder, 1, "checkpoint", None, str(metadata), "damaged")
    metadata.unlink()
    refuse(folder, 2, "checkpoint", None, str(metadata), "missing")


def times_of_files(folder):
    """When each file changed last; but for snapshots, which the query writes when it has the time, and those
    that are being written."""
    times = {}
    for path in folder.rglob("*"):
        if path.suffix in (".snapshot", ".tmp"):
            continue
        try:
            if path.is_file():
                times[path] = path.stat().st_mtime_ns
        except FileNotFoundError:
            pass
    return times


@case
def nothing_is_touched_while_a_query_runs(folder):
    (folder / "in").mkdir()
    (folder / "p.sluice").write_text(json.dumps({"sluice": 1, "nodes": {
        "words": source("in", "word STRING"),
        "counts": {"op": "groupBy", "input": "words", "keys": ["word"], "aggregates": ["count(*) AS n"]},
        "out": {"op": "writeStream", "input": "counts", "format": "noop", "outputMode": "update",
                "options": {"checkpointLocation": "checkpoint"}}}}))
    process = subprocess.Popen([SLUICE, "run", "--progress=json", "p.sluice"], cwd=folder,
                               stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        for batch in range(20):
            part = folder / f".{batch}"
            part.write_text('{"word":"dog"}\n' * (batch + 1))
            part.rename(folder / "in" / f"{batch}.json")
            for line in process.stderr:
                if line.startswith("{") and json.loads(line)["batchId"] == batch:
                    break
            before = times_of_files(folder / "checkpoint")
            assert [row[1]["n"] for row in rows(folder, "-b", str(batch))] == [(batch + 1) * (batch + 2) // 2]
            after = times_of_files(folder / "checkpoint")
            changed = [path.name for path in before if before[path] != after.get(path)]
            assert changed == [], changed
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, process.returncode


if __name__ == "__main__":
    sys.exit(main())
