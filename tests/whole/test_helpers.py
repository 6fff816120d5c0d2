"""test_helpers.py - what holds for all commands that type for the user: endings, secrets, ^C, several in a row."""
import json
import os
import re
import signal
import threading
import time

import pytest

from client import CLOSED_HERE, HELD, asleep, start, until
from faults import RESET, STAY, Fault, expect, pop3, pour, script, smtp
from practice import Practice
from servers import USERS

WORD = {"POSTEL_PASSWORD": "b"}
MAIL = ["send-mail", "-f", "a@x", "-t", "b@y"]


def in_pop3(*steps):
    """A server that takes a login of `a` by USER and PASS, and goes on so."""
    return script("+OK hi", expect("CAPA"), "-ERR", expect("USER a"), "+OK", expect("PASS b"), "+OK", *steps)


def body(visitor):
    while visitor.line() != b".":
        pass


# ---- the last words of a server ----

def up_to_the_dot(*steps):
    return script("220 hi", expect("EHLO .*"), "250 x", expect("MAIL .*"), "250", expect("RCPT .*"), "250",
                  expect("DATA"), "354 go", body, *steps)


@pytest.mark.parametrize("words, part, status, said", [
    (MAIL, up_to_the_dot("250 queued as 1"), 0, "250 queued as 1"),
    (MAIL, up_to_the_dot("550 spam"), 1, "final dot: the server says 550 spam"),
    (MAIL, up_to_the_dot(), 69, "it is unknown whether the server has the message"),
    (MAIL, up_to_the_dot(b"250 queu"), 69, "it is unknown whether the server has the message"),
    (MAIL, script("220 hi", expect("EHLO .*"), "421 busy"), 75, "the server says 421 busy"),
    (MAIL, script("554 your address is on a list"), 1, "greeting: the server says 554 your address is on a list"),
    (MAIL, script("421 too many"), 75, "greeting: the server says 421 too many"),
    (MAIL, script(), 69, "connection lost before the command was finished"),
    (["stat"], script("-ERR maintenance"), 1, "greeting: the server says -ERR maintenance"),
    (["stat"], script("+OK", expect("CAPA"), "-ERR", expect("USER a"), "+OK", expect("PASS b"), "-ERR [AUTH] bad"), 77,
     "-ERR [AUTH] bad"),
    (["stat"], in_pop3(expect("STAT"), "+OK 2 20"), 0, "2 messages, 20 octets"),
    (["stat"], in_pop3(expect("STAT")), 69, "connection lost during STAT\n"),
])
def test_a_reply_and_at_once_a_close(run, words, part, status, said):
    with Fault(part) as server:
        scheme = "pop3://a@" if words == ["stat"] else "smtp://"
        ended = run(f"{scheme}127.0.0.1:{server.port}", *words, env=WORD)
        assert not server.surprises and ended.status == status, ended
        assert said in ended.err + ended.out.decode(), ended


def test_a_reset_is_told_from_a_close(run):
    with Fault(in_pop3(expect("STAT"), RESET)) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "stat", env=WORD)
        assert ended.status == 69, ended
        assert "connection lost (reset by the other side) during STAT" in ended.err, ended


@pytest.mark.parametrize("scheme, words, greeting, status", [
    ("smtp", MAIL, "554 5.7.1 not you", 1), ("smtp", MAIL, "421 4.3.2 too many", 75),
    ("pop3", ["stat"], "-ERR [IN-USE] locked", 75)])
def test_a_refusing_greeting_and_a_reset_at_once(run, scheme, words, greeting, status):
    """Most often both are there before anybody looks whether the connection stands."""
    for _ in range(20):
        with Fault(script(greeting, RESET)) as server:
            ended = run("--timeout", "5", f"{scheme}://a@127.0.0.1:{server.port}", *words, env=WORD)
            assert ended.status == status and greeting in ended.err, ended


@pytest.mark.parametrize("scheme, words, octets, status, said, never", [
    ("smtp", MAIL, b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n<html>", 76,
     "connection lost before the command was finished; received in place of a greeting: HTTP/1.1 400 Bad Request\n", "deleted"),
    ("pop3", ["stat"], b"SSH-2.0-OpenSSH_9.2\r\n", 76, "received in place of a greeting: SSH-2.0-OpenSSH_9.2\n", "deleted"),
    ("smtps", MAIL, b"HTTP/1.1 400 Bad Request\r\n", 76, "HTTP/1.1 400 Bad Request (this is not a mail server", "STARTTLS"),
    ("pop3s", ["stat"], b"SSH-2.0-OpenSSH_9.2\r\n", 76, "OpenSSH_9.2 (this is not a mail server", "STLS"),
    ("smtps", MAIL, b"220 hi\r\n", 76, "220 hi (connect without TLS", "not a mail server"),
    ("smtps", MAIL, b"\x15\x03\x03\x00\x02\x01\x00", 69, "the server ended TLS (close_notify)", "broke the protocol"),
])
def test_a_port_where_something_else_listens(run, scheme, words, octets, status, said, never):
    with Fault(script(octets, 0.2)) as server:
        ended = run("--timeout", "5", f"{scheme}://a@127.0.0.1:{server.port}", *words, env=WORD)
        assert ended.status == status and said in ended.err and never not in ended.err, ended


def test_a_greeting_that_never_comes(run):
    with Fault(STAY) as server:
        ended = run("--timeout", "1", f"smtp://127.0.0.1:{server.port}", *MAIL)
        assert ended.status == 69 and "wait for the greeting: silent for" in ended.err, ended


def test_what_is_neither_yes_nor_no_to_tls_is_quoted(run):
    for reply in ("221 go", "354 go"):
        with Fault(ehlo("STARTTLS", ANY, reply, STAY)) as server:
            ended = run("--timeout", "5", f"smtp://127.0.0.1:{server.port}", *MAIL)
            assert ended.status == 76 and f"neither yes nor no: {reply}\n" in ended.err, ended


def test_what_came_unasked_is_shown(run):
    with Fault(script("220 hi", expect("EHLO .*"), b"250 x\r\n421 idle for too long\r\n")) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", *MAIL)
        assert ended.status == 75 and "the server says 421 idle for too long" in ended.err, ended


def test_a_mail_that_was_taken_stays_so(run):
    """Whatever becomes of QUIT, unless that may be the refusal of the mail, moved by one."""
    for step in (STAY, RESET, "500 what", "250 bye", "xyzzy"):
        with Fault(smtp(replies={"QUIT": step})) as server:
            ended = run("--timeout", "1", f"smtp://127.0.0.1:{server.port}", *MAIL)
            assert ended.status == 0 and ended.out == b"250 queued as 4711\n", (step, ended)


