"""test_pop3.py - the commands that work a mailbox: one line from a shell, or inside a session."""
import hashlib
import json
import os
import re
import signal

import pytest

from client import CLOSED_THERE, ROOT, Postel, asleep, binary, start, until
from faults import STAY, Fault, expect, pop3, script
from servers import USERS
from terminal import Terminal

PASSWORD = {"POSTEL_PASSWORD": USERS["paul"]}
TRANSPORTS = {"clear": ("pop3", ["--tls", "off"]), "STLS": ("pop3", []), "TLS": ("pop3s", [])}
transports = pytest.mark.parametrize("transport", TRANSPORTS)


@pytest.fixture
def shell(run, dovecot):
    """One command on Paul's mailbox: shell("STLS", "retr", 1)."""
    def go(transport, *words, user="paul", env=PASSWORD, **more):
        kind, options = TRANSPORTS[transport]
        return run("--cafile", dovecot.ca, *options, f"{kind}://{user}@localhost:{dovecot.ports[kind]}",
                   *words, env=env, **more)
    return go


def done(ended, out):
    assert (ended.status, ended.out, ended.err) == (0, out, ""), ended


# ---- from a shell ----

@transports
def test_what_lies_there(shell, dovecot, transport):
    dovecot.fill("paul", [1204, 5000, 900])
    done(shell(transport, "stat"), b"3 messages, 7104 octets\n")
    done(shell(transport, "list"), b"1 1204\n2 5000\n3 900\n")
    done(shell(transport, "list", "2-3"), b"2 5000\n3 900\n")
    names = shell(transport, "uidl").out.decode().split()
    done(shell(transport, "uidl", "3,1"), f"3 {names[5]}\n1 {names[1]}\n".encode())


@transports
def test_a_message_whole(shell, dovecot, transport, tmp_path):
    text = b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n\r\nend\r\n" + b".all dots\r\n" * 9000
    dovecot.fill("paul", [text, 900])
    done(shell(transport, "top", "1", "2"), b"Subject: dots\r\n\r\n.\r\n..\r\n")
    ended = shell(transport, "retr", "1")
    assert ended.status == 0 and ended.out == text, ended.err
    assert f"octets on the wire ({len(text):,} of the message) in" in ended.err
    path = tmp_path / "one.eml"
    ended = shell(transport, "retr", "1", path)
    assert ended.out.decode() == f"1: {len(text)} octets in {path}\n", ended
    assert path.read_bytes() == text and sorted(os.listdir(tmp_path)) == ["home", "one.eml"]


def test_a_large_message_into_a_file(shell, dovecot, tmp_path):
    dovecot.fill("big", [32 << 20])
    path = tmp_path / "big.eml"
    ended = shell("TLS", "retr", "1", path, user="big", env={"POSTEL_PASSWORD": USERS["big"]})
    assert ended.status == 0, ended
    wanted = dovecot.messages("big")[0]
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(wanted).digest()


def test_many_messages(shell, dovecot):
    dovecot.fill("many", [300] * 1200)
    ended = shell("STLS", "list", user="many", env={"POSTEL_PASSWORD": USERS["many"]})
    assert ended.out == b"".join(b"%d 300\n" % n for n in range(1, 1201)), ended.err


def test_capabilities(shell, dovecot):
    lines = shell("STLS", "capa").out.decode().splitlines()
    assert "UIDL" in lines and any(line.startswith("SASL PLAIN") for line in lines)
    assert "STLS" not in lines  # as they are inside TLS


def test_the_dialogue_on_request(shell, dovecot):
    dovecot.fill("paul", [900])
    ended = shell("TLS", "-v", "stat")
    assert ended.out == b"1 messages, 900 octets\n"
    assert re.search(r"^AUTH SCRAM-SHA-256 \*{8}$", ended.err, re.M), ended
    assert re.search(r"^STAT\n\+OK 1 900 ", ended.err, re.M) and "Logged in" in ended.err
    assert USERS["paul"] not in ended.err


