"""test_deviations.py - helpers at work with servers that bend their protocol, as real ones do.

Each is met twice: with replies as they come, and with every octet in a
segment of its own.
"""
import pytest

from client import start
from faults import ESCAPES, Fault, drip, endless, expect, pop3, script, smtp

WORD = {"POSTEL_PASSWORD": "b"}
pieces = pytest.mark.parametrize("piece", ["whole", "octets"])


def said(reply):
    """A reply as it goes over the wire."""
    return reply.encode() + b"\r\n" if isinstance(reply, str) else reply


def cut(piece, *greeting, **replies):
    """What pop3() and smtp() take: the replies whole, or octet by octet."""
    change = said if piece == "whole" else (lambda reply: drip(said(reply), 0))
    return [change(line) for line in greeting], {verb: change(reply) for verb, reply in replies.items()}


# ---- POP3 ----

def asked(run, piece, *words, greeting="+OK ready", **replies):
    greeting, replies = cut(piece, greeting, **replies)
    with Fault(pop3(*greeting, replies=replies)) as server:
        return run(f"pop3://a@127.0.0.1:{server.port}", *words, env=WORD), server.heard().decode().split("\r\n")


LISTS = {
    "none": (b"+OK\r\n.\r\n", b""),
    "none, at once": (b"+OK 0 messages\r\n.\r\n", b""),
    "LF alone": (b"+OK\n1 10\n2 20\n.\n", b"1 10\n2 20\n"),
    "64 bits": (b"+OK\r\n1 9223372036854775807\r\n2 99999999999999999999\r\n.\r\n",
                b"1 9223372036854775807\n2 99999999999999999999\n"),
    "nonsense": (b"+OK\r\n1\r\n\r\n-3 x\r\n2 20 and more\r\n.\r\n", b"1\n\n-3 x\n2 20 and more\n"),
    "dots": (b"+OK\r\n..\r\n..1 10\r\n.\r\n", b".\n.1 10\n"),
    "a code": (b"+OK [sys/perm] 1 message\r\n1 10\r\n.\r\n", b"1 10\n"),
}


@pieces
@pytest.mark.parametrize("name", LISTS)
def test_lists(run, piece, name):
    reply, wanted = LISTS[name]
    ended, lines = asked(run, piece, "list", LIST=reply)
    assert (ended.status, ended.out) == (0, wanted) and lines[-2:] == ["QUIT", ""], ended


@pieces
@pytest.mark.parametrize("name, reply", {
    "refused": "-ERR what",
    "with blank lines": b"+OK\r\n\r\nUSER\r\n\r\nTOP\r\n.\r\n",
    "in small letters": b"+OK\r\nuser\r\nuidl\r\n.\r\n",
    "empty": b"+OK\r\n.\r\n",
    "LF alone": b"+OK\nUSER\n.\n",
}.items())
def test_capabilities(run, piece, name, reply):
    ended, lines = asked(run, piece, "stat", CAPA=reply, STAT="+OK 2 20")
    if name == "empty":  # it says that no USER is understood
        assert ended.status == 77 and "no mechanism" in ended.err and "USER a" not in lines, ended
    else:
        assert (ended.status, ended.out) == (0, b"2 messages, 20 octets\n"), ended


@pieces
@pytest.mark.parametrize("greeting", ["+OK", b"Welcome!\r\n+OK ready\r\n", b"+OK\n", "+OK <no@stamp", "+OK <>"])
def test_greetings(run, piece, greeting):
    ended, lines = asked(run, piece, "stat", greeting=greeting, STAT="+OK 2 9000000000000 and more")
    assert (ended.status, ended.out) == (0, b"2 messages, 9000000000000 octets\n"), ended
    assert lines == ["CAPA", "USER a", "PASS b", "STAT", "QUIT", ""]


@pytest.mark.parametrize("reply, status", [("-ERR [in-use] locked", 75), ("-ERR [LOGIN-DELAY] slowly", 75),
                                           ("-ERR [sys/temp] disk", 75), ("-ERR [SYS/PERM] gone", 77), ("-ERR", 77)])
def test_why_a_login_is_refused(run, reply, status):
    ended, _ = asked(run, "whole", "stat", PASS=reply)
    assert ended.status == status and reply in ended.err, ended


