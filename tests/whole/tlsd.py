"""tlsd.py - servers that speak TLS, well and badly, of three makes.

Python's ssl plays a part of faults.py behind TLS, in the same process:

	with Fault(secured(context(certs["good"]), pop3())) as server:

Then a visitor's `heard` is what came inside TLS, `clear` what came before,
`client` whom it said to be, and `failure` how the handshake went wrong.  `OpenSSL` and `GnuTLS` are those
projects' own servers, processes that are told what to say.  A `Relay` stands
between, and passes on one octet at a time.
"""
import select
import socket
import ssl
import subprocess
import threading
import time

from faults import Gone, shut
from servers import free_port

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def context(made, low=V12, high=V13, client_ca=None):
    """A server's settings, however weak the certificate."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.set_ciphers("DEFAULT@SECLEVEL=0")
    c.minimum_version, c.maximum_version = low, high
    c.load_cert_chain(made.chain, made.key)
    if client_ca:
        c.load_verify_locations(client_ca)
        c.verify_mode = ssl.CERT_REQUIRED
    return c


def shake(context):
    """A step of a script: TLS begins here."""
    def step(visitor):
        visitor.clear, visitor.heard, visitor.taken = visitor.heard, b"", 0
        try:
            visitor.sock.settimeout(60)
            visitor.sock = context.wrap_socket(visitor.sock, server_side=True)
            visitor.client = visitor.sock.getpeercert()
            visitor.version = visitor.sock.version()
        except OSError as error:
            visitor.failure = error
            raise Gone from None
    return step


def farewell(visitor):
    """A step of a script: close_notify, and the visitor's own is waited for."""
    try:
        visitor.sock = visitor.sock.unwrap()
    except OSError:
        raise Gone from None


def secured(context, part, clean=True):
    """TLS at once, then the part, then close_notify."""
    def play(visitor):
        shake(context)(visitor)
        part(visitor)
        if clean:
            farewell(visitor)
    return play


def upgraded(context, greeting, agreement, part):
    """A greeting, then TLS behind STLS or STARTTLS; whatever else is said before gets 250 or +OK."""
    def play(visitor):
        visitor.say(greeting)
        while not (line := visitor.line()).endswith((b"STLS", b"STARTTLS")):
            visitor.say("250 mail" if line.startswith(b"EHLO") else "+OK")
        visitor.say(agreement)
        secured(context, part)(visitor)
    return play


class Process:
    """A server of another make, told what to say; `heard` is all that it printed."""

    def __init__(self, command, ready, says=b""):
        self.port = free_port()
        self.heard = b""
        command = [str(word).replace("PORT", str(self.port)) for word in command]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.until(ready)
        self.say(says)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def say(self, octets):
        self.process.stdin.write(octets)
        self.process.stdin.flush()

    def until(self, text, timeout=30):
        deadline = time.monotonic() + timeout
        out = self.process.stdout
        while text not in self.heard:
            left = deadline - time.monotonic()
            octets = out.read1(65536) if select.select([out], [], [], max(left, 0))[0] else b""
            assert octets, f"never said {text!r}: {self.heard!r}"
            self.heard += octets


class OpenSSL(Process):
    """s_server says to its first visitor what it has been told beforehand."""

    def __init__(self, made, *options, says=b"+OK ready\r\n"):
        super().__init__(["openssl", "s_server", "-accept", "127.0.0.1:PORT", "-cert", made.cert, "-cert_chain", made.chain,
                          "-key", made.key, "-naccept", 1, *options], b"ACCEPT", says)


class GnuTLS(Process):
    """gnutls-serv --echo says what it hears."""

    def __init__(self, made, priority):
        super().__init__(["gnutls-serv", "--echo", "--port", "PORT", "--x509certfile", made.chain, "--x509keyfile",
                          made.key, "--priority", priority], b"...done")


class Relay:
    """Passes octets on between visitors and a port, one by one; `change` meddles with what visitors say."""

    def __init__(self, port, change=None):
        self.to, self.change = port, change
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.socks = [self.listener]
        self.server_sent = 0
        threading.Thread(target=self.welcome, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for sock in self.socks:
            shut(sock)

    def welcome(self):
        try:
            visitor, _ = self.listener.accept()
        except OSError:
            return
        server = socket.create_connection(("127.0.0.1", self.to))
        self.server = server
        self.socks += [visitor, server]
        for one, other in ((visitor, server), (server, visitor)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.carry, args=[one, other], daemon=True).start()

    def carry(self, one, other):
        try:
            while octets := one.recv(65536):
                if self.change and one is not self.server:
                    octets = self.change(octets)
                for octet in octets:
                    other.sendall(bytes([octet]))
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass
