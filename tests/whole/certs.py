"""certs.py - certificates, good ones and bad ones, made with openssl as they are asked for.

	certs = Certs(folder)
	certs["good"].chain     a PEM file as servers want it: the certificate, then its issuers
	certs["good"].key       its key
	certs.ca                the root that good ones lead to

All are for localhost, 127.0.0.1 and ::1, unless their row in KINDS says
otherwise.  Two keys serve for nearly all of them, because RSA keys take long
to make.
"""
import re
import ssl
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

HERE = "DNS:localhost,IP:127.0.0.1,IP:::1"
DAY = 86400
PASSPHRASE = "open sesame"

# What differs from the good one: names, days from now, key, hash, who signs, who of them is sent.
KINDS = {
    "good": {},
    "rsa": {"key": "rsa"},
    "expired": {"days": (-400, -300)},
    "future": {"days": (30, 60)},
    "far-future": {"days": (3652, 4017)},
    "far-future-unknown": {"days": (3652, 4017), "issuer": None},
    "just-expired": {"days": (-20, -10)},
    "name": {"names": "DNS:elsewhere.test,DNS:www.elsewhere.test"},
    "self": {"issuer": None},
    "stranger": {"issuer": "stranger-ca"},
    "chain": {"issuer": "middle", "sent": ["middle"]},
    "gap": {"issuer": "middle"},
    "weak": {"key": "rsa1024"},
    "sha1": {"hash": "sha1"},
    "address": {"names": "IP:127.0.0.1"},
    "wildcard": {"names": "DNS:*.example.test"},
    "client": {"names": "email:paul@example.com", "usage": "clientAuth"},
    "middle": {"ca": True},
    # issuers that may not issue all, and what they issued all the same
    "limited": {"issuer": "limited-ca", "sent": ["limited-ca"]},
    "limited-ca": {"ca": True, "more": "nameConstraints = permitted;DNS:corp.test,permitted;IP:127.0.0.0/255.0.0.0"},
    "within": {"issuer": "within-ca", "sent": ["within-ca"], "names": "DNS:localhost"},
    "within-ca": {"ca": True, "more": "nameConstraints = permitted;DNS:localhost,excluded;DNS:www.localhost"},
    "critical": {"issuer": "critical-ca", "sent": ["critical-ca"], "names": "DNS:localhost"},
    "critical-ca": {"ca": True, "more": "nameConstraints = critical,permitted;DNS:localhost"},
    "limited-by-root": {"issuer": "limited-root"},
    "within-root": {"issuer": "limited-root", "names": "DNS:mail.corp.test"},
    "limited-root": {"issuer": None, "ca": True, "more": "nameConstraints = critical,permitted;DNS:corp.test"},
    "mail": {"issuer": "mail-ca", "sent": ["mail-ca"]},
    "mail-ca": {"ca": True, "more": "extendedKeyUsage = emailProtection"},
    "by-a-leaf": {"issuer": "good", "sent": ["good"]},
    "usage": {"usage": "clientAuth"},
    "strange": {"more": "1.2.3.4 = critical,DER:05:00"},
    # what the library can't use
    "ed": {"key": "ed25519", "hash": "default"},
    "by-ed": {"issuer": "ed-ca", "sent": ["ed-ca"], "hash": "default"},
    "ed-ca": {"ca": True, "key": "ed25519"},
    "root": {"issuer": None, "ca": True},
    "root-before": {"issuer": None, "ca": True, "title": "postel test root", "days": (-400, -300)},
    "root-to-come": {"issuer": None, "ca": True, "title": "postel test root", "days": (30, 60)},
    "stranger-ca": {"issuer": None, "ca": True},
}

KEYS = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "rsa": ["rsa", "-pkeyopt", "rsa_keygen_bits:2048"],
        "ed25519": ["ed25519"],
        "rsa1024": ["rsa", "-pkeyopt", "rsa_keygen_bits:1024"]}

CONFIG = """\
[ca]
default_ca = own
[own]
dir = {folder}
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
policy = any
[any]
commonName = supplied
"""


@dataclass
class Made:
    cert: Path   # alone
    chain: Path  # with the issuers that are sent
    key: Path

    @property
    def der(self):
        return openssl("x509", "-in", self.cert, "-outform", "DER")

    @property
    def public_key(self):
        return openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")


def openssl(*words, give=None):
    ended = subprocess.run(["openssl", *map(str, words)], input=give, capture_output=True)
    assert ended.returncode == 0, f"openssl {words}: {ended.stderr.decode()}"
    return ended.stdout


def zulu(days):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * DAY))


class Certs:
    def __init__(self, folder):
        self.folder, self.made = Path(folder), {}
        self.folder.mkdir(exist_ok=True)
        (self.folder / "index.txt").touch()
        (self.folder / "ca.cnf").write_text(CONFIG.format(folder=self.folder))

    @property
    def ca(self):
        return self["root"].cert

    def __getitem__(self, kind):
        if kind not in self.made:
            self.made[kind] = self.make(kind, **KINDS[kind])
        return self.made[kind]

    def key(self, kind):
        path = self.folder / f"{kind}.key"
        if not path.exists():
            openssl("genpkey", "-out", path, "-algorithm", *KEYS[kind])
        return path

    def locked_key(self):
        """The client's key, under PASSPHRASE."""
        path = self.folder / "locked.key"
        openssl("pkey", "-in", self["client"].key, "-aes256", "-passout", f"pass:{PASSPHRASE}", "-out", path)
        return path

    def make(self, kind, names=HERE, days=(-1, 58), key="ec", hash="sha256", issuer="root", sent=(),
             ca=False, usage="serverAuth", title=None, more=""):
        cert, request, extensions = (self.folder / f"{kind}.{end}" for end in ("pem", "csr", "ext"))
        key = self.key(key)
        title = title or (f"postel test {kind}" if ca else kind)
        usual = "basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n" if ca else \
            f"subjectAltName = {names}\nextendedKeyUsage = {usage}\n"
        extensions.write_text(usual + more + "\n")
        openssl("req", "-new", "-config", self.folder / "ca.cnf", "-key", key, "-subj", f"/CN={title}", "-out", request)
        signer = ["-selfsign", "-keyfile", key] if issuer is None else \
            ["-cert", self[issuer].cert, "-keyfile", self[issuer].key]
        openssl("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-in", request, "-out", cert,
                "-extfile", extensions, "-md", hash, "-startdate", zulu(days[0]), "-enddate", zulu(days[1] + .5), *signer)
        chain = self.folder / f"{kind}.chain"
        chain.write_bytes(b"".join(path.read_bytes() for path in [cert] + [self[name].cert for name in sent]))
        return Made(cert, chain, key)

    def redated(self, kind, until):
        """The same with another end, a text as long: of no calendar, perhaps, and the signature no longer fits."""
        made, cert = self[kind], self.folder / f"{kind}-{until}.pem"
        der = bytearray(made.der)
        last = [m.start() for m in re.finditer(rb"\x17\r[0-9]{12}Z", der)][1] + 2
        der[last:last + 13] = until.encode()
        cert.write_text(ssl.DER_cert_to_PEM_cert(bytes(der)))
        return Made(cert, cert, made.key)
