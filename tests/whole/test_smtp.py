"""test_smtp.py - the commands that send mail, and what arrives of it."""
import datetime
import email
import email.header
import email.policy
import email.utils
import hashlib
import json
import os
import random
import re
import subprocess
import zoneinfo

import pytest

from client import CLOSED_THERE, HELD, told, until
from faults import RESET, STAY, Fault, Gone, Names, expect, script, smtp
from practice import Practice
from servers import USERS

FROM, TO = "anna@example.com", "paul@example.com"
TRANSPORTS = {"clear": ("submission", ["--tls", "off"]), "STARTTLS": ("submission", []), "TLS": ("submissions", [])}
transports = pytest.mark.parametrize("transport", TRANSPORTS)


@pytest.fixture
def shell(run, postfix):
    """One command as user paul: shell("TLS", "login")."""
    def go(transport, *words, user="paul", env=None, **more):
        kind, options = TRANSPORTS[transport]
        return run("--cafile", postfix.ca, *options, f"{kind}://{user}@localhost:{postfix.ports[kind]}", *words,
                   env={"POSTEL_PASSWORD": USERS["paul"]} if env is None else env, **more)
    return go


@pytest.fixture
def mail(run, postfix):
    """Sends to Paul, as on port 25, and gives what arrived: mail("-s", "Test")."""
    def go(*words, **more):
        postfix.fill("paul", [])
        ended = run("--cafile", postfix.ca, f"smtp://localhost:{postfix.ports['smtp']}", "send-mail", "-f", FROM,
                    "-t", TO, *words, **more)
        assert ended.status == 0 and re.fullmatch(rb"250 2\.0\.0 Ok: queued as \w+\n", ended.out), ended
        return until(lambda: postfix.messages("paul"))[0]
    return go


def parsed(octets):
    return email.message_from_bytes(octets, policy=email.policy.default)


def body_of(octets):
    """Behind the header that Postfix lengthened."""
    return octets.split(b"\r\n\r\n", 1)[1]


# ---- what arrives ----

@transports
def test_a_mail_by_each_transport(shell, postfix, transport):
    postfix.fill("anna", [])
    ended = shell(transport, "send-mail", "-f", TO, "-t", FROM, "-s", "Test", "--body", "Hello")
    assert ended.status == 0 and b"queued as" in ended.out, ended
    message = parsed(until(lambda: postfix.messages("anna"))[0])
    assert (message["Subject"], message["From"], message["To"]) == ("Test", TO, FROM)
    assert message["Date"] and message["Message-ID"] and message.get_content() == "Hello\r\n"
    assert bool("using TLSv1.3" in str(message["Received"])) == (transport != "clear")


BODIES = {
    "empty": "",
    "dots": ".\n..\n.hello\n\n.\n",
    "no end": "one\ntwo",
    "umlauts": "grün\nund blau\n",
    "long": "x" * 3000 + "\ny " * 500,
    "blanks": "a  \n\tb\t\n   \n",
    "from": "From here\n=20=\n",
}


@pytest.mark.parametrize("body", BODIES)
def test_bodies(mail, body):
    arrived = mail("--body", BODIES[body])
    assert all(len(line) <= 998 for line in arrived.split(b"\r\n"))
    wanted = BODIES[body]
    wanted += "\n" if wanted and not wanted.endswith("\n") else ""
    assert parsed(arrived).get_content().replace("\r\n", "\n").removesuffix("\n") == wanted.removesuffix("\n")


@pytest.mark.parametrize("body", BODIES)
def test_bodies_from_standard_input(mail, body):
    message = parsed(mail("--body", "-", script=BODIES[body]))
    assert message.get_content().replace("\r\n", "\n").removesuffix("\n") == BODIES[body].removesuffix("\n")


def test_a_message_as_it_stands(mail, tmp_path):
    text = b"From: x@example.org\r\nSubject: raw\r\nX-Odd:   yes\r\n\r\n.\r\n..\r\n.x\r\n\xff\xfe binary-ish \x01\r\n" + \
        b"y" * 900 + b"\r\n.last\r\n"
    path = tmp_path / "one.eml"
    path.write_bytes(text)
    for arrived in (mail("--from-file", path), mail("--from-file", "-", script=text)):
        assert body_of(arrived) == body_of(text)
        assert b"\r\nX-Odd:   yes\r\n" in arrived and parsed(arrived)["From"] == "x@example.org"


def test_line_ends_become_right(mail):
    arrived = mail("--from-file", "-", script=b"Subject: x\n\none\rtwo\n\r\n.three")
    assert body_of(arrived) == b"one\r\ntwo\r\n\r\n.three\r\n"


def test_attachments(mail, tmp_path):
    noise = random.Random(1).randbytes(100_001)
    (tmp_path / "noise.bin").write_bytes(noise)
    (tmp_path / "größe 1.txt").write_text("klein")
    (tmp_path / "empty").touch()
    message = parsed(mail("--body", "see below", "--attach", tmp_path / "noise.bin",
                          "--attach", tmp_path / "größe 1.txt", "--attach", tmp_path / "empty"))
    text, *files = message.iter_parts()
    assert message.get_content_type() == "multipart/mixed" and text.get_content().strip() == "see below"
    assert [part.get_filename() for part in files] == ["noise.bin", "größe 1.txt", "empty"]
    assert [part.get_content() for part in files] == [noise, "klein", b""]


def test_fields(mail):
    subject = "Grüße aus Köln, " * 8 + "Ende"
    message = parsed(mail("--cc", "Ann Ex <anna@example.com>", "-s", subject, "--header", "X-One: 1",
                          "--header", "X-Two: zwölf", "--date", "Thu, 01 Jan 1970 00:00:00 +0000",
                          "--message-id", "<mine@here>", "--html", "--charset", "us-ascii"))
    assert message["Subject"] == subject and message["X-One"] == "1" and message["X-Two"] == "zwölf"
    assert message["Cc"] == "Ann Ex <anna@example.com>" and message["Message-ID"] == "<mine@here>"
    assert message["Date"] == "Thu, 01 Jan 1970 00:00:00 +0000"
    assert message.get_content_type() == "text/html" and message.get_content_charset() == "us-ascii"


