"""The line editor, as hands and eyes meet it: what is typed is what is sent, and what is seen."""
import re
import termios
import threading

import pytest

from client import binary, until
from faults import STAY, Fault, expect, pop3, script, smtp
from terminal import Terminal, control


@pytest.fixture
def server():
    with Fault(pop3()) as running:
        yield running


@pytest.fixture
def open_terminal(terminal, server):
    """A terminal with a connection: open_terminal(columns=20)."""
    return lambda *arguments, **more: terminal(*arguments, **more).open(server.port)


def sent(server, number=0):
    return server.heard().decode("utf-8", "surrogateescape").split("\r\n")[number]


def typed(t, server, *keys):
    """Types keys, Enter, and tells the line that the server got."""
    before = server.heard().count(b"\r\n") if server.visitors else 0
    for key in keys:
        t.key(key[1:-1]) if re.fullmatch(r"<.+>", key) else t.type(key)
    t.key("enter")
    until(lambda: server.heard().count(b"\r\n") > before)
    return sent(server, before)


# ---- the keys ----

@pytest.mark.parametrize("keys, line", [
    (["lisx", "<backspace>", "t"], "list"),
    (["lisx", "<^h>", "t"], "list"),
    (["<backspace>", "<^h>", "noop"], "noop"),
    (["lxist", "<left>", "<left>", "<left>", "<left>", "<delete>"], "list"),
    (["ist", "<home>", "l"], "list"), (["lis", "<home>", "<end>", "t"], "list"),
    (["ist", control("A"), "l"], "list"), (["lis", control("A"), control("E"), "t"], "list"),
    (["lit", "<left>", "s", "<right>", " 1"], "list 1"),
    (["retr one", "<word-left>", control("K"), "1"], "retr 1"),
    (["retr one", "\x1bb", "\x1bd", "1"], "retr 1"),
    (["retr one", control("W"), "1"], "retr 1"),
    (["nonsense", control("U"), "list"], "list"),
    (["list", control("U"), control("Y"), control("Y")], "listlist"),
    (["list", control("U"), control("_")], "list"),
    (["lsit", "<left>", "<left>", control("T")], "list"),
    (["list", "\x1b[99~", "\x1bOZ", "\x1b[5;7u", " 1"], "list 1"),
    (["li", "<tab>"], "li"),
], ids=repr)
def test_keys(open_terminal, server, keys, line):
    assert typed(open_terminal(), server, *keys).rstrip().lower().startswith(line)


def test_backspace_of_what_is_wide_or_made_of_two(open_terminal, server):
    t = open_terminal()
    assert typed(t, server, "h\u00e9", "<backspace>", "ello") == "hello"
    assert typed(t, server, "\u65e5\u672c", "<backspace>", "x") == "\u65e5x"
    assert typed(t, server, "e\u0301", "<backspace>", "x") == "x"


def test_the_eye_sees_what_is_typed(open_terminal):
    t = open_terminal()
    t.type("a\u65e5\u672ce\u0301b")
    t.until(lambda: t.cursor[0] == 7)
    assert t.row.startswith("a\u65e5")
    t.key("left", "left", "left")
    t.until(lambda: t.cursor[0] == 3)


def test_eight_bit_octets_go_out_as_typed(open_terminal, server):
    t = open_terminal()
    t.type(b"caf\xe9\xff\r")
    until(lambda: server.heard().endswith(b"\r\n"))
    assert server.heard() == b"caf\xe9\xff\r\n"


def test_a_control_octet_can_be_typed(open_terminal, server):
    assert typed(open_terminal(), server, "a", control("V"), control("]"), "b") == "a\x1db"


# ---- history ----

def test_history(open_terminal, server):
    t = open_terminal()
    for line in ("stat", "list 1", "noop"):
        assert typed(t, server, line) == line
    assert typed(t, server, "<up>", "<up>") == "list 1"
    assert typed(t, server, control("P")) == "list 1"
    assert typed(t, server, "s", "<up>") == "stat"
    assert typed(t, server, control("R"), "noo") == "noop"
    assert typed(t, server, "half", "<up>", "<down>") == "half"


