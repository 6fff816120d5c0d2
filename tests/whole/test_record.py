"""The record: one event a line, true, redacted, and there when it is needed."""
import hashlib
import json
import os
import re
import select
import subprocess

import pytest

from client import CLOSED_THERE, asleep, start, until
from faults import STAY, Fault, expect, pop3, script, smtp

LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) @(\d+) ([A-Za-z]+~?)((?: \w+=-?\d+| by=\w+| \w+=\"[^\"]*\")*)(?:: ?(.*))?")


def records(log):
    """The lines of a log that tell events: (microseconds, mark or kind, numbers, text)."""
    found = []
    for line in log.read_text().splitlines():
        if line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        assert match, f"not a line of a record: {line!r}"
        found.append((int(match[2]), match[3], match[4], match[5] or ""))
    return found


def dialogue(log):
    return [(kind, text) for _, kind, _, text in records(log) if kind in ("C", "S")]


def test_the_grammar(run, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3()) as server:
        run("--log", log, "127.0.0.1", server.port, script="USER paul\nPASS mypassword\nQUIT\n")
    assert dialogue(log) == [("S", "+OK POP3 server ready"), ("C", "USER paul"), ("S", "+OK"),
                             ("C", "PASS ********"), ("S", "+OK"), ("C", "QUIT"), ("S", "+OK bye")]
    told = records(log)
    assert [at for at, *_ in told] == sorted(at for at, *_ in told), "time runs backwards"
    kinds = {kind for _, kind, *_ in told}
    assert {"anchor", "dial", "dialed", "sent", "reply", "closed"} <= kinds
    anchor = next(text + numbers for _, kind, numbers, text in told if kind == "anchor")
    assert "utc_us=" in anchor and "postel" in anchor
    facts, target = next((facts, text) for _, kind, facts, text in told if kind == "dialed")
    assert target == "127.0.0.1" and f" port={server.port} " in facts
    assert ' remote="127.0.0.1" local="127.0.0.1"' in facts, "both ends are named"
    assert re.match(r"# postel \S+ record, format 2; ", log.read_text())
    assert log.stat().st_mode & 0o077 == 0, "a record is its owner's business"


def test_times_of_a_reply(run, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3(replies={"STAT": script(0.3, b"+OK", 0.4, b" 2 320\r\n")})) as server:
        run("--log", log, "127.0.0.1", server.port, script="STAT\nQUIT\n")
    numbers = next(numbers for _, kind, numbers, text in records(log) if kind == "reply" and text.upper() == "STAT")
    first, last = (int(re.search(rf"{name}=(\d+)", numbers)[1]) for name in ("first_us", "last_us"))
    assert 290000 < first < 5000000 and first + 390000 < last < 10000000


def test_octets_are_escaped(run, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3(replies={"STAT": b"+OK \x00\x1b[2J\xff\\ \xc3\xa9\r\n", "NOOP": b"+OK lf\n"})) as server:
        run("--log", log, "127.0.0.1", server.port, script="STAT\nNOOP\nQUIT\n")
    assert r"+OK \x00\x1b[2J\xff\\ é" in log.read_text()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", log.read_bytes())
    assert any("bare=" in numbers and text == "+OK lf" for _, kind, numbers, text in records(log) if kind == "S")


def test_appended_never_truncated(run, tmp_path):
    log = tmp_path / "log"
    log.write_text("# mine\n")
    with Fault(pop3()) as server:
        for _ in range(2):
            run("--log", log, "127.0.0.1", server.port, script="STAT\nQUIT\n")
    assert log.read_text().startswith("# mine\n")
    assert [text for kind, text in dialogue(log) if kind == "C"] == ["STAT", "QUIT"] * 2


def test_flushed_as_it_happens(terminal, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3()) as server:
        t = terminal("--log", log).open(server.port)
        t.say("stat", r"\+OK")
        assert ("C", "stat") in dialogue(log)
        t.signal(9)
        t.status()
    assert ("C", "stat") in dialogue(log)


def test_begun_late_it_starts_at_the_beginning(terminal, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3()) as server:
        t = terminal().open(server.port)
        t.say("user paul", r"\+OK")
        t.say("pass mypassword", r"\+OK")
        t.line(f":log {log}")
        t.quiet()
        t.say("stat", r"\+OK")
    assert [text for kind, text in dialogue(log) if kind == "C"] == ["user paul", "pass ********", "stat"]


def test_bodies_are_counted_and_digested(run, dovecot, tmp_path):
    dovecot.fill("anna", [20000])
    log, message = tmp_path / "log", dovecot.messages("anna")[0]
    run("--log", log, "127.0.0.1", dovecot.ports["pop3"], script="USER anna\nPASS correct horse\nRETR 1\nQUIT\n")
    text = log.read_text()
    assert "octets=20000" in text and hashlib.sha256(message).hexdigest() in text
    assert "nothing in it that anybody needs" not in text


def test_bodies_on_request(run, dovecot, tmp_path):
    dovecot.fill("anna", [b"Subject: x\r\n\r\n.dot\r\nPass the salt\r\n"])
    log = tmp_path / "log"
    run("--log", log, "--log-bodies", "127.0.0.1", dovecot.ports["pop3"],
        script="USER anna\nPASS correct horse\nRETR 1\nQUIT\n")
    assert ("S", "Pass the salt") in dialogue(log)


def test_a_body_that_is_sent(run, tmp_path):
    log = tmp_path / "log"
    with Fault(smtp()) as server:
        run("--log", log, "127.0.0.1", server.port, script="EHLO a\nDATA\nSubject: x\n\nprivate words\n.\nQUIT\n")
    assert "private words" not in log.read_text()
    assert any(kind == "upload" for _, kind, *_ in records(log))


@pytest.mark.parametrize("lines, secrets", [
    ("USER a\nPASS mypassword", ["mypassword"]),
    ("APOP a 0123456789abcdef0123456789abcdef", ["0123456789abcdef"]),
    ("AUTH PLAIN AGEAbXlwYXNzd29yZA==", ["AGEAbXlw"]),
    ("AUTH LOGIN\ndXNlcm5hbWU=\ncGFzc3dvcmQ=", ["dXNlcm5hbWU", "cGFzc3dvcmQ"]),
    ("PASS two words", ["two words", "words"]),
    ("AUTH NONE\ncGFzc3dvcmQ=\nbXkgd29yZA==", ["cGFzc3dvcmQ", "bXkgd29yZA"]),
    (":send PASS mypassword", ["mypassword"])])
def test_no_secret_is_recorded(run, tmp_path, lines, secrets):
    log = tmp_path / "log"
    part = pop3(replies={"AUTH": "-ERR no" if "NONE" in lines else "+ ", "DXNLCM5HBWU=": "+ ", "CGFZC3DVCMQ=": "-ERR what?"})
    for options in (["--log", log], ["--json"]):
        with Fault(part) as server:
            ended = run(*options, "127.0.0.1", server.port, script=f"{lines}\nQUIT\n")
        for secret in secrets:
            assert secret.encode() in server.heard(), "the server should get it, though"
            assert secret not in ended.err
            assert secret not in (log.read_text() if "--log" in options else ended.out.decode())


def test_json_lines(run, tmp_path):
    with Fault(pop3(replies={"STAT": b"+OK \"\\\x1b\xff\xc3\xa9\r\n"})) as server:
        ended = run("--json", "127.0.0.1", server.port, script="STAT\nPASS mypassword\nQUIT\n")
    events = [json.loads(line) for line in ended.out.decode("utf-8").splitlines()]
    assert b"mypassword" not in ended.out
    odd = next(event for event in events if event.get("text", "").startswith("+OK \""))
    assert odd["text"] == "+OK \"\\\x1b\ufffd\u00e9"
    assert bytes.fromhex(odd["octets_hex"]).rstrip(b"\r\n") == b"+OK \"\\\x1b\xff\xc3\xa9"
    assert [event["at_us"] for event in events] == sorted(event["at_us"] for event in events)


# ---- when the file makes trouble ----

@pytest.fixture
def tiny_disk(root, tmp_path):
    """A file system of 16 KiB."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", place], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("needs root that may mount")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_the_conversation_goes_on(run, tiny_disk):
    with Fault(pop3()) as server:
        ended = run("--log", tiny_disk / "log", "127.0.0.1", server.port, script="NOOP\n" * 500 + "QUIT\n")
    assert server.heard().endswith(b"NOOP\r\nQUIT\r\n"), "the conversation was cut"
    assert ended.status == 74, ended
    assert len(re.findall("disk is full", ended.err)) == 1, ended.err[-2000:]


@pytest.mark.parametrize("option", ["--log", "--transcript"])
@pytest.mark.parametrize("where", ["shell", "script"])
def test_a_disk_without_room_for_one_more_file(run, tiny_disk, option, where):
    """As where there is no room for octets, the disk is full."""
    subprocess.run(["mount", "-o", "remount,nr_inodes=1", tiny_disk], check=True)
    with Fault(pop3()) as server:
        if where == "shell":
            ended = run(option, tiny_disk / "log", "127.0.0.1", server.port, script="QUIT\n")
        else:
            ended = run("127.0.0.1", server.port, script=f":{option[2:]} {tiny_disk / 'log'}\nQUIT\n")
    assert ended.status == 74 and "log: the disk is full" in ended.err, ended


def test_a_log_that_cannot_be_made(run, tmp_path):
    with Fault(pop3()) as server:
        ended = run("--log", tmp_path / "no" / "such" / "log", "127.0.0.1", server.port, script="QUIT\n")
    assert ended.status in (73, 74) and "log" in ended.err, ended


def test_a_log_into_a_pipe_that_nobody_reads(run, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with Fault(pop3()) as server:
        ended = run("--log", tmp_path / "fifo", "127.0.0.1", server.port, script="QUIT\n")
    assert ended.status in (73, 74) and "fifo" in ended.err, ended


def test_a_log_into_a_device_that_refuses(run):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with Fault(pop3()) as server:
        ended = run("--log", "/dev/full", "127.0.0.1", server.port, script="STAT\nQUIT\n")
    assert server.heard() == b"STAT\r\nQUIT\r\n" and ended.status == 74, ended


def test_a_silence_leaves_its_facts(terminal, tmp_path):
    log = tmp_path / "log"
    with Fault(script("+OK ready", expect("stat"), STAY)) as server:
        t = terminal("--log", log).open(server.port)
        t.line("stat")
        until(lambda: any(kind == "tcp" for _, kind, *_ in records(log)), timeout=30)


# ---- the end of a connection ----

LINES = 27_000


def test_what_came_before_the_end_reaches_a_slow_reader(home):
    """The pipe is full when the server closes: no line is lost, and the end is told."""
    with Fault(script("220 hi", b"a\r\n" * LINES)) as server:
        p = start("--json", f"tcp://127.0.0.1:{server.port}", home=home, stdin=subprocess.DEVNULL)
        until(lambda: asleep(p.pid) and select.select([p.stdout], [], [], 0)[0])
        events = [json.loads(line) for line in p.stdout]
        p.communicate()
    assert sum(event.get("text") == "a" for event in events) == LINES
    assert "closed" in [event["kind"] for event in events[-3:]]


def test_what_came_before_the_end_is_seen(terminal):
    with Fault(script("220 hi", b"a\r\n" * LINES + b"last\r\n")) as server:
        t = terminal(rows=50)
        t.prompt().line(f"open tcp://127.0.0.1:{server.port}")
        t.until(CLOSED_THERE, 120)
    assert t.raw.count(b"last"), t.picture()