def test_blind_copies_stay_blind(run, postfix):
    for user in ("paul", "anna"):
        postfix.fill(user, [])
    ended = run("--tls", "off", f"smtp://localhost:{postfix.ports['smtp']}", "send-mail", "-f", "<>", "-t", TO,
                "--bcc", FROM)
    assert ended.status == 0, ended
    for user in ("paul", "anna"):
        message = parsed(until(lambda: postfix.messages(user))[0])
        assert message["To"] == TO and message["Bcc"] is None and message["Return-Path"] == "<>"


def test_a_large_message_both_ways(run, postfix, tmp_path):
    source, back = tmp_path / "large", tmp_path / "back"
    source.write_bytes(b"Subject: large\r\n\r\n" + b".dotted line of a large message, and more\r\n" * 2_440_000)  # 100 MiB
    postfix.fill("paul", [])
    ended = run("--cafile", postfix.ca, f"smtp://localhost:{postfix.ports['smtp']}", "send-mail", "-f", FROM, "-t", TO,
                "--from-file", source)
    assert ended.status == 0, ended
    until(lambda: postfix.messages("paul"))
    ended = run("--cafile", postfix.ca, f"pop3://paul@localhost:{postfix.ports['pop3']}", "retr", "1", back,
                env={"POSTEL_PASSWORD": USERS["paul"]})
    assert ended.status == 0, ended
    assert hashlib.sha256(body_of(back.read_bytes())).digest() == \
        hashlib.sha256(body_of(source.read_bytes())).digest()


# ---- logging in ----

@transports
@pytest.mark.parametrize("mechanism", ["plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"])
def test_each_mechanism(shell, transport, mechanism):
    ended = shell(transport, "-v", "auth", mechanism)
    assert ended.status == 0 and re.search(rf"^AUTH {mechanism.upper()}( \*{{8}})?$", ended.err, re.M), ended
    assert re.search("^235 ", ended.err, re.M) and USERS["paul"] not in ended.err


@transports
@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_tokens(shell, postfix, transport, mechanism):
    ended = shell(transport, "--auth", mechanism, "login", env={"POSTEL_TOKEN": postfix.token("paul")})
    assert ended.status == 0, ended


@transports
def test_a_wrong_password(shell, transport):
    ended = shell(transport, "login", env={"POSTEL_PASSWORD": "wrongword"})
    assert ended.status == 77 and "535" in ended.err and "wrongword" not in ended.err, ended


# ---- recipients ----

def test_one_refused_and_the_rest_sent(run, postfix):
    postfix.fill("paul", [])
    ended = run("--tls", "off", f"smtp://localhost:{postfix.ports['smtp']}", "send-mail", "-f", FROM, "-t",
                f"nobody@example.com,{TO}", "-s", "to the rest")
    assert ended.status == 1 and b"queued" in ended.out and "<nobody@example.com>" in ended.err, ended
    assert parsed(until(lambda: postfix.messages("paul"))[0])["Subject"] == "to the rest"


@pytest.mark.parametrize("words, replies, status, heard", [
    ([], {"RCPT": "550 no"}, 1, rb"RSET"),
    ([], {"RCPT": "450 later"}, 75, rb"RSET"),
    ([], {"MAIL": "550 no"}, 1, rb"MAIL FROM:<a@x>"),
    ([], {"DATA": "554 no"}, 1, rb"DATA"),
    ([], {".": "554 spam"}, 1, rb"\."),
    ([], {".": "451 later"}, 75, rb"\."),
    ([], {"EHLO": "502 what"}, 0, rb"\."),
    (["--quit-after", "connect"], {}, 0, None),
    (["--quit-after", "ehlo"], {}, 0, rb"EHLO \S+"),
    (["--quit-after", "mail"], {}, 0, rb"MAIL FROM:<a@x>"),
    (["--quit-after", "rcpt"], {}, 0, rb"RCPT TO:<b@y>"),
])
def test_where_it_ends(run, words, replies, status, heard):
    with Fault(smtp(replies=replies)) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", *words)
        lines = server.heard().split(b"\r\n")
        assert ended.status == status, ended
        assert lines[-2:] == [b"QUIT", b""] and (heard is None or re.fullmatch(heard, lines[-3])), lines


@pytest.mark.parametrize("stage, last", [("ehlo", b"EHLO"), ("mail", b"MAIL"), ("rcpt", b"RCPT"), ("data", b"DATA")])
def test_dropped_behind_a_stage(run, stage, last):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--drop-after", stage)
        assert ended.status == 0, ended
        assert server.heard().split(b"\r\n")[-2].startswith(last)