def test_several_commands_on_one_connection(run, dovecot, tmp_path):
    dovecot.fill("paul", [900, 901])
    ended = run("--cafile", dovecot.ca, "-v", f"pop3s://paul@localhost:{dovecot.ports['pop3s']}", "-c", "stat", "-c",
                "list 2", "-c", f"retr 1 '{tmp_path / 'one two'}'", "-c", "uidl", env=PASSWORD)
    lines = ended.out.decode().splitlines()
    assert ended.status == 0 and lines[:2] == ["2 messages, 1801 octets", "2 901"] and len(lines) == 5, ended
    assert (tmp_path / "one two").read_bytes() == dovecot.messages("paul")[0]
    assert ended.err.count("\nAUTH ") == 1 and ended.err.count("\nQUIT\n") == 1


@pytest.mark.parametrize("line", ["send PASS x", "base64 x", "list\nlist"])
def test_no_secret_among_commands(run, line):
    with Fault(script("+OK")) as server:
        ended = run(f"pop3://127.0.0.1:{server.port}", "-c", line)
        assert ended.status == 64 and not server.visitors, ended


# ---- logging in ----

MECHANISMS = ["user", "apop", "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"]


@transports
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_each_mechanism(shell, dovecot, transport, mechanism):
    dovecot.fill("paul", [900])
    ended = shell(transport, "--auth", mechanism, "-v", "stat")
    assert ended.status == 0 and ended.out == b"1 messages, 900 octets\n", ended
    said = {"user": "PASS", "apop": "APOP paul"}.get(mechanism, f"AUTH {mechanism.upper()}")
    assert re.search(rf"^{said}( \*{{8}})?$", ended.err, re.M), ended


@transports
@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_tokens(shell, dovecot, transport, mechanism, tmp_path):
    token = tmp_path / "token"
    token.write_text(dovecot.token("paul") + "\n")
    token.chmod(0o600)
    ended = shell(transport, "--auth", mechanism, "--token-file", token, "login", env={})
    assert ended.status == 0, ended


def test_a_token_that_is_refused_says_why(shell, dovecot):
    ended = shell("TLS", "login", env={"POSTEL_TOKEN": "a.b.c"})
    assert ended.status == 77 and '{"status":"' in ended.err.replace(" ", ""), ended


def test_a_certificate_is_enough(shell, dovecot):
    cert, key = dovecot.client
    ended = shell("TLS", "--cert", cert, "--key", key, "--auth", "external", "-v", "stat", user="client", env={})
    assert ended.status == 0 and "AUTH EXTERNAL" in ended.err, ended


def test_anonymous(shell, dovecot):
    assert shell("TLS", "--auth", "anonymous", "login", env={}).status == 0


@transports
def test_a_wrong_password(shell, dovecot, transport, tmp_path):
    log = tmp_path / "log"
    ended = shell(transport, "--log", log, "list", env={"POSTEL_PASSWORD": "wrongword"})
    assert ended.status == 77 and ended.out == b"" and "-ERR" in ended.err, ended
    assert "wrongword" not in ended.err + log.read_text()


@pytest.mark.parametrize("how", ["file", "fd"])
def test_a_password_from_elsewhere(shell, dovecot, how, tmp_path):
    path = tmp_path / "word"
    path.write_text(USERS["anna"] + "\nnot this\n")
    path.chmod(0o600)
    dovecot.fill("anna", [])
    if how == "file":
        ended = shell("TLS", "--password-file", path, "stat", user="anna", env={})
    else:
        with path.open() as file:
            ended = shell("TLS", "--password-fd", "0", "stat", user="anna", env={}, stdin=file)
    done(ended, b"0 messages, 0 octets\n")


def test_no_password_is_said(shell, dovecot):
    ended = shell("TLS", "stat", env={})
    assert ended.status == 64 and "--password-file" in ended.err, ended
    ended = shell("TLS", "stat", env={}, user="")
    assert ended.status == 64, ended


