"""The prompt and its commands, in the spellings that hands know from other telnets."""
import re
import threading

import pytest

from client import CLOSED_HERE, CLOSED_THERE, PROMPT, until
from faults import STAY, Fault, expect, pop3, script, smtp
from practice import Practice


@pytest.fixture
def server():
    with Fault(pop3()) as running:
        yield running


def answer(t, line):
    """Types a command; what stands below it when the prompt is back."""
    before = len(t.prompt().raw)
    t.line(line)
    t.until(lambda: t.raw.count(b"\n", before) and t.row == PROMPT)
    t.quiet()
    return t.text.rpartition(f"{PROMPT} {line}\n")[2].rpartition(PROMPT)[0]


# ---- finding commands ----

@pytest.mark.parametrize("spelling", ["open {}", "o {}", "OPEN {}", "op {}", "ope {}"])
def test_open_in_all_spellings(terminal, server, spelling):
    t = terminal().prompt()
    t.line(spelling.format(f"127.0.0.1 {server.port}"))
    t.until("+OK POP3 server ready")


@pytest.mark.parametrize("target", ["127.0.0.1:{}", "[127.0.0.1]:{}", "pop3://127.0.0.1:{}", "tcp://127.0.0.1:{}",
                                    "127.0.0.1 {}", "pop3://paul@127.0.0.1:{}"])
def test_open_takes_every_form_of_target(terminal, server, target):
    t = terminal().prompt()
    t.line("open " + target.format(server.port))
    t.until("+OK POP3 server ready")


@pytest.mark.parametrize("command", ["quit", "q", "qui", "QUIT"])
def test_quit(terminal, command):
    t = terminal().prompt()
    t.line(command)
    assert t.status() == 0


@pytest.mark.parametrize("command", ["status", "st", "stat", "display", "d", "di", "help", "?", "h"])
def test_commands_and_their_prefixes(terminal, command):
    told = answer(terminal(rows=90), command)
    assert told.strip() and not re.search(r"\?(ambiguous|invalid|unknown)", told, re.I)


def test_an_ambiguous_prefix_names_the_candidates(terminal):
    told = answer(terminal(), "se")
    assert re.search("ambiguous", told, re.I)
    assert {"set", "send", "secret"} <= set(re.findall(r"\w+", told))


def test_an_unknown_command_leaves_the_connection_alone(terminal, server):
    t = terminal().open(server.port)
    t.line(":frobnicate")
    t.until(re.compile(r"frobnicate.*\n.*(unknown|invalid|no such)|(unknown|invalid|no such).*frobnicate", re.I))
    t.say("stat", r"\+OK")
    assert server.heard() == b"stat\r\n"


def test_a_misspelt_command_gets_the_near_one(terminal):
    assert "display" in answer(terminal(), "dispaly")


@pytest.mark.parametrize("command", ["close", "send NOOP"])
def test_commands_that_need_a_connection_say_so(terminal, command):
    assert "connect" in answer(terminal(), command).lower()


@pytest.mark.parametrize("line", ["open", "open 127.0.0.1 99999", "open 127.0.0.1 nosuchport", "set nosuch 1",
                                  "open http://a.test/", "open pop3://a:s3cret@b.test", 'open "unclosed'])
def test_bad_arguments_are_told_apart_from_bad_servers(terminal, line):
    t = terminal()
    told = answer(t, line)
    assert told.strip() and "Trying" not in told
    assert "s3cret" not in told


def test_help_tells_of_a_command(terminal):
    t = terminal(rows=100)
    everything = answer(t, "help")
    for command in "open close reopen quit status send set unset toggle display mode log base64 secret mx".split():
        assert command in everything
    assert "host" in answer(t, "help open").lower()


# ---- two doors out of a session ----

def test_the_escape_character_and_back(terminal, server):
    t = terminal().open(server.port)
    t.type("half")
    t.until(lambda: t.row == "half")
    t.ctrl("U")
    t.ctrl("]")
    t.prompt()
    t.line("status")
    t.until(re.compile("^connected to +127.0.0.1", re.M))
    t.prompt()
    t.line("")
    t.say("stat", r"\+OK")
    assert server.heard() == b"stat\r\n"


def test_typed_ahead_an_empty_line_goes_back_too(terminal, server):
    t = terminal().open(server.port)
    t.ctrl("]")
    t.prompt()
    t.type("status\r\rstat\r")
    until(lambda: server.heard())
    assert server.heard() == b"stat\r\n"


def test_a_colon_is_a_command_and_two_are_text(terminal, server):
    t = terminal().open(server.port)
    t.line(":status")
    t.until(re.compile(r"^connected to  127", re.M))
    t.line("::colon")
    until(lambda: server.heard())
    assert server.heard() == b":colon\r\n"


def test_both_doors_can_be_moved(terminal, server):
    t = terminal().open(server.port)
    t.line(":set escape ^T")
    t.quiet()
    t.ctrl("T")
    t.prompt()
    t.line("set prefix %")
    t.quiet()
    if t.row == PROMPT:
        t.line("")
        t.quiet()
    t.line(":status")
    until(lambda: server.heard() == b":status\r\n")
    t.line("%close")
    t.until(CLOSED_HERE)


