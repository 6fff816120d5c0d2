"""How a run begins and ends: memory, signals, closed pipes, and what is left behind."""
import ast
import os
import re
import resource
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

from client import binary, peak, start, until
from faults import EVERY_OCTET, STAY, Fault, expect, pop3, pour, script
from terminal import Terminal, environment


def test_version_and_help(run):
    version = run("version")
    assert version.status == 0 and b"postel" in version.out and not version.err
    licenses = run("version", "--licenses")
    assert licenses.status == 0 and b"musl" in licenses.out and b"mbedTLS" in licenses.out.replace(b"Mbed TLS", b"mbedTLS")
    assert run("help").status == 0 and b"open" in run("help").out


FILE = binary().stat().st_size // 1024
OWN = 220  # KiB at most beside the program's file, whose pages all runs share


def test_memory_at_a_greeting(terminal):
    with Fault(pop3()) as server:
        t = terminal().open(server.port)
        assert peak(t.pid) <= FILE + OWN


def test_memory_in_a_script(home):
    with Fault(script("+OK ready", STAY)) as server:
        one = start("127.0.0.1", server.port, home=home)
        assert one.stdout.readline() == b"+OK ready\r\n"
        assert peak(one.pid) <= FILE + OWN
        one.kill()
        one.communicate()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_puts_the_terminal_back(terminal, tmp_path, number):
    log = tmp_path / "log"
    with Fault(pop3()) as server:
        t = terminal("--log", log)
        t.open(server.port)
        t.type("half")
        t.until(lambda: t.row == "half")
        t.signal(number)
        status = t.status()
    assert status == -number, "whoever waits for us should see the signal"
    left = termios.tcgetattr(t.fd)[3]
    assert left & termios.ICANON and left & termios.ECHO
    assert bytes(t.raw).count(b"\x1b[?2004h") <= bytes(t.raw).count(b"\x1b[?2004l")
    assert "closed" in log.read_text(), "the record should tell how it ended"


NO_END = {signal.SIGKILL, signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGCONT,
          signal.SIGCHLD, signal.SIGURG, signal.SIGWINCH, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT}


@pytest.mark.parametrize("number", sorted(signal.valid_signals() - NO_END - set(range(32, 35))))
def test_whatever_ends_us_puts_the_terminal_back(terminal, tmp_path, number):
    """Each signal that ends a program by default ends us, by its own name, with the terminal as it was."""
    t = terminal(preexec=lambda: begin(tmp_path / "before")).prompt()
    before = ast.literal_eval((tmp_path / "before").read_text())
    t.type("half")
    t.until(lambda: t.row.endswith("half"))
    assert termios.tcgetattr(t.fd) != before
    t.signal(number)
    assert t.status() == -number
    assert termios.tcgetattr(t.fd) == before
    assert bytes(t.raw).rindex(b"\x1b[?2004l") > bytes(t.raw).rindex(b"\x1b[?2004h")


def begin(path):
    path.write_text(repr(termios.tcgetattr(0)))
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def test_a_signal_ends_us_while_the_screen_stands_still(terminal):
    with Fault(script("+OK ready", expect("LIST"), b"+OK\r\n", pour(64 << 20, b"1 100\r\n" * 1000), STAY)) as server:
        t = terminal().open(server.port)
        t.line("LIST")
        t.until("1 100")
        t.ctrl("S")
        until(lambda: not select.select([t.fd], [], [], 0.2)[0] or not t.look())
        t.signal(signal.SIGQUIT)
        assert t.status() == -signal.SIGQUIT
    assert termios.tcgetattr(t.fd)[3] & termios.ICANON


