"""What a terminal session leaves behind: `postel ... | tee FILE`, and --transcript FILE."""
import os
import re

import pytest

from client import HELD, Postel, binary, until
from faults import STAY, Fault, expect, pop3, script
from terminal import Terminal

LOGIN = script("+OK ready", expect("USER bob"), "+OK your turn", expect("PASS swordfish"), "+OK in",
               expect("NOOP"), "+OK swordfish it was", expect("QUIT"), "+OK bye")
OCTETS = b"+OK ready\r\n+OK your turn\r\n+OK in\r\n+OK swordfish it was\r\n+OK bye\r\n"


def pipeline(shell, home, tmp_path, **more):
    """A line of the shell on a terminal, with POSTEL for the program's name."""
    return Terminal(["/bin/sh", "-c", f"{shell}; echo ended"], cwd=str(tmp_path),
                    env={"HOME": str(home), "POSTEL": str(binary()), **more})


def log_in(t):
    """The session of LOGIN, typed as its replies are seen; `t` shows replies."""
    t.until("+OK ready")
    t.line("USER bob")
    t.until("+OK your turn")
    t.line("PASS swordfish")
    t.until("+OK in")
    t.line("NOOP")
    t.until("it was")
    t.line("QUIT")


def log_in_unseen(t, path):
    """The same where the replies are in a file alone."""
    for line, awaited in [("USER bob", b"ready"), ("PASS swordfish", b"turn"), ("NOOP", b"+OK in"), ("QUIT", b"was")]:
        until(lambda text=awaited: path.exists() and text in path.read_bytes())
        t.line(line)


# ---- the replies go to a pipe, what is typed stays on the terminal ----

@pytest.mark.parametrize("options", ["", "-q", "--no-rc"])
def test_typed_lines_stay_where_replies_go_through_tee(home, tmp_path, options):
    with Fault(LOGIN) as server:
        with pipeline(f"$POSTEL {options} 127.0.0.1 {server.port} | tee session.txt", home, tmp_path) as t:
            log_in(t)
            t.until(re.compile("^ended", re.M))
    dialogue = [row for row in t.text.splitlines() if re.match(r"\+OK|USER|PASS|NOOP|QUIT", row)]
    assert dialogue == ["+OK ready", "USER bob", "+OK your turn", "PASS ********", "+OK in", "NOOP",
                        "+OK swordfish it was", "QUIT", "+OK bye"], t.picture()
    assert b"PASS s" not in t.raw
    assert (tmp_path / "session.txt").read_bytes() == OCTETS


def test_typed_lines_stay_where_replies_go_to_a_file(home, tmp_path):
    with Fault(LOGIN) as server:
        with pipeline(f"$POSTEL 127.0.0.1 {server.port} > session.txt", home, tmp_path) as t:
            log_in_unseen(t, tmp_path / "session.txt")
            t.until(re.compile("^ended", re.M))
    assert [row for row in t.text.splitlines() if re.match("USER|PASS|NOOP|QUIT", row)] == [
        "USER bob", "PASS ********", "NOOP", "QUIT"], t.picture()
    assert b"swordfish" not in t.raw and (tmp_path / "session.txt").read_bytes() == OCTETS


def test_a_dumb_terminal_keeps_them_too(home, tmp_path):
    with Fault(LOGIN) as server:
        with pipeline(f"$POSTEL 127.0.0.1 {server.port} | tee session.txt", home, tmp_path, TERM="dumb") as t:
            log_in(t)
            t.until(re.compile("^ended", re.M))
    assert t.text.count("USER bob") == 1 and re.search(r"^PASS \*+$", t.text, re.M), t.picture()
    assert b"PASS s" not in t.raw


def test_pasted_lines_are_seen_as_they_go(home, tmp_path):
    with Fault(pop3()) as server:
        with pipeline(f"$POSTEL 127.0.0.1 {server.port} | tee session.txt", home, tmp_path) as t:
            t.until("+OK POP3")
            t.type("NOOP\rSTAT\rQUIT\r")
            t.until(re.compile("^ended", re.M))
    assert re.findall("^(?:NOOP|STAT|QUIT)$", t.text, re.M) == ["NOOP", "STAT", "QUIT"], t.picture()
    assert (tmp_path / "session.txt").read_bytes() == b"+OK POP3 server ready\r\n+OK\r\n+OK\r\n+OK bye\r\n"


