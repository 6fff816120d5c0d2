"""test_serve.py - the practice server: mail comes in by SMTP and goes out by POP3; how it is reached, and its limits."""
import hashlib
import os
import poplib
import re
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from client import peak, until
from practice import Practice
from servers import HOSTS

# How a process is started as anybody but root.
OTHER = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}

LETTER = "Subject: hello\r\n\r\n.dot\r\nlast\r\n"


def send(port, to="paul@example.com", text=LETTER):
    with smtplib.SMTP("127.0.0.1", port, "client.example", timeout=30) as client:
        client.sendmail("anna@example.com", [to], text.encode())


def fetched(port, number=1):
    box = poplib.POP3("127.0.0.1", port, timeout=30)
    box.user("paul")
    box.pass_("x")
    lines = box.retr(number)[1]
    box.quit()
    return lines


# ---- one mail ----

def test_what_comes_by_smtp_goes_by_pop3(run):
    """The two sessions of a newcomer, with postel itself on both sides."""
    with Practice() as server:
        sent = run(f"smtp://127.0.0.1:{server.smtp}", "send-mail", "-f", "a@example.com", "-t", "b@example.com",
                   "-s", "Hello", "--body", ".dot first")
        assert sent.status == 0, sent
        got = run(f"pop3://paul@127.0.0.1:{server.pop3}", "retr", "1", env={"POSTEL_PASSWORD": "anything"})
        assert got.status == 0 and b"Subject: Hello\r\n" in got.out and b"\r\n.dot first\r\n" in got.out, got
        assert got.out.startswith(b"Return-Path: <a@example.com>\r\nReceived: from ")
        server.tells("queued as 1")
        assert "anything" not in server.log() and "********" in server.log()


def test_the_first_s_words(run):
    """The session as the classic guides type it, by hand."""
    script = ("helo client.example.com\nmail from: <a@example.com>\nrcpt to: <b@example.com>\ndata\n"
              "Subject: My Test Email\n\nMy test message goes here.\n.\nquit\n")
    with Practice() as server:
        assert run("127.0.0.1", server.smtp, script=script).status == 0
        got = run("127.0.0.1", server.pop3, script="user paul\npass mypassword\nlist\nretr 1\ndele 1\nquit\n")
        assert got.status == 0 and b"My test message goes here." in got.out
        assert run("127.0.0.1", server.pop3, script="user paul\npass mypassword\nstat\nquit\n").out.count(b"+OK 0 0") == 1


def socket_states(pid):
    """Those of /proc/net, of all the sockets that a process has."""
    links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    sockets = {link[8:-1] for link in links if link.startswith("socket:")}
    rows = [row.split() for path in ("tcp", "tcp6", "udp") for row in open(f"/proc/{pid}/net/{path}")]
    return {row[3] for row in rows if len(row) > 9 and row[9] in sockets}


def test_nothing_is_relayed(home, root):
    """Mail for anybody is taken; no socket leads anywhere.  (Only root may look at them.)"""
    with Practice(home=home) as server:
        send(server.smtp, "somebody@elsewhere.example.net")
        server.tells("queued as")
        until(lambda: socket_states(server.pid) == {"0A"})  # it listens, and that is all
        assert fetched(server.pop3)[-1] == b"last"


# ---- how it is reached ----

def test_loopback_alone_and_both_families():
    with Practice() as server:
        log = server.log()
        for service in ("smtp", "pop3", "telnet"):
            assert f"{service} 127.0.0.1 port {getattr(server, service)}" in log
            assert "::1" not in HOSTS or f"{service} ::1 port {getattr(server, service)}" in log
        for address in HOSTS:
            with socket.create_connection((address, server.smtp), 30) as link:
                assert link.recv(100).startswith(b"220 ")


def test_an_address_is_warned_of():
    with Practice("--listen", "127.0.0.3") as server:
        assert "can send mail to this server, and read its mail" in server.log()
        with socket.create_connection(("127.0.0.3", server.smtp), 30) as link:
            assert link.recv(100).startswith(b"220 ")
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", server.smtp), 30)


def test_services_can_be_left_out():
    with Practice("--pop3", "off", "--telnet", "off") as server:
        assert not hasattr(server, "pop3") and "pop3" not in server.log() and server.smtp


