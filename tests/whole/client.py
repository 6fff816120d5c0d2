"""client.py - how the tests run postel, and the few words of it that they rely on."""
import os
import re
import subprocess
import time
from pathlib import Path

from terminal import Terminal, environment

PROMPT = "postel>"
HELD = r"(?: \(<?\d[\d.]* (?:ms|s) held by us\))?"  # beside a time, on a busy machine
TIME = r"<?\d[\d.]* (ns|µs|us|ms|s|min|h)" + HELD
CLOSED_THERE = "Connection closed by foreign host"
CLOSED_HERE = "Connection closed"
ESCAPE = "Escape character is '^]'"
NOT_CONNECTED = re.compile(r"connected", re.I)

ROOT = Path(__file__).resolve().parents[2]


def binary():
    """The program under test: POSTEL, or what make built last, with all that there is."""
    named = os.environ.get("POSTEL")
    built = sorted(ROOT.glob("build/out/*-musl/postel"), key=lambda path: path.stat().st_mtime)
    if not named and not built:
        raise FileNotFoundError("no postel: run make, or set POSTEL to one")
    return (ROOT / named).resolve() if named else built[-1]  # wherever a test stands


class Run:
    """One run without a terminal: its status, octets on both outputs, and how long it took."""

    def __init__(self, *arguments, script="", env=None, home=None, timeout=60, stdin=None, program=None):
        given = script.encode() if isinstance(script, str) else script
        began = time.monotonic()
        ended = subprocess.run([program or binary(), *map(str, arguments)], timeout=timeout,
                               env=dict(environment(), HOME=str(home or "/nonexistent"), **(env or {})),
                               capture_output=True,
                               **({"stdin": stdin} if stdin else {"input": given}))
        self.took = time.monotonic() - began
        self.status, self.out, self.err = ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace")

    def __repr__(self):
        return f"status {self.status}\n--- out\n{self.out.decode('latin-1')}\n--- err\n{self.err}"


def start(*arguments, env=None, home=None, **pipes):
    """A run that goes on beside the test, with pipes as subprocess.Popen takes them."""
    return subprocess.Popen([binary(), *map(str, arguments)],
                            env=dict(environment(), HOME=str(home or "/nonexistent"), **(env or {})),
                            **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE,
                               "stderr": subprocess.PIPE, **pipes})


class Postel(Terminal):
    """postel on a terminal."""

    def __init__(self, *arguments, home, env=None, **more):
        self.home = home
        super().__init__([binary(), *arguments], env=dict(env or {}, HOME=str(home)), **more)

    def prompt(self):
        """Waits for the prompt of local commands, with nothing typed behind it yet."""
        self.until(lambda: self.row == PROMPT)
        return self

    def open(self, port, host="127.0.0.1"):
        """At the prompt: connects and waits until the greeting stands there."""
        self.prompt()
        self.line(f"open {host} {port}")
        self.until(re.compile(r"^(\+OK|\* OK|220) ", re.M))
        return self

    def say(self, line, reply, timeout=None):
        """Types a line; waits for one more line that begins like this reply."""
        pattern = re.compile(rf"^{reply}", re.M)
        before = len(pattern.findall(self.text))
        self.line(line)
        self.until(lambda: len(pattern.findall(self.text)) > before, timeout)
        return self


def peak(pid):
    """The most memory a running process has ever held, in KiB: VmHWM."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1])


def environ_of(pid):
    """What can be read of a process's environment: nothing but by root, for postel lets nobody else look."""
    try:
        return Path(f"/proc/{pid}/environ").read_text()
    except PermissionError:
        return ""


def asleep(pid):
    """Does a running process wait for something?"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


def told(pattern, text):
    """The milliseconds of a time that is told: `pattern` with TIME in its place."""
    found = re.search(pattern.replace("TIME", r"(<?[\d.]+) (ms|s)\b" + HELD), text, re.M)
    assert found, (pattern, text)
    return float(found[1].lstrip("<")) * (1000 if found[2] == "s" else 1)


def until(condition, timeout=30):
    """Waits for something outside of any terminal."""
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return result
