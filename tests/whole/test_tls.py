"""TLS: what is trusted, what is refused before a word is said, and how each failure is told."""
import base64
import hashlib
import os
import re
import socket
import ssl
import time

import pytest

from certs import PASSPHRASE, openssl
from client import CLOSED_HERE, CLOSED_THERE, PROMPT, until
from faults import RESET, STAY, Fault, Names, expect, pop3, script, smtp
from practice import Practice
from test_article import stars_only
from tlsd import V12, V13, GnuTLS, OpenSSL, Relay, context, secured, upgraded

QUIT = "QUIT\n"
GREETED = b"+OK POP3 server ready\r\n+OK bye\r\n"

REFUSED = {
    "expired": r"expired 299 days ago, on \d{4}-\d\d-\d\d, by this machine's clock, \d{4}-[-\d]+ [\d:]+ UTC; "
               r"if that clock is wrong",
    "future": r"is not valid before \d{4}-\d\d-\d\d, in (29|30) days, by this machine's clock, "
              r"\d{4}-[-\d]+ [\d:]+ UTC; if that clock is wrong",
    "name": r"is for elsewhere\.test, www\.elsewhere\.test, not for localhost",
    "address": r"is for 127\.0\.0\.1, not for localhost",
    "wildcard": r"is for \*\.example\.test, not for localhost",
    "self": r"is self-signed",
    "stranger": r"issued by 'postel test stranger-ca', which is unknown to this machine",
    "gap": r"issued by 'postel test middle', .*intermediate certificate is missing",
    "weak": r"has too weak a key, RSA 1024",
    "sha1": r"is signed with too weak a hash, ECDSA SHA-1",
    "limited": r"depends on 'postel test limited-ca', whose name constraints forbid localhost",
    "mail": r"depends on 'postel test mail-ca', which may not issue certificates for servers",
    "by-a-leaf": r"was issued by 'good', whose own certificate does not allow it to issue certificates",
    "usage": r"is not for use by a server",
}

# Which the library can't read or use: --insecure is no way round, and not spoken of.
UNREAD = {
    "critical": (77, r"depends on 'postel test critical-ca', which has a critical extension that this build's TLS library refuses: "
                      r"name constraints"),
    "strange": (77, r"has a critical extension that this build's TLS library refuses: 1\.2\.3\.4"),
    "by-ed": (78, r"is of a kind that this build does not support: its key is EC P-256, its signature Ed25519"),
}

GROUPS = {"P-256": "(secp256r1|P-256)", "P-384": "(secp384r1|P-384)", "P-521": "(secp521r1|P-521)"}


def url(server, host="localhost", scheme="pop3s"):
    return f"{scheme}://{host}:{server.port}"


def trusting(certs, *more):
    return ["--cafile", certs.ca, *more]


@pytest.fixture
def server(certs):
    with Fault(secured(context(certs["good"]), pop3())) as running:
        yield running


def refused(server, number=0):
    """The server saw the handshake end, and not one octet inside TLS."""
    visitor = until(lambda: server.visitors)[number]
    until(lambda: hasattr(visitor, "failure"))
    assert not visitor.heard and not visitor.clear


# ---- certificates ----

@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("high", [V12, V13], ids=["1.2", "1.3"])
def test_a_bad_certificate_is_refused_before_a_word_is_said(run, certs, kind, high):
    with Fault(secured(context(certs[kind], high=high), pop3())) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
        assert ended.status == 77 and not ended.out, ended
        assert re.search(f"^postel: TLS with localhost: the certificate {'.*' if kind in ('stranger', 'gap') else ''}"
                         f"{REFUSED[kind]}.* \\(.*--insecure continues anyway\\)$", ended.err, re.M), ended
        refused(server)


@pytest.mark.parametrize("kind", UNREAD)
@pytest.mark.parametrize("insecure", [[], ["--insecure"]], ids=["", "insecure"])
@pytest.mark.parametrize("high", [V12, V13], ids=["1.2", "1.3"])
def test_a_certificate_that_the_library_refuses_is_shown_and_named(run, certs, kind, insecure, high):
    status, told = UNREAD[kind]
    with Fault(secured(context(certs[kind], high=high), pop3())) as server:
        ended = run(*trusting(certs, *insecure), script=f"open {url(server)}\ncert\n")
        refused(server)
    assert ended.status == status and re.search(f"TLS with localhost: the certificate {told}$", ended.err, re.M), ended
    assert prints(certs[kind])["colons"] in ended.out.decode() + ended.err, "it is evidence"


@pytest.mark.parametrize("until", ["359999999999Z", "260229000000Z", "270101240000Z", "270001000000Z"])
@pytest.mark.parametrize("high", [V12, V13], ids=["1.2", "1.3"])
def test_a_date_of_no_calendar(run, certs, until, high):
    made = certs.redated("good", until)
    with Fault(secured(context(made, high=high), pop3())) as server:
        ended = run(*trusting(certs), script=f"open {url(server)}\ncert\n")
        refused(server)
    assert ended.status == 77 and not re.search("expired|--insecure", ended.err), ended
    assert re.search(rf"certificate has invalid dates, '\d{{12}}Z' to '{until}'$", ended.err, re.M), ended
    assert f"'{until}', which is invalid" in ended.out.decode() + ended.err, ended


@pytest.mark.parametrize("kind, host, status", [("within", "localhost", 0), ("within-root", "mail.corp.test", 0),
                                                ("limited-by-root", "localhost", 77)])
def test_name_constraints(run, certs, kind, host, status):
    """Of an issuer that was sent; and of a root, where they may be critical, as RFC 5280 has them."""
    root = certs["limited-root"].cert if "root" in kind else certs.ca
    with Fault(secured(context(certs[kind]), pop3())) as server, Names({(host, "A"): ["127.0.0.1"]}) as names:
        ended = run("--cafile", root, "--dns", names.address, "-4", url(server, host), script=QUIT)
    assert ended.status == status, ended
    assert status == 0 or "depends on an issuer whose name constraints forbid it" in ended.err, ended


@pytest.mark.parametrize("kind", REFUSED)
def test_insecure_goes_on_and_says_so(run, certs, tmp_path, kind):
    log = tmp_path / "log"
    with Fault(secured(context(certs[kind]), pop3())) as server:
        ended = run(*trusting(certs, "--insecure", "--log", log), url(server), script=QUIT)
    assert ended.status == 0 and ended.out == GREETED, ended
    assert "certificate NOT trusted" in ended.err
    for text in (ended.err, log.read_text()):
        assert re.search(f"(?i)warning: .*insecure.*{REFUSED[kind]}", text), text
    assert "doubtful=1" in log.read_text()


