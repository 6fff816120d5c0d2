"""What a failure says to do next can be typed where it is said, and works.

Each row makes the failure in one place (the shell's line, a script, the prompt, a session at a
terminal), reads the hint, and then does what it says.
"""
import re

import pytest

from client import PROMPT, until
from faults import SERVFAIL, STAY, Fault, Names, expect, pop3, script, smtp
from tlsd import V12, context, secured

HELD = "250-x\r\n250 AUTH CRAM-MD5 PLAIN"


def lines(t, *typed):
    for line in typed:
        t.line(line)


def count(t, text):
    return t.text.count(text)


@pytest.fixture
def wide(terminal):
    """A terminal that breaks no hint, even if its rows are few."""
    return lambda *arguments, **more: terminal(*arguments, **{"columns": 200, **more})


@pytest.fixture
def safe(certs):
    """A server that speaks TLS from the start; what it shows is trusted with --cafile."""
    with Fault(secured(context(certs["good"]), pop3())) as running:
        yield running


# ---- names and families ----

ONLY_V4 = {("mail.test", "A"): ["127.0.0.1"]}
BROKEN = {("mail.test", "A"): SERVFAIL, ("mail.test", "AAAA"): SERVFAIL}


def test_a_family_that_a_name_lacks_on_the_shells_line(run):
    with Fault(pop3()) as server, Names(ONLY_V4) as names:
        ended = run("-6", "--dns", names.address, "mail.test", server.port, script="QUIT\n")
        assert ended.status == 68 and "(try the other of -4 and -6)" in ended.err, ended
        assert run("-4", "--dns", names.address, "mail.test", server.port, script="QUIT\n").status == 0


def test_a_family_that_a_name_lacks_at_the_prompt(wide):
    """What one open asked for is not asked of the next."""
    with Fault(pop3()) as server, Names(ONLY_V4) as names:
        t = wide("--no-rc", "--dns", names.address)
        lines(t, f"open -6 mail.test {server.port}")
        t.until("(try the other of -4 and -6)")
        t.open(server.port, "-4 mail.test")
        lines(t, "QUIT")
        t.prompt()
        lines(t, f"open -6 mail.test {server.port}")
        t.until(lambda: count(t, "the other of -4 and -6") == 2)
        t.prompt()
        lines(t, f"open mail.test {server.port}")
        until(lambda: len(server.visitors) == 2)


def test_a_name_without_an_address_blames_no_option(run):
    with Names({("mail.test", "TXT"): ["x"]}) as names:
        ended = run("--dns", names.address, "mail.test", 25, script="")
        assert "the name has no address" in ended.err and "-4" not in ended.err, ended


@pytest.mark.parametrize("at_prompt", [False, True])
def test_no_name_server(run, wide, at_prompt):
    hint = "postel --dns ADDR asks another"
    with Fault(pop3()) as server, Names(ONLY_V4) as names, Names(BROKEN) as broken:
        if at_prompt:
            t = wide("--no-rc", "--dns", broken.address)
            lines(t, f"open mail.test {server.port}")
            t.until(hint)
        else:
            ended = run("--dns", broken.address, "mail.test", server.port, script="QUIT\n")
            assert hint in ended.err, ended
        assert run("--dns", names.address, "mail.test", server.port, script="QUIT\n").status == 0


# ---- limits ----

def test_a_limit_of_a_script(run):
    with Fault(script("+OK hi", expect("STAT"), STAY)) as server:
        ended = run("--timeout", 1, "127.0.0.1", server.port, script="STAT\n")
        assert "the limit (--timeout sets it)" in ended.err, ended
    with Fault(script("+OK hi", expect("STAT"), 2, "+OK 0 0", expect("QUIT"), "+OK")) as server:
        assert run("--timeout", 20, "127.0.0.1", server.port, script="STAT\nQUIT\n").status == 0