def test_send(terminal, server):
    t = terminal().open(server.port)
    t.line(":send STAT  with 'quotes' and  blanks")
    until(lambda: server.heard())
    assert server.heard() == b"STAT  with 'quotes' and  blanks\r\n"


def test_send_hides_a_secret_too(terminal, server):
    t = terminal().open(server.port)
    t.say("user a", r"\+OK")
    t.line(":send PASS mypassword")
    until(lambda: b"mypassword" in server.heard())
    t.quiet()
    assert b"mypassword" not in t.raw


# ---- settings ----

def test_display_shows_what_set_has_set(terminal):
    t = terminal()
    answer(t, "set quiet 700")
    assert "700" in answer(t, "display")
    answer(t, "unset quiet")
    assert "700" not in answer(t, "display")


def test_localecho_off_hides_what_is_typed(terminal, server):
    t = terminal().open(server.port)
    t.line(":unset localecho")
    t.quiet()
    before = len(t.text)
    t.say("stat", r"\+OK")
    assert "stat" not in t.text[before:]


def test_netdata_shows_octets(terminal, server):
    t = terminal().open(server.port)
    t.line(":toggle netdata")
    t.quiet()
    t.line("stat")
    t.until(re.compile("73 ?74 ?61 ?74 ?0d ?0a", re.I))


def test_a_shell(terminal, tmp_path):
    t = terminal()
    assert "it works" in answer(t, "!echo it works")
    t.line(f"!touch {tmp_path}/made")
    until((tmp_path / "made").exists)


def test_the_rc_file(terminal, server, home):
    (home / ".postelrc").write_text(f"# what I always want\nset escape ^T\nopen 127.0.0.1 {server.port}\n")
    t = terminal()
    t.until("+OK POP3 server ready")
    t.ctrl("T")
    t.prompt()


@pytest.mark.parametrize("commands, key", [("", "^]"), ("set escape ^T\n", "^T")])
def test_the_rc_file_comes_before_the_target(terminal, server, home, commands, key):
    (home / ".postelrc").write_text(commands)
    t = terminal("127.0.0.1", server.port)
    t.until("+OK POP3 server ready")
    assert f"Escape character is '{key}'" in t.text


@pytest.mark.parametrize("words", [("-c", "capa"), ("capa",), ("send", "CAPA")])
def test_the_rc_file_comes_before_what_the_shells_line_asks_for(terminal, home, words):
    """Its commands are done first; then TARGET is connected to, and is given its own."""
    (home / ".postelrc").write_text("set quiet 100\n")
    with Practice() as server:
        t = terminal(f"pop3://127.0.0.1:{server.pop3}", *words)
        assert t.status() == 0
        until(lambda: "CAPA" in server.heard())


def test_the_rc_file_may_open_another_connection_first(terminal, server, home):
    """TARGET's takes its place, as `open` after `close` would."""
    with Practice() as other:
        (home / ".postelrc").write_text(f"open 127.0.0.1 {other.pop3}\n")
        t = terminal("127.0.0.1", server.port)
        t.until("+OK POP3 server ready")
        t.line("NOOP")
        until(lambda: b"NOOP" in server.heard())


def test_no_rc(terminal, server, home):
    (home / ".postelrc").write_text(f"open 127.0.0.1 {server.port}\n")
    t = terminal("--no-rc").prompt()
    t.quiet()
    assert not server.visitors


def test_a_script_reads_no_rc(run, server, home):
    (home / ".postelrc").write_text("set timeout 1\nnonsense\n")
    assert run("127.0.0.1", server.port, script="QUIT\n").status == 0


# ---- closing and coming back ----

def test_a_reset_is_no_close(terminal):
    with Practice("--reset-at", "stat") as server:
        t = terminal().open(server.pop3)
        t.line("STAT")
        t.until("Connection lost: reset by the other side.")


def test_json_lines_on_a_terminal(terminal, server):
    t = terminal("--json", "127.0.0.1", server.port)
    t.until('"kind":"reply"')
    assert re.search(r"^\{\"v\":2,", t.text, re.M) and t.raw.count(b"\n") == t.raw.count(b"\r\n")


def test_who_closed_and_after_how_long(terminal):
    with Fault(script("+OK ready", 2.2)) as server:
        t = terminal().open(server.port)
        t.until(re.compile(CLOSED_THERE + r".* 2\.\d+ s"))
        t.prompt()


def test_close_is_ours(terminal, server):
    t = terminal().open(server.port)
    t.line(":close")
    t.until(re.compile(rf"^{CLOSED_HERE}(?! by foreign)", re.M))
    t.prompt()


def test_reopen(terminal, server):
    t = terminal().open(server.port)
    t.say("quit", r"\+OK bye")
    t.prompt().line("reopen")
    t.until(lambda: t.text.count("+OK POP3 server ready") == 2)
    t.say("stat", r"\+OK")
    assert server.heard(1) == b"stat\r\n"


