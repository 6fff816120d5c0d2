"""What classic mistakes bring: at the prompt the way to a server, in a session a hint, once."""
import re

import pytest

from client import PROMPT, until
from faults import Fault, expect, pop3, script, smtp

OURS = "postel's own commands begin with ':'"
CONNECT = "?Need to be connected first: open HOST PORT"


def answer(t, line):
    """Types a command; what stands below it when the prompt is back."""
    before = len(t.prompt().raw)
    t.line(line)
    t.until(lambda: t.raw.count(b"\n", before) and t.row == PROMPT)
    t.quiet()
    return t.text.rpartition(PROMPT)[0].rpartition(PROMPT)[2]


# ---- at the prompt ----

def test_a_port_alone(terminal, run):
    assert "110 is a port: open HOST 110" in answer(terminal(), "open 110")
    ended = run("110")
    assert ended.status == 64 and "110 is a port: postel HOST 110" in ended.err


@pytest.mark.parametrize("line", ["user bob", "retr 1", "helo x", "EHLO x", "rcpt TO:<a@b.test>", "noop", "a1 login bob s3cret",
                                  "pass s3cret", "auth plain s3cret"])
def test_verbs_want_a_server(terminal, line):
    t = terminal()
    told = answer(t, line)
    assert CONNECT in told and "s3cret" not in t.text and "s3cret" not in t.raw.decode()


@pytest.mark.parametrize("words", [["send-mail", "-f", "a@x"], ["verify", "bob@x"], ["save-all", "mail/"], ["tls", "now"]])
def test_commands_of_the_shell_s_line_want_a_server(run, words):
    ended = run(*words)
    assert ended.status == 64, ended
    assert ended.err == f"postel: ?{words[0]} needs a server in front of it: postel HOST COMMAND ...\n", ended


def test_verbs_of_a_script_want_a_server(run):
    ended = run(script="user bob\npass s3cret\n")
    assert ended.status == 64 and ended.err.count(CONNECT) == 2 and "s3cret" not in ended.err


PORTS = [("", 25), ("", 587), ("-tls ", 465), ("", 110), ("-tls ", 995), ("", 143), ("-tls ", 993)]


def test_mail_ports_where_telnets_is_refused(terminal, run):
    told = answer(terminal(), "open 127.0.0.77")
    assert "port 23" in told and all(f"open {tls}127.0.0.77 {port} " in told for tls, port in PORTS)
    ended = run("127.0.0.77")
    assert ended.status == 69 and all(f"postel {tls}127.0.0.77 {port} " in ended.err for tls, port in PORTS)


@pytest.mark.parametrize("words", [["127.0.0.77", "23"], ["127.0.0.77", "110"], ["telnet://127.0.0.77"]])
def test_no_mail_ports_where_one_was_named(run, words):
    ended = run(*words)
    assert ended.status == 69 and "587" not in ended.err


@pytest.mark.parametrize("verb", ["connect", "telnet", "open"])
def test_words_of_other_programs(terminal, run, verb):
    with Fault(pop3()) as server:
        t = terminal().prompt()
        t.line(f"{verb} 127.0.0.1 {server.port}")
        t.until("+OK POP3 server ready")
        t.close()
        ended = run(verb, "127.0.0.1", server.port, script="QUIT\n")
        assert b"+OK POP3 server ready" in ended.out, ended
        assert verb == "telnet" or (ended.status == 0 and b"+OK bye" in ended.out), ended
        ended = run("--", verb, "127.0.0.1", server.port, script="QUIT\n")
        assert ended.status == 64, ended


def test_as_telnet_it_negotiates(run):
    with Fault(script("hello", lambda visitor: visitor.stay())) as server:
        run("telnet", "127.0.0.1", server.port)
        until(lambda: server.heard().startswith(b"\xff"))
        server.visitors.clear()
        run("connect", "127.0.0.1", server.port)
        assert b"\xff" not in server.heard()


# ---- in a session ----

def hints(t, line, reply, hint):
    """The line is refused, twice; the hint comes once."""
    t.say(line, reply)
    t.until(hint)
    t.say(line, reply)
    t.say("NOOP", r"(250|\+OK)")
    assert t.text.count(hint) == 1


@pytest.mark.parametrize("line, verb, reply, hint", [
    ("help", "HELP", "-ERR unknown command", OURS),
    ("open mail.test 25", "OPEN", "-ERR what?", OURS),
    ("set crlf", "SET", "-ERR unknown command", OURS),
    ("USER bob", "USER", "-ERR plain text is not allowed without TLS", ":tls starts it"),
])
def test_at_a_pop3_server(terminal, line, verb, reply, hint):
    with Fault(pop3(replies={verb: reply})) as server:
        hints(terminal().open(server.port), line, "-ERR", hint)


