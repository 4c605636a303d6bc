"""Breaks things at random under load, then proves that every answered record is stored once; deploy/fault starts it."""

import sys

sys.dont_write_bytecode = True

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench.d"))

from cluster import Cluster
from faults import Disk, Faults
from installation import ROOT, Installation, binary, key
from verdict import Journal, Verdict

BUILDS = 60
THREADS = 24
TOTALS = ROOT / ".build/fault-totals"
LOGS = ROOT / ".build/fault-logs"
ENDING_AFTERBUILD = {
    "kill Afterbuild", "end Afterbuild", "freeze PostgreSQL, kill Afterbuild", "stop PostgreSQL, kill Afterbuild",
}


class Run:
    def __init__(self, folder, arguments, stack):
        self.arguments = arguments
        self.folder = Path(folder)
        self.chance = random.Random(arguments.seed)
        self.rounds = 0
        disks = (None, None)
        if os.geteuid() == 0:
            disks = (
                Disk(self.folder / "disk", 640 + arguments.rounds * 4), Disk(self.folder / "afterbuild/data", 256))
            for disk in disks:
                stack.callback(disk.remove)
        self.cluster = Cluster(
            self.folder / "pg", data=self.folder / "disk/data", shared_buffers="64MB", max_wal_size="160MB",
            min_wal_size="32MB")
        stack.callback(self.cluster.stop)
        self.afterbuild = Installation(self.folder / "afterbuild", self.cluster, daily_limit=100_000_000)
        stack.callback(self.afterbuild.kill)
        self.faults = Faults(self.cluster, self.afterbuild, *disks, self.chance)
        self.journal = Journal(self.folder / "journal")
        self.sender = None
        stack.callback(self.end_sender)

    def prepare(self):
        self.cluster.make()
        self.cluster.start()
        keys = self.afterbuild.make(BUILDS)
        # The first key's build no longer collects; the second key was never issued.
        self.cluster.sql("""
            update build set collect_to = '2020-01-01' where code = 'B1';
            update registry_revision set revision = revision + 1;
            """)
        keys.insert(1, key(999_999))
        (self.folder / "sender-keys").write_text("\n".join(keys) + "\n")
        self.afterbuild.start()

    def start_sender(self):
        self.sender = subprocess.Popen(
            [
                sys.executable, "-B", HERE / "sender.py", str(self.afterbuild.port), self.journal.file,
                str(self.arguments.rate), str(THREADS), self.folder / "sender-keys",
            ],
            stdin=subprocess.PIPE, start_new_session=True)
        self.await_answers("the start")

    def end_sender(self):
        if self.sender and self.sender.poll() is None:
            self.sender.stdin.close()
            try:
                self.sender.wait(60)
            except subprocess.TimeoutExpired:
                self.sender.kill()
                self.sender.wait()

    def await_answers(self, what):
        """Fifty more records are answered as they should be."""
        wanted = self.journal.answered_so_far() + 50
        deadline = time.monotonic() + 30
        while self.journal.answered_so_far() < wanted:
            if time.monotonic() > deadline:
                raise RuntimeError(f"records are not answered within 30 s after {what}")
            time.sleep(0.05)

    def play(self):
        wanted = [kind for kind in self.faults.kinds if self.arguments.only in kind]
        if not wanted:
            raise RuntimeError(f"no fault {self.arguments.only}; there are: {'; '.join(self.faults.kinds)}")
        kinds = []
        for _ in range(self.arguments.rounds):
            if not kinds:
                kinds = wanted.copy()
                self.chance.shuffle(kinds)
            kind = kinds.pop()
            begun, refused = time.monotonic(), len(self.journal.others)
            time.sleep(self.chance.uniform(0.1, 0.5) * self.arguments.seconds)
            self.faults.kinds[kind]()
            self.faults.mend(ended_on_purpose=kind in ENDING_AFTERBUILD)
            mended = time.monotonic()
            self.await_answers(kind)
            now = time.monotonic()
            self.rounds += 1
            say(
                f"round {self.rounds}: {kind}; answers again after {now - mended:.1f} s, "
                f"{self.journal.answered_so_far()} answered so far, "
                f"{len(self.journal.others) - refused} refused in this round")
            time.sleep(max(0, self.arguments.seconds - (now - begun)))

    def settle(self):
        """Until nothing more comes into the database, before and after a restart of Afterbuild."""
        self.end_sender()
        for is_last in (False, True):
            count, quiet, patience, begun = -1, 0, 3, time.monotonic()
            while quiet < patience:
                if time.monotonic() - begun > 300:
                    raise RuntimeError("the number of stored records still changes after 300 s")
                time.sleep(0.5)
                new = self.cluster.sql("select (select count(*) from receipt), (select count(*) from quarantine)")
                quiet = quiet + 1 if new == count else 0
                count = new
                # A spool may be waiting for its next attempt.
                if quiet == 3 and Verdict(self.cluster, self.journal).lost:
                    patience = 60
            if not self.afterbuild.stop():
                raise RuntimeError("Afterbuild did not end within 30 s of SIGTERM")
            if not is_last:
                self.afterbuild.start()

    def keep_logs(self):
        kept = LOGS / f"{time.strftime('%Y%m%dT%H%M%S')}-seed-{self.arguments.seed}"
        kept.mkdir(parents=True, exist_ok=True)
        for file in (self.journal.file, self.afterbuild.log, self.cluster.log):
            if file.exists():
                shutil.copy(file, kept)
        spool = self.afterbuild.folder / "data/spool"
        if spool.exists():
            shutil.copytree(spool, kept / "spool", dirs_exist_ok=True)
        say(f"logs are kept in {kept}")
        return kept