@pytest.mark.parametrize("words, scheme", [(["stat"], "pop3"), (MAIL, "smtp")])
def test_figures_of_what_broke_off(run, words, scheme):
    part = in_pop3(expect("RETR 1"), "+OK", b"x" * 1000 + b"\r\n", 0.3, b"a piece of a line", 1.5)
    with Fault(part) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", env=WORD)
        assert ended.status == 69, ended
        figures = re.search(r"1,019 octets in ([\d.]+) (m?s).*longest pause ([\d.]+) (m?s) at octet 1,019", ended.err)
        assert figures and figures[4] == "s" and 1.4 <= float(figures[3]) < 3, ended


# ---- replies that are no yes ----

@pytest.mark.parametrize("reply", ["350 more", "150 wait"])
def test_nor_is_it_in_a_login(run, reply):
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": reply})) as server:
        ended = run(f"smtp://a@127.0.0.1:{server.port}", *MAIL, env=WORD)
        assert ended.status == 76 and b"MAIL" not in server.heard(), ended


def test_nor_is_it_of_lines_said_ahead(run):
    replies = {"EHLO": "250-x\r\n250 PIPELINING", "RCPT": "354 what"}
    with Fault(smtp(replies=replies)) as server:
        ended = run("--pipelining", f"smtp://127.0.0.1:{server.port}", *MAIL)
        assert ended.status == 76 and b"DATA" not in server.heard() and b"queued" not in ended.out, ended


def test_nor_is_it_of_a_recipient_of_lmtp(run):
    replies = {"LHLO": "250 x", ".": "250 one\r\n354 what"}
    with Fault(smtp(replies=replies)) as server:
        ended = run(f"lmtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y,c@y")
        assert ended.status == 76 and ended.out == b"250 one\n" and "cannot be the reply to final dot" in ended.err, ended


def test_a_fault_has_the_status_of_the_run(run):
    with Fault(smtp(replies={"MAIL": "garbage"})) as server:
        ended = run("--json", f"smtp://127.0.0.1:{server.port}", *MAIL)
        faults = [e for e in map(json.loads, ended.out.decode().splitlines()) if e["kind"] == "fault"]
        assert ended.status == 76 and {e["status"] for e in faults} == {76}, ended


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("reply", ["xyzzy", "334 more", "354 more", "150 wait"])
def test_nothing_but_a_yes_is_a_yes(run, verb, reply):
    if verb == "DATA" and reply in ("354 more", "334 more"):
        return  # there both invite
    with Fault(smtp(replies={verb: reply})) as server:
        ended = run("--timeout", "2", f"smtp://127.0.0.1:{server.port}", *MAIL)
        assert ended.status == 76 and b"queued" not in ended.out, ended
        assert (b"\r\n.\r\n" in server.heard()) == (verb == "."), server.heard()


@pytest.mark.parametrize("reply", ["xyzzy", "+ more"])
def test_nor_is_it_in_pop3(run, tmp_path, reply):
    for words, verb in ((["dele", "--yes", "1"], "DELE"), (["retr", "1", tmp_path / "m"], "RETR"),
                        (["stat"], "STAT"), (["list"], "LIST"), (["stat"], "USER"), (["stat"], "PASS")):
        replies = {"LIST": "+OK 1 10", verb: reply}
        with Fault(pop3(replies=replies)) as server:
            ended = run("--timeout", "2", f"pop3://a@127.0.0.1:{server.port}", *words, env=WORD)
            assert ended.status == 76 and b"deleted" not in ended.out, (words, ended)
        assert os.listdir(tmp_path) == ["home"]


def test_a_message_that_never_came_does_not_count(run, tmp_path):
    replies = {"UIDL": b"+OK\r\n1 one\r\n.\r\n", "RETR": "+ more"}
    with Fault(pop3(replies=replies)) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "save-all", tmp_path / "mail", env=WORD)
        assert ended.status == 76, ended
    assert (tmp_path / "mail" / ".uidl").read_text() == "a@127.0.0.1\n" and \
        os.listdir(tmp_path / "mail") == [".uidl"]


def test_no_conversation_without_end(run):
    """A server that answers RSET so would be asked for ever."""
    with Fault(smtp(replies={"RSET": "354 more"})) as server:
        ended = run("--timeout", "2", f"smtp://127.0.0.1:{server.port}", "-c", "mail a@x", "-c", " ".join(MAIL))
        assert ended.status == 76 and server.heard().count(b"RSET") == 1, ended


def test_garbage_among_lines_said_ahead(run):
    replies = {"EHLO": "250-x\r\n250 PIPELINING", "MAIL": "garbage"}
    with Fault(smtp(replies=replies)) as server:
        ended = run("--timeout", "1", "--pipelining", f"smtp://127.0.0.1:{server.port}", *MAIL)
        assert ended.status in (69, 76) and "unsolicited: garbage" in ended.err, ended
        assert b"DATA" not in server.heard()


def test_a_server_that_stops_reading(run, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * 70 + b"\n" * 300_000 + b"y" * 20_000_000)
    with Fault(smtp(replies={"DATA": script("354 go", lambda visitor: visitor.server.over.wait(30))})) as server:
        server.over = threading.Event()
        ended = run("--timeout", "1", f"smtp://127.0.0.1:{server.port}", *MAIL, "--from-file", path)
        server.over.set()
        assert ended.status == 69 and "send the message: the server accepted nothing for" in ended.err, ended


# ---- secrets ----

@pytest.mark.parametrize("words", [["stat"], ["--auth", "plain", "stat"]])
def test_no_sentence_repeats_a_secret(run, tmp_path, words):
    def echo(visitor):
        visitor.say(b"-ERR you said: " + visitor.heard.split(b"\r\n")[-2] + b", and mypassword is wrong\r\n")
    log = tmp_path / "log"
    part = pop3(replies={"PASS": echo, "AUTH": echo, "CAPA": b"+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"})
    for options in ((), ("--json",), ("-v",)):
        with Fault(part) as server:
            ended = run("--log", log, *options, f"pop3://paul@127.0.0.1:{server.port}", *words,
                        env={"POSTEL_PASSWORD": "mypassword"})
            assert ended.status == 77 and "you said" in ended.err, ended
            told = ended.err + ended.out.decode() + log.read_text()
            assert "mypassword" not in told and "AHBhdWwAbXlwYXNzd29yZA" not in told, told


def test_nor_does_what_an_expect_did_not_get(run):
    with Fault(pop3(replies={"PASS": "-ERR mypassword is wrong"})) as server:
        ended = run("127.0.0.1", server.port, script="USER paul\nPASS mypassword\n:expect +OK\nQUIT\n")
        assert ended.status == 65 and "but the reply was: -ERR ********" in ended.err, ended
        assert "mypassword" not in ended.err


def test_a_record_does_not_let_the_password_be_guessed(run, dovecot, tmp_path):
    log = tmp_path / "log"
    ended = run("--cafile", dovecot.ca, "--log", log, "-v", "--auth", "scram-sha-256",
                f"pop3s://paul@localhost:{dovecot.ports['pop3s']}", "stat", env={"POSTEL_PASSWORD": USERS["paul"]})
    assert ended.status == 0 and "+ ********" in ended.err, ended
    assert not re.search(r"^.* \+ dj", log.read_text() + ended.err, re.M)