def test_stopped_from_outside_and_continued(terminal):
    """SIGSTOP can't be caught; whatever a shell makes of the terminal meanwhile, keys come one by one afterwards."""
    t = terminal().prompt()
    ours = termios.tcgetattr(t.fd)
    t.signal(signal.SIGSTOP)
    until(t.stopped)
    shells = termios.tcgetattr(t.fd)
    shells[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(t.fd, termios.TCSANOW, shells)
    t.go_on()
    until(lambda: termios.tcgetattr(t.fd) == ours)
    t.line("version")
    t.until("postel ")


def test_in_the_background_the_terminal_is_the_shells():
    """bg stops it again, as it does an editor, and kill ends it; the shell's line is edited as before."""
    with Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env={"PS1": "sh> "}) as t:
        t.until("sh> ")
        shells = termios.tcgetattr(t.fd)
        t.line(f"{binary()} --no-rc")
        t.until("postel> ")
        t.ctrl("Z")
        t.until("Stopped")
        t.until(lambda: t.row == "sh>")
        t.line("bg")
        t.until(lambda: t.row == "sh>")
        until(lambda: again(t), timeout=60)
        assert termios.tcgetattr(t.fd) == shells
        t.line("fg")
        t.until(lambda: t.row == "postel>")
        t.ctrl("Z")
        t.until(lambda: t.row == "sh>")
        t.line("kill %1")
        until(lambda: again(t, "Terminated") or b"Terminated" in t.raw, timeout=60)  # told once, perhaps before `clear`
        assert termios.tcgetattr(t.fd) == shells


def test_begun_in_the_background():
    """It stops at its prompt, as an editor does, and goes on when the terminal is given to it."""
    with Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env={"PS1": "sh> "}) as t:
        t.until("sh> ")
        t.line(f"{binary()} --no-rc &")
        t.until(lambda: t.row == "sh>")
        until(lambda: again(t), timeout=60)
        t.line("fg")
        t.until(lambda: t.row == "postel>")
        t.line("quit")
        t.until(lambda: t.row == "sh>")
        assert "postel>" not in t.raw.decode()[:t.raw.decode().index("fg\r\n")]


SHELL = """
import os, select, signal, sys, termios
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if not job:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:2] + ["--no-rc"])

def wait():
    _, status = os.waitpid(job, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    print("job:", f"stopped by {os.WSTOPSIG(status)}" if os.WIFSTOPPED(status) else f"ended by {os.WTERMSIG(status)}")

wait()
select.select([0], [], [])
for word in sys.argv[2:]:
    os.kill(job, getattr(signal, word))
wait()
termios.tcflush(0, termios.TCIFLUSH)
os.tcsetpgrp(0, job)
os.kill(job, signal.SIGCONT)
wait()
"""


@pytest.mark.parametrize("told, end", [(["SIGCONT"], f"stopped by {signal.SIGSTOP:d}"),
                                       (["SIGTERM", "SIGCONT"], f"ended by {signal.SIGTERM:d}")])
def test_what_is_typed_to_the_shell_is_not_read_in_the_background(told, end):
    """Else we would stop within the read, before the signals are looked at and the terminal is set."""
    with Terminal(["/usr/bin/python3", "-c", SHELL, binary(), *told]) as t:
        t.until("postel> ")
        t.ctrl("Z")
        t.until(f"job: stopped by {signal.SIGSTOP:d}")
        t.line("for the shell")
        t.until(lambda: t.text.count("job: ") == 2)
        assert t.text.count(f"job: {end}") == (2 if "stopped" in end else 1), t.text
        if "stopped" in end:
            t.until(lambda: t.row == "postel>")
            t.line("echo $")
            t.until("Invalid command")
            t.line("quit")


asked = []


def again(t, word="Stopped"):
    """Does the shell, asked anew, say that of its job?  Each answer has an end of its own."""
    asked.append(word)
    end = f"answer {len(asked)}"
    t.line(f"clear; jobs; echo ans''wer {len(asked)}")
    t.until(lambda: end in [line.strip() for line in t.lines] and t.row == "sh>", timeout=60)
    return any(word in line for line in t.lines)


def jobs(*steps, arguments=()):
    return Terminal([sys.executable, Path(__file__).with_name("jobs.py"), *steps, "await_end", "--", binary(), "--no-rc", *arguments])


def test_continued_before_the_terminal_is_given():
    """No signal tells of the terminal; the line that was begun is there again."""
    with jobs("give", "await_stop", "go_on", "give") as t:
        t.until(lambda: t.row == "postel>")
        t.type("vers")
        t.until(lambda: t.row == "postel> vers")
        t.ctrl("Z")
        t.until("<go_on>")
        t.until(lambda: t.row == "postel> vers")
        t.line("ion")
        t.until(re.compile(r"postel \d"))


def test_a_shell_of_ours_that_is_killed_leaves_the_terminal(terminal):
    t = terminal().prompt()
    t.line("!PS1='sh> ' exec bash --norc --noprofile -i")
    t.until(lambda: t.row == "sh>")
    t.line("kill -9 $$")
    takes_keys(t)


