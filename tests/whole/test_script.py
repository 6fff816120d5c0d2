"""Piped input: lines go in lockstep, the server's octets come out exactly, the status tells."""
import json
import os
import re
import shutil
import subprocess

import pytest

from client import binary, environment, start, until
from faults import EVERY_OCTET, Fault, Names, STAY, expect, pop3, script, smtp
from practice import Practice


# ---- what goes out, and when ----

def careful(*replies, greeting="220 mail.test"):
    """A server that answers late, and notes who spoke before the answer had ended."""
    def part(visitor):
        visitor.early = []

        def nothing_early():
            visitor.pause(0.1)
            visitor.early.append(visitor.heard[visitor.taken:])
        nothing_early()
        visitor.say(greeting)
        for reply in replies:
            visitor.line()
            for piece in [reply] if isinstance(reply, (str, bytes)) else reply:
                nothing_early()
                visitor.say(piece)
        visitor.stay()
    return part


def test_each_line_waits_for_the_reply_to_the_one_before(run):
    with Fault(careful((b"250-mail.test\r\n250-", b"SIZE 1000\r\n", b"250 HELP\r\n"), "250 ok", "250 ok",
                       "250 go on", "221 bye")) as server:
        ended = run("127.0.0.1", server.port, script="EHLO a.test\nMAIL FROM:<>\nRCPT TO:<a@b.test>\nRSET\nQUIT\n")
    assert not any(server.visitors[0].early), "a line was sent before the reply had ended"
    assert server.heard() == b"EHLO a.test\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.test>\r\nRSET\r\nQUIT\r\n"
    assert ended.status == 0, ended


def test_each_line_is_one_write(run):
    with Fault(smtp()) as server:
        run("127.0.0.1", server.port, script="EHLO a.test\nRSET\nQUIT\n")
    assert [octets for _, octets in server.visitors[0].arrivals] == \
        [b"EHLO a.test\r\n", b"RSET\r\n", b"QUIT\r\n"]


def test_a_body_streams(run):
    """Lines between 354 and the dot are answered by nobody and wait for nobody."""
    body = "".join(f"line {number}\n" for number in range(20000))
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f"EHLO a.test\nDATA\n{body}.\nQUIT\n")
    assert ended.status == 0, ended
    assert server.heard() == b"EHLO a.test\r\nDATA\r\n" + body.replace("\n", "\r\n").encode() + b".\r\nQUIT\r\n"
    assert ended.took < 20


def test_multi_line_pop3_replies_end_at_their_dot(run):
    with Fault(careful((b"+OK\r\n1 10\r\n", b".", b"\r\n"), "+OK 1 10", b"+OK\r\n.\r\n", "+OK bye",
                       greeting="+OK ready")) as server:
        ended = run("127.0.0.1", server.port, script="LIST\nLIST 1\nUIDL\nQUIT\n")
    assert not any(server.visitors[0].early)
    assert ended.status == 0, ended


def test_imap_replies_end_with_their_tag(run):
    with Fault(careful((b"* OK not yet\r\n", b"* 1 EXISTS\r\na2 OK not ours\r\n", b"a1 OK done\r\n"), "a2 OK bye",
                       greeting="* OK ready")) as server:
        ended = run("127.0.0.1", server.port, script="a1 NOOP\na2 LOGOUT\n")
    assert not any(server.visitors[0].early)
    assert ended.status == 0, ended


def test_an_unknown_protocol_goes_on_after_a_pause(run):
    with Fault(script("hello there", expect("one"), "1", expect("two"), "2", STAY)) as server:
        ended = run("127.0.0.1", server.port, script="one\ntwo\n")
    assert server.heard() == b"one\r\ntwo\r\n" and ended.out.endswith(b"1\r\n2\r\n")
    assert not server.surprises and 0.5 < ended.took < 20


def test_line_ends_of_the_script_do_not_matter(run):
    for lines in (b"NOOP\nQUIT\n", b"NOOP\r\nQUIT\r\n", b"NOOP\nQUIT"):
        with Fault(pop3()) as server:
            run("127.0.0.1", server.port, script=lines)
        assert server.heard() == b"NOOP\r\nQUIT\r\n"


