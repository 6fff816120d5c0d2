"""test_help.py - help in windows of every size: folded, a page at a time; and help after words that are wrong."""
import hashlib
import re
import signal
import threading

import pytest

from client import CLOSED_THERE, PROMPT, binary
from faults import Fault, pop3, script

MORE = re.compile(r"^-- more")
SIZES = [(80, 24), (40, 12), (20, 8)]


def stands(t, row=MORE):
    """Waits until the pager's line, or another, is the one that the cursor is in."""
    t.until(lambda: (row.search(t.row) if isinstance(row, re.Pattern) else t.row == row))
    return t


def leafed(t):
    """All rows of a text, Space by Space, up to the prompt; none but the last page is short."""
    t.until(lambda: t.raw.count(b"\n") > 2)
    while MORE.search(stands(t, re.compile(rf"^-- more|^{PROMPT}$")).row):
        shown = len(t.seen)
        assert t.cursor[1] == len(t.lines) - 1
        t.type(" ")
        t.until(lambda: len(t.seen) > shown or t.row == PROMPT)
    return [row for row in t.seen if row and not row.startswith(PROMPT)]


def words(rows):
    return " ".join(rows).split()


# ---- folded ----

@pytest.mark.parametrize("columns, rows", SIZES)
@pytest.mark.parametrize("topic", ["", "open", "send-mail", "keys", "settings"])
def test_help_is_folded_at_blanks_and_paged(terminal, run, topic, columns, rows):
    t = terminal("--no-rc", columns=columns, rows=rows).prompt()
    t.line(f"help {topic}".strip())
    rows_of = leafed(t)
    whole = run("help", *topic.split()).out.decode().splitlines()
    assert all(len(row) < columns for row in rows_of)
    if columns > 20:
        assert words(rows_of) == words(whole)
    assert not any("-- more" in row for row in t.seen), t.picture()


def test_without_a_terminal_80_columns_and_no_paging(run):
    for topic in (["help"], ["--help"], ["help", "send-mail"], ["help", "keys"], ["serve", "--list-faults"]):
        ended = run(*topic, env={"COLUMNS": "30"})
        assert ended.status == 0 and b"more:" not in ended.out
        assert max(map(len, ended.out.splitlines())) <= 80 and not re.search(rb"[ \t\x1b]$|\x1b", ended.out, re.M)


def test_the_shells_line_folds_and_does_not_page(terminal):
    for words_of in (["help"], ["--help"], ["serve", "--list-faults"], ["send-mail", "--help"]):
        t = terminal(*words_of, columns=40, rows=12)
        assert t.status() == 0
        assert len(t.seen) > 12 or words_of[0] == "send-mail"
        assert not re.search(r"-- more", t.text)
        assert all(len(row) < 40 for row in t.seen)


def test_explanations_hang(run):
    rows = run("help").out.decode().splitlines()
    at = next(i for i, row in enumerate(rows) if row.startswith("  environ "))
    assert rows[at + 1].startswith("    ") and rows[at + 1].strip() and "variables that" in rows[at + 2]
    assert rows[at + 2].startswith(" " * 32)


# ---- the pager's keys ----

def test_space_enter_and_q(terminal):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.line("help")
    stands(t)
    assert len(t.seen) == 13 and t.seen[0] == f"{PROMPT} help"  # eleven rows of text, and the line
    t.key("enter")
    t.until(lambda: len(t.seen) == 14)
    stands(t).type(" ")
    t.until(lambda: len(t.seen) == 25)
    stands(t).type("xyz")
    t.key("up", "tab")
    t.quiet()
    assert len(t.seen) == 25 and MORE.search(t.row)
    t.type("q")
    stands(t, PROMPT)
    assert len(t.seen) == 25 and "-- more" not in t.text
    t.line("status")
    t.until("No connection")


def test_break_ends_it_and_suspending_does_not(terminal):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.line("help")
    stands(t).ctrl("Z")
    t.until(t.stopped)
    t.go_on()
    stands(t).resize(60, 10)
    t.quiet()
    shown = len(t.seen)
    t.type(" ")
    t.until(lambda: len(t.seen) > shown)
    stands(t).ctrl("C")
    stands(t, PROMPT)
    assert "cancelled" not in t.text and "^C does not leave" not in t.text
    t.line("quit")
    assert t.status() == 0


def test_a_resize_loses_no_row(terminal, run):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.line("help")
    stands(t).resize(100, 40)
    t.quiet()
    text = words(leafed_in_session(t))
    assert [word for word in words(run("help").out.decode().splitlines()) if word not in text] == []


def test_one_page_needs_no_pager(terminal):
    t = terminal("--no-rc", columns=80, rows=24).prompt()
    t.line("help open")
    t.until("connect to a server")
    stands(t, PROMPT)


