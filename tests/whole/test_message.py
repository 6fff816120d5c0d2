"""What a script carries for somebody else - a message - never becomes our commands.

Its author may have written any line into it, and a server may say what it likes to
have these lines taken for commands.  The user relies on this: no file is read or made,
no other host is called, and the run does not end as if nothing had happened.
"""
import pytest

from faults import Fault, STAY, expect, script, smtp

SECRET = "the secret of the house"
GREETINGS = ["hello", "+OK ready", "* OK ready", "220 mail.test ESMTP"]
QUICK = ":set quiet 20\n"  # what ends a reply where the protocol is not known
ENVELOPE = QUICK + "EHLO a.test\nMAIL FROM:<a@a.test>\nRCPT TO:<b@b.test>\n"


class Trap:
    """A secret file, a file that must not be made, and a host that must not be called."""

    def __init__(self, folder):
        self.secret, self.log = folder / "secret", folder / "log"
        self.secret.write_text(SECRET + "\n")

    def __enter__(self):
        self.other = Fault(smtp()).__enter__()
        self.lines = [f":data {self.secret}", f":log {self.log}", f":open 127.0.0.1 {self.other.port}", ":reopen",
                      f":set logfile {self.log}", f":retr 1 {self.log}", f":save-all {self.log}.mbox", "! id", ":! id",
                      f":send-mail -f a@a.test -t b@b.test --from-file {self.secret}", f":mx mail.test", ":serve",
                      ":set prefix S", ":set protocol smtp", ":set insecure", f":environ export HOME", ":login paul", ":auth plain"]
        return self

    def __exit__(self, *_):
        self.other.__exit__()

    def is_untouched(self, server):
        heard = b"".join(visitor.heard for visitor in server.visitors + self.other.visitors)
        assert SECRET.encode() not in heard, "a file of the user went to a server"
        assert not self.log.exists(), "a message made a file"
        assert not list(self.log.parent.glob("log*")), "a message made a file"
        assert not self.other.visitors, "a message called another host"
        return heard.decode()


@pytest.fixture
def trap(tmp_path):
    with Trap(tmp_path) as trap:
        yield trap


def sink(greeting, data="354 go on"):
    """Answers what SMTP would, whatever its greeting is, and each line of a message too if it was not asked for."""
    def part(visitor):
        visitor.say(greeting)
        while True:
            line = visitor.line().decode("latin-1")
            word = line.split(" ")[0]
            reply = {"DATA": data, "QUIT": "221 bye"}.get(word.upper(), "250 ok")
            if greeting[0] == "*" and reply:
                reply = f"{word} OK {reply}"
            if reply:
                visitor.say(reply)
            if word.upper() == "QUIT":
                return
            if "354" in reply:
                while visitor.line() != b".":
                    pass
                visitor.say(f"{word} OK" if greeting[0] == "*" else "250 queued")
    return part


# ---- within a message ----

@pytest.mark.parametrize("word", ["DATA", "data", "Data  "])
@pytest.mark.parametrize("greeting", GREETINGS)
def test_no_greeting_makes_commands_of_a_message(run, trap, greeting, word):
    body = "Subject: x\n\n:set protocol smtp\n" + "\n".join(trap.lines) + "\n"
    with Fault(sink(greeting)) as server:
        ended = run("--timeout", 1, "127.0.0.1", server.port, script=f"{ENVELOPE}{word}\n{body}.\nQUIT\n")
        trap.is_untouched(server)
    # 65: in an unknown protocol a 354 that comes late seems to ask for a message that nobody sent
    assert greeting[:3] == "220" or ended.status in (0, 65, 69, 76), ended


@pytest.mark.parametrize("line", range(2))
@pytest.mark.parametrize("answer", ["250 ok", "354 go on", "550 no", "hello", ""])
@pytest.mark.parametrize("greeting", GREETINGS)
def test_no_answer_to_data_makes_commands_of_a_message(run, trap, greeting, answer, line):
    """The first line of the message is a command, too."""
    with Fault(sink(greeting, answer)) as server:
        ended = run("--timeout", 1, "127.0.0.1", server.port,
                    script=f"{ENVELOPE}DATA\n{trap.lines[line]}\n:set protocol smtp\n{trap.lines[0]}\n.\nQUIT\n")
        trap.is_untouched(server)
    if (greeting, answer) != (GREETINGS[3], "354 go on"):
        assert ended.status != 0 or greeting == "hello", ended


def test_a_greeting_of_smtp_without_ehlo(run, trap):
    """Until EHLO is answered, 220 may be FTP's."""
    with Fault(smtp()) as server:
        run("--timeout", 1, "127.0.0.1", server.port, script=f"{QUICK}MAIL FROM:<>\nRCPT TO:<b>\nDATA\n{trap.lines[1]}\n{trap.lines[0]}\n.\nQUIT\n")
        assert trap.lines[1] in trap.is_untouched(server)