def say(text):
    print(f"# {text}", flush=True)


def add_to_totals(**more):
    """One line for each number, over all runs in this folder."""
    totals = collections.Counter()
    if TOTALS.exists():
        totals.update({name: int(value) for name, value in (line.split("=") for line in TOTALS.read_text().split())})
    totals.update(more)
    TOTALS.parent.mkdir(parents=True, exist_ok=True)
    new = TOTALS.with_suffix(".new")
    new.write_text("".join(f"{name}={value}\n" for name, value in totals.items()))
    new.replace(TOTALS)
    return totals


def main():
    parser = argparse.ArgumentParser(prog="deploy/fault")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seconds-a-round", type=float, default=3, dest="seconds")
    parser.add_argument("--rate", type=float, default=1_500, help="records a second")
    parser.add_argument("--only", default="", metavar="WORDS", help="faults whose name holds these words")
    parser.add_argument("--keep-logs", action="store_true", help="also of a run that went well")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments = parser.parse_args()

    def end(number, _):
        raise SystemExit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, end)
    signal.alarm(int(arguments.rounds * (arguments.seconds + 40)) + 600)

    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="afterbuild-fault.", dir="/tmp"))
        folder.chmod(0o711)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        say(f"seed {arguments.seed}, {binary()}")
        run = Run(folder, arguments, stack)
        trouble = None
        try:
            run.prepare()
            run.start_sender()
            run.play()
            run.settle()
        except (RuntimeError, TimeoutError, OSError, subprocess.SubprocessError) as error:
            trouble = str(error)
            say(f"{trouble}; counting what there is")
            run.end_sender()
            if not run.cluster.is_running():
                run.cluster.start()
        verdict = Verdict(run.cluster, run.journal)
        is_good = not (trouble or verdict.lost or verdict.doubled or verdict.strange)
        if not is_good or arguments.keep_logs:
            kept = run.keep_logs()
            (kept / "findings").write_text("\n".join([trouble or "", *verdict.findings]) + "\n")
        for finding in verdict.findings[:20]:
            say(finding)
        totals = add_to_totals(
            runs=1, rounds=run.rounds, answered=verdict.answered, found=verdict.found, lost=verdict.lost,
            doubled=verdict.doubled, failed_runs=int(not is_good))
        say(f"{totals['rounds']} rounds in {totals['runs']} runs so far, {totals['failed_runs']} of them failed")
    print(
        f"rounds={run.rounds} answered={verdict.answered} found={verdict.found} lost={verdict.lost} "
        f"doubled={verdict.doubled}", flush=True)
    raise SystemExit(0 if is_good else 1)


if __name__ == "__main__":
    main()