@pytest.mark.parametrize("reply", ["+OK", "+OK two 20", "+OK 2", "+OK -1 20", "+OK 2 99999999999999999999"])
def test_a_count_that_is_none(run, reply):
    ended, _ = asked(run, "whole", "stat", STAT=reply)
    assert ended.status == 76 and "does not contain two numbers" in ended.err and not ended.out, ended


@pieces
def test_a_message_cut_between_its_last_octets(run, piece, tmp_path):
    ended, _ = asked(run, piece, "retr", "1", tmp_path / "m", LIST="+OK 1 nonsense", RETR=b"+OK\r\n..\r\nx\r\n.\r\n")
    assert ended.status == 0 and (tmp_path / "m").read_bytes() == b".\r\nx\r\n", ended


def test_a_farewell_without_words(run):
    """The server closes in place of a reply to QUIT: harmless, but not where messages were to be deleted."""
    for words, status in ((["stat"], 0), (["dele", "--yes", "1"], 69)):
        steps = ["+OK", expect("CAPA"), "-ERR", expect("USER a"), "+OK", expect("PASS b"), "+OK",
                 expect(".*"), "+OK 1 10", expect("QUIT")]
        with Fault(script(*steps)) as server:
            ended = run(f"pop3://a@127.0.0.1:{server.port}", *words, env=WORD)
        assert ended.status == status and ("unknown" in ended.err) == (status != 0), ended


@pytest.mark.parametrize("scheme, words, steps", {
    "a greeting's line": ("smtp", ["ehlo"], [b"220 ", endless(b"x")]),
    "a greeting's lines": ("smtp", ["ehlo"], [endless(b"220-and\r\n")]),
    "a greeting of nobody knows what": (None, [], [b"220 ", endless(b"x")]),
    "what is no greeting": ("pop3", ["stat"], [endless(b"and\r\n")]),
    "a reply": ("smtp", ["ehlo"], ["220 a", expect("EHLO .*"), endless(b"250-X\r\n")]),
    "what can be done": ("pop3", ["stat"], ["+OK", expect("CAPA"), "+OK", endless(b"X\r\n")]),
    "empty lines": ("pop3", ["stat"], ["+OK", expect("CAPA"), endless(b"\n" * 1000)]),
    "how an IMAP server is": ("imap", [], ["* OK", expect("NOOP"), endless(b"* OK still here\r\n")]),
    "replies to nobody": ("imap", [], ["* OK", expect("NOOP"), endless(b"b OK\r\n")]),
    "a reply of nobody knows what": (None, [], ["hello", expect("NOOP"), endless(b"x")]),
    "a router's": ("telnet", [], [b"login: ", expect("NOOP"), endless(b".")]),
}.values())
def test_no_reply_is_endless(run, scheme, words, steps):
    """It is never silent for as long as it may be; yet it ends."""
    with Fault(script(*steps)) as server:
        where = [f"{scheme}://127.0.0.1:{server.port}"] if scheme else ["127.0.0.1", server.port]
        ended = run("--timeout", "1", *where, *words, script="NOOP\n")
    assert ended.status == 76 and "has not ended after 4.0 s" in ended.err, ended


@pytest.mark.parametrize("scheme, greeting, words, farewell", {
    "SMTP": ("smtp", "220 a", [], "221 bye"),
    "POP3": ("pop3", "+OK a", [], "+OK bye"),
    "a helper's": ("smtp", "220 a", ["-c", "ehlo"], "221 bye"),
}.values())
@pytest.mark.parametrize("more", [b"250 more\r\n", b"\n", b"x"], ids=["replies", "empty lines", "a line"])
def test_a_farewell_is_short(scheme, greeting, words, farewell, more):
    """The server goes on sending and never closes; the input does not end either."""
    def part(visitor):
        visitor.say(greeting)
        while visitor.line() != b"QUIT":
            visitor.say("250 fine")
        script(farewell, endless(more, 0.7))(visitor)
    with Fault(part) as server:
        p = start(f"{scheme}://127.0.0.1:{server.port}", *words)
        p.stdin.write(b"QUIT\nNOOP\n")
        p.stdin.flush()
        assert p.wait(timeout=30) == (0 if words else 69)
        p.communicate()


