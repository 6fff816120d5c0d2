"""servers.py - a private Dovecot and a private Postfix on loopback.

Both run from one temporary directory on free ports, with a configuration of
their own; the system's servers, spools and settings are neither read nor
touched, and no mail leaves the machine.  They share their mailboxes: what
is sent through Postfix is fetched from Dovecot.

	POP3, IMAP    clear text, 127.0.0.1 and ::1
	              STLS and STARTTLS too, and on other ports TLS at once
	SMTP          as on port 25: takes mail for example.com from anybody
	submission    as on port 587: asks for AUTH, in clear text or behind STARTTLS
	submissions   as on port 465: the same with TLS at once
	postscreen    as on port 25 behind Postfix's greeter, which waits 3 s
	              and turns away whoever speaks before it

Run as a program, this starts the servers, prints where they listen as a line
of JSON and keeps them until its standard input ends: whoever started it need
only die, however suddenly, and all is stopped and removed.  `Servers` is the
other end of that pipe.

Postfix needs root (or a sudo that does not ask); Dovecot runs as anybody.
Packages that were unpacked rather than installed are found through
POSTEL_SERVERS, or in build/out/servers.
"""
import base64
import ctypes
import grp
import hashlib
import hmac
import json
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from certs import Certs
from configs import DOVECOT, MAIN_CF, MASTER_CF, OAUTH2, SPOOL, SUBMISSION, SUBMISSIONS

DOMAIN = "example.com"
USERS = {"paul": "mypassword", "username": "password", "anna": "correct horse", "many": "secret",
         "big": "secret"}

TOKEN_KEY = b"only these tests know this key, which signs tokens"

HERE = Path(__file__).resolve().parent
UNPACKED = Path(os.environ.get("POSTEL_SERVERS") or HERE.parents[1] / "build/out/servers")


class Missing(Exception):
    """A server that this machine can't run, and why."""


# ---- where things are ----

def have_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


HOSTS = ["127.0.0.1"] + (["::1"] if have_ipv6() else [])


def free_port():
    """A port nobody listens on, outside the range that outgoing connections take theirs from."""
    while True:
        port = random.randrange(20000, 32000)
        try:
            for host in HOSTS:
                with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as s:
                    s.bind((host, port))
            return port
        except OSError:
            pass


def own_address():
    """One of the many addresses of loopback, ten characters long: no other run listens there."""
    return f"127.{random.randrange(10)}.{random.randrange(1, 10)}.{random.randrange(10, 100)}"


def program(path):
    """Where a package's file is: unpacked, or installed."""
    for root in (UNPACKED, Path("/")):
        if (root / path).exists():
            return root / path
    raise Missing(f"{Path(path).name} is not installed (build/setup does it)")


def account(database, *names):
    """The first of these users or groups that exists."""
    for name in names:
        try:
            database(name)
            return name
        except KeyError:
            pass
    raise Missing(f"no account called {' or '.join(names)}")


# ---- the supervisor: starts the servers, and outlives nobody ----

PR_SET_CHILD_SUBREAPER = 36


def launch(*command):
    return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, start_new_session=True)


def write(path, text):
    """Writes a file, as it seems an hour ago: Postfix waits for a younger one to be finished."""
    path.write_text(text)
    path.chmod(0o644)
    os.utime(path, (time.time() - 3600,) * 2)
    return path


def folder(path, uid, gid, mode):
    path.mkdir()
    os.chown(path, uid, gid)
    path.chmod(mode)


def start_dovecot(root, ids):
    dovecot = program("usr/sbin/dovecot")
    ports = {kind: free_port() for kind in ("pop3", "pop3s", "imap", "imaps")}
    me, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    internal, internal_group, login = (("dovecot", "dovecot", "dovenull") if os.getuid() == 0
                                       else (me, group, me))
    write(root / "users", "".join(f"{user}:{{PLAIN}}{word}\n" for user, word in USERS.items()))
    keys = root / "jwt/default/HS256"
    keys.mkdir(parents=True)
    write(keys / "default", base64.b64encode(TOKEN_KEY).decode())
    write(root / "oauth2.conf", OAUTH2.substitute(root=root))
    conf = write(root / "dovecot.conf", DOVECOT.substitute(
        ids, root=root, hosts=", ".join(HOSTS), internal=internal, group=internal_group,
        login=login, **ports))
    return launch(dovecot, "-F", "-c", conf), ports