def takes_keys(t):
    t.until(lambda: t.row == "postel>")
    t.line("version")
    t.until(re.compile(r"postel \d"))


def test_a_limit_of_file_size_is_an_error_of_the_file(home, tmp_path):
    with Fault(script("+OK ready", expect("LIST"), b"+OK\r\n" + b"1 100\r\n" * 1000 + b".\r\n", expect("QUIT"), "+OK")) as server:
        one = start("--log", tmp_path / "log", "--log-bodies", "127.0.0.1", server.port, home=home, preexec_fn=small_files)
        _, err = one.communicate(b"LIST\nQUIT\n", timeout=30)
    assert one.returncode == 74 and b"the file would be larger than allowed" in err


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def test_a_terminal_that_goes_away(terminal):
    with Fault(pop3()) as server:
        t = terminal().open(server.port)
        os.close(t.fd)
        until(lambda: gone(t.pid))


def gone(pid):
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def test_interrupt_of_a_script(home):
    with Fault(script("+OK ready", STAY)) as server:
        one = start("127.0.0.1", server.port, home=home)
        one.stdin.write(b"STAT\n")
        one.stdin.flush()
        until(lambda: server.visitors and server.heard() == b"STAT\r\n")
        one.send_signal(signal.SIGINT)
        one.communicate(timeout=30)
    assert one.returncode == -signal.SIGINT


def test_a_closed_pipe_ends_it(home, tmp_path):
    log = tmp_path / "log"
    with Fault(script("+OK ready", expect("LIST"), b"+OK\r\n", pour(50 << 20, b"1 100\r\n" * 1000), STAY)) as server:
        one = start("--log", log, "127.0.0.1", server.port, home=home)
        one.stdin.write(b"LIST\n")
        one.stdin.flush()
        one.stdout.read(1000)
        one.stdout.close()
        one.wait(10)
    assert one.returncode not in (0, None)
    assert "LIST" in log.read_text()


def test_a_slow_reader_is_held_against_us_not_the_server(home, tmp_path):
    log = tmp_path / "log"
    with Fault(script("+OK ready", expect("LIST"), b"+OK\r\n", pour(4 << 20, b"1 100\r\n" * 1000), b".\r\n",
                      expect("QUIT"), "+OK")) as server:
        one = start("--log", log, "127.0.0.1", server.port, home=home)
        one.stdin.write(b"LIST\nQUIT\n")
        one.stdin.close()
        until(lambda: "LIST" in (log.read_text() if log.exists() else ""))
        time.sleep(1.5)  # nothing to wait for: this is the slow reader
        rest = one.stdout.read()
        one.wait(10)
    assert len(rest) > 4 << 20
    assert "held" in log.read_text()


MAILBOX = b"+OK\r\nSubject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 60000 + b".\r\n"


def read_after_a_rest(home):
    """Reads nothing for a while, then all; how long that took."""
    def in_one(visitor):
        visitor.sock.settimeout(None)
        visitor.sock.sendall(MAILBOX)
    with Fault(pop3("+OK hi", replies={"USER": "+OK 1 4", "PASS": "+OK 1 4", "RETR": in_one})) as server:
        run = start("127.0.0.1", server.port, home=home)
        run.stdin.write(b"USER a\nPASS b\nRETR 1\nQUIT\n")
        run.stdin.close()
        time.sleep(1.5)  # nothing to wait for: this is the slow reader
        began = time.monotonic()
        last, octets = b"", b"."
        while octets:
            octets = os.read(run.stdout.fileno(), 65536)
            last = (last + octets)[-100:]
        assert last.endswith(b".\r\n+OK bye\r\n"), last
        took = time.monotonic() - began
    assert run.wait(timeout=30) == 0 and b"by the screen or pipe" in run.stderr.read()
    return took


def test_a_reader_who_reads_again_is_served_at_once(home):
    """What lay in the queue was told only when the silence of 5 seconds was looked at.

    A busy machine may be as slow by itself, but not each time.
    """
    assert any(read_after_a_rest(home) < 4.5 for _ in range(4))


