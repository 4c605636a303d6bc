"""What is broken, and how it is mended. Only processes and disks of this run are touched."""

import errno
import signal
import subprocess
import time
from pathlib import Path

from cluster import send


class Disk:
    """A small file system in memory, which can be full."""

    def __init__(self, folder, megabytes):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ballast = self.folder / "ballast"
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "afterbuild-fault", self.folder], check=True)

    def fill(self):
        with open(self.ballast, "wb", buffering=0) as file:
            piece = 64 << 20
            while piece >= 1:
                try:
                    file.write(bytes(piece))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    piece //= 16

    def free(self):
        self.ballast.unlink(missing_ok=True)

    def remove(self):
        for _ in range(20):
            if subprocess.run(["umount", self.folder], capture_output=True).returncode == 0:
                return
            time.sleep(0.2)
        subprocess.run(["umount", "-l", self.folder])


class Faults:
    """Each method breaks one thing, and some mend it again; `mend` does the rest."""

    def __init__(self, cluster, afterbuild, database_disk, spool_disk, chance):
        self.cluster = cluster
        self.afterbuild = afterbuild
        self.database_disk = database_disk
        self.spool_disk = spool_disk
        self.chance = chance
        self.kinds = {
            "nothing": lambda: None,
            "kill Afterbuild": self.kill_afterbuild,
            "end Afterbuild": self.end_afterbuild,
            "kill the postmaster": self.kill_postmaster,
            "kill a backend": self.kill_backend,
            "restart PostgreSQL": self.restart_database,
            "freeze PostgreSQL": self.freeze_database,
            "freeze PostgreSQL, kill Afterbuild": self.freeze_and_kill,
            "stop PostgreSQL, kill Afterbuild": self.stop_and_kill,
        }
        if database_disk:
            self.kinds["fill PostgreSQL's disk"] = self.fill_database_disk
            self.kinds["stop PostgreSQL, fill the spool's disk"] = self.stop_and_fill_spool_disk

    def pause(self, least, most):
        time.sleep(self.chance.uniform(least, most))

    def kill_afterbuild(self):
        self.afterbuild.kill()
        self.pause(0, 0.5)

    def end_afterbuild(self):
        if not self.afterbuild.stop():
            raise RuntimeError("Afterbuild did not end within 30 s of SIGTERM")

    def kill_postmaster(self):
        self.cluster.process.kill()
        self.cluster.process.wait(30)
        self.pause(0.1, 1.5)

    def kill_backend(self):
        if backends := self.cluster.backends():
            send(self.chance.choice(backends), signal.SIGKILL)
        self.pause(0, 0.5)

    def restart_database(self):
        """As pg_ctl restart -m immediate does it."""
        self.cluster.stop()
        self.cluster.start()

    def freeze_database(self):
        self.freeze()
        self.pause(0.5, 4)

    def freeze_and_kill(self):
        """What was being committed is in doubt, and who could settle it is gone."""
        self.freeze()
        self.pause(0.1, 2.5)
        self.afterbuild.kill()

    def freeze(self):
        for process in self.cluster.processes():
            send(process, signal.SIGSTOP)

    def stop_and_kill(self):
        """What lies in the spool is all there is of it."""
        self.cluster.stop()
        self.pause(0.5, 1.5)
        self.afterbuild.kill()
        self.pause(0, 0.5)

    def fill_database_disk(self):
        self.database_disk.fill()
        self.pause(0.5, 2.5)

    def stop_and_fill_spool_disk(self):
        self.cluster.stop()
        self.pause(0, 0.5)
        self.spool_disk.fill()
        self.pause(0.5, 1.5)

    def mend(self, ended_on_purpose):
        """Everything runs again; complains where Afterbuild had ended and nobody had ended it."""
        for disk in (self.database_disk, self.spool_disk):
            if disk:
                disk.free()
        for process in self.cluster.processes():
            send(process, signal.SIGCONT)
        if not ended_on_purpose and not self.afterbuild.is_running():
            raise RuntimeError(f"Afterbuild ended by itself, status {self.afterbuild.process.returncode}")
        # After a crash of the database either may be back first.
        starts = [self.start_database, self.start_afterbuild]
        self.chance.shuffle(starts)
        for start in starts:
            start()
        self.afterbuild.start(seconds=60)

    def start_database(self):
        if not self.cluster.is_running():
            self.cluster.start()
        else:
            deadline = time.monotonic() + 60
            while self.cluster.is_running() and not self.cluster.is_ready() and time.monotonic() < deadline:
                time.sleep(0.05)
            # It recovered from a crash, or gave up while its disk was full.
            if not self.cluster.is_running() or not self.cluster.is_ready():
                self.cluster.stop()
                self.cluster.start()

    def start_afterbuild(self):
        """It may well refuse while the database is away: then it is started again later."""
        if not self.afterbuild.is_running():
            self.afterbuild.launch()