@pytest.mark.parametrize("line, reply, hint", [
    ("status", "502 5.5.2 Error: command not recognized", OURS),
    ("AUTH PLAIN bob", "501 5.5.2 Invalid base64 data", ":base64 encodes a word"),
    ("MAIL FROM: <a@b.test>", "501 5.5.4 Syntax: MAIL FROM:<address>", "MAIL FROM:<ann@example.com>"),
    ("rcpt to:a@b.test", "501 5.5.4 Syntax: RCPT TO:<address>", "MAIL FROM:<ann@example.com>"),
    ("MAIL FROM:<>", "530 5.7.0 Must issue a STARTTLS command first", ":tls starts it"),
    ("DATA", "503 5.5.1 Error: need RCPT command", "the order is EHLO NAME"),
    ("EHLO", "501 Syntax: EHLO hostname", "EHLO client.example.com"),
])
def test_at_an_smtp_server(terminal, line, reply, hint):
    with Fault(smtp(replies={line.split()[0].upper(): reply})) as server:
        hints(terminal().open(server.port), line, reply[:3], hint)


def test_an_answer_that_is_no_base64(terminal):
    part = script("220 mail.test ESMTP", expect("AUTH LOGIN"), "334 VXNlcm5hbWU6", expect("bob"), "501 invalid base64", expect("NOOP"), "250 ok")
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.say("AUTH LOGIN", "334")
        t.say("bob", "501")
        t.until(":secret asks for one")
        t.say("NOOP", "250")
        assert not server.surprises


def test_each_hint_comes_once_in_a_run(terminal):
    with Fault(pop3(replies={"HELP": "-ERR unknown command"})) as server:
        t = terminal().open(server.port)
        t.say("help", "-ERR")
        t.until(OURS)
        t.line(":close")
        t.open(server.port)
        t.say("help", "-ERR")
        t.say("NOOP", r"\+OK")
        assert t.text.count(OURS) == 1


@pytest.mark.parametrize("line, verb, reply", [
    ("xyzzy", "XYZZY", "-ERR unknown command"),
    ("RETR 9", "RETR", "-ERR no such message, base64 or TLS"),
    ("list 9", "LIST", "-ERR unknown command"),
    ("help", "HELP", "+OK unknown command"),
])
def test_no_hint_without_a_mistake(terminal, line, verb, reply):
    with Fault(pop3(replies={verb: reply})) as server:
        t = terminal().open(server.port)
        t.say(line, re.escape(reply[:3]))
        t.say("NOOP", r"\+OK")
        assert OURS not in t.text and ":secret" not in t.text and ":tls" not in t.text


def test_no_hint_within_a_message(terminal):
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.say("DATA", "354")
        t.line("help")
        t.say(".", "250")
        assert OURS not in t.text


def test_no_hint_for_scripts(run):
    with Fault(pop3(replies={"HELP": "-ERR unknown command"})) as server:
        ended = run("127.0.0.1", server.port, script="help\nQUIT\n")
        assert OURS not in ended.err and ended.status == 1


def test_no_hint_where_commands_begin_otherwise(terminal):
    with Fault(pop3(replies={"HELP": "-ERR unknown command"})) as server:
        t = terminal().open(server.port)
        t.line(":set prefix %")
        t.quiet()
        t.say("help", "-ERR")
        t.say("NOOP", r"\+OK")
        assert OURS not in t.text


# ---- another prefix ----

@pytest.mark.parametrize("prefix, shown", [("%", "%"), ("^T", "^T")])
def test_hints_show_the_prefix_in_use(terminal, home, prefix, shown):
    """What is typed as it stands in the hint has to work."""
    (home / ".postelrc").write_text(f"set prefix {prefix}\n")
    part = script("220 x", expect("NOOP"), "530 Must issue a STARTTLS command first", expect("status"),
                  "500 unknown command", expect("AUTH PLAIN AAAA"), "501 cannot decode base64", lambda visitor: visitor.stay())
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.until(f"'{shown}help' lists the local commands.")
        t.line("NOOP")
        t.until("530 ")
        t.line("status")
        t.until(f"postel's own commands begin with '{shown}', for example {shown}help")
        t.line("AUTH PLAIN AAAA")
        t.until(f"{shown}base64 encodes a word, {shown}secret asks for one")
    assert " :" not in t.text and "':" not in t.text, t.text


@pytest.mark.parametrize("prefix", [":", "%"])
def test_hints_of_helpers_show_the_prefix_in_use(terminal, home, prefix):
    (home / ".postelrc").write_text(f"set prefix {prefix}\n")
    part = script("+OK hi", expect("CAPA"), b"+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n", lambda visitor: visitor.stay())
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.line(f"{prefix}login")
        t.until(f"no user name: give one with '{prefix}login USER'")