def test_a_limit_at_the_prompt(wide):
    with Fault(script("+OK hi", expect("STAT"), 2, "+OK 0 0", STAY)) as server:
        t = wide("--no-rc")
        lines(t, "set timeout 1")
        t.open(server.port)
        lines(t, "STAT")
        t.until("the limit (set timeout changes it)")
        assert "--timeout" not in t.text
        t.prompt()
        lines(t, "set timeout 20")
        t.open(server.port)
        lines(t, "STAT")
        t.until("+OK 0 0")


def test_the_limit_of_a_handshake_at_the_prompt(wide):
    with Fault(script(STAY)) as server:
        t = wide("--no-rc")
        lines(t, "set timeout 1", f"open -tls 127.0.0.1 {server.port}")
        t.until("the limit (set timeout changes it)")


# ---- TLS from the start ----

def test_silence_in_a_script_names_a_target(run, safe, certs):
    ended = run("--timeout", 6, "127.0.0.1", safe.port, script="QUIT\n")
    assert "this may be a TLS port: try tls://HOST:PORT" in ended.err, ended
    ended = run("--cafile", certs.ca, f"tls://localhost:{safe.port}", script="QUIT\n")
    assert ended.status == 0, ended


def test_silence_in_a_session_names_commands(wide, safe, certs):
    t = wide("--no-rc", "--cafile", certs.ca).prompt()
    lines(t, f"open localhost {safe.port}")
    t.until("this may be a TLS port: try :close, then open -tls HOST PORT")
    lines(t, ":close")
    t.prompt()
    lines(t, f"open -tls localhost {safe.port}")
    t.until(re.compile(r"^\+OK POP3", re.M))


def test_silence_behind_a_target_names_a_target(wide, safe):
    """This run ends with its connection: it has no prompt to go back to."""
    t = wide("--no-rc", "localhost", str(safe.port))
    t.until("this may be a TLS port: try tls://HOST:PORT")


def test_silence_to_a_helper_names_the_scheme(run, certs):
    with Fault(secured(context(certs["good"]), smtp())) as server:
        ended = run("--timeout", 6, "-v", f"smtp://localhost:{server.port}", "verify", "a@x")
        assert "this may be a TLS port: try smtps://HOST:PORT" in ended.err, ended
        ended = run("--cafile", certs.ca, f"smtps://localhost:{server.port}", "verify", "a@x")
        assert ended.status == 0, ended


def test_no_tls_where_it_was_expected(run, wide):
    hint = "(connect without TLS, then start it with STARTTLS or STLS)"
    with Fault(pop3()) as server:
        ended = run(f"pop3s://localhost:{server.port}", script="QUIT\n")
        assert hint in ended.err, ended
        t = wide("--no-rc")
        lines(t, f"open -tls localhost {server.port}")
        t.until(hint)
        t.open(server.port)


# ---- certificates ----

def test_a_certificate_that_the_server_wants(run, wide, certs):
    hint = "postel --cert FILE sends one"
    wants = context(certs["good"], high=V12, client_ca=certs.ca)
    mine = certs["client"]
    with Fault(secured(wants, pop3())) as server:
        target = f"pop3s://localhost:{server.port}"
        ended = run("--cafile", certs.ca, target, script="QUIT\n")
        assert hint in ended.err, ended
        t = wide("--no-rc", "--cafile", certs.ca)
        lines(t, f"open {target}")
        t.until(hint)
        ended = run("--cafile", certs.ca, "--cert", mine.cert, "--key", mine.key, target, script="QUIT\n")
        assert ended.status == 0, ended


def test_a_warning_names_no_option_that_was_not_given(wide, certs):
    with Fault(secured(context(certs["expired"]), pop3())) as server:
        t = wide("--no-rc")
        lines(t, "set insecure", f"open pop3s://localhost:{server.port}")
        t.until("continuing (insecure) although the certificate")
        assert "--insecure" not in t.text


# ---- logins ----

def password(t):
    t.until(re.compile(r"Password for \S+"))
    t.line("secret")