def test_the_end_of_input_waits_for_what_is_due(run):
    with Practice("--delay", "user=1s") as server:
        ended = run("127.0.0.1", server.pop3, script="USER a\n")
    assert ended.out.endswith(b">\r\n+OK\r\n") and ended.status == 0 and ended.took > 1, ended


def test_no_letter_is_magic(run):
    lines = ["RCPT TO:<a@b.test>", "QUIET", "Q", "R", "k", "?", "!", "^]", "~.", "\\", "help"]
    with Fault(smtp(replies={"QUIT": "221 bye"})) as server:
        run("127.0.0.1", server.port, script="\n".join(lines) + "\n::colon\nQUIT\n")
    assert server.heard().decode().split("\r\n") == lines + [":colon", "QUIT", ""]


def test_colons_are_text_within_a_message(run):
    with Fault(smtp()) as server:
        run("127.0.0.1", server.port, script="EHLO a.test\nDATA\n:quit\n::x\n.\nQUIT\n")
    assert server.heard() == b"EHLO a.test\r\nDATA\r\n:quit\r\n::x\r\n.\r\nQUIT\r\n"


def test_octets_of_a_line_pass_as_they_are(run):
    line = bytes(octet for octet in range(1, 256) if octet not in b"\r\n")
    with Fault(smtp()) as server:
        run("127.0.0.1", server.port, script=b"EHLO a\n" + line + b"\nQUIT\n")
    assert server.heard() == b"EHLO a\r\n" + line + b"\r\nQUIT\r\n"


# ---- what comes out ----

def test_standard_output_is_the_servers_octets(run):
    odd = b"+OK " + EVERY_OCTET.replace(b"\n", b"") + b"\r\n"
    with Fault(pop3(replies={"STAT": odd, "NOOP": b"+OK lf only\n"})) as server:
        ended = run("127.0.0.1", server.port, script="STAT\nNOOP\nLIST\nQUIT\n")
    assert ended.out == (b"+OK POP3 server ready\r\n" + odd + b"+OK lf only\n"
                         b"+OK 2 messages:\r\n1 1204\r\n2 8812331\r\n.\r\n+OK bye\r\n")
    assert ended.err, "who was connected to should be told on standard error"


def test_a_real_message_arrives_octet_by_octet(run, dovecot):
    dovecot.fill("anna", [300000])
    message, = dovecot.messages("anna")
    ended = run("127.0.0.1", dovecot.ports["pop3"], script="USER anna\nPASS correct horse\nRETR 1\nQUIT\n")
    assert ended.status == 0, ended.err
    assert b"octets\r\n" + message + b".\r\n+OK" in ended.out


def test_into_a_pipe_that_reads_slowly(dovecot, home):
    """Nothing is lost, and the program does not spin while it waits."""
    dovecot.fill("anna", [3000000])
    command = f"printf 'USER anna\\nPASS correct horse\\nRETR 1\\nQUIT\\n' | {binary()} 127.0.0.1 " \
              f"{dovecot.ports['pop3']} 2>/dev/null | (sleep 1; wc -c)"
    counted = subprocess.run(["sh", "-c", command], capture_output=True, env=environment(), timeout=30)
    assert int(counted.stdout) > 3000000


# ---- local lines ----

@pytest.mark.parametrize("judgement, status", [
    (":expect +OK", 0), (":expect -ERR", 65), (':expect "2 320"', 0), (':expect "nothing"', 65)])
def test_expect_judges_the_reply_before_it(run, judgement, status):
    with Fault(pop3(replies={"STAT": "+OK 2 320"})) as server:
        ended = run("127.0.0.1", server.port, script=f"STAT\n{judgement}\nQUIT\n")
    assert ended.status == status, ended
    assert server.heard() == b"STAT\r\nQUIT\r\n", "the run goes on"


@pytest.mark.parametrize("code, status", [("250", 0), ("550", 65), ("2xx", 0), ("5xx", 65)])
def test_expect_a_code(run, code, status):
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f"EHLO a.test\nRSET\n:expect {code}\nQUIT\n")
    assert ended.status == status, ended