def test_history_never_holds_a_secret(open_terminal, server):
    t = open_terminal()
    t.say("user paul", r"\+OK")
    t.say("pass mypassword", r"\+OK")
    t.key("up")
    t.until(lambda: t.row == "user paul")
    t.ctrl("U")
    t.ctrl("R")
    t.type("mypass")
    t.quiet()
    t.ctrl("C")
    t.ctrl("Y")
    t.quiet()
    assert b"mypassword" not in t.raw and "mypassword" not in t.text


def test_a_secret_is_masked_while_it_is_typed(open_terminal, server):
    t = open_terminal()
    t.type("pass s3cret")
    t.until(lambda: t.row == "pass ******")
    t.key("backspace", "left", "left")
    t.until(lambda: t.row == "pass *****")
    t.ctrl("K")
    t.ctrl("U")
    t.ctrl("Y")
    t.quiet()
    assert b"3c" not in t.raw


# ---- long lines and narrow windows ----

@pytest.mark.parametrize("length", [4095, 4096, 5000, 60000])
def test_a_long_line_arrives_whole(open_terminal, server, length):
    line = "x" + "".join(str(number % 10) for number in range(length - 1))
    t = open_terminal()
    t.feed = False
    t.type(line + "\r")
    until(lambda: t.look(0.01) and server.heard().endswith(b"\r\n"), timeout=120)
    assert server.heard().decode() == line + "\r\n"
    if length < 16384:
        assert len(server.visitors[0].arrivals) == 1, "a line is one write"


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_line_longer_than_the_window_stays_in_its_row(open_terminal, server, columns):
    t = open_terminal(columns=columns)
    above = t.seen[-t.screen.lines:][:t.cursor[1]]
    t.type("".join(f"{number:03} " for number in range(100)))
    t.until("099")
    assert t.seen[-t.screen.lines:][:len(above)] == above, t.picture()
    t.key("home")
    t.until(lambda: t.row.startswith("000 001"))
    assert t.cursor[0] == 0
    assert typed(t, server, "x").startswith("x000 001 002")


def test_twenty_columns(open_terminal, server):
    t = open_terminal(columns=20)
    t.line("list")
    t.until(re.compile(r"^2 8812331$", re.M))
    t.say("quit", r"\+OK bye")


def test_resize_in_the_middle_of_a_line(open_terminal, server):
    t = open_terminal()
    t.type("this line is typed in a window that will soon be narrower than itself")
    t.until("than itself")
    for columns in (30, 20, 100):
        t.resize(columns)
        t.quiet()
        assert t.row.endswith("than itself"), t.picture()
    assert t.row.startswith("this line")
    assert typed(t, server, "!") == "this line is typed in a window that will soon be narrower than itself!"


def test_no_size_at_all(terminal, server):
    """A serial line tells no size."""
    t = terminal(columns=80)
    t.child.setwinsize(0, 0)
    t.open(server.port)
    assert typed(t, server, "lisx", "<backspace>", "t") == "list"


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": ""}])
def test_a_dumb_terminal_gets_no_escape_sequence(terminal, server, variables):
    t = terminal(env=variables).open(server.port)
    assert typed(t, server, "lisx", "<backspace>", "t") == "list"
    assert typed(t, server, "x" * 200) == "x" * 200
    t.line("quit")
    t.until("+OK bye")
    assert b"\x1b" not in t.raw


def test_no_color(terminal, server):
    t = terminal(env={"NO_COLOR": "1"}).open(server.port)
    t.say("stat", r"\+OK")
    assert not re.search(rb"\x1b\[[\d;]*m", bytes(t.raw))


def test_colour_is_only_dim(terminal, server):
    t = terminal().open(server.port)
    t.say("stat", r"\+OK")
    assert re.search(rb"\x1b\[2m", bytes(t.raw))


# ---- what arrives while one types ----

def test_the_half_typed_line_survives(terminal):
    with Fault(script("* OK ready", expect("x"), "* 1 EXISTS", "* 2 EXISTS", 0.3, "* 3 EXISTS", STAY)) as server:
        t = terminal().open(server.port)
        t.line("x")
        t.type("a2 fetch 1")
        t.key("left", "left")
        t.until("* 3 EXISTS")
        t.until(lambda: t.row == "a2 fetch 1")
        assert t.cursor[0] == len("a2 fetch")
        assert t.text.index("* 3 EXISTS") < t.text.index("a2 fetch 1")
        t.key("end", "enter")
        until(lambda: server.heard().endswith(b"a2 fetch 1\r\n"))


