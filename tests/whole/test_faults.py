"""test_faults.py - each fault of the practice server once, and what a client makes of it.

A fault is shown by what postel prints; where a user would look at the clock
or the terminal, by those.
"""
import re
import smtplib
import socket
import time

import pytest

from client import HELD, Run, peak, start, told, until
from faults import Fault, pop3, script
from practice import Practice

WORD = {"POSTEL_PASSWORD": "x"}
TALK = "EHLO me\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nSubject: x\n\nhi\n.\nQUIT\n"


def talk(server, script=TALK, port="smtp", **more):
    """A script, the dialogue with its times on standard error."""
    return Run("-v", "127.0.0.1", getattr(server, port), script=script, **more)


def retr(server, *options, number=1, to=(), **kept):
    return Run(*options, f"pop3://paul@127.0.0.1:{server.pop3}", "retr", number, *to, env=WORD, **kept)


def octets(port, script=b"", until_closed=True, seconds=5):
    """What comes over a bare socket, octet for octet."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), seconds) as link:
        link.settimeout(seconds)
        link.sendall(script)
        try:
            while piece := link.recv(65536):
                got += piece
        except OSError as why:
            return got, type(why).__name__
    return got, "closed"


# ---- stages: late, refused, cut ----

LATE = {"greeting": "220 ", "ehlo": "250 SIZE", "mail": "250 2.1.0", "rcpt": "250 2.1.5", "data": "354 ",
        "dot": "250 2.0.0 Ok: queued", "quit": "221 "}


@pytest.mark.parametrize("stage", LATE)
def test_delay(stage):
    """That reply is late, by so much (less what a busy client hears of late), and none as late as it."""
    with Practice("--delay", f"{stage}=600ms") as server:
        run = talk(server)
    assert run.status == 0, run
    replies = re.findall(r"^(\d{3} .*)  <?([\d.]+) (ms|s)" + HELD + "$", run.err, re.M)
    late = {reply: float(took) * (1000 if unit == "s" else 1) for reply, took, unit in replies}
    slowest = max(late, key=late.get)
    assert len(late) == len(LATE) and slowest.startswith(LATE[stage]) and 400 <= late[slowest] < 5000, run.err


def test_a_delay_of_pop3():
    """Of each delay a third may be what a busy client heard of it late."""
    with Practice("--message", "300", "--delay=retr=700ms", "--delay=pass=600ms") as server:
        run = talk(server, "user a\npass b\nretr 1\nquit\n", "pop3")
        assert run.status == 0 and told(r"^\+OK Logged in\. +TIME$", run.err) >= 400, run
        assert told("first octet after TIME", run.err) >= 400, run


@pytest.mark.parametrize("stage, code, status", [("greeting", 554, 1), ("ehlo", 502, 1), ("mail", 451, 75), ("rcpt", 550, 1),
                                                 ("data", 554, 1), ("dot", 552, 1), ("quit", 500, 1)])
def test_refuse(stage, code, status):
    with Practice("--refuse", f"{stage}={code}:as a test wants it") as server:
        run = talk(server)
        assert f"{code} as a test wants it" in run.err and run.status == status, run


def test_refuse_pop3():
    with Practice("--refuse=pass=554:no such mailbox") as server:
        run = talk(server, "user a\npass b\nquit\n", "pop3")
        assert "-ERR no such mailbox" in run.err and run.status == 77


@pytest.mark.parametrize("stage", [s for s in LATE if s != "quit"])
@pytest.mark.parametrize("how, says", [("--drop-at", "Connection closed by foreign host"),
                                       ("--reset-at", "reset by the other side")])
def test_cut_at_a_stage(stage, how, says):
    with Practice(how, stage) as server:
        run = talk(server)
        assert says in run.err and run.status == 69, run
        server.tells(f"{'dropped' if how == '--drop-at' else 'reset'} on request")


def test_drop_at_an_octet():
    with Practice("--message", "100k", "--drop-at", "5000") as server:
        got, how = octets(server.pop3, b"USER a\r\nPASS b\r\nRETR 1\r\n")
        assert len(got) == 5000 and how == "closed"
        run = retr(server)
        assert run.status == 69 and re.search(r"connection lost during RETR 1 after [\d,]+ octets$", run.err, re.M), run


def test_drop_within_the_first_line_of_a_greeting_in_two():
    with Practice("--postscreen", "100ms", "--drop-at", "5") as server:
        assert octets(server.smtp) == (b"220-o", "closed")
        server.tells("dropped on request")
        server.told("serve --no-rate")
        assert "closed by the visitor" not in server.log(), server.log()


# ---- pace ----

def test_rate():
    """A slow server: 60,000 octets at 40,000 a second."""
    with Practice("--message", "60k", "--rate", "40k") as server:
        run = retr(server)
        assert run.status == 0 and len(run.out) == 60000
        pace = re.search(r"60,\d+ octets on the wire \(60,000 of the message\) in ([\d.]+) s"
                         r"(?: \(\S+ m?s held by us\))?, ([\d.]+) kB/s", run.err)
        assert float(pace[1]) > 1.2 and float(pace[2]) < 50, run.err
        assert 0.9 < float(pace[1]) * float(pace[2]) / 60 < 1.1, run.err


def test_pause():
    with Practice("--message", "60k", "--pause-at", "30k:1200ms") as server:
        run = retr(server)
        assert run.status == 0 and len(run.out) == 60000
        pause = re.search(r"longest pause ([\d.]+) s at octet #?([\d,]+)", run.err)
        assert 1.1 <= float(pause[1]) and 29000 < int(pause[2].replace(",", "")) < 30000, run.err


def test_one_octet():
    with Practice("--one-octet") as server:
        began = time.monotonic()
        run = talk(server, "QUIT\n")
        assert run.status == 0 and time.monotonic() - began > 0.8
        assert run.out.startswith(b"220 ") and run.out.endswith(b"221 2.0.0 Bye\r\n")


# ---- anti-spam habits ----

def test_greylist():
    with Practice("--greylist", "400ms") as server:
        first = talk(server, "EHLO me\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nQUIT\n")
        assert first.status == 75 and "450 4.7.1 Greylisted" in first.err
        until(lambda: talk(server, "EHLO me\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nQUIT\n").status == 0)


def test_postscreen():
    """Who waits is let in; who does not is turned away, as postscreen does."""
    with Practice("--postscreen", "500ms") as server:
        run = talk(server)
        assert run.status == 0 and re.search(r"^220-one moment", run.err, re.M), run
        with socket.create_connection(("127.0.0.1", server.smtp), 5) as hasty:
            hasty.sendall(b"EHLO me\r\n")
            got = b""
            while piece := hasty.recv(1000):
                got += piece
        assert got.startswith(b"220-one moment") and b"\r\n550 5.5.1 " in got and b"\r\n220 " not in got


# ---- what is offered ----

def test_asa():
    with Practice("--asa", "--inject") as server:
        run = talk(server, "EHLO me\nSTARTTLS\nQUIT\n")
        banner = run.out.splitlines()[0]
        assert re.fullmatch(rb"220 [2*0 ]+", banner) and b"250-XXXXXXXA\r\n" in run.out and b"STARTTLS" not in run.out


def test_hidden_starttls():
    with Practice("--hide-starttls") as server:
        run = talk(server, "EHLO me\nQUIT\n")
        assert run.status == 0 and b"STARTTLS" not in run.out
        got, _ = octets(server.smtp, b"EHLO me\r\nSTARTTLS\r\n", seconds=1)
        assert got.endswith(b"220 2.0.0 Go ahead\r\n")


def test_refused_starttls():
    with Practice("--refuse", "starttls=454:TLS not available") as server:
        run = Run("-v", "--tls", "require", f"smtp://127.0.0.1:{server.smtp}", "ehlo")
        assert "454 TLS not available" in run.err and run.status in (75, 76, 77), run
        assert "250-STARTTLS" in run.err


@pytest.mark.parametrize("scheme", ["smtp", "pop3"])
def test_injected_octets(scheme):
    with Practice("--inject") as server:
        run = Run("--tls", "require", f"{scheme}://127.0.0.1:{getattr(server, scheme)}", "ehlo" if scheme == "smtp" else "capa")
        assert run.status == 76 and re.search("in clear|injected|slipped", run.err), run


def test_lower_case():
    with Practice("--lower-case") as server:
        run = Run(f"smtp://127.0.0.1:{server.smtp}", "ehlo")
        assert run.status == 0 and b"pipelining" in run.out and b"PIPELINING" not in run.out
        sent = Run(f"smtp://paul@127.0.0.1:{server.smtp}", "send-mail", "-f", "a@b", "-t", "c@d", env=WORD)
        assert sent.status == 0, sent


# ---- messages ----

def test_missing_dot():
    """All that was promised is there, and then nothing: a client waits."""
    with Practice("--message", "2000", "--missing-dot") as server:
        run = retr(server, "--timeout", "1")
        assert run.status == 69 and len(run.out) == 2000 and "silent for 1.0 s" in run.err, run


def test_unstuffed_dot(tmp_path):
    """A line that begins with a dot loses it; a message may end early."""
    with Practice("--unstuffed-dot") as server:
        with smtplib.SMTP("127.0.0.1", server.smtp, timeout=30) as client:
            client.sendmail("a@b", ["c@d"], b"Subject: x\r\n\r\n.\r\nrest\r\n")
        got = Run("127.0.0.1", server.pop3, script="user a\npass b\nretr 1\nquit\n")
        assert b"\r\n.\r\nrest\r\n.\r\n" in got.out
        assert "unsolicited: rest" in got.err, got
        for to in ([], [tmp_path / "mail"]):
            run = retr(server, to=to)
            assert run.status == 76 and "may have cut it short" in run.err, run
        assert not (tmp_path / "mail").exists() and (tmp_path / "mail.part").read_bytes().endswith(b"Subject: x\r\n\r\n")
        run = Run(f"pop3://paul@127.0.0.1:{server.pop3}", "save-all", tmp_path / "all", env=WORD)
        assert run.status == 76 and b"0 saved" in run.out and not list(tmp_path.glob("all/*.eml")), run


@pytest.mark.parametrize("words", [["retr", "1"], ["-c", "retr 1", "-c", "stat"], ["retr", "1,2"]])
def test_what_comes_late_behind_a_message(words):
    replies = {"RETR": script("+OK\r\nSubject: x\r\n\r\n.", 0.3, "rest"), "STAT": "+OK 1 10"}
    with Fault(pop3(replies=replies)) as server:
        run = Run(f"pop3://paul@127.0.0.1:{server.port}", *words, env=WORD)
        assert run.status == 76 and "may have cut it short" in run.err, run


def test_wrong_sizes(tmp_path):
    with Practice("--message", "1000", "--wrong-sizes") as server:
        assert Run(f"pop3://a@127.0.0.1:{server.pop3}", "list", env=WORD).out == b"1 1101\n"
        run = Run(f"pop3://a@127.0.0.1:{server.pop3}", "retr", "1", tmp_path / "mail", env=WORD)
        assert run.status == 0 and (tmp_path / "mail").stat().st_size == 1000 and "1,101" in run.err, run


# ---- octets ----

def test_lf_only():
    with Practice("--message", "300", "--lf-only") as server:
        assert b"\r" not in octets(server.smtp, b"QUIT\r\n")[0]
        run = talk(server)
        assert run.status == 0, run
        assert retr(server).status == 0


def test_endless_line():
    """It goes through the client, whose memory bears it."""
    with Practice("--endless-line") as server:
        client = start("127.0.0.1", server.smtp)
        got = client.stdout.read(3_000_000)
        assert got.startswith(b"220 ") and b"\n" not in got and b"and so on and so on" in got
        assert peak(client.pid) < 2048 and peak(server.pid) < 2048
        client.kill()
        client.communicate()


def test_escapes(terminal):
    with Practice("--escapes") as server:
        page = terminal("127.0.0.1", server.smtp)
        page.until(re.compile(r"\\x1b\]0;owned\\x07\\x1b\[2J\\x1b\[31m"))
        assert "owned" not in page.titles and "Connected to" in page.text


def test_clock_skew():
    with Practice("--clock-skew", "-48h") as server:
        banner = octets(server.smtp, b"QUIT\r\n")[0].splitlines()[0].decode()
        said = time.mktime(time.strptime(banner.split("; ")[1][:-6], "%a, %d %b %Y %H:%M:%S")) - time.timezone
        assert abs(time.time() - 48 * 3600 - said) < 60


# ---- together, and while it goes on ----

def test_several_at_once_and_changed_meanwhile():
    with Practice("--lower-case", "--delay=ehlo=600ms", "--refuse=rcpt=450:later") as server:
        run = talk(server)
        assert run.status == 75 and b"250-pipelining" in run.out and told(r"size \d+ +TIME", run.err) >= 400, run
        server.told("serve --no-refuse --no-delay")
        run = talk(server)
        assert run.status == 0 and b"250-pipelining" in run.out, run
        server.told("serve --no-faults --refuse quit=421:gone")
        run = talk(server)
        assert b"250-PIPELINING" in run.out and "421 gone" in run.err
        assert "--refuse quit=421:gone" in server.log().split("visitors now")[-1]


def test_a_fault_that_makes_no_sense_changes_nothing():
    with Practice("--lower-case") as server:
        server.process.stdin.write(b"serve --delay frog=1s\n")
        server.process.stdin.flush()
        server.tells("the form is --delay STAGE=DURATION")
        server.told("serve")
        assert "--lower-case" in server.log().split("visitors now")[-1]


# ---- uploads ----

def upload(server, megabytes=1, **kept):
    body = "x" * 76 + "\r\n"
    return Run("--timeout", "20", f"smtp://127.0.0.1:{server.smtp}", "send-mail", "-f", "a@x", "-t", "b@y", "--body", "-",
               script=body * (megabytes * 12000), **kept)


def test_a_slow_upload():
    with Practice("--rate", "400k") as server:
        run = upload(server)
    rate = re.search(r"octets in [\d,]+ lines sent in ([\d.]+) s", run.err)
    assert run.status == 0 and 1.2 < float(rate[1]) < 12, run.err[-600:]


def test_an_upload_with_a_pause():
    with Practice("--pause-at", "500k:1500ms") as server:
        run = upload(server)
    pause = re.search(r"longest pause (\S+) s at octet (\S+)$", run.err, re.M)
    assert run.status == 0 and 1.2 < float(pause[1]) < 12 and 500_000 < int(pause[2].replace(",", "")) < 900_000, run.err[-600:]


def test_an_upload_that_breaks_off(tmp_path):
    """What is left of the message is no script: not even a line that would be a command."""
    with Practice("--drop-at", "500k") as server:
        run = Run(f"smtp://127.0.0.1:{server.smtp}", "send-mail", "-f", "a@x", "-t", "b@y", "--body", "-",
                  script=f"log {tmp_path}/x\n?\n\n" * 50_000)
        server.tells("dropped on request")
    # what the server had not read when it closed makes its kernel reset the connection
    lost = re.compile(r"connection lost( \(reset by the other side\))? before the command was finished")
    assert run.status == 69 and lost.search(run.err) and not run.out, run
    assert "not sent" not in run.err and not (tmp_path / "x").exists()
