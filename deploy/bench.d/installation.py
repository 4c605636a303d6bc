"""One Afterbuild with a database, builds and keys of its own."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def binary():
    """AFTERBUILD_BINARY, else the release build, else the debug build."""
    candidates = [ROOT / ".build/release/afterbuild", ROOT / ".build/debug/afterbuild"]
    if given := os.environ.get("AFTERBUILD_BINARY"):
        candidates = [Path(given)]
    for candidate in candidates:
        if candidate.exists():
            return candidate.absolute()
    raise SystemExit(f"no program at {candidates[0]}: swift build -c release --product afterbuild makes it")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def key(number):
    """A made-up key in the form of a national one."""
    return "$5$API$" + str(number).rjust(43, "k")


class Installation:
    def __init__(self, folder, cluster, database="afterbuild", **settings):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cluster = cluster
        self.log = self.folder / "serve.log"
        self.port = free_port()
        self.process = None
        self.arguments = ["serve"]
        # The operator's own settings must not get in: they name a real database.
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith("AFTERBUILD_") or name == "AFTERBUILD_HOME"
        } | {
            "AFTERBUILD_DATABASE_URL": cluster.url(database),
            "AFTERBUILD_DATA_DIR": str(self.folder / "data"),
            "AFTERBUILD_LISTEN": f"127.0.0.1:{self.port}",
        } | {f"AFTERBUILD_{name.upper()}": str(value) for name, value in settings.items()}

    def run(self, *arguments, seconds=120):
        """The standard output of one command."""
        done = subprocess.run(
            [binary(), *arguments], env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=seconds)
        if done.returncode != 0:
            raise RuntimeError(f"afterbuild {' '.join(map(str, arguments))}: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def make(self, builds):
        """The database with so many builds, each with one key; returns the keys."""
        self.cluster.sql("create database afterbuild", "postgres")
        if "AFTERBUILD_METRICS_LISTEN" in self.settings_known():
            self.environment["AFTERBUILD_METRICS_LISTEN"] = "127.0.0.1:0"
        self.run("migrate")
        self.cluster.sql(f"""
            insert into company (number, name) values ('9000000001', 'Company');
            insert into project (code, programme_code) select 'P1', code from programme limit 1;
            insert into site (company_id, serial, workdays, works_on_holidays, shutdowns)
                select company_id, 1, '1111100', false, '' from company;
            insert into build (code, project_id, site_id, intake_profile)
                select 'B' || number, project_id, site_id, 'FULL'
                from project, site, generate_series(1, {builds}) number;
            update registry_revision set revision = revision + 1;
            """)
        keys = [key(number) for number in range(1, builds + 1)]
        file = self.folder / "keys.csv"
        file.write_text("build_code,key\n" + "".join(f"B{n},{text}\n" for n, text in enumerate(keys, 1)))
        self.run("key", "import", file)
        return keys

    def settings_known(self):
        """What `check` lists; it may fail otherwise."""
        done = subprocess.run(
            [binary(), "check"], env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=60)
        return done.stdout + done.stderr

    def launch(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [binary(), *self.arguments], env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)

    def start(self, seconds=30):
        """Until it is ready; launched again where it ended, as it may while the database is away."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.is_running():
                self.launch()
            if self.get("/health/ready") == 200:
                return
            time.sleep(0.05)
        last = self.log.read_text(errors="replace").strip().split("\n")[-1]
        raise TimeoutError(f"Afterbuild is not ready after {seconds} s; its log {self.log} ends: {last}")

    def get(self, path):
        """The status of an answer; 0 when there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds=30):
        """As an operator does it; returns whether it ended by itself in time."""
        if not self.is_running():
            return True
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            self.kill()
            return False

    def kill(self):
        if self.is_running():
            self.process.kill()
            self.process.wait(30)

    def memory(self):
        """Resident memory in MB."""
        try:
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024 / 1e6
        except OSError:
            pass
        return 0.0


class Sampler:
    """The largest resident memory of a process while the block runs."""

    def __init__(self, installation):
        self.installation = installation
        self.largest = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self):
        while not self.ended.wait(0.1):
            self.largest = max(self.largest, self.installation.memory())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