@pytest.mark.parametrize("greeting", GREETINGS)
def test_bdat_has_its_octets_whatever_the_protocol_is(run, trap, greeting):
    body = "\n".join(trap.lines) + "\n"
    with Fault(sink(greeting)) as server:
        ended = run("--timeout", 1, "127.0.0.1", server.port,
                    script=f"{ENVELOPE}bdat {len(body) + body.count(chr(10))} last\n{body}QUIT\n")
        trap.is_untouched(server)
    assert ended.status != 64, ended


@pytest.mark.parametrize("plus", ["", "+"])
@pytest.mark.parametrize("greeting", GREETINGS)
def test_a_literal_has_its_octets_whatever_the_protocol_is(run, trap, greeting, plus):
    """As IMAP's APPEND has it, and ManageSieve's PUTSCRIPT."""
    body = f"Subject: x\n\n{trap.lines[1]}\n{trap.lines[2]}\n"
    size = len(body) + body.count("\n")

    def part(visitor):
        visitor.say(greeting)
        while True:
            line = visitor.line()
            visitor.say("+ go on" if line.endswith(b"}") else line.split(b" ")[0].decode() + " OK done")
    with Fault(part) as server:
        run("--timeout", 1, "127.0.0.1", server.port, script=f"{QUICK}a1 APPEND INBOX {{{size}{plus}}}\n{body}\na2 LOGOUT\n")
        heard = trap.is_untouched(server)
    assert greeting not in ("* OK ready", "hello") or trap.lines[1] in heard


def test_the_server_goes_amid_a_message(run, trap):
    """What is left of it is for nobody, also where its lines begin with a colon."""
    with Fault(script("220 hi", expect("EHLO.*"), "250 ok", expect("DATA"), "354 go on", expect("Subject.*"))) as server:
        ended = run(script=f"open 127.0.0.1 {server.port}\nEHLO x\nDATA\nSubject: x\n:sleep 0.5\n" + "\n".join(trap.lines) + "\n.\n")
        trap.is_untouched(server)
    assert ended.status == 69, ended


def test_a_reply_too_many_before_data_gives_nothing_away(run, trap):
    """The second reply to RCPT comes late and reads as a refusal of DATA."""
    with Fault(smtp(replies={"RCPT": "250 ok\r\n550 no", "DATA": "354 go on"})) as server:
        run("--timeout", 1, "127.0.0.1", server.port, script=f"{ENVELOPE}DATA\n{trap.lines[1]}\n{trap.lines[0]}\n.\nQUIT\n")
        trap.is_untouched(server)


def test_a_login_that_never_ends_hides_no_data(run, trap):
    """The server asks on and on, so that all lines seem to be answers to it."""
    with Fault(script("220 hi", *[expect(".*"), "334 "] * 40)) as server:
        run("--timeout", 1, "127.0.0.1", server.port, script=f"EHLO x\nAUTH LOGIN\nYQ==\nYg==\nDATA\n{trap.lines[1]}\n{trap.lines[0]}\n.\nQUIT\n")
        trap.is_untouched(server)


@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize("answer", ["421 closing", "550 no"])
def test_data_is_refused_and_the_server_goes(run, trap, answer, target):
    with Fault(script("220 hi", expect("EHLO.*"), "250 ok", expect("DATA"), answer)) as server:
        where = ("127.0.0.1", server.port)
        ended = run(*where * target, script=("" if target else "open {} {}\n".format(*where)) +
                    "EHLO x\nDATA\n:sleep 0.5\n" + "\n".join(trap.lines) + f"\nlog {trap.log}\n.\nlog {trap.log}\n")
        trap.is_untouched(server)
    assert ended.status not in (0, 65), ended


@pytest.mark.parametrize("how", [":send DATA", ":data"])
def test_data_said_by_a_command_of_ours(run, trap, how):
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f"{ENVELOPE}{how}\n:expect 1\n.\n{trap.lines[1]}\nQUIT\n")
        assert ":expect 1" in trap.is_untouched(server)
    assert ended.status == 64, ended


def test_a_message_that_was_not_asked_for_is_no_success(run, trap):
    with Fault(smtp(replies={"DATA": "250 ok"})) as server:
        ended = run("127.0.0.1", server.port, script=f"{ENVELOPE}DATA\n:expect 250\nSubject: x\n.\nNOOP\nQUIT\n")
        heard = trap.is_untouched(server)
    assert ended.status == 76 and "cannot be the reply to DATA" in ended.err, ended
    assert heard.endswith("DATA\r\n"), "no line of it, and none behind it"


