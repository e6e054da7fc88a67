#!/usr/bin/env python3
# Times Sluice against DuckDB on the same files in the same run, and compares their answers.
#
# Copyright 2026 The Sluice developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py SLUICE [--rows N] [--runs N] [--studio PATH] [--table FILE]

Prints one line per measurement. DuckDB takes part when `import duckdb` works; two threads each. What is
timed of Sluice is the whole process, start to end, with a durable checkpoint; of DuckDB the query alone,
in a process that has it loaded already.
"""

import argparse
import collections
import glob
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import duckdb
except ImportError:
    duckdb = None

THREADS = 2

YSB_SCHEMA = ("user_id STRING, page_id STRING, ad_id STRING, ad_type STRING, event_type STRING, "
              "event_time STRING, ip_address STRING")


def ysb_document(data, sink, mode, out, checkpoint, files_per_trigger):
    """The Yahoo Streaming Benchmark as a pipeline document."""
    source = {"path": f"{data}/part-*"}
    if files_per_trigger:
        source["maxFilesPerTrigger"] = files_per_trigger
    options = {"checkpointLocation": checkpoint}
    if sink == "json":
        options["path"] = out
    return {
        "sluice": 1,
        "name": "Yahoo Streaming Benchmark",
        "nodes": {
            "events": {"op": "readStream", "format": "json", "schema": YSB_SCHEMA, "options": source},
            "views": {"op": "filter", "input": "events", "condition": "event_type = 'view'"},
            "timed": {"op": "select", "input": "views",
                      "columns": ["ad_id",
                                  "timestamp_millis(CAST(event_time AS BIGINT)) AS event_time"]},
            "recent": {"op": "withWatermark", "input": "timed", "eventTime": "event_time",
                       "delay": "10 seconds"},
            "ads": {"op": "read", "format": "json", "schema": "ad_id STRING, campaign_id STRING",
                    "options": {"path": f"{data}/ads.json"}},
            "joined": {"op": "join", "left": "recent", "right": "ads", "type": "inner",
                       "using": ["ad_id"]},
            "counts": {"op": "groupBy", "input": "joined",
                       "keys": ["window(event_time, '10 seconds') AS window", "campaign_id"],
                       "aggregates": ["count(*) AS views", "max(event_time) AS last_update"]},
            "out": {"op": "writeStream", "input": "counts", "format": sink, "outputMode": mode,
                    "options": options},
        },
    }


YSB_SQL = """
    SELECT time_bucket(INTERVAL '10 seconds', to_timestamp(e.event_time::BIGINT / 1000.0)::TIMESTAMP) AS w,
           a.campaign_id, count(*) AS views, max(e.event_time::BIGINT) AS last_update
    FROM read_json('{data}/part-*', format='newline_delimited', columns={{
           user_id: 'VARCHAR', page_id: 'VARCHAR', ad_id: 'VARCHAR', ad_type: 'VARCHAR',
           event_type: 'VARCHAR', event_time: 'VARCHAR', ip_address: 'VARCHAR'}}) e
    JOIN ads a ON e.ad_id = a.ad_id
    WHERE e.event_type = 'view'
    GROUP BY ALL