def test_a_password_file_that_is_not_there(run, tmp_path):
    with Fault(script("+OK")) as server:
        ended = run("--password-file", tmp_path / "none", f"pop3://a@127.0.0.1:{server.port}", "stat")
        assert ended.status == 66 and not server.visitors, ended


# ---- deleting ----

def test_deleted_by_quit(shell, dovecot):
    dovecot.fill("paul", [900, 901, 902])
    ended = shell("STLS", "dele", "--yes", "1", "3")
    done(ended, b"2 deleted: the server accepted QUIT\n")
    assert [len(message) for message in dovecot.messages("paul")] == [901]


def test_not_deleted_without_a_yes(shell, dovecot):
    dovecot.fill("paul", [900])
    ended = shell("STLS", "dele", "1")
    assert ended.status == 64 and "--yes" in ended.err, ended
    assert len(dovecot.messages("paul")) == 1


def lost_after(*steps):
    return script("+OK hi", expect("CAPA"), "-ERR", expect("USER a"), "+OK", expect("PASS b"), "+OK", *steps)


@pytest.mark.parametrize("last", ["DELE", "QUIT"])
def test_a_session_that_breaks(run, last):
    steps = [expect("DELE 1"), "+OK", expect("DELE 2")] + (["+OK", expect("QUIT")] if last == "QUIT" else [])
    with Fault(lost_after(*steps)) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "dele", "--yes", "1-2", env={"POSTEL_PASSWORD": "b"})
        assert not server.surprises and ended.status == 69, ended
        assert ("unknown" if last == "QUIT" else "nothing was deleted") in ended.err, ended


def test_a_quit_that_is_refused(run):
    with Fault(lost_after(expect("DELE 1"), "+OK", expect("QUIT"), "-ERR some are left")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "dele", "--yes", "1", env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 1 and "some messages may not be deleted" in ended.err, ended


# ---- files ----

def test_no_file_is_overwritten(run, tmp_path):
    path = tmp_path / "there"
    path.write_text("mine")
    with Fault(script("+OK")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", path, env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 73 and not server.visitors, ended
        assert f"write to {path}: already exists (--force overwrites it)\n" in ended.err, ended
    assert path.read_text() == "mine"


def test_unless_forced(shell, dovecot, tmp_path):
    path = tmp_path / "there"
    path.write_text("mine")
    dovecot.fill("paul", [900])
    assert shell("TLS", "--force", "retr", "1", path).status == 0
    assert path.read_bytes() == dovecot.messages("paul")[0]


def test_a_folder_that_is_not_there(shell, dovecot, tmp_path):
    dovecot.fill("paul", [900])
    ended = shell("TLS", "retr", "1", tmp_path / "no" / "file")
    assert ended.status == 73 and "no/file" in ended.err, ended


def serve_one(*more):
    return lost_after(expect("LIST 1"), "+OK 1 7", expect("RETR 1"), "+OK\r\nhello\r\n.", expect("QUIT"), "+OK", *more)


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "fifo", "file"])
def test_a_part_in_the_way_is_left_alone(run, tmp_path, kind):
    """A FIFO there once was waited for without end; mail overwrote the file that a link led to."""
    mine, part = tmp_path / "mine", tmp_path / "m.part"
    mine.write_text("mine")
    make = {"link": lambda: part.symlink_to(mine), "dangling link": lambda: part.symlink_to(tmp_path / "nowhere"),
            "folder": part.mkdir, "fifo": lambda: os.mkfifo(part), "file": lambda: part.write_text("of another")}
    make[kind]()
    before = part.lstat()
    with Fault(serve_one()) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env={"POSTEL_PASSWORD": "b"})
    assert ended.status == 0 and f"written to {part}.2" in ended.err, ended
    assert (tmp_path / "m").read_bytes() == b"hello\r\n" and mine.read_text() == "mine"
    after = part.lstat()
    assert (before.st_ino, before.st_mode, before.st_size) == (after.st_ino, after.st_mode, after.st_size)
    assert not (tmp_path / "m.part.2").exists() and not (tmp_path / "nowhere").exists()


