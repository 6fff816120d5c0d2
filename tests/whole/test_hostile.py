"""A hostile server is normal: it gets neither the terminal, nor the memory, nor the password."""
import base64
import re
import subprocess
import threading

import pytest

from client import CLOSED_THERE, peak, start, until
from faults import (ESCAPES, EVERY_OCTET, STAY, Fault, expect, pop3, pour, script, smtp)
from practice import Practice

def driven(raw):
    """The octets that reached a dumb, 8-bit terminal and could drive it: C0 but for CR LF BS, DEL, C1."""
    return sorted({octet for octet in raw if octet & 0x7f < 0x20 and octet not in b"\r\n\b" or octet == 0x7f})


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_drives_the_terminal(terminal, name):
    """In a greeting, a reply, a list and a message; a dumb terminal shows every octet that got through."""
    evil = ESCAPES[name]
    with Fault(pop3(b"+OK gre" + evil + b"eting\r\n",
                    replies={"STAT": b"+OK st" + evil + b"at\r\n", "DELE": b"-ERR de" + evil + b"le\r\n",
                             "LIST": b"+OK\r\n1 " + evil + b"\r\n.\r\n",
                             "RETR": b"+OK\r\nSubject: " + evil + b"\r\n\r\n" + evil + b"body\r\n.\r\n"})) as server:
        t = terminal(env={"TERM": "dumb", "LC_ALL": "C"}).prompt()
        t.line(f"open 127.0.0.1 {server.port}")
        t.until(re.compile("eting"))
        for line, end in (("STAT", "at"), ("DELE 1", "le"), ("LIST", r"^\."), ("RETR 1", "body")):
            t.line(line)
            t.until(re.compile(end, re.M))
        t.line("QUIT")
        t.until(CLOSED_THERE)
    assert not driven(t.raw), f"{driven(t.raw)} in {t.raw!r}"


@pytest.mark.parametrize("name", ESCAPES)
def test_a_real_terminal_stays_as_it_was(terminal, name):
    evil = ESCAPES[name]
    with Fault(pop3(b"+OK gre" + evil + b"eting\r\n", replies={"STAT": b"+OK st" + evil + b"at\r\n"})) as server:
        t = terminal().prompt()
        t.line(f"open 127.0.0.1 {server.port}")
        t.until(re.compile(r"^\+OK gre.*eting", re.M))
        t.line("STAT")
        t.until(re.compile(r"^\+OK st.*at", re.M))
    assert evil not in t.raw
    assert not t.titles and t.text.startswith("postel>"), t.picture()
    assert t.style("Connected").fg == "default"


def test_every_octet(terminal):
    octets = EVERY_OCTET.replace(b"\n", b"")
    with Fault(pop3(replies={"STAT": b"+OK " + octets + b"\r\n"})) as server:
        t = terminal(env={"TERM": "dumb", "LC_ALL": "C"}).open(server.port)
        t.line("STAT")
        t.until(r"\x9f")
        t.line("QUIT")
        t.until(CLOSED_THERE)
    assert not driven(t.raw)
    shown = t.text.replace("\n", "")
    assert bytes(range(0x20, 0x7f)).decode() in shown
    for octet in (0x00, 0x07, 0x1b, 0x7f, 0x80, 0x9b):
        assert rf"\x{octet:02x}" in shown


def test_commands_keep_working_after_every_octet(terminal):
    with Fault(pop3(EVERY_OCTET + b"\r\n")) as server:
        t = terminal().prompt()
        t.line(f"open 127.0.0.1 {server.port}")
        t.until("xyz")
        t.line(":close")
        t.prompt()


@pytest.mark.parametrize("term", ["xterm", "dumb"])
@pytest.mark.parametrize("locale, shown", [
    ("C", rb"caf\xc3\xa9 \xe9"), ("POSIX", rb"caf\xc3\xa9 \xe9"), ("nonsense", rb"caf\xc3\xa9 \xe9"),
    ("de_DE.ISO-8859-1", b"caf\xc3\xa9 \xe9"), ("ru_RU.KOI8-R", b"caf\xc3\xa9 \xe9"), ("C.UTF-8", None)])
