"""Requests at a steady pace over connections that stay open: an answer is late from the time it was due, not from the
time at which a slow server let it be asked.

Run as a program it reads one JSON line (port, rate, seconds, connections, requests; tick: seconds between two looks at
the clock, so that a high rate costs the machine less) and prints one line of figures.
"""

import asyncio
import json
import sys
import time


class Connection(asyncio.Protocol):
    """One connection; answers come in the order of the requests."""

    def __init__(self, load):
        self.load = load
        self.due = []
        self.buffer = b""
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        self.load.lost += len(self.due)
        self.due = []
        self.transport = None

    def ask(self, request, due):
        self.due.append(due)
        self.transport.write(request)

    def data_received(self, data):
        self.buffer += data
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15:].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4:end + 4 + length]
            self.buffer = self.buffer[end + 4 + length:]
            self.load.answered(time.monotonic() - self.due.pop(0), head.startswith(b"http/1.1 200"), body)


class Load:
    def __init__(self, port, rate, seconds, connections, requests, tick=0.0):
        self.port, self.rate, self.seconds, self.tick = port, rate, seconds, tick
        self.connections = connections
        self.requests = [request.encode() for request in requests]
        self.latencies = []
        self.refused = 0
        self.lost = 0
        self.bytes = 0

    def answered(self, latency, is_good, body):
        self.latencies.append(latency)
        self.bytes += len(body)
        if not is_good:
            self.refused += 1

    async def run(self):
        loop = asyncio.get_running_loop()
        lines = []
        for _ in range(self.connections):
            _, line = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self.port)
            lines.append(line)
        start = time.monotonic()
        sent = 0
        total = int(self.rate * self.seconds)
        while sent < total:
            now = time.monotonic()
            while sent < total and start + sent / self.rate <= now:
                line = lines[sent % len(lines)]
                if line.transport is None:
                    self.lost += 1
                else:
                    line.ask(self.requests[sent % len(self.requests)], start + sent / self.rate)
                sent += 1
            await asyncio.sleep(max(self.tick, start + sent / self.rate - time.monotonic()))
        deadline = time.monotonic() + 10
        while any(line.due for line in lines) and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        seconds = time.monotonic() - start
        missing = sum(len(line.due) for line in lines)
        for line in lines:
            if line.transport is not None:
                line.transport.close()
        ordered = sorted(self.latencies) or [0.0]
        return {
            "rate": len(self.latencies) / seconds, "refused": self.refused, "lost": self.lost + missing,
            "p50": at(ordered, 0.5) * 1_000, "p99": at(ordered, 0.99) * 1_000, "p999": at(ordered, 0.999) * 1_000,
            "bytes": self.bytes / max(1, len(self.latencies)),
        }


def at(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Load(**json.loads(sys.stdin.readline())).run())))
