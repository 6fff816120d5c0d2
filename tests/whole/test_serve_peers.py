"""test_serve_peers.py - other clients at the practice server, in clear and inside TLS, which a build of its own has."""
import poplib
import re
import smtplib
import socket
import ssl
import subprocess

import pytest

from client import Run, told, until
from practice import Practice

LETTER = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: hello\r\n\r\n.dot\r\nlast\r\n"


@pytest.fixture(scope="module")
def server(certs):
    with Practice(certificate=certs["good"]) as running:
        yield running


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter"
    path.write_bytes(LETTER)
    return path


def ended(*command, given=b"", status=0):
    run = subprocess.run([str(word) for word in command], input=given, capture_output=True, timeout=30)
    assert run.returncode == status, run
    return run.stdout + run.stderr


# ---- each sends, and each fetches ----

@pytest.mark.parametrize("url, how", [("smtp://127.0.0.1:{smtp}", []), ("smtp://localhost:{smtp}", ["--ssl-reqd"]),
                                      ("smtps://localhost:{smtps}", [])])
def test_curl_sends(server, certs, letter, url, how):
    ended("curl", "-sS", "--cacert", certs.ca, url.format(**vars(server)), *how, "--mail-from", "a@example.com", "--mail-rcpt",
          "b@example.com", "-T", letter, "--user", "a:b")


@pytest.mark.parametrize("url, how", [("pop3://127.0.0.1:{pop3}", []), ("pop3://localhost:{pop3}", ["--ssl-reqd"]),
                                      ("pop3s://localhost:{pop3s}", [])])
def test_curl_fetches(server, certs, letter, url, how):
    test_curl_sends(server, certs, letter, "smtp://127.0.0.1:{smtp}", [])
    got = ended("curl", "-sS", "--cacert", certs.ca, url.format(**vars(server)) + "/1", *how, "--user", "a:b")
    assert got.endswith(LETTER) or b"\r\n\r\n" in got


@pytest.mark.parametrize("port, how", [("smtp", []), ("smtp", ["--tls", "--tls-verify"]), ("smtps", ["--tls-on-connect"])])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_swaks(server, certs, port, how, mechanism):
    said = ended("swaks", "--server", f"localhost:{getattr(server, port)}", *how, "--tls-ca-path", certs.ca, "--from",
                 "a@example.com", "--to", "b@example.com", "--auth", mechanism, "--auth-user", "a", "--auth-password", "b",
                 "--helo", "client.example.com", "--body", "hello")
    assert b"queued as" in said and b"235 2.7.0" in said


@pytest.mark.parametrize("port, how", [("smtp", ["--tls=off"]), ("smtp", ["--tls=on", "--tls-starttls=on"]),
                                       ("smtps", ["--tls=on", "--tls-starttls=off"])])
def test_msmtp(server, certs, port, how):
    ended("msmtp", "--host=localhost", f"--port={getattr(server, port)}", *how, f"--tls-trust-file={certs.ca}",
          "--from=a@example.com", "b@example.com", given=LETTER)


@pytest.mark.parametrize("port, how", [("pop3", ["--tls=off"]), ("pop3", ["--tls=on", "--tls-starttls=on"]),
                                       ("pop3s", ["--tls=on", "--tls-starttls=off"])])
def test_mpop(server, certs, tmp_path, letter, port, how):
    test_curl_sends(server, certs, letter, "smtp://127.0.0.1:{smtp}", [])
    ended("mpop", "--host=localhost", f"--port={getattr(server, port)}", *how, f"--tls-trust-file={certs.ca}", "--user=a",
          "--passwordeval=echo b", "--auth=user" if "--tls=off" in how else "--auth=plain", f"--delivery=mbox,{tmp_path}/mbox",
          f"--uidls-file={tmp_path}/uidls", "--keep=on", "--received-header=off")
    assert b"Subject: hello\n\n.dot\nlast\n" in (tmp_path / "mbox").read_bytes()


def test_s_client(server, certs):
    for how in (["-connect", f"localhost:{server.smtps}"],
                ["-connect", f"localhost:{server.smtp}", "-starttls", "smtp"],
                ["-tls1_2", "-connect", f"localhost:{server.smtps}"]):
        said = ended("openssl", "s_client", "-quiet", "-verify_return_error", "-CAfile", certs.ca, *how, given=b"EHLO me\r\nquit\r\n")
        assert b"250 SIZE" in said and b"221 2.0.0 Bye" in said
    said = ended("openssl", "s_client", "-quiet", "-CAfile", certs.ca, "-connect", f"localhost:{server.pop3}", "-starttls",
                 "pop3", given=b"CAPA\r\nUSER a\r\nPASS b\r\nSTAT\r\nquit\r\n")
    assert b"+OK Logged in." in said and b"\nSTLS" not in said