def test_expect_foresees_a_refusal(run):
    with Practice("--refuse", "pass=535:no") as server:
        ended = run("127.0.0.1", server.pop3, script="USER a\nPASS b\n:expect -ERR\nQUIT\n")
    assert ended.status == 0, ended


def test_expect_may_judge_the_greeting(run):
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script=":expect +OK\nQUIT\n")
    assert ended.status == 0, ended


def test_stop_ends_at_the_first_failure(run):
    with Practice("--refuse", "stat=554:no") as server:
        ended = run("--stop", "127.0.0.1", server.pop3, script="STAT\nNOOP\nQUIT\n")
        until(lambda: server.heard())
        assert ended.status == 1 and server.heard() == ["STAT"], ended


def test_sleep_takes_its_time_between_lines(run):
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script="STAT\n:sleep 1\nQUIT\n")
    (first, _), (second, _) = server.visitors[0].arrivals
    assert 0.9 < second - first < 15 and ended.status == 0, ended


def test_wait_is_for_what_the_server_says_unasked(run):
    with Fault(script("* OK ready", expect("a1 noop"), "a1 OK", 0.7, "* 1 EXISTS", expect("a2 logout"),
                      "* BYE", "a2 OK bye")) as server:
        ended = run("127.0.0.1", server.port, script="a1 noop\n:wait\na2 logout\n")
    (first, _), (second, _) = server.visitors[0].arrivals
    assert second - first > 0.6 and ended.status == 0, ended


def test_wait_may_be_limited(run):
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script="NOOP\n:wait 1\nQUIT\n")
    assert server.heard() == b"NOOP\r\nQUIT\r\n" and 0.9 < ended.took < 15, ended


def test_prefixes_are_for_hands_only(run):
    """A script must not change its meaning when a command is added."""
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script=":expec +OK\nQUIT\n")
    assert ended.status == 64, ended


def test_a_script_may_open(run):
    with Fault(pop3()) as server:
        ended = run(script=f"open 127.0.0.1 {server.port}\nSTAT\n:close\nopen 127.0.0.1 {server.port}\nQUIT\n")
    assert ended.status == 0, ended
    assert server.heard(0) == b"STAT\r\n" and server.heard(1) == b"QUIT\r\n"


def test_base64_reads_standard_input(run):
    assert run("base64", script=b"password").out == b"cGFzc3dvcmQ=\n"
    assert run("base64", "-d", script=b"cGFzc3dvcmQ=\n").out.rstrip(b"\n") == b"password"
    echoed = run("base64", script=b"password\n")
    assert echoed.err, "a line end in a password should be warned of"
    assert run("base64", "-d", script=b"not base64!").status == 65
    for octets in (7_000, 70_000, 700_000):  # more than a queue holds, too
        ended = run("base64", script=b"z" * octets)
        assert ended.status == 65 and "more than 6,000 octets" in ended.err, ended


# ---- how it ends ----

@pytest.mark.parametrize("reply, status", [
    ("550 5.7.1 no", 1), ("451 4.3.0 later", 75), ("hello", 76), ("250-a\r\n251 b", 76)])
def test_status_of_an_smtp_reply(run, reply, status):
    with Fault(smtp(replies={"MAIL": reply})) as server:
        ended = run("127.0.0.1", server.port, script="EHLO a.test\nMAIL FROM:<>\nQUIT\n")
    assert ended.status == status, ended
    assert server.heard().endswith(b"QUIT\r\n"), "the run goes on"


@pytest.mark.parametrize("replies, lines, status", [
    ({"DELE": "-ERR no"}, "DELE 1", 1),
    ({"PASS": "-ERR [AUTH] no"}, "USER a\nPASS b", 77),
    ({"PASS": "-ERR [AUTH] no", "STAT": "-ERR no"}, "STAT\nUSER a\nPASS b", 1),  # the first failure
    ({"AUTH": "-ERR no"}, "AUTH PLAIN AGEAYg==", 77)])
