#!/usr/bin/env python3
"""What `sluice run --record` keeps, and the command `sluice why`: why_command.py SLUICE

Every case runs a pipeline in a folder of its own and reads the lines that were recorded beside the checkpoint. Events,
their numbers and their sentences are worked out here by hand; how many there are is held against the progress reports.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import datetime
import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from cases import at, case, feed, main, sluice  # noqa: E402


def us(minutes, seconds=0):
    """The same in microseconds."""
    noon = datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.timezone.utc).timestamp()
    return int(noon + minutes * 60 + seconds) * 1000000


def source(name, schema, **options):
    return {"op": "readStream", "format": "json", "schema": schema,
            "options": {"path": name, "maxFilesPerTrigger": 1, **options}}


def watermark(of, column, delay):
    return {"op": "withWatermark", "input": of, "eventTime": column, "delay": delay}


def run(folder, nodes, mode="append", **options):
    of = list(nodes)[-1]
    nodes["out"] = {"op": "writeStream", "input": of, "format": "noop", "outputMode": mode,
                    "options": {"checkpointLocation": "checkpoint", **options}}
    (folder / "p.sluice").write_text(json.dumps({"sluice": 1, "nodes": nodes}))
    done = sluice(folder, "run", "--available-now", "--record", "--progress=none", "p.sluice")
    assert done.returncode == 0, done.stderr


def recorded(folder):
    """Head and events of each micro-batch. Counts in the head must be those of the events and of the progress."""
    batches = []
    paths = sorted((folder / "checkpoint" / "recording").glob("*.jsonl"), key=lambda path: int(path.stem))
    for path in paths:
        head, *lines = [json.loads(line) for line in path.read_text().splitlines()]
        events = [line for line in lines if "decision" in line]
        counts = {}
        for event in events:
            kinds = counts.setdefault(event["node"], {})
            kinds[event["decision"]] = kinds.get(event["decision"], 0) + 1
        assert counts == head["decisions"], f"{counts} is not {head['decisions']}"
        assert head["batchId"] == int(path.stem) and head["progress"]["batchId"] == head["batchId"]
        compare(head)
        batches.append((head, events))
    return batches


def compare(head):
    """What the progress counts of an operator's rows, there are as many events of."""
    operators = head["progress"]["stateOperators"]
    assert len(operators) == len(head["operators"])
    for operator, place in zip(operators, head["operators"]):
        counts = head["decisions"].get(place["node"], {})
        assert counts.get("evicted", 0) == operator["numRowsRemoved"], (counts, operator)
        assert counts.get("dropped-late", 0) == operator["customMetrics"]["numInputRowsDroppedByWatermark"], (
            counts, operator)


def of_kind(batch, kind):
    return [(event["row"], event["eventUs"], event["boundUs"], event["watermarkUs"]) for event in batch[1]
            if event["decision"] == kind]


def window(start, end):
    return {"start": at(start), "end": at(end)}


def count_words(folder, mode="append"):
    """Batch 3 runs with the watermark 12:15, 4 with 12:16, by which rows of the window from 12:00 are late."""
    feed(folder, "in",
         [{"word": "dog", "ts": at(2)}, {"word": "cat", "ts": at(3)}, {"word": "dog", "ts": at(7)}],
         [{"word": "dog", "ts": at(12)}],
         [{"word": "owl", "ts": at(25)}],
         [{"word": "owl", "ts": at(26)}],
         [{"word": "donkey", "ts": at(8, 30)}, {"word": "cow", "ts": at(14)}])
    run(folder, {
        "words": source("in", "word STRING, ts TIMESTAMP"),
        "recent": watermark("words", "ts", "10 minutes"),
        "counts": {"op": "groupBy", "input": "recent", "keys": ["window(ts, '10 minutes') AS window", "word"],
                   "aggregates": ["count(*) AS n"]}}, mode)