def test_insecure_has_nothing_to_say_of_a_good_one(run, certs, server):
    ended = run(*trusting(certs, "--insecure"), url(server), script=QUIT)
    assert ended.status == 0 and "certificate good for 58 days" in ended.err, ended
    assert not re.search("warning|insecure|NOT trusted", ended.err)


def test_set_insecure_is_for_the_next_connection(run, certs):
    with Fault(secured(context(certs["self"]), pop3())) as server:
        ended = run(script=f"open {url(server)}\n:set insecure on\nopen {url(server)}\nQUIT\n")
        refused(server)
    assert len(server.visitors) == 2 and server.heard(1) == b"QUIT\r\n", ended


def test_an_expired_certificate_for_another_name_is_told_both(run, certs):
    with Fault(secured(context(certs["expired"]), pop3()), host="127.0.0.9") as server:
        ended = run(*trusting(certs), url(server, "127.0.0.9"), script=QUIT)
    assert ended.status == 77 and "expired 299 days ago" in ended.err and "; it is for localhost, 127.0.0.1" in ended.err, ended


@pytest.mark.parametrize("kind, host", [("good", "127.0.0.1"), ("address", "127.0.0.1"), ("chain", "localhost")])
def test_good_certificates(run, certs, kind, host):
    with Fault(secured(context(certs[kind]), pop3())) as server:
        ended = run(*trusting(certs), url(server, host), script=QUIT)
    assert ended.status == 0 and ended.out == GREETED, ended


def test_a_certificate_that_is_itself_trusted(run, certs):
    with Fault(secured(context(certs["self"]), pop3())) as server:
        assert run("--cafile", certs["self"].cert, url(server), script=QUIT).status == 0


@pytest.mark.parametrize("host, status", [("mail.example.test", 0), ("example.test", 77), ("a.b.example.test", 77)])
def test_a_wildcard_stands_for_one_label(run, certs, host, status):
    with Fault(secured(context(certs["wildcard"]), pop3())) as server, \
            Names({(host, "A"): ["127.0.0.1"]}) as names:
        ended = run(*trusting(certs, "--dns", names.address, "-4"), url(server, host), script=QUIT)
    assert ended.status == status, ended


def test_without_a_cafile_the_machine_is_asked(run, certs, server):
    assert run(url(server), script=QUIT, env={"SSL_CERT_FILE": str(certs.ca)}).status == 0
    assert run(url(server), script=QUIT, env={"SSL_CERT_FILE": str(certs["stranger-ca"].cert),
                                              "SSL_CERT_DIR": "/nonexistent"}).status == 77


def test_a_store_that_is_named_and_not_there(run, server):
    ended = run(url(server), script=QUIT, env={"SSL_CERT_FILE": "/nonexistent"})
    assert ended.status == 66 and "/nonexistent" in ended.err and not server.visitors, ended


@pytest.mark.parametrize("kinds, status, told", [
    (["root-before", "root"], 0, ""), (["root", "root-before"], 0, ""),
    (["root-to-come", "root"], 0, ""), (["root-before"], 77, "depends on an issuer that has expired"),
    (["root-to-come"], 77, "depends on an issuer that is not yet valid")])
def test_a_root_and_its_renewal(run, certs, server, tmp_path, kinds, status, told):
    """Of the same name and key, in one store: the one that is valid vouches."""
    store = tmp_path / "store.pem"
    store.write_bytes(b"".join(certs[kind].cert.read_bytes() for kind in kinds))
    ended = run("--cafile", store, url(server), script=QUIT)
    assert ended.status == status and told in ended.err, ended
    if status:
        refused(server)


# ---- pins ----

def prints(made):
    """What --pin takes for it, in each way of writing."""
    whole, key = (hashlib.sha256(octets) for octets in (made.der, made.public_key))
    return {"hex": whole.hexdigest(), "colons": whole.digest().hex(":").upper(),
            "key": base64.b64encode(key.digest()).decode()}


@pytest.mark.parametrize("how", ["hex", "colons", "key"])
def test_a_pin_decides_alone(run, certs, how):
    """Even of a certificate that is expired and not trusted otherwise."""
    with Fault(secured(context(certs["expired"]), pop3())) as server:
        ended = run("--pin", f"sha256:{prints(certs['expired'])[how]}", url(server), script=QUIT)
    assert ended.status == 0 and ended.out == GREETED, ended


@pytest.mark.parametrize("how", ["hex", "key"])
def test_a_wrong_pin_refuses_the_best_certificate(run, certs, server, how):
    ended = run(*trusting(certs, "--pin", f"sha256:{prints(certs['rsa'])[how]}"), url(server), script=QUIT)
    assert ended.status == 77 and prints(certs["good"])["key"] in ended.err, ended
    refused(server)


@pytest.mark.parametrize("kind, options, told", [
    ("good", [], r"trusted, issued by \S.*, good for 58 days"),
    ("expired", ["--insecure"], r"NOT trusted, accepted by --insecure: it expired 299 days ago.*"),
    ("good", ["--pin"], r"trusted: it is the pinned one, issued by \S.*, good for 58 days")])
def test_status_says_whether_it_is_trusted(run, certs, kind, options, told):
    if options == ["--pin"]:
        options = ["--pin", f"sha256:{prints(certs[kind])['key']}"]
    with Fault(secured(context(certs[kind]), pop3())) as server:
        ended = run(*trusting(certs, *options), url(server), script=f":status\n{QUIT}")
    assert re.search(rf"^certificate +{told}$", ended.out.decode() + ended.err, re.M), ended


# ---- what is agreed ----

@pytest.mark.parametrize("kind", ["good", "rsa"])
@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("limit", ["server", "min", "max"])
def test_versions_and_keys(run, certs, kind, version, limit):
    low, high = {"1.2": (V12, V12), "1.3": (V13, V13)}[version] if limit == "server" else (V12, V13)
    options = {"server": [], "min": ["--tls-min", version], "max": ["--tls-max", version]}[limit]
    with Fault(secured(context(certs[kind], low, high), pop3())) as server:
        ended = run(*trusting(certs, *options), url(server), script=f":status\n:cert\n{QUIT}")
        visitor = server.visitors[0]
    agreed = "1.3" if limit == "min" else version
    assert ended.status == 0, ended
    text = ended.out.decode() + ended.err
    assert re.search(rf"^TLS {agreed} \S*AES-256-GCM\S* \S+, certificate good for 58 days", text, re.M), ended
    assert re.search(rf"^TLS +TLS {agreed} \S*AES-256-GCM", text, re.M), "status says it"
    assert ("RSA 2048" if kind == "rsa" else "P-256") in text
    assert visitor.version == f"TLSv{agreed}"