def test_status_of_a_pop3_reply(run, replies, lines, status):
    with Fault(pop3(replies=replies)) as server:
        ended = run("127.0.0.1", server.port, script=f"{lines}\nQUIT\n")
    assert ended.status == status, ended


def test_status_of_a_refused_login(run, postfix):
    ended = run("127.0.0.1", postfix.ports["submission"],
                script="EHLO client.example.com\nAUTH LOGIN\ndXNlcm5hbWU=\nd3Jvbmc=\nQUIT\n")
    assert ended.status == 77, ended
    assert "d3Jvbmc" not in ended.err


def test_status_of_a_greeting_that_refuses(run):
    for protocol, greeting, status in (("smtp", "554:no service", 1), ("smtp", "421:busy", 75), ("pop3", "554:closed", 1)):
        with Practice("--refuse", f"greeting={greeting}") as server:
            assert run("127.0.0.1", getattr(server, protocol), script="").status == status, greeting


@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize("fault", ["--drop-at=data", "--drop-at=dot", "--delay=data=1h"])
def test_what_is_left_of_a_message_is_no_command(run, tmp_path, target, fault):
    """The server is gone: a line that looks like a command was still meant for it."""
    body = f"log {tmp_path}/x\n?\n" * 3
    with Practice(fault) as server:
        where = ("127.0.0.1", server.smtp)
        ended = run("--timeout", "1", *where * target, script=("" if target else "open {} {}\n".format(*where)) +
                    f"EHLO x\nMAIL FROM:<a>\nRCPT TO:<b>\nDATA\n{body}.\n{body}QUIT\n")
        if not target:
            assert "so this was not sent: log" in ended.err or "not sent: ?" in ended.err, ended
    assert ended.status == 69 and not (tmp_path / "x").exists() and b"commands" not in ended.out + ended.err.encode(), ended


@pytest.mark.parametrize("arguments, first", [(("127.0.0.1", "9"), ""), ((), "open 127.0.0.1 9\n"), ((), "open 127.0.0.1 {}\n")])
def test_a_script_whose_server_is_not_there(run, tmp_path, arguments, first):
    with Practice("--drop-at", "greeting") as server:
        ended = run(*arguments, script=first.format(server.smtp) + f"DATA\nlog {tmp_path}/x\n.\n")
    assert ended.status == 69 and not (tmp_path / "x").exists(), ended


def test_a_literal_that_is_refused(run, tmp_path):
    with Fault(script("* OK hi", expect(r"a1 APPEND INBOX \{30\}"), "a1 NO full", STAY)) as server:
        ended = run("127.0.0.1", server.port, script=f"a1 APPEND INBOX {{30}}\nFrom: x\n:log {tmp_path}/x\na2 DELETE INBOX\n")
        assert server.heard() == b"a1 APPEND INBOX {30}\r\n"
    assert ended.status == 1 and not (tmp_path / "x").exists(), ended


def test_no_script_gets_a_shell(run, tmp_path):
    ended = run(script=f"!touch {tmp_path}/x\n")
    assert ended.status == 64 and "has to be typed" in ended.err and not (tmp_path / "x").exists(), ended


@pytest.mark.parametrize("foreseen", ["", ":expect 554\n"])
def test_the_message_behind_a_refused_data_is_for_nobody(run, tmp_path, foreseen):
    """Neither the server's commands nor ours, though its lines read like them."""
    body = f"Subject: x\n\nRSET\n:log {tmp_path}/x\n..\n"
    with Practice("--refuse", "data=554:no") as server:
        ended = run("127.0.0.1", server.smtp, script=f"EHLO x\nMAIL FROM:<a>\nRCPT TO:<b>\nDATA\n{foreseen}{body}.\nXSTATS\nNOOP\nQUIT\n")
        assert server.heard() == ["EHLO x", "MAIL FROM:<a>", "RCPT TO:<b>", "DATA", "XSTATS", "NOOP", "QUIT"]
    assert ended.status == 1 and not (tmp_path / "x").exists(), ended
    assert "the server refused the message, so its lines are skipped" in ended.err


