"""A throw-away PostgreSQL cluster that flushes to disk as a real one does, on a unix socket only."""

import os
import signal
import subprocess
import time
from pathlib import Path

# What Afterbuild runs its private cluster with.
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "checkpoint_timeout": "15min",
    "timezone": "'Asia/Seoul'",
    "log_line_prefix": "'%m [%p] '",
}
BIN = Path(subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True).stdout.strip())


def account():
    """How to start a program of PostgreSQL: it refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


class Cluster:
    """`folder` is short (a socket's path has 107 bytes) and one that user postgres can enter."""

    def __init__(self, folder, data=None, **settings):
        self.folder = Path(folder)
        self.data = Path(data or self.folder / "data")
        self.log = self.folder / "postgres.log"
        self.settings = SETTINGS | settings
        self.process = None

    def make(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.data):
            if os.geteuid() == 0:
                subprocess.run(["chown", "postgres:", folder], check=True)
        self.data.chmod(0o700)
        arguments = ["-D", self.data, "-U", "afterbuild", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync"]
        subprocess.run(
            [BIN / "initdb", *arguments], check=True, capture_output=True, timeout=120, cwd="/", **account())
        lines = {"unix_socket_directories": f"'{self.folder}'"} | self.settings
        with open(self.data / "postgresql.conf", "a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in lines.items())

    def start(self, seconds=60):
        """Starts and waits until it takes connections; again where the dead one's memory is still in use."""
        deadline = time.monotonic() + seconds
        while True:
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [BIN / "postgres", "-D", self.data], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                    start_new_session=True, **account())
            while self.process.poll() is None:
                if self.is_ready():
                    return
                if time.monotonic() > deadline:
                    raise TimeoutError(f"PostgreSQL is not ready after {seconds} s; its log is {self.log}")
                time.sleep(0.05)
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL does not start within {seconds} s; its log is {self.log}")
            time.sleep(0.2)

    def is_ready(self):
        command = [BIN / "pg_isready", "-q", "-h", self.folder, "-U", "afterbuild", "-d", "postgres"]
        return subprocess.run(command, timeout=20).returncode == 0

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, how=signal.SIGQUIT, seconds=30):
        """SIGQUIT ends it without a checkpoint (`immediate`), SIGINT with one (`fast`)."""
        if not self.is_running():
            return
        for process in self.processes():
            send(process, signal.SIGCONT)
        self.process.send_signal(how)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            for process in self.processes():
                send(process, signal.SIGKILL)
            self.process.wait(seconds)

    def processes(self):
        """The postmaster's process id and those of its children."""
        if not self.is_running():
            return []
        postmaster = self.process.pid
        try:
            children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        except OSError:
            children = []
        return [postmaster, *map(int, children)]

    def backends(self):
        """Those of the children that serve a connection."""
        return [process for process in self.processes()[1:] if "postgres: afterbuild " in command_line(process)]

    def url(self, database):
        return f"postgresql:///{database}?host={self.folder}&user=afterbuild"

    def sql(self, text, database="afterbuild", seconds=300):
        """The output of statements, unaligned, without header."""
        done = subprocess.run(
            ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)], input=text, capture_output=True,
            text=True, timeout=seconds)
        if done.returncode != 0:
            raise RuntimeError(f"psql: {done.stderr.strip()} in {text.strip()[:200]}")
        return done.stdout.strip()


def command_line(process):
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def send(process, signal_number):
    """Sends a signal to a process that may have ended by now."""
    try:
        os.kill(process, signal_number)
    except ProcessLookupError:
        pass
