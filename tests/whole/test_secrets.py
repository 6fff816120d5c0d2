"""Where secrets come from, and where they must not be found."""
import base64
import os
import socket
import threading

import pytest

from certs import PASSPHRASE
from client import CLOSED_HERE, CLOSED_THERE, PROMPT, start, until
from faults import STAY, Fault, expect, pop3, script, smtp
from memory import dumped, places
from practice import Practice

OPEN_MODES = [0o644, 0o640, 0o604, 0o620, 0o666, 0o777]


@pytest.fixture
def server():
    with Fault(pop3(replies={"STAT": "+OK 2 30"})) as running:
        yield running


def url(server):
    return f"pop3://paul@127.0.0.1:{server.port}"


def told_to_close(ended, path, mode):
    """The file, its mode, and what mends it."""
    assert ended.status == 78, ended
    for word in (str(path), f"0{mode:o}", "too open", "chmod 600", "--force"):
        assert word in ended.err, (word, ended)


# ---- a file that others can read ----

@pytest.mark.parametrize("mode", OPEN_MODES, ids=oct)
@pytest.mark.parametrize("option", ["--password-file", "--token-file"])
def test_an_open_file_is_refused(run, server, secret, option, mode):
    secret.chmod(mode)
    told_to_close(run(option, secret, url(server), "stat"), secret, mode)
    assert not server.visitors


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700], ids=oct)
def test_a_file_of_our_own_is_taken(run, server, secret, mode):
    secret.chmod(mode)
    ended = run("--password-file", secret, url(server), "stat")
    assert ended.status == 0 and b"PASS hunter2" in server.heard(), ended


def test_force_takes_an_open_file(run, server, secret):
    secret.chmod(0o644)
    ended = run("--force", "--password-file", secret, url(server), "stat")
    assert ended.status == 0 and b"PASS hunter2" in server.heard(), ended


def test_a_link_to_an_open_file(run, server, secret, tmp_path):
    secret.chmod(0o644)
    (tmp_path / "link").symlink_to(secret)
    told_to_close(run("--password-file", tmp_path / "link", url(server), "stat"), tmp_path / "link", 0o644)


@pytest.mark.parametrize("how", ["--password-fd", "--password-file"])
def test_a_descriptor_has_no_mode(run, server, secret, how):
    """Who passes it on has opened it."""
    secret.chmod(0o644)
    with secret.open("rb") as file:
        ended = run(how, "0" if how == "--password-fd" else "/dev/fd/0", url(server), "stat", stdin=file)
    assert ended.status == 0, ended


def test_a_file_of_somebody_else(root, run, server, secret):
    """What root shares with a group is not for everybody."""
    os.chown(secret, 65534, -1)
    secret.chmod(0o640)
    assert run("--password-file", secret, url(server), "stat").status == 0
    secret.chmod(0o644)
    told_to_close(run("--password-file", secret, url(server), "stat"), secret, 0o644)


@pytest.mark.parametrize("together", [False, True], ids=["alone", "with its certificate"])
def test_an_open_key(run, server, certs, tmp_path, together):
    made, key = certs["client"], tmp_path / "key"
    key.write_bytes(made.key.read_bytes() + (made.cert.read_bytes() if together else b""))
    key.chmod(0o640)
    options = ["--cert", key] if together else ["--cert", made.cert, "--key", key]
    target = f"pop3s://127.0.0.1:{server.port}"
    told_to_close(run(*options, target, "capa"), key, 0o640)
    assert not server.visitors
    assert "too open" not in run("--force", *options, target, "capa").err
    key.chmod(0o600)
    assert "too open" not in run(*options, target, "capa").err


# ---- what a sentence quotes ----

TOKEN = "hunter2.token.of-paul"


@pytest.mark.parametrize("end", [["-ERR no", expect("QUIT"), "+OK"], ["-ERR no"], []], ids=["stays", "closes", "silent"])
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_an_error_that_repeats_the_token(run, mechanism, end):
    """It comes in base64, in a challenge, and is told in words: it is the refusal, whatever follows."""
    error = base64.b64encode(b'{"status":"bad token ' + TOKEN.encode() + b'"}').decode()
    part = script("+OK ready", expect("CAPA"), f"+OK\r\nSASL {mechanism}\r\n.", expect("AUTH.*"), f"+ {error}",
                  expect(".*"), *end)
    with Fault(part) as server:
        ended = run(url(server), "login", env={"POSTEL_TOKEN": TOKEN})
    assert ended.status == 77 and "bad token ********" in ended.err and "of-paul" not in ended.err, ended


