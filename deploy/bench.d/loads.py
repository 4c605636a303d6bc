"""The loads: wrk with records of the old form, files for the batch endpoint, connections that stay idle."""

import http.client
import json
import os
import random
import select
import signal
import socket
import statistics
import subprocess
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
ACTIONS = ["접속", "등록", "수정", "조회", "삭제"]


class Skipped(Exception):
    """A figure that cannot be had here; says why."""


def wrk(port, connections, seconds, keys_file, first=0, records=0, expect="AP1002"):
    """One burst; the words of its RESULT line as numbers, and its rate."""
    environment = os.environ | {
        "KEYS": str(keys_file), "DAY": date.today().isoformat(), "FIRST": str(first), "RECORDS": str(records),
        "EXPECT": expect,
    }
    # wrk counts an answer that takes longer than its timeout apart from the latencies.
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", HERE / "legacy.lua",
        f"http://127.0.0.1:{port}",
    ]
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True)
    watch = threading.Timer(seconds + 60, process.kill)
    watch.start()
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            if line == "ENOUGH\n":
                # As Ctrl-C does: it stops the clock and counts.
                process.send_signal(signal.SIGINT)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
    results = [line for line in lines if line.startswith("RESULT ")]
    if not results:
        raise RuntimeError(f"wrk: {''.join(lines).strip()}")
    result = {name: float(value) for name, value in (word.split("=") for word in results[0].split()[1:])}
    result["refused"] = sum(result[name] for name in ("not_ok", "connect", "read", "write", "timeout"))
    result["rate"] = result["answers"] / result["seconds"]
    return result


def spread(turns):
    rates = [turn["rate"] for turn in turns]
    return (max(rates) - min(rates)) / statistics.mean(rates)


def wait_for_port(port, process, log):
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port}: {log.read_text(errors='replace').strip()[-500:]}")


def body_of_lines(lines, limit, seed):
    """NDJSON of so many records, on as many past days as it takes to keep a key within `limit` a day."""
    random_numbers = random.Random(seed)
    days = lines // limit + 1
    texts = []
    for number in range(lines):
        day = date.today() - timedelta(days=1 + number % days)
        second = number // days % 86_400
        time_text = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{number % 1000:03}"
        texts.append(json.dumps({
            "logDt": f"{day} {time_text}", "useSe": random_numbers.choice(ACTIONS),
            "sysUser": f"user{random_numbers.randrange(40)}",
            "conectIp": f"192.168.0.{random_numbers.randrange(250)}", "dataUsgqty": random_numbers.randrange(5000),
        }, ensure_ascii=False, separators=(",", ":")))
    return ("\n".join(texts) + "\n").encode()


def batches(port, keys, lines, connections=4, limit=4_000):
    """One file of each key, over a few connections; lines counted and seconds."""
    bodies = [body_of_lines(lines, limit, seed) for seed in range(connections)]
    waiting = list(reversed(keys))
    failures, counted = [], []

    def send_files(body):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            while waiting and not failures:
                headers = {"Authorization": f"Bearer {waiting.pop()}", "Content-Type": "application/x-ndjson"}
                connection.request("POST", "/v1/receipts", body=body, headers=headers)
                response = connection.getresponse()
                text = response.read()
                if response.status != 200:
                    failures.append((response.status, text.decode(errors="replace").strip()[:200]))
                    return
                counted.append(json.loads(text)["counted"])
        except (OSError, http.client.HTTPException, IndexError) as error:
            failures.append((0, repr(error)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send_files, args=(body,)) for body in bodies]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    if failures:
        status, text = failures[0]
        if status == 404:
            raise Skipped("POST /v1/receipts answers 404")
        raise RuntimeError(f"POST /v1/receipts: {status} {text}")
    if sum(counted) != lines * len(keys):
        raise RuntimeError(f"POST /v1/receipts counted {sum(counted)} of {lines * len(keys)} lines")
    return sum(counted), seconds


class IdleConnections:
    """Keep-alive connections that each sent one record and then say nothing."""

    def __init__(self, port, keys, count, group=250):
        self.sockets = []
        self.answered = 0
        for start in range(0, count, group):
            opened = []
            for number in range(start, min(start + group, count)):
                opened.append(socket.create_connection(("127.0.0.1", port), timeout=20))
                opened[-1].sendall(record(keys[number % len(keys)], number))
            for connection in opened:
                self.answered += b"AP1002" in connection.recv(4096)
            self.sockets += opened

    def open_count(self):
        """How many the server has not closed: a closed one can be read, and gives nothing."""
        poll = select.poll()
        for connection in self.sockets:
            poll.register(connection, select.POLLIN)
        return len(self.sockets) - len(poll.poll(0))

    def close(self):
        for connection in self.sockets:
            connection.close()


def record(key, number):
    second = number // 1000
    body = (
        f"crtfcKey={quote(key, safe='.')}&logDt={date.today()}+{second // 3600 % 24:02}%3A{second // 60 % 60:02}"
        f"%3A{second % 60:02}.{number % 1000:03}&useSe=DO6003&sysUser=user1&conectIp=192.168.0.1&dataUsgqty=1"
    )
    return (
        "POST /apisvc/sendLogData.json HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