# ---- behind a message ----

@pytest.mark.parametrize("number", range(18))
def test_a_lone_dot_gives_no_commands_that_reach_further(run, trap, number):
    """The author of a message has put a dot into it, and a command behind that."""
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f"{ENVELOPE}DATA\nSubject: x\n.\n{trap.lines[number]}\nmore\n.\nQUIT\n")
        heard = trap.is_untouched(server)
    if trap.lines[number][0] == ":":
        assert ended.status == 64 and "--allow-commands" in ended.err, ended
        assert heard.endswith("\r\n.\r\n"), "the run has to end there"
        assert len(ended.err.split("--allow-commands")[0].splitlines()[-1]) < 100


def test_what_only_talks_to_the_server_stays_allowed(run):
    harmless = [":expect 250", ":wait 0.01", ":sleep 0", ":status", ":set timeout 20", ":set", ":display", ":send NOOP", ":help",
                ":version", ":mail <>", ":rcpt b@b.test", ":data"]
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f"{ENVELOPE}DATA\nx\n.\n" + "\n".join(harmless) + "\ny\n.\n:expect 250\nQUIT\n")
        assert server.heard().endswith(b"DATA\r\ny\r\n.\r\nQUIT\r\n")
    assert ended.status == 0, ended


def test_it_holds_for_the_next_connection_too(run, trap):
    """A script that opens its connection itself ends where the message closed it."""
    with Fault(smtp()) as server:
        ended = run(script=f"open 127.0.0.1 {server.port}\n{ENVELOPE}DATA\nx\n.\n:close\nopen 127.0.0.1 {trap.other.port}\nlog {trap.log}\n")
        trap.is_untouched(server)
    assert ended.status == 64, ended


def test_commands_may_be_allowed(run, trap):
    """The script is wholly its owner's."""
    with Fault(smtp()) as server:
        ended = run("--allow-commands", "127.0.0.1", server.port,
                    script=f"{ENVELOPE}DATA\n:log {trap.log}\n.\n:log {trap.log}\nNOOP\n:log off\nQUIT\n")
        assert f":log {trap.log}".encode() in server.heard()
    assert ended.status == 0 and "NOOP" in trap.log.read_text(), ended


def test_before_a_message_all_commands_are_a_scripts(run, trap):
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f":log {trap.log}\n{ENVELOPE}DATA\nx\n.\n:expect 250\nQUIT\n")
    assert ended.status == 0 and trap.log.exists(), ended


def test_a_mail_sent_by_a_helper_is_not_the_scripts(run, trap):
    """Its message comes from a file: what follows in the script is no part of it."""
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, script=f"{trap.lines[9]}\n{trap.lines[9]}\nQUIT\n")
        assert server.heard().count(SECRET.encode()) == 2
    assert ended.status == 0, ended


def test_lines_of_c_are_the_users_own(run, trap):
    with Fault(smtp()) as server:
        ended = run("127.0.0.1", server.port, "-c", "mail a@a.test", "-c", "rcpt b@b.test", "-c", f"data {trap.secret}", "-c", f"log {trap.log}")
    assert ended.status == 0 and trap.log.exists(), ended


# ---- no commands at all ----

@pytest.mark.parametrize("greeting", GREETINGS)
def test_no_commands(run, trap, greeting):
    """Every line goes to the server as it stands, the colons too."""
    lines = ["one"] + trap.lines[:3] + ["::two", ":quit", ":", "QUIT"]

    def part(visitor):
        visitor.say(greeting)
        while (line := visitor.line().decode()) != "QUIT":
            visitor.say({"2": "250 ok", "+": "+OK", "*": f"{line.split(' ')[0]} OK", "h": "ok"}[greeting[0]])
    with Fault(part) as server:
        run("--no-commands", "--timeout", 1, "127.0.0.1", server.port, script="\n".join(lines) + "\n")
        assert trap.is_untouched(server) == "\r\n".join(lines) + "\r\n"


def test_no_commands_once_the_server_is_gone(run, trap):
    with Fault(script("220 hi", expect("NOOP"), "250 ok")) as server:
        ended = run("--no-commands", "127.0.0.1", server.port, script=f"NOOP\nNOOP\n:log {trap.log}\nlog {trap.log}\n")
        trap.is_untouched(server)
    assert ended.status == 69, ended


@pytest.mark.parametrize("options", [["--no-commands", "--allow-commands", "127.0.0.1", "9"], ["--no-commands"]])
def test_options_that_contradict(run, options):
    ended = run(*options, script="NOOP\n")
    assert ended.status == 64 and "--no-commands" in ended.err, ended
