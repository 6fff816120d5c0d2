"""test_pairing.py - a server says more replies than it was said lines: which answers which?

The extra reply comes before the next line, together with it, or after it: each
part of a server waits for what the client has said, and for no time.
"""
import pytest

from client import until
from faults import Fault, script

DOUBT = "unsolicited reply"
TO = ["a@x.test", "b@x.test"]


def server(*steps, end=True, greeting="220 mail.test ESMTP"):
    """A step is (what must be said, what is answered); None waits for another line to be said only."""
    def part(visitor):
        script(greeting)(visitor)
        for wanted, *answers in steps:
            line = visitor.line().decode()
            while wanted == "." and line != ".":
                line = visitor.line().decode()
            if not line.upper().startswith(wanted):
                visitor.server.surprises.append((wanted, line))
            script(*answers)(visitor)
        if not end:
            visitor.stay()
    return Fault(part)


def said(fault):
    return fault.heard().decode().split("\r\n")


def mailed(run, fault, *words):
    return run("--timeout", "5", *words, f"smtp://127.0.0.1:{fault.port}", "send-mail", "-f", "f@x.test", "-t", ",".join(TO),
               "-s", "hi", "--body", "text")


EHLO, MAIL = ("EHLO", "250-mail.test\r\n250 PIPELINING".encode() + b"\r\n"), ("MAIL", "250 sender ok")
ALL = [EHLO, MAIL, ("RCPT", "250 a ok"), ("RCPT", "250 b ok"), ("DATA", "354 go"), (".", "250 queued"), ("QUIT", "221 bye")]


def with_reply(at, *answers):
    return [step if i != at else (step[0], *answers) for i, step in enumerate(ALL)]


def test_in_order(run):
    with server(*ALL) as fault:
        ended = mailed(run, fault)
        assert ended.status == 0 and not fault.surprises, ended


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_an_extra_reply_at_once(run, at):
    """Two replies in one segment: the second answers nothing."""
    verb, reply = ALL[at]
    with server(*with_reply(at, f"{reply}\r\n250 extra\r\n".encode()), end=False) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and DOUBT in ended.err and '"250 extra"' in ended.err, ended
        assert ("." in said(fault)) == (at == 5), said(fault)


def test_an_extra_reply_before_a_refusal_of_a_recipient(run):
    """Late: it comes when RCPT b has been said, and is taken for its answer."""
    with server(*with_reply(3, "250 extra", "550 no such user b"), end=False) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and "." not in said(fault), ended
        assert "RCPT a@x.test: accepted, but an unsolicited reply makes that uncertain" in ended.err, ended
        assert b"queued" not in ended.out


def test_an_extra_reply_when_data_was_said(run):
    """All is moved by one: RCPT b has the yes of RCPT a, DATA the no of RCPT b."""
    with server(EHLO, MAIL, ("RCPT", "250 a ok"), ("RCPT", "250 extra"),
                ("DATA", "550 no such user b"), ("QUIT", "354 go"), end=False) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and DOUBT in ended.err and "." not in said(fault), ended


def test_a_yes_to_data_that_is_none(run):
    with server(*with_reply(4, "250 b ok"), end=False) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and "DATA" in ended.err and DOUBT in ended.err, ended
        assert "the final dot was not sent: the server does not have the message" in ended.err and "Subject" not in fault.heard().decode(), ended


@pytest.mark.parametrize("verb, at", [("MAIL", 1), ("RCPT", 2), ("RCPT", 3), ("final dot", 5)])
@pytest.mark.parametrize("reply", ["354 go", "220 hello", "221 bye"])
def test_replies_of_another_line(run, verb, at, reply):
    with server(*with_reply(at, reply), end=False) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and DOUBT in ended.err and verb in ended.err, ended


def test_an_extra_reply_within_the_message(run):
    """The message is not ended: the dot would hand it over on false grounds."""
    with server(*with_reply(4, "354 go", "250 extra"), end=False) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and DOUBT in ended.err, ended


