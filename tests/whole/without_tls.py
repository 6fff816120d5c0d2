"""without_tls.py - what a build without TLS says where TLS is wanted, and that it does all the rest.

Run by `make notls` alone, with POSTEL naming that build: see build/checks.mk.
"""
from faults import Fault, smtp

STARTTLS = {"EHLO": b"250-mail.test\r\n250-STARTTLS\r\n250 AUTH PLAIN CRAM-MD5\r\n"}


def test_tls_that_is_required_is_refused_before_anybody_is_connected_to(run):
    with Fault(smtp()) as server:
        for option in ("--tls=require", "--pin=sha256:" + "0" * 64):
            ended = run(option, f"smtp://127.0.0.1:{server.port}", "ehlo")
            assert ended.status == 78 and "this postel was built without TLS" in ended.err, ended
        assert not server.visitors


def test_a_url_with_tls_is_refused(run):
    ended = run("pop3s://127.0.0.1", "stat", env={"POSTEL_PASSWORD": "b"})
    assert ended.status == 78 and "this postel was built without TLS" in ended.err, ended


def test_a_helper_leaves_starttls_alone(run):
    with Fault(smtp(replies=STARTTLS)) as server:
        ended = run(f"smtp://127.0.0.1:{server.port}", "ehlo")
        assert ended.status == 0, ended
        assert b"STARTTLS" not in server.heard().upper()


def test_starttls_that_is_typed_is_warned_about(run):
    with Fault(smtp(replies=STARTTLS)) as server:
        ended = run("127.0.0.1", server.port, script="EHLO a\nSTARTTLS\n")
        assert "this postel was built without TLS" in ended.err, ended


def test_the_command_tls_says_that_there_is_none(run):
    with Fault(smtp(replies=STARTTLS)) as server:
        ended = run("127.0.0.1", server.port, script=":tls\nQUIT\n")
        assert "This postel was built without TLS" in ended.err, ended


def test_a_password_is_proved_by_hmac(run):
    """CRAM-MD5, and what else logins are made of, is there without TLS."""
    with Fault(smtp(replies=STARTTLS)) as server:
        ended = run("--auth", "cram-md5", f"smtp://bob@127.0.0.1:{server.port}", "login",
                    env={"POSTEL_PASSWORD": "secret"})
        assert b"AUTH CRAM-MD5" in server.heard(), ended