def test_a_typed_password_is_for_one_login(terminal):
    refused = {"PASS": "-ERR no", "CAPA": "-ERR"}
    with Fault(pop3(replies=refused)) as one, Fault(pop3(replies=refused), host="127.0.0.2") as other:
        t = terminal().open(one.port)
        for word in ("first word", "second word"):
            t.line(":login paul")
            t.until(lambda: t.row.endswith("(not shown):"))
            t.line(word)
            until(lambda: f"PASS {word}".encode() in one.heard())
            t.until(lambda: "(not shown)" not in t.row)
        t.line(":close")
        t.prompt()
        t.line(f"open 127.0.0.2 {other.port}")
        t.until(re.compile(r"\+OK POP3 server ready.*\+OK POP3 server ready", re.S))
        t.line(":login eve")
        t.until(lambda: t.row.endswith("(not shown):"))
        assert b"PASS" not in other.heard()


@pytest.mark.parametrize("how", ["--password-file", "--password-fd", "env"])
@pytest.mark.parametrize("word", [b"", b"\nsecond\n", b"x" * 9000, b"a\rb"], ids=["none", "empty", "long", "CR"])
def test_what_is_no_password(run, tmp_path, how, word):
    path = tmp_path / "word"
    path.write_bytes(word)
    path.chmod(0o600)
    options, more = [how, path], {}
    if how == "--password-fd":
        options, more = [how, "0"], {"script": word}
    if how == "env":
        options, more = [], {"env": {"POSTEL_PASSWORD": word.decode()}}
    with Fault(script("+OK")) as server:
        ended = run(*options, f"pop3://a@127.0.0.1:{server.port}", "stat", **more)
        if how == "env" and not word:  # as good as none
            assert ended.status in (64, 69) and run("version", **more).status == 0
            return
        assert ended.status == 66 and "password or token" in ended.err and not server.visitors, ended


def test_a_descriptor_that_is_not_open(run):
    assert run("--password-fd", "77", "pop3://a@127.0.0.1:9", "stat").status == 66


@pytest.mark.parametrize("reply", ["+ mypassword is not it", "+OK mypassword it is"])
def test_nor_does_a_sentence_about_what_was_out_of_turn(run, reply):
    with Fault(pop3(replies={"PASS": reply, "STAT": "-ERR mypassword"})) as server:
        ended = run("-v", f"pop3://paul@127.0.0.1:{server.port}", "stat", env={"POSTEL_PASSWORD": "mypassword"})
        assert ended.status in (1, 76) and "********" in ended.err and "mypassword" not in ended.err, ended


def test_a_password_out_of_a_pipe(home, tmp_path):
    """As `--password-file <(gpg -d ...)` has it: it comes when it comes, and so does who brings it."""
    os.mkfifo(tmp_path / "pipe")
    with Fault(in_pop3(expect("STAT"), "+OK 2 30", expect("QUIT"), "+OK")) as server:
        running = start("--password-file", tmp_path / "pipe", f"pop3://a@127.0.0.1:{server.port}", "stat", home=home)
        until(lambda: asleep(running.pid))
        with open(tmp_path / "pipe", "w", encoding="ascii") as pipe:
            until(lambda: asleep(running.pid))
            pipe.write("b\n")
        out, err = running.communicate(timeout=30)
        assert running.returncode == 0 and out == b"2 messages, 30 octets\n", err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_waiting_for_a_password_can_be_ended(home, tmp_path, number):
    os.mkfifo(tmp_path / "pipe")
    running = start("--password-file", tmp_path / "pipe", "pop3://a@127.0.0.1:9", "stat", home=home)
    until(lambda: asleep(running.pid))
    running.send_signal(number)
    running.communicate(timeout=30)
    assert running.returncode == -number


# ---- several commands ----

def test_several_commands_at_a_terminal(terminal):
    with Fault(pop3(replies={"STAT": "+OK 2 30"})) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "-c", "stat", "-c", "stat", env=WORD)
        assert t.status() == 0 and server.heard().endswith(b"STAT\r\nSTAT\r\nQUIT\r\n")

def test_commands_behind_one_another_never_hang(run):
    for _ in range(15):
        with Fault(smtp()) as server:
            ended = run(f"smtp://127.0.0.1:{server.port}", "-c", "mail a@x", "-c", "rcpt b@y", timeout=20)
            assert ended.status == 0 and server.heard().endswith(b"RCPT TO:<b@y>\r\nQUIT\r\n"), ended
        with Fault(smtp()) as server:
            ended = run(f"smtp://127.0.0.1:{server.port}", script=":mail a@x\n:rcpt b@y\nQUIT\n", timeout=20)
            assert ended.status == 0 and server.heard().endswith(b"RCPT TO:<b@y>\r\nQUIT\r\n"), ended


@pytest.mark.parametrize("steps, status, said", [
    ((expect("QUIT"), "+OK"), 0, "1 deleted"),
    ((expect("QUIT"),), 69, "unknown"),
    ((expect("QUIT"), "-ERR some are left"), 1, "some messages may not be deleted"),
    ((), 69, "deleted"),  # or nobody knows: QUIT may be on its way
])
def test_what_several_commands_have_deleted(run, steps, status, said):
    with Fault(in_pop3(expect("DELE 1"), "+OK", *steps)) as server:
        ended = run("--yes", f"pop3://a@127.0.0.1:{server.port}", "-c", "dele 1", env=WORD)
        assert ended.status == status and said in ended.err + ended.out.decode(), ended
        assert ended.err.count("deleted") <= 1, ended


def test_a_refused_login_is_not_tried_again(run):
    with Fault(pop3(replies={"PASS": "-ERR no"})) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "-c", "stat", "-c", "list", "-c", "uidl", env=WORD)
        assert ended.status == 77 and server.heard().count(b"PASS") == 1, ended
        assert server.heard().endswith(b"QUIT\r\n")


def test_a_range_that_leads_nowhere(run):
    with Fault(pop3(replies={"LIST": "-ERR no such message"})) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "list", "30-1000000000", env=WORD)
        assert ended.status == 1 and server.heard().count(b"LIST") == 10, ended


@pytest.mark.parametrize("words", [["-c", "stat"], ["pop3://a@127.0.0.1:9", "stat", "-c", "list"]])
def test_where_several_commands_can_t_stand(run, words):
    ended = run(*words)
    assert ended.status == 64 and ended.err, ended


def test_standard_input_is_no_file_for_one_of_several(run):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "-c", " ".join(MAIL) + " --body -", script="text")
        assert ended.status == 64 and "standard input" in ended.err and b"MAIL" not in server.heard(), ended