@pytest.mark.parametrize("kind, suite, named", [
    ("rsa", "ECDHE-RSA-AES128-GCM-SHA256", "AES-128-GCM"), ("rsa", "ECDHE-RSA-CHACHA20-POLY1305", "CHACHA20"),
    ("rsa", "ECDHE-RSA-AES256-SHA384", "AES-256-CBC"), ("rsa", "ECDHE-RSA-AES128-SHA256", "AES-128-CBC"),
    ("rsa", "ECDHE-RSA-AES128-SHA", "AES-128-CBC"), ("rsa", "AES256-GCM-SHA384", "AES-256-GCM"),
    ("rsa", "AES128-SHA256", "AES-128-CBC"), ("rsa", "AES256-SHA", "AES-256-CBC"),
    ("good", "ECDHE-ECDSA-AES128-GCM-SHA256", "AES-128-GCM"), ("good", "ECDHE-ECDSA-CHACHA20-POLY1305", "CHACHA20"),
    ("good", "ECDHE-ECDSA-AES256-SHA384", "AES-256-CBC"), ("good", "ECDHE-ECDSA-AES256-SHA", "AES-256-CBC")])
def test_suites_of_tls_1_2(run, certs, kind, suite, named):
    settings = context(certs[kind], high=V12)
    settings.set_ciphers(f"{suite}:@SECLEVEL=0")
    with Fault(secured(settings, pop3())) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
    assert ended.status == 0 and ended.out == GREETED and named in ended.err, ended