@case
def groups_in_append_mode(folder):
    count_words(folder)
    batches = recorded(folder)
    assert len(batches) == 5, [head["batchId"] for head, _ in batches]
    # The first batch has no watermark, which is the beginning of 1970.
    first = of_kind(batches[0], "withheld")
    assert sorted(event[0]["word"] for event in first) == ["cat", "dog"]
    assert [event[1:] for event in first] == [(None, us(10), 0)] * 2
    assert of_kind(batches[1], "withheld") == [({"window": window(10, 20), "word": "dog"}, None, us(20), us(-3))]
    assert sorted(event[0]["n"] for event in of_kind(batches[3], "emitted")) == [1, 2]
    assert {event[1:] for event in of_kind(batches[3], "emitted")} == {(None, us(10), us(15))}
    assert of_kind(batches[4], "dropped-late") == [
        ({"word": "donkey", "ts": at(8, 30)}, us(8, 30), us(10), us(15))]
    assert [head["rows"] for head, _ in batches] == [
        {"words": 3, "recent": 3}, {"words": 1, "recent": 1}, {"words": 1, "recent": 1},
        {"words": 1, "recent": 1, "counts": 2}, {"words": 2, "recent": 2}]
    head = batches[2][0]
    assert (head["lateWatermarkMs"], head["watermarkMs"], head["nextWatermarkMs"]) == (
        us(-3) // 1000, us(2) // 1000, us(15) // 1000)
    assert head["watermarkNodes"] == [{"node": "recent", "delayMs": 600000, "maxEventMs": us(25) // 1000,
                                       "watermarkMs": us(15) // 1000}]


@case
def groups_in_update_and_complete_mode(folder):
    count_words(folder, "update")
    batches = recorded(folder)
    assert sorted(event[0]["n"] for event in of_kind(batches[0], "emitted")) == [1, 2]
    assert {event[2] for event in of_kind(batches[0], "emitted")} == {us(10)}
    assert sorted(event[0]["word"] for event in of_kind(batches[3], "evicted")) == ["cat", "dog"]
    assert all(of_kind(batch, "withheld") == [] for batch in batches)
    shutil.rmtree(folder / "in")
    shutil.rmtree(folder / "checkpoint")
    count_words(folder, "complete")
    assert [len(of_kind(batch, "emitted")) for batch in recorded(folder)] == [2, 3, 4, 4, 6]


@case
def sliding_windows_have_a_verdict_each(folder):
    feed(folder, "in", [{"ts": at(22)}], [{"ts": at(23)}], [{"ts": at(6)}, {"ts": at(11)}])
    run(folder, {"in": source("in", "ts TIMESTAMP"), "recent": watermark("in", "ts", "10 minutes"),
                 "g": {"op": "groupBy", "input": "recent", "keys": ["window(ts, '10 minutes', '5 minutes') AS window"],
                       "aggregates": ["count(*) AS n"]}})
    # By 12:12 the windows up to 12:10 are closed: one of the row at 12:06, which is late for it alone.
    (path,) = [path for path in (folder / "checkpoint" / "recording").glob("2.jsonl")]
    events = [json.loads(line) for line in path.read_text().splitlines()[1:]]
    assert [(event["eventUs"], event["boundUs"], event["watermarkUs"]) for event in events
            if event.get("decision") == "dropped-late"] == [(us(6), us(10), us(12))]


@case
def sessions(folder):
    feed(folder, "in", [{"u": "a", "ts": at(0)}, {"u": "a", "ts": at(3)}], [{"u": "a", "ts": at(7)}],
         [{"u": "b", "ts": at(40)}], [{"u": "b", "ts": at(41)}], [{"u": "a", "ts": at(10)}])
    run(folder, {"in": source("in", "u STRING, ts TIMESTAMP"), "recent": watermark("in", "ts", "10 minutes"),
                 "s": {"op": "groupBy", "input": "recent", "keys": ["session_window(ts, '5 minutes') AS session", "u"],
                       "aggregates": ["count(*) AS n"]}})
    batches = recorded(folder)
    # The session that the one row of the second batch has made longer is shown as long as it is now.
    assert of_kind(batches[1], "withheld") == [({"session": window(0, 12), "u": "a"}, None, us(12), us(-7))]
    assert of_kind(batches[3], "emitted") == [({"session": window(0, 12), "u": "a", "n": 3}, None, us(12), us(30))]
    assert of_kind(batches[4], "dropped-late") == [({"u": "a", "ts": at(10)}, us(10), us(15), us(30))]


@case
def duplicates(folder):
    feed(folder, "in", [{"id": 1, "ts": at(0)}, {"id": 1, "ts": at(1)}, {"id": 2, "ts": at(2)}],
         [{"id": 2, "ts": at(5)}, {"id": 3, "ts": at(30)}], [{"id": 4, "ts": at(31)}], [{"id": 5, "ts": at(10)}])
    nodes = {"in": source("in", "id INT, ts TIMESTAMP"), "recent": watermark("in", "ts", "10 minutes"),
             "d": {"op": "dropDuplicatesWithinWatermark", "input": "recent", "columns": ["id"]}}
    run(folder, dict(nodes))
    batches = recorded(folder)
    assert of_kind(batches[0], "duplicate-dropped") == [({"id": 1, "ts": at(1)}, us(1), us(10), 0)]
    assert [event[0]["id"] for event in of_kind(batches[0], "emitted")] in ([1, 2], [2, 1])
    assert of_kind(batches[1], "duplicate-dropped") == [({"id": 2, "ts": at(5)}, us(5), us(12), us(-8))]
    assert sorted((event[0]["id"], event[2], event[3]) for event in of_kind(batches[2], "evicted")) == [
        (1, us(10), us(20)), (2, us(12), us(20))]
    assert of_kind(batches[3], "dropped-late") == [({"id": 5, "ts": at(10)}, us(10), us(10), us(20))]

    shutil.rmtree(folder / "checkpoint")
    nodes["d"] = {"op": "dropDuplicates", "input": "recent", "columns": ["id"]}
    run(folder, nodes)
    assert of_kind(recorded(folder)[1], "duplicate-dropped") == [({"id": 2, "ts": at(5)}, us(5), "never", us(-8))]


@case
def joins_of_streams(folder):
    feed(folder, "views", [{"ad": 1, "seen": at(0)}, {"ad": 2, "seen": at(1)}], [{"ad": 3, "seen": at(30)}],
         [{"ad": 4, "seen": at(31)}], [{"ad": 5, "seen": at(2)}])
    feed(folder, "clicks", [{"ad": 1, "at": at(3)}], [{"ad": 9, "at": at(40)}], [{"ad": 9, "at": at(41)}],
         [{"ad": 9, "at": at(42)}])
    run(folder, {"views": source("views", "ad INT, seen TIMESTAMP"), "v": watermark("views", "seen", "5 minutes"),
                 "clicks": source("clicks", "ad INT, at TIMESTAMP"), "c": watermark("clicks", "at", "5 minutes"),
                 "j": {"op": "join", "left": "v", "right": "c", "type": "left",
                       "on": "v.ad = c.ad AND c.at BETWEEN v.seen AND v.seen + INTERVAL 10 MINUTES"}})
    batches = recorded(folder)
    assert [event[0]["ad"] for event in of_kind(batches[0], "joined")] == [1]
    # No click can come for a view once those of ten minutes later are late, which takes a millisecond more.
    assert of_kind(batches[0], "withheld") == [({"ad": 2, "seen": at(1)}, us(1), us(11) + 1000, 0)]
    # After the second batch views have come to 12:25 and clicks to 12:35: the earlier one counts.
    assert [event[2:] for event in of_kind(batches[2], "emitted")] == [(us(11) + 1000, us(25))]
    assert of_kind(batches[2], "emitted")[0][0]["seen"] == at(1)
    assert sorted(event[0]["ad"] for event in of_kind(batches[2], "evicted")) == [1, 1, 2]
    assert of_kind(batches[3], "dropped-late") == [({"ad": 5, "seen": at(2)}, us(2), us(2), us(25))]
    assert [node["watermarkMs"] for node in batches[1][0]["watermarkNodes"]] == [us(25) // 1000, us(35) // 1000]


@case
def joins_with_tables_and_limits(folder):
    feed(folder, "in", [{"k": 1}, {"k": 2}, {"k": 3}])
    feed(folder, "table", [{"k": 1, "v": "a"}, {"k": 1, "v": "b"}, {"k": 3, "v": "c"}])
    table = {"op": "read", "format": "json", "schema": "k INT, v STRING", "options": {"path": "table"}}
    for kind, joined, alone in (("inner", 3, 0), ("left", 3, 1), ("leftSemi", 2, 0), ("leftAnti", 0, 1)):
        run(folder, {"table": table, "in": source("in", "k INT"),
                     "j": {"op": "join", "left": "in", "right": "table", "type": kind, "using": ["k"]}})
        (batch,) = recorded(folder)
        assert (len(of_kind(batch, "joined")), len(of_kind(batch, "emitted"))) == (joined, alone), kind
        shutil.rmtree(folder / "checkpoint")
    run(folder, {"in": source("in", "k INT"), "few": {"op": "limit", "input": "in", "n": 2}})
    assert len(of_kind(recorded(folder)[0], "emitted")) == 2


@case
def malformed_records(folder):
    feed(folder, "in", [{"k": 1}, '{"k": oops}', '{"k": 3'], [{"k": 4}, "gone"])
    for mode in ("PERMISSIVE", "DROPMALFORMED"):
        run(folder, {"in": source("in", "k INT", mode=mode), "all": {"op": "filter", "input": "in",
                                                                     "condition": "k > 0 OR k IS NULL"}})
        batches = recorded(folder)
        assert [event[0]["record"] for event in of_kind(batches[0], "corrupt-record")] == ['{"k": oops}', '{"k": 3']
        assert of_kind(batches[0], "corrupt-record")[0][0]["file"].endswith("/in/0.json")
        assert [event[0]["record"] for event in of_kind(batches[1], "corrupt-record")] == ["gone"]
        shutil.rmtree(folder / "checkpoint")


@case
def chained_operators_have_watermarks_of_their_own(folder):
    feed(folder, "in", [{"ts": at(1)}], [{"ts": at(30)}], [{"ts": at(31)}])
    run(folder, {"in": source("in", "ts TIMESTAMP"), "recent": watermark("in", "ts", "0 minutes"),
                 "five": {"op": "groupBy", "input": "recent", "keys": ["window(ts, '5 minutes') AS w"],
                          "aggregates": ["count(*) AS n"]},
                 "ten": {"op": "groupBy", "input": "five", "keys": ["window(w, '10 minutes') AS w"],
                         "aggregates": ["sum(n) AS n"]}})
    batches = recorded(folder)
    assert [place["node"] for place in batches[0][0]["operators"]] == ["ten", "five"]
    emitted = [(event["node"], event["row"]["w"]["end"]) for _, events in batches for event in events
               if event["decision"] == "emitted"]
    assert sorted(emitted) == [("five", at(5)), ("ten", at(10))], emitted


@case
def a_dropped_row_is_explained(folder):
    count_words(folder)
    done = sluice(folder, "why", "p.sluice", "--row", "donkey")
    assert done.returncode == 0, done.stderr
    assert done.stdout == """
batch 4, counts, dropped-late
  {"word":"donkey","ts":"2024-01-01T12:08:30.000Z"}
  Dropped as late: its event time is 2024-01-01 12:08:30, and the window that it belongs to ends at 2024-01-01 12:10:00. \
The watermark had come to 2024-01-01 12:15:00, which closed the window: 5 min too late. That watermark is an event of \
2024-01-01 12:25:00 in batch 2, less the delay of 10 min at “recent”; by it state leaves from batch 3 on, and rows are late \
from batch 4 on. A delay of more than 15 min would have kept the row.
""", done.stdout


@case
def what_waits_is_explained(folder):
    count_words(folder)
    done = sluice(folder, "why", "checkpoint", "-b", "4")
    # Of dog and cow at 12:10 and two owls at 12:20, in three groups, dog and cow are next.
    for text in ("counts holds 3 groups that did not come out yet", "has reached 2024-01-01 12:20:00",
                 "The watermark is 2024-01-01 12:16:00, 4 min short",
                 "An event of 2024-01-01 12:30:00 or later is needed at “recent”",
                 "rows are late at or before  2024-01-01 12:15:00", "1 dropped-late"):
        assert text in done.stdout, f"no “{text}” in {done.stdout}"


@case
def the_source_that_holds_back_is_named(folder):
    feed(folder, "a", [{"k": 1, "ts": at(30)}])
    feed(folder, "b", [{"k": 2, "ts": at(5)}])
    run(folder, {"a": source("a", "k INT, ts TIMESTAMP"), "wa": watermark("a", "ts", "1 minute"),
                 "b": source("b", "k INT, ts TIMESTAMP"), "wb": watermark("b", "ts", "2 minutes"),
                 "u": {"op": "union", "inputs": ["wa", "wb"]},
                 "g": {"op": "groupBy", "input": "u", "keys": ["window(ts, '10 minutes') AS w"],
                       "aggregates": ["count(*) AS n"]}})
    done = sluice(folder, "why", "checkpoint", "-e", "withheld")
    assert "An event of 2024-01-01 12:12:00 or later is needed at “wb”" in done.stdout, done.stdout


@case
def events_are_lines_for_programs(folder):
    count_words(folder)
    done = sluice(folder, "why", "checkpoint", "--json", "-e", "emitted")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["batch"] for line in lines] == [3, 3]
    assert all(line["why"].startswith("Came out: the watermark 2024-01-01 12:15:00") for line in lines)
    assert sluice(folder, "why", "checkpoint", "--node", "words").stdout == "Nothing that was recorded fits.\n"


@case
def what_is_not_there_is_told(folder):
    count_words(folder)
    for arguments, text in ((["nowhere"], "no recording"), (["checkpoint", "-b", "99"], "there are 0 to 4"),
                            (["checkpoint", "-e", "lost"], "no event “lost”"),
                            (["checkpoint", "-b", "x"], "--batch takes")):
        done = sluice(folder, "why", *arguments)
        assert done.returncode == 2 and text in done.stderr, (arguments, done)
    path = folder / "checkpoint" / "recording" / "4.jsonl"
    path.write_text(path.read_text()[:-20])
    done = sluice(folder, "why", "checkpoint", "-b", "4")
    assert done.returncode == 1 and str(path) in done.stderr and "damaged" in done.stderr, done


@case
def runs_without_it_leave_nothing(folder):
    feed(folder, "in", [{"k": 1}])
    nodes = {"in": source("in", "k INT"),
             "out": {"op": "writeStream", "input": "in", "format": "noop",
                     "options": {"checkpointLocation": "checkpoint"}}}
    (folder / "p.sluice").write_text(json.dumps({"sluice": 1, "nodes": nodes}))
    assert sluice(folder, "run", "--available-now", "--progress=none", "p.sluice").returncode == 0
    assert not (folder / "checkpoint" / "recording").exists()


@case
def state_stays_as_long_as_it_is_recorded(folder):
    feed(folder, "in", *[[{"k": number}] for number in range(20)])
    nodes = {"in": source("in", "k INT"), "d": {"op": "dropDuplicates", "input": "in", "columns": ["k"]},
             "out": {"op": "writeStream", "input": "d", "format": "noop",
                     "options": {"checkpointLocation": "checkpoint"}}}
    (folder / "p.sluice").write_text(json.dumps({
        "sluice": 1, "nodes": nodes, "settings": {"spark.sql.streaming.minBatchesToRetain": "2",
                                                  "spark.sql.streaming.stateStore.minDeltasForSnapshot": "4"}}))
    done = sluice(folder, "run", "--available-now", "--record", "--progress=none", "p.sluice")
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "checkpoint" / "commits").glob("[0-9]*"))) <= 4, "the logs are cut as ever"
    for batch in range(20):
        done = sluice(folder, "state", "checkpoint", "-b", str(batch), "--json")
        assert [json.loads(line)["key"]["k"] for line in done.stdout.splitlines()] == list(range(batch + 1)), batch
    done = sluice(folder, "state", "checkpoint", "--diff", "7", "--json")
    assert [json.loads(line)["key"]["k"] for line in done.stdout.splitlines()] == [7]


if __name__ == "__main__":
    sys.exit(main())
