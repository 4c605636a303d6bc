"""The night: aggregation, judgement and a back-test over a whole fleet."""

import re
from pathlib import Path

from installation import Installation

HERE = Path(__file__).resolve().parent
POLICY = ("기본 판정 기준", "2")


class Fleet:
    """So many builds with two years of build days, in a database of their own: its name is that of the folder."""

    def __init__(self, folder, cluster, builds, days=731):
        self.cluster = cluster
        self.builds = builds
        self.days = days
        self.database = Path(folder).name
        self.program = Installation(folder, cluster, self.database)
        self.program.environment["AFTERBUILD_ALLOW_TEST_CLOCK"] = "yes"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """The next fleet needs the room."""
        self.program.kill()
        self.cluster.sql(f"drop database if exists {self.database} with (force)", "postgres")

    def make(self):
        """Returns how many build days there are."""
        self.cluster.sql(f"create database {self.database}", "postgres")
        self.program.run("migrate")
        script = (HERE / "fleet.sql").read_text().replace(":builds", str(self.builds)).replace(":days", str(self.days))
        self.cluster.sql(script, self.database, seconds=1_500)
        self.program.run("policy", "draft", "sql/seed/policy.yaml")
        return int(self.cluster.sql("select count(*) from build_day", self.database))

    def job(self, name, now):
        """What the job printed, and how many seconds it took by its own clock."""
        text = self.program.run("job", "run", name, "--now", now, seconds=900).strip()
        return text, float(re.search(r"in ([0-9.]+) s$", text)[1])

    def backtest(self):
        """What a back-test of eight quarters printed, and its seconds; the draft judges from then on."""
        text = self.program.run("policy", "backtest", *POLICY, "--now", "2026-01-02T06:10:00+09:00", seconds=900)
        self.program.run("policy", "activate", *POLICY, "--approver", "approver")
        return text, float(re.search(r"in ([0-9.]+) s$", text.strip())[1])
