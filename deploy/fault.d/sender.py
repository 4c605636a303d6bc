"""Sends numbered records of known lanes over raw sockets, each once, and remembers what was answered.

A record's number is its dataUsgqty, and its claimed time is BASE and so many milliseconds: wherever it is stored,
it says which one it is. Runs as a process of its own: what it was answered must not wait for whoever breaks things.
"""

import random
import socket
import sys
import threading
import time
from urllib.parse import quote

BASE_DAY = "2026-01-05"
# Of twenty records; the others are counted.
LANES = {0: "unknown_key", 7: "test", 13: "malformed", 18: "not_collecting"}
CODES = {
    "counted": b"AP1002", "unknown_key": b"AP1030", "test": b"AP1028", "malformed": b"AP1014",
    "not_collecting": b"AP1030",
}
# A sender gives up its connection after this; most real ones wait 3 to 30 seconds.
PATIENCE = 15


def lane(number):
    return LANES.get(number % 20, "counted")


def body(number, keys, idle_key, unknown_key):
    kind = lane(number)
    key = {"unknown_key": unknown_key, "not_collecting": idle_key}.get(kind) or keys[number % len(keys)]
    second, millisecond = divmod(number, 1000)
    log_dt = f"{BASE_DAY}+{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{millisecond:03}"
    if kind == "malformed":
        log_dt = "2026-13-45+99:99"
    action = "DO6999" if kind == "test" else f"DO600{number % 6 + 1}"
    return (
        f"crtfcKey={quote(key, safe='.')}&logDt={log_dt}&useSe={action}&sysUser=user{number % 30}"
        f"&conectIp=10.0.0.{number % 250}&dataUsgqty={number}"
    )


def request(number, keep_alive, *keys):
    text = body(number, *keys)
    connection = "keep-alive" if keep_alive else "close"
    return (
        "POST /apisvc/sendLogData.json HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nConnection: {connection}\r\n"
        f"Content-Length: {len(text)}\r\n\r\n{text}"
    ).encode()


def whole_answer(connection):
    """The body of one answer; nothing where the connection ended first."""
    answer = b""
    while True:
        head, found, rest = answer.partition(b"\r\n\r\n")
        if found:
            fields = (line.split(b":") for line in head.lower().split(b"\r\n"))
            if len(rest) >= next((int(field[1]) for field in fields if field[0] == b"content-length"), 0):
                return rest
        chunk = connection.recv(8192)
        if not chunk:
            return b""
        answer += chunk


class Sender:
    """Threads that share the numbers and the journal; every third opens a connection a record."""

    def __init__(self, port, journal, rate, keys):
        self.port = port
        self.journal = open(journal, "w", buffering=1)
        self.pause = 1 / rate
        self.keys = keys
        self.lock = threading.Lock()
        self.next = 0
        self.due = time.monotonic()
        self.ended = threading.Event()

    def take(self):
        """The next number, at its time; a sender that was held up does not catch up."""
        with self.lock:
            number = self.next
            self.next += 1
            now = time.monotonic()
            self.due = max(self.due + self.pause, now - 0.05)
            wait = self.due - now
            # Written before it is sent: what is in no journal was never sent.
            self.journal.write(f"s {number}\n")
        if wait > 0:
            time.sleep(wait)
        return number

    def note(self, mark, number, text=""):
        with self.lock:
            self.journal.write(f"{mark} {number} {text}\n" if text else f"{mark} {number}\n")

    def work(self, place):
        keep_alive = place % 3 != 0
        connection = None
        while not self.ended.is_set():
            number = self.take()
            try:
                if connection is None:
                    connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
                connection.sendall(request(number, keep_alive, *self.keys))
                answer = whole_answer(connection)
            except OSError:
                answer = b""
            if CODES[lane(number)] in answer:
                self.note("a", number)
            elif answer:
                start = answer.find(b"AP1")
                self.note("r", number, answer[start:start + 6].decode(errors="replace") if start >= 0 else "other")
            if not answer or not keep_alive:
                if connection is not None:
                    connection.close()
                connection = None
            if not answer:
                time.sleep(random.uniform(0.02, 0.1))


def main():
    port, journal, rate, threads, keys_file = sys.argv[1:]
    lines = open(keys_file).read().split()
    keys = (lines[2:], lines[0], lines[1])
    sender = Sender(int(port), journal, float(rate), keys)
    workers = [threading.Thread(target=sender.work, args=(place,)) for place in range(int(threads))]
    for worker in workers:
        worker.start()
    # Whoever started us closes our standard input when it is enough, or dies.
    sys.stdin.read()
    sender.ended.set()
    for worker in workers:
        worker.join(PATIENCE * 2)
    sender.journal.close()


if __name__ == "__main__":
    main()