def test_all_or_nothing(run):
    def some(visitor):
        script("250 ok" if b"<b@" in visitor.heard.split(b"\r\n")[-2] else "550 no")(visitor)
    with Fault(smtp(replies={"RCPT": some})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y,c@z", "--all-or-nothing")
        assert ended.status == 1 and b"DATA" not in server.heard() and b"RSET" in server.heard(), ended


@pytest.mark.parametrize("fate", ["250 ok", "550 full", "452 full"])
def test_lmtp_has_a_reply_for_each(run, fate):
    with Fault(smtp(replies={"LHLO": "250 mail.test", ".": f"250 one\r\n{fate}\r\n550 three"})) as server:
        ended = run(f"lmtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y,c@y,d@y")
        assert ended.status == (75 if fate[0] == "4" else 1) and server.heard().endswith(b".\r\nQUIT\r\n"), ended
        assert ended.out == (b"250 one\n250 ok\n" if fate[0] == "2" else b"250 one\n")
        assert (f"final dot for c@y: the server says {fate}" in ended.err) == (fate[0] != "2"), ended
        assert "final dot for d@y: the server says 550 three" in ended.err


def test_lmtp_names_whom_it_was_said_of(run):
    """One was refused at RCPT: the replies to the dot are about the others."""
    def some(visitor):
        script("550 no" if b"<c@" in visitor.heard.split(b"\r\n")[-2] else "250 ok")(visitor)
    replies = {"LHLO": "250 mail.test", "RCPT": some, ".": "250 one\r\n452 full"}
    with Fault(smtp(replies=replies)) as server:
        ended = run(f"lmtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y,C <c@y>,d@y")
        assert ended.err.splitlines()[0] == "postel: RCPT c@y: the server says 550 no", ended
        assert "final dot for d@y: the server says 452 full" in ended.err and ended.out == b"250 one\n"


def leave(_):
    raise Gone


@pytest.mark.parametrize("answers, unknown", [("250 one", ["c@y", "d@y"]), ("250 one\r\n552 full", ["d@y"])])
@pytest.mark.parametrize("end", [leave, STAY])
@pytest.mark.parametrize("how", [[], ["--pipelining"]])
def test_lmtp_names_whom_no_reply_was_about(run, answers, unknown, end, how):
    replies = {"LHLO": "250-mail.test\r\n250 PIPELINING", ".": script(answers, end)}
    with Fault(smtp(replies=replies)) as server:
        ended = run("--timeout", "1", *how, f"lmtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x",
                    "-t", "b@y,c@y,d@y")
    assert re.findall(r"final dot for (\S+): not answered", ended.err) == unknown, ended
    assert ended.status == (1 if "552" in answers else 69), ended


def test_lmtp_with_more_recipients_than_one_keeps(run):
    """More than the replies that are awaited at once, and only the last ones fail."""
    many = [f"r{n}@y" for n in range(150)]
    fates = "\r\n".join("550 full" if n > 147 else "250 ok" for n in range(150))
    with Fault(smtp(replies={"LHLO": "250 mail.test", ".": fates})) as server:
        ended = run(f"lmtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", ",".join(many))
        assert ended.status == 1 and ended.out == b"250 ok\n" * 148, ended
        assert re.findall(r"final dot for (\S+):", ended.err) == ["r148@y", "r149@y"]


def test_who_is_refused_is_named(run):
    with Practice("--refuse", "rcpt=550:no") as server:
        ended = run(f"smtp://127.0.0.1:{server.smtp}", "send-mail", "-f", "a@x", "-t", "b@y, Carl <c@z>")
        assert re.findall(r"RCPT (\S+): the server says 550 no", ended.err) == ["b@y", "c@z"], ended


@pytest.mark.parametrize("stage", ["tls", "auth"])
def test_a_stage_that_is_not_to_be_had(run, stage):
    """Nothing behind it is reached either."""
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--quit-after", stage)
        assert ended.status == 0 and b"MAIL" not in server.heard() and server.heard().endswith(b"QUIT\r\n"), ended


@pytest.mark.parametrize("words", [["send-mail", "-f", "a@x", "-t", "b@y", "--quit-after", "data"], ["data"]])
def test_a_data_that_is_refused(run, words):
    with Practice("--refuse", "data=503:no recipients") as server:
        ended = run(f"smtp://127.0.0.1:{server.smtp}", *words)
        assert ended.status == 1 and "DATA: the server says 503" in ended.err, ended


def test_the_stages_and_their_times(run):
    """The wait for the reply to the final dot stands apart: it is the server's alone."""
    with Practice("--delay=rcpt=300ms", "--delay=dot=600ms") as server:
        ended = run(f"smtp://127.0.0.1:{server.smtp}", "send-mail", "-f", "a@x", "-t", "b@y,c@y")
        line = re.sub(HELD, "", ended.err.splitlines()[-1])
        stages = [stage.rsplit(" ", 2)[0] for stage in line.split(", ")]
        assert [stage for stage in stages if stage != "message"] == \
            ["connect", "greeting", "EHLO", "MAIL", "RCPT", "DATA", "final dot"], ended
        assert told("RCPT TIME", line) >= 400 and told("final dot TIME", line) >= 400, ended


# ---- what is not known, and what is not offered ----

@pytest.mark.parametrize("end", ["", RESET])
def test_a_fate_that_is_unknown(run, end):
    steps = [expect("EHLO .*"), "250 x", expect("MAIL .*"), "250", expect("RCPT .*"), "250", expect("DATA"), "354 go"]

    def part(visitor):
        script("220 hi", *steps)(visitor)
        while visitor.line() != b".":
            pass
        if end:
            end(visitor)
    with Fault(part) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y")
        assert ended.status == 69 and "it is unknown whether the server has the message" in ended.err, ended


@pytest.mark.parametrize("words, lacks", [(["--notify", "SUCCESS"], "DSN"), (["-t", "ü@y"], "SMTPUTF8")])
def test_what_is_not_offered(run, words, lacks):
    for force in (False, True):
        with Fault(smtp()) as server:
            ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", *words,
                        *["--force"] * force)
            assert ended.status == (0 if force else 1) and (lacks in ended.err) == (not force), ended
            assert (b"MAIL" in server.heard()) == force


def test_parameters_that_are_offered(run):
    offers = "250-x\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN"
    with Fault(smtp(replies={"EHLO": offers})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "ä@x", "-t", "b@y", "--notify", "FAILURE",
                    "--orcpt", "rfc822;b@y", "--ret", "HDRS", "--envid", "X1")
        assert ended.status == 0, ended
        assert re.search("MAIL FROM:<ä@x> SIZE=[0-9]+ BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=X1\r\n".encode(), server.heard())
        assert b"RCPT TO:<b@y> NOTIFY=FAILURE ORCPT=rfc822;b@y\r\n" in server.heard()


@pytest.mark.parametrize("content, size", [(b"x" * 1001, "1,001"), (b"1234567\n" * 120, "1,080"),
                                           (b"1234567\r\n" * 120, "1,080"), (b"x" * 1000, None)])
def test_too_large_for_the_server(run, tmp_path, content, size):
    path = tmp_path / "large"
    path.write_bytes(content)
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 SIZE 1000"})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--from-file", path)
        assert ended.status == (65 if size else 0) and (b"MAIL" not in server.heard()) == (size is not None), ended
        assert (size or "") in ended.err


@pytest.mark.parametrize("words", [["--body", "short"], ["--body", "ü" * 600], ["--body", "one\ntwo\n" * 50],
                                   ["--attach", "file"], ["--body", "x" * 2000, "--attach", "file", "--attach", "file"]])
def test_the_size_declared_is_the_size_sent(run, tmp_path, words):
    (tmp_path / "file").write_bytes(random.Random(1).randbytes(10_001))
    words = [str(tmp_path / "file") if word == "file" else word for word in words]
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 SIZE"})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", *words)
        assert ended.status == 0, ended
        declared = int(re.search(rb"SIZE=(\d+)", server.heard())[1])
        sent = server.heard().split(b"DATA\r\n", 1)[1].removesuffix(b".\r\nQUIT\r\n")
        assert declared == len(sent)


