"""bench.py - what a session costs, beside what it costs the tools that postel replaces.

Each figure is the median of several runs; the clients take turns, so that
whatever else the machine does falls on all of them.  CPU time and memory are
steady and can be compared within a run (ratio: of CPU time, to postel's);
wall time is noisy.  The server is the Dovecot of the tests, on loopback; for
TLS it is Python's ssl, so that each certificate and cipher has its turn.
"""
import os
import shutil
import ssl
import statistics
import subprocess
import tempfile
import time

from certs import Certs
from client import binary, peak
from faults import Fault, expect, pour, script
from servers import Servers
from tlsd import V12, context, secured

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


# ---- TLS ----

def talkers(port, ca):
    """What speaks TLS to that port, with a CA store as large as a distribution's, and our CA in it."""
    return {"postel": [binary(), "--cafile", ca, f"pop3s://localhost:{port}"],
            "s_client": [shutil.which("openssl"), "s_client", "-quiet", "-verify_return_error", "-CAfile", ca,
                         "-servername", "localhost", "-connect", f"localhost:{port}"]}


def large_store(certs):
    """The machine's own CAs with ours among them."""
    store = certs.folder / "store.pem"
    usual = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    with open(usual, encoding="utf-8") as machine:
        store.write_text(machine.read() + certs.ca.read_text())
    return store


def handshakes(certs):
    """From connecting to QUIT: a whole handshake, the chain verified, the greeting, the farewell."""
    short = script("+OK ready", expect("QUIT"), "+OK bye")
    for title, kind in (("RSA-2048", "rsa"), ("ECDSA P-256", "good")):
        with Fault(secured(context(certs[kind]), short)) as server:
            lines = talkers(server.port, large_store(certs))
            rows = compare({name: (command, b"QUIT\r\n") for name, command in lines.items()}, SHORT, False)
            table(f"TLS 1.3, {title}: connect, greeting, QUIT; memory at the greeting",
                  {name: (wall, cpu, at_greeting(lines[name])) for name, (wall, cpu, _) in rows.items()})


def bulk(certs):
    """RETR of a long message under each cipher of records."""
    block = (b"x" * 76 + b"\r\n") * 840
    part = script("+OK ready", expect("RETR 1"), "+OK", pour(256 * MIB, block), b"\r\n.\r\n",
                  expect("QUIT"), "+OK bye")
    for cipher in ("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"):
        settings = context(certs["good"], high=V12)
        settings.set_ciphers(cipher)
        with Fault(secured(settings, part)) as server:
            clients = {name: (command, b"RETR 1\r\nQUIT\r\n")
                       for name, command in talkers(server.port, certs.ca).items()}
            table(f"{cipher}: RETR of 256 MiB to /dev/null", compare(clients, LONG, True))


def main():
    with tempfile.TemporaryDirectory() as folder:
        certs = Certs(folder)
        handshakes(certs)
        bulk(certs)
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
