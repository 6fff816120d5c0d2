"""conftest.py - what the tests of the whole program find ready: a home, terminals, servers.

Each worker of pytest-xdist has servers of its own: they start in a tenth of a
second, and no test then finds another's mail.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from certs import Certs
from client import Postel, Run, binary
from servers import Servers

# What nohup, or a shell that runs this in its background, ignores would be ignored by the programs here, too.
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def home(tmp_path):
    """An empty home folder."""
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def terminal(home):
    """Starts postel on a terminal: terminal("--no-rc", columns=20)."""
    started = []

    def start(*arguments, **more):
        started.append(Postel(*arguments, **{"home": home, **more}))
        return started[-1]
    yield start
    for one in started:
        one.close()


@pytest.fixture
def run(home):
    """Runs postel without a terminal: run("127.0.0.1", port, script="QUIT\\n")."""
    return lambda *arguments, **more: Run(*arguments, **dict({"home": home}, **more))


@pytest.fixture
def public():
    """A copy of the program that every user can reach and run, wherever this tree lies."""
    folder = Path(tempfile.mkdtemp(prefix="postel-", dir="/tmp"))
    copy = Path(shutil.copy(binary(), folder / "postel"))
    for path in (folder, copy):
        path.chmod(0o755)
    yield copy
    shutil.rmtree(folder)


@pytest.fixture
def secret(tmp_path):
    """A file for its owner alone, with a password in it."""
    path = tmp_path / "secret"
    path.write_text("hunter2\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="session")
def all_servers():
    with Servers() as running:
        yield running


@pytest.fixture(scope="session")
def certs(tmp_path_factory):
    """Certificates, made as they are asked for: certs["expired"]."""
    return Certs(tmp_path_factory.mktemp("certs"))


def need(servers, name):
    why = servers.missing.get(name)
    if why and "needs root" in why:
        pytest.skip(why)
    assert not why, why
    return servers


@pytest.fixture
def dovecot(all_servers):
    """The servers, Dovecot among them."""
    return need(all_servers, "dovecot")


@pytest.fixture
def postfix(all_servers):
    """The servers, Dovecot and Postfix among them."""
    return need(need(all_servers, "dovecot"), "postfix")


@pytest.fixture
def far(root):
    """
    An address that is not loopback's, in a network of the test's own: Fault(part, host=far).

    The test's thread is in that network, and so are the servers and runs that it starts.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net", "rb") as home_network:
        if libc.unshare(0x40000000):  # CLONE_NEWNET
            pytest.skip("no network of its own: " + os.strerror(ctypes.get_errno()))
        try:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            subprocess.run(["ip", "address", "add", "192.0.2.7/32", "dev", "lo"], check=True)
            yield "192.0.2.7"
        finally:
            assert libc.setns(home_network.fileno(), 0) == 0


@pytest.fixture
def root():
    if os.getuid() != 0:
        pytest.skip("needs root")


@pytest.fixture
def disk(tmp_path, root):
    """A disk of 64 kB."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"needs to mount a disk: {mounted.stderr.strip()}")
    yield path
    subprocess.run(["umount", path], check=True)


@pytest.fixture
def strace():
    """The beginning of a command whose system calls are interfered with."""
    tried = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"needs to trace a process: {tried.stderr.strip()}")
    return ["strace", "-qq", "-o", "/dev/null"]
