"""Telnet as telnet: a real login and editor, the modes, what is negotiated where, and the other name."""
import errno
import re
import socket
import termios
from threading import Thread

import pytest

from client import CLOSED_HERE, CLOSED_THERE, PROMPT, binary, until
from faults import Fault, endless, expect, script
from servers import Missing, own_address
from telnetd import (BINARY, DM, DO, DONT, ECHO, IAC, NAWS, NEW_ENVIRON, SB, SE, SGA, STATUS, TTYPE,
                     TIMING_MARK, WILL, WONT, Peer, Telnetd, mail_line)
from terminal import Terminal, control

SHELL = "$"
OFFER = IAC, DO, SGA, IAC, WILL, TTYPE, IAC, WILL, NAWS  # what we begin with on a terminal
WINDOW = IAC, SB, NAWS, 0, 80, 0, 24, IAC, SE


@pytest.fixture
def telnetd(tmp_path):
    """A real one: telnetd.port, and telnetd.home where its user is at home."""
    home = tmp_path / "far"
    home.mkdir()
    try:
        server = Telnetd(home)
    except Missing as why:
        pytest.fail(str(why))
    yield server
    server.close()


@pytest.fixture
def peer():
    """One that says just what the test wants."""
    server = Peer()
    yield server
    server.close()


@pytest.fixture
def telnet(home, tmp_path):
    """Starts the program by its other name: telnet("-8", "127.0.0.1")."""
    started = []
    link = tmp_path / "telnet"
    link.symlink_to(binary())

    def start(*arguments, **more):
        env = {"TERM": "vt220", "HOME": str(home), **more.pop("env", {})}
        started.append(Terminal([link, *map(str, arguments)], env=env, **more))
        return started[-1]
    yield start
    for one in started:
        one.close()


def log_in(t):
    t.until("login: ")
    t.line("paul")
    t.until("Password: ")
    t.line("mypassword")
    t.until(lambda: t.row == SHELL)
    return t


def at(terminal, telnetd, *options):
    """Logged in, on a terminal that an editor's programs know and ours can draw."""
    return log_in(terminal(*options, "127.0.0.1", f"-{telnetd.port}", env={"TERM": "vt220"}))


def ask(t, command, prompt=SHELL):
    """Types a command; what stands below it when the prompt is back."""
    count = t.text.count(command)
    t.line(command)
    t.until(lambda: t.text.count(command) > count and t.row == prompt)
    return t.text.rpartition(command + "\n")[2].rpartition(prompt)[0].strip()


def to_prompt(t, prompt=PROMPT):
    t.ctrl("]")
    t.until(lambda: t.row == prompt)
    return t


def meet(t, peer):
    """On a terminal, and telnet is spoken: what we begin with has come."""
    peer.accept().hears(*OFFER)
    t.until("Escape character is")
    return t


# ---- a real server ----

def test_a_login(terminal, telnetd):
    t = at(terminal, telnetd)
    assert "Welcome, paul, at a vt220." in t.text
    assert ask(t, "echo $((6 * 7))") == "42"
    t.line("exit")
    t.until(CLOSED_THERE)
    assert t.status() == 0


def test_an_editor_that_fills_the_screen(terminal, telnetd):
    """It draws the window that there is, is told when that changes, and :wq is its own."""
    t = at(terminal, telnetd)
    assert ask(t, "stty size") == "24 80"
    t.line("vim.tiny -n -u NONE poem")
    t.until(lambda: t.lines[1:23] == ["~"] * 22)
    t.type("iRoses are red")
    t.until(lambda: t.lines[0] == "Roses are red")
    t.resize(100, 30)
    t.until(lambda: t.lines[:29] == ["Roses are red"] + ["~"] * 28)
    t.type("\r:wq\x1b:wq\r")
    t.until(lambda: t.row == SHELL)
    assert ask(t, "stty size") == "30 100"
    assert (telnetd.home / "poem").read_text() == "Roses are red\n:wq\n"
    assert telnetd.running[0].poll() is None, "the connection is still there"