@pytest.mark.parametrize("options, status, says", [
    (["--smtp", "BUSY"], 69, "already in use"),
    (["--smtp", "65536"], 64, "--smtp PORT"),
    (["--listen", "192.0.2.1"], 69, "listen on 192.0.2.1"),
    (["--listen", "frog"], 64, "--listen takes an address, not a name or port: frog"),
    (["--frog"], 64, "there is no option --frog: see serve --list-faults"),
    (["--refuse", "greeting=554:go", "away"], 64, "not understood: away (a value with blanks needs quotes)"),
    (["--delay", "greeting=1d"], 64, "the form is --delay STAGE=DURATION; see serve --list-faults"),
    (["--ready-fd", "77"], 64, "--ready-fd: not a file descriptor that is open for writing: 77"),
    (["--ready-fd", "3"], 64, "--ready-fd: not a file descriptor that is open for writing: 3"),
    (["--delay", "frog=2s"], 64, "--delay STAGE=DURATION"),
    (["--refuse"], 64, "--refuse STAGE=CODE:TEXT"),
    (["--maildir", "/dev/null/x"], 66, "/dev/null/x"),
    (["--user", "paul"], 64, "--password-file"),
    (["--smtp", "off", "--pop3", "off", "--telnet", "off"], 64, "every service is off"),
])
def test_bad_input_is_said_before_anything_starts(run, options, status, says):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        options = [str(busy.getsockname()[1]) if o == "BUSY" else o for o in options]
        rest = [word for name in ("smtp", "pop3", "telnet") if f"--{name}" not in options for word in (f"--{name}", "0")]
        ended = run("serve", *rest, *options)
    assert ended.status == status and says in ended.err and b"delivers none of it" not in ended.out, ended


def test_a_port_that_only_root_may_have(public):
    """Tried as somebody else; a machine may let everybody have every port."""
    first = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    if first.exists() and int(first.read_text()) <= 25:
        pytest.skip("needs a machine on which port 25 is for root alone")
    ended = subprocess.run([public, "serve", "--smtp", "25", "--pop3", "off", "--telnet", "off"], stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=30, text=True, **OTHER)
    assert ended.returncode == 78 and "only root may" in ended.stderr and "delivers none of it" not in ended.stdout, ended


def test_the_list_of_faults(run):
    assert b"--list-faults lists the options" in run("serve", "--help").out
    listed = run("serve", "--list-faults")
    assert listed.status == 0
    for name in ("--delay STAGE=DURATION", "--refuse", "--drop-at", "--reset-at", "--rate", "--pause-at", "--greylist",
                 "--postscreen", "--clock-skew", "--asa", "--hide-starttls", "--inject", "--missing-dot",
                 "--unstuffed-dot", "--wrong-sizes", "--lower-case", "--lf-only", "--one-octet", "--endless-line",
                 "--escapes"):
        assert re.search(rf"^ *{re.escape(name)}\b.* {{2}}\S", listed.out.decode(), re.M), name
    assert all(len(line) < 80 for line in listed.out.decode().splitlines())


def test_a_signal_ends_it():
    with Practice() as server:
        assert server.stop() == -signal.SIGTERM


def test_it_goes_on_without_input():
    with Practice() as server:
        server.process.stdin.close()
        send(server.smtp)
        assert fetched(server.pop3)[-1] == b"last"
        assert server.process.poll() is None
        server.process.stdin = open(os.devnull, "wb")


def test_it_goes_on_where_nobody_reads_what_it_tells():
    """A full pipe holds the log, not the visitors."""
    with Practice() as server:
        with smtplib.SMTP("127.0.0.1", server.smtp, timeout=30) as client:
            for _ in range(20000):
                assert client.docmd("NOOP", "x" * 60)[0] == 250


# ---- at its prompt ----

def test_at_a_prompt(terminal, run):
    page = terminal("serve", "--smtp", "0", "--pop3", "0", "--telnet", "off", columns=90)
    page.until(re.compile(r"smtp 127\.0\.0\.1 port \d+"))
    page.prompt()
    port = re.search(r"smtp 127\.0\.0\.1 port (\d+)", page.text)[1]
    page.line("serve --delay helo=300ms --refuse mail=451:busy")
    page.until(re.compile(r"^--refuse mail=451:busy", re.M))
    talked = run("127.0.0.1", port, script="helo x\nmail from:<a>\nquit\n", env={})
    assert b"451 busy" in talked.out and talked.status == 75
    page.until(re.compile(r"^1 C: mail from:<a>", re.M))
    page.line("--no-faults")
    page.until(lambda: page.text.count("visitors now") == 2)
    assert run("127.0.0.1", port, script="helo x\nmail from:<a>\nquit\n").status == 0
    page.line("serve off")
    page.until("The practice server has ended.")
    page.line("serve --smtp 0 --pop3 off --telnet off --store 8M")
    page.until(lambda: page.text.count("delivers none of it") == 2)
    page.line("quit")
    assert page.status() == 0