def test_each_cut_off_run_keeps_its_part(run, tmp_path):
    for n, name in enumerate(["m.part", "m.part.2", "m.part.3"], 1):
        with Fault(liar("+OK", b"run %d\r\n" % n)) as server:
            ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 69 and f"octets of the message are in {tmp_path / name}\n" in ended.err, ended
    assert [(tmp_path / name).read_bytes() for name in ("m.part", "m.part.2", "m.part.3")] == [
        b"run 1\r\n", b"run 2\r\n", b"run 3\r\n"]
    assert (tmp_path / "m.part").stat().st_mode & 0o777 == 0o600


def test_too_many_parts_are_told(run, tmp_path):
    for name in ("m.part", *(f"m.part.{n}" for n in range(2, 100))):
        (tmp_path / name).touch()
    steps = lost_after(expect("LIST 1"), "+OK 1 7", expect("QUIT"), "+OK")
    with Fault(steps) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env={"POSTEL_PASSWORD": "b"})
    assert ended.status == 73 and "m.part.99" in ended.err, ended


def test_a_name_that_was_taken_meanwhile(run, tmp_path):
    """What came stays where it is, and that is said."""
    def meanwhile(visitor):
        (tmp_path / "m").write_text("mine")
    with Fault(lost_after(expect("LIST 1"), "+OK 1 7", expect("RETR 1"), b"+OK\r\nhel", meanwhile, b"lo\r\n.\r\n",
                          expect("QUIT"), "+OK")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env={"POSTEL_PASSWORD": "b"})
    assert ended.status == 73 and f"7 octets of the message are in {tmp_path / 'm.part'}" in ended.err, ended
    assert (tmp_path / "m").read_text() == "mine" and (tmp_path / "m.part").read_bytes() == b"hello\r\n"


@pytest.mark.parametrize("option", ["--password-file", "--token-file"])
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_wait_for_a_fifo(home, tmp_path, option, which):
    os.mkfifo(tmp_path / "pipe")
    run = start(option, tmp_path / "pipe", "pop3://a@127.0.0.1:1", "stat", home=home)
    until(lambda: asleep(run.pid))
    run.send_signal(which)
    assert run.wait(timeout=30) == -which


def test_a_full_disk_leaves_no_empty_part(run, disk):
    (disk / "all of it").write_bytes(b"x" * 65536)
    replies = {"LIST": "+OK 1 7", "RETR": b"+OK\r\nhello\r\n.\r\n"}
    with Fault(pop3(replies=replies)) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", disk / "m", env={"POSTEL_PASSWORD": "x"})
    assert ended.status == 74 and f"write to {disk / 'm.part'}: the disk is full" in ended.err, ended
    assert os.listdir(disk) == ["all of it"], "an empty part stands in the way of the next run"


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("what, why", [("device", "a FIFO, socket or device, not a file"),
                                       ("fifo", "a FIFO, socket or device, not a file"),
                                       ("folder", "a folder, not a file"),
                                       ("link", "a symbolic link, which is not followed")])
def test_what_is_no_file_is_called_what_it_is(run, tmp_path, what, why, force):
    place = "/dev/null" if what == "device" else tmp_path / what
    if what == "fifo":
        os.mkfifo(place)
    elif what == "folder":
        place.mkdir()
    elif what == "link":
        place.symlink_to("nowhere")
    ended = run(*force, "pop3://a@127.0.0.1:1", "retr", "1", place)
    assert ended.status == 73 and f"write to {place}: {why}" in ended.err, ended


def test_a_full_disk(shell, dovecot, disk):
    dovecot.fill("paul", [900000])
    ended = shell("TLS", "retr", "1", disk / "big.eml")
    part = disk / "big.eml.part"
    assert ended.status == 74 and f"write to {part}: the disk is full" in ended.err, ended
    assert os.listdir(disk) == ["big.eml.part"]
    assert part.stat().st_size > 10000 and f"{part.stat().st_size:,} octets of the message are in {part}" in ended.err