@pytest.mark.parametrize("suite", ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256"])
@pytest.mark.parametrize("group", ["X25519", "P-256", "P-384", "P-521"])
def test_suites_and_groups_of_tls_1_3(certs, terminal, suite, group):
    with OpenSSL(certs["good"], "-tls1_3", "-ciphersuites", f"TLS_{suite}", "-groups", group) as server:
        t = terminal(*trusting(certs), url(server))
        t.until("+OK ready")
        assert re.search(rf"^TLS 1.3 {suite.replace('_', '-')[:8]}\S* {GROUPS.get(group, group)}", t.text, re.M), t.text


WEAK = {"AES256-GCM-SHA384": ["no forward secrecy"], "AES128-SHA": ["no forward secrecy", "CBC"],
        "ECDHE-RSA-AES256-SHA384": ["CBC"], "ECDHE-RSA-AES256-GCM-SHA384": []}


@pytest.mark.parametrize("suite", WEAK)
def test_what_is_weak_is_told(run, certs, tmp_path, suite):
    log, settings = tmp_path / "log", context(certs["rsa"], high=V12)
    settings.set_ciphers(f"{suite}:@SECLEVEL=0")
    with Fault(secured(settings, pop3())) as server:
        ended = run(*trusting(certs, "--log", log), url(server), script=f":status\n{QUIT}")
    told = "".join(f", {weakness}" for weakness in WEAK[suite])
    assert re.search(rf"^TLS 1\.2 [^,]+{told}, certificate good for 58 days", ended.err, re.M), ended
    assert re.search(rf"^TLS +TLS 1\.2 [^,]+{told}$", ended.out.decode() + ended.err, re.M), "status says it"
    for text in (ended.err, log.read_text()):
        assert ("anyone who gets the server's key later can decrypt" in text) == ("no forward secrecy" in told), text
        assert ("CBC: an outdated cipher" in text) == ("CBC" in told), text
    weak = re.search(r" tls took_us=\d+( weak=\d)?( held_us=\d+)?( \w+=\"[^\"]*\")*: ", log.read_text()).group(1)
    assert weak == {"": None, ", CBC": " weak=2"}.get(told, " weak=1" if "CBC" not in told else " weak=3")


def test_tls_1_2_without_the_extended_master_secret(run, certs):
    with GnuTLS(certs["good"], "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH") as server:
        ended = run(*trusting(certs), url(server, scheme="tls"), script="hello\n")
    assert ended.status == 0 and re.search("^TLS 1.2 .*, no extended master secret, ", ended.err, re.M), ended
    assert "(RFC 7627)" in ended.err


@pytest.mark.parametrize("key", [b"k\n", b"K\n"])
def test_new_keys_in_the_middle_are_named(certs, terminal, key):
    """KeyUpdate, which mbedTLS 3.6 does not have: the server did nothing wrong."""
    with OpenSSL(certs["good"], "-tls1_3") as server:
        t = terminal(*trusting(certs), url(server))
        t.until("+OK ready")
        server.say(key)
        t.line("NOOP")
        t.until("(KeyUpdate), which")
        t.until(CLOSED_HERE)
        assert "broke the protocol" not in t.text


def test_a_later_failure_is_not_blamed_on_a_certificate_that_was_let_pass(run, certs):
    with Fault(secured(context(certs["self"]), script("+OK ready", damaged))) as server:
        ended = run("--insecure", url(server), script="NOOP\n")
    assert ended.status == 76 and "damaged on its way, or forged" in ended.err, ended


def test_a_downgrade_is_named(run, certs):
    """A server of TLS 1.3 that chose 1.2 although 1.3 was offered: somebody changed the ClientHello."""
    def without_1_3(octets):
        return octets.replace(b"\x00\x2b\x00\x05\x04\x03\x04\x03\x03", b"\x7f\x2b\x00\x05\x04\x03\x04\x03\x03")
    with Fault(secured(context(certs["good"]), pop3())) as server, Relay(server.port, without_1_3) as relay:
        ended = run(*trusting(certs), url(relay), script=QUIT)
    assert ended.status == 76 and "the handshake was changed on its way (RFC 8446 4.1.3)" in ended.err, ended


def test_renegotiation_is_refused(certs, terminal):
    """Asked for in the midst of TLS 1.2, by openssl's "r"; it prints what became of it when it ends."""
    with OpenSSL(certs["good"], "-tls1_2") as server:
        t = terminal(*trusting(certs), url(server))
        t.until("+OK ready")
        server.say(b"r\n")
        t.line("NOOP")
        server.until(b"no renegotiation")
        t.until("asked to renegotiate TLS 1.2, which this build refuses")
        assert "no cipher" not in t.text
        t.until(re.compile("^Connection (closed|lost)", re.M))


@pytest.mark.parametrize("options, told", [
    (["-groups", "X448"], "no cipher, key exchange"), (["-tls1_2", "-cipher", "DHE-RSA-AES128-SHA"], "no cipher, key exchange"),
    (["-sigalgs", "ed25519"], "signature in common")])
def test_nothing_in_common_is_no_breach(run, certs, options, told):
    with OpenSSL(certs["rsa"], *options) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
    assert ended.status == 76 and told in ended.err and "broke the protocol" not in ended.err, ended


def test_a_server_with_ed25519_alone(run, certs):
    with OpenSSL(certs["ed"]) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
    assert ended.status == 76 and "signature in common" in ended.err, ended


def test_no_version_in_common(run, certs):
    with Fault(secured(context(certs["good"], V12, V12), pop3())) as server:
        ended = run(*trusting(certs, "--tls-min", "1.3"), url(server), script=QUIT)
        assert ended.status == 76 and re.search(r"no TLS 1\.3|--tls-min", ended.err), ended
        refused(server)


def test_a_server_that_has_only_tls_1_1(run, certs):
    with OpenSSL(certs["good"], "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0") as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
    assert ended.status == 76 and "RFC 8996" in ended.err, ended
    assert b"QUIT" not in server.heard


@pytest.mark.parametrize("version", ["1_2", "1_3"])
@pytest.mark.parametrize("kind", ["good", "rsa"])
def test_openssl(certs, terminal, version, kind):
    with OpenSSL(certs[kind], f"-tls{version}") as server:
        t = terminal(*trusting(certs), url(server))
        t.until("+OK ready")
        t.line("NOOP")
        server.until(b"NOOP")
        server.say(b"+OK nothing done\r\n")
        t.until("+OK nothing done")


@pytest.mark.parametrize("version", ["1.2", "1.3"])
@pytest.mark.parametrize("kind", ["good", "rsa"])
def test_gnutls(certs, run, version, kind):
    with GnuTLS(certs[kind], f"NORMAL:-VERS-ALL:+VERS-TLS{version}") as server:
        ended = run(*trusting(certs), url(server, scheme="tls"), script="hello\n")
    assert ended.status == 0 and ended.out.startswith(b"hello"), ended
    assert f"TLS {version}" in ended.err


def test_the_name_that_is_sent(run, certs, server):
    names = []
    c = context(certs["good"])
    c.sni_callback = lambda sock, name, _: names.append(name)
    with Fault(secured(c, pop3())) as server:
        for options, host in (([], "localhost"), (["--sni", "other.test"], "localhost"), ([], "127.0.0.1")):
            assert run(*trusting(certs, *options), url(server, host), script=QUIT).status == 0
    assert names == ["localhost", "other.test", None]


def test_a_token_names_the_host_without_the_dot_of_the_root(run):
    replies = {"CAPA": b"+OK\r\nSASL OAUTHBEARER\r\n.\r\n"}
    with Fault(pop3(replies=replies)) as server:
        run("--auth", "oauthbearer", f"pop3://paul@localhost.:{server.port}", "login", env={"POSTEL_TOKEN": "a.b"})
        said = re.search(rb"AUTH OAUTHBEARER (\S+)", server.heard()).group(1)
    assert b"\1host=localhost\1" in base64.b64decode(said)


def test_the_dot_of_the_root_is_sent_to_nobody(run, certs):
    """RFC 6066 3: a name without its trailing dot; and so in what is said of it."""
    names = []
    c = context(certs["good"])
    c.sni_callback = lambda sock, name, _: names.append(name)
    with Fault(secured(c, pop3())) as server, Names({("mail.example.test", "A"): ["127.0.0.1"]}) as dns:
        for options, host, status in (([], "localhost.", 0), (["--sni", "other.test."], "localhost", 0),
                                      (["--dns", dns.address, "-4"], "mail.example.test.", 77)):
            ended = run(*trusting(certs, *options), url(server, host), script=QUIT)
            assert ended.status == status, ended
    assert names == ["localhost", "other.test", "mail.example.test"]
    assert "TLS with mail.example.test: " in ended.err and "not for mail.example.test (" in ended.err, ended


# ---- what there is to see ----

def test_cert_pem_is_the_servers(run, certs):
    with Fault(secured(context(certs["chain"]), pop3())) as server:
        ended = run(*trusting(certs), url(server), script=f":cert --pem\n{QUIT}")
    assert ended.status == 0, ended
    found = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----",
                       ended.out.decode() + ended.err, re.S)
    assert [ssl.PEM_cert_to_DER_cert(pem) for pem in found] == [certs["chain"].der, certs["middle"].der]


def test_cert_of_a_server_that_was_refused(run, certs):
    with Fault(secured(context(certs["expired"]), pop3())) as server:
        ended = run(*trusting(certs), script=f"open {url(server)}\ncert\n")
    text = ended.out.decode() + ended.err
    assert prints(certs["expired"])["colons"] in text and prints(certs["expired"])["key"] in text, ended
    assert re.search("expired 299 days ago by this machine's clock$", text, re.M)


@pytest.mark.parametrize("version, labels", [
    ("1.2", ["CLIENT_RANDOM"]),
    ("1.3", ["CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
             "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"])])
def test_keys_for_wireshark(run, certs, server, tmp_path, version, labels):
    keys, log = tmp_path / "keys", tmp_path / "log"
    ended = run(*trusting(certs, "--tls-max", version, "--log", log), url(server), script=QUIT,
                env={"SSLKEYLOGFILE": str(keys)})
    assert ended.status == 0, ended
    assert re.search("(?i)warning: SSLKEYLOGFILE", ended.err) and "SSLKEYLOGFILE" in log.read_text(), ended
    lines = keys.read_text().splitlines()
    assert sorted(line.split()[0] for line in lines) == sorted(labels)
    assert all(re.fullmatch(r"\w+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})", line) for line in lines), lines
    assert len({line.split()[1] for line in lines}) == 1
    assert keys.stat().st_mode & 0o077 == 0, "nobody else may read them"


# ---- our own certificate ----

@pytest.mark.parametrize("version", [V12, V13])
def test_a_certificate_of_ours(run, certs, version):
    with Fault(secured(context(certs["good"], version, version, client_ca=certs.ca), pop3())) as server:
        ended = run(*trusting(certs, "--cert", certs["client"].cert, "--key", certs["client"].key), url(server),
                    script=QUIT)
        assert ended.status == 0 and ended.out == GREETED, ended
        assert server.visitors[0].client["subject"] == ((("commonName", "client"),),)