def test_python_s_own(server, certs):
    trust = ssl.create_default_context(cafile=str(certs.ca))
    with smtplib.SMTP("localhost", server.smtp, timeout=30) as client:
        client.starttls(context=trust)
        client.login("a", "b")
        client.sendmail("a@example.com", ["b@example.com"], LETTER)
    with smtplib.SMTP_SSL("localhost", server.smtps, timeout=30, context=trust) as client:
        client.sendmail("a@example.com", ["b@example.com"], LETTER)
    box = poplib.POP3("localhost", server.pop3, timeout=30)
    box.stls(trust)
    box.user("a"), box.pass_("b")
    number = box.stat()[0]
    assert b"Subject: hello" in box.retr(number)[1]
    box.quit()
    box = poplib.POP3_SSL("localhost", server.pop3s, timeout=30, context=trust)
    box.apop("a", "b")
    assert box.stat()[0] == number
    box.quit()


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("kind", ["good", "rsa"])
def test_postel(certs, version, kind):
    """Both versions, both kinds of key, at once and behind STARTTLS or STLS; a large message too."""
    with Practice("--message", "3M", certificate=certs[kind]) as one:
        how = ["--cafile", certs.ca, "--tls-min", version, "--tls-max", version, "--tls", "require"]
        for url in (f"smtp://localhost:{one.smtp}", f"smtps://localhost:{one.smtps}"):
            run = Run(*how, url, "ehlo")
            assert run.status == 0 and b"STARTTLS" not in run.out, run
        for url in (f"pop3://a@localhost:{one.pop3}", f"pop3s://a@localhost:{one.pop3s}"):
            run = Run(*how, url, "retr", "1", env={"POSTEL_PASSWORD": "x"})
            assert run.status == 0 and len(run.out) == 3_000_000, run
        one.tells(f"TLS {version} ")


def test_a_large_message_inside_tls(certs):
    """Records are larger than what a visitor has room for."""
    trust = ssl.create_default_context(cafile=str(certs.ca))
    with Practice(certificate=certs["good"]) as one:
        for size in (4000, 20_000, 300_000, 2_000_000):
            with smtplib.SMTP_SSL("localhost", one.smtps, timeout=30, context=trust) as client:
                client.sendmail("a@b", ["c@d"], LETTER + (b"y" * 70 + b"\r\n") * (size // 72))


def test_nothing_from_before_tls_counts(certs):
    trust = ssl.create_default_context(cafile=str(certs.ca))
    with Practice(certificate=certs["good"]) as one:
        box = poplib.POP3("localhost", one.pop3, timeout=30)
        box.user("a")
        box.stls(trust)
        with pytest.raises(poplib.error_proto, match="USER comes first"):
            box.pass_("b")


# ---- what goes wrong with TLS ----

@pytest.mark.parametrize("order, says", [("--drop-at", "closed"), ("--reset-at", "reset")])
def test_tls_cut_off(certs, order, says):
    """What a filter does that knows a ClientHello when it sees one."""
    with Practice(order, "tls", certificate=certs["good"]) as one:
        run = Run("-v", "--cafile", certs.ca, f"smtps://localhost:{one.smtps}", "ehlo")
        assert run.status != 0 and says in run.err, run
        run = Run("-v", "--cafile", certs.ca, "--tls", "require", f"smtp://localhost:{one.smtp}", "ehlo")
        assert run.status != 0 and says in run.err, run


def test_tls_late(certs):
    with Practice("--delay", "tls=500ms", certificate=certs["good"]) as one:
        run = Run("-v", "--cafile", certs.ca, f"smtps://localhost:{one.smtps}", "ehlo")
        assert run.status == 0 and told(r"^TLS 1\.3.* TIME$", run.err) >= 300, run


def test_tls_hidden(certs):
    with Practice("--hide-starttls", certificate=certs["good"]) as one:
        assert b"STARTTLS" not in Run(f"smtp://localhost:{one.smtp}", "ehlo").out
        run = Run("-v", "--cafile", certs.ca, "localhost", one.smtp, script="EHLO me\n:tls\nEHLO me\nQUIT\n")
        assert run.status == 0 and re.search(r"^TLS 1\.3 ", run.err, re.M), run


def test_what_is_no_tls(certs):
    """Clear text at a TLS port, and a client that leaves within the handshake: said, and forgotten."""
    with Practice(certificate=certs["good"]) as one:
        with socket.create_connection(("127.0.0.1", one.smtps), 30) as link:
            link.sendall(b"EHLO me\r\n")
            link.recv(100)
        one.tells("TLS failed, ")
        with socket.create_connection(("127.0.0.1", one.pop3s), 30) as link:
            link.sendall(b"\x16\x03\x01\x02\x00\x01")
        until(lambda: one.log().count("TLS failed, ") == 2)
        run = Run("--cafile", certs.ca, f"smtps://localhost:{one.smtps}", "ehlo")
        assert run.status == 0


def test_many_inside_tls(certs):
    """Twenty at once; memory for more is bounded, and who does not get any is told nothing wrong."""
    trust = ssl.create_default_context(cafile=str(certs.ca))
    with Practice(certificate=certs["good"]) as one:
        links = [trust.wrap_socket(socket.create_connection(("localhost", one.smtps), 30), server_hostname="localhost")
                 for _ in range(20)]
        for link in links:
            assert link.recv(100).startswith(b"220 ")
        for link in links:
            link.sendall(b"QUIT\r\n")
            assert link.recv(100).startswith(b"221 ")


# ---- certificates ----

def test_bad_certificates(certs, tmp_path):
    """Said before anything listens."""
    from practice import with_tls
    for options, says in ((["--cert", tmp_path / "none"], "no such file"),
                          (["--cert", certs["good"].chain, "--key", certs["rsa"].key], "does not belong"),
                          (["--smtps", "0"], "--cert"),
                          (["--cert", "/etc/hostname"], "no certificate")):
        run = subprocess.run([with_tls(), "serve", "--smtp", "0", "--pop3", "0", "--telnet", "off", *map(str, options)],
                             stdin=subprocess.DEVNULL, capture_output=True, timeout=30, text=True)
        assert run.returncode == 78 and says in run.stderr and "delivers none of it" not in run.stdout, run


def test_without_tls_of_its_own(certs):
    run = Run("serve", "--smtp", "0", "--cert", certs["good"].chain)
    assert run.status == 78 and "SERVE_TLS=1" in run.err
