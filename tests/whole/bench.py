"""bench.py - what the work costs, beside what it costs the tools that postel replaces.

Each figure is the median of several runs; the clients take turns, so that
whatever else the machine does falls on all of them.  CPU time and memory are
steady and can be compared within a run (ratio: of CPU time, to postel's);
wall time is noisy.  The other end is a source and a sink on loopback that
work from memory, so that it is the client that is measured; for TLS it is
Python's ssl, with an ECDSA certificate and a small CA file unless it says so.

A first run of each warms up, and its memory is looked at: the most it ever
held, when the server is slow to answer QUIT.

The last table holds the figures to what they are meant to be.
"""
import os
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from certs import Certs
from client import binary, peak
from faults import Fault, expect, pop3, script, smtp
from tlsd import V12, context, secured

MIB = 1 << 20
SHORT, LONG = 50, 5  # runs
FROM, TO = "a@example.com", "b@example.com"


# ---- the other end ----

looking = threading.Event()  # at the memory of a client that waits for its farewell


def farewell(visitor):
    if looking.is_set():
        time.sleep(0.2)
    visitor.say("+OK bye" if visitor.mailbox else "221 bye")


def mailbox(**replies):
    replies = {"CAPA": b"+OK\r\nUSER\r\n.\r\n", "QUIT": farewell, **replies}

    def part(visitor):
        visitor.mailbox = True
        pop3(replies=replies)(visitor)
    return part


def exchange(**replies):
    def part(visitor):
        visitor.mailbox = False
        smtp(replies={"QUIT": farewell, **replies})(visitor)
    return part


