"""A machine that gives no random numbers: what needs them ends, and nobody else is blamed."""
import pytest

import barren
from client import start
from faults import Fault, Names, pop3, smtp
from tlsd import context, secured, upgraded

pytestmark = pytest.mark.skipif(not barren.usable(), reason="no filter for this processor")

LACK = "this machine provides no random numbers"


@pytest.fixture
def barren_run(home):
    def run(*arguments, script=b""):
        running = start(*arguments, home=home, preexec_fn=barren.enter)
        out, err = running.communicate(script, timeout=30)
        return running.returncode, out, err.decode()
    return run


def lacks(ended):
    status, _, err = ended
    assert status == 78 and LACK in err, ended


@pytest.mark.parametrize("scheme, part", [
    ("smtp", smtp(replies={"EHLO": b"250-mail.test\r\n250 AUTH SCRAM-SHA-256\r\n"})),
    ("pop3", pop3(replies={"CAPA": b"+OK\r\nSASL SCRAM-SHA-1\r\n.\r\n"})),
])
def test_scram(barren_run, secret, scheme, part):
    """Before: the nonce was AAAA..., the same for each login."""
    with Fault(part) as server:
        lacks(barren_run("--password-file", secret, f"{scheme}://paul@127.0.0.1:{server.port}", "login"))
        assert b"AUTH" not in server.heard()


def test_a_mechanism_that_needs_none(barren_run, secret):
    with Fault(smtp(replies={"EHLO": b"250-mail.test\r\n250 AUTH PLAIN\r\n"})) as server:
        status, *_ = barren_run("--password-file", secret, f"smtp://paul@127.0.0.1:{server.port}", "login")
        assert status == 0 and b"AUTH PLAIN" in server.heard()


MAIL = "send-mail", "-f", "a@mail.test", "-t", "b@mail.test", "-s", "s", "--body", "b"


def test_a_message_id(barren_run):
    with Fault(smtp()) as server:
        lacks(barren_run(f"smtp://127.0.0.1:{server.port}", *MAIL))
        assert b"MAIL" not in server.heard()


def test_a_boundary(barren_run, secret):
    with Fault(smtp()) as server:
        lacks(barren_run(f"smtp://127.0.0.1:{server.port}", *MAIL, "--message-id", "<1@mail.test>", "--attach", secret))
        assert b"MAIL" not in server.heard()


def test_a_message_that_needs_none(barren_run):
    with Fault(smtp()) as server:
        status, _, err = barren_run(f"smtp://127.0.0.1:{server.port}", *MAIL, "--message-id", "<1@mail.test>")
        assert status == 0 and b"Message-ID: <1@mail.test>" in server.heard(), err


@pytest.mark.parametrize("scheme", ["pop3s", "smtps"])
def test_tls(barren_run, certs, scheme):
    with Fault(secured(context(certs["good"]), pop3())) as server:
        lacks(barren_run("--cafile", certs.ca, f"{scheme}://localhost:{server.port}", script=b"QUIT\n"))


def test_stls(barren_run, certs):
    with Fault(upgraded(context(certs["good"]), "+OK ready", "+OK", pop3())) as server:
        lacks(barren_run("--cafile", certs.ca, f"pop3://localhost:{server.port}", script=b"STLS\nQUIT\n"))


def test_our_own_certificate(barren_run, certs):
    """Its key was said not to belong to it."""
    made = certs["client"]
    status, _, err = barren_run("--cert", made.cert, "--key", made.key, "pop3s://127.0.0.1:9", "capa")
    assert status == 78 and LACK in err and "does not belong" not in err, err


def test_names(barren_run):
    with Names({("mail.test", "MX"): ["10 mx.mail.test"]}) as names:
        lacks(barren_run("--dns", names.address, "mx", "mail.test"))
        lacks(barren_run("--dns", names.address, "mail.test", "25"))
        assert not names.asked


def test_serve(home):
    """POP3's greeting has a stamp that nobody may foresee."""
    running = start("serve", "--pop3", "0", home=home, preexec_fn=barren.enter)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 78 and LACK in err.decode(), err