def test_a_list_of_mechanisms_is_no_login(run):
    part = script("+OK hi", expect("AUTH"), b"+OK\r\nPLAIN\r\n.\r\n", expect("CAPA"), "-ERR", expect("USER a"), "+OK",
                  expect("PASS b"), "+OK", expect("STAT"), "+OK 1 2", expect("QUIT"), "+OK")
    with Fault(part) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "-c", "send AUTH", "-c", "stat", env=WORD)
        assert not server.surprises and ended.status == 0, (server.surprises, ended)


def test_a_script_s_output_is_what_the_server_says(run):
    replies = {"STAT": "+OK 2 30"}
    with Fault(pop3(replies=replies)) as server:
        ended = run("127.0.0.1", server.port, script="USER a\nPASS b\n:stat\nQUIT\n")
        assert ended.status == 0, ended
        assert ended.out.decode().split("\r\n") == ["+OK POP3 server ready", "+OK", "+OK", "+OK", "USER", "UIDL", "TOP",
                                                   ".", "+OK 2 30", "+OK bye", ""]


def test_rset_is_of_both_protocols(run):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "-c", "mail a@x", "-c", "rset")
        assert ended.status == 0 and b"MAIL FROM:<a@x>\r\nRSET\r\n" in server.heard(), ended


def test_several_lines_of_lmtp(run, tmp_path):
    (tmp_path / "letter").write_text("Subject: x\n\ntext\n")
    with Fault(smtp(replies={"LHLO": "250 x", ".": "250 one\r\n550 two"})) as server:
        ended = run(f"lmtp://127.0.0.1:{server.port}", "-c", "mail a@x", "-c", "rcpt b@y", "-c", "rcpt c@y", "-c",
                    f"data '{tmp_path / 'letter'}'")
        assert ended.status == 1 and server.heard().count(b"DATA") == 1, ended


@pytest.mark.parametrize("word, near", [("send-mial", "'send-mial': try help, send-mail"),
                                        ("lst", "'lst': try help, list"), ("nonsense", ": try help")])
def test_a_slip_on_the_shell_s_line(run, word, near):
    ended = run("pop3://a@127.0.0.1:9", word)
    assert ended.status == 64 and f"?Invalid command {near}".replace(" :", ":") in ended.err, ended


@pytest.mark.parametrize("words, why", [
    (["--user", "bob"], "--user (did you mean 'smtp://USER@HOST'?): no such option"),
    (["--user=bob", "list"], "--user (did you mean 'smtp://USER@HOST'?): no such option"),
    (["--from", "a@b"], "--from: this option belongs to send-mail and must come after that word"),
    (["--frmo", "a@b"], "--frmo: no such option")])
@pytest.mark.parametrize("behind", [True, False])
def test_an_option_that_is_none_is_named(run, words, why, behind):
    target = ["127.0.0.1", "9"]
    ended = run(*(target + words if behind else words + target))
    assert ended.status == 64 and f"postel: {why}" in ended.err, ended


@pytest.mark.parametrize("words", [["dele", "3,", "7"], ["list", "3,", "7"], ["retr", "1,"]])
def test_a_comma_that_leads_nowhere(run, words):
    with Fault(script("+OK")) as server:
        assert run("--yes", f"pop3://a@127.0.0.1:{server.port}", *words, env=WORD).status == 64
        assert not server.visitors


def test_ehlo_again(terminal):
    with Fault(smtp(replies={"EHLO": "250-mail.test\r\n250 SIZE 1000"})) as server:
        t = terminal().open(server.port)
        t.say("ehlo me", "250 SIZE")
        t.line(":ehlo")  # it was said: what is known is shown
        t.until(re.compile(r"^SIZE 1000", re.M))
        t.line(":ehlo other.test")
        until(lambda: b"EHLO other.test\r\n" in server.heard())
        assert server.heard().count(b"\n") == 2


# ---- asking first ----

@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_shell_s_command_asks_too(terminal, answer):
    with Fault(pop3()) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "dele", "1", env=WORD)
        t.until(lambda: t.row == "Delete message 1? [y/N]")
        assert not server.visitors
        t.type(answer)
        t.until(lambda: t.row == f"Delete message 1? [y/N] {answer}")
        t.key("enter")
        assert t.status() == 0
        assert bool(server.visitors) == (answer == "y")
        if answer == "y":
            assert b"DELE 1\r\nQUIT\r\n" in server.heard()


# ---- on the screen ----

def test_what_was_said_is_not_repeated(terminal):
    """The dialogue shows the replies already; results add what it does not."""
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.line(":verify b@y")
        t.until(re.compile(r"^RSET\n250 ok", re.M))
        t.line(":" + " ".join(MAIL))
        t.until(re.compile(r"^250 queued as 4711", re.M))
        t.say("noop", "250 ok")
        assert t.text.count("queued as 4711") == 1 and t.text.count("RCPT TO:<b@y>") == 2


def test_a_summary_is_broken_between_its_parts(terminal):
    part = in_pop3(expect("RETR 1"), "+OK", b"x" * 498 + b"\r\n", 1.2, b"x" * 498 + b"\r\n.\r\n", expect("QUIT"), "+OK")
    with Fault(part) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", env=WORD)
        assert t.status() == 0
        assert re.search(rf"^1,000 octets in [\d.]+ s{HELD}, \d+ octets/s; first octet after \S+ ms{HELD};\n"
                         r"longest pause [\d.]+ s at octet 500$", t.text, re.M), t.picture()


@pytest.mark.parametrize("columns, bar", [(80, r"1\.0 kB of 5\.0 kB \[#\.{9}\] stalled [2-9]"), (60, r"^1\.0 kB of 5\.0 kB stalled [2-9]")])
def test_a_bar_where_there_is_room(terminal, tmp_path, columns, bar):
    with Fault(in_pop3(expect("LIST 1"), "+OK 1 5000", expect("RETR 1"), "+OK", b"x" * 998 + b"\r\n", 60)) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", "m", env=WORD, cwd=tmp_path, columns=columns)
        t.until(re.compile(bar, re.M))


def test_a_dumb_terminal_gets_no_prompt_behind_a_command(terminal):
    with Fault(pop3(replies={"STAT": "+OK 2 30"})) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "stat", env=dict(WORD, TERM="dumb"))
        assert t.status() == 0 and "postel>" not in t.text, t.picture()


def test_what_is_left_of_a_message_is_told(run, tmp_path):
    with Fault(in_pop3(expect("LIST 1"), "+OK 1 5000", expect("RETR 1"), "+OK", b"x" * 1234 + b"\r\n")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env=WORD)
        assert ended.status == 69 and f"1,236 octets of the message are in {tmp_path / 'm.part'}" in ended.err, ended


# ---- whose time it was ----