def test_octets_above_ascii(terminal, term, locale, shown):
    """Each is shown whole: as it is where the locale says what it is, else escaped."""
    if shown is None:
        shown = b"caf\xc3\xa9 \\xe9" if term == "xterm" else rb"caf\xc3\xa9 \xe9"
    with Fault(pop3(replies={"STAT": b"+OK caf\xc3\xa9 \xe9 there\r\n"})) as server:
        t = terminal(env={"TERM": term, "LC_ALL": locale}).open(server.port)
        t.line("STAT")
        t.until("there")
        assert b"+OK " + shown + b" there" in t.raw
        t.type(b"NOOP \xc3\xa9\r")
        until(lambda: server.heard().endswith(b"NOOP \xc3\xa9\r\n"))


# ---- memory ----

MIB = 1 << 20


def test_a_line_without_end_into_a_pipe(home):
    """100 MiB without a line end come through whole, in a memory that does not grow."""
    with Fault(script("+OK ready", expect("STAT"), pour(MIB), 1, pour(99 * MIB), "", expect("QUIT"), "+OK")) as server:
        ended = start("127.0.0.1", server.port, home=home, stderr=subprocess.DEVNULL)
        ended.stdin.write(b"STAT\n")
        ended.stdin.flush()
        counted = len(ended.stdout.read(len("+OK ready\r\n") + MIB))
        before = peak(ended.pid)
        while counted < 100 * MIB:
            counted += len(ended.stdout.read1(MIB))
        assert peak(ended.pid) - before <= 64, "memory grows with the line"
        ended.stdin.write(b"QUIT\n")
        ended.stdin.close()
        counted += len(ended.stdout.read())
        ended.wait(10)
    assert counted >= 100 * MIB