def test_client_and_server_in_one(terminal):
    """One terminal, no network: the prompt serves and is the client."""
    page = terminal("--no-rc", columns=90).prompt()
    page.line("serve --smtp 0 --pop3 off --telnet off")
    page.until(re.compile(r"smtp 127\.0\.0\.1 port \d+"))
    port = re.search(r"smtp 127\.0\.0\.1 port (\d+)", page.text)[1]
    page.prompt()
    page.line(f"open 127.0.0.1 {port}")
    page.until(re.compile(r"^220 ", re.M))
    page.say("EHLO me", "250 SIZE")
    page.say("QUIT", "221 ")
    page.until(re.compile(r"^1 closed by us", re.M))


def test_others_are_asked_about(terminal):
    page = terminal("serve", "--smtp", "0", "--pop3", "off", "--telnet", "off", "--listen", "127.0.0.3", columns=90)
    page.until(lambda: page.row == "Let other machines use this server? [y/N]")
    page.line("n")
    page.status()
    assert " port " not in page.text


# ---- what it keeps ----

def test_a_maildir_keeps_mails(tmp_path):
    with Practice("--maildir", tmp_path / "box") as server:
        send(server.smtp)
        send(server.smtp, text="Subject: two\r\n\r\n2\r\n")
        names = sorted(path.name for path in (tmp_path / "box/new").iterdir())
        assert len(names) == 2 and not list((tmp_path / "box/tmp").iterdir())
        assert (tmp_path / "box/new" / names[0]).read_bytes().endswith(b"Subject: hello\n\n.dot\nlast\n")
    (tmp_path / "box/cur/foreign:2,S").write_bytes(b"Subject: three\n\nno end")
    with Practice("--maildir", tmp_path / "box") as server:
        box = poplib.POP3("127.0.0.1", server.pop3, timeout=30)
        box.user("paul"), box.pass_("x")
        texts = {b"\r\n".join(box.retr(n)[1]) for n in (1, 2, 3)}
        assert any(text.endswith(b"Subject: three\r\n\r\nno end") for text in texts)
        sizes = {int(row.split()[1]) for row in box.list()[1]}
        assert sizes == {len(text) + 2 for text in texts}
        uids = {row.split()[1].decode() for row in box.uidl()[1]}
        assert uids == {*names, "foreign"}
        for n in (1, 2, 3):
            box.dele(n)
        box.quit()
        until(lambda: not list((tmp_path / "box/new").iterdir()))
        assert not list((tmp_path / "box/cur").iterdir())


def test_what_can_t_be_kept_is_not_taken(tmp_path):
    with Practice("--maildir", tmp_path / "box") as server:
        (tmp_path / "box/tmp").rmdir()
        with pytest.raises(smtplib.SMTPDataError, match="4.3.0"):
            send(server.smtp)
        server.tells("no such file")


def test_a_message_of_any_size(run):
    with Practice("--message", "50M", "--message", "300") as server:
        got = run("-q", f"pop3://paul@127.0.0.1:{server.pop3}", "retr", "1", env={"POSTEL_PASSWORD": "x"})
        assert got.status == 0 and len(got.out) == 50_000_000
        assert b"\r\n." in got.out  # dots are there to be stuffed
        assert peak(server.pid) < 3000


def test_sizes_are_bounded():
    with Practice("--store", "100k") as server:
        with smtplib.SMTP("127.0.0.1", server.smtp, timeout=30) as client:
            client.ehlo()
            assert client.esmtp_features["size"] == "75000"
            assert client.docmd("MAIL", "FROM:<a> SIZE=75001")[0] == 552
        with pytest.raises(smtplib.SMTPSenderRefused, match="552"):
            send(server.smtp, text=("y" * 70 + "\r\n") * 1500)
        for _ in range(2):
            send(server.smtp, text=("y" * 70 + "\r\n") * 500)
        with pytest.raises(smtplib.SMTPDataError, match="full"):
            send(server.smtp, text=("y" * 70 + "\r\n") * 500)


def test_the_last_service_stays_on_while_it_runs(terminal):
    t = terminal().prompt()
    t.line("serve --smtp 0 --pop3 off --telnet off")
    t.until("delivers none of it")
    t.line("serve --smtp off")
    t.until("serve: --smtp cannot change while running: 'serve off', then start again")