def held_pipe(home, port, *options, seconds=2.5):
    """retr into a pipe that nobody reads for a while."""
    running = start(*options, f"pop3://a@127.0.0.1:{port}", "retr", "1", home=home, env=WORD)
    time.sleep(seconds)
    out, err = running.communicate(timeout=30)
    return running.returncode, out, err.decode()


def test_a_pipe_that_is_full_is_no_silence_of_the_server(home, tmp_path):
    part = in_pop3(expect("RETR 1"), "+OK", pour(20_000_000, b"x" * 998 + b"\r\n"), b".\r\n", expect("QUIT"), "+OK")
    with Fault(part) as server:
        log = tmp_path / "log"
        status, out, err = held_pipe(home, server.port, "--timeout", "1", "--log", log)
        assert status == 0 and len(out) == 20_000_000, err
        assert "held by us" in err and not re.search(r"longest pause [\d.]+ s at", err), err
        told = log.read_text()
        assert " held " in told and " tcp " not in told and " pause " not in told, told


def test_a_long_line_has_its_pauses(run):
    part = in_pop3(expect("RETR 1"), "+OK", *[step for _ in range(6) for step in (b"x" * 1000, 0.3)], b"\r\n.\r\n",
                   expect("QUIT"), "+OK")
    with Fault(part) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", env=WORD)
        figures = re.search(r"longest pause (\d+ ms|[\d.]+ s) at octet [\d,]+000\b", ended.err)
        assert ended.status == 0 and figures, ended


