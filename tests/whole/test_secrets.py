"""Where secrets come from, and where they must not be found."""
import os
import re

import pytest

from client import start
from faults import Fault, pop3
from practice import Practice

OPEN_MODES = [0o644, 0o640, 0o604, 0o620, 0o666, 0o777]


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text("hunter2\n")
    path.chmod(0o600)
    return path


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


def test_serve_with_an_open_file(run, secret):
    secret.chmod(0o644)
    told_to_close(run("--password-file", secret, "serve", "--user", "paul"), secret, 0o644)
    with Practice("--force", "--user", "paul", "--password-file", secret):
        pass
