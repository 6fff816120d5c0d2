"""faults.py - servers that misbehave on purpose, on loopback.

A `Fault` accepts connections and plays a part to each of them in a thread of
its own.  A part is a function of the visitor, or a script:

	with Fault(script("+OK ready", expect("USER paul"), "+OK", RESET)) as server:
		...server.port, server.heard()

In a script a str is a line that is sent, CRLF added; octets are sent as they
are; a number is a pause in seconds.  A visitor who ends the connection ends
the part; what they said up to there is kept.

`Names` is a DNS server with a table for a zone.
"""
import re
import select
import socket
import struct
import threading
import time


class Gone(Exception):
    """The visitor has left."""


class Visitor:
    """One connection, seen from the server: its lines, and ways to treat it badly."""

    def __init__(self, server, sock):
        self.server, self.sock = server, sock
        self.address = sock.getpeername()[0]
        self.heard = b""  # all that came
        self.taken = 0    # how much of it was read as lines
        self.began = time.monotonic()
        self.arrivals = []  # (seconds since the connection, octets) of each receive

    def fill(self, timeout=30):
        try:
            self.sock.settimeout(timeout)
            octets = self.sock.recv(65536)
        except TimeoutError:
            raise
        except OSError:
            octets = b""
        if not octets:
            raise Gone
        self.arrivals.append((time.monotonic() - self.began, octets))
        self.heard += octets

    def line(self):
        """The next line that the visitor says, without its end."""
        while b"\n" not in self.heard[self.taken:]:
            self.fill()
        end = self.heard.index(b"\n", self.taken) + 1
        line, self.taken = self.heard[self.taken:end], end
        return line.rstrip(b"\r\n")

    def say(self, what):
        octets = what.encode() + b"\r\n" if isinstance(what, str) else what
        try:
            self.sock.settimeout(60)
            self.sock.sendall(octets)
        except OSError:
            raise Gone from None

    def drip(self, octets, gap=0.01):
        """One octet at a time, each in a segment of its own."""
        for octet in octets:
            self.say(bytes([octet]))
            self.pause(gap)

    def pause(self, seconds):
        """Time passes; what the visitor says meanwhile is kept, and shows early talkers."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self.sock], [], [], left)[0]:
                self.fill()

    def stay(self):
        """Says nothing more, for as long as the visitor likes."""
        while True:
            self.fill(timeout=None)

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        raise Gone


# ---- scripts ----

def expect(pattern):
    """The visitor's next line must match this, whatever its case."""
    def step(visitor):
        line = visitor.line()
        if not re.fullmatch(pattern.encode(), line, re.IGNORECASE | re.DOTALL):
            visitor.server.surprises.append((pattern, line))
    return step


def drip(octets, gap=0.01):
    return lambda visitor: visitor.drip(octets, gap)


def endless(octets, gap=0.1):
    """The same again and again, with never a long silence."""
    def step(visitor):
        while True:
            visitor.say(octets)
            visitor.pause(gap)
    return step


def STAY(visitor):
    visitor.stay()


def RESET(visitor):
    visitor.reset()


def script(*steps):
    def part(visitor):
        for step in steps:
            if isinstance(step, (int, float)):
                visitor.pause(step)
            elif callable(step):
                step(visitor)
            else:
                visitor.say(step)
    return part


def pour(total, block=b"x" * 65536):
    """So many octets, as fast as they are taken."""
    def step(visitor):
        left = total
        while left > 0:
            visitor.say(block[:left])
            left -= len(block)
    return step


# ---- the server ----

def shut(sock):
    """Wakes the thread that waits at a socket, and that closes it then.

    Closed from here, its number could be another connection's before that
    thread has noticed, and TLS would go on reading there.
    """
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        pass