@pytest.mark.parametrize("version", [V12, V13], ids=["1.2", "1.3"])
def test_a_server_that_wants_one_and_gets_none(run, certs, version):
    with Fault(secured(context(certs["good"], version, version, client_ca=certs.ca), pop3())) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
        assert ended.status == 76 and "--cert FILE" in ended.err, ended
        refused(server)


def test_key_and_certificate_in_one_file(run, certs, tmp_path):
    both = tmp_path / "both.pem"
    both.write_bytes(certs["client"].cert.read_bytes() + certs["client"].key.read_bytes())
    both.chmod(0o600)
    with Fault(secured(context(certs["good"], client_ca=certs.ca), pop3())) as server:
        assert run(*trusting(certs, "--cert", both), url(server), script=QUIT).status == 0


@pytest.mark.parametrize("form", ["pkcs8", "sec1", "rsa", "crlf", "parameters"])
def test_forms_of_keys(run, certs, tmp_path, form):
    kind, path = certs["rsa" if form == "rsa" else "client"], tmp_path / "key.pem"
    openssl("pkey", "-in", kind.key, *([] if form == "pkcs8" else ["-traditional"]), "-out", path)
    if form == "crlf":
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    if form == "parameters":
        path.write_bytes(openssl("ecparam", "-name", "prime256v1") + path.read_bytes())
    with Fault(secured(context(certs["good"]), pop3())) as server:
        ended = run(*trusting(certs, "--cert", kind.cert, "--key", path), url(server), script=QUIT)
    assert ended.status == 0, ended


def test_a_key_locked_in_the_older_way(run, certs, server, tmp_path):
    path = tmp_path / "older.pem"
    openssl("ec", "-in", certs["client"].key, "-aes256", "-passout", "pass:x", "-out", path)
    assert "Proc-Type" in path.read_text()
    ended = run(*trusting(certs, "--cert", certs["client"].cert, "--key", path), url(server), script=QUIT)
    assert ended.status == 66 and "openssl pkey" in ended.err and not server.visitors, ended


def test_files_that_cannot_be_used_are_told_before_connecting(run, certs, server, tmp_path):
    garbage, gone, client = tmp_path / "garbage", tmp_path / "gone", certs["client"]
    garbage.write_bytes(os.urandom(3000))
    mine = ["--cert", client.cert, "--key"]
    for options, status in ((["--cafile", gone], 66), (["--cafile", garbage], 66), (["--cafile", tmp_path], 66),
                            (["--cert", gone], 66), (["--cert", garbage], 66), ([*mine, gone], 66),
                            ([*mine, garbage], 66), ([*mine, certs["rsa"].key], 78),
                            ([*mine, certs.locked_key()], 66), (["--cert", client.cert], 66)):
        ended = run(*options, url(server), script=QUIT)
        assert ended.status == status and str(options[-1]) in ended.err, (options, ended)
    assert not server.visitors


def test_a_passphrase_is_asked_without_echo(terminal, certs, tmp_path):
    log = tmp_path / "log"
    with Fault(secured(context(certs["good"], client_ca=certs.ca), pop3())) as server:
        t = terminal(*trusting(certs, "--log", log, "--cert", certs["client"].cert, "--key", certs.locked_key()),
                     url(server))
        t.until("Passphrase for")
        t.quiet()
        assert not server.visitors
        t.line("wrong")
        t.until("Wrong passphrase. Passphrase for")
        t.until(lambda: t.row == "(not shown)")
        assert not server.visitors
        t.line(PASSPHRASE)
        t.until("+OK POP3 server ready")
        assert server.visitors[0].client["subject"] == ((("commonName", "client"),),)
    for secret in (PASSPHRASE, "wrong"):
        for place in (t.text, t.raw.decode("latin-1"), log.read_text()):
            assert secret not in place


# ---- servers that do not play along ----

def test_a_server_that_answers_in_clear(run, certs):
    with Fault(script("+OK plain as day", STAY)) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
        assert ended.status == 76 and "answers in clear text: +OK plain as day" in ended.err, ended
        assert b"QUIT" not in server.heard()


def test_a_silent_server(run, certs):
    with Fault(STAY) as server:
        ended = run(*trusting(certs, "--timeout", 1), url(server), script=QUIT)
        assert ended.status == 69 and 0.9 < ended.took < 15, ended
        assert "no answer to our ClientHello came" in ended.err
        assert server.heard().startswith(b"\x16\x03"), "it was offered a handshake"


def test_a_server_that_falls_silent_in_the_midst(run, certs):
    with Fault(script(b"\x16\x03\x03\x00\x7a\x02\x00", STAY)) as server:
        ended = run(*trusting(certs, "--timeout", 1), url(server), script=QUIT)
    assert ended.status == 69 and "the server's answer to our ClientHello is incomplete" in ended.err, ended


@pytest.mark.parametrize("steps", [[], [b"\x16\x03\x03\x00\x7a\x02\x00"], [RESET]], ids=["at-once", "half", "reset"])
def test_a_server_that_leaves_within_the_handshake(run, certs, steps):
    def hello(visitor):
        visitor.fill()
    with Fault(script(hello, *steps)) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
    assert ended.status == 69, ended
    assert steps == [RESET] or "ClientHello" in ended.err, "how far it got"


@pytest.mark.parametrize("octets", [b"\x15\x03\x03\x00\x02\x02\x28", b"\x16\x03\x03\xff\xff" + bytes(70000),
                                    b"\x16" * 5000, b"\x16\x03\x03\x00\x04\x63\x00\x00\x00", b"\x15\x03\x03\x00\x00"],
                         ids=["alert", "too-long", "noise", "unknown", "empty"])
def test_a_broken_handshake(run, certs, octets):
    with Fault(script(octets, STAY)) as server:
        ended = run(*trusting(certs), url(server), script=QUIT, timeout=10)
        assert ended.status == 76, ended
        assert b"QUIT" not in server.heard()
    assert "with alert 40, handshake_failure" in ended.err or octets[0] != 0x15 or octets[4] == 0


def test_an_end_without_close_notify(run, certs):
    """Whoever cuts the line can cut a reply short: what was said stays, the run still ends."""
    def cut(visitor):
        visitor.line()
        visitor.say("+OK bye")
    with Fault(secured(context(certs["good"]), script("+OK ready", cut), clean=False)) as server:
        ended = run(*trusting(certs), url(server), script=QUIT)
    assert ended.status == 0 and ended.out == b"+OK ready\r\n+OK bye\r\n", ended