# ---- who may ----

@pytest.mark.parametrize("mechanism", ["plain", "login", "cram-md5"])
def test_one_user_and_a_password(run, tmp_path, mechanism):
    secret = tmp_path / "secret"
    secret.write_text("tanstaaf\n")
    secret.chmod(0o600)
    with Practice("--no-brake", "--user", "paul", "--require-auth", "--password-file", secret) as server:
        for url in (f"smtp://paul@127.0.0.1:{server.smtp}", f"pop3://paul@127.0.0.1:{server.pop3}"):
            assert run(url, "auth", mechanism, env={"POSTEL_PASSWORD": "tanstaaf"}).status == 0
            assert run(url, "auth", mechanism, env={"POSTEL_PASSWORD": "tanstaax"}).status == 77
        assert run(f"pop3://paul@127.0.0.1:{server.pop3}", "auth", "apop", env={"POSTEL_PASSWORD": "tanstaaf"}).status == 0
        with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
            send(server.smtp)
        assert "tanstaa" not in server.log()


class Guesser:
    """Somebody who tries passwords, and says how long each answer took."""

    def __init__(self, port, *lines):
        self.link = socket.create_connection(("127.0.0.1", port), 30)
        self.file = self.link.makefile("rb")
        self.file.readline()
        for line in lines:
            self.say(line)

    def send(self, line):
        self.link.sendall(line.encode() + b"\r\n")

    def hear(self):
        line = self.file.readline()
        while line[3:4] == b"-" and not line.startswith(b"-"):
            line = self.file.readline()
        return line

    def say(self, line):
        self.send(line)
        return self.hear()


WRONG = {"smtp": (["EHLO me"], "AUTH PLAIN AHBhdWwAeA==", b"535", "NOOP"),
         "pop3": (["USER paul"], "PASS x", b"-ERR", "CAPA")}


@pytest.mark.parametrize("protocol", WRONG)
def test_a_wrong_password_takes_two_seconds(tmp_path, protocol):
    """Whoever guesses waits for it, also with all guesses said ahead; others do not, and the record says why."""
    before, guess, refusal, other = WRONG[protocol]
    secret = tmp_path / "secret"
    secret.write_text("tanstaaf\n")
    secret.chmod(0o600)
    with Practice("--user", "paul", "--password-file", secret) as server:
        port = getattr(server, protocol)
        one, two = Guesser(port, *before), Guesser(port, *before)
        began = time.monotonic()
        one.send("\r\n".join([guess] + ([before[0]] if protocol == "pop3" else []) + [guess]))
        assert two.say(other)
        assert one.hear().startswith(refusal) and time.monotonic() - began >= 2
        if protocol == "pop3":
            one.hear()
        assert one.hear().startswith(refusal) and time.monotonic() - began >= 4
        server.tells("held back 2 s, as a login failed")
        assert server.log().count("held back") == 2  # so the other one was not
        assert "tanstaa" not in server.log()