class Fault:
    """A listening server that plays its part to each visitor.

    `surprises` holds what an expect() did not get: a test should find it
    empty.  host may be ::1, and any of 127.0.0.0/8; with port=,
    several may share one.
    """

    def __init__(self, part, host="127.0.0.1", port=0):
        self.part, self.host = part, host
        self.visitors, self.surprises = [], []
        self.listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((host, port))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.welcoming = threading.Thread(target=self.welcome, daemon=True)
        self.welcoming.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shut(self.listener)
        self.welcoming.join()
        self.listener.close()
        for visitor in self.visitors:
            shut(visitor.sock)

    def welcome(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            visitor = Visitor(self, sock)
            self.visitors.append(visitor)
            threading.Thread(target=self.play, args=[visitor], daemon=True).start()

    def play(self, visitor):
        try:
            self.part(visitor)
        except (Gone, TimeoutError):
            pass
        # Closed after reading what is there, so that no RST overtakes the last reply.
        try:
            visitor.sock.shutdown(socket.SHUT_WR)
            while True:
                visitor.fill(timeout=0.2)
        except (Gone, TimeoutError, OSError):
            pass
        visitor.sock.close()

    def heard(self, number=0):
        """All that a visitor said, by default the first."""
        return self.visitors[number].heard


class Deaf:
    """An address that answers no SYN: a listener whose queue is full, as behind a firewall."""

    def __init__(self, host, port=0):
        self.socks = [socket.socket()]
        self.socks[0].bind((host, port))
        self.socks[0].listen(0)
        self.port = self.socks[0].getsockname()[1]
        while True:
            self.socks.append(socket.socket())
            self.socks[-1].settimeout(0.1)
            try:
                self.socks[-1].connect((host, self.port))
            except TimeoutError:
                return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for sock in self.socks:
            sock.close()


# ---- servers that several tests need ----

def smtp(*greeting, replies=()):
    """A server that takes any mail; replies changes some: {"RCPT": "550 no"}.

    A reply may also be a step of a script.
    """
    replies = dict({"EHLO": "250 mail.test", "DATA": "354 go on", "QUIT": "221 bye"}, **dict(replies))

    def part(visitor):
        script(*(greeting or ["220 mail.test ESMTP"]))(visitor)
        while True:
            line = visitor.line()
            verb = line.split(b" ")[0].decode("latin-1").upper()
            script(replies.get(verb, "250 ok"))(visitor)
            if verb == "DATA" and str(replies["DATA"]).startswith("354"):
                while visitor.line() != b".":
                    pass
                script(replies.get(".", "250 queued as 4711"))(visitor)
            if verb == "QUIT":
                return
    return part


def pop3(*greeting, replies=()):
    """A server with two messages; replies changes some, by verb."""
    replies = dict({"LIST": b"+OK 2 messages:\r\n1 1204\r\n2 8812331\r\n.\r\n", "QUIT": "+OK bye",
                    "CAPA": b"+OK\r\nUSER\r\nUIDL\r\nTOP\r\n.\r\n"}, **dict(replies))

    def part(visitor):
        script(*(greeting or ["+OK POP3 server ready"]))(visitor)
        while True:
            verb = visitor.line().split(b" ")[0].decode("latin-1").upper()
            script(replies.get(verb, "+OK"))(visitor)
            if verb == "QUIT":
                return
    return part


# ---- names ----

TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33}
SILENT, SERVFAIL, ELSEWHOSE = "silent", "servfail", "elsewhose"


def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def wire_data(kind, value):
    """A record's data from how a zone file writes it."""
    if kind in ("A", "AAAA"):
        return socket.inet_pton(socket.AF_INET if kind == "A" else socket.AF_INET6, value)
    if kind in ("CNAME", "PTR"):
        return wire_name(value)
    if kind == "TXT":
        return bytes([len(value)]) + value.encode()
    *numbers, name = value.split()
    return struct.pack(f">{len(numbers)}H", *map(int, numbers)) + wire_name(name)