"""


class Bench:
    def __init__(self, options):
        self.sluice = os.path.abspath(options.sluice)
        self.options = options
        self.lines = []

    def report(self, what, ours, rival="", note=""):
        self.lines.append((what, ours, rival, note))
        print(f"{what:58} {ours:>20} {rival:>22}  {note}", flush=True)

    def run(self, *arguments, progress=False):
        """Runs `sluice`; returns wall seconds, CPU seconds and the progress reports."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        result = subprocess.run([self.sluice, *arguments], capture_output=True, text=True)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if result.returncode != 0:
            sys.exit(f"{arguments}: exit code {result.returncode}\n{result.stderr[-2000:]}")
        reports = [json.loads(line) for line in result.stderr.splitlines()
                   if progress and line.startswith("{")]
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return wall, cpu, reports

    def write(self, folder, document):
        path = os.path.join(folder, "bench.sluice")
        pathlib.Path(path).write_text(json.dumps(document))
        return path

    # The Yahoo Streaming Benchmark.

    def ysb(self, folder):
        data = os.path.join(folder, "ysb")
        rows = self.options.rows
        self.run("gen", "ysb", "--seed", "1", "--rows", str(rows), "--rate", "10000", "--files", "16",
                 "--output", data, "--prefix", "part", "--table", os.path.join(folder, "ads.json"))
        shutil.move(os.path.join(folder, "ads.json"), os.path.join(data, "ads.json"))
        size = sum(os.path.getsize(f) for f in glob.glob(f"{data}/part-*"))
        print(f"# YSB: {rows} events, {size / 1e6:.0f} MB", flush=True)
        rival = self.ysb_duckdb(data)
        for sink, mode, files in (("noop", "update", 0), ("noop", "update", 4), ("json", "append", 0),
                                  ("json", "append", 4)):
            self.ysb_sluice(folder, data, sink, mode, files, rival)

    def ysb_duckdb(self, data):
        """Seconds that DuckDB takes, and its rows."""
        if duckdb is None:
            self.report("YSB in DuckDB", "", "not importable")
            return None
        connection = duckdb.connect()
        connection.execute(f"SET threads TO {THREADS}")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE ads AS SELECT * FROM read_json('{data}/ads.json', "
                           "format='newline_delimited', "
                           "columns={ad_id: 'VARCHAR', campaign_id: 'VARCHAR'})")
        times = []
        for _ in range(self.options.runs):
            start = time.perf_counter()
            rows = connection.execute(YSB_SQL.format(data=data)).fetchall()
            times.append(time.perf_counter() - start)
        answer = {(str(w).replace(" ", "T"), c): (n, last) for w, c, n, last in rows}
        return min(times), answer

    def ysb_sluice(self, folder, data, sink, mode, files, rival):
        rows = self.options.rows
        walls, cpus = [], []
        answer = {}
        for _ in range(self.options.runs):
            out = tempfile.mkdtemp(dir=folder)
            checkpoint = tempfile.mkdtemp(dir=folder)
            document = self.write(folder, ysb_document(data, sink, mode, out, checkpoint, files))
            wall, cpu, reports = self.run("run", document, "--available-now", "--progress=json",
                                          "-j", str(THREADS), progress=True)
            walls.append(wall)
            cpus.append(cpu)
            assert sum(r["numInputRows"] for r in reports) == rows, "rows were lost"
            if sink == "json":
                answer = self.read_answer(out)
            shutil.rmtree(out)
            shutil.rmtree(checkpoint)
        name = f"YSB {mode}, {sink} sink, {'one batch' if files == 0 else f'{files} files a batch'}"
        ours = f"{rows / min(walls) / 1e6:.2f} M ev/s"
        note = f"{min(walls):.3f} s wall, {min(cpus):.3f} s CPU"
        theirs = ""
        if rival is not None:
            theirs = f"{rows / rival[0] / 1e6:.2f} M ev/s"
            note += f", {rival[0] / min(walls):.2f} x DuckDB"
        if rival is not None and sink == "json":
            note += ", " + self.compare(answer, rival[1])
        self.report(name, ours, theirs, note)

    def read_answer(self, out):
        answer = {}
        for part in glob.glob(f"{out}/part-*"):
            for line in open(part, encoding="utf-8"):
                row = json.loads(line)
                key = (row["window"]["start"][:19], row["campaign_id"])
                assert key not in answer, f"a window came out twice: {key}"
                answer[key] = (row["views"], row["last_update"])
        return answer

    def compare(self, ours, theirs):
        """Append mode gives all windows but those that the watermark hasn't closed."""
        open_windows = sorted({k[0] for k in theirs} - {k[0] for k in ours})
        for key, (views, _) in ours.items():
            assert theirs[key][0] == views, f"{key}: {views}, DuckDB says {theirs[key][0]}"
        missing = [k for k in theirs if k not in ours and k[0] not in open_windows]
        assert not missing, f"windows are missing: {missing[:5]}"
        assert len(open_windows) <= 3, f"too many windows are open: {open_windows}"
        return f"{len(ours)} rows equal, {len(open_windows)} windows still open"

    # Small batches and starting up.

    def small_batches(self, folder):
        data = os.path.join(folder, "small")
        batches = 200
        self.run("gen", "ysb", "--seed", "2", "--rows", str(1000 * batches), "--rate", "10000",
                 "--files", str(batches), "--output", data, "--prefix", "part",
                 "--table", os.path.join(folder, "ads.json"))
        shutil.move(os.path.join(folder, "ads.json"), os.path.join(data, "ads.json"))
        for sink, mode in (("noop", "update"), ("json", "append")):
            document = self.write(folder, ysb_document(data, sink, mode, os.path.join(folder, "so" + sink),
                                                       os.path.join(folder, "sc" + sink), 1))
            _, _, reports = self.run("run", document, "--available-now", "--progress=json", "-j",
                                     str(THREADS), progress=True)
            durations = sorted(r["batchDurationMicros"] / 1000 for r in reports
                               if r["numInputRows"] > 0)
            p50 = statistics.median(durations)
            p99 = durations[int(len(durations) * 0.99)]
            self.report(f"durable batch of 1,000 rows, {sink} sink", f"p50 {p50:.2f} ms",
                        "", f"p99 {p99:.2f} ms, {len(durations)} batches")

    def syncs_alone(self, folder):
        """What the disk takes for the four files, each synced with its directory, that a batch leaves there."""
        times = []
        for batch in range(200):
            start = time.perf_counter()
            for log in ("sources", "offsets", "state", "commits"):
                directory = os.path.join(folder, "syncs", log)
                os.makedirs(directory, exist_ok=True)
                file = os.open(os.path.join(directory, str(batch)), os.O_CREAT | os.O_WRONLY)
                os.write(file, b"x" * 1000)
                os.fsync(file)
                os.close(file)
                handle = os.open(directory, os.O_RDONLY)
                os.fsync(handle)
                os.close(handle)
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        self.report("the syncs of such a batch alone", f"p50 {statistics.median(times):.2f} ms", "",
                    f"p99 {times[int(len(times) * 0.99)]:.2f} ms")

    def empty_trigger(self, folder):
        data = os.path.join(folder, "idle")
        os.mkdir(data)
        document = ysb_document(data, "noop", "update", "", os.path.join(folder, "ci"), 0)
        document["nodes"]["events"]["options"]["path"] = data
        document["nodes"]["ads"]["format"] = "memory"
        document["nodes"]["ads"]["rows"] = []
        document["nodes"]["ads"].pop("options")
        path = self.write(folder, document)
        seconds = 3
        process = subprocess.Popen([self.sluice, "run", path, "--progress=none"])
        time.sleep(0.5)
        first = cpu_of(process.pid)
        time.sleep(seconds)
        spent = cpu_of(process.pid) - first
        process.terminate()
        process.wait()
        triggers = seconds / 0.010
        self.report("empty trigger (polled every 10 ms)", f"{spent / triggers * 1000:.3f} ms CPU")

    def start_up(self, folder):
        document = {"sluice": 1, "nodes": {
            "t": {"op": "readStream", "format": "text", "options": {"path": os.path.join(folder, "one")}},
            "o": {"op": "writeStream", "input": "t", "format": "console"}}}
        os.mkdir(os.path.join(folder, "one"))
        pathlib.Path(folder, "one", "a.txt").write_text("hello\n")
        path = self.write(folder, document)
        times = [self.run("run", path, "--available-now")[0] for _ in range(20)]
        self.report("start of the command to its end with one row", f"{min(times) * 1000:.1f} ms", "",
                    f"median {statistics.median(times) * 1000:.1f} ms")

    def first_frame(self):
        studio = self.options.studio
        if not studio or not os.environ.get("DISPLAY"):
            return
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([studio, "--exit-after-startup"], check=True, capture_output=True)
            times.append(time.perf_counter() - start)
        self.report("start of the window to first frame", f"{min(times) * 1000:.0f} ms", "",
                    f"median {statistics.median(times) * 1000:.0f} ms")

    def table(self):
        processor = collections.Counter(
            line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
        machine = ", ".join(f"{n} x {name}" for name, n in processor.items())
        out = [f"{machine}; {platform.system()} {platform.release().split('-')[0]}; "
               f"DuckDB {duckdb.__version__ if duckdb else 'not there'}; {THREADS} threads each.", "",
               "| what | Sluice | DuckDB | |", "|---|---|---|---|"]
        out += [f"| {a} | {b} | {c} | {d} |" for a, b, c, d in self.lines]
        return "\n".join(out) + "\n"


def cpu_of(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sluice")
    parser.add_argument("--rows", type=int, default=2000000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--studio")
    parser.add_argument("--table", help="write the results as a Markdown table")
    options = parser.parse_args()
    bench = Bench(options)
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        bench.ysb(folder)
        bench.small_batches(folder)
        bench.syncs_alone(folder)
        bench.empty_trigger(folder)
        bench.start_up(folder)
        bench.first_frame()
    if options.table:
        pathlib.Path(options.table).write_text(bench.table())


if __name__ == "__main__":
    main()