# ---- servers that lie ----

def liar(*steps):
    return lost_after(expect("LIST 1"), "+OK 1 50", expect("RETR 1"), *steps)


@pytest.mark.parametrize("size, said", [(b"x" * 48, None), (b"x" * 30, "listed 50 octets but sent 32")])
def test_a_size_that_is_wrong(run, tmp_path, size, said):
    with Fault(liar("+OK", size + b"\r\n.\r\n", expect("QUIT"), "+OK")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 0 and (said is None) == ("listed" not in ended.err), ended
        assert (said or "") in ended.err


def test_an_end_that_is_missing(run, tmp_path):
    with Fault(liar("+OK", b"half of it\r\nand")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m", env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 69 and "connection lost during RETR 1 after " in ended.err, ended
    assert "nothing was deleted" not in ended.err, ended
    assert sorted(os.listdir(tmp_path)) == ["home", "m.part"]


@pytest.mark.parametrize("option, form", [([], "{}\n"), (["--json"], '"text":"{}"}}\n')])
def test_secrets_in_lists_and_messages(run, tmp_path, option, form):
    """Each line of a list is a result, and shows none; a message is what it is."""
    names = b"+OK\r\n1 a\r\n2 hunter2hunter2\r\n3 hunter2hunter2.\r\n.\r\n"
    message = b"it is\r\nhunter2hunter2\r\n"
    with Fault(pop3(replies={"UIDL": names, "LIST": "+OK 1 23", "RETR": b"+OK\r\n" + message + b".\r\n"})) as server:
        def go(*words):
            return run(*option, "--log", tmp_path / "log", f"pop3://a@127.0.0.1:{server.port}", *words,
                       env={"POSTEL_PASSWORD": "hunter2hunter2"})
        ended = go("uidl")
        assert ended.status == 0 and b"hunter2" not in ended.out, ended
        for line in ("1 a", "2 ******** [secret echoed]", "3 ********. [secret echoed]"):
            assert form.format(line).encode() in ended.out, ended
        ended = go("retr", "1")
        assert (b"hunter2" not in ended.out) if option else (ended.out == message), ended
        go("retr", "1", tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == message
    assert b"hunter2" not in (tmp_path / "log").read_bytes()


def test_a_list_of_short_lines_is_told_whole(run):
    """Each is a result, which is longer than the line itself: there has to be room for them."""
    with Fault(pop3(replies={"LIST": b"+OK\r\n" + b"1\n" * 60000 + b".\r\n"})) as server:
        ended = run("--json", f"pop3://a@127.0.0.1:{server.port}", "list", env={"POSTEL_PASSWORD": "b"})
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.status == 0 and [event["text"] for event in told if event["kind"] == "result"] == ["1"] * 60000


@pytest.mark.parametrize("words", [["stat"], ["list"], ["retr", "1", "m"], ["save-all", "mail"]])
def test_a_server_that_says_ok_to_everything(run, tmp_path, words):
    """And nothing else: it promises lists and messages that never come."""
    def part(visitor):
        visitor.say("+OK")
        while visitor.line():
            visitor.say("+OK")
    words = [str(tmp_path / word) if word in ("m", "mail") else word for word in words]
    with Fault(part) as server:
        ended = run("--timeout", "1", f"pop3://a@127.0.0.1:{server.port}", *words, env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 69 and "silent for 1.0 s" in ended.err and not ended.out, ended
    assert os.listdir(tmp_path) == ["home"]


def test_more_replies_than_there_were_questions(run):
    steps = [expect("STAT"), b"+OK 2 30\r\n+OK 3 40\r\n-ERR 4 50\r\n", STAY]
    with Fault(lost_after(*steps)) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", "stat", env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 76 and ended.out == b"" and "it is uncertain what the last reply answers: +OK 2 30" in ended.err, ended
        assert [line for line in ended.err.splitlines() if line.startswith("unsolicited")] == \
            ["unsolicited: +OK 3 40", "unsolicited: -ERR 4 50"], ended


def test_one_refusal_among_several(shell, dovecot):
    dovecot.fill("paul", [900, 901])
    ended = shell("TLS", "list", "1,7,2")
    assert ended.status == 1 and ended.out == b"1 900\n2 901\n" and "LIST 7" in ended.err, ended


@pytest.mark.parametrize("words", [["list", "x"], ["retr"], ["retr", "1-2", "file"], ["retr", "0"], ["top"],
                                   ["dele"], ["stat", "1"], ["uidl", "3-1"]])
def test_words_that_make_no_sense(run, words):
    with Fault(script("+OK")) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", *words, env={"POSTEL_PASSWORD": "b"})
        assert ended.status == 64 and not server.visitors, ended


# ---- at a terminal ----

def test_the_password_is_asked_for(terminal, dovecot):
    dovecot.fill("paul", [900])
    t = terminal("--cafile", dovecot.ca, f"pop3s://paul@localhost:{dovecot.ports['pop3s']}", "list")
    t.until(lambda: t.row == "Password for paul (not shown):")
    t.line(USERS["paul"])
    t.until(re.compile(r"^1 900$", re.M))
    assert t.status() == 0
    assert USERS["paul"] not in t.text


def test_inside_a_session(terminal, dovecot, tmp_path):
    dovecot.fill("paul", [900, 5000])
    t = terminal("--cafile", dovecot.ca).open(dovecot.ports["pop3"], "localhost")
    t.line(":login paul")
    t.until(lambda: t.row == "Password for paul (not shown):")
    t.line(USERS["paul"])
    t.until("+OK Logged in")
    t.say(":stat", r"\+OK 2 5900")
    t.line(f":retr 2 {tmp_path / 'two'}")
    t.until("5000 octets in")
    assert (tmp_path / "two").read_bytes() == dovecot.messages("paul")[1]
    t.say("noop", r"\+OK")
    t.line(":dele 1")
    t.until(lambda: t.row == "Delete message 1 when you QUIT? [y/N]")
    t.line("n")
    t.say("stat", r"\+OK 2 5900")
    t.line(":dele 1")
    t.until(lambda: t.row == "Delete message 1 when you QUIT? [y/N]")
    t.line("y")
    t.until("+OK Marked")
    t.line("quit")
    t.until(CLOSED_THERE)
    assert len(dovecot.messages("paul")) == 1


def test_a_break_ends_the_helper_and_not_the_connection(terminal):
    part = script("+OK hi", expect("USER a"), "+OK", expect("PASS b"), "+OK", expect("CAPA"), "-ERR",
                  expect("RETR 1"), "+OK", b"so far\r\n", 3600)
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.say("user a", r"\+OK")
        t.say("pass b", r"\+OK")
        t.line(":retr 1")
        t.until("so far")
        t.ctrl("c")
        t.until("cancelled")
        t.line("noop")
        until(lambda: server.heard().endswith(b"noop\r\n"))


def test_a_bar_while_a_message_comes(terminal, tmp_path, home):
    part = lost_after(expect("LIST 1"), "+OK 1 1000", expect("RETR 1"), "+OK", b"x" * 498 + b"\r\n", 60)
    with Fault(part) as server:
        t = terminal(f"pop3://a@127.0.0.1:{server.port}", "retr", "1", tmp_path / "m",
                     env={"POSTEL_PASSWORD": "b"})
        t.until(re.compile(r"500 octets of 1.0 kB .*\[#{4}\.{6}\] stalled [2-9]\.\d s"), timeout=20)


# ---- a terminal that another program of a pipe writes to ----

LISTS = {b"UIDL": b"1 one\r\n2 two\r\n", b"LIST": b"1 2500\r\n2 2500\r\n", b"CAPA": b"UIDL\r\nUSER\r\n"}


def slow_messages(visitor):
    """A mailbox whose messages come in pieces, so that a bar would be drawn."""
    visitor.say(b"+OK ready\r\n")
    while line := visitor.line():
        word, *arguments = line.split()
        if word.upper() == b"RETR":
            visitor.say(b"+OK 2500 octets\r\nSubject: x\r\n\r\n")
            for _ in range(8):
                visitor.say(b"line\r\n" * 50)
                visitor.pause(0.05)
            visitor.say(b".\r\n")
        elif word.upper() in LISTS and not arguments:
            visitor.say(b"+OK\r\n" + LISTS[word.upper()] + b".\r\n")
        else:
            visitor.say(b"+OK 1 one\r\n")


@pytest.mark.parametrize("command", ["{} list | cat", "{} save-all all.mbox | tee log", "{} list 2> >(cat >&2)",
                                     "{} -v list 2>&1 | cat", "{} retr 1 | cat", "{} stat | cat"])
def test_a_pipeline_on_a_terminal(home, tmp_path, command):
    """Whoever else writes to the terminal begins at its left edge, and finds no bar there."""
    with Fault(slow_messages) as server:
        line = command.format(f"{binary()} pop3://bob@127.0.0.1:{server.port}")
        with Terminal(["/bin/bash", "-c", f"{line}; echo ended"], cwd=str(tmp_path),
                      env={"HOME": str(home), "POSTEL_PASSWORD": "secret"}) as t:
            t.until(re.compile("^ended", re.M), timeout=30)
            assert not re.search(rb"\[[#.]", t.raw), t.picture()
            assert not [row for row in t.text.splitlines() if row.startswith(" ")], t.picture()


@pytest.mark.parametrize("words", [["retr", "1"], ["retr", "1", "-"]])
def test_a_dash_is_standard_output(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    with Fault(pop3(replies={"RETR": "+OK\r\nhello\r\n."})) as server:
        ended = run(f"pop3://a@127.0.0.1:{server.port}", *words, env={"POSTEL_PASSWORD": "b"})
    assert ended.status == 0 and ended.out == b"hello\r\n" and not (tmp_path / "-").exists(), ended


@pytest.mark.parametrize("option", ["--log", "--transcript"])
def test_a_record_goes_to_no_dash(run, tmp_path, monkeypatch, option):
    monkeypatch.chdir(tmp_path)
    ended = run(option, "-", "version")
    assert ended.status == 64 and "write ./- for a file named -" in ended.err and not (tmp_path / "-").exists(), ended


def test_a_mailbox_goes_to_no_dash(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = run("pop3://a@127.0.0.1:1", "save-all", "-", env={"POSTEL_PASSWORD": "b"})
    assert ended.status == 64 and "write ./- for a f" in ended.err and not (tmp_path / "-").exists(), ended


def test_no_mails_of_a_practice_server_in_a_dash(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = run("serve", "--smtp", "0", "--pop3", "0", "--telnet", "0", "--maildir", "-")
    assert ended.status == 64 and "write ./- for a f" in ended.err and not (tmp_path / "-").exists(), ended


SEND = ["smtp://127.0.0.1:1", "send-mail", "-f", "a@x.test", "-t", "b@x.test"]


@pytest.mark.parametrize("words", [
    *(["--cafile", "-"], ["--cert=-"], ["--key", "-"], ["--password-file", "-"], ["--token-file=-"]),
    [*SEND, "--attach", "-"], [*SEND, "--body", "-", "--attach=-"], ["smtp://127.0.0.1:1", "data", "-"]])
def test_no_dash_is_read_as_a_file(run, tmp_path, monkeypatch, words):
    """Standard input has its own ways in; a file of that name is meant by nobody who says only "-"."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").write_text("not meant\n")
    (tmp_path / "-").chmod(0o600)
    ended = run(*(words if len(words) > 2 else [*words, "pop3://a@127.0.0.1:1", "stat"]))
    assert ended.status == 64 and "write ./- for a f" in ended.err, ended