@pytest.mark.parametrize("last", ["221 bye", None])
def test_a_late_extra_reply_at_the_final_dot(run, last):
    """250 is not the dot's, which is 554; QUIT has that, and 221 is one too many."""
    answers = [(".", "250 extra"), ("QUIT", "554 rejected", *([last] if last else []))]
    with server(*ALL[:5], *answers) as fault:
        ended = mailed(run, fault)
        assert ended.status == (76 if last else ended.status) and ended.status != 0, ended
        if last:
            assert "it is uncertain whether this answers the final dot: 250 extra" in ended.err, ended


def test_a_late_extra_reply_at_quit(run):
    """QUIT is answered 250: some servers say so; what follows tells whether this one does."""
    with server(*ALL[:6], ("QUIT", "250 queued", "221 bye")) as fault:
        assert mailed(run, fault).status == 76
    with server(*ALL[:6], ("QUIT", "250 bye")) as fault:
        assert mailed(run, fault).status == 0


def test_pipelining(run):
    with server(EHLO, MAIL, ("RCPT", b"250 extra\r\n250 a ok\r\n550 no b\r\n"), ("RCPT", b""), end=False) as fault:
        ended = mailed(run, fault, "--pipelining")
        assert ended.status == 76 and DOUBT in ended.err and "." not in said(fault), ended


def test_lmtp(run):
    steps = [("LHLO", "250 mail.test"), *ALL[1:5], (".", b"250 extra\r\n250 a has it\r\n554 not b\r\n"), ("QUIT", "221 bye")]
    with server(*steps) as fault:
        ended = run("--timeout", "5", f"lmtp://127.0.0.1:{fault.port}", "send-mail", "-f", "f@x.test", "-t", ",".join(TO),
                    "--body", "text")
        assert ended.status == 76 and DOUBT in ended.err, ended


@pytest.mark.parametrize("answers", ["hello there\r\n250 b ok", "250 a ok\r\nhello there"])
def test_what_is_no_reply_among_several(run, answers):
    """Whether it stands for one of them, or beside them, cannot be told."""
    with server(EHLO, MAIL, ("RCPT", f"{answers}\r\n".encode()), ("RCPT", b""), end=False) as fault:
        ended = mailed(run, fault, "--pipelining")
        assert ended.status == 76 and "hello there" in ended.err and "." not in said(fault), ended
        first = "accepted, but an unsolicited reply makes that uncertain" if answers.startswith("250") else "unknown"
        assert f"RCPT a@x.test: {first}" in ended.err and "RCPT b@x.test: unknown" in ended.err, ended
        assert "the final dot was not sent: the server does not have the message" in ended.err, ended


@pytest.mark.parametrize("end", [True, False])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_what_is_no_reply_in_place_of_one(run, verb, end):
    steps = [EHLO, MAIL, ("RCPT", "250 ok")][:1 if verb == "MAIL" else 2]
    with server(*steps, (verb, "hello there"), end=end) as fault:
        ended = mailed(run, fault)
        assert ended.status == 76 and "hello there" in ended.err, ended
        assert all(f"RCPT {to}: unknown" in ended.err for to in TO) and "the final dot was not sent: the server does not have the message" in ended.err, ended


def test_what_is_no_reply_after_a_refusal(run):
    with server(EHLO, MAIL, ("RCPT", b"550 no a\r\nhello there\r\n"), ("RCPT", b""), end=False) as fault:
        ended = mailed(run, fault, "--pipelining")
        assert ended.status == 76 and "RCPT a@x.test: refused" in ended.err and "RCPT b@x.test: unknown" in ended.err, ended


@pytest.mark.parametrize("answers, a, b", [
    ("hello there\r\n250 b has it", "unknown", "unknown"),
    ("250 a has it\r\nhello there", "accepted, but", "unknown"),
    ("550 not a\r\nhello there", "refused, but", "unknown"),
    ("250 a has it\r\n250 b has it\r\n250 extra", "accepted, but", "accepted, but")])