def test_a_script_that_foresaw_a_refused_data(run):
    with Practice("--refuse", "data=554:no") as server:
        run("127.0.0.1", server.smtp, script="EHLO x\nMAIL FROM:<a>\nRCPT TO:<b>\nDATA\nRSET\nQUIT\n")
        assert server.heard()[-2:] == ["RSET", "QUIT"]


def test_status_of_a_greeting_that_refuses_while_the_input_goes_on():
    """The server closes before the end of the input has come."""
    with Practice("--refuse", "greeting=554:no service") as server:
        process = start("127.0.0.1", server.smtp)
        assert process.wait(10) == 1, process.stderr.read()
        process.communicate()


@pytest.mark.parametrize("how", ["--drop-at=stat", "--reset-at=stat", "--drop-at=greeting", "--reset-at=greeting"])
def test_status_of_a_lost_connection(run, how):
    with Practice(how) as server:
        ended = run("127.0.0.1", server.pop3, script="STAT\nQUIT\n")
    assert ended.status == 69, ended


def test_status_of_a_reply_that_breaks_off(run):
    """Lost, or broken: both are true."""
    with Fault(script("+OK ready", expect("STAT"), b"+O")) as server:
        assert run("127.0.0.1", server.port, script="STAT\nQUIT\n").status in (69, 76)


def test_a_server_that_ends_instead_of_answering_quit_is_fine(run):
    with Practice("--drop-at", "quit") as server:
        assert run("127.0.0.1", server.pop3, script="QUIT\n").status == 0


def test_status_when_nobody_listens(run):
    with Fault(script()) as server:
        port = server.port
    ended = run("127.0.0.1", port, script="QUIT\n")
    assert ended.status == 69 and "refused" in ended.err, ended


def test_status_when_the_name_does_not_exist(run):
    with Names({}) as names:
        ended = run("--dns", names.address, "nowhere.test", 110, script="QUIT\n")
    assert ended.status == 68 and "nowhere.test" in ended.err, ended


def test_a_silent_server_meets_the_time_limit(run):
    with Practice("--delay", "stat=1m") as server:
        ended = run("--timeout", 1, "127.0.0.1", server.pop3, script="STAT\nQUIT\n")
    assert ended.status == 69 and 0.9 < ended.took < 15, ended


@pytest.mark.parametrize("arguments", [
    ["127.0.0.1", "99999"], ["127.0.0.1", "0"], ["127.0.0.1", "nosuchservice"], ["--frobnicate"],
    ["http://mail.test/"], ["pop3://a:secret@mail.test"], ["pop3://mail.test/x%0d%0aDELE 1"],
    ["mail\r\nDELE 1", "110"], ["--timeout", "soon", "127.0.0.1", "110"], ["--log"]])
def test_status_of_a_senseless_command_line(run, arguments):
    ended = run(*arguments)
    assert ended.status == 64, ended
    assert ended.err and "secret" not in ended.err and not ended.out


def test_standard_input_that_cannot_be_read(run):
    folder = os.open("/", os.O_RDONLY)
    try:
        with Fault(pop3()) as server:
            ended = run("127.0.0.1", server.port, stdin=folder)
    finally:
        os.close(folder)
    assert ended.status == 66, ended


# ---- in company ----

@pytest.mark.parametrize("lines", ["DATA\nSubject: half", "AUTH LOGIN"])
def test_input_that_ends_too_early_is_a_failure(run, lines):
    with Fault(smtp(replies={"AUTH": "334 VXNlcm5hbWU6"})) as server:
        ended = run("127.0.0.1", server.port, script=lines)
    assert ended.status == 65 and "ended in the middle of a message or a login" in ended.err, ended
    assert b"\r\n.\r\n" not in server.heard()


def test_a_secret_that_cannot_be_asked_for_ends_the_script(run):
    with Fault(smtp(replies={"AUTH": "334 VXNlcm5hbWU6"})) as server:
        ended = run("127.0.0.1", server.port, script="AUTH LOGIN\n:secret\npaul\nmypassword\nQUIT\n")
    assert ended.status == 64 and "no terminal to ask at" in ended.err, ended
    assert server.heard() == b"AUTH LOGIN\r\n"