def make_spool(root, owner, setgid):
    uid, own_gid = pwd.getpwnam(owner)[2:4]
    gid = grp.getgrnam(setgid).gr_gid
    folder(root / "spool", 0, 0, 0o755)
    folder(root / "data", uid, own_gid, 0o700)
    folder(root / "spool/pid", 0, 0, 0o755)
    folder(root / "spool/maildrop", uid, gid, 0o1730)
    folder(root / "spool/public", uid, gid, 0o2710)
    for name in SPOOL:
        folder(root / "spool" / name, uid, own_gid, 0o700)


def start_postfix(root, ids):
    if os.getuid() != 0:
        raise Missing("Postfix needs root")
    master = program("usr/lib/postfix/sbin/master")
    # Where another mail server lives, Postfix has no accounts: two idle ones stand in.
    owner = account(pwd.getpwnam, "postfix", "uucp")
    setgid = account(grp.getgrnam, "postdrop", "news")
    kinds = {"smtp": "smtpd", "submission": SUBMISSION, "submissions": SUBMISSIONS,
             "postscreen": "postscreen"}
    ports = {kind: free_port() for kind in kinds}
    listeners = "\n".join(
        f"{f'[{host}]' if ':' in host else host}:{ports[kind]} inet n - n - "
        f"{1 if kind == 'postscreen' else '-'} {command}"
        for kind, command in kinds.items() for host in HOSTS)
    make_spool(root, owner, setgid)
    conf = root / "postfix"
    folder(conf, 0, 0, 0o755)
    write(conf / "main.cf", MAIN_CF.substitute(
        ids, root=root, daemons=master.parent, libraries=master.parents[1],
        commands=master.parents[3] / "sbin", owner=owner, setgid=setgid, domain=DOMAIN,
        hosts=", ".join(HOSTS),
        mailboxes=" ".join(f"{user}@{DOMAIN}={user}/" for user in USERS)))
    write(conf / "master.cf", MASTER_CF.substitute(listeners=listeners))
    os.environ["LD_LIBRARY_PATH"] = str(master.parents[1])
    return launch(master, "-c", conf, "-d"), ports


def wait_until_up(process, port, log):
    """Whether the server listens: it, and not another at its port, has begun its log."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            if log.exists():
                return True
        except OSError:
            pass
        time.sleep(0.01)
    return False


def end_of(log):
    return log.read_text()[-1000:] if log.exists() else "it left no log"


def children():
    """The processes that are ours: whoever is orphaned below us becomes one."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                yield int(path.parent.name)
        except OSError:
            pass  # it has just ended


def stop():
    """Ends all servers and all their processes, and buries them.

    None is asked politely: what they would tidy up is about to be removed.
    """
    while pids := list(children()):
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def start_all(root):
    """Starts what this machine can run; what is to be told of it, and whether all of that is up."""
    # Mail belongs to whoever asked for it, so that they can fill their mailboxes.
    uid = os.getuid() or int(os.environ.get("SUDO_UID", 0)) or 5000
    gid = os.getgid() or int(os.environ.get("SUDO_GID", 0)) or 5000
    told, running, all_up = {"ports": {}, "missing": {}}, {}, True
    root.chmod(0o755)
    folder(root / "mail", uid, gid, 0o755)
    certs = Certs(root / "certs")
    if "SUDO_UID" in os.environ:  # who asked is the client, and nobody else may read a key
        os.chown(certs["client"].key, uid, gid)
    given = {"uid": uid, "gid": gid, "ca": certs.ca, "chain": certs["rsa"].chain, "key": certs["rsa"].key}
    for start in (start_dovecot, start_postfix):
        name = start.__name__[len("start_"):]
        try:
            running[name] = start(root, given)
        except Missing as why:
            told["missing"][name] = str(why)
    for name, (process, ports) in running.items():
        told["ports"].update(ports)
        log = root / f"{name}.log"
        if not all(wait_until_up(process, port, log) for port in ports.values()):
            told["missing"][name] = f"{name} did not start: {end_of(log)}"
            all_up = False
    return dict(told, root=str(root), uid=uid, gid=gid, ca=str(certs.ca),
                client=[str(certs["client"].chain), str(certs["client"].key)]), all_up