@pytest.mark.parametrize("words", [["retr", "1"], []])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_hold_that_a_signal_ends_is_told_too(home, tmp_path, words, number):
    log = tmp_path / "log"
    with Fault(pop3(replies={"RETR": MAILBOX})) as server:
        target = [f"pop3://a@127.0.0.1:{server.port}"] if words else ["127.0.0.1", server.port]
        run = start("--log", log, *target, *words, home=home, env={"POSTEL_PASSWORD": "b"})
        run.stdin.write(b"" if words else b"USER a\nPASS b\nRETR 1\nQUIT\n")
        run.stdin.close()
        until(lambda: b"RETR" in server.heard() if server.visitors else False)
        time.sleep(1.5)  # nothing to wait for: this is the slow reader
        run.send_signal(number)
        assert run.wait(timeout=30) == -number
    held = re.findall(r" held took_us=(\d+): the screen or pipe", log.read_text())
    assert len(held) == 1 and int(held[0]) > 500000, log.read_text()
    body = re.search(r" body .*", log.read_text())[0]
    took, ours, pause = (int((re.search(rf" {name}=(\d+)", body) or [0, 0])[1]) for name in ("took_us", "held_us", "pause_us"))
    assert 500000 < ours <= took and pause <= took - ours, "what we held is apart, and no pause of the server's"


def listed(lines, log):
    """An answer of so many lines, each of which is sent when the one before is in the record."""
    def answer(visitor):
        visitor.sock.sendall(b"+OK\r\n")
        for n in range(lines):
            visitor.sock.sendall(b"%d 100\r\n" % (n + 1))
            until(lambda: f" {n + 1} 100\n" in log.read_text())
        visitor.sock.sendall(b".\r\n")
    return answer


