"""picture.py - draws src/doc/session.svg: a session as a terminal shows it.

A real postel on a pty, and a real Dovecot, as in demo.py; between them a
relay that makes the server one of twenty milliseconds away, slow in the middle
of a message, and without the stamp in its greeting that differs each time.  What
stands on the screen in the end is drawn as it stands there: text in a frame,
no fonts and no scripts.  But for the times each run draws the same.

	picture.py [FILE]    `make picture` names none: src/doc/session.svg
"""
import select
import socket
import sys
import tempfile
import time
from pathlib import Path
from xml.sax.saxutils import escape

import pyte

from client import CLOSED_THERE, ROOT, Postel
from demo import LETTER
from faults import Fault, Names
from servers import Servers, own_address

HOST, ADDRESS, PORT = "mail.example.com", "127.0.0.10", 110
COLUMNS, ROWS = 80, 40
DIM = "cyan"  # which postel never uses
DISTANCE, SLOW = 0.01, 3.1  # seconds: one way; between a message's header and its text


# ---- the session ----

def far(port):
    """The part of a relay: all goes to that port of this machine and back, but not at once."""
    def play(visitor):
        with socket.create_connection(("127.0.0.1", port)) as server:
            while True:
                for sock in select.select([visitor.sock, server], [], [])[0]:
                    octets = sock.recv(65536)
                    if not octets:
                        return
                    time.sleep(DISTANCE)
                    if octets.startswith(b"+OK Dovecot ready. <"):
                        octets = octets[:octets.index(b" <")] + b"\r\n"
                    header, end, text = octets.partition(b"\r\n\r\n")
                    to = server if sock is visitor.sock else visitor.sock
                    to.sendall(header + end)
                    if text:
                        time.sleep(SLOW)
                        to.sendall(text)
    return play


def look(servers, home):
    """The classic look into a mailbox; the octets that draw it."""
    servers.fill("paul", [LETTER])
    address = own_address()  # as long as the one that is drawn
    zone = {(HOST, "A"): [address]}
    with Fault(far(servers.ports["pop3"]), address, PORT), Names(zone) as names, \
            Postel("--no-rc", "--dns", names.address, home=home, columns=COLUMNS, rows=ROWS) as postel:
        postel.prompt()
        postel.say(f"open {HOST} {PORT}", r"\+OK Dovecot")
        postel.say("user paul", r"\+OK")
        # The wrong letter is meant: telnet would send the backspace to the server.
        postel.say("pass mypaz\x7fssword", r"\+OK Logged in")
        postel.say("list", r"\.")
        postel.say("retr 1", r".*longest pause")
        postel.say("dele 1", r"\+OK Marked")
        postel.line("quit")
        postel.until(CLOSED_THERE)
        postel.prompt()
        return bytes(postel.raw).replace(address.encode(), ADDRESS.encode())


def shown(octets):
    """The screen that they draw.  pyte knows no dim letters: a colour stands for them."""
    screen = pyte.Screen(COLUMNS, ROWS)
    pyte.ByteStream(screen).feed(octets.replace(b"\033[2m", b"\033[36m"))
    return screen


# ---- the drawing ----

WIDTH, HEIGHT, EDGE, BAR = 7.8, 17, 14, 28  # of a character, a line, the frame, its bar

HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{w:g}" height="{h:g}" viewBox="0 0 {w:g} {h:g}" role="img">
<title>A POP3 session in postel, with the time of each reply at the right margin</title>
<style>
text {{ font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: #e4e4e4 }}
.dim {{ fill: #9a9a9a }}
</style>
<rect x="0.5" y="0.5" width="{inner_w:g}" height="{inner_h:g}" rx="6" fill="#1d1f21" stroke="#808080"/>
<path d="M0.5 {bar}.5h{inner_w:g}" stroke="#808080"/>
<text class="dim" x="{middle:g}" y="19" text-anchor="middle">postel</text>
"""


def pieces(screen, y):
    """A row as (column, text, dim): cut where the look changes, and at wide gaps."""
    row, begun = screen.buffer[y], None
    for x in range(screen.columns + 1):
        end = x == screen.columns
        dim = not end and row[x].fg == DIM
        blank = end or (row[x].data == " " and (x + 1 == screen.columns or row[x + 1].data == " "))
        if begun and (blank or dim != begun[2]):
            yield begun
            begun = None
        if begun:
            begun = begun[0], begun[1] + row[x].data, dim
        elif not blank and row[x].data != " ":
            begun = x, row[x].data, dim


def last(screen):
    return max(y for y in range(screen.lines) if screen.display[y].strip())


def draw(screen):
    rows = last(screen) + 1
    w, h = COLUMNS * WIDTH + 2 * EDGE, rows * HEIGHT + BAR + 1.5 * EDGE
    lines = [HEAD.format(w=w, h=h, inner_w=w - 1, inner_h=h - 1, bar=BAR, middle=w / 2)]
    for y in range(rows):
        for x, text, dim in pieces(screen, y):
            lines.append(f'<text{" class=" + chr(34) + "dim" + chr(34) if dim else ""} x="{EDGE + x * WIDTH:g}" '
                         f'y="{BAR + EDGE / 2 + (y + 1) * HEIGHT - 3:g}" textLength="{len(text) * WIDTH:g}">'
                         f"{escape(text)}</text>\n")
    x, y = screen.cursor.x, screen.cursor.y
    lines.append(f'<rect x="{EDGE + x * WIDTH:g}" y="{BAR + EDGE / 2 + y * HEIGHT + 1:g}" width="{WIDTH:g}" '
                 f'height="{HEIGHT - 1}" fill="#e4e4e4"/>\n</svg>\n')
    return "".join(lines)


def picture():
    with Servers() as servers, tempfile.TemporaryDirectory() as home:
        if "dovecot" in servers.missing:
            raise SystemExit(f"picture: {servers.missing['dovecot']}")
        return draw(shown(look(servers, home)))


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "src/doc/session.svg"
    file.write_text(picture())
    print(f"{file}: {file.stat().st_size} octets")
