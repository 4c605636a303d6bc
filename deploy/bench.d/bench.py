"""Measures Afterbuild beside a careful peer, an empty POST and a bare COPY; deploy/bench starts it.

The subjects take turns on one machine and one PostgreSQL cluster, and only one of them runs at a time.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import os
import platform
import resource
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cluster import Cluster
from figures import GROUPS, SIZES, chosen
from fleet import Fleet
from installation import ROOT, Installation, Sampler, binary, free_port
from interface import Interface
from loads import HERE, IdleConnections, Skipped, batches, spread, wait_for_port, wrk

CONNECTIONS = 64
LONGEST_RUN = 1_800
# What a group may fail by without ending the run.
FAILURES = (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError)


class Bench:
    def __init__(self, folder, arguments, groups):
        self.groups = groups
        self.size = SIZES[arguments.size]
        self.folder = Path(folder)
        self.cluster = Cluster(self.folder / "pg")
        self.afterbuild = Installation(self.folder / "ab", self.cluster)
        self.keys_file = self.folder / "keys"
        self.keys = []
        self.first = 0
        self.bursts = []
        self.figures = {}
        self.skipped = {}
        self.failed = {}

    # What is measured with

    def prepare(self):
        self.cluster.make()
        self.cluster.start()
        self.keys = self.afterbuild.make(self.size.builds)
        self.keys_file.write_text("\n".join(self.keys) + "\n")
        if "peer" in self.groups:
            self.cluster.sql("create database peer", "postgres")
            self.cluster.sql((HERE / "peer.sql").read_text(), "peer")
            keyed = "".join(f"{key}\t{number}\n" for number, key in enumerate(self.keys, 1))
            self.cluster.sql(f"copy peer_key from stdin;\n{keyed}\\.\n", "peer")

    @contextmanager
    def ours(self):
        self.cluster.sql("checkpoint", "postgres")
        self.afterbuild.start()
        try:
            yield self.afterbuild
        finally:
            if not self.afterbuild.stop():
                raise RuntimeError("Afterbuild did not end within 30 s of SIGTERM")

    @contextmanager
    def program(self, name, port, command, **environment):
        """Another server, until the block ends."""
        self.cluster.sql("checkpoint", "postgres")
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                command, cwd=HERE, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_for_port(port, process, self.folder / f"{name}.log")
            yield port
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def load(self, name, port, seconds=None, **more):
        result = wrk(port, CONNECTIONS, seconds or self.size.burst, self.keys_file, first=self.first, **more)
        # The next burst's records have other times.
        self.first += 2_000_000
        self.bursts.append({"subject": name} | result)
        say(f"{name}: {result['rate']:.0f}/s, p50 {result['p50']:.1f} ms, p99 {result['p99']:.1f} ms")
        return result

    def record(self, name, value, unit):
        self.figures[name] = (value, unit)
        text = f"{value:.3f}" if unit == "ratio" else f"{value:.1f}" if value < 1000 else f"{value:.0f}"
        print(name, text.removesuffix(".0"), unit, flush=True)

    def skip(self, group, reason):
        for name in GROUPS[group]:
            if name not in self.figures and name not in self.skipped:
                self.skipped[name] = reason
                print(name, "SKIPPED", reason, flush=True)

    # The groups

    def turns_of_single_records(self):
        """Peer and ours take turns, so that a machine that changes its pace shows."""
        turns = {name: [] for name in ("empty", "peer", "legacy") if name in self.groups}
        memory = 0.0
        for _ in range(self.size.turns):
            if "empty" in turns:
                turns["empty"] += self.empty_turn()
            if "peer" in turns:
                turns["peer"] += self.peer_turn()
            if "legacy" in turns:
                with self.ours() as afterbuild, Sampler(afterbuild) as sampler:
                    turns["legacy"].append(self.load("legacy", afterbuild.port))
                memory = max(memory, sampler.largest)
        rates = {name: statistics.mean(turn["rate"] for turn in all) for name, all in turns.items() if all}
        if "empty" in rates:
            self.record("empty_post_rate", rates["empty"], "/s")
        for subject, figure in (("peer", "peer_batch"), ("legacy", "legacy")):
            if subject in rates:
                self.record(f"{figure}_rate", rates[subject], "/s")
                self.record(f"{figure}_p50", statistics.mean(turn["p50"] for turn in turns[subject]), "ms")
                self.record(f"{figure}_p99", max(turn["p99"] for turn in turns[subject]), "ms")
        if "legacy" in rates:
            ours = turns["legacy"]
            self.record("legacy_not_ok", sum(turn["refused"] for turn in ours), "answers")
            self.record("legacy_not_stored", max(0, self.answered(ours) - self.stored()), "records")
            self.record("resident_memory", memory, "MB")
            for subject in ("peer", "empty"):
                if subject in rates:
                    self.record(f"legacy_to_{subject}_ratio", rates["legacy"] / rates[subject], "ratio")
            self.record("noise", 100 * max(spread(all) for all in turns.values() if all), "%")

    def empty_turn(self):
        program = binary().parent / "EmptyPost"
        if not program.exists():
            self.skip("empty", f"no program at {program}")
            return []
        port = free_port()
        with self.program("empty", port, [program, str(port)]):
            return [self.load("empty", port, self.size.empty_burst, expect="")]

    def peer_turn(self):
        granian = Path(sys.executable).parent / "granian"
        if not granian.exists():
            self.skip("peer", f"no granian beside {sys.executable}")
            return []
        port = free_port()
        command = [
            granian, "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws",
            "peer:app",
        ]
        environment = {"DSN": self.cluster.url("peer"), "PYTHONDONTWRITEBYTECODE": "1"}
        with self.program("peer", port, command, **environment):
            return [self.load("peer", port)]

    def answered(self, turns):
        return sum(turn["answers"] - turn["not_ok"] for turn in turns)

    def stored(self):
        return int(self.cluster.sql("select count(*) from receipt"))

    def batch(self):
        """The batch endpoint and a bare COPY of the rows that it made take turns."""
        lines, files = self.size.lines, self.size.files
        rates, rows = [], self.folder / "rows.copy"
        indexed, bare, memory = [], [], 0.0
        for turn in range(2):
            keys = self.keys[turn * files:(turn + 1) * files]
            before = int(self.cluster.sql("select coalesce(max(batch_id), 0) from batch"))
            with self.ours() as afterbuild, Sampler(afterbuild) as sampler:
                count, seconds = batches(afterbuild.port, keys, lines)
            rates.append(count / seconds)
            memory = max(memory, sampler.largest)
            say(f"batch: {count / seconds:.0f}/s")
            self.save_rows(rows, count, f"where batch_id > {before}")
            indexed.append(self.copy_rate(rows, count, "including all"))
            bare.append(self.copy_rate(rows, count, ""))
        self.record_copy(indexed, bare)
        rate = statistics.mean(rates)
        self.record("batch_rate", rate, "rows/s")
        self.record("batch_memory", memory, "MB")
        self.record("batch_to_copy_ratio", rate / statistics.mean(indexed), "ratio")
        self.record("batch_to_bare_copy_ratio", rate / statistics.mean(bare), "ratio")

    def copy_alone(self):
        """COPY without the endpoint: of the rows that single records made, again and again."""
        count, rows = self.size.copied, self.folder / "rows.copy"
        if self.stored() < 1_000:
            with self.ours() as afterbuild:
                self.load("legacy", afterbuild.port, 2)
        self.save_rows(rows, count, f", generate_series(1, {count}) limit {count}")
        pairs = [(self.copy_rate(rows, count, "including all"), self.copy_rate(rows, count, "")) for _ in range(2)]
        self.record_copy([first for first, _ in pairs], [second for _, second in pairs])

    def record_copy(self, indexed, bare):
        self.record("copy_rate_indexed", statistics.mean(indexed), "rows/s")
        self.record("copy_rate_bare", statistics.mean(bare), "rows/s")

    def save_rows(self, file, count, which):
        found = self.psql(f"\\copy (select receipt.* from receipt {which}) to '{file}' with (format binary)")
        if found != f"COPY {count}":
            raise RuntimeError(f"{found} where {count} rows were expected")

    def copy_rate(self, file, count, like):
        self.cluster.sql(f"drop table if exists copied; create table copied (like receipt {like}); checkpoint")
        begun = time.monotonic()
        self.psql(f"\\copy copied from '{file}' with (format binary)")
        rate = count / (time.monotonic() - begun)
        self.cluster.sql("drop table copied")
        say(f"COPY {'with indexes' if like else 'bare'}: {rate:.0f}/s")
        return rate

    def psql(self, command):
        done = subprocess.run(
            ["psql", "-Xd", self.cluster.url("afterbuild"), "-v", "ON_ERROR_STOP=1", "-c", command], check=True,
            capture_output=True, text=True, timeout=300)
        return done.stdout.strip()

    def midnight(self):
        """Every build empties what it has kept, 100 records each, all at once, each on its own connection."""
        records = self.size.midnight_records * self.size.builds
        with self.ours() as afterbuild, Sampler(afterbuild) as sampler:
            result = wrk(
                afterbuild.port, self.size.builds, self.size.midnight_longest, self.keys_file, first=self.first,
                records=records)
        self.bursts.append({"subject": "midnight"} | result)
        say(" ".join(f"{name}={value:.0f}" for name, value in result.items()))
        self.record("midnight_seconds", result["seconds"] * records / max(1, result["answers"]), "s")
        self.record("midnight_rate", result["rate"], "/s")
        self.record("midnight_refused", result["refused"], "records")
        self.record("midnight_p999", result["p999"], "ms")
        self.record("midnight_slowest", result["max"], "ms")
        self.record("midnight_memory", sampler.largest, "MB")

    def idle(self):
        wanted = self.size.idle
        allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500
        if allowed < wanted:
            raise Skipped(f"only {allowed + 500} open files are allowed: raise ulimit -Hn above {wanted + 500}")
        with self.ours() as afterbuild:
            connections = IdleConnections(afterbuild.port, self.keys, wanted)
            try:
                time.sleep(self.size.settling)
                self.record("idle_connections", min(connections.open_count(), connections.answered), "connections")
                self.record("idle_connections_memory", afterbuild.memory(), "MB")
            finally:
                connections.close()

    def fleet(self):
        """30,000 builds with two years of build days (3,000 in a quick run), and the jobs of one night."""
        with Fleet(self.folder / "fleet", self.cluster, self.size.fleet) as fleet:
            self.record("fleet_build_days", fleet.make(), "build days")
            text, seconds = fleet.job("aggregate", "2026-01-02T00:05:00+09:00")
            say(text)
            self.record("aggregate_seconds", seconds, "s")
            text, seconds = fleet.backtest()
            say(text)
            self.record("backtest_seconds", seconds, "s")
            text, seconds = fleet.job("judge", "2026-01-02T06:10:00+09:00")
            say(text)
            self.record("judge_seconds", seconds, "s")
            # No build is heard for three weeks.
            text, seconds = fleet.job("judge", "2026-01-23T06:10:00+09:00")
            say(text)
            self.record("storm_seconds", seconds, "s")

    def interface(self):
        """One build's status beside the collector, a phase's view, pages of the list, and how soon the feed tells a change."""
        with Interface(self.folder / "interface", self.cluster, self.size.fleet) as interface:
            say(f"{interface.make()} build days")
            interface.start()
            # A server that has run for a while has read what it is asked for, and its connections have their plans.
            for seconds in (self.size.warming, self.size.interface):
                statuses, records = interface.beside_the_collector(self.size.statuses, self.size.records, seconds)
            say(f"statuses {statuses}, records {records}")
            self.record("status_rate", statuses["rate"], "/s")
            self.record("status_p50", statuses["p50"], "ms")
            self.record("status_p99", statuses["p99"], "ms")
            self.record("status_refused", statuses["refused"] + statuses["lost"], "answers")
            self.record("status_records_p99", records["p99"], "ms")
            seconds, view = interface.median("/v1/phases/intensive-as?limit=5000", 5)
            self.record("phase_view_builds", len(json.loads(view)["builds"]), "builds")
            self.record("phase_view", seconds * 1_000, "ms")
            # The first pages of the list: of all builds, and of a part of them with a text in a name or a code.
            for name, path in [("front_page", "/"), ("filtered_page", "/?q=company%2012&phase=final_evaluation")]:
                seconds, page = interface.median(path, self.size.pages)
                if b'<table class="list">' not in page:
                    raise RuntimeError(f"{path} shows no builds")
                self.record(name, seconds * 1_000, "ms")
            self.record("feed_delay", max(interface.feed_delays(self.size.changes)) * 1_000, "ms")

    def run(self):
        self.prepare()
        measures = [
            (["empty", "peer", "legacy"], self.turns_of_single_records), (["batch"], self.batch),
            (["midnight"], self.midnight), (["idle"], self.idle), (["fleet"], self.fleet),
            (["interface"], self.interface),
        ]
        for groups, measure in measures:
            wanted = [group for group in groups if group in self.groups]
            if not wanted:
                continue
            try:
                measure()
            except Skipped as reason:
                if wanted == ["batch"]:
                    self.copy_alone()
                self.skip(wanted[0], str(reason))
            except FAILURES as error:
                # The figures of the other groups stand all the same.
                self.failed |= {group: str(error) for group in wanted}
                say(f"FAILED {', '.join(wanted)}: {error}")

    def missing(self):
        """Figures that were wanted and are not there."""
        return [name for group in GROUPS if group in self.groups for name in GROUPS[group] if name not in self.figures]

    def report(self):
        version = self.cluster.sql("show server_version", "postgres")
        filesystem = subprocess.run(
            ["stat", "-f", "-c", "%T", self.folder], capture_output=True, text=True).stdout.strip()
        return {
            "machine": {
                "cores": os.cpu_count(), "kernel": platform.release(), "postgresql": version,
                "filesystem": filesystem,
            },
            "figures": [
                {"name": name, "value": round(value, 3), "unit": unit}
                for name, (value, unit) in self.figures.items()
            ],
            "skipped": self.skipped,
            "failed": self.failed,
            "bursts": self.bursts,
        }


def say(text):
    print(f"# {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="deploy/bench")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument(
        "--quick", dest="size", action="store_const", const="quick", default="quick",
        help="about five minutes; the default")
    sizes.add_argument(
        "--full", dest="size", action="store_const", const="full", help="longer bursts, more turns, ten times the builds")
    sizes.add_argument(
        "--smoke", dest="size", action="store_const", const="smoke",
        help="seconds: shows that every figure can be had, and says nothing about speed")
    parser.add_argument("--only", metavar="NAME,…", default="", help=f"figures, or the groups {', '.join(GROUPS)}")
    parser.add_argument("--json", metavar="FILE", type=Path, default=ROOT / ".build/bench.json")
    parser.add_argument("--keep", action="store_true", help="keep the folder with data and logs")
    arguments = parser.parse_args()
    groups = chosen(arguments.only)

    def end(number, _):
        raise SystemExit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, end)
    signal.alarm(LONGEST_RUN)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="afterbuild-bench.", dir="/tmp"))
        folder.chmod(0o711)
        if not arguments.keep:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        bench = Bench(folder, arguments, groups)
        stack.callback(bench.cluster.stop)
        stack.callback(bench.afterbuild.kill)
        say(f"{binary()}, data and logs in {folder}")
        try:
            bench.run()
        except FAILURES as error:
            raise SystemExit(f"bench: {error}; --keep keeps the logs") from None
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(bench.report(), indent=2, ensure_ascii=False) + "\n")
        say(f"written to {arguments.json}")
        if bench.failed:
            raise SystemExit(f"bench: {', '.join(bench.failed)} failed; --keep keeps the logs")
        if arguments.size == "smoke" and bench.missing():
            raise SystemExit(f"bench: no figure {', '.join(bench.missing())}")


if __name__ == "__main__":
    main()