AFTER_ERROR = {"silent": [expect(".*"), STAY], "says yes": [expect(".*"), "235 ok", STAY], "closes": [expect(".*")],
               "hangs up": []}


def token_refused(mechanism, after):
    error = base64.b64encode(b'{"status":"bad token ' + TOKEN.encode() + b'"}').decode()
    return script("220 ready", expect("EHLO.*"), f"250-here\r\n250 AUTH {mechanism}", expect("AUTH.*"), f"334 {error}",
                  *AFTER_ERROR[after])


@pytest.mark.parametrize("after", AFTER_ERROR)
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_an_error_against_a_token_is_the_reason(run, mechanism, after):
    with Fault(token_refused(mechanism, after)) as server:
        ended = run("--timeout", "1", f"smtp://paul@127.0.0.1:{server.port}", "login", env={"POSTEL_TOKEN": TOKEN})
    assert ended.status == 77 and "of-paul" not in ended.err, ended
    assert f'log in with AUTH {mechanism}: the server says {{"status":"bad token ********"}}' in ended.err, ended


@pytest.mark.parametrize("after", ["silent", "closes", "hangs up"])
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_an_error_against_a_token_in_a_script(run, mechanism, after):
    first = base64.b64encode(b"user=paul\1auth=Bearer " + TOKEN.encode() + b"\1\1").decode()
    with Fault(token_refused(mechanism, after)) as server:
        ended = run("--timeout", "1", f"smtp://127.0.0.1:{server.port}", script=f"EHLO me\nAUTH {mechanism} {first}\n\nQUIT\n")
    assert ended.status == 77 and "of-paul" not in ended.err, ended
    assert f'AUTH {mechanism}: the server says {{"status":"bad token ********"}}' in ended.err, ended


def test_an_error_of_scram_that_repeats_the_password(run):
    error = base64.b64encode(b"e=hunter-password").decode()
    part = script("+OK ready", expect("CAPA"), "+OK\r\nSASL SCRAM-SHA-256\r\n.", expect("AUTH.*"), f"+ {error}",
                  expect(r"\*"), "-ERR no", expect("QUIT"), "+OK")
    with Fault(part) as server:
        ended = run(url(server), "login", env={"POSTEL_PASSWORD": "hunter-password"})
    assert ended.status == 77 and "the server says" in ended.err and "hunter" not in ended.err, ended


@pytest.mark.parametrize("mechanism", ["CRAM-MD5", "APOP"])
def test_a_password_that_was_proven_and_not_said(run, tmp_path, mechanism):
    """The server knows it, and may repeat it."""
    ways = {"CRAM-MD5": [expect("AUTH.*"), "+ PDFAeD4="], "APOP": []}
    part = script("+OK <1@x> ready", expect("CAPA"), "+OK\r\nSASL CRAM-MD5\r\n.", *ways[mechanism], expect(".*"),
                  "-ERR it is hunter-password", expect("QUIT"), "+OK")
    with Fault(part) as server:
        ended = run("--json", "--log", tmp_path / "log", "--auth", mechanism, url(server), "login",
                    env={"POSTEL_PASSWORD": "hunter-password"})
    assert ended.status == 77 and "it is ********" in ended.err, ended
    for text in (ended.out.decode(), ended.err, (tmp_path / "log").read_text()):
        assert "hunter" not in text


def test_what_is_said_in_clear_in_place_of_tls(run):
    part = script("+OK ready", expect("PASS.*"), "+OK", expect("STLS"), "+OK begin", lambda visitor: visitor.fill(10),
                  b"-ERR hunter2hunter2 was wrong\r\n")
    with Fault(part) as server:
        ended = run(f"pop3://127.0.0.1:{server.port}", script="PASS hunter2hunter2\nSTLS\n")
    assert ended.status == 76 and "in clear" in ended.err and "hunter2" not in ended.err, ended


# ---- across the cut of a line ----

def long_line(secret, part):
    return b"-ERR " + b"~" * (65536 - 5 - part) + secret + b"!\r\n"