def test_cursor_keys_and_controls_pass_as_they_are(terminal, telnetd):
    t = at(terminal, telnetd)
    t.line("stty raw -echo; head -c 9 >keys; stty sane")
    t.until(lambda: "stty sane" in t.text)
    t.quiet()
    t.type("\x1b[A" + control("A") + control("C") + control("D") + control("Z") + control("L") + "\t")
    t.until(lambda: t.row == SHELL)
    assert (telnetd.home / "keys").read_bytes() == b"\x1b[A\x01\x03\x04\x1a\x0c\t"


def test_interrupt_goes_to_the_far_side(terminal, telnetd):
    t = at(terminal, telnetd)
    t.line("sleep 60; echo done")
    t.until("echo done")
    t.quiet()
    t.ctrl("C")
    t.until(lambda: t.row == SHELL)
    assert ask(t, "echo still here") == "still here"


def test_a_colon_is_the_servers(terminal, telnetd):
    t = at(terminal, telnetd)
    assert "not found" in ask(t, ":status")
    assert "connected to" not in t.text


def test_the_prompt_and_back(terminal, telnetd):
    t = at(terminal, telnetd)
    to_prompt(t)
    t.line("status")
    t.until(re.compile(rf"^connected to +127\.0\.0\.1.* port {telnetd.port}$", re.M))
    t.prompt()
    t.line("")
    t.until(lambda: t.row == "")
    assert ask(t, "echo back") == "back"


def test_what_is_typed_behind_the_escape_character_is_for_the_prompt(terminal, telnetd):
    t = at(terminal, telnetd)
    t.type(f"echo one{control(']')}status\r\r\r")
    t.until(re.compile("^one$", re.M))
    assert re.search("^connected to", t.text, re.M)


def test_are_you_there(terminal, telnetd):
    t = to_prompt(at(terminal, telnetd))
    t.line("send ayt")
    t.prompt()
    t.line("")
    t.until("[Yes]")


def test_line_mode_and_character_mode(terminal, telnetd):
    t = to_prompt(at(terminal, telnetd))
    t.line("mode line")
    t.prompt()
    t.line("")
    t.until(lambda: t.row == "")
    t.line(":status")  # lines are edited here, and commands are ours again
    t.until(re.compile("^connected to ", re.M))
    t.type("echo typoX")
    t.key("backspace")
    t.line("")
    t.until(re.compile("^typo$", re.M))
    to_prompt(t)
    t.line("mode character")
    t.prompt()
    t.line("")
    t.until(lambda: t.row == SHELL)
    assert "not found" in ask(t, ":status")


def test_negotiation_is_shown(terminal, telnetd):
    t = terminal()
    t.prompt().line("toggle options")
    t.prompt().line(f"open 127.0.0.1 -{telnetd.port}")
    log_in(t)
    for told in ("SENT WILL NAWS", "RCVD DO NAWS", "SENT SB NAWS 0 80 0 24",
                 "RCVD SB TERMINAL TYPE SEND", "SENT SB TERMINAL TYPE IS xterm", "RCVD WILL ECHO",
                 "SENT DO ECHO"):
        assert re.search(rf"^{told}\s*$", t.text, re.M), told
    before = t.text.count("SENT")
    to_prompt(t).line("toggle options")
    t.prompt().line("mode line")
    t.prompt()
    assert t.text.count("SENT") == before


def test_a_password_is_told_to_nobody(terminal, telnetd, tmp_path):
    """Neither in a record nor on the screen, also with octets shown; what was said is a count."""
    log = tmp_path / "log"
    t = terminal("--log", log, env={"TERM": "vt220"})
    t.prompt().line("set netdata on")
    t.prompt().line(f"open 127.0.0.1 -{telnetd.port}")
    log_in(t).line("exit")
    t.until(CLOSED_THERE)
    t.prompt().line("quit")
    t.status()
    record = log.read_text()
    assert "mypassword" not in record and b"mypassword" not in t.raw
    assert "6d 79 70" not in t.text
    counts = [int(n) for n in re.findall(r" C octets=(\d+) keys=1: $", record, re.M)]
    assert sum(counts) == len("paul\rmypassword\rexit\r")


@pytest.mark.parametrize("scheme", ["telnet", "tcp"])
@pytest.mark.parametrize("asks", ["Password: ", "Enter PASSWORD for paul> ", "Password:\r\n", "Password: \r\n> "])
def test_a_password_in_line_mode_is_told_to_nobody(terminal, run, tmp_path, asks, scheme):
    """Typed and from a script: a line behind a prompt for it; the one behind that is shown again."""
    log = tmp_path / "log"
    with Fault(script("router", asks.encode(), expect(r".*my\.ass\*1"), "Welcome", b"$ ", expect("exit"))) as server:
        target = f"{scheme}://127.0.0.1:{server.port}"
        t = terminal("--log", log, target)
        t.until(asks.split("\r")[0].strip())
        t.line("my.ass*1")
        t.until(lambda: t.row == "$")
        t.line("exit")
        t.until(CLOSED_THERE)
        ended = run("--log", log, target, script=":wait 5\nmy.ass*1\nexit\n")
        assert not server.surprises
    assert b"my.ass" not in t.raw and "my.ass" not in ended.err
    record = log.read_text()
    assert "my.ass" not in record and "exit" in record


def test_nor_in_json(terminal, telnetd):
    t = terminal("--json", "127.0.0.1", f"-{telnetd.port}", columns=2000)
    t.until('"text":"login: ')
    t.line("paul")
    t.until("Password: ")
    t.line("mypassword")
    t.until("Welcome, paul")
    t.line("exit")
    t.until('"kind":"closed"')
    assert b"mypassword" not in t.raw


def test_only_what_was_exported_is_told(terminal, telnetd, tmp_path):
    log = tmp_path / "log"
    t = terminal("--log", log, env={"TERM": "vt220", "DISPLAY": "here:0", "USER": "nobody"})
    t.prompt().line("environ define DISPLAY there:7")
    t.prompt().line(f"open 127.0.0.1 -{telnetd.port}")
    log_in(t)
    to_prompt(t).line("environ unexport DISPLAY")
    t.prompt().line("reopen")
    t.until(lambda: t.row == "login:")
    log_in(t)
    assert re.findall("option.*: SENT SB NEW-ENVIRON IS (.*)", log.read_text()) == [
        r"\x00DISPLAY\x01there:7", ""]


# ---- what goes over the wire, to the octet ----

