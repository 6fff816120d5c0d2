"""bench.py - what a session costs, beside what it costs the tools that postel replaces.

Each figure is the median of several runs; the clients take turns, so that
whatever else the machine does falls on all of them.  CPU time and memory are
steady and can be compared within a run (ratio: of CPU time, to postel's);
wall time is noisy.  The server is the Dovecot of the tests, on loopback.
"""
import os
import shutil
import statistics
import subprocess
import time

from client import binary, peak
from servers import Servers

MIB = 1 << 20
SHORT, LONG = 100, 5  # runs
SESSION = b"USER big\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n"


class Cost:
    """What one run took: seconds by the clock, seconds of CPU, KiB of memory at most."""

    def __init__(self, command, script, watched):
        began = time.monotonic()
        run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        run.stdin.write(script)
        run.stdin.close()
        self.kib = self.watch(run.pid) if watched else 0
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        assert run.returncode == 0, f"{command[0]} ended with status {run.returncode}"
        self.wall = time.monotonic() - began
        self.cpu = used.ru_utime + used.ru_stime

    @staticmethod
    def watch(pid):
        """A process that has ended tells no peak any more: the last that was seen counts."""
        most = 0
        try:
            while True:
                most = peak(pid)
                time.sleep(0.01)
        except (TypeError, FileNotFoundError):
            return most


def compare(clients, runs, watched):
    """The median costs of each client: {name: (wall, cpu, kib)}."""
    costs = {name: [] for name in clients}
    for turn in range(runs + 1):  # the first one warms up
        for name, (command, script) in clients.items():
            cost = Cost(command, script, watched)
            if turn:
                costs[name].append(cost)
    return {name: tuple(statistics.median(getattr(cost, what) for cost in some)
                        for what in ("wall", "cpu", "kib"))
            for name, some in costs.items()}


def at_greeting(command):
    """The peak memory of a client that has shown the greeting and waits for a line."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as run:
        assert run.stdout.readline().startswith(b"+OK")
        kib = peak(run.pid)
        run.stdin.write(b"QUIT\r\n")
        run.stdin.close()
        run.stdout.read()
    return kib


def table(title, rows):
    print(f"\n{title}\n{'':10}{'wall ms':>10}{'CPU ms':>10}{'ratio':>8}{'KiB':>10}")
    own = rows['postel'][1]
    for name, (wall, cpu, kib) in rows.items():
        print(f"{name:10}{wall * 1000:10.2f}{cpu * 1000:10.2f}{cpu / own:8.2f}{kib:10.0f}")


def main():
    with Servers() as servers:
        port = str(servers.ports["pop3"])
        here = ("127.0.0.1", port)
        lines = {name: [path, *here] for name, path in
                 {"postel": binary(), "netcat": shutil.which("nc.openbsd")}.items()}

        rows = compare({name: (command, b"QUIT\r\n") for name, command in lines.items()}, SHORT, False)
        table("connect, greeting, QUIT; memory at the greeting",
              {name: (wall, cpu, at_greeting(lines[name])) for name, (wall, cpu, _) in rows.items()})

        servers.fill("big", [256 * MIB])
        clients = {name: (command, SESSION) for name, command in lines.items()}
        clients["curl"] = (["curl", "-s", f"pop3://big:secret@127.0.0.1:{port}/1"], b"")
        table("RETR of 256 MiB to /dev/null", compare(clients, LONG, True))


if __name__ == "__main__":
    main()
