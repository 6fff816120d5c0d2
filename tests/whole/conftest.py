"""conftest.py - what the tests of the whole program find ready: a home, terminals, servers.

Each worker of pytest-xdist has servers of its own: they start in a tenth of a
second, and no test then finds another's mail.
"""
import os

import pytest

from certs import Certs
from client import Postel, Run
from servers import Servers


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
def root():
    if os.getuid() != 0:
        pytest.skip("needs root")