def test_what_is_no_reply_among_those_of_lmtp(run, answers, a, b):
    """Of each recipient it is said what is known."""
    steps = [("LHLO", "250 mail.test"), *ALL[1:5], (".", f"{answers}\r\n".encode()), ("QUIT", "221 bye")]
    with server(*steps, end=False) as fault:
        ended = run("--timeout", "1", f"lmtp://127.0.0.1:{fault.port}", "send-mail", "-f", "f@x.test", "-t", ",".join(TO),
                    "--body", "text")
        assert ended.status == 76 and ("hello there" if "hello" in answers else "250 extra") in ended.err, ended
        assert f"final dot for a@x.test: {a}" in ended.err and f"final dot for b@x.test: {b}" in ended.err, ended


def test_421_is_no_extra_reply(run):
    with server(*with_reply(2, "250 ok\r\n421 4.3.2 closing\r\n".encode())[:3]) as fault:
        ended = mailed(run, fault)
        assert ended.status != 76 and DOUBT not in ended.err, ended


def test_a_greeting_in_place_of_the_answer_to_ehlo(run):
    with server(("EHLO", "220 again", "250 mail.test"), *ALL[1:]) as fault:
        assert mailed(run, fault).status == 0


def test_single_lines(run):
    with server(EHLO, MAIL, ("RCPT", b"250 ok\r\n550 no\r\n"), end=False) as fault:
        ended = run("--timeout", "5", f"smtp://127.0.0.1:{fault.port}", "-c", "mail f@x", "-c", "rcpt a@x", "-c", "data /etc/hostname")
        assert ended.status == 76 and DOUBT in ended.err and b"DATA" not in fault.heard(), ended


# ---- scripts ----

def test_a_script_ends(run):
    with server(EHLO, MAIL, ("RCPT", b"250 ok\r\n250 extra\r\n"), end=False) as fault:
        ended = run("--timeout", "5", "127.0.0.1", fault.port,
                    script="EHLO me\nMAIL FROM:<f@x>\nRCPT TO:<a@x>\nDATA\nhi\n.\nQUIT\n")
        assert ended.status == 76 and DOUBT in ended.err, ended
        assert b"DATA" not in fault.heard() or b"\r\n.\r\n" not in fault.heard()


def test_a_script_whose_quit_is_answered_by_the_dots_refusal(run):
    with server(EHLO, MAIL, ("RCPT", "250 ok"), ("DATA", "354 go"), (".", "250 extra"), ("QUIT", "554 rejected", "221 bye")) as fault:
        ended = run("--timeout", "5", "127.0.0.1", fault.port,
                    script="EHLO me\nMAIL FROM:<f@x>\nRCPT TO:<a@x>\nDATA\nhi\n.\nQUIT\n")
        assert ended.status == 76 and DOUBT in ended.err, ended


def test_a_script_outside_of_a_transaction_goes_on(run):
    with server(("EHLO", b"250 mail.test\r\n250 extra\r\n"), ("NOOP", "250 ok"), ("QUIT", "221 bye")) as fault:
        ended = run("--timeout", "5", "127.0.0.1", fault.port, script="EHLO me\nNOOP\nQUIT\n")
        assert ended.status == 0 and not fault.surprises, ended


def test_a_person_is_warned_once(terminal):
    with server(EHLO, MAIL, ("RCPT", b"250 ok\r\n250 extra\r\n250 more\r\n"), ("NOOP", "250 noop"), end=False) as fault:
        t = terminal().open(fault.port)
        t.say("ehlo me", "250 PIPELINING")
        t.say("mail from:<f@x>", "250 sender ok")
        t.line("rcpt to:<a@x>")
        t.until("250 more")
        t.say("noop", "250 noop")
        assert t.text.count(DOUBT) == 1, t.text
        until(lambda: b"noop" in fault.heard())


# ---- POP3 ----

WORD = {"POSTEL_PASSWORD": "b"}


LOGIN = [("CAPA", b"+OK\r\nUSER\r\nUIDL\r\n.\r\n"), ("USER", "+OK"), ("PASS", "+OK in")]


def pop(*steps, end=True):
    return server(*LOGIN, *steps, end=end, greeting="+OK ready")