def test_an_attachment_too_large_for_the_server(run, tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 800)
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 SIZE 1000"})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--attach",
                    tmp_path / "file")
        assert ended.status == 65 and b"MAIL" not in server.heard(), ended


def sent_to_old(run, *words, offers="250 mail.test"):
    """What a server gets that offers no more than that, as a message."""
    with Fault(smtp(replies={"EHLO": offers})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "Ännchen <a@x>", "-t", "Jürgen <b@y>", *words)
        assert ended.status == 0, ended
        return server.heard().split(b"DATA\r\n", 1)[1].removesuffix(b".\r\nQUIT\r\n")


def test_names_need_no_smtputf8(run):
    octets = sent_to_old(run, "-s", "ü", "--body", "ä", "--cc", "", "--header", "Reply-To: Müller <m@z>")
    assert octets.isascii() and b"\r\nCc" not in octets
    message = parsed(octets)
    assert (message["From"], message["To"], message["Reply-To"]) == \
        ("Ännchen <a@x>", "Jürgen <b@y>", "Müller <m@z>")
    assert all(len(line) <= 78 for line in octets.split(b"\r\n"))


def test_eight_bits_stay_out_of_a_part(run, tmp_path):
    (tmp_path / "file").write_text("x")
    octets = sent_to_old(run, "--body", "ä", "--attach", tmp_path / "file", offers="250-x\r\n250 8BITMIME")
    assert octets.isascii() and next(parsed(octets).iter_parts()).get_content() == "ä\r\n"
    assert b"Content-Transfer-Encoding: 8bit" in sent_to_old(run, "--body", "ä", offers="250-x\r\n250 8BITMIME")


def test_fields_of_one_s_own_stand_in_place_of_ours(run):
    names = ["Date", "Message-ID", "From", "To", "Subject"]
    words = [word for name in names for word in ("--header", f"{name}: mine")]
    octets = sent_to_old(run, "-s", "theirs", *words)
    for name in names:
        found = re.findall(rf"^{name}:.*$", octets.decode(), re.M)
        assert found == [f"{name}: theirs\r", f"{name}: mine\r"] if name == "Subject" else found == [f"{name}: mine\r"]
    assert b"Subject" not in sent_to_old(run, "--body", "none")


def test_many_fields(run):
    words = [word for n in range(40) for word in ("--header", f"X-{n}: {n}")]
    octets = sent_to_old(run, *words)
    assert all(f"\r\nX-{n}: {n}\r\n".encode() in octets for n in range(40))


def test_values_behind_an_equals_sign(run):
    message = parsed(sent_to_old(run, "--body=a=b", "--header=X-A: 1=2", "--charset=us-ascii", "--html"))
    assert message.get_content() == "a=b\r\n" and message["X-A"] == "1=2"
    assert message.get_content_type() == "text/html" and message.get_content_charset() == "us-ascii"


@pytest.mark.parametrize("field, value", [("Subject", "Größe, Farbe <neu>"), ("X-N", "Ä, b <c>"),
                                          ("Reply-To", "J <j@ö.de>"), ("References", "<a@x> <b@y>")])
def test_what_is_no_list_of_addresses(run, field, value):
    """It is encoded as it is, or left as it is."""
    words = ["-s", value] if field == "Subject" else ["--header", f"{field}: {value}"]
    octets = sent_to_old(run, *words)
    assert octets.isascii()
    assert str(email.header.make_header(email.header.decode_header(email.message_from_bytes(octets)[field]))) == value


def test_a_value_that_looks_like_an_option(run):
    message = parsed(sent_to_old(run, "-s", "--cc", "--header", "X-A: 1", "--body", "--html"))
    assert message["Subject"] == "--cc" and message.get_content_type() == "text/plain"
    assert message.get_content() == "--html\r\n"


# ---- what makes no sense is said before anything is ----

