#!/usr/bin/env python3
"""Runs Sluice's test documents on a real Apache Spark: sluice-test-spark.py [--record] FILE...

`sluice test --on=spark` starts it. It needs a Python that can import pyspark, and Java. The results are the same lines
of the Test Anything Protocol that `sluice test` prints; --record writes what Spark did into the documents.

All memory sources of a document are one directory of texts in JSON here, and a step of addData is one file that is
renamed into it, so that all its rows arrive in one micro-batch, whichever sources they are for.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import math
import os
import re
import shutil
import sys
import tempfile
import time

STATE_FIGURES = ["operatorName", "numRowsTotal", "numRowsUpdated", "numRowsRemoved", "numRowsDroppedByWatermark"]
JOIN_TYPES = {
    "inner": "inner", "left": "left_outer", "right": "right_outer", "full": "full_outer",
    "leftSemi": "left_semi", "leftAnti": "left_anti", "cross": "cross",
}
JSON_OPTIONS = {
    "ignoreNullFields": "false", "timeZone": "UTC",
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
}
WHOLE_MILLISECONDS = re.compile(r'("[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})000(Z?")')
MAX_DIFFERENCES = 40


class Failed(Exception):
    """What Spark refused or failed with."""

    def __init__(self, during, error):
        self.during = during
        self.condition, self.message = describe(error)
        super().__init__(f"{self.condition}: {self.message}")


def describe(error):
    """The condition and sentence of the deepest cause that has a condition of its own."""
    condition, message = None, str(error).strip().split("\n")[0]
    if hasattr(error, "getCondition"):
        condition = error.getCondition()
    cause = getattr(error, "_origin", None) or getattr(error, "java_exception", None) or error
    for _ in range(16):
        if not hasattr(cause, "getCause"):
            break
        try:
            own = cause.getCondition()
            if own and own != "STREAM_FAILED":
                condition, message = own, cause.getMessage().strip().split("\n")[0]
        except Exception:  # a class of Java's without conditions
            pass
        cause = cause.getCause()
        if cause is None:
            break
    return condition, re.sub(r"#\d+L?", "", message)


class Frames:
    """The pipeline of a document as DataFrames."""

    def __init__(self, spark, pipeline, folder):
        self.spark, self.nodes, self.folder = spark, pipeline["nodes"], folder
        self.inbox = os.path.join(folder, "__inbox")
        self.frames, self.stream = {}, None
        os.makedirs(self.inbox, exist_ok=True)

    def options(self, node):
        options = {name: str(value) for name, value in node.get("options", {}).items()}
        for name in ("path", "checkpointLocation", "sourceArchiveDir"):
            if name in options and "://" not in options[name]:
                options[name] = os.path.join(self.folder, options[name])
        return options

    def frame(self, name):
        if name not in self.frames:
            self.frames[name] = self.make(name, self.nodes[name])
        return self.frames[name]

    def memory_stream(self, name, schema):
        from pyspark.sql import functions as f

        # As texts that a query parses, which is how rows come from Kafka. Spark sees less through from_json() than through
        # a JSON source: it takes no filter of one side of a join over to the other.
        if self.stream is None:
            self.stream = self.spark.readStream.format("text").load(self.inbox)
        row = f.from_json("value", f"source STRING, row STRUCT<{schema}>")
        return self.stream.select(row.alias("in")).where(f.col("in.source") == name).select("in.row.*")

    def make(self, name, node):
        from pyspark.sql import functions as f

        op = node["op"]
        below = self.frame(node["input"]) if "input" in node else None
        if node.get("bypassed"):
            return below
        if op == "readStream" and node["format"] == "memory":
            return self.memory_stream(name, node["schema"])
        if op == "read" and node["format"] == "memory":
            # Not a name that begins with an underscore: Spark takes such files for hidden, and the table for empty.
            path = os.path.join(self.folder, f"table-{name}.json")
            with open(path, "w", encoding="utf-8") as out:
                out.writelines(json.dumps(row) + "\n" for row in node["rows"])
            return self.spark.read.schema(node["schema"]).json(path)
        if op in ("readStream", "read"):
            reader = self.spark.readStream if op == "readStream" else self.spark.read
            reader = reader.format(node["format"]).options(**self.options(node))
            return (reader.schema(node["schema"]) if "schema" in node else reader).load()
        if op == "select":
            return below.selectExpr(*node["columns"])
        if op == "withColumns":
            for column in node["columns"]:
                expression, alias = re.match(r"(?is)^(.*)\s+AS\s+`?([^`\s]+)`?\s*$", column).groups()
                below = below.withColumn(alias, f.expr(expression))
            return below
        if op == "filter":
            return below.where(node["condition"])
        if op == "drop":
            return below.drop(*node["columns"])
        if op == "withWatermark":
            return below.withWatermark(node["eventTime"], node["delay"])
        if op == "groupBy":
            keys = [f.expr(key) for key in node.get("keys", [])]
            return below.groupBy(*keys).agg(*[f.expr(one) for one in node["aggregates"]])
        if op in ("dropDuplicates", "dropDuplicatesWithinWatermark"):
            return getattr(below, op)(*([node["columns"]] if node.get("columns") else []))
        if op == "join":
            return self.join(node, f)
        if op == "union":
            return self.union(node)
        if op == "orderBy":
            return below.orderBy(*[self.sort_key(key, f) for key in node["columns"]])
        if op == "limit":
            return below.limit(node["n"])
        if op == "sql":
            for view in node["inputs"]:
                self.frame(view).createOrReplaceTempView(view)
            return self.spark.sql(node["query"])
        if op == "observe":
            return below.observe(node["name"], *[f.expr(one) for one in node["metrics"]])
        raise ValueError(f"nodes of kind “{op}” cannot be run on Spark from a test document")

    def join(self, node, f):
        left = self.frame(node["left"]).alias(node["left"])
        right = self.frame(node["right"]).alias(node["right"])
        how = JOIN_TYPES[node.get("type", "inner")]
        if "using" in node:
            return left.join(right, list(node["using"]), how)
        return left.join(right, f.expr(node["on"]), how) if "on" in node else left.crossJoin(right)

    def union(self, node):
        first, *others = [self.frame(name) for name in node["inputs"]]
        for other in others:
            missing = node.get("allowMissingColumns", False)
            first = first.unionByName(other, allowMissingColumns=missing) if node.get("byName") else first.union(other)
        return first

    @staticmethod
    def sort_key(text, f):
        expression, direction, nulls = re.match(
            r"(?is)^(.*?)(?:\s+(ASC|DESC))?(?:\s+NULLS\s+(FIRST|LAST))?\s*$", text
        ).groups()
        method = (direction or "asc").lower() + (f"_nulls_{nulls.lower()}" if nulls else "")
        return getattr(f.expr(expression), method)()


class Run:
    """A document at work."""

    def __init__(self, spark, document, path):
        self.spark, self.document = spark, document
        self.folder = tempfile.mkdtemp(prefix="sluice-test-")
        self.pipeline = document.get("pipeline")
        if self.pipeline is None:
            with open(os.path.join(os.path.dirname(path), document["pipelineFile"]), encoding="utf-8") as file:
                self.pipeline = json.load(file)
        nodes = self.pipeline["nodes"]
        sinks = [name for name, node in nodes.items() if node["op"] == "writeStream" and not node.get("disabled")]
        self.sink = document.get("query") or sinks[0]
        self.complete = nodes[self.sink].get("outputMode", "append").lower() == "complete"
        # A directory that several scans share is counted by each of them.
        streams = [name for name, node in nodes.items() if node["op"] in ("readStream", "read")]
        used = [
            name for node in nodes.values()
            for name in [node.get("input"), node.get("left"), node.get("right"), *node.get("inputs", [])] if name
        ]
        self.counts_input = len(streams) == 1 and len(used) == len(set(used))
        self.ordered = any(
            node["op"] == "orderBy" or (node["op"] == "sql" and re.search(r"(?is)\border\s+by\b[^)]*$", node["query"]))
            for node in nodes.values()
        )
        self.batches, self.query, self.n_files, self.n_checked = [], None, 0, 0
        self.settings = {}

    def configure(self):
        settings = dict(self.pipeline.get("settings", {}))
        if self.ordered:
            # Else ranges are found by running the plan twice, which counts everything twice.
            settings["spark.sql.shuffle.partitions"] = "1"
        for name, value in settings.items():
            self.settings[name] = self.spark.conf.get(name, None)
            self.spark.conf.set(name, str(value))

    def start(self, trigger=None):
        sink = self.pipeline["nodes"][self.sink]
        try:
            frames = Frames(self.spark, self.pipeline, self.folder)
            writer = frames.frame(sink["input"]).writeStream.outputMode(sink.get("outputMode", "append"))
            checkpoint = frames.options(sink).get("checkpointLocation", os.path.join(self.folder, "checkpoint"))
            writer = writer.option("checkpointLocation", checkpoint).foreachBatch(self.take)
            trigger = trigger or sink.get("trigger")
            if trigger:
                writer = writer.trigger(**trigger)
            self.seen, self.run_rows, self.error = 0, {}, None
            self.query = writer.start()
        except Exception as error:
            raise Failed("analysis", error) from error

    def take(self, frame, batch_id):
        from pyspark.sql import functions as f

        try:
            columns = [f.col(f"`{name}`") for name in frame.columns]
            rows = frame.select(f.to_json(f.struct(*columns), JSON_OPTIONS).alias("row")).collect()
        except Exception as error:
            self.error = error
            raise
        self.run_rows[batch_id] = [json.loads(WHOLE_MILLISECONDS.sub(r"\1\2", row.row)) for row in rows]

    def process(self):
        try:
            self.query.processAllAvailable()
        except Exception as error:
            raise Failed("batch", self.error or error) from error
        for _ in range(400):
            done = [json.loads(one.json) for one in self.query.recentProgress]
            done = [one for one in done if "addBatch" in one["durationMs"]]
            if {one["batchId"] for one in done} >= set(self.run_rows):
                break
            time.sleep(0.01)
        self.batches += [(one, self.run_rows.get(one["batchId"], [])) for one in done[self.seen:]]
        self.seen = len(done)

    def stop(self):
        if self.query is not None:
            self.query.stop()
            self.query = None

    def add_data(self, data):
        aside = os.path.join(self.folder, "__aside")
        with open(aside, "w", encoding="utf-8") as out:
            for name, rows in data.items():
                out.writelines(json.dumps({"source": name, "row": row}) + "\n" for row in rows)
        inbox = os.path.join(self.folder, "__inbox")
        os.makedirs(inbox, exist_ok=True)
        os.rename(aside, os.path.join(inbox, f"{self.n_files:06d}.json"))
        self.n_files += 1
        time.sleep(0.002)  # files are read in the order of their times

    def write_files(self, files):
        for name, text in files.items():
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            aside = os.path.join(self.folder, "__aside")
            with open(aside, "w", encoding="utf-8") as out:
                out.write(text)
            os.rename(aside, path)

    def close(self):
        self.stop()
        for name, value in self.settings.items():
            if value is None:
                self.spark.conf.unset(name)
            else:
                self.spark.conf.set(name, value)
        shutil.rmtree(self.folder, ignore_errors=True)

    def figures(self, progress):
        """The progress of a micro-batch, as far as it can be compared."""
        figures = dict(progress)
        if not self.counts_input:
            figures.pop("numInputRows", None)
        return figures

    def record(self, progress, rows):
        batch = {"batchId": progress["batchId"]}
        if self.counts_input:
            batch["numInputRows"] = progress["numInputRows"]
        batch["rows"] = rows if self.ordered else sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
        if progress.get("eventTime"):
            batch["eventTime"] = progress["eventTime"]
        if progress.get("stateOperators"):
            batch["stateOperators"] = [
                {name: one[name] for name in STATE_FIGURES if name in one} for one in progress["stateOperators"]
            ]
        if progress.get("observedMetrics"):
            batch["observedMetrics"] = progress["observedMetrics"]
        return batch


def same(expected, got):
    """Whether two values of rows are the same; doubles within 1e-9."""
    numbers = (int, float)
    if isinstance(expected, numbers) and isinstance(got, numbers) and bool not in (type(expected), type(got)):
        return expected == got or math.isclose(expected, got, rel_tol=1e-9)
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same(expected[name], got[name]) for name in expected)
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    return type(expected) is type(got) and expected == got


def compare_figures(where, expected, got):
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            yield from compare_figures(f"{where}.{name}", value, got.get(name))
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for i, (one, other) in enumerate(zip(expected, got)):
            yield from compare_figures(f"{where}[{i}]", one, other)
    elif not same(expected, got):
        yield f"{where}: expected {json.dumps(expected)}, got {json.dumps(got)}"


def compare_rows(where, expected, got, ordered):
    if len(expected) != len(got):
        yield f"{where}: expected {len(expected)} rows, got {len(got)}"
    if ordered:
        for i, (one, other) in enumerate(zip(expected, got)):
            if not same(one, other):
                yield f"{where}, row {i + 1}: expected {json.dumps(one)}, got {json.dumps(other)}"
        return
    left = list(got)
    for row in expected:
        found = next((i for i, other in enumerate(left) if same(row, other)), None)
        if found is None:
            yield f"{where}: missing row {json.dumps(row)}"
        else:
            del left[found]
    for row in left:
        yield f"{where}: unexpected row {json.dumps(row)}"


def follow(value, path):
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


class Steps:
    """Runs the steps of a document, and collects differences or the recorded steps."""

    def __init__(self, run, record):
        self.run, self.record = run, record
        self.differences, self.recorded, self.failed = [], [], None

    def all(self):
        steps = self.run.document["steps"]
        started = False
        for number, step in enumerate(steps, 1):
            if not started and not step.get("before"):
                started = True
                self.attempt(self.run.configure)
                self.attempt(self.run.start)
            self.step(f"step {number}", step)
            if self.differences:
                return
        if self.failed is not None:
            self.differences.append(f"unexpected failure during {self.failed.during}: {self.failed}")

    def attempt(self, function, *arguments):
        try:
            function(*arguments)
        except Failed as failed:
            self.failed = failed

    def step(self, where, step):
        run = self.run
        if "expectFailure" in step:
            self.expect_failure(where, step["expectFailure"])
            return
        if self.failed is not None:
            self.differences.append(f"{where}: unexpected failure during {self.failed.during}: {self.failed}")
            return
        if any(name.startswith("check") for name in step):
            self.check(where, step)
            return
        self.recorded.append(step)
        if "addData" in step:
            run.add_data(step["addData"])
        elif "writeFile" in step:
            run.write_files(step["writeFile"])
        elif "processAllAvailable" in step:
            self.attempt(run.process)
            if self.record and self.failed is None:
                self.recorded.append({"checkBatches": self.new_batches()})
        elif "stop" in step:
            run.stop()
        elif "start" in step:
            run.stop()
            trigger = step["start"].get("trigger") if isinstance(step["start"], dict) else None
            self.attempt(run.start, trigger)
        else:
            self.differences.append(f"{where}: Spark has no such step: {json.dumps(step)}")

    def new_batches(self):
        batches = [self.run.record(*batch) for batch in self.run.batches[self.run.n_checked:]]
        self.run.n_checked = len(self.run.batches)
        return batches

    def expect_failure(self, where, expected):
        failed, self.failed = self.failed, None
        if failed is None:
            self.differences.append(f"{where}: expected {expected.get('condition')}, but it went well")
        elif self.record:
            self.recorded.append({"expectFailure": {
                "during": failed.during, "condition": failed.condition, "message": failed.message}})
        elif expected.get("condition") not in (None, failed.condition):
            self.differences.append(f"{where}: expected {expected['condition']}, got {failed}")
        elif expected.get("during", failed.during) != failed.during:
            self.differences.append(f"{where}: expected the failure during {expected['during']}, it came during "
                                    f"{failed.during}: {failed}")

    def check(self, where, step):
        run = self.run
        if self.record:
            return
        if "checkBatches" in step:
            new, run.n_checked = run.batches[run.n_checked:], len(run.batches)
            if len(step["checkBatches"]) != len(new):
                self.differences.append(f"{where}: expected {len(step['checkBatches'])} micro-batches, got {len(new)}")
            for expected, (progress, rows) in zip(step["checkBatches"], new):
                place = f"{where}, batch {progress['batchId']}"
                for name, value in expected.items():
                    if name == "rows":
                        self.differences += compare_rows(place, value, rows, run.ordered)
                    elif name in run.figures(progress) or name != "numInputRows":
                        self.differences += compare_figures(f"{place}: {name}", value, progress.get(name))
            return
        if "checkProgress" in step:
            for path, value in step["checkProgress"].items():
                got = follow(run.batches[-1][0] if run.batches else {}, path)
                self.differences += compare_figures(f"{where}, {path}", value, got)
            return
        name, expected = next(iter(step.items()))
        first = {"checkNewAnswer": run.n_checked, "checkAnswer": 0}.get(name, max(len(run.batches) - 1, 0))
        if run.complete:
            first = max(first, len(run.batches) - 1)
        if name != "checkLastBatch":
            run.n_checked = len(run.batches)
        rows = [row for _, batch in run.batches[max(first, 0):] for row in batch]
        self.differences += compare_rows(f"{where}, {name}", expected, rows, run.ordered)


def write_document(path, document, steps):
    """In the layout of `sluice test --record`: a node, a step and a micro-batch a line."""
    def text(value):
        return json.dumps(value, ensure_ascii=False)

    def members(value, indent):
        return ",\n".join(f"{indent}{text(name)}: {text(one)}" for name, one in value.items())

    parts = []
    for name, value in document.items():
        if name == "pipeline":
            inner = [
                f'    {text(key)}: {{\n{members(one, "      ")}\n    }}' if key == "nodes" else f"    {text(key)}: {text(one)}"
                for key, one in value.items()
            ]
            parts.append('  "pipeline": {\n' + ",\n".join(inner) + "\n  }")
        elif name == "steps":
            lines = [
                '    { "checkBatches": [\n' + ",\n".join("      " + text(one) for one in step["checkBatches"]) + " ] }"
                if step.get("checkBatches") else "    " + text(step)
                for step in steps
            ]
            parts.append('  "steps": [\n' + ",\n".join(lines) + "\n  ]")
        else:
            parts.append(f"  {text(name)}: {text(value)}")
    with open(path, "w", encoding="utf-8") as out:
        out.write("{\n" + ",\n".join(parts) + "\n}\n")


def open_session():
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[1]").appName("sluice test")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
        .config("spark.sql.streaming.pollingDelay", "5ms")
        .config("spark.sql.warehouse.dir", tempfile.mkdtemp(prefix="sluice-warehouse-"))
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    return spark


def run_file(spark, path, record):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    run = Run(spark, document, path)
    steps = Steps(run, record)
    try:
        steps.all()
    finally:
        run.close()
    if record and not steps.differences:
        write_document(path, document, steps.recorded)
    return document.get("name", ""), steps.differences


def main(arguments):
    record = "--record" in arguments
    paths = [one for one in arguments if one != "--record"]
    try:
        spark = open_session()
    except ImportError:
        print(f"sluice test: {sys.executable} cannot import pyspark. Install it (pip install pyspark), or set "
              "PYSPARK_PYTHON to a Python that can.", file=sys.stderr)
        return 2
    print(f"1..{len(paths)}", flush=True)
    n_failed = 0
    for number, path in enumerate(paths, 1):
        try:
            name, differences = run_file(spark, path, record)
        except Exception as error:  # one document must not end the others
            name, differences = "", [str(error).split("\n")[0]]
        n_failed += bool(differences)
        title = f"{path}: {name}".replace("#", "\\#").replace("\n", " ")
        print(f"{'not ' if differences else ''}ok {number} - {title}")
        for line in differences[:MAX_DIFFERENCES]:
            print(f"#   {line}")
        sys.stdout.flush()
    print(f"# {len(paths) - n_failed} passed, {n_failed} failed")
    spark.stop()
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