def test_a_prompt_of_the_server_stands_before_the_line(terminal):
    """An unfinished line becomes what is typed behind."""
    with Fault(script(b"login: ", expect("paul"), b"word: ", STAY)) as server:
        t = terminal().prompt()
        t.line(f"open 127.0.0.1 {server.port}")
        t.until(lambda: t.row.startswith("login:"))
        t.type("paul")
        t.until(lambda: t.row == "login: paul")
        t.key("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
        t.type("paul\r")
        t.until(lambda: t.row.startswith("word:"))
    assert not server.surprises


# ---- ^C ^D ^L ^Z ----

def test_interrupt_drops_the_line_and_nothing_else(open_terminal, server):
    t = open_terminal()
    t.type("dele 1")
    t.until(lambda: t.row == "dele 1")
    t.ctrl("C")
    t.until(lambda: t.row == "")
    assert "dele 1^C" in t.text, "it should not look sent"
    t.say("stat", r"\+OK")
    assert server.heard() == b"stat\r\n"


def test_end_of_file_offers_quit_first(open_terminal, server):
    t = open_terminal()
    t.type("stat")
    t.key("home")
    t.ctrl("D")
    t.until(lambda: t.row == "tat")
    t.ctrl("K")
    t.until(lambda: t.row == "")
    before = t.text
    t.ctrl("D")
    t.until(lambda: "quit" in t.text[len(before):].lower())
    t.quiet()
    assert t.child.isalive() and server.heard() in (b"", b"QUIT\r\n")


def test_clear_screen(open_terminal):
    t = open_terminal()
    t.type("half typed")
    t.until("half typed")
    t.ctrl("L")
    t.until(lambda: t.cursor[1] == 0 and t.row == "half typed")


def test_suspend_and_resume(home, server):
    """Under a shell with job control, as ^Z means nothing without one."""
    with Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env={"HOME": str(home), "PS1": "shell$ "}) as t:
        t.until("shell$")
        t.line(f"{binary()} 127.0.0.1 {server.port}")
        t.until("+OK POP3")
        t.type("stat")
        t.until(lambda: t.row == "stat")
        t.ctrl("Z")
        t.until(lambda: t.row == "shell$")
        t.line("stty -a | grep -c '[^-]icanon'")
        t.until(re.compile("^1$", re.M))
        t.quiet(1.2)
        t.line("fg")
        t.until(lambda: t.row == "stat")
        assert "held 1." in t.text and "clock" not in t.text
        t.key("enter")
        until(lambda: server.heard() == b"stat\r\n")


# ---- pastes ----

@pytest.mark.parametrize("bracketed", [True, False])
def test_a_paste_goes_line_by_line_in_lockstep(terminal, bracketed):
    waits = []

    def part(visitor):
        visitor.say("220 mail.test")
        for _ in range(3):
            visitor.line()
            visitor.pause(0.2)
            waits.append(visitor.heard[visitor.taken:])
            visitor.say("250 ok")
        visitor.stay()
    block = "EHLO a.test\rMAIL FROM:<>\rRCPT TO:<a@b.test>\r"
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.paste(block) if bracketed else t.type(block)
        t.until(lambda: len(re.findall("^250 ok", t.text, re.M)) == 3)
    assert waits == [b"", b"", b""]
    assert server.heard() == block.replace("\r", "\r\n").encode()


def test_a_pasted_message_arrives_whole(terminal):
    body = "".join(f"line {number} of a message\r" for number in range(1000))
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.say("EHLO a.test", "250 ")
        t.say("DATA", "354 ")
        t.paste(body + ".\r")
        t.until("queued as 4711", timeout=30)
    assert server.heard().endswith(b"DATA\r\n" + body.replace("\r", "\r\n").encode() + b".\r\n")


def test_a_tab_in_a_message_is_a_tab(terminal):
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.say("DATA", "354")
        t.line("typed:\tone")
        t.type("pasted:\r\ttwo\r.\r")
        t.until("250 queued")
        t.paste("NOOP\tthree")
        t.key("enter")
        until(lambda: server.heard().endswith(b"NOOP\tthree\r\n"))
    assert b"typed:\tone\r\npasted:\r\n\ttwo\r\n.\r\n" in server.heard()


def test_no_command_hides_in_a_paste(terminal, tmp_path):
    """A page that somebody copies from must not run a shell."""
    with Fault(pop3()) as server:
        t = terminal().open(server.port)
        t.paste(f"stat\r:!touch {tmp_path}/owned\rnoop\r")
        t.quiet(0.5)
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("bracketed", [True, False])
def test_lines_of_a_paste_are_counted_from_its_own_first(terminal, home, bracketed):
    """Neither what ~/.postelrc said nor an earlier paste counts."""
    (home / ".postelrc").write_text("set quiet 300\nset nosuch 1\n")
    t = terminal().prompt()
    t.until("line 2 of ~/.postelrc: ?Not the name of a setting: 'nosuch'")
    for times in (1, 2):
        block = "set quiet 300\rset quiet 300\rset nothing 1\r"
        t.paste(block) if bracketed else t.type(block)
        t.until(lambda: t.text.count("line 3 of the paste: ?Not the name of a setting: 'nothing'") == times)
    t.line("set nothing 1")
    t.until("postel: ?Not the name of a setting: 'nothing'")


def test_an_expectation_in_a_paste_names_its_line(terminal):
    with Fault(smtp(replies={"NOOP": "250 fine"})) as server:
        t = terminal().open(server.port)
        for times in (1, 2):
            t.paste("NOOP\r:expect 251\r")
            t.until(lambda: t.row.startswith("Run this pasted command? [y/N]"))
            t.line("y")
            t.until(lambda: t.text.count("expected 251 after NOOP, but") == times)
            assert t.text.count("line 2 of the paste: expected 251 after NOOP") == times, t.text


def test_interrupt_ends_a_paste(terminal):
    with Fault(script("220 mail.test", expect("one"), STAY)) as server:
        t = terminal().open(server.port)
        t.paste("one\rtwo\rthree\r")
        until(lambda: server.heard() == b"one\r\n")
        t.ctrl("C")
        t.quiet()
        assert server.heard() == b"one\r\n" and t.child.isalive()


# ---- completion ----

def test_local_commands_are_completed(open_terminal):
    t = open_terminal()
    t.type(":displ")
    t.key("tab")
    t.until(lambda: t.row.startswith(":display"))


def test_what_the_server_offers_is_completed(terminal):
    with Fault(pop3(replies={"CAPA": b"+OK\r\nUIDL\r\nX-NOVEL\r\n.\r\n"})) as server:
        t = terminal().open(server.port)
        t.say("capa", r"\+OK")
        t.type("x-n")
        t.key("tab")
        t.until(lambda: t.row.lower().startswith("x-novel"))


# ---- the terminal afterwards ----

def test_the_terminal_is_put_back(open_terminal, server):
    t = open_terminal()
    raw = termios.tcgetattr(t.fd)
    assert not raw[3] & termios.ICANON and raw[3] & termios.ISIG
    t.say("quit", r"\+OK bye")
    t.prompt().line("quit")
    assert t.status() == 0
    assert termios.tcgetattr(t.fd)[3] & (termios.ICANON | termios.ECHO) == termios.ICANON | termios.ECHO
    assert bytes(t.raw).count(b"\x1b[?2004h") - bytes(t.raw).count(b"\x1b[?2004l") <= 0, \
        "bracketed paste is left on"




@pytest.mark.parametrize("end", ["\r", "\n"])
@pytest.mark.parametrize("waits", [False, True])
def test_a_quoted_line_end_is_an_octet(terminal, waits, end):
    """Whether the line goes at once or has to wait for its turn."""
    go = threading.Event()

    def part(visitor):
        script("220 hello", expect("NOOP"), "250 first")(visitor)
        go.wait(30)
        visitor.say("250 second")
        visitor.stay()
    with Fault(part) as server:
        t = terminal().open(server.port)
        t.say("NOOP", "250 first")
        if waits:
            t.line(":wait")
            t.until(":wait\n")
        t.type("a\x16" + end)
        t.type("bc")
        t.until(lambda: t.row.endswith("bc"))
        t.line("")
        if waits:
            t.until(lambda: "bc" not in t.row)
        go.set()
        until(lambda: server.heard().endswith(b"a" + end.encode() + b"bc\r\n"))