@pytest.mark.timeout(120)
def test_a_line_without_end_on_a_terminal(terminal):
    poured = threading.Event()
    with Fault(script("+OK ready", expect("STAT"), pour(MIB // 4), 0.5, pour(100 * MIB), "",
                      lambda visitor: poured.set(), STAY)) as server:
        t = terminal().open(server.port)
        t.line("STAT")
        t.until("xxxx")
        before = peak(t.pid)
        t.feed = False  # the emulator would take minutes
        t.until(poured.is_set, timeout=60)
        assert peak(t.pid) - before <= 64, "memory grows with the line"


@pytest.mark.timeout(120)
def test_a_big_message_into_dev_null(dovecot, home, tmp_path):
    dovecot.fill("big", [256 * MIB])
    log = tmp_path / "log"
    ended = start("--log", log, "127.0.0.1", dovecot.ports["pop3"], home=home, stdout=subprocess.DEVNULL,
                  stderr=subprocess.DEVNULL)
    ended.stdin.write(b"USER big\nPASS secret\nRETR 1\nNOOP\n:sleep 60\n")
    ended.stdin.flush()
    try:
        until(lambda: log.exists() and "octets=268435456" in log.read_text(), timeout=60)
        assert peak(ended.pid) <= 1024  # the program, and every queue on the way full
    finally:
        ended.kill()
        ended.wait()


@pytest.mark.timeout(180)
def test_a_big_message_on_a_terminal(terminal, dovecot):
    dovecot.fill("big", [256 * MIB])
    t = terminal().open(dovecot.ports["pop3"])
    t.say("user big", r"\+OK")
    t.say("pass secret", r"\+OK Logged")
    t.feed = False
    t.line("retr 1")
    t.until(lambda: len(t.raw) > MIB // 2)
    before = peak(t.pid)
    t.until(lambda: b"first octet after" in t.raw[-4000:], timeout=100)
    assert peak(t.pid) - before <= 64, "memory grows with the message"  # queues fill by chance
    t.feed = True
    t.say("noop", r"\+OK")


# ---- the password ----

@pytest.mark.parametrize("form", [b"mypassword", base64.b64encode(b"mypassword"), b"my%70assw%6Frd"],
                         ids=["raw", "base64", "percent"])
def test_an_echoed_secret_is_masked(terminal, run, tmp_path, form):
    log = tmp_path / "log"
    with Fault(pop3(replies={"PASS": b"-ERR wrong password " + form + b" for paul\r\n"})) as server:
        t = terminal("--log", log).open(server.port)
        t.say("user paul", r"\+OK")
        t.line("pass mypassword")
        t.until("[secret echoed]")
        t.until("-ERR wrong password ********")
    for place in (t.text, t.raw.decode("latin-1"), log.read_text()):
        assert form.decode() not in place


def test_a_script_gets_the_octets_but_records_do_not(run, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3(replies={"PASS": "-ERR wrong password mypassword"})) as server:
        ended = run("--log", log, "127.0.0.1", server.port, script="USER paul\nPASS mypassword\nQUIT\n")
    assert b"password mypassword" in ended.out
    assert "mypassword" not in log.read_text() and "mypassword" not in ended.err


# ---- lines longer than there is room for ----

@pytest.mark.parametrize("greeting", ["220 hi", "+OK hi", "* OK hi", "hi", "x" * 70000])
@pytest.mark.parametrize("long", [b"x", b"250 ", b"250-", b"+OK ", b"* ", b"a OK ", b"+ "])
def test_a_long_line_that_nobody_asked_for(run, tmp_path, greeting, long):
    log = tmp_path / "log"
    with Fault(script(greeting, long * (70000 // len(long)) + b"\r\n", STAY)) as server:
        ended = run("--timeout", "1", "--log", log, "127.0.0.1", server.port, script="NOOP\nQUIT\n")
    assert ended.status in (0, 69, 76), ended
    assert ended.out.startswith(greeting.encode() + b"\r\n" + long), ended
    assert "closed" in log.read_text()


# ---- pace ----

def test_one_octet_at_a_time(run):
    with Practice("--one-octet") as server:
        ended = run("127.0.0.1", server.smtp, script="EHLO a.test\nQUIT\n")
    assert ended.status == 0 and ended.out.endswith(b"\r\n221 2.0.0 Bye\r\n"), ended


def test_replies_nobody_asked_for(run):
    with Fault(smtp(replies={"EHLO": b"250 mail.test\r\n250 again\r\n250 and again\r\n"})) as server:
        ended = run("127.0.0.1", server.port, script="EHLO a.test\nRSET\nQUIT\n")
    assert server.heard() == b"EHLO a.test\r\nRSET\r\nQUIT\r\n", ended


def test_a_flood_leaves_the_keyboard_alive(terminal):
    with Fault(script("+OK ready", expect("STAT"), pour(1 << 40, b"+OK and on it goes\r\n" * 1000))) as server:
        t = terminal().open(server.port)
        t.line("STAT")
        t.until("on it goes")
        t.feed = False
        t.ctrl("]")
        t.type("quit\r")
        assert t.status(20) == 0


@pytest.mark.parametrize("flood", [b"\n", b"\r\n", b"\n\r\n"])
def test_a_flood_of_line_ends_is_counted(home, tmp_path, flood):
    """Record and JSON hold the number of lines and octets, not each line; standard output has every octet."""
    total = 2 << 20
    octets = (flood * total)[:total // len(flood) * len(flood)]
    lines = octets.count(b"\n")
    for how in ([], ["--json"]):
        log = tmp_path / f"log{len(how)}"
        with Fault(script("220 hi", expect("NOOP"), pour(len(octets), octets), "221 enough")) as server:
            one = start("--log", log, *how, "127.0.0.1", server.port, home=home)
            one.stdin.write(b"NOOP\n")
            one.stdin.flush()
            out, err = one.communicate(timeout=60)
        record = log.read_text()
        heard = re.findall(r" S(?: drip_us=\d+)?(?: bare=\d+)?(?: unsolicited=1)?(?: times=(\d+) octets=(\d+))?: $", record, re.M)
        assert sum(int(times or 1) for times, _ in heard) == lines
        assert sum(int(n) for _, n in heard if n) in range(len(octets) - 6, len(octets))
        assert len(record) + len(err) < 20000 and "enough" in record
        if how:
            assert len(out) < 20000 and b'"times":' in out
        else:
            assert out == b"220 hi\r\n" + octets + b"221 enough\r\n"


def test_on_a_terminal_a_flood_of_line_ends_is_a_line(terminal):
    with Fault(script("220 hi", expect("NOOP"), "\n" * 12345 + "221 enough", STAY)) as server:
        t = terminal().open(server.port)
        t.line("NOOP")
        t.until("221 enough")
        assert "... 12,342 more empty lines" in t.text and len(t.raw) < 3000