def test_who_is_to_be_logged_in(wide):
    with Fault(smtp(replies={"EHLO": HELD, "AUTH": "235 in"})) as server:
        t = wide("--no-rc").prompt()
        lines(t, f"open smtp://127.0.0.1:{server.port}")
        t.until(re.compile(r"^220 ", re.M))
        lines(t, ":auth PLAIN")
        t.until("give one with ':login USER'")
        lines(t, ":login me")
        t.until(re.compile(r"Password for me"))


def test_a_secret_in_clear_in_a_session(wide, far, certs):
    replies = {"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": "235 in"}
    with Fault(smtp(replies=replies), host=far) as server, \
            Fault(secured(context(certs["good"]), smtp(replies=replies)), host=far) as safe:
        t = wide("--no-rc", "--insecure").prompt()
        lines(t, f"open smtp://me@{far}:{server.port}")
        t.until(re.compile(r"^220 ", re.M))
        lines(t, ":login")
        password(t)
        t.until("(TLS from the start: :close, then open -tls HOST PORT)")
        lines(t, ":close")
        t.prompt()
        lines(t, f"open -tls {far} {safe.port}")
        t.until(lambda: len(re.findall(r"^220 ", t.text, re.M)) == 2)
        lines(t, ":login me")
        t.until(lambda: len(re.findall(r"Password for \S+", t.text)) == 2)
        t.line("secret")
        t.until("235 in")


# ---- mail ----

LETTER = ["send-mail", "-f", "a@x", "-t", "b@y", "--notify", "never", "--body", "x"]


def test_what_the_server_does_not_offer(run, wide):
    hint = "(postel --force sends it anyway)"
    with Fault(smtp()) as server:
        target = f"smtp://127.0.0.1:{server.port}"
        ended = run(target, *LETTER)
        assert hint in ended.err, ended
        t = wide("--no-rc").prompt()
        lines(t, f"open {target}")
        t.until(re.compile(r"^220 ", re.M))
        lines(t, ":" + " ".join(LETTER))
        t.until(hint)
        assert run("--force", target, *LETTER).status == 0


# ---- words ----

@pytest.mark.parametrize("wrong, hint, then", [
    (["mx"], "see 'help mx'", ["help", "mx"]),
    (["--frob"], "--help lists the options", ["--help"]),
    (["serve", "--frob"], "see serve --list-faults", ["serve", "--list-faults"]),
    (["serve", "--smtp", "x"], "see serve --list-faults", ["serve", "--list-faults"]),
])
def test_words_of_the_shells_line(run, wrong, hint, then):
    ended = run(*wrong)
    assert ended.status == 64 and hint in ended.err, ended
    assert run(*then).status == 0


@pytest.mark.parametrize("wrong, hint, then, works", [
    ("frob", "try help", "help", "list the commands"),
    ("mx", "see 'help mx'", "help mx", "a domain's mail servers"),
    ("serve --frob", "see serve --list-faults", "serve --list-faults", "--delay STAGE"),
    ("set frob", "'display' lists the settings", "display", "keepalive"),
    ("toggle timeout", "set NAME VALUE", "set timeout 7", "postel>"),
    ("reopen", "open HOST PORT", "open 127.0.0.1 1", "refused"),
    ("verify a@b", "open HOST PORT", "open 127.0.0.1 1", "refused"),
])
def test_words_at_the_prompt(wide, wrong, hint, then, works):
    t = wide("--no-rc", rows=60).prompt()
    lines(t, wrong)
    t.until(hint)
    t.prompt()
    lines(t, then)
    t.until(works)
    assert count(t, "?Invalid") <= 1 and t.row is not None


def test_words_in_a_session(wide):
    with Fault(pop3()) as server:
        t = wide("--no-rc", rows=60).open(server.port)
        lines(t, f":open 127.0.0.1 {server.port}")
        t.until("type 'close' first")
        lines(t, ":close")
        t.until(lambda: t.row == PROMPT)
        lines(t, f"open 127.0.0.1 {server.port}")
        until(lambda: len(server.visitors) == 2)