def test_a_body_that_is_cut(run, certs):
    with Fault(secured(context(certs["good"]), script("+OK ready", lambda v: v.line(), b"+OK\r\nhalf of it"),
                       clean=False)) as server:
        assert run(*trusting(certs), url(server), script="RETR 1\n").status == 69


def damaged(visitor):
    """A record that nobody encrypted, in the midst of the session."""
    visitor.line()
    bare = socket.socket(fileno=os.dup(visitor.sock.fileno()))
    bare.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
    bare.close()
    visitor.stay()


def test_a_forged_record(run, certs):
    with Fault(secured(context(certs["good"]), script("+OK ready", damaged))) as server:
        ended = run(*trusting(certs), url(server), script="NOOP\n")
    assert ended.status == 76 and "damaged on its way, or forged" in ended.err, ended


@pytest.mark.parametrize("high", [V12, V13], ids=["1.2", "1.3"])
def test_one_octet_at_a_time(run, certs, high):
    with Fault(secured(context(certs["chain"], high=high), pop3())) as server, Relay(server.port) as relay:
        ended = run(*trusting(certs), url(relay), script=f"STAT\nLIST\n{QUIT}")
    assert ended.status == 0 and ended.out.endswith(b".\r\n+OK bye\r\n"), ended


@pytest.mark.parametrize("high", [V12, V13], ids=["1.2", "1.3"])
def test_large_records_both_ways(run, certs, high):
    """Records of 16 KiB come, and a message of 1 MiB goes and comes as it is."""
    body = b"".join(b"%07d %s\r\n" % (n, b"x" * 90) for n in range(10486))
    with Fault(secured(context(certs["good"], high=high),
                       pop3(replies={"RETR": b"+OK\r\n" + body + b".\r\n"}))) as server:
        ended = run(*trusting(certs), url(server), script=f"RETR 1\n{QUIT}")
    assert ended.status == 0 and ended.out == b"+OK POP3 server ready\r\n+OK\r\n" + body + b".\r\n+OK bye\r\n"
    with Fault(secured(context(certs["good"], high=high), smtp())) as server:
        ended = run(*trusting(certs), url(server, scheme="smtps"),
                    script=b"EHLO me\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\n" + body + b".\nQUIT\n")
        assert ended.status == 0 and body + b".\r\nQUIT\r\n" in server.heard()


# ---- TLS behind a word ----

UPGRADES = {
    "pop3": ("+OK ready", "STLS", "+OK begin"),
    "smtp": ("220 ready ESMTP", "STARTTLS", "220 go ahead"),
    "imap": ("* OK IMAP4rev1 ready", "a1 STARTTLS", "a1 OK begin"),
}


def echo_replies(protocol):
    """What goes on inside: each line is taken."""
    def part(visitor):
        while True:
            words = visitor.line().split()
            tag = words[0].decode() if protocol == "imap" else ""
            visitor.say({"pop3": "+OK inside", "smtp": "250 inside", "imap": f"{tag} OK inside"}[protocol])
            if words[-1].upper() in (b"QUIT", b"LOGOUT"):
                return
    return part


def upgrading(certs, protocol, kind="good", agreement=None):
    greeting, _, usual = UPGRADES[protocol]
    return Fault(upgraded(context(certs[kind]), greeting, agreement or usual, echo_replies(protocol)))


@pytest.mark.parametrize("protocol", UPGRADES)
@pytest.mark.parametrize("by", ["hand", "tls"])
def test_an_upgrade(run, certs, protocol, by):
    word = UPGRADES[protocol][1] if by == "hand" else ":tls"
    agreement = "tls OK begin" if protocol == "imap" and by == "tls" else UPGRADES[protocol][2]
    last = {"pop3": "QUIT", "smtp": "QUIT", "imap": "a2 LOGOUT"}[protocol]
    first = "EHLO me\n" if protocol == "smtp" else ""
    with upgrading(certs, protocol, agreement=agreement) as server:
        ended = run(*trusting(certs), url(server, scheme=protocol), script=f"{first}{word}\n{last}\n")
        assert ended.status == 0 and b"inside" in ended.out, ended
        assert server.heard() == f"{last}\r\n".encode()
        assert server.visitors[0].clear.endswith(UPGRADES[protocol][1].split()[-1].encode() + b"\r\n")
    assert re.search("^TLS 1.3 ", ended.err, re.M), ended


@pytest.mark.parametrize("protocol", UPGRADES)
def test_octets_slipped_in_behind_the_agreement(run, certs, protocol):
    """CVE-2011-0411: they end the connection, and no handshake is begun."""
    greeting, word, agreement = UPGRADES[protocol]
    with Fault(script(greeting, expect(word), agreement.encode() + b"\r\n+OK slipped in\r\n", STAY)) as server:
        ended = run(*trusting(certs), url(server, scheme=protocol), script=f"{word}\n" + "NOOP\n" * 50)
        assert ended.status == 76 and "slipped in" in ended.err, ended
        assert server.heard() == word.encode() + b"\r\n", "no word, and no ClientHello"


@pytest.mark.parametrize("kind", ["expired", "self", "name"])
def test_a_bad_certificate_behind_an_upgrade(run, certs, kind):
    with upgrading(certs, "pop3", kind) as server:
        ended = run(*trusting(certs), url(server, scheme="pop3"), script="STLS\nUSER paul\n")
        assert ended.status == 77, ended
        until(lambda: hasattr(server.visitors[0], "failure"))
        assert not server.heard() and server.visitors[0].clear == b"STLS\r\n"


def test_a_server_that_refuses_the_upgrade(run, certs):
    with Practice("--refuse", "stls=454:no TLS here") as server:
        ended = run(*trusting(certs), f"pop3://localhost:{server.pop3}", script="STLS\nQUIT\n")
        assert ended.status == 1 and server.heard() == ["STLS", "QUIT"], ended


def test_a_server_that_goes_on_in_clear(run, certs):
    with Fault(script("+OK ready", lambda v: v.line(), "+OK begin", lambda v: v.fill(), "+OK and so on",
                      STAY)) as server:
        ended = run(*trusting(certs), url(server, scheme="pop3"), script="STLS\nUSER paul\n")
        assert ended.status == 76 and "continued in clear text after it agreed to TLS" in ended.err, ended
        assert b"USER" not in server.heard()


