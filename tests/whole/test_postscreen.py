"""A server that turns away whoever speaks before it has finished its greeting."""
import socket

from client import until

MAIL = ["EHLO client.example.com", "MAIL FROM:<anna@example.com>", "RCPT TO:<paul@example.com>",
        "DATA", "Subject: patience", "", "It waited.", ".", "QUIT", ""]


def test_the_server_does_punish(postfix):
    """Proves that the next test can fail: the same lines, sent at once, are turned away."""
    with socket.create_connection(("127.0.0.1", postfix.ports["postscreen"])) as sock:
        sock.sendall("\r\n".join(MAIL).encode())
        heard = b""
        while octets := sock.recv(4096):
            heard += octets
    assert b"\n550 " in heard and b"queued" not in heard


def test_a_script_waits(run, postfix):
    postfix.fill("paul", [])
    ended = run("127.0.0.1", postfix.ports["postscreen"], script="\n".join(MAIL))
    assert ended.status == 0, ended
    assert ended.took > 2.5, "the greeting was not waited for"
    assert b"220-" in ended.out and b"queued as" in ended.out
    mail, = until(lambda: postfix.messages("paul"))
    assert mail.endswith(b"It waited.\r\n")


def test_a_hand_may_type_ahead(terminal, postfix):
    """A paste before the greeting has ended waits for it, too."""
    t = terminal().prompt()
    t.line(f"open 127.0.0.1 {postfix.ports['postscreen']}")
    t.until("220-mail.example.com")
    t.paste("EHLO client.example.com\rMAIL FROM:<anna@example.com>\rRCPT TO:<paul@example.com>\r")
    t.until("250 2.1.5", timeout=15)
    assert "550 " not in t.text