@pytest.mark.parametrize("part", [3, 7, 11])
@pytest.mark.parametrize("form", ["plain", "base64", "percent"])
def test_no_half_of_a_secret(run, tmp_path, part, form):
    """In the record and in JSON."""
    word = b"hunter2hunter9"
    secret = {"plain": word, "base64": base64.b64encode(word), "percent": b"".join(b"%%%02x" % c for c in word)}[form]
    with Fault(pop3(replies={"PASS": long_line(secret, part)})) as server:
        ended = run("--json", "--log", tmp_path / "log", f"pop3://127.0.0.1:{server.port}",
                    script=f"PASS {word.decode()}\nQUIT\n")
    for text in (ended.out, (tmp_path / "log").read_bytes()):
        assert b"[secret echoed]" in text
        assert not [at for at in range(len(secret) - 4) if secret[at:at + 5] in text], text[-300:]


def test_no_half_of_a_secret_on_the_screen(terminal):
    with Fault(pop3(replies={"PASS": long_line(b"hunter2hunter9", 7)})) as server:
        t = terminal().open(server.port)
        t.line("PASS hunter2hunter9")
        t.until("[secret echoed]")
        t.line("QUIT")
        t.until(CLOSED_THERE)
    assert b"hunter" not in t.raw and b"unter9" not in t.raw


# ---- memory ----

WORD = "hunter2-hunter9"
CODED = base64.b64encode(b"\0paul\0" + WORD.encode()).decode()
SAID = base64.b64encode(WORD.encode())
TRACES = WORD[:8].encode(), WORD[7:].encode(), CODED[4:16].encode(), SAID[:16]


def held(pid):
    """It is there, in no mapping that a core dump would have."""
    until(lambda: places(pid, *TRACES))
    assert not dumped(pid, *TRACES)


def gone(pid):
    left = []
    try:
        until(lambda: not left.clear() and not left.extend(places(pid, *TRACES)) and not left, 5)
    except AssertionError:
        assert not left