def test_lines_typed_meanwhile_arrive_inside(terminal, certs):
    def slowly(visitor):
        visitor.server.asked.append(visitor.line())
        until(lambda: visitor.server.go)
        visitor.say("+OK begin")
        secured(context(certs["good"]), echo_replies("pop3"))(visitor)
    with Fault(script("+OK ready", slowly)) as server:
        server.asked, server.go = [], False
        t = terminal(*trusting(certs), url(server, scheme="pop3"))
        t.until("+OK ready")
        t.line("STLS")
        until(lambda: server.asked)
        t.line("STAT")
        t.line("NOOP")
        t.quiet()
        server.go = True
        t.until(lambda: t.text.count("+OK inside") == 2)
        t.until(re.compile("^TLS 1.3 ", re.M))
        assert server.visitors[0].clear == b"STLS\r\n"
        assert server.heard() == b"STAT\r\nNOOP\r\n"


def test_tls_twice_makes_no_sense(run, certs, server):
    ended = run(*trusting(certs), url(server), script=f":tls\n{QUIT}")
    assert "TLS is already on" in ended.err and server.heard() == b"QUIT\r\n", ended


def test_open_with_tls_at_once(run, certs, server):
    ended = run(*trusting(certs), script=f"open -tls localhost {server.port}\n{QUIT}")
    assert ended.status == 0 and ended.out == GREETED, ended


def test_the_same_words_on_the_shell_line(run, certs, server):
    ended = run(*trusting(certs), "-tls", "localhost", server.port, script=QUIT)
    assert ended.status == 0 and ended.out == GREETED, ended


# ---- the two sessions of test_article.py ----

def over_tls(t, servers, kind, how):
    """At the prompt: connects with TLS at once, or waits for the greeting and says the word for it."""
    port = servers.ports[kind]
    t.prompt()
    if how == "at once":
        t.line(f"open {kind}://localhost:{port}")
        t.until(re.compile(r"^TLS 1\.3 .*certificate good for 58 days", re.M))
        t.until(re.compile(r"^(\+OK|220) ", re.M))
        return
    t.line(f"open {kind}://localhost:{port}")
    t.until(re.compile(r"^(\+OK|220) ", re.M))
    if kind == "submission":
        t.say("EHLO client.example.com", "250 CHUNKING")
    t.line("STLS" if kind == "pop3" else "STARTTLS")
    t.until(re.compile(r"^TLS 1\.3 .*certificate good for 58 days", re.M))


@pytest.mark.parametrize("kind, how", [("pop3", "by word"), ("pop3s", "at once")])
def test_a_mailbox(terminal, dovecot, tmp_path, kind, how):
    dovecot.fill("paul", [1204, 50000])
    log = tmp_path / "log"
    t = terminal("--cafile", dovecot.ca, "--log", log)
    over_tls(t, dovecot, kind, how)
    t.say("user paul", r"\+OK")
    t.say("pass mypassword", r"\+OK Logged in")
    t.say("list", r"\+OK 2 messages")
    t.until(re.compile(r"^2 50000$", re.M))
    t.say("retr 1", r"\+OK 1204 octets")
    t.until("Subject: message 1")
    t.say("dele 1", r"\+OK Marked")
    stars_only(t, log)
    t.say("quit", r"\+OK Logging out")
    t.until(CLOSED_THERE)
    until(lambda: len(dovecot.messages("paul")) == 1)
    assert "clear text" not in t.text


@pytest.mark.parametrize("kind, how", [("submission", "by word"), ("submissions", "at once")])
def test_a_message(terminal, postfix, tmp_path, kind, how):
    postfix.fill("paul", [])
    log = tmp_path / "log"
    t = terminal("--cafile", postfix.ca, "--log", log)
    over_tls(t, postfix, kind, how)
    t.say("EHLO client.example.com", "250 CHUNKING")
    t.say("auth login dXNlcm5hbWU=", "334 ")
    t.say("cGFzc3dvcmQ=", "235 ")
    t.say("MAIL FROM:<username@example.com>", "250 2.1.0")
    t.say("RCPT TO:<paul@example.com>", "250 2.1.5")
    t.say("DATA", "354 ")
    for line in ("Subject: sealed", "", "Nobody read this on its way."):
        t.line(line)
    t.say(".", "250 2.0.0 Ok: queued as")
    stars_only(t, log)
    t.say("QUIT", "221 ")
    mail, = until(lambda: postfix.messages("paul"))
    assert mail.endswith(b"\r\n\r\nNobody read this on its way.\r\n")
    assert b"using TLSv1.3" in mail, "Postfix says so itself"


@pytest.mark.parametrize("kind, word", [("imap", "a STARTTLS\n"), ("imaps", "")])
def test_a_mailbox_over_imap(run, dovecot, kind, word):
    ended = run("--cafile", dovecot.ca, f"{kind}://localhost:{dovecot.ports[kind]}",
                script=f"{word}b LOGIN paul mypassword\nc LOGOUT\n")
    assert ended.status == 0 and b"b OK" in ended.out and "TLS 1.3" in ended.err, ended


def test_interrupt_within_the_handshake(terminal, certs):
    with Fault(STAY) as server:
        t = terminal(*trusting(certs)).prompt()
        t.line(f"open {url(server)}")
        until(lambda: server.visitors and server.heard())
        t.ctrl("C")
        t.until("cancelled")
        t.until(lambda: t.row == PROMPT)


# ---- a secret in clear is warned of by what the connection and its far end are ----

CLEAR = "this secret crosses the network in clear text"
EHLO = "250-x\r\n250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 EXTERNAL"


@pytest.mark.parametrize("scheme, lines, part, clear", [
    ("pop3", "USER a\nPASS b\nQUIT\n", pop3(), True),
    ("pop3", "APOP a c4c9334bac560ecc979e58001b3e22fb\nQUIT\n", pop3(), False),
    ("smtp", "EHLO x\nAUTH PLAIN AGEAYg==\nQUIT\n", smtp(replies={"EHLO": EHLO, "AUTH": "235 in"}), True),
    ("smtp", "EHLO x\nAUTH XOAUTH2 dXNlcj1h\nQUIT\n", smtp(replies={"EHLO": EHLO, "AUTH": "235 in"}), True),
    ("smtp", "EHLO x\nAUTH SCRAM-SHA-1 biws\nQUIT\n", smtp(replies={"EHLO": EHLO, "AUTH": "235 in"}), False),
    ("smtp", "EHLO x\nAUTH EXTERNAL YQ==\nQUIT\n", smtp(replies={"EHLO": EHLO, "AUTH": "235 in"}), False),
    ("imap", "a LOGIN a b\n", script("* OK", lambda v: v.line(), "a OK"), True),
    ("imap", "a AUTHENTICATE CRAM-MD5\nYSBi\n", script("* OK", lambda v: v.line(), "+ PDE+", lambda v: v.line(), "a OK"), False),
])
def test_a_secret_in_clear_to_another_machine(run, far, scheme, lines, part, clear):
    with Fault(part, host=far) as server:
        ended = run("--timeout", "5", f"{scheme}://{far}:{server.port}", script=lines)
        assert (CLEAR in ended.err) == clear, ended