def test_what_stands_behind_a_farewell_is_not_sent(run):
    with Fault(smtp(replies={"QUIT": script("221 bye", 0.2)})) as server:
        ended = run("127.0.0.1", server.port, script="QUIT\nNOOP\n")
    assert server.heard() == b"QUIT\r\n"
    assert ended.status == 69 and "the connection is closed, so this was not sent: NOOP" in ended.err, ended


MAIL = ["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<b@c>", "DATA", "Subject: x", "", "text", "."]
TAKEN = ["220 mail.test", expect("EHLO x"), "250 mail.test", expect("MAIL.*"), "250 ok", expect("RCPT.*"), "250 ok",
         expect("DATA"), "354 go on", *[expect(".*")] * 4]


OWED = [
    ([], "the greeting"),
    (["220-mail.test", b"22"], "the greeting"),
    (TAKEN[:2], "the reply to EHLO"),
    ([*TAKEN[:2], "250-mail.test", b"25"], "the reply to EHLO"),
    (TAKEN[:4], "the reply to MAIL"),
    (TAKEN, "the reply to the final dot: it is unknown whether the server has the message")]


@pytest.mark.parametrize("way, part, what", [(way, *owed) for owed in OWED for way in ["script", "-c", "--json"]
                                             if way != "-c" or owed[0] is not TAKEN])
def test_what_the_server_owed_when_it_closed_is_said(run, way, part, what):
    """A failure has its sentence, whoever spoke; and what was not sent any more is told after it."""
    with Fault(script(*part)) as server:
        if way == "-c":
            ended = run("127.0.0.1", server.port, *[word for line in MAIL[:3] for word in ("-c", f"send {line}")])
        else:
            options = ["--json"] if way == "--json" else []
            ended = run(*options, "127.0.0.1", server.port, script="\n".join(MAIL) + "\nQUIT\n")
    assert ended.status == 69 and re.search(f"postel: (line \\d: |-c \\d: )?the connection ended before {what}\n", ended.err), ended
    if way == "--json":
        assert json.loads(ended.out.splitlines()[-1])["reason"].endswith(f"the connection ended before {what}"), ended


def test_a_refusal_stays_the_reason_where_the_server_then_closes(run):
    with Fault(script("220 mail.test", expect("EHLO x"), "550 go away", expect("MAIL.*"))) as server:
        ended = run("127.0.0.1", server.port, script="EHLO x\nMAIL FROM:<a@b>\nRCPT TO:<b@c>\n")
    assert ended.status == 1 and "EHLO: the server says 550 go away\n" in ended.err, ended
    assert re.search("^the connection ended before the reply to MAIL\n", ended.err, re.MULTILINE), ended


def test_another_protocol_than_was_asked_for(run):
    with Fault(smtp()) as server:
        ended = run(f"pop3://127.0.0.1:{server.port}", script="STAT\nQUIT\n")
    assert ended.status == 76 and "not that of the protocol that was asked for" in ended.err, ended
    assert server.heard() == b"" and ended.took < 15


def test_no_input_at_all(run):
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, stdin=subprocess.DEVNULL)
    assert ended.status == 0 and ended.out == b"+OK POP3 server ready\r\n", ended


def test_under_rlwrap(home):
    if not shutil.which("rlwrap"):
        pytest.skip("no rlwrap here")
    with Fault(pop3()) as server:
        ended = subprocess.run(["rlwrap", binary(), "127.0.0.1", str(server.port)], input=b"QUIT\n",
                               capture_output=True, env=dict(environment(), HOME=str(home)), timeout=20)
    assert b"+OK bye" in ended.stdout


def test_json_only_on_request(run):
    import json
    with Fault(pop3()) as server:
        ended = run("--json", "127.0.0.1", server.port, script="LIST\nQUIT\n")
    events = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.status == 0 and {"S", "C", "reply"} <= {event["kind"] for event in events} or \
        {"heard", "said", "reply"} <= {event["kind"] for event in events}, ended
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["utc"]) for event in events)