class Names:
    """A DNS server over UDP and TCP: {("mail.test", "A"): ["127.0.0.1"], ...}

    A value may also be SILENT, SERVFAIL, or ELSEWHOSE: an address, but of
    another name.  A name that is nowhere in the
    zone gets NXDOMAIN, another type of a known one an empty answer.  `asked`
    lists the questions in the order they came.
    """

    def __init__(self, zone, host="127.0.0.1"):
        self.zone = {(name.lower(), kind): value for (name, kind), value in zone.items()}
        self.asked = []
        while True:  # until UDP and TCP agree on a port
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp.bind((host, 0))
            self.address = f"{host}:{self.udp.getsockname()[1]}"
            self.tcp = socket.socket()
            try:
                self.tcp.bind(self.udp.getsockname())
                break
            except OSError:
                self.udp.close()
        self.tcp.listen(4)
        self.over = False
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over = True

    def serve(self):
        while not self.over:
            for sock in select.select([self.udp, self.tcp], [], [], 0.1)[0]:
                if sock is self.tcp:
                    self.visit(sock.accept()[0])
                    continue
                question, whom = sock.recvfrom(4096)
                answer = self.answer(question)
                if answer:
                    sock.sendto(answer, whom)
        self.udp.close()
        self.tcp.close()

    def visit(self, sock):
        with sock:
            question = sock.recv(4096)[2:]
            answer = self.answer(question)
            if answer:
                sock.sendall(struct.pack(">H", len(answer)) + answer)

    def answer(self, question):
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode("latin-1"))
            at += 1 + question[at]
        asked = question[12:at + 5]
        name = ".".join(labels).lower()
        number = struct.unpack(">H", question[at + 1:at + 3])[0]
        kind = {value: key for key, value in TYPES.items()}.get(number, str(number))
        self.asked.append((name, kind))
        found = self.zone.get((name, kind), [])
        if found == SILENT:
            return None
        known = any(name == other for other, _ in self.zone)
        rcode = 2 if found == SERVFAIL else 0 if known else 3
        records = [] if rcode or found == ELSEWHOSE else found
        body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", number, 1, 60, len(data)) + data
                        for data in (wire_data(kind, value) for value in records))
        if found == ELSEWHOSE:
            body = b"\x05other\0" + struct.pack(">HHIH4s", 1, 1, 60, 4, bytes([192, 0, 2, 66]))
        return question[:2] + struct.pack(">HHHHH", 0x8580 | rcode, 1, bool(body) and max(len(records), 1), 0, 0) + asked + body


# ---- what a hostile server may say ----

EVERY_OCTET = bytes(range(256))

ESCAPES = {
    "title": b"\x1b]0;owned\x07", "title-st": b"\x1b]2;owned\x1b\\", "c1-title": b"\x9d0;owned\x9c",
    "clear": b"\x1b[2J\x1b[H", "colour": b"\x1b[31;1m", "c1-csi": b"\x9b31m",
    "utf8-c1-csi": "\u009b31m".encode(), "alternate": b"\x1b[?1049h", "mouse": b"\x1b[?1000h",
    "answerback": b"\x05", "report": b"\x1b[6n\x1b[c\x1b[21t", "dcs": b"\x1bP$q\"p\x1b\\",
    "clipboard": b"\x1b]52;c;b3duZWQ=\x07", "link": b"\x1b]8;;http://x.test\x07x\x1b]8;;\x07",
    "reset": b"\x1bc", "charset": b"\x1b(0\x0e", "scroll": b"\x1b[2;3r", "insert": b"\x1b[4h",
    "keypad": b"\x1b=", "apc": b"\x1b_owned\x1b\\", "pm": b"\x1b^owned\x1b\\", "sos": b"\x1bXowned\x1b\\",
    "backspace": b"\x08\x08\x08\x08", "bell": b"\x07", "tab-stops": b"\x1b[3g", "bare-cr": b"\rowned",
    "vertical": b"\x0b\x0c", "delete": b"\x7f", "bidi": "\u202egnp.exe\u2066".encode(),
    "separators": "\u2028\u2029".encode(), "overlong": b"\xc0\x9b\xe0\x80\x9b", "surrogate": b"\xed\xa0\x80",
    "truncated": b"\xe2\x82", "beyond": b"\xf5\x80\x80\x80", "eight-bit": b"\x80\x8d\x90\x9f\xff\xfe",
}