def test_a_prompt_of_the_server_stays_before_the_answer(home, tmp_path):
    with Fault(script(b"login: ", expect("bob"), "hello", STAY)) as server:
        with pipeline(f"$POSTEL 127.0.0.1 {server.port} | tee session.txt", home, tmp_path) as t:
            t.until("login: ")
            t.quiet(0.4)  # the line's end might yet come
            t.line("bob")
            t.until("hello")
            assert "login: bob" in t.text.splitlines() and t.text.count("login:") == 1, t.picture()


def test_json_through_a_pipe_hides_no_typed_line(home, tmp_path):
    with Fault(LOGIN) as server:
        with pipeline(f"$POSTEL --json 127.0.0.1 {server.port} | cat > session.json", home, tmp_path) as t:
            log_in_unseen(t, tmp_path / "session.json")
            t.until(re.compile("^ended", re.M))
    assert re.findall("^(?:USER|PASS|NOOP|QUIT).*", t.text, re.M) == ["USER bob", "PASS ********", "NOOP", "QUIT"]


def test_nothing_is_echoed_where_no_stream_is_a_terminal(home, tmp_path):
    with Fault(LOGIN) as server:
        with pipeline(f"$POSTEL 127.0.0.1 {server.port} > session.txt 2> notes", home, tmp_path) as t:
            t.type("USER bob\nPASS swordfish\nNOOP\nQUIT\n")
            t.until(re.compile("^ended", re.M))
    assert (tmp_path / "session.txt").read_bytes() == OCTETS
    assert "USER bob" not in (tmp_path / "notes").read_text()


def test_a_helper_types_nothing_to_be_seen(home, tmp_path):
    with Fault(pop3()) as server:
        with pipeline(f"$POSTEL pop3://bob@127.0.0.1:{server.port} list | tee session.txt", home, tmp_path,
                      POSTEL_PASSWORD="swordfish") as t:
            t.until(re.compile("^ended", re.M))
    assert "USER" not in t.text and "LIST" not in t.text and "1 1204" in t.text, t.picture()


# ---- --transcript FILE: what the screen shows ----

HEAD = re.compile(r"postel \d+\.\d+\.\d+ transcript, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")
TOOK = re.compile(r" {2,}<?\d[\d.]* (?:ms|s)" + HELD + "$")


def transcript(path):
    """The lines of a transcript but its head, without the times; it is plain text."""
    octets = path.read_bytes()
    assert octets.endswith(b"\n") and not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", octets), octets
    head, *lines = octets.decode().splitlines()
    assert HEAD.fullmatch(head), head
    assert all(len(line) < 80 for line in lines if TOOK.search(line)), lines
    return [TOOK.sub("", line) for line in lines]


def spoken(lines):
    return [line for line in lines if not re.match("Trying|Connect|Escape", line)]


WHOLE = ["+OK ready", "USER bob", "+OK your turn", "PASS ********", "+OK in", "NOOP",
         "+OK ******** it was [secret echoed]", "QUIT", "+OK bye"]


@pytest.mark.parametrize("rest", ["", "| tee session.txt", "2> notes | cat", "--json | cat", "--json"])
def test_a_terminal_session(home, tmp_path, rest):
    with Fault(LOGIN) as server:
        with pipeline(f"$POSTEL --transcript t 127.0.0.1 {server.port} {rest}", home, tmp_path) as t:
            for line, awaited in [("USER bob", "ready"), ("PASS swordfish", "turn"), ("NOOP", "OK in"), ("QUIT", "was")]:
                until(lambda text=awaited: (tmp_path / "t").exists() and text in (tmp_path / "t").read_text())
                t.line(line)
            t.until(re.compile("^ended", re.M))
    assert spoken(transcript(tmp_path / "t")) == WHOLE
    timed = [line for line in (tmp_path / "t").read_text().splitlines() if TOOK.search(line)]
    assert [line.split(" ")[0] for line in timed] == ["+OK"] * 5
    assert (tmp_path / "t").stat().st_mode & 0o777 == 0o600


def test_a_script_through_a_pipe(run, tmp_path):
    with Fault(LOGIN) as server:
        ended = run("--transcript", tmp_path / "t", "127.0.0.1", server.port,
                    script="USER bob\nPASS swordfish\nNOOP\nQUIT\n")
    assert ended.status == 0 and ended.out == OCTETS, ended
    assert spoken(transcript(tmp_path / "t")) == WHOLE