def test_no_secret_is_in_clear_inside_tls(run, far, certs):
    with Fault(secured(context(certs["good"]), pop3()), host=far) as server:
        ended = run("--insecure", f"pop3s://{far}:{server.port}", script="USER a\nPASS b\nQUIT\n")
        assert ended.status == 0 and b"PASS b" in server.heard() and CLEAR not in ended.err, ended


# ---- whose clock is wrong, by the time that a greeting tells ----

def mail_date(days, zone=0):
    """As sendmail's greeting tells it, so many days from now, in a zone of so many hours."""
    there = time.gmtime(time.time() + days * 86400 + zone * 3600)
    return time.strftime("%a, %d %b %Y %H:%M:%S ", there) + f"{zone:+03}00"


def told(days):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400)) + r" [\d:]{8} UTC"


GREETINGS = {
    "smtp": ("220 mail ESMTP Sendmail 8.14.4; {}", "EHLO x\nSTARTTLS\n", "220 go ahead"),
    "pop3": ("+OK mail POP3 ready, {}", "STLS\n", "+OK go"),
    "imap": ("* OK [CAPABILITY IMAP4rev1 STARTTLS] mail at {} (UTC)", "a STARTTLS\n", "a OK go"),
}


def refused_after(run, certs, kind, date, scheme="smtp", options=(), more=""):
    """What is said of that certificate behind a greeting that tells that date."""
    greeting, lines, agreement = GREETINGS[scheme]
    with Fault(upgraded(context(certs[kind]), greeting.format(date), agreement, STAY)) as server:
        return run(*trusting(certs, *options), f"{scheme}://localhost:{server.port}", script=lines + more)


SAYS = "; the server's greeting says {}"
WITNESSES = {
    "behind": ("far-future", 3700, SAYS + ", when the certificate is valid: this machine's clock is slow; set it "),
    "behind, by no CA": ("far-future-unknown", 3700, SAYS + ", when the certificate is valid: one of the two clocks is wrong; "
                         "check this machine's, and set it if it is wrong; it is self-signed"),
    "ahead": ("just-expired", -14, SAYS + ", when the certificate is valid: one of the two clocks is wrong; "
              "check this machine's, and set it if it is wrong "),
    "expired": ("just-expired", 0, "; the server's clock agrees: {} "),
    "not yet valid": ("far-future", 0, "; the server's clock agrees: {} "),
    "expired by both": ("just-expired", 400, "; by the server's greeting, {}, the certificate is not valid either "),
    "valid by none": ("far-future", 5000, "; by the server's greeting, {}, the certificate is not valid either "),
    "before this program": ("expired", -350, SAYS + ", but that clock is wrong: it is earlier than this program "),
}


@pytest.mark.parametrize("scheme", GREETINGS)
@pytest.mark.parametrize("case", WITNESSES)
def test_a_greeting_that_tells_the_time_is_a_witness(run, certs, scheme, case):
    kind, days, why = WITNESSES[case]
    ended = refused_after(run, certs, kind, mail_date(days), scheme)
    assert ended.status == 77 and re.search(
        f", by this machine's clock, {told(0)}" + why.format(told(days)), ended.err), ended


FORMS = {
    "mail": lambda days: mail_date(days, zone=-8),
    "net": lambda days: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86400)),
    "apop": lambda days: f"<1896.{int(time.time()) + days * 86400}@mail>",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_in_which_a_greeting_tells_the_time(run, certs, form):
    ended = refused_after(run, certs, "future", FORMS[form](45), "pop3")
    assert re.search(f"the server's greeting says {told(45)}, when the certificate is valid", ended.err), ended


@pytest.mark.parametrize("date", ["", "Mon, 30 Nov 2036 21:00:00", "<1896.697170952@mail>", "Version 8.14"])
def test_a_greeting_that_tells_no_certain_time_is_no_witness(run, certs, date):
    ended = refused_after(run, certs, "far-future", date, "pop3")
    assert ended.status == 77 and "if that clock is wrong, set it" in ended.err and "greeting" not in ended.err, ended


def test_what_is_let_pass_is_told_with_the_clock_too(run, certs):
    ended = refused_after(run, certs, "far-future", mail_date(3700), options=["--insecure"], more=":status\n")
    assert re.search("continuing .*this machine's clock is slow; set it", ended.err), ended
    assert re.search("accepted by --insecure: it is not valid .*this machine's clock is slow; set it", ended.err), ended


# ---- the way round a certificate is one that can be gone where it is said ----

def test_at_the_prompt_the_way_round_is_a_command(terminal, certs):
    with Fault(secured(context(certs["expired"]), pop3())) as server:
        t = terminal("--no-rc")
        t.line(f"open pop3s://localhost:{server.port}")
        t.until(re.compile(r"set insecure,\s+then reopen,\s+continues"))
        assert "--insecure" not in t.text
        t.line("set insecure")
        t.line("reopen")
        t.until(re.compile(r"^\+OK", re.M))


def test_a_command_that_would_do_without_tls_says_so(run, certs):
    replies = {"EHLO": "250-x\r\n250 STARTTLS", "STARTTLS": "220 go"}
    part = script("220 hi", lambda v: v.line(), replies["EHLO"], expect("STARTTLS"), "220 go",
                  secured(context(certs["expired"]), smtp()))
    with Fault(part) as server:
        ended = run(*trusting(certs), f"smtp://localhost:{server.port}", "verify", "a@x")
        assert ended.status == 77 and "(--insecure continues anyway, --tls off does without TLS)" in ended.err, ended
    with Fault(smtp(replies=replies)) as server:
        ended = run("--tls", "off", f"smtp://localhost:{server.port}", "verify", "a@x")
        assert ended.status == 0 and b"STARTTLS" not in server.heard(), ended