@pytest.mark.parametrize("lines", ["help\rhelp\r", "\x1b[200~help\rstatus\r\x1b[201~"])
def test_a_paste_never_pages(terminal, lines):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.type(lines)
    t.until("version [--licenses]")
    stands(t, PROMPT)
    assert "-- more" not in t.text


def test_a_paste_into_the_pager_is_a_line(terminal):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.line("help")
    stands(t).paste("status")
    stands(t, f"{PROMPT} status")


def test_a_file_of_commands_and_c_never_page(terminal, home):
    (home / ".postelrc").write_text("help\n")
    t = terminal(columns=40, rows=12).prompt()
    assert "-- more" not in t.text and len(t.seen) > 30
    with Fault(pop3()) as server:
        t = terminal("-c", "help", f"pop3://127.0.0.1:{server.port}", columns=40, rows=12)
        t.status()
    assert "-- more" not in t.text and "version [--licenses]" in t.text


def test_a_dumb_terminal_is_not_paged(terminal):
    t = terminal("--no-rc", columns=40, rows=12, env={"TERM": "dumb"}).prompt()
    t.line("help")
    t.until("version [--licenses]")
    stands(t, PROMPT)


# ---- a session goes on behind it ----

def test_what_the_server_says_meanwhile_is_shown(terminal):
    def play(visitor):
        visitor.sock.sendall(b"+OK ready\r\n")
        visitor.line()
        go.wait(30)
        visitor.sock.sendall(b"".join(b"news %d\r\n" % n for n in range(30)) + b"+OK late\r\n")
        visitor.line()
    go = threading.Event()
    with Fault(play) as server:
        t = terminal("--no-rc", columns=60, rows=12).open(server.port)
        t.line("NOOP")
        t.quiet()
        t.line(":help")
        stands(t)
        go.set()
        t.until("+OK late")
        stands(t)
        assert all(f"news {n}" in t.text for n in range(30))
        rows = leafed_in_session(t)
        assert "version [--licenses]" in " ".join(rows)


def leafed_in_session(t):
    while MORE.search(t.row):
        before = len(t.raw)
        t.type(" ")
        t.until(lambda: len(t.raw) > before)
        t.quiet()
    return t.seen


def test_a_server_that_closes_meanwhile(terminal):
    with Fault(script(b"+OK ready\r\n", 0.5)) as server:
        t = terminal("--no-rc", columns=60, rows=12).open(server.port)
        t.line(":help")
        stands(t)
        t.until(CLOSED_THERE)
        stands(t).type("q")
        stands(t, PROMPT)


def test_what_is_typed_ahead_waits(terminal):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.type("help\rqstatus")
    stands(t, f"{PROMPT} status")


def test_the_program_can_be_ended(terminal):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.line("help")
    stands(t).signal(signal.SIGTERM)
    assert t.status() == -signal.SIGTERM
    assert "-- more" not in t.text


@pytest.mark.parametrize("line, last", [("display", "logging"), ("set", "logging"),
                                        ("serve --list-faults", "--no-faults")])
def test_other_long_texts_page_too(terminal, line, last):
    t = terminal("--no-rc", columns=40, rows=12).prompt()
    t.line(line)
    stands(t)
    rows = leafed(t)
    assert all(len(row) < 40 for row in rows) and last in " ".join(rows)


# ---- COMMAND --help ----

@pytest.mark.parametrize("words_of, shows", [
    (["send-mail", "--help"], "SMTP: send a mail"), (["127.0.0.1", 1, "list", "--help"], "the size of each message"),
    (["127.0.0.1", "list", "-h"], "the size of each message"), (["list", "--help"], "the size of each message"),
    (["pop3://127.0.0.1:1", "retr", "1", "--help"], "fetch messages"), (["mx", "--help"], "a domain's mail servers"),
    (["--help", "send-mail"], "SMTP: send a mail"), (["help", "--help"], "list the commands"),
    (["serve", "--help"], "practise"), (["127.0.0.1", "-h"], "usage: postel"), (["--help"], "usage: postel"),
])
def test_help_of_a_command_on_the_shells_line(run, words_of, shows):
    ended = run(*words_of)
    assert ended.status == 0 and shows in ended.out.decode() and not ended.err, ended
    assert ("usage: postel" in ended.out.decode()) == (shows == "usage: postel")