def test_a_helper_leaves_what_v_would_show(run, tmp_path):
    with Fault(pop3()) as server:
        ended = run("-v", "--transcript", tmp_path / "t", f"pop3://bob@127.0.0.1:{server.port}", "list",
                    env={"POSTEL_PASSWORD": "swordfish"})
    shown = [TOOK.sub("", line) for line in ended.err.splitlines()]
    assert ended.status == 0 and "LIST" in shown
    there = transcript(tmp_path / "t")
    dialogue = [line for line in there if re.match(r"\+OK|[A-Z]{4}\b", line)]
    assert dialogue == [line for line in shown if re.match(r"\+OK|[A-Z]{4}\b", line)]
    assert "PASS ********" in dialogue
    at = there.index("+OK 2 messages:")
    assert there[at:at + 4] == ["+OK 2 messages:", "1 1204", "2 8812331", "."], "the list, which went to the pipe"


def test_the_status_of_what_fails_is_the_same_and_said(run, tmp_path):
    with Fault(pop3(replies={"PASS": "-ERR no"})) as server:
        ended = run("--transcript", tmp_path / "t", f"pop3://bob@127.0.0.1:{server.port}", "list",
                    env={"POSTEL_PASSWORD": "swordfish"})
    assert ended.status == 77 and any(line.startswith("postel: ") for line in transcript(tmp_path / "t")), ended


@pytest.mark.parametrize("make", [lambda link, mine: link.symlink_to(mine),
                                  lambda link, mine: link.symlink_to(mine.parent / "nowhere")])
def test_a_symbolic_link_in_the_way(run, tmp_path, make):
    mine = tmp_path / "mine"
    mine.write_text("mine")
    make(tmp_path / "t", mine)
    with Fault(pop3()) as server:
        ended = run("--transcript", tmp_path / "t", "127.0.0.1", server.port, script="QUIT\n")
    assert ended.status == 73 and "symbolic link" in ended.err, ended
    assert mine.read_text() == "mine" and not (tmp_path / "nowhere").exists() and not server.visitors


def test_a_fifo_that_nobody_reads(run, tmp_path):
    os.mkfifo(tmp_path / "t")
    ended = run("--transcript", tmp_path / "t", "127.0.0.1", "1", script="QUIT\n")
    assert ended.status in (73, 74) and "/t:" in ended.err, ended


@pytest.mark.parametrize("option", ["--transcript", "--log"])
def test_a_full_disk(run, option):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with Fault(LOGIN) as server:
        ended = run(option, "/dev/full", "127.0.0.1", server.port, script="USER bob\nPASS swordfish\nNOOP\nQUIT\n")
    assert ended.status == 74 and ended.out == OCTETS, ended
    assert ended.err.count("write to /dev/full: the disk is full") == 1, ended
    assert run(option, "/dev/full", "version").status == 74, "a run that is over at once says so, too"


def test_one_begun_late_has_what_was(terminal, tmp_path):
    with Fault(LOGIN) as server:
        t = terminal("127.0.0.1", str(server.port), cwd=str(tmp_path))
        t.until("+OK ready")
        t.say("USER bob", r"\+OK your").say("PASS swordfish", r"\+OK in")
        t.line(":transcript t")
        t.until("transcript: t")
        t.say("NOOP", r"\+OK \*")
        t.line(":transcript off")
        t.until("the transcript ends here")
        t.line("QUIT")
        t.until("closed")
    assert spoken(transcript(tmp_path / "t"))[:-1] == WHOLE[:-2]
    assert "the transcript ends here" in transcript(tmp_path / "t")[-1]


def test_one_more_run_is_appended(run, tmp_path):
    for _ in range(2):
        with Fault(pop3()) as server:
            run("--transcript", tmp_path / "t", "127.0.0.1", server.port, script="QUIT\n")
    assert len(HEAD.findall((tmp_path / "t").read_text())) == 2


def test_a_script_may_begin_one_but_not_behind_a_message(run, tmp_path):
    inner = tmp_path / "t"
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script=f":transcript {inner}\nNOOP\nQUIT\n")
    assert ended.status == 0 and "NOOP" in transcript(inner), ended


def test_foreign_octets_are_escaped(run, tmp_path):
    with Fault(pop3(replies={"STAT": b"+OK \x1b[31mred\x07 \xff \xc3\xa4\r\n"})) as server:
        run("--transcript", tmp_path / "t", "127.0.0.1", server.port, script="STAT\nQUIT\n", env={"LC_ALL": "C"})
    assert r"+OK \x1b[31mred\a \xff ä" in transcript(tmp_path / "t") or \
        r"+OK \x1b[31mred\x07 \xff ä" in transcript(tmp_path / "t"), transcript(tmp_path / "t")