def fetched(run, fault, *words, timeout=5):
    return run("--timeout", str(timeout), "--yes", f"pop3://a@127.0.0.1:{fault.port}", *words, env=WORD)


def test_dele_with_an_extra_reply(run):
    with pop(("DELE 1", "+OK 1 deleted"), ("DELE 2", b"+OK extra\r\n-ERR 2 is locked\r\n"), end=False) as fault:
        ended = fetched(run, fault, "dele", "1-3")
        assert ended.status == 76 and DOUBT in ended.err and b"QUIT" not in fault.heard(), ended
        assert "nothing was deleted" in ended.err and "DELE 1" in ended.err, ended


def test_dele_with_a_late_extra_reply(run):
    """QUIT has the answer of DELE 2; its own is one too many."""
    with pop(("DELE 1", "+OK extra"), ("DELE 2", "+OK 1 deleted"), ("QUIT", "+OK 2 deleted", "+OK bye")) as fault:
        ended = fetched(run, fault, "dele", "1-2")
        assert ended.status == 76 and DOUBT in ended.err and b"2 deleted" not in ended.out, ended


@pytest.mark.parametrize("verb", ["list", "uidl"])
def test_the_answer_about_another_message(run, verb):
    with pop((f"{verb.upper()} 1", "+OK extra"), (f"{verb.upper()} 2", "+OK 1 10"), end=False) as fault:
        ended = fetched(run, fault, verb, "1-3")
        assert ended.status == 76 and f"{verb.upper()} 1 to 2: the reply is uncertain" in ended.err, ended


def test_retr_with_an_extra_reply(run, tmp_path):
    with pop(("LIST 1", "+OK 1 20"), ("RETR 1", b"+OK extra\r\n+OK 20 octets\r\nSubject: x\r\n\r\nhi\r\n.\r\n"), end=False) as fault:
        ended = fetched(run, fault, "retr", "1", tmp_path / "m")
        assert ended.status == 76 and not (tmp_path / "m").exists() and DOUBT in ended.err, ended


def test_a_script_of_pop3_does_not_quit(run):
    with pop(("DELE 1", b"+OK\r\n-ERR really not\r\n"), end=False) as fault:
        ended = run("--timeout", "5", "127.0.0.1", fault.port, script="CAPA\nUSER a\nPASS b\nDELE 1\nQUIT\n")
        assert ended.status == 76 and DOUBT in ended.err and b"QUIT" not in fault.heard(), ended


GARBAGE = "hello there"


@pytest.mark.parametrize("command, said_before", [
    (["stat"], []), (["rset"], []), (["list"], []), (["uidl"], []),
    (["list", "1-3"], []), (["uidl", "1-3"], []), (["top", "1-3"], []), (["retr", "1-3"], []), (["dele", "1-3"], []),
    (["dele", "1-3"], [("DELE 1", "+OK")]),
    (["retr", "1", "{box}"], []), (["retr", "1", "{box}"], [("LIST 1", "+OK 1 20")]),
    (["save-all", "{box}/"], []), (["save-all", "{box}/"], [("UIDL", b"+OK\r\n1 a\r\n2 b\r\n.\r\n")])])
def test_what_is_no_reply_ends_a_helper(run, tmp_path, command, said_before):
    """Of POP3 too: whether it stands for the reply or beside it, the next reply can't be paired."""
    words = [word.format(box=tmp_path / "box") for word in command]
    with pop(*said_before, ("", GARBAGE), end=False) as fault:
        ended = fetched(run, fault, *words, timeout=60)
        assert ended.status == 76 and GARBAGE in ended.err and DOUBT in ended.err, ended
        assert len(said(fault)) - 1 == len(LOGIN) + len(said_before) + 1, said(fault)
        assert "nothing was deleted" in ended.err or words[0] != "dele" or not said_before, ended


def test_what_is_no_reply_ends_all_commands(run):
    with pop(("STAT", GARBAGE), end=False) as fault:
        ended = fetched(run, fault, "-c", "stat", "-c", "dele 1", timeout=60)
        assert ended.status == 76 and GARBAGE in ended.err and b"DELE" not in fault.heard(), ended
