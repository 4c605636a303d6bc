"""What was sent, what was answered, and whether the database agrees."""

import collections
from pathlib import Path

from sender import BASE_DAY, lane


class Journal:
    """The sender's file: `s` sent, `a` answered as it should be, `r` answered otherwise."""

    def __init__(self, file):
        self.file = Path(file)
        self.read_to = 0
        self.rest = b""
        self.sent = 0
        self.answered = set()
        self.others = []

    def read(self):
        if not self.file.exists():
            return
        with open(self.file, "rb") as file:
            file.seek(self.read_to)
            new = file.read()
        self.read_to += len(new)
        *lines, self.rest = (self.rest + new).split(b"\n")
        for line in lines:
            mark, number, *text = line.split()
            if mark == b"s":
                self.sent = max(self.sent, int(number) + 1)
            elif mark == b"a":
                self.answered.add(int(number))
            else:
                self.others.append((int(number), text[0].decode()))

    def answered_so_far(self):
        self.read()
        return len(self.answered)


class Verdict:
    def __init__(self, cluster, journal):
        journal.read()
        self.cluster = cluster
        self.findings = []
        self.answered = len(journal.answered)
        self.found = self.lost = self.doubled = self.strange = 0
        stored = self.stored_numbers()
        malformed = int(cluster.sql("select count(*) from quarantine where lane = 'malformed'"))
        self.judge_numbers(journal, stored)
        self.judge_malformed(journal, malformed)
        self.judge_answers(journal)

    def stored_numbers(self):
        """How often each number is stored in each lane; malformed records have none."""
        number = f"extract(epoch from occurred_at - timestamptz '{BASE_DAY} 00:00+09') * 1000"
        text = self.cluster.sql(f"""
            select 'counted', quantity, ({number})::bigint, count(*) from receipt group by 1, 2, 3
            union all
            select lane, ({number})::bigint, ({number})::bigint, count(*) from quarantine
            where lane <> 'malformed' group by 1, 2, 3
            """)
        stored = collections.Counter()
        for line in text.split("\n") if text else []:
            found_lane, number, by_time, count = line.split("|")
            if number != by_time:
                self.strange += int(count)
                self.findings.append(f"a receipt has the quantity of {number} and the time of {by_time}")
            stored[(int(number), found_lane)] += int(count)
        return stored

    def judge_numbers(self, journal, stored):
        for (number, found_lane), count in stored.items():
            if not 0 <= number < journal.sent or lane(number) != found_lane:
                self.strange += count
                self.findings.append(f"{number} is in lane {found_lane}, should be in {lane(number)}")
            if count > 1:
                self.doubled += count - 1
                self.findings.append(f"{number} is stored {count} times")
        for number in sorted(journal.answered):
            if lane(number) == "malformed":
                continue
            if (number, lane(number)) in stored:
                self.found += 1
            else:
                self.lost += 1
                self.findings.append(f"{number} was answered and is not stored in lane {lane(number)}")

    def judge_malformed(self, journal, stored):
        sent = sum(lane(number) == "malformed" for number in range(journal.sent))
        answered = sum(lane(number) == "malformed" for number in journal.answered)
        self.found += min(answered, stored)
        self.lost += max(0, answered - stored)
        self.doubled += max(0, stored - sent)
        if not answered <= stored <= sent:
            self.findings.append(f"{stored} malformed records are stored; {answered} were answered, {sent} sent")

    def judge_answers(self, journal):
        """AP1010 may be; the answer of another lane may not."""
        for number, code in journal.others:
            if code != "AP1010":
                self.strange += 1
                self.findings.append(f"{number} of lane {lane(number)} was answered {code}")