def supervise(attempts=5):
    """Starts the servers, tells where, and waits for the end of standard input.

    Another test may take a port between its choice and the server's start: then all begins anew.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    root = Path(tempfile.mkdtemp(prefix="postel-"))
    try:
        told, all_up = start_all(root)
        if all_up or attempts == 1:
            print(json.dumps(told), flush=True)
            sys.stdin.read()
            return
    finally:
        stop()
        shutil.rmtree(root, ignore_errors=True)
    supervise(attempts - 1)


# ---- the other end: what tests use ----

class Servers:
    """The servers, running; their ports by name, and their mailboxes.

    `missing` says of each server that does not run why not.
    """

    def __init__(self):
        command = [sys.executable, str(Path(__file__).resolve())]
        if os.getuid() != 0 and shutil.which("sudo") and \
                subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
            command = ["sudo", "-n", f"POSTEL_SERVERS={UNPACKED}"] + command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        start_new_session=True)
        told = json.loads(self.process.stdout.readline() or '{"missing": {"all": "no start"}}')
        self.ports = told.get("ports", {})
        self.missing = told["missing"]
        self.root = Path(told.get("root", "/nonexistent"))
        self.ca = told.get("ca")  # that all of them can be trusted by
        self.client = told.get("client")  # a certificate and its key that Dovecot takes for a user
        self.ids = told.get("uid"), told.get("gid")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def token(self, user):
        """An OAuth access token that Dovecot takes: a JWT, RFC 7519, signed with its key."""
        def coded(octets):
            return base64.urlsafe_b64encode(octets).rstrip(b"=")
        now = int(time.time())
        parts = b".".join(coded(json.dumps(part).encode()) for part in (
            {"typ": "JWT", "alg": "HS256"},
            {"sub": user, "iss": "postel", "iat": now, "nbf": now - 60, "exp": now + 3600}))
        return (parts + b"." + coded(hmac.digest(TOKEN_KEY, parts, hashlib.sha256))).decode()

    def own(self, path):
        if os.getuid() == 0:
            os.chown(path, *self.ids)
        return path

    def fill(self, user, messages):
        """Makes this the whole mailbox: each message is its octets, or how many of them."""
        box = self.root / "mail" / user
        shutil.rmtree(box, ignore_errors=True)
        for path in (box, box / "cur", box / "new", box / "tmp"):
            path.mkdir()
            self.own(path)
        for number, message in enumerate(messages, 1):
            self.put(box, number, message)

    def put(self, box, number, message):
        blocks = letter(number, message) if isinstance(message, int) else [message]
        written = box / "tmp" / str(number)
        octets = lines = 0
        with written.open("wb") as file:
            for block in blocks:
                block = block.replace(b"\r\n", b"\n")
                file.write(block)
                octets += len(block)
                lines += block.count(b"\n")
        # S and W tell Dovecot the size, so that it need not read 256 MiB to say it.
        name = f"{1000000000 + number}.M{number}P1.test,S={octets},W={octets + lines}:2,S"
        self.own(written).rename(box / "cur" / name)

    def messages(self, user):
        """What lies in a mailbox, the oldest first, as octets with CRLF."""
        box = self.root / "mail" / user
        files = [path for part in ("cur", "new") if (box / part).exists()
                 for path in (box / part).iterdir()]
        return [path.read_bytes().replace(b"\n", b"\r\n")
                for path in sorted(files, key=lambda path: path.name)]


LINE = b"This line is one of many, and there is nothing in it that anybody needs.\r\n"


def letter(number, size):
    """A message of so many octets as POP3 counts them, in blocks."""
    head = (f"From: test@{DOMAIN}\r\nTo: paul@{DOMAIN}\r\nSubject: message {number}\r\n"
            f"Date: Sun, 22 Nov 2026 00:00:00 +0000\r\n\r\n").encode()
    assert size >= len(head) + 2, "too small for a message"
    yield head
    left = size - len(head)
    for block in (LINE * 10000, LINE):
        while left >= len(block) + 2:
            yield block
            left -= len(block)
    yield b"-" * (left - 2) + b"\r\n"


if __name__ == "__main__":
    supervise()