@pytest.mark.parametrize("steps, first, pause", {
    "within the first line": (["+OK", b"first", 1.2, b" line\r\n.\r\n"], r"(<0\.1|\d\.\d|\d\d?\d?) ms", r"[\d.]+ s at octet 5"),
    "in one piece with +OK": ([b"+OK\r\nfirst", 1.2, b" line\r\n.\r\n"], r"(<0\.1|\d\.\d|\d\d?\d?) ms", r"[\d.]+ s at octet 5"),
    "before the first octet": (["+OK", 1.2, b"first line\r\n.\r\n"], r"[\d.]+ s", None),
}.values())
def test_waiting_for_the_first_octet_is_no_pause(run, steps, first, pause):
    with Fault(in_pop3(expect("RETR 1"), *steps, expect("QUIT"), "+OK")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", env=WORD)
        found = re.search(r"first octet after ([^;\n]*)(?:; longest pause (.*))?", ended.err)
        assert found and re.fullmatch(first, found[1]), ended
        assert re.fullmatch(pause, found[2]) if pause else not found[2], ended


def test_input_that_ends_late_is_no_pause_of_the_server(home):
    with Fault(smtp()) as server:
        running = start(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--body", "-", home=home)
        running.stdin.write(b"hi\n")
        running.stdin.flush()
        until(lambda: server.visitors and b"DATA" in server.heard())
        time.sleep(3)  # this is what must not count
        err = running.communicate(timeout=30)[1].decode()
    assert re.search(r"lines sent in \d", err) and not re.search(r"longest pause [3-9]\.\d s", err), err


def test_the_rate_is_that_of_the_whole_time(run):
    part = in_pop3(expect("RETR 1"), 1, "+OK", pour(1_000_000, b"x" * 998 + b"\r\n"), b".\r\n", expect("QUIT"), "+OK")
    with Fault(part) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", env=WORD)
        pace = re.search(rf"1,000,000 octets in ([\d.]+) s{HELD}, (\d+) kB/s; first octet after ([\d.]+) s",
                         ended.err)
        assert float(pace[1]) >= 1 and float(pace[3]) >= 1, ended
        assert 0.9 < float(pace[1]) * int(pace[2]) / 1000 < 1.1, ended


def test_a_line_just_said_is_not_called_lost(terminal):
    """A reply is due since long; the kernel was asked about that, and not about the line typed now."""
    with Fault(pop3(replies={"STAT": 60})) as server:
        t = terminal().open(server.port)
        t.line("stat")
        t.until("the server's side has received everything", timeout=15)
        t.line("noop")
        until(lambda: server.heard().endswith(b"noop\r\n"))
        t.quiet(0.5)
        assert "not acknowledged" not in t.text, t.picture()


# ---- ^C ----

def slow_retr():
    return in_pop3(expect("RETR 1"), "+OK", b"first line\r\n", 0.5, b"second line\r\n" * 1000, 600)


def test_a_shell_s_command_ends_with_it(terminal, tmp_path):
    with Fault(slow_retr()) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", env=WORD)
        t.until("first line")
        t.ctrl("c")
        assert t.status() == -signal.SIGINT


def test_a_password_is_not_typed_into_the_session_behind_it(terminal):
    with Fault(pop3()) as server:
        t = terminal(f"pop3://paul@127.0.0.1:{server.port}", "stat")
        t.until(lambda: t.row.endswith("(not shown):"))
        t.ctrl("c")
        assert t.status() == -signal.SIGINT


@pytest.mark.parametrize("alone", [True, False])
def test_half_a_mail_is_none(terminal, tmp_path, alone):
    path = tmp_path / "large"
    path.write_bytes(b"line of a large message\n" * 2_000_000)
    stuck = script("354 go", lambda visitor: until(lambda: visitor.server.go_on, 60))
    with Fault(smtp(replies={"DATA": stuck})) as server:
        server.go_on = False
        words = MAIL + ["--from-file", str(path)]
        if alone:
            t = terminal(f"smtp://127.0.0.1:{server.port}", *words)
        else:
            t = terminal().open(server.port)
            t.line(":" + " ".join(words))
        t.until(re.compile(r"\d [kM]B of 4\d\.\d MB"))
        t.ctrl("c")
        t.until(re.compile(r"so that no part\s+of it is delivered"))
        if alone:
            assert t.status() == -signal.SIGINT
        else:
            t.until(CLOSED_HERE)
        server.go_on = True
        until(lambda: server.visitors[0].sock.fileno() < 0)
        assert not server.heard().endswith(b"\r\n.\r\n")


def test_where_the_part_is(terminal, tmp_path):
    with Fault(in_pop3(expect("LIST 1"), "+OK 1 5000", expect("RETR 1"), "+OK", b"x" * 998 + b"\r\n", 600)) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", "m", env=WORD, cwd=tmp_path)
        t.until("1.0 kB of 5.0 kB")
        t.ctrl("c")
        t.until("1,000 octets of the message are in m.part")
        assert t.status() == -signal.SIGINT and (tmp_path / "m.part").stat().st_size == 1000


def test_before_a_message_has_begun(terminal):
    part = script("+OK hi", expect("USER a"), "+OK", expect("PASS b"), "+OK", expect("CAPA"), "-ERR", expect("RETR 1"),
                  0.7, b"+OK\r\nthe message\r\n.\r\n", expect("noop"), "+OK noop", 60)
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.say("user a", r"\+OK")
        t.say("pass b", r"\+OK")
        t.line(":retr 1")
        until(lambda: server.heard().endswith(b"RETR 1\r\n"))
        t.ctrl("c")
        t.until("cancelled")
        t.line("noop")
        t.until("+OK noop")
        assert "the message" not in t.text


def test_a_mail_whose_dot_was_said_is_of_unknown_fate(terminal):
    with Practice("--delay", "dot=10m") as server:
        t = terminal(f"smtp://127.0.0.1:{server.smtp}", *MAIL)
        server.tells("octets of a message")
        t.ctrl("c")
        t.until("it is unknown whether the server has the")
        assert t.status() == -signal.SIGINT


def test_the_rest_of_a_message_is_not_poured_over_the_screen(terminal):
    part = script("+OK hi", expect("USER a"), "+OK", expect("PASS b"), "+OK", expect("CAPA"), "-ERR", expect("RETR 1"),
                  "+OK", b"first line\r\n", 1, b"second line\r\n" * 1000, b".\r\n", expect("RETR 2"), "+OK",
                  b"another\r\n.\r\n", 60)
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.say("user a", r"\+OK")
        t.say("pass b", r"\+OK")
        t.line(":retr 1")
        t.until("first line")
        t.ctrl("c")
        t.until("cancelled")
        t.line("retr 2")
        t.until("another")
        assert "second line" not in t.text and not server.surprises


def test_data_without_a_file_is_typed(terminal):
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.say("ehlo me", "250")
        t.say(":mail a@x", "250")
        t.say(":rcpt b@y", "250")
        t.say(":data", "354")
        t.line("Subject: by hand")
        t.line("")
        t.line(":-)")
        t.say(".", "250 queued")
        t.say("noop", "250 ok")
        assert b"Subject: by hand\r\n\r\n:-)\r\n.\r\n" in server.heard()


# ---- what is typed on the shell's line ----

@pytest.mark.parametrize("name", ["x\r\nNOOP evil", "x\ny"])
def test_no_line_end_in_our_name(run, name):
    with Fault(smtp()) as server:
        ended = run("--helo", name, f"smtp://127.0.0.1:{server.port}", "ehlo")
        assert ended.status == 64 and not server.visitors, ended


@pytest.mark.parametrize("words", [["ehlo"], ["ehlo", "me.test"]])
def test_ehlo_says_what_is_offered(run, words):
    with Fault(smtp(replies={"EHLO": "250-mail.test\r\n250-SIZE 1000\r\n250 8BITMIME"})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", *words)
        assert ended.status == 0 and ended.out == b"SIZE 1000\n8BITMIME\n", ended


@pytest.mark.parametrize("mechanism, status", [("foo", 64), ("user", 64)])
def test_a_mechanism_that_cannot_be(run, mechanism, status):
    """Said before anything is connected to."""
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 AUTH PLAIN"})) as server:
        ended = run("--auth", mechanism, f"smtp://a@127.0.0.1:{server.port}", "login", env=WORD)
        assert ended.status == status and f"--auth {mechanism}: " in ended.err and not server.visitors, ended


@pytest.mark.parametrize("mechanism, status", [("login", 77)])
def test_a_mechanism_that_will_not_do(run, mechanism, status):
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 AUTH PLAIN"})) as server:
        ended = run("--auth", mechanism, f"smtp://a@127.0.0.1:{server.port}", "login", env=WORD)
        assert ended.status == status and f"not offer {mechanism}" in ended.err and "PLAIN" in ended.err, ended


def test_an_initial_response_is_for_login_alone(run, dovecot):
    for mechanism in ("cram-md5", "login", "plain"):
        ended = run("--cafile", dovecot.ca, "--initial-response", "--auth", mechanism,
                    f"pop3s://paul@localhost:{dovecot.ports['pop3s']}", "stat", env={"POSTEL_PASSWORD": USERS["paul"]})
        assert ended.status == 0, (mechanism, ended)


def test_a_certificate_that_no_mechanism_takes(terminal, dovecot):
    """Then the password is asked for."""
    cert, key = dovecot.client
    with Fault(pop3(replies={"STAT": "+OK 1 2"})) as server:
        t = terminal("--cert", cert, "--key", key, f"pop3://a@127.0.0.1:{server.port}", "stat")
        t.until(lambda: t.row.endswith("(not shown):"))
        t.line("b")
        assert t.status() == 0
        assert b"PASS b\r\n" in server.heard()


def test_results_are_events(run):
    with Fault(pop3(replies={"STAT": "+OK 2 30"})) as server:
        ended = run("--json", f"pop3://a@127.0.0.1:{server.port}", "stat", env=WORD)
        events = [json.loads(line) for line in ended.out.decode().splitlines()]
        assert [e["text"] for e in events if e["kind"] == "result"] == ["2 messages, 30 octets"], events


def test_an_end_while_a_mail_is_read(home):
    """Standard input can't be read: nothing is sent, least of all an empty mail."""
    with Fault(smtp()) as server:
        folder = os.open("/", os.O_RDONLY)
        running = start(f"smtp://127.0.0.1:{server.port}", *MAIL, "--from-file", "-", home=home, stdin=folder)
        os.close(folder)
        _, err = running.communicate(timeout=30)
        assert running.returncode == 66 and b"so that no part of it is delivered" in err, err
        assert b"\r\n.\r\n" not in server.heard()


def test_sigterm_leaves_a_part(home, tmp_path):
    with Fault(in_pop3(expect("LIST 1"), "+OK 1 1000000", expect("RETR 1"), "+OK", pour(100_000), 60)) as server:
        running = start(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", home=home, env=WORD)
        until(lambda: (tmp_path / "m.part").exists() and (tmp_path / "m.part").stat().st_size > 0)
        running.terminate()
        running.communicate(timeout=30)
        assert running.returncode == -signal.SIGTERM and not (tmp_path / "m").exists()


def test_what_is_no_file_is_not_replaced(run, tmp_path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("folder", "fifo", "link"):
        with Fault(script("+OK")) as server:
            ended = run("--force", f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / name, env=WORD)
            assert ended.status == 73 and not server.visitors, ended
    assert (tmp_path / "link").is_symlink() and (tmp_path / "fifo").is_fifo()


def test_a_pipe_is_no_file(run, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    keep = os.open(tmp_path / "fifo", os.O_RDWR)
    for words in ([*MAIL, "--from-file", tmp_path / "fifo"], [*MAIL, "--attach", tmp_path / "fifo"],
                  ["data", tmp_path / "fifo"]):
        with Fault(smtp()) as server:
            ended = run(f"smtp://127.0.0.1:{server.port}", *words)
            assert ended.status == 66 and not server.visitors, ended
    os.close(keep)


# ---- the last word of a server that closes ----

CRAM = "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"


def ehlo(offers, *steps):
    return script("220 hi", expect("EHLO .*"), f"250-x\r\n250 {offers}", *steps)


def ANY(visitor):
    visitor.line()


# Where it refuses and closes, or resets, the refusal is the reason; nothing more is tried that could be.
REFUSALS = [
    ("smtp", MAIL, lambda *end: ehlo("AUTH PLAIN LOGIN", expect("AUTH PLAIN .*"), "535 5.7.8 wrong", *end), 77,
     "log in with AUTH PLAIN: the server says 535 5.7.8 wrong"),
    ("smtp", MAIL, lambda *end: ehlo("AUTH CRAM-MD5 PLAIN", expect("AUTH CRAM-MD5"), CRAM, ANY, "535 no", *end), 77,
     "log in with AUTH CRAM-MD5: the server says 535 no"),
    ("smtp", MAIL, lambda *end: ehlo("AUTH LOGIN", expect("AUTH LOGIN"), "334 VXNlcm5hbWU6", ANY, "334 UGFzc3dvcmQ6", ANY,
                                     "535 no", *end), 77, "log in with AUTH LOGIN: the server says 535 no"),
    ("smtp", ["-c", "login", "-c", "mail a@x"], lambda *end: ehlo("AUTH PLAIN LOGIN", ANY, "535 no", *end), 77,
     "log in with AUTH PLAIN: the server says 535 no"),
    ("smtp", MAIL, lambda *end: ehlo("AUTH PLAIN LOGIN", ANY, "421 4.7.0 too many", *end), 75, "421 4.7.0 too many"),
    ("lmtp", MAIL, lambda *end: script("220 hi", expect("LHLO .*"), "250-x\r\n250 AUTH PLAIN LOGIN", ANY, "535 no", *end), 77,
     "log in with AUTH PLAIN: the server says 535 no"),
    ("pop3", ["stat"], lambda *end: script("+OK <1.2@x>", expect("CAPA"), "-ERR", expect("APOP .*"), "-ERR no", *end), 77,
     "log in with APOP: the server says -ERR no"),
    ("pop3", ["stat"], lambda *end: script("+OK", expect("CAPA"), "-ERR", expect("USER a"), "-ERR no", *end), 77,
     "log in with USER: the server says -ERR no"),
    ("pop3", ["stat"], lambda *end: script("+OK", expect("CAPA"), "-ERR", ANY, "+OK", expect("PASS b"), "-ERR no", *end), 77,
     "log in with PASS: the server says -ERR no"),
    ("pop3", ["stat"], lambda *end: script("+OK", expect("CAPA"), "+OK\r\nSASL PLAIN LOGIN\r\n.", ANY, "-ERR no", *end), 77,
     "log in with AUTH PLAIN: the server says -ERR no"),
    ("pop3", ["stat"], lambda *end: script("+OK", expect("CAPA"), "-ERR go away", *end), 1, "CAPA: the server says -ERR go away"),
    ("smtp", MAIL, lambda *end: script("220 hi", expect("EHLO .*"), "554 go away", *end), 1, "EHLO: the server says 554 go away"),
    ("smtp", MAIL, lambda *end: script("220 hi", expect("EHLO .*"), "502 what", expect("HELO .*"), "550 nor you", *end), 1,
     "HELO: the server says 550 nor you"),
    ("lmtp", MAIL, lambda *end: script("220 hi", expect("LHLO .*"), "550 go", *end), 1, "LHLO: the server says 550 go"),
    ("smtp", MAIL, lambda *end: ehlo("STARTTLS", expect("STARTTLS"), "454 not now", *end), 75, "454 not now"),
    ("smtp", ["send-mail", "-f", "a@x", "-t", "b@y,c@y"],
     lambda *end: ehlo("AUTH PLAIN", ANY, "235", ANY, "250", ANY, "550 no such", *end), 1, "RCPT b@y: the server says 550 no such"),
    ("pop3", ["retr", "1-3"], lambda *end: in_pop3(expect("RETR 1"), "-ERR gone", *end), 1, "RETR 1: the server says -ERR gone"),
    ("smtp", MAIL, lambda *end: ehlo("AUTH PLAIN", ANY, "535-5.7.8 Not accepted. See\r\n535 5.7.8  https://help.example", *end), 77,
     "log in with AUTH PLAIN: the server says 535 5.7.8 Not accepted. See https://help.example\n"),
    ("smtp", MAIL, lambda *end: ehlo("AUTH PLAIN", ANY, "235", ANY, "550-no mail\r\n550-\r\n550 from you", *end), 1,
     "MAIL: the server says 550 no mail from you\n"),
    # our own cancelling of a challenge that makes no sense
    ("smtp", MAIL, lambda *end: ehlo("AUTH CRAM-MD5", ANY, "334 <none>", expect(r"\*"), *end), 77,
     "log in with AUTH CRAM-MD5: the challenge is not base64: '<none>'\n"),
    ("pop3", ["stat"], lambda *end: script("+OK", expect("CAPA"), "+OK\r\nSASL LOGIN\r\n.", ANY, "+ UGFzc3dvcmQ6", expect(r"\*"), *end), 77,
     "log in with AUTH LOGIN: the server asks for the password before the user name: 'Password:'\n"),
]


@pytest.mark.parametrize("scheme, words, steps, asks", [
    ("smtp", MAIL, [ehlo("AUTH PLAIN", ANY, "535 no")], True),
    ("smtp", MAIL, [ehlo("AUTH PLAIN", ANY, "538 5.7.11 only with TLS")], False),
    ("smtp", MAIL, [ehlo("AUTH PLAIN", ANY, "534 5.7.9 too weak")], False),
    ("smtp", MAIL, [ehlo("AUTH PLAIN", ANY, "504 5.5.4 no such mechanism")], False),
    ("smtp", MAIL, [ehlo("AUTH CRAM-MD5", ANY, "334 ", expect(r"\*"), "501 cancelled")], False),
    ("pop3", ["stat"], [script("+OK", ANY, "-ERR", ANY, "+OK", ANY, "-ERR [AUTH] no")], True),
    ("pop3", ["stat"], [script("+OK", ANY, "-ERR", ANY, "+OK", ANY, "-ERR no")], True),
    ("pop3", ["stat"], [script("+OK", ANY, "-ERR", ANY, "+OK", ANY, "-ERR [SYS/PERM] disk")], False),
])
def test_name_and_password_are_doubted_where_they_may_be_wrong(run, scheme, words, steps, asks):
    with Fault(*steps) as server:
        ended = run("--timeout", "5", f"{scheme}://a@127.0.0.1:{server.port}", *words, env=WORD)
        assert ended.status == 77 and "offers nothing else." in ended.err, ended
        assert ("Check the name and the password." in ended.err) == asks, ended


@pytest.mark.parametrize("end", [(), (RESET,)], ids=["close", "reset"])
@pytest.mark.parametrize("scheme, words, part, status, said", REFUSALS, ids=range(len(REFUSALS)))
def test_a_refusal_and_then_a_close(run, scheme, words, part, status, said, end):
    with Fault(part(*end)) as server:
        ended = run("--timeout", "5", f"{scheme}://a@127.0.0.1:{server.port}", *words, env=WORD)
        assert ended.status == status and said in ended.err, ended
        assert ended.err.count("postel: ") == 1, ended


@pytest.mark.parametrize("scheme, lines, part, status, said", [
    ("smtp", "EHLO x\nAUTH PLAIN AGEAYg==\nNOOP\nNOOP\n", ehlo("AUTH PLAIN", ANY, "535 no"), 77, "AUTH PLAIN: the server says 535 no"),
    ("smtp", "EHLO x\nAUTH CRAM-MD5\neA==\nNOOP\nNOOP\n", ehlo("AUTH CRAM-MD5", ANY, CRAM, ANY, "535 no"), 77,
     "AUTH CRAM-MD5: the server says 535 no"),
    ("smtp", "EHLO x\nAUTH FOO\nNOOP\nNOOP\n", ehlo("AUTH PLAIN", ANY, "504 what"), 77, "AUTH FOO: the server says 504 what"),
    ("smtp", "EHLO x\nMAIL FROM:<>\nNOOP\nNOOP\n", ehlo("SIZE", ANY, "421 busy"), 75, "MAIL: the server says 421 busy"),
    ("pop3", "USER a\nSTAT\nSTAT\n", script("+OK", ANY, "-ERR no"), 77, "USER: the server says -ERR no"),
    ("pop3", "USER a\nPASS b\nSTAT\nSTAT\n", script("+OK", ANY, "+OK", ANY, "-ERR no"), 77, "PASS: the server says -ERR no"),
    ("pop3", "USER a\nPASS b\nSTAT\nSTAT\n", script("+OK", ANY, "+OK", ANY, "-ERR [IN-USE] no"), 75, "PASS: the server says -ERR [IN-USE]"),
    ("pop3", "APOP a 0\nSTAT\nSTAT\n", script("+OK", ANY, "-ERR no"), 77, "APOP: the server says -ERR no"),
    ("imap", "a LOGIN a b\nb NOOP\nc NOOP\n", script("* OK", ANY, "a NO wrong"), 77, "LOGIN: the server says a NO wrong"),
    ("imap", "a LOGIN a b\nb NOOP\nc NOOP\n", script("* OK", ANY, "* BYE too many"), 69, "the server says * BYE too many"),
    ("imap", "a FETCH 1 BODY[]\nb NOOP\nc NOOP\n", script("* OK", ANY, "* 1 FETCH (BODY[] {9}\r\n* BYE x\r\n)\r\na OK"), 69,
     "the connection is closed, so this was not sent"),
    ("imap", "a LOGIN a b\nb NOOP\nc NOOP\n", script("* OK", ANY, "* BYE x\r\na NO wrong"), 77, "LOGIN: the server says a NO wrong"),
    ("imap", "a LOGIN a b\nb NOOP\nc NOOP\n", script("* OK", ANY, "a NO wrong\r\n* BYE x"), 77, "LOGIN: the server says a NO wrong"),
    ("smtp", "EHLO x\nAUTH PLAIN AGEAYg==\nNOOP\nNOOP\n", ehlo("AUTH PLAIN", ANY, "535 no\r\n421 bye"), 77,
     "AUTH PLAIN: the server says 535 no"),
    ("smtp", "EHLO x\nMAIL FROM:<>\nNOOP\nNOOP\n", ehlo("SIZE", ANY, "550 no\r\n421 bye"), 1, "MAIL: the server says 550 no"),
    ("imap", "a AUTHENTICATE PLAIN\nAGEAYg==\nb NOOP\nc NOOP\n", script("* OK", ANY, "+ ", ANY, "a NO [UNAVAILABLE] x"), 75,
     "AUTHENTICATE PLAIN: the server says a NO [UNAVAILABLE]"),
])
def test_a_refusal_and_then_a_close_in_a_script(run, scheme, lines, part, status, said):
    with Fault(part) as server:
        ended = run("--timeout", "5", f"{scheme}://127.0.0.1:{server.port}", script=lines)
        assert ended.status == status, ended
        if "was not sent" in ended.err:  # else the end was seen while a line was under way
            assert said in ended.err, ended


# ---- a login that was asked for and can't be ----

OPTIONS = [["--auth", "PLAIN"], ["--authzid", "x"], ["--initial-response"], ["--no-initial-response"], ["--auth", "XOAUTH2"]]


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_no_mail_goes_without_the_login_that_was_asked_for(run, options):
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 AUTH PLAIN"})) as server:
        ended = run(*options, f"smtp://127.0.0.1:{server.port}", *MAIL, env=WORD)
        assert ended.status == 64 and "no user name" in ended.err and options[0] in ended.err and not server.visitors, ended


def test_nor_with_a_password_and_no_user(run, tmp_path):
    (tmp_path / "word").write_text("b\n")
    (tmp_path / "word").chmod(0o600)
    with Fault(smtp()) as server:
        for option in ("--password-file", "--token-file"):
            ended = run(option, tmp_path / "word", f"smtp://127.0.0.1:{server.port}", *MAIL)
            assert ended.status == 64 and f"{option}: no user" in ended.err and not server.visitors, ended


@pytest.mark.parametrize("mechanism", ["EXTERNAL", "anonymous"])
def test_a_mechanism_that_needs_no_name_logs_in(run, mechanism):
    replies = {"EHLO": f"250-x\r\n250 AUTH {mechanism.upper()}", "AUTH": "235 in"}
    with Fault(smtp(replies=replies)) as server:
        ended = run("--auth", mechanism, f"smtp://127.0.0.1:{server.port}", *MAIL)
        assert ended.status == 0 and f"AUTH {mechanism.upper()} =\r\nMAIL".encode() in server.heard(), ended


def test_options_that_are_of_no_use_are_told(run):
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": "235 in"})) as server:
        url = f"smtp://127.0.0.1:{server.port}"
        assert run("--auth", "PLAIN", url, "ehlo").status == 64
        assert run("--auth", "PLAIN", "mx", "x.test").status == 64
        assert run("--initial-response", "--no-initial-response", url, *MAIL).status == 64
        assert not server.visitors
        assert "--auth was not used" in run("--auth", "PLAIN", url, script="NOOP\nQUIT\n").err
        assert "--pipelining is ignored" in run("--pipelining", url, "ehlo").err
        ended = run("--auth", "PLAIN", url, "-c", "login a", "-c", "mail a@x", env=WORD)
        assert ended.status == 0 and "not used" not in ended.err, ended
        ended = run("--auth", "PLAIN", url, "-c", "mail a@x", env=WORD)
        assert ended.status == 64 and b"MAIL" not in server.heard(-1), ended
    with Fault(pop3(replies={"STAT": "+OK 1 1"})) as server:
        assert "--helo is ignored" in run("--helo", "x", f"pop3://a@127.0.0.1:{server.port}", "stat", env=WORD).err
