"""demo.py - replays, in this terminal, the two sessions that postel is for.

A mailbox looked into over POP3, a message sent over SMTP with AUTH LOGIN:
typed at the pace of a person into a real postel on a pty, against the practice
server of another, on loopback.  Then a slow download with its figures, the
record of a session, and what to try next.  No key is needed; ^C ends it.

DEMO_SPEED=10 types ten times as fast.  The exit status is 0 if all went as it
should.
"""
import os
import random
import shutil
import smtplib
import sys
import tempfile
import time
from pathlib import Path

from client import CLOSED_THERE, Postel, binary
from practice import Practice

SPEED = float(os.environ.get("DEMO_SPEED") or 1)
AT_TERMINAL = sys.stdout.isatty()
KEY, THOUGHT = 0.06, 0.7  # seconds


class Stage(Postel):
    """A terminal whose octets this terminal shows too, and a pair of hands that take their time."""

    def draw(self, octets):
        super().draw(octets)
        sys.stdout.buffer.write(octets)
        sys.stdout.flush()

    def spend(self, seconds):
        """Time passes, and what arrives meanwhile is shown."""
        end = time.monotonic() + seconds / SPEED
        while (left := end - time.monotonic()) > 0:
            self.look(left)

    def type(self, text):
        for letter in text:
            super().type(letter)
            self.spend(KEY * random.uniform(0.5, 1.5))

    def act(self, line, reply):
        """Types a line; goes on when this has come in answer, and been read."""
        self.spend(THOUGHT / 2)
        self.say(line, reply)
        self.spend(THOUGHT)


def caption(text):
    print(f"\033[2m{text}\033[m" if AT_TERMINAL else text, flush=True)


def show(*lines):
    print(*lines, sep="\n", flush=True)


def stage(*arguments, home):
    """A run of postel that this terminal shows."""
    columns, rows = shutil.get_terminal_size()
    return Stage("--no-rc", *arguments, home=home, columns=columns, rows=rows, timeout=20,
                 env={"TERM": os.environ.get("TERM", "dumb") if AT_TERMINAL else "dumb",
                      **{name: os.environ[name] for name in ("NO_COLOR", "LANG", "LC_ALL") if name in os.environ}})


def begin(log, home, port):
    """Starts postel, and opens a connection as one types it."""
    page = stage("--log", log, home=home)
    page.prompt()
    page.spend(THOUGHT)
    page.act(f"open 127.0.0.1 {port}", r"(\+OK|220) ")
    return page


def leave(page):
    page.until(CLOSED_THERE)
    page.prompt()
    page.spend(THOUGHT)
    page.line("quit")
    ended(page)


def ended(page):
    status = page.status()
    if status != 0:
        raise AssertionError(f"postel ended with status {status}")


def retrieve(server, log, home):
    """The first session: what lies in the mailbox, and how fast it comes."""
    with begin(log, home, server.pop3) as page:
        page.act("user paul", r"\+OK")
        page.act("pass mypassword", r"\+OK Logged in")
        # The wrong letter is meant: telnet would send the backspace to the server.
        page.act("lisr\x7ft", r"\+OK")
        page.act("retr 2", r".*first octet after")
        page.act("dele 2", r"\+OK Marked")
        page.act("quit", r"\+OK Bye")
        leave(page)


def send(server, log, home):
    """The second session: a message is handed in, after a login."""
    with begin(log, home, server.smtp) as page:
        page.act("ehlo client.example.com", "250 ")
        page.act("auth login dXNlcm5hbWU=", "334 ")
        page.act("cGFzc3dvcmQ=", "235 ")
        page.act("MAIL FROM:<username@example.com>", "250 2.1.0")
        page.act("RCPT TO:<paul@example.com>", "250 2.1.5")
        page.act("DATA", "354 ")
        page.line("Subject: My Test Email")
        page.line("")
        page.line("My test message goes here.")
        page.act(".", "250 2.0.0 Ok: queued as")
        page.act("QUIT", "221 ")
        leave(page)


def download(server, home):
    """A server that is slow, and stands still in the middle: the figures say so."""
    server.told("serve --rate 600k --pause-at 1M:3s")
    command = ["--password-file", "password", f"pop3://paul@127.0.0.1:{server.pop3}", "retr", "1", "slow.eml"]
    caption("$ postel " + " ".join(command))
    (home / "password").write_text("mypassword\n")
    (home / "password").chmod(0o600)
    command[1], command[-1] = home / "password", home / "slow.eml"
    with stage(*command, home=home) as page:
        page.until(r"longest pause")
        ended(page)
    if (home / "slow.eml").stat().st_size != SIZE:
        raise AssertionError("the message is not whole")


SIZE = 2500000  # octets of the message that comes slowly

LETTER = b"""\
From: Anna <anna@example.com>
To: Paul <paul@example.com>
Date: Mon, 23 Nov 2026 09:12:44 +0000
Subject: It freezes again

Dear Paul,

our orders program stood still for a minute this morning, just when
the mail came in.  Your people say it is the mail server, theirs say
it is your program.  Could you show us which?

Anna
"""

NEXT = """
Three things to try next:

    {postel} serve
        a mail server to practise on; 'serve --list-faults': all that can go wrong
    {postel} HOST 110
        your own server, with the time of every reply
    {postel} --log FILE pop3://USER@HOST retr 1 mail.eml
        one message and its figures; FILE is what you hand over
"""


def play(server, folder):
    show("")
    caption("# A mail server to practise on is in the same program: postel serve")
    show(*[line for line in server.log().splitlines() if " 127.0.0.1 port " in line], "")
    with smtplib.SMTP("127.0.0.1", server.smtp) as friend:
        friend.sendmail("anna@example.com", ["paul@example.com"], LETTER.replace(b"\n", b"\r\n"))
    caption("# 1. Is it the mail program or the server?  A look into the mailbox, over POP3.")
    retrieve(server, folder / "pop3.log", folder)
    show("")
    caption("# 2. And sending?  A message over SMTP, with AUTH LOGIN.")
    send(server, folder / "smtp.log", folder)
    show("")
    caption("# 3. A slow server, proved: it sends 600 kB a second and stands still for 3 s.")
    download(server, folder)
    show("")
    caption("# What to hand over: the record of the second session (--log FILE), the password not in it.")
    show(*(folder / "smtp.log").read_text().splitlines())
    postel = binary()
    here = Path.cwd()
    show(NEXT.format(postel=postel.relative_to(here) if postel.is_relative_to(here) else postel))


def main():
    with Practice("--message", str(SIZE)) as server, tempfile.TemporaryDirectory() as folder:
        try:
            play(server, Path(folder))
        except AssertionError as why:
            return f"\ndemo: this session did not go as it should: {why}"
        except KeyboardInterrupt:
            return "\ndemo: stopped"
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return "demo: nobody looks any more"
    return 0


if __name__ == "__main__":
    sys.exit(main())