@pytest.mark.parametrize("status, words", [
    (64, ["send-mail"]), (64, ["send-mail", "-f", "a@x"]), (64, ["send-mail", "-f", "a@x", "-t"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y\r\nDATA"]), (64, ["send-mail", "-f", "a@x", "-t", "b@y", "-s", "x\ny"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--header", "no colon"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--quit-after", "tea"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--nonsense"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--html=yes"]), (64, ["send-mail", "-f=a@x", "-t", "b@y"]),
    (64, ["send-mail", "-f", "", "-t", "b@y"]), (64, ["send-mail", "-f", "a@x", "-t", " , "]),
    (64, ["send-mail", "-f", "a@x", "-t", "<>"]), (64, ["send-mail", "-f", "a@x, c@x", "-t", "b@y"]),
    (64, ["send-mail", "-f", "a@x", "-f", "c@x", "-t", "b@y"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--from-file", "/etc/passwd", "-s", "x"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--from-file", "/etc/passwd", "--html"]),
    (64, ["send-mail", "-f", "a@x", "-t", "b@y", "--header", "X" * 80 + ": x"]),
    (66, ["send-mail", "-f", "a@x", "-t", "b@y", "--attach", "/nonexistent"]),
    (66, ["send-mail", "-f", "a@x", "-t", "b@y", "--from-file", "/nonexistent"]),
    (66, ["data", "/nonexistent"]), (64, ["mail"]), (64, ["rcpt", "a", "b"]), (64, ["verify"]), (64, ["relay-check"]),
])
def test_words_that_make_no_sense(run, status, words):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", *words)
        assert ended.status == status and not server.visitors, ended


@pytest.mark.parametrize("option", ["--from-file", "--attach"])
def test_a_folder_is_no_file(run, tmp_path, option):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", option, tmp_path)
        assert ended.status == 66 and str(tmp_path) in ended.err and not server.visitors, ended


def test_a_command_of_the_other_protocol(run):
    with Fault(script("+OK hi", expect("QUIT"), "+OK")) as server:
        ended = run(f"127.0.0.1:{server.port}", "verify", "a@x")
        assert ended.status == 64 and "smtp" in ended.err and "pop3" in ended.err, ended


# ---- asking ----

def test_verify(run, postfix):
    target = f"smtp://localhost:{postfix.ports['smtp']}"
    ended = run("--cafile", postfix.ca, target, "verify", TO)
    assert ended.status == 0 and re.search(rb"^VRFY paul@example.com  252 ", ended.out, re.M), ended
    ended = run("--cafile", postfix.ca, target, "verify", "nobody@example.com")
    assert ended.status == 1 and re.search(rb"^RCPT TO:<nobody@example.com>  550 ", ended.out, re.M), ended


@pytest.mark.parametrize("verb, reply, status", [
    ("RCPT", "451 later", 75), ("RCPT", "421 closing", 75), ("RCPT", "554 Relay access denied", 1),
    ("RCPT", "530 log in first", 1), ("MAIL", "550 not you", 1), ("MAIL", "451 not now", 75)])
def test_verify_tells_what_is_so(run, verb, reply, status):
    with Practice("--refuse=vrfy=502:no", f"--refuse={verb}={reply.replace(' ', ':', 1)}") as server:
        ended = run(f"smtp://127.0.0.1:{server.smtp}", "verify", "b@y")
        assert ended.status == status and f"{verb}: the server says {reply}" in ended.err, ended
        assert ("RCPT TO:<b@y>" in server.heard()) == (verb == "RCPT")


@pytest.mark.parametrize("verb, reply, status", [
    ("RCPT", "451 later", 75), ("MAIL", "550 not you", 1), ("RCPT", "554 denied", 0)])
def test_a_relay_check_that_found_nothing_out_says_so(run, verb, reply, status):
    with Practice(f"--refuse={verb}={reply.replace(' ', ':', 1)}") as server:
        ended = run("--yes", f"smtp://127.0.0.1:{server.smtp}", "relay-check")
        assert ended.status == status, ended
        assert (b"not an open relay" in ended.out) == (status == 0)


def test_an_open_relay_is_one_whatever_else_it_refuses(run):
    def some(visitor):
        script("550 no bounces" if visitor.heard.endswith(b"FROM:<>\r\n") else "250 ok")(visitor)
    with Fault(smtp(replies={"MAIL": some})) as server:
        ended = run("--yes", f"smtp://127.0.0.1:{server.port}", "relay-check")
        assert ended.status == 1 and "OPEN RELAY: accepted" in ended.err, ended


def test_verify_within_a_mail_begins_afresh(terminal):
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.say("helo me", "250")
        t.say("mail from:<x@y>", "250")
        t.line(":verify b@y")
        t.until(re.compile(r"^RSET\n250 ok.*^VRFY b@y.*^EXPN b@y", re.M | re.S))
        until(lambda: server.heard().endswith(b"EXPN b@y\r\n") and b"RCPT TO:<b@y>" in server.heard())


def test_addresses_in_brackets(run):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "-c", "mail <>", "-c", "rcpt <b@y>", "-c", "rcpt a,b@y")
        assert ended.status == 0 and b"MAIL FROM:<>\r\nRCPT TO:<b@y>\r\nRCPT TO:<a,b@y>\r\n" in server.heard(), ended


@pytest.mark.parametrize("replies", [{"RCPT": "451 4.7.1 greylisted"}, {"RCPT TO:<x@far.test>": "450 4.2.0 later", "RCPT": "554 no"}])
def test_a_relay_check_that_is_put_off_says_so_once(run, replies):
    def rcpt(visitor):
        said = visitor.heard[:visitor.taken].rstrip().split(b"\r\n")[-1].decode()
        visitor.say(replies.get(said, replies["RCPT"]))
    with Fault(smtp(replies={"RCPT": rcpt})) as server:
        ended = run("--yes", f"smtp://127.0.0.1:{server.port}", "relay-check", "x@far.test")
        assert ended.status == 75 and b"it takes no mail" not in ended.out, ended
        assert ended.err == "postel: relay-check: temporary failure (4xx) of RCPT, so it is unknown whether the server relays\n", ended


def test_verify_of_a_name_beyond_ascii(run):
    with Fault(smtp(replies={"EHLO": "250-x\r\n250 SMTPUTF8"})) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "verify", "bä@far.test")
        said = server.heard().decode()
        assert ended.status == 0 and "MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<bä@far.test>\r\n" in said, (ended, said)
        assert "VRFY bä@far.test SMTPUTF8\r\n" in said and "EXPN bä@far.test SMTPUTF8\r\n" in said
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "verify", "bä@far.test")
        assert ended.status == 1 and b"RCPT" not in server.heard(), ended
        assert "the server does not offer SMTPUTF8, which this address needs" in ended.err, ended
    with Fault(smtp()) as server:
        ended = run("--force", f"smtp://127.0.0.1:{server.port}", "verify", "bä@far.test")
        assert ended.status == 0 and "RCPT TO:<bä@far.test>".encode() in server.heard(), ended


def test_relay_check(run, postfix):
    ended = run("--cafile", postfix.ca, "--yes", f"smtp://localhost:{postfix.ports['smtp']}", "relay-check")
    assert ended.status == 0 and ended.out.count(b"Relay access denied") == 6, ended
    with Fault(smtp()) as server:
        ended = run("--yes", f"smtp://127.0.0.1:{server.port}", "relay-check", "x@far.test")
        assert ended.status == 1 and b"DATA" not in server.heard(), ended


# ---- at a terminal ----

def test_inside_a_session(terminal, postfix, tmp_path):
    postfix.fill("paul", [])
    (tmp_path / "letter").write_text("Subject: by hand\n\n.\nbye\n")
    t = terminal("--tls", "off").open(postfix.ports["smtp"])
    t.say("ehlo me.example.com", "250 CHUNKING")
    t.say(f":mail {FROM}", r"250 2\.1\.0")
    t.say(f":rcpt {TO}", r"250 2\.1\.5")
    t.line(f":data {tmp_path / 'letter'}")
    t.until("queued as")
    assert len(re.findall("^EHLO|^ehlo", t.text, re.M)) == 1  # what was said need not be said again
    t.line("quit")
    t.until(CLOSED_THERE)
    assert body_of(until(lambda: postfix.messages("paul"))[0]) == b".\r\nbye\r\n"