def test_a_server_that_is_never_quiet(run):
    """Nobody knows its protocol, and no reply is due: what ends the wait is --timeout."""
    with Fault(script(endless(b"noise\r\n"))) as server:
        ended = run("--timeout", "1", f"tcp://127.0.0.1:{server.port}", script="NOOP\n")
    assert ended.status == 76 and "it has been sending for 4.0 s" in ended.err, ended


def test_a_list_may_take_its_time(run):
    lines = [step for n in range(8) for step in (f"{n + 1} 10", 0.8)]
    with Fault(pop3(replies={"LIST": script("+OK", *lines, ".")})) as server:
        ended = run("--timeout", "1", f"pop3://a@127.0.0.1:{server.port}", "list", env=WORD)
    assert ended.status == 0 and ended.out.endswith(b"8 10\n"), ended


@pytest.mark.parametrize("name", ESCAPES)
def test_no_octet_drives_the_terminal(terminal, name):
    ugly = ESCAPES[name]
    replies = {"CAPA": b"+OK " + ugly + b"\r\nUSER\r\nX-" + ugly + b"\r\n.\r\n", "STAT": b"+OK " + ugly + b"\r\n",
               "QUIT": b"+OK " + ugly + b"\r\n"}
    with Fault(pop3(b"+OK " + ugly + b"\r\n", replies=replies)) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "stat", env=WORD)
        t.until("does not contain two numbers")
        assert t.status() == 76
        assert ugly not in t.raw and not t.titles


# ---- SMTP ----

def mailed(run, piece, *words, greeting=("220 mail.test",), **replies):
    greeting, replies = cut(piece, *greeting, **{verb.replace("DOT", "."): reply for verb, reply in replies.items()})
    with Fault(smtp(*greeting, replies=replies)) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", *words)
        return ended, server.heard().decode().split("\r\n")


@pieces
@pytest.mark.parametrize("offers, parameters", [
    ("250", ""), (b"250\r\n", ""), (b"250-mail.test\r\n250 \r\n", ""), (b"250-mail.test\n250 8BITMIME\n", " BODY=8BITMIME"),
    (b"250-mail.test\r\n250-size 1000\r\n250 8bitmime\r\n", " BODY=8BITMIME"),
    (b"250-mail.test\r\n250-XXXXXXXA\r\n250-AUTH=LOGIN\r\n250 PIPELINING\r\n", ""),
])
def test_what_is_offered(run, piece, offers, parameters):
    ended, lines = mailed(run, piece, "--body", "ü", EHLO=offers, MAIL="250", RCPT=b"250-\r\n250\r\n", DOT="250")
    assert ended.status == 0, ended
    assert f"MAIL FROM:<a@x>{parameters}" in [line.partition(" SIZE")[0] for line in lines] or \
        any(line.startswith("MAIL FROM:<a@x>") and line.endswith(parameters) for line in lines), lines


@pieces
@pytest.mark.parametrize("greeting", [("220",), ("220-one", "220-two", "220 three"), (b"220 mail.test\n",)])
def test_greetings_of_smtp(run, piece, greeting):
    ended, lines = mailed(run, piece, greeting=greeting)
    assert ended.status == 0 and lines[-2:] == ["QUIT", ""], ended


def test_a_second_greeting(run):
    """It comes unasked, and is no reply to what is said next."""
    ended, lines = mailed(run, "whole", greeting=(b"220 mail.test\r\n220 again\r\n",))
    assert ended.status == 0 and lines[-2] == "QUIT", (ended, lines)


def test_a_farewell_without_a_reply(run):
    ended, _ = mailed(run, "whole", QUIT=b"")
    assert ended.status == 0, ended


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_closing_in_the_middle(run, verb):
    """421 says that the server closes; it comes instead of any reply: RFC 5321 3.8."""
    ended, lines = mailed(run, "whole", **{verb: "421 4.3.2 shutting down"})
    assert ended.status == 75 and "421 4.3.2 shutting down" in ended.err, ended


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize("reply", [b"banana\r\n", b"250-a\r\n350 b\r\n", b"25 a\r\n"])
def test_replies_that_are_none(run, verb, reply):
    ended, _ = mailed(run, "whole", "--timeout", "2", **{verb: reply})
    assert ended.status == 76, ended