def slowly(strace, path, ms, *arguments, stdout=subprocess.DEVNULL):
    """A run to whom each write to that file takes so many milliseconds: its exit status.

    Which file a write is to, strace may ask of our closed process as root alone.
    """
    slow = ["-P", path, "-e", "trace=write", "-e", f"inject=write:delay_exit={ms * 1000}"]
    return subprocess.run([*strace, *slow, binary(), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=stdout,
                          stderr=subprocess.DEVNULL, timeout=120, env=dict(environment(), POSTEL_PASSWORD="b")).returncode


def reply_held(log, verb):
    """Of the last reply to that verb: how long it took in all, and how much of that was ours; microseconds."""
    numbers = re.findall(rf" reply (.*): {verb}$", log.read_text(), re.M)[-1]
    took, ours = (re.search(rf"\b{name}=(\d+)", numbers) for name in ("last_us", "held_us"))
    return int(took[1]), int(ours[1]) if ours else 0


def test_a_slow_disk_of_the_record_is_ours(tmp_path, strace, root):
    """Many short holds, none of which is worth a line, add up."""
    log = tmp_path / "log"
    log.touch()
    with Fault(pop3(replies={"LIST": listed(60, log)})) as server:
        assert slowly(strace, log, 5, "--log", log, f"pop3://a@127.0.0.1:{server.port}", "list") == 0
    took, ours = reply_held(log, "LIST")
    assert took >= ours >= 59 * 5_000, log.read_text()


def test_a_slow_disk_of_a_message_is_ours(tmp_path, strace, root):
    log, mail = tmp_path / "log", tmp_path / "mail"
    size = b"+OK 1 %d\r\n" % len(MAILBOX[5:-3])
    with Fault(pop3(replies={"RETR": MAILBOX, "LIST": size})) as server:
        assert slowly(strace, f"{mail}.part", 60, "--log", log, f"pop3://a@127.0.0.1:{server.port}", "retr", "1",
                      mail) == 0
    took, ours = reply_held(log, "RETR")
    writes = mail.stat().st_size // 65536
    assert took >= ours >= writes * 30_000, log.read_text()
    body = re.search(r" body .*", log.read_text())[0]
    assert int(re.search(r" held_us=(\d+)", body)[1]) >= writes * 30_000, body


def test_a_slow_disk_of_the_output_is_ours(tmp_path, strace, root):
    log, mail = tmp_path / "log", tmp_path / "mail"
    with open(mail, "wb") as out, Fault(pop3(replies={"RETR": MAILBOX})) as server:
        assert slowly(strace, mail, 60, "--log", log, f"pop3://a@127.0.0.1:{server.port}", "retr", "1", stdout=out) == 0
    took, ours = reply_held(log, "RETR")
    assert took >= ours >= 500_000, log.read_text()


def test_a_fast_disk_is_not_told(run, tmp_path):
    log = tmp_path / "log"
    with Fault(pop3()) as server:
        run("--log", log, "127.0.0.1", server.port, script="STAT\nNOOP\nQUIT\n")
    assert " reply " in log.read_text() and " held " not in log.read_text()


def test_nothing_spins(terminal):
    """A second of silence costs next to no CPU."""
    with Fault(script("+OK ready", STAY)) as server:
        t = terminal().open(server.port)
        t.line("stat")
        t.quiet()
        before = ticks(t.pid)
        t.quiet(1)
        assert ticks(t.pid) - before <= 3


def ticks(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_core_dumps_are_off(terminal):
    with open(f"/proc/{terminal().prompt().pid}/limits") as file:
        limit = next(line for line in file if line.startswith("Max core file size"))
    assert limit.split()[4] == "0"


def test_the_password_variable_is_taken_out(terminal, dovecot):
    """POSTEL_PASSWORD is wiped, and no child gets it."""
    t = terminal(env={"POSTEL_PASSWORD": "mypassword"}).prompt()
    t.line("!env")
    t.until("TERM=")
    t.prompt()
    assert "mypassword" not in t.text


def test_octets_survive_all_the_way(home):
    """As a filter between two pipes: no octet is lost or changed."""
    with Fault(script(b"+OK " + EVERY_OCTET * 400 + b"\r\n", expect("QUIT"), "+OK")) as server:
        one = start("127.0.0.1", server.port, home=home)
        out, _ = one.communicate(b"QUIT\n", timeout=30)
    assert out == b"+OK " + EVERY_OCTET * 400 + b"\r\n+OK\r\n"


@pytest.mark.parametrize("begun", ["&", "bg"])
def test_one_command_works_in_the_background(begun):
    """As curl does; what is typed to the shell meanwhile is none of its business."""
    go = threading.Event()

    def part(visitor):
        visitor.say("220 hello")
        visitor.line()
        go.wait(60)
        script("250 mail.test", expect("QUIT"), "221 bye")(visitor)
    with Fault(part) as server, Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env={"PS1": "sh> "}) as t:
        t.until("sh> ")
        t.line(f"{binary()} --no-rc smtp://127.0.0.1:{server.port} ehlo{' &' if begun == '&' else ''}")
        until(lambda: server.visitors and b"EHLO" in server.heard())
        if begun == "bg":
            t.ctrl("Z")
            t.until("Stopped")
            t.until(lambda: t.row == "sh>")
            t.line("bg")
        for i in range(5):
            t.line(f"echo $((76 * 10{i}))")
            t.until(str(76 * (100 + i)))
        assert t.raw.count(b"Stopped") == (begun == "bg"), t.text
        go.set()
        until(lambda: server.heard().endswith(b"QUIT\r\n"))
        until(lambda: again(t, "Done") or b"Done" in t.raw, timeout=60)


def test_a_command_that_asks_in_the_background_stops():
    with Fault(pop3()) as server, Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env={"PS1": "sh> "}) as t:
        t.until("sh> ")
        t.line(f"{binary()} --no-rc pop3://a@127.0.0.1:{server.port} stat &")
        t.until(re.compile(r"\[1\] \d+\n"))
        job = re.search(r"\[1\] (\d+)", t.text)[1]
        until(lambda: Path(f"/proc/{job}/stat").read_text().rpartition(")")[2].split()[0] == "T")
        t.line("fg")
        t.until("(not shown)")
        t.line("secret")
        until(lambda: b"PASS secret" in server.heard())


def test_a_command_that_got_the_terminal_as_it_worked_hides_a_password():
    """A shell sends no SIGCONT to a job that works; keys come one by one all the same."""
    go = threading.Event()

    def part(visitor):
        go.wait(60)
        pop3()(visitor)
    with Fault(part) as server, Terminal(["/bin/bash", "--norc", "--noprofile", "-i"], env={"PS1": "sh> "}) as t:
        t.until("sh> ")
        t.line(f"{binary()} --no-rc pop3://a@127.0.0.1:{server.port} stat &")
        until(lambda: server.visitors)
        t.until("Connected to")
        t.line("fg")
        t.until(lambda: os.tcgetpgrp(t.fd) != t.pid)
        go.set()
        t.until("(not shown)")
        assert not termios.tcgetattr(t.fd)[3] & (termios.ECHO | termios.ICANON), t.text
        t.line("secret")
        until(lambda: b"PASS secret" in server.heard())
        assert "secret" not in t.text
