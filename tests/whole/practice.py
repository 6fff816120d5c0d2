"""practice.py - the practice server, as tests start it: with Practice("--asa") as server."""
import os
import re
import signal
import subprocess

from client import ROOT, start, until


def with_tls():
    """The program whose practice server has TLS of its own: `make SERVE_TLS=1`."""
    built = sorted(ROOT.glob("build/out/*-serve-tls/postel"), key=lambda path: path.stat().st_mtime)
    assert built, "no server with TLS: run make SERVE_TLS=1"
    return built[-1]


class Practice:
    """A running `postel serve` on free ports, what it is told through a pipe, and what it tells.

    `options` may leave out ports: each service that is not named listens on
    any free one.  server.smtp, server.pop3 and server.telnet are the ports;
    with a certificate, of a program whose server has TLS, server.smtps and
    server.pop3s too.
    """

    def __init__(self, *options, certificate=None, home=None, env=None, program=None, **more):
        self.options, self.home, self.env, self.program, self.more = options, home, env, program, more
        if certificate:
            self.options = ("--cert", certificate.chain, "--key", certificate.key, "--smtps", "0", "--pop3s", "0", *options)
            self.program = with_tls()

    def __enter__(self):
        read, write = os.pipe()
        ports = [word for name in ("smtp", "pop3", "telnet")
                 if not any(str(o).split("=")[0] == f"--{name}" for o in self.options) for word in (f"--{name}", "0")]
        self.process = start("serve", *ports, *self.options, "--ready-fd", write, pass_fds=(write,), home=self.home,
                             env=self.env, stderr=subprocess.STDOUT, **self.more,
                             **({"executable": self.program} if self.program else {}))
        os.close(write)
        with os.fdopen(read, "rb") as ready:
            said = ready.read().decode()
        self.text = ""
        os.set_blocking(self.process.stdout.fileno(), False)
        assert said, self.log()
        for line in said.splitlines():
            service, _, _, port = line.split()
            setattr(self, service, int(port))
        self.tells("delivers none of it")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    @property
    def pid(self):
        return self.process.pid

    def log(self):
        """All that it has told so far."""
        while octets := self.process.stdout.read():
            self.text += octets.decode("utf-8", "replace")
        return self.text

    def heard(self, visitor=1):
        """The lines that a visitor has said, secrets as stars."""
        return re.findall(rf"^{visitor} C: (.*)$", self.log(), re.M)

    def tells(self, what, timeout=30):
        until(lambda: what in self.log(), timeout)

    def told(self, line):
        """Types a line at it; waits until it has been obeyed."""
        before = self.log().count("visitors now")
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        until(lambda: self.log().count("visitors now") > before)

    def stop(self):
        """Ends it as the shell does; its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)