def test_the_first_words_on_a_terminal(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    peer.say(IAC, DO, NAWS, IAC, DO, TTYPE, IAC, WILL, SGA).hears(*OFFER, *WINDOW)
    told = []
    for answer in ("xterm", "UNKNOWN", "UNKNOWN"):
        told += [IAC, SB, TTYPE, 0, answer, IAC, SE]
        peer.say(IAC, SB, TTYPE, 1, IAC, SE).hears(*OFFER, *WINDOW, *told)
    peer.say("hello\r\n")
    t.until("hello")
    t.line("bye")
    peer.hears(*OFFER, *WINDOW, *told, "bye\r\n")


def test_a_script_has_no_window_and_no_character_mode(run, peer):
    def serve():
        peer.accept().say(IAC, WILL, ECHO, IAC, DO, NAWS, "ready\r\n")
        peer.hears(IAC, DONT, ECHO).hears(IAC, WONT, NAWS).hears("HELO\r\n")
        peer.say("b", IAC, IAC, "ye\r\n").visitor.shutdown(socket.SHUT_WR)
    thread = Thread(target=serve)
    thread.start()
    ended = run("127.0.0.1", f"-{peer.port}", script="HELO\n")
    thread.join()
    assert ended.out == b"ready\r\nb\xffye\r\n", ended


def test_a_window_with_the_octet_255(terminal, peer):
    meet(terminal("127.0.0.1", f"-{peer.port}", columns=255), peer)
    peer.say(IAC, DO, NAWS).hears(IAC, SB, NAWS, 0, IAC, IAC, 0, 24, IAC, SE)


def test_a_window_is_told_when_asked_for_and_when_it_changes(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    t.resize(90, 20)
    t.quiet()
    assert NAWS not in peer.heard[len(OFFER):], "nobody asked"
    peer.say(IAC, DO, NAWS).hears(IAC, SB, NAWS, 0, 90, 0, 20, IAC, SE)
    t.resize(91, 21)
    peer.hears(IAC, SB, NAWS, 0, 91, 0, 21, IAC, SE)


@pytest.mark.parametrize("word, codes", [
    ("ao", [245]), ("ayt", [246]), ("brk", [243]), ("ec", [247]), ("el", [248]), ("eof", [236]),
    ("ga", [249]), ("ip", [244]), ("nop", [241]), ("susp", [237]), ("AYT", [246])])
def test_send_a_code(terminal, peer, word, codes):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    to_prompt(t).line(f"send {word}")
    t.prompt()
    peer.hears(*OFFER, IAC, *codes)


@pytest.mark.parametrize("word", ["escape", "esc"])
def test_send_the_escape_character(terminal, peer, word):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    to_prompt(t).line(f"send {word}")
    peer.hears(*OFFER, 0x1D)


def test_a_synch_is_urgent(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    to_prompt(t).line("send synch")
    peer.hears(*OFFER, IAC, DM)


def test_a_synch_of_the_server_drops_what_it_overtook(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    to_prompt(t).line("!sleep 1")  # the socket is not read meanwhile
    t.quiet()
    peer.say("stale\r\n")
    peer.visitor.send(bytes([IAC, DM]), socket.MSG_OOB)
    peer.say("fresh\r\n")
    t.until("fresh")
    assert "stale" not in t.text


def test_a_word_that_is_no_code_is_a_line(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    to_prompt(t).line("send ayt now")
    peer.hears(*OFFER, "ayt now\r\n")


def test_variables(terminal, peer):
    t = terminal(env={"FRUIT": "ap\x01ple", "OTHER": "x"})
    for command in ("environ define USER paul", "environ export FRUIT", "environ define NUT hazel",
                    "environ undefine NUT"):
        t.prompt().line(command)
    t.prompt().line("environ list")
    t.until(re.compile(r"^\* USER paul$", re.M))
    t.prompt().line(f"open 127.0.0.1 -{peer.port}")
    meet(t, peer)
    peer.say(IAC, DO, NEW_ENVIRON, IAC, SB, NEW_ENVIRON, 1, IAC, SE)
    peer.hears(*OFFER, IAC, WILL, NEW_ENVIRON, IAC, SB, NEW_ENVIRON, 0, 0, "USER", 1, "paul",
               3, "FRUIT", 1, "ap", 2, 1, "ple", IAC, SE)
    assert b"NUT" not in peer.heard and b"OTHER" not in peer.heard


def test_no_variable_unless_exported(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}", env={"USER": "paul", "DISPLAY": ":0"}), peer)
    peer.say(IAC, DO, NEW_ENVIRON, IAC, SB, NEW_ENVIRON, 1, 0, "USER", 0, "DISPLAY", IAC, SE)
    peer.hears(*OFFER, IAC, WILL, NEW_ENVIRON, IAC, SB, NEW_ENVIRON, 0, IAC, SE)
    t.quiet()
    assert b"paul" not in peer.heard


def test_keys_travel_one_by_one_and_a_return_has_its_companion(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    peer.say(IAC, WILL, ECHO).hears(*OFFER, IAC, DO, ECHO)
    peer.say("ready> ")
    t.until("ready> ")
    t.type("q")
    peer.hears(IAC, DO, ECHO, "q")
    t.type("\r")
    peer.hears("q\r\0")
    t.type(b"\xff\xc3\xbf\n")
    peer.hears("q\r\0", IAC, IAC, 0xC3, 0xBF, "\n")
    peer.say(IAC, DO, BINARY).hears(IAC, WILL, BINARY)
    t.type("x\r")
    t.quiet()
    peer.hears(IAC, WILL, BINARY, "x\r")
    assert peer.heard[-2:] == b"x\r"


def test_the_end_of_echo_is_the_end_of_character_mode(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    peer.say(IAC, WILL, ECHO, "one> ").hears(IAC, DO, ECHO)
    t.until("one> ")
    t.type("k")
    peer.hears(IAC, DO, ECHO, "k")
    peer.say(IAC, WONT, ECHO, "\r\ntwo> ").hears("k", IAC, DONT, ECHO)
    t.until(lambda: t.row == "two>")
    t.type("word")
    t.until(lambda: t.row == "two> word")
    t.quiet()
    assert b"word" not in peer.heard
    t.key("enter")
    peer.hears(IAC, DONT, ECHO, "word\r\n")


ASKING = (b"\x1b]52;c;cm0gLXJmIH4=\x07", b"\x1b]52;c;?\x1b\\", b"\x1b[21t", b"\x1bP$qm\x1b\\", b"\x1bP+q544e\x1b\\", b"\x1b[6n",
          b"\x1b[c", b"\x1b[>c", b"\x1b[>q", b"\x1bZ", b"\x05", b"\x1b]11;?\x07", "\x9b6n".encode(), "\x9d0;x\x9c".encode())


def test_what_a_terminal_answers_to_is_left_out(terminal, peer):
    """Each in one piece and octet by octet; what paints comes through, and all of it after set passthrough."""
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    peer.say(IAC, WILL, ECHO).hears(IAC, DO, ECHO)
    t.until(lambda: not termios.tcgetattr(t.fd)[3] & termios.ISIG)
    before = len(t.raw)
    for octets in ASKING:
        peer.say(octets)
        for octet in octets:
            peer.say(bytes([octet]))
    peer.say("\x1b[?1049h\x1b[2J\x1b[3;5H\x1b[1mpainted\x1b[m")
    t.until(lambda: t.lines[2] == "    painted")
    assert t.raw[before:].endswith(b"\x1b[?1049h\x1b[2J\x1b[3;5H\x1b[1mpainted\x1b[m")
    assert not any(octets in t.raw[before:] for octets in ASKING)
    to_prompt(t)
    t.line("set passthrough")
    t.line("")
    t.until(lambda: not termios.tcgetattr(t.fd)[3] & termios.ISIG)
    peer.say(*ASKING, "end")
    t.until(lambda: b"".join(ASKING) + b"end" in t.raw)


def test_escape_sequences_pass_in_character_mode_only(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    t.until("Telnet character mode")
    to_prompt(t)
    t.line("set passthrough")
    t.line("")
    peer.say("\x1b]0;line\x07\r\n")
    t.until("]0;line")
    assert not t.titles
    peer.say(IAC, WILL, ECHO).hears(IAC, DO, ECHO)
    peer.say("\x1b]0;character\x07")
    t.until(lambda: t.titles == ["character"])


def test_the_terminal_is_as_before_when_the_server_goes(terminal, peer):
    t = terminal()
    t.prompt().line(f"open 127.0.0.1 -{peer.port}")
    meet(t, peer)
    peer.say(IAC, WILL, ECHO, "> ").hears(IAC, DO, ECHO)
    t.until(lambda: not termios.tcgetattr(t.fd)[3] & termios.ISIG)
    peer.leave()
    t.until(CLOSED_THERE)
    t.prompt()
    assert termios.tcgetattr(t.fd)[3] & termios.ISIG
    t.line("quit")
    t.status()
    reads, writes, _, keys = termios.tcgetattr(t.fd)[:4]
    assert reads & termios.ICRNL and writes & termios.OPOST
    assert keys & termios.ICANON and keys & termios.ECHO and keys & termios.ISIG


# ---- peers that mean no good ----

def test_a_storm_is_weathered(terminal, peer, tmp_path):
    """Each demand hears one answer, the record stays small, and the keyboard is alive."""
    log = tmp_path / "log"
    t = meet(terminal("--log", log, "127.0.0.1", f"-{peer.port}"), peer)
    storm = bytes([IAC, WILL, 200, IAC, DO, 200, IAC, WONT, ECHO, IAC, DONT, 77])
    for _ in range(200):
        peer.say(storm * 100)
    peer.say("calm\r\n", IAC, DO, TIMING_MARK)
    t.until(re.compile("^calm", re.M))
    peer.hears(IAC, WILL, TIMING_MARK)
    assert peer.heard == bytes([*OFFER, IAC, DONT, 200, IAC, WONT, 200, IAC, WILL, TIMING_MARK])
    t.line(":close")
    t.until(CLOSED_HERE)
    assert log.stat().st_size < 50000 and "endless telnet negotiation" in log.read_text()


def test_a_storm_of_questions_is_not_kept(terminal, peer):
    """A peer that asks and does not listen makes us wait, not grow."""
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    peer.say(IAC, DO, STATUS, IAC, DO, TIMING_MARK).hears(IAC, WILL, STATUS, IAC, WILL, TIMING_MARK)
    for _ in range(50):
        peer.say(bytes([IAC, SB, STATUS, 1, IAC, SE, IAC, DO, TIMING_MARK]) * 1000)
    peer.say("calm\r\n")
    t.until(re.compile("^calm", re.M), timeout=30)
    until(lambda: peer.heard.count(bytes([IAC, WILL, TIMING_MARK])) == 50001)


def test_a_subnegotiation_without_an_end(terminal, peer):
    t = meet(terminal("127.0.0.1", f"-{peer.port}"), peer)
    peer.say(IAC, SB, TTYPE, 1, b"x" * 300000, IAC, SE, "after\r\n")
    t.until(re.compile("^after", re.M))
    peer.say(IAC, SB, NAWS, "never ends")
    t.quiet()
    t.line(":close")
    t.until(CLOSED_HERE)


def test_an_unfinished_command_at_the_end(run, peer):
    thread = Thread(target=lambda: peer.accept().say("last\r\n", IAC).leave())
    thread.start()
    ended = run("127.0.0.1", f"-{peer.port}", script="")
    thread.join()
    assert ended.out == b"last\r\n", ended


# ---- where telnet is not spoken ----

def test_elsewhere_255_is_data(run, peer):
    """Mail in ISO-8859-1 has them: not a bit is lost, either way, and nothing is negotiated."""
    octets = bytes([IAC, DO, NAWS, IAC, WILL, ECHO, IAC, IAC])

    def serve():
        peer.accept().say("220 ready\r\n").hears("na", IAC, IAC, "ve ", 0xFF, "\r\n")
        peer.say("250 ", octets, "\r\n").hears("QUIT\r\n").say("221 bye\r\n").leave()
    thread = Thread(target=serve)
    thread.start()
    ended = run("127.0.0.1", peer.port, script=b"na\xff\xffve \xff\nQUIT\n")
    thread.join()
    assert ended.out == b"220 ready\r\n250 " + octets + b"\r\n221 bye\r\n", ended
    assert peer.heard == b"na\xff\xffve \xff\r\nQUIT\r\n"


def test_elsewhere_nothing_is_negotiated_on_a_terminal(terminal, peer):
    t = terminal("127.0.0.1", peer.port)
    peer.accept().say(IAC, WILL, ECHO, "220 ready\r\n")
    t.until("220 ready")
    t.quiet()
    assert not peer.heard


def test_telnet_by_order_and_no_more(terminal, peer):
    t = terminal("127.0.0.1", peer.port)
    peer.accept().say("220 ready\r\n")
    t.until("220 ready")
    t.line(":set telnet on")
    peer.hears(*OFFER)
    t.line("na\u00efve")
    peer.hears(*OFFER, "na\u00efve\r\n")
    t.line(":set telnet off")
    t.quiet()
    before = len(peer.heard)
    peer.say(IAC, WILL, ECHO, "250 data\r\n")
    t.until("250")
    t.quiet()
    assert len(peer.heard) == before


def test_telnet_by_order_on_the_next_connection(terminal, peer):
    t = terminal().prompt()
    t.line("set telnet on")
    t.prompt().line(f"open 127.0.0.1 {peer.port}")
    meet(t, peer)


def test_without_telnet_there_is_no_character_mode(terminal, peer):
    t = terminal("127.0.0.1", peer.port)
    peer.accept().say("220 ready\r\n")
    t.until("220 ready")
    t.line(":mode character")
    t.until("set telnet on")
    t.line(":send ayt")
    peer.hears("ayt\r\n")


def test_a_url_of_telnet(terminal, peer):
    meet(terminal(f"telnet://127.0.0.1:{peer.port}"), peer)


# ---- by the name of telnet ----

def test_telnets_own_words(telnet, peer):
    t = telnet("127.0.0.1", peer.port)
    peer.accept().say("220 ready\r\n")
    t.until("220 ready")
    assert t.lines[:4] == ["Trying 127.0.0.1...", "Connected to 127.0.0.1.",
                           "Escape character is '^]'.", "220 ready"]
    to_prompt(t, "telnet>")
    t.line("nonsense")
    t.until(re.compile(r"\?Invalid command"))
    peer.leave()
    t.until(CLOSED_THERE + ".")
    assert not peer.heard


def test_telnet_negotiates_behind_a_dash(telnet, peer):
    meet(telnet("127.0.0.1", f"-{peer.port}"), peer)


def test_telnet_takes_no_line_for_a_command(telnet, peer):
    t = telnet("127.0.0.1", peer.port)
    peer.accept().say("220 ready\r\n")
    t.until("220 ready")
    t.line(":status")
    peer.hears(":status\r\n")


def test_telnets_port_is_23(telnet, tmp_path):
    """What stands behind it here is not asked: that it is tried is enough."""
    log, address = tmp_path / "log", own_address()
    telnet("-n", log, address)
    until(lambda: log.exists() and f"dial port=23 address=\"{address}\": {address} port 23\n" in log.read_text())


@pytest.fixture
def at_23():
    """An address whose port 23 is ours, and who listens there."""
    address = own_address()
    try:
        peer = Peer(address, 23)
    except OSError as why:
        pytest.skip(f"port 23 {'needs root' if why.errno == errno.EACCES else 'belongs to a server of this machine'}")
    yield address, peer
    peer.close()


def test_port_23_is_negotiated(telnet, at_23):
    meet(telnet(at_23[0]), at_23[1])


def test_port_23_is_negotiated_by_our_name_too(terminal, at_23):
    meet(terminal(at_23[0]), at_23[1])


@pytest.mark.parametrize("option, wants", [
    ("-8", [IAC, WILL, BINARY, IAC, DO, BINARY]),
    ("-L", [IAC, WILL, BINARY])])
def test_telnet_in_binary(telnet, peer, option, wants):
    telnet(option, "127.0.0.1", f"-{peer.port}")
    peer.accept().hears(*OFFER, *wants)
    assert len(peer.heard) == len(OFFER) + len(wants)


def test_telnet_without_an_escape_character(telnet, peer):
    t = telnet("-E", "127.0.0.1", f"-{peer.port}")
    peer.accept().say(IAC, WILL, ECHO, "> ").hears(IAC, DO, ECHO)
    t.until("> ")
    t.ctrl("]")
    peer.hears(IAC, DO, ECHO, 0x1D)
    assert "Escape character is 'off'." in t.text


@pytest.mark.parametrize("words", [["-e", "^T"], ["-e^T"]])
def test_telnet_with_another_escape_character(telnet, peer, words):
    t = telnet(*words, "127.0.0.1", f"-{peer.port}")
    peer.accept().say(IAC, WILL, ECHO, "> ").hears(IAC, DO, ECHO)
    t.until("> ")
    assert "Escape character is '^T'." in t.text
    t.ctrl("T")
    t.until(lambda: t.row == "telnet>")


@pytest.mark.parametrize("words, env, user", [
    (["-l", "anna"], {}, "anna"), (["-a"], {"USER": "paul"}, "paul"), ([], {"USER": "paul"}, None)])
def test_telnet_as_a_user(telnet, peer, words, env, user):
    telnet(*words, "127.0.0.1", f"-{peer.port}", env=env)
    peer.accept().say(IAC, DO, NEW_ENVIRON, IAC, SB, NEW_ENVIRON, 1, IAC, SE)
    told = [0, "USER", 1, user] if user else []
    peer.hears(IAC, SB, NEW_ENVIRON, 0, *told, IAC, SE)


def test_telnets_other_options(telnet, peer, tmp_path):
    """From an address of ours, into a record, one family: and what means nothing here is taken."""
    log = tmp_path / "log"
    t = telnet("-4Kcd", "-b", "127.0.0.9", "-n", log, "127.0.0.1", f"-{peer.port}")
    meet(t, peer)
    assert peer.visitor.getpeername()[0] == "127.0.0.9"
    until(lambda: "option: SENT WILL NAWS" in log.read_text())


@pytest.mark.parametrize("words", [["-z"], ["--log", "x"], ["host", "23", "more"], ["-e"],
                                   ["-b", "nonsense"]])
def test_telnets_usage(telnet, words):
    t = telnet(*words)
    t.until("usage: telnet [-")
    assert t.status() == 64


# ---- mail on a telnet line ----

ODD = b"From: a@x\r\nSubject: odd\r\n\r\n" + b"\xff\r\n\xff\xff\r\n.\r\n.\xff\r\n\xff\xfd\x18\xff\xf4\xff\xfa\x18\xff\xf0\r\n" + \
    bytes(range(128, 256)) + b"\r\n" + (b"\xff" * 900 + b"\r\n") * 300


def stuffed(body):
    return re.sub(rb"^\.", b"..", body, flags=re.M) + b".\r\n"


def smtp_line(got):
    def answer(line, said):
        verb = (said or b"").split(b" ")[0].upper()
        if verb == b"BDAT":
            got.append(line.count(int(said.split()[1])))
        line.say({b"": "220 mail.test", b"EHLO": b"250-mail.test\r\n250-8BITMIME\r\n250 CHUNKING\r\n", b"DATA": "354 go on",
                  b"QUIT": "221 bye"}.get(verb, "250 ok"))
        if verb == b"DATA":
            got.append(line.until(b"\r\n.\r\n"))
            line.say("250 queued")
    return mail_line(answer)


def pop3_line(line, said):
    verb = (said or b"").split(b" ")[0].upper()
    line.say({b"CAPA": b"+OK\r\nUSER\r\nUIDL\r\nTOP\r\n.\r\n", b"STAT": "+OK 1 300", b"LIST": b"+OK\r\n1 300\r\n.\r\n",
              b"UIDL": b"+OK\r\n1 one\r\n.\r\n", b"RETR": b"+OK\r\n" + stuffed(ODD),
              b"TOP": b"+OK\r\n" + stuffed(ODD)}.get(verb, "+OK"))


@pytest.mark.parametrize("how", ["send-mail", "data", "a script", "a script's data"])
def test_each_octet_255_of_a_message_arrives_once(run, tmp_path, how):
    """Telnet takes 255 for the start of a command: on the line it is doubled, whoever says it."""
    got = []
    (tmp_path / "odd").write_bytes(ODD)
    begin = ["-c", "ehlo x", "-c", "mail a@x", "-c", "rcpt b@y"]
    script = b"EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n"
    with Fault(smtp_line(got)) as server:
        url = f"telnet://127.0.0.1:{server.port}"
        if how == "send-mail":
            ended = run(url, "send-mail", "-f", "a@x", "-t", "b@y", "--from-file", tmp_path / "odd")
        elif how == "data":
            ended = run(url, *begin, "-c", f"data {tmp_path}/odd")
        elif how == "a script":
            ended = run(url, script=script + b"DATA\r\n" + stuffed(ODD) + b"QUIT\r\n")
        else:
            ended = run(url, script=script + f":data {tmp_path}/odd\nQUIT\n".encode())
    assert ended.status == 0 and got == [stuffed(ODD)], (ended, got and len(got[0]))


def test_each_octet_255_of_a_chunk_arrives_once(run):
    """BDAT counts the octets of the message, not what telnet makes of them."""
    got = []
    with Fault(smtp_line(got)) as server:
        ended = run(f"telnet://127.0.0.1:{server.port}", script=b"EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n" +
                    b"BDAT %d LAST\r\n" % len(ODD) + ODD + b"QUIT\r\n")
    assert ended.status == 0 and got == [ODD], (ended, got and len(got[0]))


@pytest.mark.parametrize("how", ["retr", "retr FILE", "save-all", "top"])
def test_each_octet_255_of_a_download_is_kept_once(run, tmp_path, how):
    with Fault(mail_line(pop3_line)) as server:
        url = f"telnet://a@127.0.0.1:{server.port}"
        words = {"retr": ["retr", "1"], "retr FILE": ["retr", "1", tmp_path / "file"],
                 "save-all": ["save-all", f"{tmp_path}/folder"], "top": ["top", "1", "999"]}[how]
        ended = run(url, *words, env={"POSTEL_PASSWORD": "b"})
    if how in ("retr", "top"):
        kept = ended.out
    else:
        kept = next(path for path in [tmp_path / "file", *tmp_path.glob("folder/*.eml")] if path.exists()).read_bytes()
    assert ended.status == 0 and kept == ODD, (ended.status, ended.err, len(kept))


@pytest.mark.parametrize("flood", [bytes([IAC, 249]), bytes([IAC, 241]), bytes([IAC, DO, 85, IAC, 254, 85])],
                         ids=["GA", "NOP", "DO and DONT"])
def test_commands_without_end_are_no_reason_to_wait_for_ever(run, flood):
    """A script goes on when the server is quiet; this one never is."""
    with Fault(script("hello", endless(flood, 0.05))) as server:
        ended = run("--timeout", 1, f"telnet://127.0.0.1:{server.port}", script="exit\n")
    assert ended.status == 76 and "wait until the server is quiet" in ended.err, ended