def test_a_target_on_the_command_line(terminal, server):
    t = terminal("127.0.0.1", str(server.port))
    t.until("+OK POP3 server ready")
    t.say("stat", r"\+OK")


def test_a_slow_server_is_counted_aloud(terminal):
    with Practice("--delay", "capa=5300ms") as server:
        t = terminal().open(server.pop3)
        t.line("capa")
        t.until(re.compile(r"\b[2-4](\.\d)? s"))
        t.until(re.compile(r"^\. +[5-9]\.\d s$", re.M))


def test_a_stall_is_explained(terminal):
    with Practice("--delay", "stat=1m") as server:
        t = terminal().open(server.pop3)
        t.line("stat")
        t.until("the server's side has received everything", timeout=30)


@pytest.mark.parametrize("protocol", ["pop3", "smtp"])
def test_keepalive(terminal, protocol):
    with Practice() as server:
        t = terminal().open(getattr(server, protocol))
        t.line(":set keepalive 1")
        until(lambda: server.heard() == ["NOOP", "NOOP"])


def test_keepalive_never_within_a_message(terminal):
    with Fault(smtp()) as server:
        t = terminal().open(server.port)
        t.say("EHLO a.test", "250 ")
        t.say("DATA", "354 ")
        t.line("a line")
        t.ctrl("]")
        t.prompt().line("set keepalive 1")
        t.quiet(1.6)
        assert b"NOOP" not in server.heard()


# ---- guides that others have written ----

def test_microsofts_mail_test_as_published(terminal, postfix, tmp_path):
    """Their page says: set localecho, set logfile, OPEN, EHLO, MAIL, RCPT with NOTIFY, DATA ... QUIT."""
    postfix.fill("paul", [])
    log = tmp_path / "telnettest.txt"
    t = terminal()
    answer(t, "set localecho")
    answer(t, f"set logfile {log}")
    t.line(f"OPEN 127.0.0.1 {postfix.ports['smtp']}")
    t.until("220 mail.example.com")
    t.say("EHLO contoso.com", "250 ")
    t.say("MAIL FROM:<chris@contoso.com>", "250 2.1.0")
    t.say("RCPT TO:<paul@example.com> NOTIFY=success,failure", "250 2.1.5")
    t.say("DATA", "354 ")
    t.line("Subject: Test from Contoso")
    t.line("")
    t.line("This is a test message")
    t.say(".", "250 2.0.0 Ok: queued as")
    t.say("QUIT", "221 ")
    t.until(CLOSED_THERE)
    t.prompt().line("quit")
    assert t.status() == 0
    mail, = until(lambda: postfix.messages("paul"))
    assert b"Subject: Test from Contoso\r\n" in mail
    assert "RCPT TO:<paul@example.com>" in log.read_text()


def test_fast_fingers_at_the_prompt(terminal, server):
    """What arrives in one piece is done line by line all the same, up to the server's greeting and on."""
    t = terminal().prompt()
    t.type(f"set localecho\rset quiet 400\ropen 127.0.0.1 {server.port}\rstat\r")
    t.until(re.compile(r"^stat$\n^\+OK", re.M))


@pytest.mark.parametrize("line", ["set localecho", "unset localecho", "set crlf", "unset crlf", "set escape ^]",
                                  "set term vt100", "set bsasdel", "unset delasbs", "mode line", "d", "st",
                                  "set ?", "set logging", "unset logging"])
def test_settings_of_the_other_telnets_are_understood(terminal, line):
    told = answer(terminal(), line)
    assert not re.search(r"invalid|ambiguous|no such", told, re.I), told


def test_a_home_that_is_no_folder(terminal):
    t = terminal(home="/dev/null").prompt()
    t.line("quit")
    assert t.status() == 0 and "not a folder" not in t.text


@pytest.mark.parametrize("disturb", [
    lambda t: t.ctrl("c"), lambda t: t.type("x"), lambda t: t.resize(60), lambda t: t.line(":status"),
    lambda t: t.line(":nonsense")], ids=["^C", "a key", "another size", "a command", "a wrong command"])
def test_what_we_do_ends_no_pause_of_the_server(terminal, tmp_path, disturb):
    """A silence is measured from the last octet to the next one, whatever happens on this side meanwhile."""
    go, log = threading.Event(), tmp_path / "log"
    steps = ["+OK ready", expect("STAT"), lambda visitor: go.wait(20), "+OK 2 320", STAY]
    with Fault(script(*steps)) as server:
        t = terminal("--log", log).open(server.port)
        t.line("STAT")
        t.until(re.compile(r"^\[2 s\]", re.M))
        disturb(t)
        t.quiet()
        go.set()
        t.until(re.compile(r"^\+OK 2 320", re.M))
        assert " s]" not in t.text, t.picture()
    assert int(re.search(r" pause_us=(\d+)(?: \w+=\d+)*: STAT", log.read_text())[1]) >= 2_000_000, log.read_text()