def test_a_failure_names_its_line_and_what_it_judged(run, tmp_path):
    log = tmp_path / "log"
    with Fault(smtp(replies={"RCPT": "550 no such user"})) as server:
        lines = "EHLO x\nMAIL FROM:<a@x>\nRCPT TO:<b@y>\n:# a remark\n:expect 250\n:bogus\nQUIT\n"
        ended = run("--log", log, "127.0.0.1", server.port, script=lines)
    assert ended.status == 65, ended
    assert "postel: line 5: expected 250 after RCPT, but the reply was: 550 no such user\n" in ended.err, ended
    assert "postel: line 6: ?Invalid command: try help\n" in ended.err, ended
    record = log.read_text()
    assert record.count(" anchor ") == 1 and f" run: " in record and f"127.0.0.1 {server.port}\n" in record, record
    assert record.splitlines()[-1].endswith("end status=65: line 5: expected 250 after RCPT, but the reply was: 550 no such user")


def test_a_failure_names_its_dash_c(run):
    with Fault(smtp(replies={"NOOP": "250 fine"})) as server:
        ended = run("--json", f"smtp://127.0.0.1:{server.port}", "-c", "send NOOP", "-c", "expect 250", "-c", "expect 251",
                    "-c", "bogus")
    assert ended.status == 65, ended
    assert "postel: -c 3: expected 251 after NOOP, but the reply was: 250 fine\n" in ended.err, ended
    assert "postel: -c 4: ?Invalid command: try help\n" in ended.err, ended
    events = [json.loads(line) for line in ended.out.splitlines()]
    judged = [(e.get("met"), e.get("line"), e.get("command")) for e in events if e["kind"] == "expect"]
    assert judged == [(1, None, 2), (None, None, 3)] and events[-1]["reason"].startswith("-c 3: expected 251"), events


@pytest.mark.parametrize("words, script, status", [
    (["pop3://bob:hunter2@127.0.0.1:PORT", "stat"], None, 64),
    (["smtp://bob:hunter2@127.0.0.1:PORT"], "QUIT\n", 64),
    (["imaps://bob:hunter2@[::1]"], "", 64),
    (["open", "pop3://bob:hunter2@127.0.0.1:PORT"], "", 64),
    (["--auth", "plain", "tls://bob:hunter2@x.example:PORT", "stat"], "", 64),
    (["127.0.0.1", "PORT", "-c", "send pass hunter2"], None, 64),
    (["smtp://127.0.0.1:PORT", "-c", "send AUTH PLAIN hunter2"], None, 64),
    (["smtp://127.0.0.1:PORT", "-c", "send AUTH PLAIN", "-c", "send hunter2"], None, 64),
    (["pop3://bob@127.0.0.1:PORT", "-c", "stat", "-c", "open pop3://bob:hunter2@x.example"], None, 64),
    (["smtp://127.0.0.1:PORT", "-c", "base64 hunter2"], None, 64),
    (["pop3://bob@127.0.0.1:PORT", "-c", ":open pop3://bob:hunter2@x.example"], None, 64),
    (["pop3://bob@127.0.0.1:PORT", "-c", "stat", "-c", "pass hunter2"], None, 64),
    (["pop3://bob@127.0.0.1:PORT", "-c", "auth plain hunter2"], None, 64),
    (["base64", "hunter2"], None, 64),
    (["--password", "hunter2", "pop3://bob@127.0.0.1:PORT", "stat"], None, 64),
    (["pop3://bob@127.0.0.1:PORT", "stat"], None, 0),
    (["pop3://bob@127.0.0.1:PORT", "-c", "stat"], None, 0)])
def test_no_record_of_a_run_has_its_password(run, tmp_path, words, script, status):
    """Neither the command line as it is kept, nor the reason why it was refused."""
    log = tmp_path / "log"
    with Fault(pop3(replies={"STAT": "+OK 2 30"})) as server:
        words = [word.replace("PORT", str(server.port)) for word in words]
        for option in (["--log", log], ["--json"], ["--json", "--log", log]):
            ended = run(*option, *words, script=script or "", env={"POSTEL_PASSWORD": "hunter2"})
            kept = str(ended.out) + ended.err + (log.read_text() if log.exists() else "")
            assert ended.status == status and "hunter2" not in kept and "aHVudGVyMg" not in kept, (ended, kept)
    if not status:
        assert " run: " in log.read_text() and "stat" in log.read_text()


