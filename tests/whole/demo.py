"""demo.py - replays, in this terminal, the two sessions that postel is for.

A mailbox looked into over POP3, a message sent over SMTP with AUTH LOGIN:
typed at the pace of a person into a real postel on a pty, against a Dovecot
and a Postfix that are started for it on loopback.  Then the record of a
session, and what to try next.  No key is needed; ^C ends it.

DEMO_SPEED=10 types ten times as fast.  The exit status is 0 if both sessions
went as they should (or the one that this machine can run).
"""
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from client import CLOSED_THERE, Postel, binary, until
from servers import Servers

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


def begin(log, home, port):
    """Starts postel, and opens a connection as one types it."""
    columns, rows = shutil.get_terminal_size()
    stage = Stage("--no-rc", "--log", log, home=home, columns=columns, rows=rows, timeout=20,
                  env={"TERM": os.environ.get("TERM", "dumb") if AT_TERMINAL else "dumb",
                       **{name: os.environ[name] for name in ("NO_COLOR", "LANG", "LC_ALL") if name in os.environ}})
    stage.prompt()
    stage.spend(THOUGHT)
    stage.act(f"open 127.0.0.1 {port}", r"(\+OK|220) ")
    return stage


def leave(stage):
    stage.until(CLOSED_THERE)
    stage.prompt()
    stage.spend(THOUGHT)
    stage.line("quit")
    status = stage.status()
    if status != 0:
        raise AssertionError(f"postel ended with status {status}")


def retrieve(servers, log, home):
    """The first session: what lies in the mailbox, and how fast it comes."""
    with begin(log, home, servers.ports["pop3"]) as stage:
        stage.act("user paul", r"\+OK")
        stage.act("pass mypassword", r"\+OK Logged in")
        # The wrong letter is meant: telnet would send the backspace to the server.
        stage.act("lisr\x7ft", r"\+OK 2 messages")
        stage.act("retr 1", r".*longest pause")
        stage.act("dele 1", r"\+OK Marked")
        stage.act("quit", r"\+OK Logging out")
        leave(stage)


def send(servers, log, home):
    """The second session: a message is handed in, after a login."""
    with begin(log, home, servers.ports["submission"]) as stage:
        stage.act("ehlo client.example.com", "250 ")
        stage.act("auth login dXNlcm5hbWU=", "334 ")
        stage.act("cGFzc3dvcmQ=", "235 ")
        stage.act("MAIL FROM:<username@example.com>", "250 2.1.0")
        stage.act("RCPT TO:<paul@example.com>", "250 2.1.5")
        stage.act("DATA", "354 ")
        stage.line("Subject: My Test Email")
        stage.line("")
        stage.line("My test message goes here.")
        stage.act(".", "250 2.0.0 Ok: queued as")
        stage.act("QUIT", "221 ")
        leave(stage)
    until(lambda: any(b"My Test Email" in mail for mail in servers.messages("paul")))


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

    {postel}
        the prompt; 'help' lists what it knows
    {postel} HOST 110
        your own server, with the time of every reply
    printf 'QUIT\\n' | {postel} HOST 25; echo $?
        a script: each line waits for its reply, the exit status tells
"""


def play(servers, folder):
    show("")
    caption("# 1. Is it the mail program or the server?  A look into the mailbox, over POP3.")
    servers.fill("paul", [LETTER, 8812331])
    retrieve(servers, folder / "pop3.log", folder)
    show("")
    if "submission" in servers.ports:
        caption("# 2. And sending?  A message over SMTP, with AUTH LOGIN.")
        send(servers, folder / "smtp.log", folder)
    else:
        caption(f"# 2. Sending is left out here: {servers.missing['postfix']}.")
    show("")
    caption("# What to hand over: the record of the first session (--log FILE), the password not in it.")
    show(*(folder / "pop3.log").read_text().splitlines())
    postel = binary()
    here = Path.cwd()
    show(NEXT.format(postel=postel.relative_to(here) if postel.is_relative_to(here) else postel))


def main():
    with Servers() as servers, tempfile.TemporaryDirectory() as folder:
        if "dovecot" in servers.missing:
            return f"demo: {servers.missing['dovecot']}"
        try:
            play(servers, Path(folder))
        except AssertionError as why:
            return f"\ndemo: this session did not go as it should: {why}"
        except KeyboardInterrupt:
            return "\ndemo: stopped"
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return "demo: nobody looks any more"
        if "did not start" in servers.missing.get("postfix", ""):
            return f"demo: {servers.missing['postfix']}"
    return 0


if __name__ == "__main__":
    sys.exit(main())