def test_a_mail_that_was_begun_is_dropped_first(terminal, postfix):
    postfix.fill("paul", [])
    t = terminal("--tls", "off").open(postfix.ports["smtp"])
    t.say("helo me", "250 ")
    t.say("mail from:<x@example.org>", r"250 2\.1\.0")
    t.line(f":send-mail -f {FROM} -t {TO} -s Mine --body 'two words'")
    t.until("queued as")
    message = parsed(until(lambda: postfix.messages("paul"))[0])
    assert message["Subject"] == "Mine" and message.get_content() == "two words\r\n"


# ---- several lines at once ----

def grouped(offers, *replies):
    """A server that answers a group of three lines when all of them are there."""
    def wait(visitor):
        for pattern in ("MAIL FROM:.*", "RCPT TO:<b@x>", "RCPT TO:<c@x>"):
            expect(pattern)(visitor)
    return script("220 x", expect("EHLO .*"), f"250-x\r\n250 {offers}", wait, "\r\n".join(replies))


def send_grouped(run, part):
    with Fault(part) as server:
        return run("--pipelining", f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@x,c@x",
                   "--body", "hello"), server.surprises


def test_mail_and_rcpt_go_together(run):
    def rest(visitor):
        expect("DATA")(visitor)
        visitor.say("354")
        while visitor.line() != b".":
            pass
        script("250 queued", expect("QUIT"), "221")(visitor)

    def part(visitor):
        grouped("PIPELINING", "250 a", "550 no such b", "250 c")(visitor)
        rest(visitor)

    ended, surprises = send_grouped(run, part)
    assert not surprises and ended.status == 1 and ended.out == b"250 queued\n", ended
    assert ended.err.count("RCPT b@x: the server says 550 no such b") == 1


def test_together_all_are_refused_and_no_data_is_said(run):
    part = grouped("PIPELINING", "250 a", "550 b", "450 c")
    def whole(visitor):
        part(visitor)
        script(expect("RSET"), "250", expect("QUIT"), "221")(visitor)
    ended, surprises = send_grouped(run, whole)
    assert not surprises and ended.status == 1 and "nothing was sent" in ended.err, ended


def test_together_the_sender_is_refused(run):
    part = grouped("PIPELINING", "451 not now", "503 no MAIL", "503 no MAIL")
    def whole(visitor):
        part(visitor)
        script(expect("QUIT"), "221")(visitor)
    ended, surprises = send_grouped(run, whole)
    assert not surprises and ended.status == 75, ended
    assert "MAIL: the server says 451 not now" in ended.err and "503" not in ended.err


def test_together_only_where_it_is_offered(run):
    ended, surprises = send_grouped(run, script("220 x", expect("EHLO .*"), "250 x", expect("QUIT"), "221"))
    assert not surprises and ended.status == 1 and "does not offer PIPELINING" in ended.err, ended


def test_together_more_than_fit(run):
    many = [f"r{n}@x" for n in range(200)]
    told = []

    def part(visitor):
        script("220 x", expect("EHLO .*"), "250-x\r\n250 PIPELINING")(visitor)
        while True:
            line = visitor.line()
            told.append(line)
            visitor.say("354" if line == b"DATA" else "250")
            if line == b"DATA":
                while visitor.line() != b".":
                    pass
                visitor.say("250 queued")
            if line == b"QUIT":
                return

    with Fault(part) as server:
        ended = run("--pipelining", f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", ",".join(many),
                    "--body", "hello")
    assert ended.status == 0, ended
    assert [line.decode() for line in told if line.startswith(b"RCPT")] == [f"RCPT TO:<{who}>" for who in many]


def test_together_to_a_real_server(run, postfix):
    ended = run("--pipelining", "--tls", "off", f"smtp://localhost:{postfix.ports['smtp']}", "send-mail", "-f", FROM,
                "-t", TO, "--body", "hello", "-v")
    assert ended.status == 0 and "RCPT TO" in ended.err, ended


# ---- what a probe proves, and what is asked first ----

def probed(run, part, *words):
    with Fault(part) as server:
        return run("--yes", f"smtp://127.0.0.1:{server.port}", *words), server.heard().decode()


def taking(*lines):
    """A server that takes these recipients alone."""
    def judge(visitor):
        said = visitor.heard[:visitor.taken].rsplit(b"\r\n", 2)[-2].decode()
        script("250 ok" if any(line in said for line in lines) else "554 relay access denied")(visitor)
    return smtp(replies={"RCPT": judge})


@pytest.mark.parametrize("line, verdict, status", [
    ('<"x@far.test">', "not an open relay; accepted as a local name: RCPT TO:<", 0),
    (":x@far.test>", "perhaps an open relay", 0), ("<x%far.test@", "perhaps an open relay", 0), ("<far.test!x>", "perhaps an open relay", 0),
    ("<x@far.test>", "OPEN RELAY: accepted RCPT TO:<x@far.test> from <", 1), ("nothing", "not an open relay (", 0)])
def test_what_a_probe_proves(run, line, verdict, status):
    ended, _ = probed(run, taking(line), "relay-check", "x@far.test")
    assert ended.status == status and verdict in ended.err + ended.out.decode(), ended
    assert status or "OPEN RELAY" not in ended.err, ended
    assert line == "nothing" or line in ended.out.decode().splitlines()[-1] + ended.err, ended


def test_a_quoted_address_is_asked_as_one_name(run):
    ended, said = probed(run, taking(), "relay-check", "x@far.test")
    assert re.findall(r"RCPT TO:<(.*)>\r", said) == ["x@far.test", "x@far.test", "@[127.0.0.1]:x@far.test", "x%far.test@[127.0.0.1]",
                                                     "far.test!x", '"x@far.test"'], ended


@pytest.mark.parametrize("domain", ["mail.test", "MAIL.TEST", "test"])
def test_an_address_of_the_server_proves_nothing(run, domain):
    ended, said = probed(run, smtp(), "relay-check", f"x@{domain}")
    assert ended.status == 64 and "is the server's own domain" in ended.err and "RCPT" not in said, ended


def test_a_sender_that_is_refused_has_no_recipients(run):
    def some(visitor):
        script("550 not you" if visitor.heard.endswith(b"example.com>\r\n") else "250 ok")(visitor)
    ended, said = probed(run, smtp(replies={"MAIL": some, "RCPT": "554 no"}), "relay-check", "x@far.test")
    assert ended.status == 0 and b"not an open relay" in ended.out and said.count("RCPT TO:<x@far.test>") == 1, ended


