"""What a run gives up for good: memory, new privileges, programs, listening; and set-user-ID."""
import os
import pwd
import shutil
import signal
import stat
from pathlib import Path

import pytest

from client import binary, start, until
from faults import STAY, Fault, pop3, script
from practice import Practice
from terminal import Terminal
from tlsd import context, secured

NOBODY = pwd.getpwnam("nobody")
DAEMON = pwd.getpwnam("daemon")


def facts(pid):
    """What the kernel says of a process: no new privileges, a filter of its calls."""
    rows = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)
    return rows["NoNewPrivs"], rows["Seccomp"]


def told(octets):
    text = octets.decode() if isinstance(octets, bytes) else octets
    return next(line for line in text.splitlines() if line.startswith("hardening"))


# ---- which runs are confined ----

def test_version_says_what_is_active(run):
    line = told(run("version").out)
    assert all(word in line for word in ("no core dumps", "memory closed", "no new privileges")), line
    assert ("seccomp" in line) == Path("/proc/sys/kernel/seccomp").exists(), line


def test_a_script_is_confined(home):
    with Fault(script("+OK ready", STAY)) as server:
        one = start("127.0.0.1", server.port, home=home)
        assert one.stdout.readline() == b"+OK ready\r\n"
        assert facts(one.pid) == ("1", "2")
        one.kill()
        one.communicate()


def test_a_command_at_a_terminal_is_confined(terminal):
    with Fault(script("+OK ready", STAY)) as server:
        t = terminal(f"pop3://paul@127.0.0.1:{server.port}", "list")
        until(lambda: server.visitors)
        assert facts(t.pid) == ("1", "2")


def test_a_person_has_a_shell(terminal):
    t = terminal().prompt()
    assert facts(t.pid) == ("0", "0")
    t.line("! grep -c '^NoNewPrivs:.0' /proc/self/status")
    t.until(lambda: "1" in t.lines)


def test_no_shell(terminal):
    t = terminal("--no-shell").prompt()
    assert facts(t.pid) == ("1", "2")
    t.line("! id")
    t.until("! is disabled by --no-shell")
    t.prompt()
    assert "uid=" not in t.text
    t.line("serve --smtp 0 --pop3 off --telnet off")
    t.until("delivers none of it")
    t.line("version")
    t.until("no new privileges, seccomp")


def test_the_practice_server_is_confined():
    with Practice() as server:
        assert facts(server.pid) == ("1", "2")


# ---- who else may look ----

def test_memory_is_closed_to_others(root, public):
    """Another process of the same user can't read it; a pipe is opened anew all the same."""
    with Fault(script("+OK ready", STAY)) as server:
        shell = start("-c", '"$0" 127.0.0.1 "$1" | cat', public, server.port, executable="/bin/sh",
                      user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[])
        assert shell.stdout.readline() == b"+OK ready\r\n"
        children = Path(f"/proc/{shell.pid}/task/{shell.pid}/children").read_text().split()
        pid = next(pid for pid in children if os.readlink(f"/proc/{pid}/exe") == str(public))
        assert os.stat(f"/proc/{pid}/environ").st_uid == 0
        links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        assert links.count(os.readlink(f"/proc/{pid}/fd/1")) == 2, "a descriptor of its own for the pipe"
        os.kill(int(pid), signal.SIGKILL)
        shell.communicate()


# ---- set-user-ID ----

@pytest.fixture
def privileged(root, public):
    """Runs a copy of postel that is set-user-ID, as somebody who is neither root nor its owner."""
    if os.statvfs(public).f_flag & os.ST_NOSUID:
        pytest.skip("needs a /tmp that is not mounted nosuid")
    os.chown(public, NOBODY.pw_uid, NOBODY.pw_gid)
    os.chmod(public, 0o4755)
    assert public.stat().st_mode & stat.S_ISUID

    def start_it(*arguments, env, **more):
        one = start(*arguments, executable=public, user=DAEMON.pw_uid, group=DAEMON.pw_gid, extra_groups=[], env=env, **more)
        out, err = one.communicate(timeout=30)
        return one.returncode, out.decode(), err.decode()
    return start_it


def test_set_user_id_is_said(privileged):
    assert "set-user-ID" in told(privileged("version", env={})[1])


def test_set_user_id_ignores_what_names_files(privileged, certs, run):
    folder = Path(f"/tmp/postel-keys-{os.getpid()}-{os.urandom(4).hex()}")
    folder.mkdir()
    folder.chmod(0o777)
    shutil.copy(certs.ca, folder / "ca.pem")
    (folder / "ca.pem").chmod(0o644)
    env = {"SSL_CERT_FILE": str(folder / "ca.pem"), "SSLKEYLOGFILE": str(folder / "keys"), "POSTEL_PASSWORD": "secret"}
    with Fault(secured(context(certs["good"]), pop3(replies={"STAT": "+OK 2 300"}))) as server:
        target = f"pop3s://paul@localhost:{server.port}", "stat"
        status, _, err = privileged(*target, env=env)
        assert status == 77 and "SSLKEYLOGFILE" not in err and not (folder / "keys").exists(), err
        assert run(*target, env=env).status == 0, "who is not set-user-ID believes it"
        assert (folder / "keys").exists()
        assert privileged("--cafile", folder / "ca.pem", *target, env=env)[0] == 0, "a secret of the caller's is taken"
    shutil.rmtree(folder)


def test_set_user_id_has_no_shell(privileged, public, home):
    def drop():
        os.setgroups([])
        os.setgid(DAEMON.pw_gid)
        os.setuid(DAEMON.pw_uid)

    with Terminal([public], preexec=drop, env={"HOME": str(home), "SHELL": "/bin/echo"}) as t:
        t.until(lambda: t.row == "postel>")
        t.line("! id")
        t.until("permission denied")
        assert "uid=" not in t.text
        t.line("version")
        t.until("set-user-ID")
