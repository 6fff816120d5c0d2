"""on_target.py - a session of the program that is made for another machine, run by qemu.

Run by `make test-target` alone, with POSTEL naming a script that runs it.  The other side
is the practice server of this machine's own build, or is visited by it.
"""
import hashlib
import os
import poplib

from client import Run, binary
from practice import Practice, with_tls

SECRET = {"POSTEL_PASSWORD": "secret"}


def digest(octets):
    return hashlib.sha256(octets).hexdigest()


def test_version(run):
    ended = run("version")
    own = (binary().parent / "postel").read_bytes()
    assert ended.status == 0 and ended.out.startswith(b"postel "), ended
    assert f"SHA-256 of this file: {digest(own)}\n".encode() in ended.out, ended


def test_base64(run):
    ended = run("base64", script="Grüße")
    assert (ended.status, ended.out) == (0, b"R3LDvMOfZQ==\n"), ended


def test_a_script_over_tls(run, certs, tmp_path):
    """POP3S with a private authority, line by line, with a record of it."""
    with Practice("--message", "200", certificate=certs["good"]) as server:
        log = tmp_path / "log"
        ended = run("--cafile", certs.ca, "--log", log, f"pop3s://localhost:{server.pop3s}",
                    script="USER paul\nPASS secret\nLIST\nQUIT\n")
        assert ended.status == 0 and b"\r\n1 200\r\n" in ended.out, ended
        assert "\nTLS 1.3 " in ended.err, ended
        record = log.read_text()
        assert " tls " in record and "secret" not in record.split("PASS")[1].splitlines()[0], record


def test_a_large_message_over_each_tls(certs):
    """A message of a megabyte comes over both versions as it comes to this machine's own build."""
    with Practice("--message", "1M", certificate=certs["rsa"]) as server:
        for version in ("1.2", "1.3"):
            words = ("--cafile", certs.ca, "--tls-min", version, "--tls-max", version,
                     f"pop3s://a@localhost:{server.pop3s}", "retr", "1")
            got = Run(*words, env=SECRET)
            assert got.status == 0 and len(got.out) == 1_000_000, got.err
            same = Run(*words, env=SECRET, program=with_tls())
            assert digest(got.out) == digest(same.out)


def test_a_certificate_is_judged(run, certs):
    """Time of 64 bits, names, dates: what is expired on this machine is expired on that one."""
    with Practice(certificate=certs["expired"]) as server:
        ended = run("--cafile", certs.ca, f"smtps://localhost:{server.smtps}", "ehlo")
        assert ended.status == 77 and "expired" in ended.err, ended


def test_send_and_fetch(run, tmp_path):
    """A message with dots goes to the practice server and comes back octet for octet."""
    letter = tmp_path / "letter.eml"
    letter.write_bytes(b"Subject: dots\r\n\r\n.\r\n..\r\n" + b"x" * 3000 + b"\r\n")
    with Practice() as server:
        sent = run(f"smtp://127.0.0.1:{server.smtp}", "send-mail", "-f", "a@example.com", "-t", "b@example.com", "--from-file", letter)
        assert sent.status == 0, sent
        got = run(f"pop3://b@127.0.0.1:{server.pop3}", "retr", "1", env=SECRET)
        assert got.status == 0 and got.out.endswith(letter.read_bytes().partition(b"\r\n\r\n")[2]), got


def test_its_own_practice_server():
    with Practice("--message", "300") as server:
        box = poplib.POP3("127.0.0.1", server.pop3, timeout=60)
        box.user("a"), box.pass_("b")
        assert box.list()[1] == [b"1 300"]
        assert len(b"\r\n".join(box.retr(1)[1])) + 2 == 300
        box.quit()


def test_save_all(run, tmp_path):
    """Files, their lock and their index, on a file system of this machine."""
    with Practice("--message", "300", "--message", "400") as server:
        for where in ("box.mbox", "folder/"):
            ended = run(f"pop3://a@127.0.0.1:{server.pop3}", "save-all", f"{tmp_path}/{where}", env=SECRET)
            assert ended.status == 0, ended
    assert (tmp_path / "box.mbox").read_bytes().count(b"\nFrom ") + 1 == 2
    assert sum(len(files) for _, _, files in os.walk(tmp_path / "folder")) >= 2