def test_the_brake_comes_off(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("tanstaaf\n")
    secret.chmod(0o600)
    with Practice("--user", "paul", "--password-file", secret, "--no-brake") as server:
        one = Guesser(server.pop3)
        began = time.monotonic()
        for _ in range(9):
            assert one.say("USER paul").startswith(b"+OK") and one.say("PASS x").startswith(b"-ERR")
        assert time.monotonic() - began < 30  # with it the last seven alone take 4 s each


# ---- telnet ----

def test_telnet_echo(run):
    with Practice() as server:
        with socket.create_connection(("127.0.0.1", server.telnet), 30) as link:
            assert link.recv(100) == b"postel echo: what you type comes back\r\n"
            link.sendall(b"\xff\xfd\x01hello\xff\xff\r\n\xff\xfb\x18")
            got = b""
            while b"\xff\xfe\x18" not in got:
                got += link.recv(100)
        assert got == b"\xff\xfc\x01hello\xff\xff\r\n\xff\xfe\x18"


# ---- other clients ----

def test_curl(tmp_path):
    (tmp_path / "mail").write_bytes(LETTER.encode())
    with Practice() as server:
        sent = subprocess.run(["curl", "-sS", f"smtp://127.0.0.1:{server.smtp}", "--mail-from", "a@example.com",
                               "--mail-rcpt", "b@example.com", "-T", tmp_path / "mail", "--user", "a:b",
                               "--login-options", "AUTH=CRAM-MD5"], capture_output=True, timeout=30)
        assert sent.returncode == 0, sent.stderr
        got = subprocess.run(["curl", "-sS", "--user", "a:b", f"pop3://127.0.0.1:{server.pop3}/1"],
                             capture_output=True, timeout=30)
        assert got.returncode == 0 and got.stdout.endswith(LETTER.encode()), got.stderr


def test_python_s_own():
    with Practice() as server:
        with smtplib.SMTP("127.0.0.1", server.smtp, timeout=30) as client:
            client.login("paul", "x")
            client.sendmail("a@example.com", ["b@example.com"], LETTER.encode())
        box = poplib.POP3("127.0.0.1", server.pop3, timeout=30)
        box.apop("paul", "x")
        assert box.stat()[0] == 1 and box.top(1, 1)[1][-1] == b".dot" and len(box.uidl()[1]) == 1
        box.quit()


# ---- crowds, and hostile ones ----

def hostile(port, how):
    """Connections that hurt, each in its way."""
    link = socket.create_connection(("127.0.0.1", port), 30)
    link.setblocking(False)
    if how == "silent":
        return lambda: None
    octets = {"endless": b"x" * 65536, "garbage": os.urandom(65536), "noops": b"NOOP\r\n" * 10000,
              "letter": b"EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n" + b"x\r\n" * 20000}[how]

    def hurt():
        try:
            link.send(octets)
        except OSError:
            pass
    return hurt


def test_two_hundred_at_once_with_five_hostile():
    """Each of 200 sends a mail and fetches one while five others do their worst."""
    with Practice("--message", "20k") as server:
        before = peak(server.pid)
        worst = [hostile(server.smtp, how) for how in ("silent", "endless", "garbage", "noops", "letter")]
        stop = threading.Event()

        def rage():
            while not stop.is_set():
                for hurt in worst:
                    hurt()
                time.sleep(0.001)
        thread = threading.Thread(target=rage)
        thread.start()
        try:
            links = []
            for n in range(200):
                links.append(socket.create_connection(("127.0.0.1", server.pop3 if n % 2 else server.smtp), 30))
            readers = [link.makefile("rb") for link in links]
            for n, reader in enumerate(readers):
                assert reader.readline().startswith(b"+OK" if n % 2 else b"220 "), n
            for n, link in enumerate(links):
                link.sendall(b"USER a\r\nPASS b\r\nRETR 1\r\nQUIT\r\n" if n % 2 else
                             b"EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n")
            for n, reader in enumerate(readers):
                rest = reader.read()
                if n % 2:
                    assert rest.count(b"\r\n.\r\n") == 1 and rest.endswith(b"+OK Bye\r\n"), rest[-200:]
                    assert len(rest) > 20000
                else:
                    assert b"queued as" in rest and rest.endswith(b"221 2.0.0 Bye\r\n"), rest[-200:]
        finally:
            stop.set()
            thread.join()
        print(f"VmHWM {before} KiB before, {peak(server.pid)} KiB behind")
        assert peak(server.pid) < 8192


def test_a_thousand_connections():
    """Who is in goes on being served; who is too many hears 421; afterwards all is well."""
    with Practice() as server:
        with smtplib.SMTP("127.0.0.1", server.smtp, timeout=30) as client:
            client.ehlo()
            crowd, greetings = [], []
            for _ in range(1000):
                crowd.append(socket.create_connection(("127.0.0.1", server.smtp), 30))
                if len(crowd) % 100 == 0:
                    assert client.noop()[0] == 250
            for link in crowd:
                link.settimeout(30)
                greetings.append(link.recv(100)[:4])
                link.close()
            assert set(greetings) == {b"220 ", b"421 "} and greetings.count(b"220 ") > 190
            assert client.noop()[0] == 250
        assert peak(server.pid) < 8192
        server.tells("smtp: turned away: 208 visitors are connected")
        send(server.smtp)
        assert fetched(server.pop3)[-1] == b"last"


def test_hash_of_a_made_up_message_is_stable():
    """Two who fetch it have the same."""
    with Practice("--message", "1M") as server:
        assert len({hashlib.sha256(b"\n".join(fetched(server.pop3))).hexdigest() for _ in range(2)}) == 1


# ---- what trials and reviews have found ----

def busy(pid, seconds=0.5):
    """How much of a processor it takes."""
    def ticks():
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])
    before = ticks()
    time.sleep(seconds)  # nothing to wait for: this is the measure
    return (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds


def talked(port, said, end=False):
    """Says octets, all at once, and hears what comes until the other side closes."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), 30) as link:
        link.sendall(said)
        if end:
            link.shutdown(socket.SHUT_WR)
        while piece := link.recv(65536):
            got += piece
    return got


@pytest.mark.parametrize("option, said", [("--endless-line", b""), ("--message=100G", b"USER a\r\nPASS b\r\nRETR 1\r\n")])
def test_who_leaves_is_let_go(option, said):
    """In the middle of something that would go on for ever."""
    with Practice(option) as server:
        with socket.create_connection(("127.0.0.1", server.pop3), 30) as link:
            link.sendall(said)
            got = 0
            while got < 1_000_000:
                got += len(link.recv(65536))
        until(lambda: re.search(r"^1 (lost|closed by the visitor) after", server.log(), re.M))
        assert busy(server.pid) < 0.1


def test_a_log_from_the_start(tmp_path):
    with Practice("--log", tmp_path / "log") as server:
        send(server.smtp)
        until(lambda: "visit visitor=1: c: quit" in (tmp_path / "log").read_text().lower())


def test_its_folder_does_not_move(tmp_path):
    with Practice("--delay=rcpt=1ms", "--maildir", tmp_path / "box") as server:
        server.told("serve --rate 1M --no-delay --delay rcpt=2ms")
        send(server.smtp)
        assert len(list((tmp_path / "box/new").iterdir())) == 1


def test_only_quit_deletes_files(tmp_path):
    with Practice("--maildir", tmp_path / "box") as server:
        send(server.smtp)
        talked(server.pop3, b"USER a\r\nPASS b\r\nDELE 1\r\n" + b"x\r\n" * 20)
        assert len(list((tmp_path / "box/new").iterdir())) == 1
        assert fetched(server.pop3)[-1] == b"last"


def test_a_file_that_a_mail_program_has_moved(tmp_path):
    with Practice("--maildir", tmp_path / "box") as server:
        send(server.smtp)
        (name,) = [path.name for path in (tmp_path / "box/new").iterdir()]
        (tmp_path / "box/new" / name).rename(tmp_path / "box/cur" / (name + ":2,S"))
        assert talked(server.pop3, b"USER a\r\nPASS b\r\nDELE 1\r\nQUIT\r\n").endswith(b"+OK Bye\r\n")
        assert not list((tmp_path / "box/cur").iterdir())


def test_files_that_are_no_mails_and_names_that_are_none(tmp_path):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "box" / folder).mkdir(parents=True)
    (tmp_path / "box/new/link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "box/new/pipe")
    for name in ("a" * 80 + "1", "a" * 80 + "2", "evil\n.\n+OK", "two words", ":2,S"):
        (tmp_path / "box/new" / name).write_text("Subject: x\n\nx\n")
    with Practice("--maildir", tmp_path / "box") as server:
        server.tells("files of the Maildir were skipped")
        box = poplib.POP3("127.0.0.1", server.pop3, timeout=30)
        box.user("a"), box.pass_("b")
        uids = [row.split(b" ", 1)[1] for row in box.uidl()[1]]
        assert len(set(uids)) == 5 and all(re.fullmatch(rb"[!-~]{1,70}", uid) for uid in uids), uids
        box.quit()


@pytest.mark.parametrize("option", ["--user bob", "--maildir /tmp/x", "--smtp 2626", "--no-smtp", "--message 1k", "--listen ::"])
def test_what_counts_only_at_the_beginning(option):
    with Practice() as server:
        server.process.stdin.write(f"serve {option}\nserve\n".encode())
        server.process.stdin.flush()
        server.tells("cannot change while running")
        server.tells("visitors now")
        assert not re.search(rf"^{option}", server.log().split("visitors now")[1], re.M)


def test_secrets_that_come_in_odd_ways():
    """Behind a login that was refused, and in a line that is too long: none is told."""
    with Practice() as server:
        for said in (b"HELO me\r\nAUTH LOGIN\r\naHVudGVyMg==\r\nc2VjcmV0\r\n",
                     b"EHLO me\r\nAUTH LOGIN\r\n" + b"q" * 3000 + b"\r\naHVudGVyMg==\r\nc2VjcmV0\r\n",
                     b"EHLO me\r\nAUTH PLAIN " + b"hunter2" * 1000 + b"\r\n"):
            with socket.create_connection(("127.0.0.1", server.smtp), 30) as link:
                for at in range(0, len(said), 1000):
                    link.sendall(said[at:at + 1000])
                    time.sleep(0.02)  # so that it comes in pieces
                link.sendall(b"QUIT\r\n")
                while link.recv(1000):
                    pass
        until(lambda: server.log().count("C: QUIT") == 3)
        for secret in ("hunter2", "aHVudGVyMg", "c2VjcmV0", "qqq"):
            assert secret not in server.log()


def test_no_control_characters_in_commands():
    with Practice() as server:
        assert talked(server.smtp, b"EHLO a\rX-Evil: 1\r\nEHLO b\0c\r\nQUIT\r\n").count(b"500 5.5.2") == 2


def test_replies_to_who_has_said_it_all():
    """One side of the connection ended: the other is heard to its end, and late."""
    with Practice("--message", "3M", "--delay=quit=300ms") as server:
        got = talked(server.pop3, b"USER a\r\nPASS b\r\nRETR 1\r\nQUIT\r\n", end=True)
        assert len(got) > 3_000_000 and got.endswith(b"\r\n.\r\n+OK Bye\r\n")


def test_the_last_replies_to_who_said_too_much():
    with Practice() as server:
        got = talked(server.smtp, b"EHLO x\r\nMAIL FROM:<a>\r\n" + b"x\r\n" * 3000)
        assert got.endswith(b"\r\n421 4.7.0 Too many errors\r\n")


def test_it_begins_and_ends_many_times():
    """In one process: each time all is as at first, and memory does not grow."""
    with Practice() as server:
        send(server.smtp)
        for size in (100, 2000, 100, 3000) * 20:
            server.process.stdin.write(f"serve off\nserve --smtp 0 --pop3 0 --telnet 0 --store {size}k\n".encode())
        server.process.stdin.flush()
        until(lambda: server.log().count("delivers none of it") == 81, 20)
        port = int(re.findall(r"pop3 127\.0\.0\.1 port (\d+)", server.log())[-1])
        with pytest.raises(poplib.error_proto):
            fetched(port)
        assert int(re.search(r"VmSize:\s+(\d+)", open(f"/proc/{server.pid}/status").read())[1]) < 60_000


def test_visitors_are_told_of_the_end():
    with Practice() as server:
        with socket.create_connection(("127.0.0.1", server.smtp), 30) as link:
            link.recv(100)
            server.process.send_signal(signal.SIGTERM)
            assert link.recv(100) == b"421 4.3.2 the practice server ends\r\n"


def test_a_script_does_not_listen(run):
    """A script may be somebody else's text: a practice server is begun by a person, or on the shell's line."""
    ended = run(script="serve --smtp 0 --pop3 off --telnet off\n")
    assert ended.status == 64 and "a script may not listen" in ended.err, ended
    assert run(script="serve --list-faults\n").status == 0
    ended = run("--allow-commands", script="serve --smtp 0 --pop3 off --telnet off\n")
    assert ended.status == 0 and ended.took < 20, ended


def test_a_flag_is_shown_as_it_was_said():
    with Practice("--one-octet") as server:
        server.told("serve")
        assert re.search(r"^--one-octet *$", server.log(), re.M)


def test_a_clock_before_all_clocks():
    with Practice("--clock-skew", "-1000000h") as server:
        assert b"; Thu, 01 Jan 1970 00:00:00 +0000\r\n" in talked(server.smtp, b"QUIT\r\n")


def test_a_record_is_whole_though_nobody_reads_the_screen(tmp_path):
    with Practice("--log", tmp_path / "log") as server:
        said = b"".join(b"NOOP %d\r\n" % n for n in range(20000))
        assert talked(server.smtp, said + b"QUIT\r\n").count(b"250 2.0.0 Ok") == 20000
        until(lambda: "closed by us" in (tmp_path / "log").read_text())
        assert (tmp_path / "log").read_text().count("C: NOOP") == 20000
        server.tells("lines about visitors are not shown: they were not read fast enough")
        assert server.log().count("C: NOOP") < 20000


def test_a_visitor_from_its_own_prompt_is_told_from_the_start(tmp_path):
    with Practice("--log", tmp_path / "log") as server:
        server.process.stdin.write(f"open 127.0.0.1 {server.smtp}\nQUIT\n".encode())
        server.process.stdin.flush()
        server.tells("1 closed by us")
        for told in (server.log(), (tmp_path / "log").read_text()):
            assert re.search(r"1:? smtp: from 127\.0\.0\.1 port \d+\n(.*\n)*?.*1:? S: 220 ", told), told


def test_a_maildir_that_may_only_be_read(public):
    """Mails in it are there; to delete one is refused, and it stays."""
    with tempfile.TemporaryDirectory(dir="/tmp") as maildir:
        for folder in ("new", "cur", "tmp"):
            os.mkdir(f"{maildir}/{folder}")
        Path(maildir, "new", "1").write_text("Subject: x\n\nhi\n")
        subprocess.run(["chmod", "-R", "a+rX,a-w", maildir], check=True)
        with Practice("--maildir", maildir, program=public, **OTHER) as server:
            for _ in range(2):
                got = talked(server.pop3, b"USER a\r\nPASS b\r\nSTAT\r\nDELE 1\r\nQUIT\r\n")
                assert b"+OK 1 18" in got and b"-ERR [SYS/PERM] some deleted messages are still there" in got, got
            server.tells(f"remove {maildir}/new/1: permission denied")
        subprocess.run(["chmod", "-R", "u+w", maildir], check=True)


def test_a_maildir_in_the_order_in_which_mails_came(tmp_path):
    names = ["9.1", "10.2.host", "10.10.host", "1700000000.M1P2.host:2,S", "a blank", "x" * 200]
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "m" / folder).mkdir(parents=True)
    for i, name in enumerate(reversed(names)):
        (tmp_path / "m" / ("cur" if ":" in name else "new") / name).write_text(f"Subject: {name}\n\n")
    uidls = []
    for _ in range(2):
        with Practice("--maildir", tmp_path / "m") as server:
            uidls.append(talked(server.pop3, b"USER a\r\nPASS b\r\nUIDL\r\nQUIT\r\n").split(b"\r\n")[4:-3])
            for n, name in enumerate(names):
                assert fetched(server.pop3, n + 1)[0].decode() == f"Subject: {name}"
    assert uidls[0] == uidls[1] and len(set(uidls[0])) == len(names)


@pytest.mark.parametrize("fault, back", [("--delay noop=1h", "--no-delay"), ("--delay noop=1h", "--delay noop=10ms"),
                                         ("--pause-at 120:1h", "--no-faults"), ("--postscreen 1h", "--no-postscreen"),
                                         ("--delay greeting=1h", "--no-faults")])
def test_a_fault_that_is_taken_back_lets_go(fault, back):
    with Practice(*fault.split()) as server, socket.create_connection(("127.0.0.1", server.smtp), 30) as link:
        if "greeting" not in fault and "postscreen" not in fault:
            link.sendall(b"NOOP\r\n" * 10)
        server.tells("1 smtp: from")
        time.sleep(0.2)  # so that it is held by now: nothing tells that from outside
        server.told(back)
        link.sendall(b"QUIT\r\n")
        assert link.makefile("rb").read().endswith(b"221 2.0.0 Bye\r\n")


def test_orders_are_shown_so_that_they_can_be_said_again():
    with Practice("--refuse", "rcpt=421:go away", "--rate", "20K") as server:
        server.told("serve")
        assert '--refuse "rcpt=421:go away"' in server.log() and "--rate 20K" in server.log()
        server.told('serve --refuse "rcpt=421:go away"')
        assert server.log().count('--refuse "rcpt=421:go away"') == 2


def test_faults_of_tls_where_there_is_none():
    with Practice("--delay", "tls=1s") as server:
        server.tells("the practice server has no TLS")


def test_what_is_said_of_a_server_that_there_is_not(terminal, run):
    assert run("serve", "--smtp", "0", "--pop3", "off", "--telnet", "off", script="serve off\n").status == 0
    ended = run("serve", "--smtp", "0", "--pop3", "off", "--telnet", "off",
                script="serve off\nserve --smtp 0 --pop3 off --telnet off\nserve off\nquit\n")
    assert ended.err.count("has ended") == 2, ended
    with Practice("--delay", "noop=300ms", "--drop-at", "noop") as server:
        page = terminal("127.0.0.1", server.smtp)
        page.until(re.compile("^220 ", re.M))
        page.line(":serve off")
        page.until("no practice server is running")
        page.line("noop")
        assert page.status() is not None, "and it leaves with the server"


def test_a_pause_in_hearing_outlasts_other_orders():
    with Practice("--pause-at", "30:600ms") as server, socket.create_connection(("127.0.0.1", server.smtp), 30) as link:
        link.recv(100)
        began = time.monotonic()
        link.sendall(b"NOOP\r\n" * 6)
        link.recv(1000)
        link.sendall(b"QUIT\r\n")
        server.told("serve --delay rset=1s")
        link.makefile("rb").read()
        assert time.monotonic() - began > 0.5