def test_json_ends_with_the_status(run):
    for words in (["--json", "--form"], ["--form", "--json"], ["--json", "127.0.0.1", "1"]):
        ended = run(*words)
        last = json.loads(ended.out.splitlines()[-1])
        assert last["kind"] == "end" and last["v"] == 2 and last["status"] == ended.status != 0 and last["reason"], ended


# ---- lines that are too long ----

def sent(run, *words):
    """What a command of the shell's line sends, and how it ends."""
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, *words)
        return ended, server.heard() if server.visitors else b""


@pytest.mark.parametrize("octets", [4095, 4096, 4097, 30000, 65535, 65536])
@pytest.mark.parametrize("words", [1, 3])
def test_a_long_line_goes_whole(run, octets, words):
    parts = ["NOOP", "x" * (octets - 5)] if words == 1 else ["NOOP", "x" * (octets - 9), "yyy"]
    ended, heard = sent(run, "send", *([" ".join(parts)] if words == 1 else parts))
    assert ended.status == 0 and heard == " ".join(parts).encode() + b"\r\n", (ended, len(heard))


@pytest.mark.parametrize("words", [["NOOP " + "x" * 65532], ["NOOP", "x" * 65530, "y"], ["x" * 100000]])
def test_a_line_that_does_not_fit_is_not_sent(run, words):
    ended, heard = sent(run, "send", *words)
    size = f"{len(' '.join(words)):,}"
    assert ended.status == 65 and heard == b"" and size in ended.err and "65,536" in ended.err, (ended, heard[:80])


LONG = "x" * 16390


@pytest.mark.parametrize("words", [
    ["ehlo", LONG], ["mail", LONG + "@x.test"], ["rcpt", "x" * 16370 + "@x.test"], ["data", LONG], ["rset", LONG],
    ["send-mail", "-f", "a" * 16370 + "@x.test", "-t", "b@x.test"], ["send-mail", "-f", "a@x.test", "-t", "b" * 16365 + "@x.test"],
    ["send-mail", "-f", "a@x.test", "-t", "b@x.test", "--body", LONG], ["verify", LONG + "@x.test"]])
def test_no_helper_says_a_part_of_a_word(run, words):
    ended, heard = sent(run, *words)
    lines = heard.split(b"\r\n")
    assert ended.status in (64, 65) and "Trace" not in ended.err, ended
    assert all(line.split(b" ")[0] in (b"EHLO", b"QUIT", b"RSET", b"") or line == b"MAIL FROM:<a@x.test>" for line in lines), lines[:9]
    assert not any(line.endswith((b"<", b"EHLO ")) for line in lines) and b"DATA" not in heard, lines[:9]


def test_a_name_of_ours_goes_whole(run):
    with Fault(smtp()) as server:
        ended = run("--helo", "x" * 300, f"smtp://127.0.0.1:{server.port}", "ehlo")
        assert server.heard().startswith(b"EHLO " + b"x" * 300 + b"\r\n"), ended


@pytest.mark.parametrize("words", [["top", "1" * 16390], ["list", "1" * 16390], ["auth", LONG], ["save-all", LONG], ["retr", "1", LONG]])
def test_no_helper_of_pop3_says_a_part_of_a_word(run, words):
    with Fault(pop3()) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", *words, env={"POSTEL_PASSWORD": "b"})
        assert ended.status in (64, 65, 73) and len(ended.err) > 20, ended
        assert not server.visitors or not re.search(rb"(TOP|LIST|RETR|AUTH)", server.heard()), server.heard()


def test_a_family_holds_for_its_own_connection(run):
    with Fault(smtp(), host="::1") as server:
        ended = run(script=f"open -4 ::1 {server.port}\nopen ::1 {server.port}\nQUIT\n")
        assert "line 1: look up ::1" in ended.err and server.heard() == b"QUIT\r\n", ended
