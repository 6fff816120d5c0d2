"""The two sessions that are postel's reason to exist, typed by hand at a terminal.

What telnet users do to prove where the fault lies: look into a mailbox over
POP3, send a message over SMTP with AUTH LOGIN; here against Dovecot and
Postfix, with a look at every line, the times, and where the password went.
"""
import base64
import re
from pathlib import Path

import pytest

from client import CLOSED_THERE, ESCAPE, TIME, environ_of, until

PASSWORDS = "mypassword", "cGFzc3dvcmQ"


def stars_only(postel, *places):
    """No password on the screen, in the octets that drew it, in records or the process table."""
    places = {"screen": postel.text, "octets": postel.raw.decode("latin-1"),
              "cmdline": Path(f"/proc/{postel.pid}/cmdline").read_text(),
              "environ": environ_of(postel.pid),
              **{str(path): path.read_text() for path in places}}
    for word in PASSWORDS:
        for place, text in places.items():
            assert word not in text, f"{word} stands in the {place}"


def timed_at_the_margin(postel, beginning):
    """The reply's time ends where the window does."""
    lines = [line for line in postel.seen if re.match(beginning, line)]
    assert lines, f"no line begins with {beginning}\n{postel.picture()}"
    for line in lines:
        assert re.search(rf" {TIME}$", line), f"no time behind {line!r}"
        assert len(line) in (postel.columns - 1, postel.columns), f"not at the margin: {line!r}"


def test_pop3(terminal, dovecot, tmp_path):
    dovecot.fill("paul", [1204, 50000])
    log = tmp_path / "session.log"
    t = terminal("--log", log).prompt()
    t.line(f"open 127.0.0.1 {dovecot.ports['pop3']}")
    t.until(f"Trying 127.0.0.1 port {dovecot.ports['pop3']}...")
    t.until(re.compile(r"^Connected to 127\.0\.0\.1 .*connect " + TIME, re.M))
    t.until(ESCAPE)
    t.until("+OK Dovecot ready.")
    t.say("user paul", r"\+OK")
    t.say("pass mypassword", r"\+OK Logged in")
    t.until("pass ********")
    t.say("list", r"\+OK 2 messages")
    t.until(re.compile(r"^1 1204$", re.M))
    t.until(re.compile(r"^2 50000$", re.M))
    t.until(re.compile(rf"^\. +{TIME}$", re.M))
    t.say("retr 1", r"\+OK 1204 octets")
    t.until("Subject: message 1")
    t.until(re.compile(r"[\d,]+ octets .*in .*first octet after", re.S))
    t.say("dele 1", r"\+OK Marked")
    t.say("stat", r"\+OK 1 50000")
    stars_only(t, log)
    t.say("quit", r"\+OK Logging out")
    t.until(CLOSED_THERE)
    timed_at_the_margin(t, r"\+OK (Dovecot|Logged|Marked|1 50000|Logging)")
    until(lambda: len(dovecot.messages("paul")) == 1)
    t.prompt().line("quit")
    assert t.status() == 0


@pytest.mark.parametrize("encoded", [True, False], ids=["encoded", "secret"])
def test_smtp(terminal, postfix, tmp_path, encoded):
    postfix.fill("paul", [])
    log = tmp_path / "session.log"
    t = terminal("--log", log).open(postfix.ports["submission"])
    t.until("220 mail.example.com ESMTP Postfix")
    t.say("HELO client.example.com", "250 mail.example.com")
    t.say("EHLO client.example.com", "250 CHUNKING")
    t.until("250-AUTH PLAIN LOGIN")
    t.say("auth login dXNlcm5hbWU=", "334 ")
    t.until('"Password:"')
    if encoded:
        t.say("cGFzc3dvcmQ=", "235 ")
    else:
        t.line(":secret")
        t.quiet()
        t.say("password", "235 ")
    t.say("MAIL FROM:<username@example.com>", "250 2.1.0")
    t.say("RCPT TO:<paul@example.com>", "250 2.1.5")
    t.say("DATA", "354 ")
    t.line("Subject: My Test Email")
    t.line("")
    t.line("My test message goes here.")
    t.say(".", "250 2.0.0 Ok: queued as")
    stars_only(t, log)
    t.say("QUIT", "221 ")
    t.until(CLOSED_THERE)
    timed_at_the_margin(t, "235 |250 2|354 |221 ")
    mail, = until(lambda: postfix.messages("paul"))
    assert b"\r\nSubject: My Test Email\r\n" in mail
    assert mail.endswith(b"\r\n\r\nMy test message goes here.\r\n")
    assert base64.b64encode(b"password").decode() not in log.read_text()


def test_a_password_in_clear_is_warned_of_once(terminal, dovecot):
    """Loopback needs no warning; the test asks that hand-typed passwords are sent all the same."""
    t = terminal().open(dovecot.ports["pop3"])
    t.say("user paul", r"\+OK")
    t.say("pass wrong", "-ERR")
    t.say("user paul", r"\+OK")
    t.say("pass mypassword", r"\+OK Logged in")
    assert t.text.lower().count("warning") <= 1


def test_what_was_sent_is_fetched(terminal, postfix):
    """Both sessions in one sitting, each opened from the prompt that the other left."""
    postfix.fill("paul", [])
    t = terminal().open(postfix.ports["smtp"])
    t.say("HELO client.example.com", "250 ")
    t.say("MAIL FROM:<anna@example.com>", "250 2.1.0")
    t.say("RCPT TO:<paul@example.com>", "250 2.1.5")
    t.say("DATA", "354 ")
    for line in ("Subject: dots", "", "..a line that began with a dot", "Pass the salt"):
        t.line(line)
    t.say(".", "250 2.0.0 Ok: queued as")
    t.until("Pass the salt")
    t.say("QUIT", "221 ")
    t.until(CLOSED_THERE)
    until(lambda: postfix.messages("paul"))
    t.prompt().line(f"open 127.0.0.1 {postfix.ports['pop3']}")
    t.until("+OK Dovecot ready.")
    t.say("user paul", r"\+OK")
    t.say("pass mypassword", r"\+OK Logged in")
    t.line("retr 1")
    t.until("Subject: dots")
    t.until(re.compile(r"^\.\.?a line that began with a dot$", re.M))
    t.say("quit", r"\+OK Logging out")
    assert postfix.messages("paul")[0].endswith(b"\r\n\r\n.a line that began with a dot\r\nPass the salt\r\n")