BY_HAND = {
    "a reply that repeats it": (pop3(replies={"PASS": f"-ERR {WORD}, {CODED}"}), [f"PASS {WORD}"]),
    "PASS": (pop3(replies={"PASS": STAY}), [f"PASS {WORD}"]),
    "AUTH PLAIN": (pop3(replies={"AUTH": STAY}), [f"AUTH PLAIN {CODED}"]),
    "AUTH, then PLAIN's response": (script("+OK", expect("AUTH.*"), "+ ", STAY), ["AUTH PLAIN", CODED]),
    "LOGIN": (script("* OK IMAP4rev1 ready", STAY), [f"a LOGIN paul {WORD}"]),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_typed_by_hand(root, terminal, name):
    part, lines = BY_HAND[name]
    with Fault(part) as server:
        t = terminal().open(server.port)
        for line in lines[:-1]:
            t.line(line)
            t.until("+ ")
        t.type(lines[-1])
        held(t.pid)
        t.line("")
        until(lambda: server.heard().endswith(lines[-1].encode() + b"\r\n"))
        held(t.pid)
        t.ctrl("]")
        t.prompt()
        t.line("close")
        t.until(CLOSED_HERE)
        gone(t.pid)


def test_asked_for_by_secret(root, terminal):
    with Fault(script("+OK POP3 server ready", STAY)) as server:
        t = terminal().open(server.port)
        t.line(":secret")
        t.until("(not shown)")
        t.type(WORD)
        held(t.pid)
        t.line("")
        until(lambda: SAID in server.heard())
        held(t.pid)
        t.line(":close")
        t.until(CLOSED_HERE)
        gone(t.pid)


def test_killed_and_left(root, terminal):
    """The line that is taken back is in the kill ring and in what is undone."""
    with Fault(pop3()) as server:
        t = terminal().open(server.port)
        t.type(f"PASS {WORD}")
        held(t.pid)
        t.ctrl("u")
        assert not dumped(t.pid, *TRACES)
        t.line("QUIT")
        t.until(CLOSED_THERE)
        gone(t.pid)


def test_asked_for_by_a_helper(root, terminal):
    with Fault(pop3(replies={"PASS": STAY})) as server:
        t = terminal().open(server.port)
        t.line(":login paul")
        t.until("(not shown)")
        t.type(WORD)
        held(t.pid)
        t.line("")
        until(lambda: WORD.encode() in server.heard())
        held(t.pid)
        t.ctrl("c")
        t.until("cancelled")
        t.line(":close")
        t.until(CLOSED_HERE)
        gone(t.pid)


@pytest.mark.parametrize("how", ["file", "environment"])
@pytest.mark.parametrize("stage", ["CAPA", "PASS", "STAT"])
def test_given_to_a_helper(root, home, secret, how, stage):
    """Before, while and after it is said."""
    secret.write_text(WORD + "\n")
    options = ["--password-file", secret] if how == "file" else []
    with Fault(pop3(replies={stage: STAY})) as server:
        running = start(*options, url(server), "stat", home=home,
                        env={"POSTEL_PASSWORD": WORD} if how == "environment" else {})
        until(lambda: server.visitors and stage.encode() in server.heard())
        held(running.pid)
        running.kill()
        running.communicate()


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"])
def test_said_by_sasl(root, home, mechanism):
    """SCRAM has to make a key of it first."""
    part = smtp(replies={"EHLO": f"250-mail.test\r\n250 AUTH {mechanism}", "AUTH": STAY})
    with Fault(part) as server:
        running = start(f"smtp://paul@127.0.0.1:{server.port}", "login", home=home, env={"POSTEL_PASSWORD": WORD})
        until(lambda: server.visitors and b"AUTH" in server.heard())
        held(running.pid)
        running.kill()
        running.communicate()


def test_in_a_script(root, home):
    with Fault(pop3(replies={"USER": STAY})) as server:
        running = start("127.0.0.1", server.port, home=home)
        running.stdin.write(f"USER paul\nPASS {WORD}\n".encode())
        running.stdin.flush()
        held(running.pid)
        running.kill()
        running.communicate()


def test_a_passphrase(root, terminal, certs):
    """Of it, and of the key, nothing is where a core dump looks."""
    t = terminal("--cert", certs["client"].cert, "--key", certs.locked_key(), "pop3s://127.0.0.1:9")
    t.until("(not shown)")
    t.type(PASSPHRASE)
    until(lambda: places(t.pid, PASSPHRASE.encode()))
    assert not dumped(t.pid, PASSPHRASE.encode())


def test_said_to_the_practice_server(root, secret):
    secret.write_text(WORD + "\n")
    with Practice("--user", "paul", "--password-file", secret) as server:
        with socket.create_connection(("127.0.0.1", server.pop3)) as sock:
            sock.sendall(f"USER paul\r\nPASS {WORD}".encode())
            until(lambda: len(places(server.pid, WORD.encode())) > 1)
            assert not dumped(server.pid, *TRACES)
            sock.sendall(b"\r\n")
            server.tells("+OK")
        until(lambda: len(places(server.pid, WORD.encode())) <= 1)  # its own
        assert not dumped(server.pid, *TRACES)


# ---- a server of our own ----

def test_serve_with_an_open_file(run, secret):
    secret.chmod(0o644)
    told_to_close(run("--password-file", secret, "serve", "--user", "paul"), secret, 0o644)
    with Practice("--force", "--user", "paul", "--password-file", secret):
        pass


# ---- a masked line and its prompt ----

class Ends:
    """A server that says its lines, then closes when it is told to."""

    def __init__(self, *steps):
        self.close = threading.Event()
        self.server = Fault(script(*steps, lambda visitor: self.close.wait(20)))


def ended_while(terminal, tmp_path, greeting, asked, typed, named=False):
    """Half of a secret is typed, and the connection ends: the terminal, and the record.  `named`: by a TARGET."""
    ends = Ends(greeting, *(step for _, reply in asked for step in (lambda visitor: visitor.line(), reply)))
    with ends.server as server:
        log = tmp_path / "record"
        if named:
            t = terminal("--log", log, "127.0.0.1", server.port)
            t.until(greeting.decode().strip())
        else:
            t = terminal("--log", log).open(server.port)
        for line, reply in asked:
            t.line(line)
            t.until(reply.decode().strip())
        t.type(typed)
        t.until(lambda: t.row.endswith("*" * 4))
        ends.close.set()
        t.until("the masked line that you were typing is discarded")
        return t, log


CASES = [
    (b"220 mail.example ESMTP\r\n", [("auth login", b"334 VXNlcm5hbWU6\r\n")], "aHVudGVy", "Mg=="),
    (b"220 mail.example ESMTP\r\n", [("auth plain", b"334 \r\n")], "AGJvYgBodW", "50ZXIy"),
    (b"+OK ready\r\n", [], "pass hunt", "er2"),
    (b"+OK ready\r\n", [("user bob", b"+OK\r\n")], "hunt", "er2"),
    (b"+OK ready\r\n", [], "xpass hunt", "er2"),
    (b"* OK ready\r\n", [], "a login bob hunt", "er2"),
    (b"* OK ready\r\n", [("a authenticate plain", b"+ \r\n")], "AGJvYgBodW", "50ZXIy"),
]


def nowhere(t, log, *secrets):
    for secret in secrets:
        assert secret not in t.raw.decode("utf-8", "replace") and secret not in log.read_text(), secret


@pytest.mark.parametrize("end", ["\r", "\3"])
@pytest.mark.parametrize("greeting, asked, typed, rest", CASES[:3])
def test_the_shell_does_not_get_the_rest_of_a_masked_line(terminal, tmp_path, greeting, asked, typed, rest, end):
    """The run would end with its connection, and what is typed then be the shell's."""
    t, log = ended_while(terminal, tmp_path, greeting, asked, typed, named=True)
    t.type(rest)
    t.type(end)
    assert t.status() == 0
    nowhere(t, log, typed.split()[-1], rest)


@pytest.mark.parametrize("greeting, asked, typed, rest", CASES)
def test_a_masked_line_dies_with_its_connection(terminal, tmp_path, greeting, asked, typed, rest):
    """What is typed behind it up to Enter dies too: it is never shown, run or kept."""
    secret = typed.split()[-1]
    t, log = ended_while(terminal, tmp_path, greeting, asked, typed)
    t.prompt()
    t.type(rest)
    t.key("enter")
    t.line("status")
    t.until("No connection.")
    for keys in (("<up>",), ("<up>", "<up>"), ("^Y",), ("^_",)):
        for key in keys:
            t.key("up") if key == "<up>" else t.ctrl(key[1])
        t.quiet()
        t.ctrl("U")
    nowhere(t, log, secret, secret + rest, f"'{rest}'")
    t.ctrl("R")
    t.type(rest)
    t.until(f"no line contains '{rest}'")


@pytest.mark.parametrize("greeting, asked, typed, rest", [case for case in CASES if case[1]])
def test_an_answer_that_comes_after_the_end(terminal, tmp_path, greeting, asked, typed, rest):
    """Who types it has not seen that the server closed: no command begins so."""
    log = tmp_path / "record"
    with Fault(script(greeting, *(step for _, reply in asked for step in (expect(".*"), reply)))) as server:
        t = terminal("--log", log).open(server.port)
        for line, _ in asked:
            t.line(line)
        t.until(CLOSED_THERE)
        t.prompt()
        t.line(typed + rest)
        t.prompt()
        t.key("up")
        t.quiet()
        t.ctrl("u")
        t.type("hunter")  # one line was masked, and no more
        t.until(f"{PROMPT} hunter")
    nowhere(t, log, (typed + rest)[:8], typed + rest)


@pytest.mark.parametrize("command", ["status", "open 127.0.0.1 9", "stat"])
def test_a_command_after_the_end_of_a_login_is_seen(terminal, command):
    with Fault(script("+OK ready", expect("user bob"), "+OK")) as server:
        t = terminal().open(server.port)
        t.line("user bob")
        t.until(CLOSED_THERE)
        t.prompt()
        for end in range(1, len(command) + 1):
            t.type(command[end - 1])
            t.until(lambda: t.row == f"{PROMPT} {command[:end]}".rstrip())


@pytest.mark.parametrize("keys", [["^u"], ["^w"], ["^a", "x", "^e"], ["^u", "^y"]])
def test_nor_can_it_be_yanked_or_undone(terminal, tmp_path, keys):
    ends = Ends(b"+OK ready\r\n")
    with ends.server as server:
        log = tmp_path / "record"
        t = terminal("--log", log).open(server.port)
        t.type("pass hunter2")
        t.until(lambda: t.row == "pass *******")
        for key in keys:
            t.ctrl(key[1].upper()) if key.startswith("^") else t.type(key)
        ends.close.set()
        t.until("Connection closed")
        t.ctrl("Y")
        t.ctrl("_")
        t.ctrl("_")
        t.key("enter")
        t.line("status")
        t.until("No connection.")
        nowhere(t, log, "hunter2")


def test_a_masked_line_dies_with_its_login(terminal, tmp_path):
    """The server has refused it, as after a time limit: the rest is no command, and is not sent."""
    refuse = threading.Event()
    log = tmp_path / "record"
    with Fault(script(b"220 x ESMTP\r\n", lambda v: v.line(), b"334 UGFzc3dvcmQ6\r\n", lambda v: refuse.wait(20),
                      b"535 too slow\r\n", STAY)) as server:
        t = terminal("--log", log).open(server.port)
        t.line("auth login")
        t.until("334")
        t.type("aHVudGVy")
        t.until(lambda: t.row == "********")
        refuse.set()
        t.until("535")
        t.type("Mg==")
        t.quiet()
        nowhere(t, log, "aHVudGVy", "Mg==")


def test_lines_that_wait_die_too(terminal, tmp_path):
    """Typed ahead: AUTH LOGIN waits for the reply to STARTTLS, which never comes."""
    ends = Ends(b"220 x ESMTP\r\n", lambda visitor: visitor.line())
    with ends.server as server:
        log = tmp_path / "record"
        t = terminal("--log", log).open(server.port)
        t.line("starttls")
        t.line("auth login")
        t.line("aHVudGVyMg==")
        t.type("c2VjcmV0")
        t.until(lambda: t.row == "********")
        ends.close.set()
        t.until("the waiting lines contained a secret and are discarded")
        t.until("the masked line that you were typing is discarded")
        t.type("Mg==\r")
        t.line("status")
        t.until("No connection.")
        nowhere(t, log, "aHVudGVyMg", "c2VjcmV0", "Mg==")


def test_a_pasted_login_dies_too(terminal, tmp_path):
    """The server closes at the name; the password that was pasted behind it is for nobody."""
    log = tmp_path / "record"
    with Fault(script(b"220 x ESMTP\r\n", lambda visitor: visitor.line(), b"334 VXNlcm5hbWU6\r\n",
                      lambda visitor: visitor.line())) as server:
        t = terminal("--log", log).open(server.port)
        t.paste("auth login\raHVudGVyMQ==\raHVudGVyMg==\r")
        t.until("Connection closed")
        t.line("status")
        t.until("No connection.")
        nowhere(t, log, "aHVudGVyMQ", "aHVudGVyMg")


@pytest.mark.parametrize("away", ["]", "C"], ids=["to the prompt", "interrupted"])
def test_a_masked_line_that_is_left(terminal, tmp_path, away):
    with Fault(script(b"220 x ESMTP\r\n", lambda visitor: visitor.line(), b"334 UGFzc3dvcmQ6\r\n", STAY)) as server:
        log = tmp_path / "record"
        t = terminal("--log", log).open(server.port)
        t.line("auth login")
        t.until("334")
        t.type("aHVudGVy")
        t.until(lambda: t.row == "********")
        t.ctrl(away)
        t.until(lambda: t.row in ("", PROMPT))
        t.ctrl("Y")
        t.ctrl("_")
        t.key("up", "up")
        t.quiet()
        nowhere(t, log, "aHVudGVy")


@pytest.mark.parametrize("command", [":secret", ":login bob"])
def test_a_question_outlives_its_connection(terminal, tmp_path, command):
    """Its answer stays hidden, and is for nobody."""
    ends = Ends(b"+OK ready\r\n", lambda visitor: visitor.line(), b"+OK\r\nSASL PLAIN\r\nUSER\r\n.\r\n")
    with ends.server as server:
        log = tmp_path / "record"
        t = terminal("--log", log).open(server.port)
        t.line("capa")
        t.until("SASL PLAIN")
        t.line(command)
        t.until("(not shown)")
        t.type("hun")
        ends.close.set()
        t.until("Connection closed")
        t.type("ter2\r")
        t.prompt()
        t.key("up", "up")
        t.ctrl("Y")
        t.quiet()
        nowhere(t, log, "hunter2", "ter2", "hun")


# ---- secrets at the wrong place ----

@pytest.mark.parametrize("typed, shown", [
    ("pass hunter2", "pass *******"), ("pas hunter2", "pas *******"), ("XPASS hunter2", "XPASS *******"),
    ("psas hunter2", "psas *******"), ("auth plain hunter2", "auth plain *******"),
    ("AUHT PLAIN hunter2", "AUHT PLAIN *******"), ("a login bob hunter2", "a login bob *******"),
    ("a LOGN bob hunter2", "a LOGN bob *******"), ("login bob hunter2", "login bob *******"),
    ("a AUTHENTICAT PLAIN hunter2", "a AUTHENTICAT PLAIN *******"), ("send pass hunter2", "send pass *******"),
    ("apop bob hunter2", "apop bob *******"), ("open pop3://bob:hunter2@x.example", None)])
@pytest.mark.parametrize("connected", [False, True], ids=["at the prompt", "before any greeting"])
def test_a_password_typed_at_the_wrong_place(terminal, tmp_path, connected, typed, shown):
    """A command is one at the prompt alone: to a server its line is a line of an unknown verb."""
    log = tmp_path / "record"
    if connected and typed.split()[0] in ("send", "open"):
        typed, shown = f":{typed}", shown and f":{shown}"
    with Fault(script(STAY)) as server:
        t = terminal("--log", log).prompt()
        if connected:
            t.line(f"open 127.0.0.1 {server.port}")
            t.until("Escape character")
            t.quiet()
        t.type(typed)
        if shown:
            t.until(lambda: t.row in (shown, f"{PROMPT} {shown}"))
            assert "hunter" not in t.raw.decode()
        t.key("enter")
        t.quiet()
        t.key("up")
        t.quiet()
        assert "hunter2" not in t.row
        if shown:
            nowhere(t, log, "hunter2")


@pytest.mark.parametrize("keys, shown", [
    (["^A", "^D", "^D"], "SS *******"), (["^A", "<alt>d", "^D"], "*******"), (["^A", "mail "], "mail PASS *******"),
    (["^W", "^A", "^D", "^D", "^E", "^Y"], "SS *******"), (["^A", "^D", "^D", "^K", "^_"], "SS *******")])
def test_what_was_masked_stays_masked(terminal, tmp_path, keys, shown):
    """Whatever becomes of its verb, also where the server repeats it."""
    log = tmp_path / "record"
    with Fault(script(b"+OK ready\r\n", lambda visitor: visitor.sock.sendall(b"-ERR what is " + visitor.line() + b"?\r\n"),
                      STAY)) as server:
        t = terminal("--log", log).open(server.port)
        t.type("PASS hunter2")
        t.until(lambda: t.row == "PASS *******")
        for key in keys:
            if key == "<alt>d":
                t.type("\x1bd")
            elif key.startswith("^"):
                t.ctrl(key[1])
            else:
                t.type(key)
        t.until(lambda: t.row == shown)
        t.key("enter")
        t.until("-ERR what is")
        t.key("up")
        t.quiet()
        nowhere(t, log, "hunter2")


@pytest.mark.parametrize("before", ["auth login", None])
@pytest.mark.parametrize("typed", ["hunter2", "aHVudGVyMg=="])
def test_a_bare_secret_at_the_prompt_is_not_repeated(terminal, tmp_path, before, typed):
    """It was seen as it was typed; nothing of ours says, keeps or records it."""
    log = tmp_path / "record"
    t = terminal("--log", log).prompt()
    if before:
        t.line(before)
        t.quiet()
    t.line(typed)
    t.until(lambda: t.text.count("?Invalid command: try help") and t.row == PROMPT)
    t.quiet()
    assert t.text.count(typed) == 1, t.text
    t.key("up")
    t.quiet()
    assert typed not in t.row and t.text.count(typed) == 1
    t.ctrl("U")
    t.line("quit")
    t.status()
    assert "Invalid command" in log.read_text() and typed not in log.read_text()


@pytest.mark.parametrize("line", ["auth plain", "login bob", "base64 word", "help auth plain", "list 1", "log off",
                                  "open pop3://bob@x.example", "past", "noop 1", "environ define LOGIN x y"])
def test_no_false_alarm_at_the_prompt(terminal, line):
    t = terminal().prompt()
    t.type(line)
    t.until(lambda: t.row == f"{PROMPT} {line}")
    t.ctrl("U")


def test_a_script_whose_server_is_gone(run):
    """What it would have sent as a secret is not told."""
    with Fault(script(b"220 x\r\n", lambda visitor: visitor.line())) as server:
        ended = run("127.0.0.1", str(server.port), script="AUTH LOGIN\nYm9i\naHVudGVyMg==\n")
        assert "aHVud" not in ended.err and "Ym9i" not in ended.err, ended