def source(total, line):
    """A mailbox whose one message is that line over and over, whatever is asked for."""
    block = line * (MIB // len(line))
    times = total // len(block)

    def retr(visitor):
        visitor.say("+OK")
        for _ in range(times):
            visitor.sock.sendall(block)
        visitor.say(b".\r\n")
    return mailbox(RETR=retr, LIST=f"+OK 1 {times * len(block)}")


def sink(visitor):
    """Takes a message and keeps only what may be its end, and what was said behind it."""
    visitor.say("354 go on")
    room, tail = bytearray(MIB), visitor.heard[visitor.taken:]
    visitor.sock.settimeout(60)
    while (end := tail.find(b"\r\n.\r\n")) < 0:
        n = visitor.sock.recv_into(room)
        tail = tail[-4:] + bytes(room[max(n - 64, 0):n] if n > 64 else room[:n])
    visitor.heard = tail[end + 5:]
    visitor.taken = 0
    visitor.say("250 queued")


def listing(count):
    octets = b"+OK\r\n" + b"".join(b"%d %d\r\n" % (n, 1000 + n) for n in range(1, count + 1)) + b".\r\n"
    return mailbox(LIST=octets, UIDL=octets)


# ---- the clients ----

class Cost:
    """What one run took: seconds by the clock, seconds of CPU, KiB of memory at most."""

    def __init__(self, command, given):
        stdin = open(given, "rb") if isinstance(given, Path) else subprocess.PIPE
        began = time.monotonic()
        run = subprocess.Popen([str(word) for word in command], stdin=stdin, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=dict(os.environ, POSTEL_PASSWORD="secret"))
        if stdin is subprocess.PIPE:
            run.stdin.write(given)
            run.stdin.close()
        else:
            stdin.close()
        self.kib = self.watch(run.pid) if looking.is_set() else 0
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        assert run.returncode == 0, f"{command} ended with status {run.returncode}"
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


def look(command, given=b""):
    """The most memory that it held, in KiB."""
    looking.set()
    kib = Cost(command, given).kib
    looking.clear()
    return kib


def compare(title, clients, runs):
    """The median costs of each client that is installed: {name: (wall, cpu, kib)}, and a table of them."""
    clients = {name: (command, given) for name, (command, given) in clients.items()
               if shutil.which(str(command[0]))}
    memory = {name: look(command, given) for name, (command, given) in clients.items()}
    costs = {name: [] for name in clients}
    for _ in range(runs):
        for name, (command, given) in clients.items():
            costs[name].append(Cost(command, given))
    rows = {name: (statistics.median(cost.wall for cost in some), statistics.median(cost.cpu for cost in some),
                   memory[name]) for name, some in costs.items()}
    own = rows["postel"][1]
    print(f"\n{title}\n{'':10}{'wall ms':>10}{'CPU ms':>10}{'ratio':>8}{'KiB':>10}")
    for name, (wall, cpu, kib) in rows.items():
        print(f"{name:10}{wall * 1000:10.2f}{cpu * 1000:10.2f}{cpu / own:8.2f}{kib:10.0f}")
    sys.stdout.flush()
    return rows


class Bench:
    """The measurements, in a folder with certificates and messages."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.certs = Certs(folder)
        self.ca = self.certs.ca
        self.goals = []

    def goal(self, what, got, most, unit=""):
        self.goals.append((what, got, most, unit))

    def ratio(self, what, rows, most):
        """postel's CPU time, as a share of curl's."""
        self.goal(what + ": CPU of curl's", rows["postel"][1] / rows["curl"][1], most)

    def memory(self, what, rows, most):
        self.goal(what + ": memory", rows["postel"][2], most, " KiB")

    def postel(self, scheme, port, *words):
        user = "big@" if scheme.startswith("pop3") else ""
        return ([binary(), "--cafile", self.ca, f"{scheme}://{user}localhost:{port}", *words], b"")

    def s_client(self, port, given, ca=None):
        return (["openssl", "s_client", "-quiet", "-verify_return_error", "-CAfile", ca or self.ca, "-servername",
                 "localhost", "-connect", f"localhost:{port}"], given)

    def curl(self, scheme, port, path="", *words):
        return (["curl", "-s", "--cacert", self.ca, f"{scheme}://localhost:{port}/{path}", *words], b"")

    # ---- POP3 ----

    def retr(self, title, line, goal, settings=None, total=256 * MIB):
        part, scheme = source(total, line), "pop3s" if settings else "pop3"
        with Fault(secured(settings, part) if settings else part) as server:
            said = b"USER big\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n"
            clients = {"postel": self.postel(scheme, server.port, "retr", "1"),
                       "curl": self.curl(scheme, server.port, "1", "-u", "big:secret")}
            if settings:
                clients["s_client"] = self.s_client(server.port, said)
            else:
                clients["nc"] = (["nc.openbsd", "localhost", server.port], said)
            rows = compare(f"RETR of {total // MIB} MiB, {title}", clients, LONG)
        self.ratio(f"RETR, {title}", rows, goal)
        self.memory(f"RETR, {title}", rows, 2048 if settings else 1024)

    def list(self):
        with Fault(listing(50_000)) as server:
            rows = compare("LIST of 50,000 messages", {
                "postel": self.postel("pop3", server.port, "list"),
                "curl": self.curl("pop3", server.port, "", "-u", "big:secret"),
                "nc": (["nc.openbsd", "localhost", server.port], b"USER big\r\nPASS secret\r\nLIST\r\nQUIT\r\n"),
            }, SHORT)
        self.ratio("LIST of 50,000", rows, 1 / 3)
        self.memory("LIST of 50,000", rows, 1024)

    # ---- SMTP ----

    def message(self, total):
        path = self.folder / f"message-{total}"
        line = b"x" * 76 + b"\r\n"
        path.write_bytes(b"Subject: large\r\n\r\n" + line * (total // len(line)))
        return path

    def send(self, goal, settings=None):
        message, spoken = self.message(100 * MIB), self.folder / "spoken"
        spoken.write_bytes(f"EHLO me\r\nMAIL FROM:<{FROM}>\r\nRCPT TO:<{TO}>\r\nDATA\r\n".encode() +
                           message.read_bytes() + b".\r\nQUIT\r\n")
        part, scheme = exchange(DATA=sink), "smtps" if settings else "smtp"
        with Fault(secured(settings, part) if settings else part) as server:
            port = server.port
            clients = {
                "postel": self.postel(scheme, port, "send-mail", "-f", FROM, "-t", TO, "--from-file", message),
                "curl": self.curl(scheme, port, "", "--mail-from", FROM, "--mail-rcpt", TO, "-T", message),
                "msmtp": (["msmtp", "--host=localhost", f"--port={port}", f"--from={FROM}",
                           *([f"--tls=on", "--tls-starttls=off", f"--tls-trust-file={self.ca}"] if settings else []),
                           TO], message),
                "swaks": (["swaks", "--server", "localhost", "--port", port, "-f", FROM, "-t", TO, "--data",
                           f"@{message}", *(["--tls-on-connect"] if settings else [])], b""),
            }
            if settings:
                clients["s_client"] = self.s_client(port, spoken)
            else:
                clients["nc"] = (["nc.openbsd", "localhost", port], spoken)
            title = "a message of 100 MiB sent" + (", TLS" if settings else "")
            rows = compare(title, clients, LONG)
        self.ratio(title, rows, goal)
        self.memory(title, rows, 2048 if settings else 1024)

    # ---- start to QUIT ----

    def start(self, title, settings=None, store=None):
        """With a CA store as large as a distribution's, for that is what clients start with."""
        said, scheme = b"EHLO me\r\nQUIT\r\n", "smtps" if settings else "smtp"
        ca, self.ca = self.ca, store or self.ca
        with Fault(secured(settings, exchange()) if settings else exchange()) as server:
            port = server.port
            clients = {"postel": self.postel(scheme, port, "ehlo", "me"),
                       "curl": self.curl(scheme, port, "me"),
                       "swaks": (["swaks", "--server", "localhost", "--port", port, "--quit-after", "EHLO",
                                  *(["--tls-on-connect"] if settings else [])], b"")}
            if settings:
                clients["s_client"] = self.s_client(port, said)
            else:
                clients["nc"] = (["nc.openbsd", "localhost", port], said)
            compare(f"start to QUIT, {title}", clients, SHORT)
        self.ca = ca

    def large_store(self):
        """The machine's own CAs with ours among them."""
        store = self.folder / "store.pem"
        usual = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
        with open(usual, encoding="utf-8") as machine:
            store.write_text(machine.read() + self.ca.read_text())
        return store

    # ---- memory ----

    def sizes(self):
        """Whatever the size of a message, it takes the same memory."""
        print(f"\npostel's memory in KiB\n{'':10}{'1 MiB':>10}{'1 GiB':>10}")
        for title, settings in (("", None), (", TLS", context(self.certs["good"]))):
            way = lambda part: secured(settings, part) if settings else part
            used = []
            for total in (MIB, 1024 * MIB):
                with Fault(way(source(total, b"x" * 76 + b"\r\n"))) as server:
                    used.append(look(*self.postel("pop3s" if settings else "pop3", server.port, "retr", "1")))
            print(f"{'RETR' + title:10}{used[0]:10}{used[1]:10}")
            self.goal(f"RETR of 1 GiB above 1 MiB{title}", used[1] - used[0], 64, " KiB")
            used = []
            for total in (MIB, 1024 * MIB):
                message = self.message(total)
                with Fault(way(exchange(DATA=sink))) as server:
                    used.append(look(*self.postel("smtps" if settings else "smtp", server.port, "send-mail", "-f", FROM,
                                                  "-t", TO, "--from-file", message)))
                message.unlink()
            print(f"{'send' + title:10}{used[0]:10}{used[1]:10}")
            self.goal(f"sending 1 GiB above 1 MiB{title}", used[1] - used[0], 64, " KiB")
        print(f"{'':10}{'10':>10}{'50,000':>10}")
        for word in ("list", "uidl"):
            used = []
            for count in (10, 50_000):
                with Fault(listing(count)) as server:
                    used.append(look(*self.postel("pop3", server.port, word)))
            print(f"{word:10}{used[0]:10}{used[1]:10}")
            self.goal(f"{word} of 50,000 above 10", used[1] - used[0], 256, " KiB")

    def verdict(self):
        print(f"\n{'':44}{'got':>12}{'at most':>12}")
        for what, got, most, unit in self.goals:
            figure = (lambda n: f"{n:,.0f}{unit}") if unit else (lambda n: f"{n:.2f}")
            print(f"{what:44}{figure(got):>12}{figure(most):>12}  {'' if got <= most else 'MISSED'}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        b = Bench(folder)
        coded, dotted = b"x" * 76 + b"\r\n", b".a line that begins with a dot, as many as there are, to be un-stuffed\r\n"
        modern, old = context(b.certs["good"]), context(b.certs["good"], high=V12)
        old.set_ciphers("ECDHE-ECDSA-CHACHA20-POLY1305")
        b.retr("lines as of base64", coded, 1 / 4)
        b.retr("all lines dotted", dotted, 1 / 4)
        b.retr("TLS, AES-256-GCM", coded, 2.5, modern)
        b.retr("TLS, all lines dotted", dotted, 2.5, modern)
        b.retr("TLS, ChaCha20-Poly1305", coded, 2.5, old)
        b.send(1 / 2)
        b.send(2.5, modern)
        b.list()
        b.start("in clear")
        store = b.large_store()
        b.start("TLS, RSA-2048, all CAs of the machine", context(b.certs["rsa"]), store)
        b.start("TLS, ECDSA P-256, all CAs of the machine", modern, store)
        b.sizes()
        b.verdict()


if __name__ == "__main__":
    main()