def hanging_up(after, goodbye, rcpt="250 ok"):
    """Closes at that error."""
    def part(visitor):
        errors = 0
        script("220 mail.test")(visitor)
        while True:
            verb = visitor.line().split(b" ")[0].decode()
            reply = {"EHLO": "250 mail.test", "RCPT": rcpt, "VRFY": "502 no", "EXPN": "502 no", "QUIT": "221 bye"}.get(verb, "250 ok")
            errors += reply[0] == "5"
            if errors == after:
                script(*goodbye)(visitor)
                return
            script(reply)(visitor)
    return part


@pytest.mark.parametrize("goodbye", [["421 too many errors"], [], ["502 no"]])
@pytest.mark.parametrize("after", [1, 2])
def test_verify_of_a_server_that_hangs_up(run, after, goodbye):
    ended, said = probed(run, hanging_up(after, goodbye), "verify", "b@y.test")
    assert ended.status == 0 and b"RCPT accepted; VRFY " in ended.out, ended
    assert said.index("RCPT") < said.index("VRFY"), said


@pytest.mark.parametrize("goodbye", [["421 too many errors"], []])
def test_a_relay_check_of_a_server_that_hangs_up(run, goodbye):
    ended, _ = probed(run, hanging_up(3, goodbye, "554 no"), "relay-check", "x@far.test")
    assert ended.status == 0 and b"not an open relay" in ended.out, ended
    ended, _ = probed(run, hanging_up(1, goodbye, "554 no"), "relay-check", "x@far.test")
    assert ended.status in (69, 75) and b"it takes no mail" not in ended.out, ended


@pytest.mark.parametrize("verb", ["verify", "relay-check"])
def test_who_gave_up_is_not_said_to_be_the_server(run, verb):
    """It is silent after the answer that matters; the limit ends the connection, and the server does not."""
    replies = {"VRFY": STAY, "RSET": script("250 ok") if verb == "verify" else STAY}
    with Fault(smtp(replies={**replies, "RCPT": "554 no"})) as server:
        ended = run("--timeout", "1", "--yes", f"smtp://127.0.0.1:{server.port}", verb, "x@far.test")
    assert "silent for 1.0 s, the limit" in ended.err and "the server closed" not in ended.err, ended
    assert "not all questions were asked; the verdict is based on the replies that came" in ended.err, ended
    assert ended.status == (1 if verb == "verify" else 0), ended
    assert verb != "verify" or b"VRFY asked, no answer; EXPN not asked" in ended.out, ended


@pytest.mark.parametrize("end", [STAY, leave, "421 too many"])
def test_a_relay_that_was_proven_is_one_however_it_ends(run, end):
    with Fault(smtp(replies={"RCPT": "250 ok", "RSET": end})) as server:
        ended = run("--timeout", "1", "--yes", f"smtp://127.0.0.1:{server.port}", "relay-check", "x@far.test")
    assert ended.status == 1 and "OPEN RELAY: accepted" in ended.err, ended


@pytest.mark.parametrize("rcpt, vrfy, expn, sentence, status", [
    ("250 ok", "252 try", "502 no", b"RCPT accepted; VRFY not answered (252); EXPN not offered (502)", 0),
    ("550 no", "550 no", "550 no", b"RCPT rejected (550); VRFY rejected (550); EXPN rejected (550)", 1),
    ("451 later", "250 <b@y>", "250 ok", b"RCPT temporary failure (451); VRFY confirmed (250); EXPN confirmed (250)", 75)])
def test_verify_ends_with_a_sentence(run, rcpt, vrfy, expn, sentence, status):
    ended, _ = probed(run, smtp(replies={"RCPT": rcpt, "VRFY": vrfy, "EXPN": expn}), "verify", "b@y.test")
    assert ended.status == status and ended.out.splitlines()[-1] == sentence, ended


@pytest.mark.parametrize("words", [["--from", FROM, "--to", TO], [f"--from={FROM}", f"--to={TO}"]])
def test_the_long_spellings(run, words):
    with Fault(smtp()) as server:
        ended = run("--server", "127.0.0.1", "--port", server.port, "send-mail", *words, "--body", "hi")
        assert ended.status == 0 and f"RCPT TO:<{TO}>".encode() in server.heard(), ended
        assert run("send-mail", *words, "--server", "127.0.0.1", "--port", server.port).status == 0
        assert run("send-mail", words[0].split("=")[0]).status == 64
        assert run("127.0.0.1", "--port", server.port, "send-mail", *words).status == 0
    assert run("--port", "25").status == 64


def test_types_of_attachments(run, tmp_path):
    names = {"a.pdf": "application/pdf", "b.TXT": "text/plain", "c.tar.gz": "application/gzip", "d": "application/octet-stream",
             "e.odd": "application/octet-stream", "pdf": "application/octet-stream", "f.eml": "message/rfc822"}
    for name in names:
        (tmp_path / name).write_bytes(b"Subject: x\r\n\r\n.hi\r\n")
    words = [word for name in names for word in ("--attach", tmp_path / name)]
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", FROM, "-t", TO, *words)
        assert ended.status == 0, ended
        data = server.heard().split(b"DATA\r\n")[1].split(b"\r\n.\r\nQUIT")[0].replace(b"\r\n..", b"\r\n.")
    parts = parsed(data).get_payload()[1:]
    assert {part.get_filename(): part.get_content_type() for part in parts} == names
    assert parts[-1]["Content-Transfer-Encoding"] == "8bit" and parts[-1].get_payload(0)["Subject"] == "x"


# ---- a message that goes as it stands ----

