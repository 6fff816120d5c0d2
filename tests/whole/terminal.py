"""terminal.py - a terminal that a test looks at and types into.

A program runs on a real pty; what it writes goes through an emulator (pyte),
so that tests assert what the eye would see: lines, the cursor, what scrolled
away.  The octets are kept too, for what must never be among them.

Nothing here sleeps: one waits for something to be seen, and what does not
come within the time limit fails with a picture of the screen.
"""
import os
import re
import select
import signal
import time

import pexpect
import pyte

KEYS = {"enter": "\r", "backspace": "\x7f", "^h": "\x08", "tab": "\t", "escape": "\x1b",
        "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
        "home": "\x1b[H", "end": "\x1b[F", "delete": "\x1b[3~",
        "word-left": "\x1b[1;5D", "word-right": "\x1b[1;5C"}
KEPT = 1 << 20  # octets
PASTE = "\x1b[200~", "\x1b[201~"


def control(letter):
    """The octet that ^letter sends: control("C"), control("]")."""
    return chr(ord(letter.upper()) & 0x1f)


class Terminal:
    def __init__(self, command, columns=80, rows=24, env=None, cwd=None, timeout=30, preexec=None):
        self.timeout = timeout
        self.raw = bytearray()  # the latest octets, at least KEPT of them
        self.titles = []
        self.feed = True  # False: octets are kept but not drawn, where there are too many
        self.screen = pyte.HistoryScreen(columns, rows, history=100000, ratio=0.5)
        self.screen.set_title = self.titles.append
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(str(command[0]), [str(word) for word in command[1:]],
                                   dimensions=(rows, columns), cwd=cwd, preexec_fn=preexec,
                                   env=dict(environment(), **(env or {})))
        self.child.delaybeforesend = None
        self.fd = self.child.child_fd
        self.pid = self.child.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.child.close(force=True)
        except OSError:
            pass  # a test has closed it

    # ---- the eye ----

    @property
    def columns(self):
        return self.screen.columns

    @property
    def lines(self):
        """The lines of the window, blanks at their ends dropped."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def seen(self):
        """All lines since the start: those that scrolled away, then the window's."""
        gone = ["".join(row[x].data for x in range(self.columns)).rstrip()
                for row in self.screen.history.top]
        return gone + self.lines

    @property
    def text(self):
        return "\n".join(self.seen).rstrip()

    @property
    def cursor(self):
        """Column and row, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y

    @property
    def row(self):
        """The line that the cursor is in."""
        return self.lines[self.screen.cursor.y]

    def style(self, text):
        """The look of the place where this text stands: a pyte Char (fg, bold, reverse...)."""
        for y, line in enumerate(self.screen.display):
            if text in line:
                return self.screen.buffer[y][line.index(text)]
        raise AssertionError(f"not on the screen: {text!r}\n{self.picture()}")

    def picture(self):
        edge = "+" + "-" * self.columns + "+"
        rows = [f"|{line.ljust(self.columns)}|" for line in self.lines]
        return "\n".join([edge] + rows + [edge, f"cursor {self.cursor}", repr(bytes(self.raw[-300:]))])

    # ---- time passes ----

    def look(self, timeout=0.0):
        """Takes in what the program has written; False when it has closed the terminal."""
        if not select.select([self.fd], [], [], timeout)[0]:
            return True
        try:
            octets = os.read(self.fd, 65536)
        except OSError:
            return False
        self.raw += octets
        if len(self.raw) > 2 * KEPT:
            del self.raw[:-KEPT]
        self.draw(octets)
        return bool(octets)

    def draw(self, octets):
        if self.feed:
            self.stream.feed(octets)

    def until(self, what, timeout=None):
        """Waits until the condition holds: a function, or text or a pattern among all lines."""
        if isinstance(what, str):
            seen = lambda: what.rstrip() in self.text
        elif isinstance(what, re.Pattern):
            seen = lambda: what.search(self.text)
        else:
            seen = what
        deadline = time.monotonic() + (timeout or self.timeout)
        alive = True
        while not (result := seen()):
            left = deadline - time.monotonic()
            if left <= 0 or not alive:
                why = "within the time" if alive else "before the program ended"
                raise AssertionError(f"not seen {why}: {what!r}\n{self.picture()}")
            alive = self.look(min(left, 0.25))
        return result

    def quiet(self, seconds=0.15):
        """Waits until nothing has been written for a while: for asserting what does not come."""
        length = -1
        while length != len(self.raw):
            length = len(self.raw)
            self.look(seconds)

    # ---- the hands ----

    def type(self, text):
        """Text, or octets, as typed."""
        octets = text.encode() if isinstance(text, str) else text
        while octets:
            # A pty holds little: take in the echo, or both sides wait for ever.
            ready = select.select([self.fd], [self.fd], [], self.timeout)
            if self.fd in ready[0] and not self.look():
                raise AssertionError(f"the program is gone\n{self.picture()}")
            if self.fd in ready[1]:
                octets = octets[os.write(self.fd, octets[:512]):]
            elif not ready[0]:
                raise AssertionError(f"takes no keys\n{self.picture()}")

    def key(self, *names):
        for name in names:
            self.type(KEYS[name])

    def ctrl(self, letter):
        self.type(control(letter))

    def line(self, text):
        self.type(text + "\r")

    def paste(self, text):
        self.type(PASTE[0] + text + PASTE[1])

    def resize(self, columns, rows=24):
        # The program hears of it through SIGWINCH, which the kernel sends.
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def signal(self, number):
        os.kill(self.pid, number)

    # ---- the end ----

    def status(self, timeout=None):
        """Waits for the program to end: its exit status, or the signal's number, negative."""
        deadline = time.monotonic() + (timeout or self.timeout)
        while self.child.isalive():
            if time.monotonic() > deadline:
                raise AssertionError(f"still running\n{self.picture()}")
            if not self.look(0.05):
                time.sleep(0.01)  # the terminal is closed, the process about to end
        while self.look(0) and select.select([self.fd], [], [], 0)[0]:
            pass
        if self.child.exitstatus is not None:
            return self.child.exitstatus
        return -self.child.signalstatus

    def stopped(self):
        """Does the program stand still, as after ^Z?"""
        with open(f"/proc/{self.pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "T"

    def go_on(self):
        self.signal(signal.SIGCONT)


def environment():
    """What a program under test finds: nothing of the machine's own taste."""
    return {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "TERM": "xterm", "LANG": "C.UTF-8",
            "HOME": "/nonexistent", "TZ": "UTC"}