@pytest.mark.parametrize("command", "open close reopen quit status tls cert send base64 secret login auth stat list uidl "
                         "top retr save-all dele rset capa ehlo mail rcpt data verify relay-check send-mail serve wait "
                         "expect sleep log transcript mx set unset toggle display mode environ ! z help version".split())
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_each_command(run, command, option):
    if command in ("send", "!") and option == "-h":
        return
    ended = run("--no-rc", script=f"{command} {option}\n")
    wanted = run("help", command).out.decode()
    assert ended.status == 0 and ended.err.strip() == wanted.strip(), ended


def test_help_of_a_command_in_a_session(terminal):
    with Fault(pop3()) as server:
        t = terminal("--no-rc", columns=80, rows=40).open(server.port)
        t.line(":retr --help")
        t.until("POP3: fetch messages")
        t.line(":quit -h")
        t.until("close, and leave postel")
        t.say("stat", r"\+OK")
        assert server.heard() == b"stat\r\n"


# ---- words that are wrong ----

@pytest.mark.parametrize("words_of, wrong, right", [
    (["--frob"], "--frob", "--help"),
    (["--timout", "3", "h"], "--timout", "--timeout"),
    (["--no_rc"], "--no_rc", "--no-rc"),
    (["--cacert", "x"], "--cacert", "--cafile"),
    (["--verbose"], "--verbose", "-v"),
    (["-k", "h"], "-k", "--insecure"),
    (["--from", "a@b", "--to", "c@d"], "--from", "send-mail"),
    (["-f", "a@b"], "-f", "send-mail"),
    (["--delay", "3s"], "--delay", "serve"),
    (["--tls", "maybe", "h"], "maybe", "off, try or require"),
    (["--timeout", "soon", "h"], "soon", "number of seconds"),
    (["h", "lst"], "lst", "list"),
    (["h", "send-mial"], "send-mial", "send-mail"),
    (["h", "send-mail", "--frmo", "a@b"], "--frmo", "--from"),
    (["h", "send-mail", "-f", "a@b", "-t", "c@d", "--subjekt", "x"], "--subjekt", "-s"),
    (["h", "send-mail", "-f", "a@b"], "-t", "help send-mail"),
    (["serve", "--dealy", "3s"], "--dealy", "--delay"),
    (["help", "kesy"], "kesy", "keys"),
    (["help", "send-mial"], "send-mial", "send-mail"),
    (["mx"], "DOMAIN", "help mx"),
    (["mx", "a.example", "b"], "'b'", "help mx"),
    (["h", "top"], "N", "help top"),
    (["version", "--licences"], "--licences", "--licenses"),
    (["host", "lst", "--help"], "lst", "list"),
])
def test_wrong_words_on_the_shells_line(run, words_of, wrong, right):
    ended = run(*words_of)
    assert ended.status == 64 and not ended.out, ended
    assert wrong in ended.err and right in ended.err, ended


@pytest.mark.parametrize("line, wrong, right", [
    ("opne h", "opne", "open"), ("dispaly", "dispaly", "display"), ("disconnect", "disconnect", "close"),
    ("set timout 3", "timout", "timeout"), ("set netdata maybe", "maybe", "on or off"),
    ("set protocol stmp", "stmp", "smtp"), ("toggle netdat x", "'x'", "help toggle"),
    ("unset", "NAME", "help unset"), ("mode lien", "lien", "line"), ("log", None, "record: none"),
    ("cert --pme", "--pme", "--pem"), ("help timout", "timout", "help"), ("open -tsl h", "-tsl", "-tls"),
    ("environ defien A b", "defien", "define"), ("sleep", "SECONDS", "help sleep"), ("sleep soon", "soon", "help sleep"),
    ("expect", "CODE", "help expect"), ("log -b", "FILE", "help log"), ("log a b", "'b'", "help log"),
])
def test_wrong_words_in_a_script(run, line, wrong, right):
    ended = run("--no-rc", script=line + "\n")
    assert right in ended.err, ended
    if wrong:
        assert ended.status == 64 and wrong in ended.err, ended


@pytest.mark.parametrize("words_of", [
    ["--server", "127.0.0.1", "--port", "1", "send-mail", "--from", "a@b.example", "--to", "c@d.example"],
    ["--server=127.0.0.1", "--port=1", "send-mail", "--from=a@b.example", "--to=c@d.example"],
])
def test_long_spellings_that_swaks_has(run, words_of):
    ended = run(*words_of)
    assert ended.status == 69 and "refused" in ended.err, ended


def test_version_says_which_file_it_is(run):
    """Its SHA-256 is that of the file, to be compared with a published one."""
    ended = run("version")
    sum_ = hashlib.sha256(binary().read_bytes()).hexdigest()
    assert ended.status == 0 and f"SHA-256 of this file: {sum_}\n".encode() in ended.out, ended
    assert re.search(rb"^postel \d\S+ for \S+\nlibraries: .*Mbed TLS 3\.", ended.out), ended
