"""telnetd.py - a real telnetd of one's own, and a telnet server that says just what a test wants.

inetutils-telnetd is made to be started by inetd with a connection as its
standard input.  Here a thread does that, on a free port of loopback; who logs
in gets a shell of the user that runs the tests, and needs no root.
"""
import os
import re
import socket
import subprocess
import threading

from client import until
from servers import program

IAC, DONT, DO, WONT, WILL, SB, DM, SE = 255, 254, 253, 252, 251, 250, 242, 240
BINARY, ECHO, SGA, STATUS, TIMING_MARK, TTYPE, NAWS, NEW_ENVIRON = 0, 1, 3, 5, 6, 24, 31, 39

LOGIN = """#!/bin/sh
# A login that knows one user and one password, and asks as login(1) does.
printf 'login: '
read -r user
stty -echo
printf 'Password: '
read -r word
stty echo
echo
[ "$user $word" = "paul mypassword" ] || { echo 'Login incorrect'; exit 1; }
echo "Welcome, $user, at a $TERM."
cd "${0%/*}" || exit
PS1='\\$ ' exec /bin/sh -i
"""


def listener(host="127.0.0.1", port=0):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((host, port))
    server.listen(5)
    return server


class Telnetd:
    """telnetd on `port`, for as many visitors as come."""

    def __init__(self, home, *options):
        self.home = home
        self.login = home / "login"
        self.login.write_text(LOGIN)
        self.login.chmod(0o755)
        self.command = [str(program("usr/sbin/telnetd")), "-h", *options, "-E", str(self.login)]
        self.server = listener()
        self.port = self.server.getsockname()[1]
        self.running = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                visitor, _ = self.server.accept()
            except OSError:
                return
            with visitor:
                self.running.append(subprocess.Popen(
                    self.command, stdin=visitor, stdout=visitor, stderr=visitor,
                    start_new_session=True,
                    env={"PATH": os.environ["PATH"], "HOME": str(self.home)}))

    def close(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for process in self.running:
            process.kill()
            process.wait()


class Peer:
    """A telnet server played by the test: what it heard, and what it says."""

    def __init__(self, *address):
        self.server = listener(*address)
        self.port = self.server.getsockname()[1]
        self.heard = bytearray()
        self.visitor = None

    def accept(self):
        self.server.settimeout(60)
        self.visitor, _ = self.server.accept()
        self.visitor.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
        threading.Thread(target=self.listen, args=(self.visitor,), daemon=True).start()
        return self

    def listen(self, visitor):
        try:
            while octets := visitor.recv(65536):
                self.heard += octets
        except OSError:
            pass  # closed meanwhile

    def say(self, *octets):
        """Octets as numbers, bytes or text."""
        self.visitor.sendall(b"".join(bytes([o]) if isinstance(o, int) else
                                      o.encode() if isinstance(o, str) else o for o in octets))
        return self

    def hears(self, *octets):
        """Waits until this is part of what was heard."""
        want = b"".join(bytes([o]) if isinstance(o, int) else
                        o.encode() if isinstance(o, str) else o for o in octets)
        try:
            until(lambda: want in self.heard)
        except AssertionError:
            raise AssertionError(f"not heard: {want!r} in {bytes(self.heard)!r}") from None
        return self

    def leave(self):
        """Ends the connection, though somebody listens."""
        self.visitor.shutdown(socket.SHUT_RDWR)
        return self

    def close(self):
        for one in (self.visitor, self.server):
            if one:
                one.close()


# ---- mail on a telnet line ----

COMMAND = re.compile(rb"\xff\xff|\xff\xfa.*?\xff\xf0|\xff[\xfb-\xfe].|\xff[^\xfa-\xff]|\r\0", re.DOTALL)


class Line:
    """A Visitor of faults.py on a telnet line: what they said has its commands taken out, its octets single."""

    def __init__(self, visitor):
        self.visitor, self.raw, self.decoded, self.taken = visitor, b"", b"", 0

    def fill(self):
        """What may be the first half of a command waits for its second."""
        before = len(self.visitor.heard)
        self.visitor.fill()
        self.raw += self.visitor.heard[before:]
        whole = re.match(rb"(?:[^\xff\r]|\r[^\xff]|\r(?=\xff.)|" + COMMAND.pattern + rb")*", self.raw, re.DOTALL).end()
        plain, self.raw = self.raw[:whole], self.raw[whole:]
        self.decoded += COMMAND.sub(lambda command: {b"\xff\xff": b"\xff", b"\r\0": b"\r"}.get(command[0], b""), plain)

    def until(self, end):
        while end not in self.decoded[self.taken:]:
            self.fill()
        at = self.decoded.index(end, self.taken) + len(end)
        octets, self.taken = self.decoded[self.taken:at], at
        return octets

    def count(self, octets):
        while len(self.decoded) - self.taken < octets:
            self.fill()
        self.taken += octets
        return self.decoded[self.taken - octets:self.taken]

    def line(self):
        return self.until(b"\n").rstrip(b"\r\n")

    def say(self, what):
        octets = what.encode() + b"\r\n" if isinstance(what, str) else what
        self.visitor.say(octets.replace(b"\xff", b"\xff\xff"))


def mail_line(answer, *negotiation):
    """A part for Fault: options are negotiated first, then answer(line, a line that was said) says what comes."""
    def part(visitor):
        line = Line(visitor)
        visitor.say(bytes(negotiation or (IAC, WILL, SGA, IAC, DO, TTYPE, IAC, DO, 200)))
        answer(line, None)
        while True:
            said = line.line()
            answer(line, said)
            if said.upper() == b"QUIT":
                return
    return part
