"""The status interface beside the collector: a fleet with a year of build days, asked at a steady pace."""

import http.client
import json
import re
import statistics
import subprocess
import sys
import threading
import time

from fleet import Fleet
from installation import key
from loads import HERE

NOW = "2026-01-02T09:00:00+09:00"
SENDERS = 2_000


class Interface(Fleet):
    """A server on a test clock with its fleet, a token, and keys to send with."""

    def __init__(self, folder, cluster, builds):
        super().__init__(folder, cluster, builds, days=365)
        self.senders = min(SENDERS, builds)
        self.token = None

    def make(self):
        """Returns how many build days there are."""
        days = super().make()
        self.job("aggregate", "2026-01-02T00:05:00+09:00")
        self.backtest()
        self.job("judge", "2026-01-02T06:10:00+09:00")
        file = self.program.folder / "keys.csv"
        file.write_text("build_code,key\n" + "".join(f"B{n},{key(n)}\n" for n in range(1, self.senders + 1)))
        self.program.run("key", "import", file)
        text = self.program.run(
            "token", "issue", "--role", "evaluator", "--label", "bench", "--requests-a-minute", "1000000")
        self.token = re.search(r"abt_[A-Za-z0-9_-]+", text)[0]
        # PostgreSQL knows what it holds; a fleet that was just made is not what it works with for years.
        self.cluster.sql("vacuum analyze", self.database, seconds=900)
        return days

    def start(self):
        self.program.arguments = ["serve", "--test-clock"]
        self.program.start()
        self.post("/test/clock", {"now": NOW})
        for job in ("windows", "phases"):
            self.job(job, NOW)

    def post(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.program.port, timeout=30)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        connection.getresponse().read()
        connection.close()

    def get(self, path, timeout=60):
        """Status, seconds and body of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.program.port, timeout=timeout)
        began = time.monotonic()
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, time.monotonic() - began, body

    def median(self, path, times):
        """The middle one of the seconds that as many answers took, and the last of them."""
        turns = [self.get(path) for _ in range(times)]
        for status, _, body in turns:
            if status != 200:
                raise RuntimeError(f"{path} answered {status}: {body[:300]}")
        return statistics.median(seconds for _, seconds, _ in turns), turns[-1][2]

    # Loads

    def paced(self, rate, seconds, connections, requests, tick=0.0):
        """A load in a process of its own; the result when it is asked for."""
        process = subprocess.Popen(
            [sys.executable, "-B", HERE / "paced.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = json.dumps({
            "port": self.program.port, "rate": rate, "seconds": seconds, "connections": connections,
            "requests": requests, "tick": tick,
        })

        def result():
            out, _ = process.communicate(timeout=seconds + 60)
            return json.loads(out)

        process.stdin.write(line + "\n")
        process.stdin.flush()
        return result

    def questions(self, count):
        head = f"Host: bench\r\nAuthorization: Bearer {self.token}\r\n\r\n"
        count = min(count, self.builds)
        step = self.builds // count
        return [f"GET /v1/builds/B{1 + n * step}/status HTTP/1.1\r\n{head}" for n in range(count)]

    def records(self):
        return [
            f"GET /apisvc/sendLogData.json?crtfcKey={key(n)}&logDt=2026-01-02%2008%3A{n % 60:02}%3A00.000&useSe=%EC%A0%91%EC%86%8D"
            f"&sysUser=u{n % 5}&conectIp=192.0.2.1&dataUsgqty=0 HTTP/1.1\r\nHost: bench\r\n\r\n"
            for n in range(1, self.senders + 1)
        ]

    def beside_the_collector(self, statuses, records, seconds):
        """So many statuses and so many records a second, at once."""
        # What shares the machine with what is measured should cost little: eight records at a time.
        sent = self.paced(records, seconds, 32, self.records(), tick=0.004)
        asked = self.paced(statuses, seconds, 16, self.questions(2_000))
        return asked(), sent()

    def feed_delays(self, times):
        """Seconds from the commit of a change to its arrival at somebody who waits for it."""
        delays = []
        for number in range(times):
            arrived = []
            waiting = threading.Thread(
                target=lambda: arrived.append((self.get("/v1/changes?after=now&wait=30"), time.monotonic())))
            waiting.start()
            time.sleep(0.7)
            self.cluster.sql(
                "insert into suspension (site_id, began_on, ended_on, document, recorded_by, known_at) "
                f"select site_id, '2026-01-05', '2026-01-06', 'bench {number}', 'bench', '{NOW}' "
                f"from build where code = 'B{100 + number}'", self.database)
            committed = time.monotonic()
            waiting.join(60)
            (status, _, body), at = arrived[0]
            if status != 200 or not json.loads(body)["changes"]:
                raise RuntimeError(f"the feed answered {status}: {body[:200]}")
            delays.append(max(0.0, at - committed))
        return delays