FINE = b"Date: x\r\nFrom: a@x\r\nSubject: s\r\n\r\nhi\r\n"
EIGHT = "EHLO", b"250-x\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
MESSAGES = {
    "fine": (FINE, ""),
    "header": (FINE.replace(b"Subject: s", "Subject: grün".encode()), "line 3: the header has 8-bit octets"),
    "body": (FINE + "a\r\ngrün\r\n".encode(), "line 7: the body has 8-bit octets"),
    "long": (FINE + b"x" * 999 + b"\r\n", "line 6: longer than 998 octets"),
    "NUL": (FINE + b"a\0\r\n", "line 6: a NUL octet"),
    "CR": (FINE + b"a\rb\rc\r\n", "line 6 and 1 more: a CR without LF, which is sent as CR LF"),
    "LF": (FINE + b"a\nb\n", "line 6 and 1 more: an LF without CR"),
    "open": (FINE + b"a", "line 6: the last line has no line end"),
    "binary": (b"Content-Transfer-Encoding: binary\r\n" + FINE, "line 1: binary content needs BINARYMIME"),
    "no date": (FINE.replace(b"Date: x\r\n", b""), "the message has no Date field"),
    "no from": (FINE.replace(b"From: a@x\r\n", b""), "the message has no From field"),
}


@pytest.mark.parametrize("how", ["file", "input", "data"])
@pytest.mark.parametrize("name", MESSAGES)
def test_what_a_server_may_refuse_is_said(run, tmp_path, name, how):
    message, words = MESSAGES[name]
    (tmp_path / "m").write_bytes(message)
    with Fault(smtp()) as server:
        target = f"smtp://127.0.0.1:{server.port}"
        if how == "data":
            ended = run(target, "-c", "mail a@x", "-c", "rcpt b@y", "-c", f"data {tmp_path / 'm'}")
        else:
            ended = run(target, "send-mail", "-f", "a@x", "-t", "b@y", "--from-file", tmp_path / "m" if how == "file" else "-",
                        **({} if how == "file" else {"script": message}))
    assert ended.status == 0 and words in ended.err, ended
    assert bool(words) == ("line " in ended.err or "field" in ended.err), ended


def test_what_is_offered_is_declared(run, tmp_path):
    (tmp_path / "m").write_bytes(MESSAGES["header"][0])
    with Fault(smtp(replies=[EIGHT])) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--from-file", tmp_path / "m")
        assert ended.status == 0 and b" BODY=8BITMIME SMTPUTF8\r\n" in server.heard() and "8-bit" not in ended.err, ended
    (tmp_path / "m").write_bytes(FINE.replace(b"Subject: s", b"Subject: gr\xfcn"))
    with Fault(smtp(replies=[EIGHT])) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@y", "--from-file", tmp_path / "m")
        assert ended.status == 0 and b"SMTPUTF8" not in server.heard() and "not UTF-8" in ended.err, ended


# ---- domains beyond ASCII ----

def test_a_domain_with_umlauts_needs_no_smtputf8(run):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@MÜLLER.example", "-t", "Bob <bob@müller.example>,c@y.z",
                    "--body", "hi")
        assert ended.status == 0 and "müller.example is sent as xn--mller-kva.example" in ended.err, ended
    said = server.heard()
    assert b"MAIL FROM:<a@xn--mller-kva.example>" in said and b"RCPT TO:<bob@xn--mller-kva.example>" in said
    assert b"bob@xn--mller-kva.example" in said.split(b"DATA\r\n")[1] and b"SMTPUTF8" not in said


@pytest.mark.parametrize("words", [["mail", "b@müller.example"], ["rcpt", "b@müller.example"], ["verify", "b@müller.example"],
                                   ["relay-check", "b@müller.example"]])
def test_it_is_so_in_single_lines(run, words):
    with Fault(smtp()) as server:
        ended = run("--yes", f"smtp://127.0.0.1:{server.port}", *words)
        assert b"<b@xn--mller-kva.example>" in server.heard(), ended


def test_a_domain_that_can_be_no_domain(run):
    with Fault(smtp()) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", "a@x", "-t", "b@mu\u0308ller.de")
        assert ended.status == 64 and "xn--" in ended.err and not server.visitors, ended
        ended = run("mu\u0308ller.de", "25")
        assert ended.status == 64 and "xn--" in ended.err, ended


def test_a_server_with_umlauts_in_its_name(run):
    with Names({("xn--mller-kva.example", "A"): ["127.0.0.1"], ("xn--mller-kva.example", "MX"): ["10 mx.test"]}) as names, \
            Fault(smtp()) as server:
        ended = run("--dns", names.address, "müller.example", server.port, script="QUIT\n")
        assert ended.status == 0 and "xn--mller-kva.example" in ended.err, ended
        assert b"mx.test" in run("--dns", names.address, "mx", "müller.example").out


# ---- local time ----

# As zic writes it today, with the first block of the file empty; its last rule stands behind the table.
ZONE = """Rule SLIM 2000 max - Mar lastSun 1:00u 1:00 S
Rule SLIM 2000 max - Oct lastSun 1:00u 0 -
Zone Slim 9:45 SLIM SL%sT
"""


@pytest.fixture
def zone(tmp_path):
    """A slim zone file, nine hours and three quarters ahead, and one hour more in summer."""
    (tmp_path / "rules").write_text(ZONE)
    subprocess.run(["zic", "-b", "slim", "-d", tmp_path / "zones", tmp_path / "rules"], check=True,
                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    return tmp_path / "zones" / "Slim"


def local_date(run, zone):
    """The Date of a mail that is sent with that TZ, and what the record says of the offset, in minutes."""
    with Fault(smtp()) as server:
        ended = run("--json", f"smtp://127.0.0.1:{server.port}", "send-mail", "-f", FROM, "-t", TO, "--body", "hi", env={"TZ": str(zone)})
        assert ended.status == 0, ended
        date = re.search(rb"\r\nDate: (.*)\r\n|DATA\r\nDate: (.*)\r\n", server.heard())
    anchor = json.loads(ended.out.splitlines()[0])
    assert anchor["kind"] == "anchor", anchor
    return email.utils.parsedate_to_datetime((date[1] or date[2]).decode()), anchor.get("offset_min", 0)


def test_the_date_is_local(run, zone):
    """By a zone file, by a rule in TZ, and by none."""
    with zone.open("rb") as file:
        slim = zoneinfo.ZoneInfo.from_file(file)
    for tz, offset in ((zone, datetime.datetime.now(slim).utcoffset()), ("IST-5:30", datetime.timedelta(minutes=330)),
                       ("UTC", datetime.timedelta())):
        date, minutes = local_date(run, tz)
        assert date.utcoffset() == offset and minutes == offset.total_seconds() / 60, (tz, date)
        assert abs(date - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(minutes=5), date
