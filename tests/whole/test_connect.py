"""Getting there: names, families, several addresses, dead ones, and giving up."""
import re

import pytest

from client import PROMPT, until
from faults import ELSEWHOSE, SERVFAIL, SILENT, Deaf, Fault, Names, STAY, pop3, script
from servers import HOSTS

needs_ipv6 = pytest.mark.skipif("::1" not in HOSTS, reason="needs IPv6 on loopback")

A, AAAA = ("mail.test", "A"), ("mail.test", "AAAA")


def test_an_address(run):
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script="QUIT\n")
    assert re.search(rf"Trying 127\.0\.0\.1 port {server.port}\.\.\.", ended.err)
    assert re.search(r"Connected to 127\.0\.0\.1 port \d+\..*connect <?\d", ended.err), ended


@needs_ipv6
@pytest.mark.parametrize("target", ["::1 {}", "[::1]:{}", "pop3://[::1]:{}"])
def test_ipv6_literals(run, target):
    with Fault(pop3(), host="::1") as server:
        ended = run(*target.format(server.port).split(), script="QUIT\n")
    assert ended.status == 0 and "::1" in ended.err, ended


def test_a_name(run):
    with Fault(pop3()) as server, Names({A: ["127.0.0.1"]}) as names:
        ended = run("--dns", names.address, "mail.test", server.port, script="QUIT\n")
    assert ended.status == 0, ended
    assert re.search(r"Connected to mail\.test \(127\.0\.0\.1\) port \d+\..*name \d.*connect <?\d", ended.err), ended
    assert ("mail.test", "A") in names.asked and ("mail.test", "AAAA") in names.asked


def test_localhost_needs_no_dns(run):
    with Fault(pop3()) as server, Names({}) as names:
        ended = run("--dns", names.address, "-4", "localhost", server.port, script="QUIT\n")
    assert ended.status == 0 and not names.asked, ended


def test_a_refusing_address_is_told_and_the_next_tried(run):
    with Fault(pop3()) as server, Names({A: ["127.0.0.2", "127.0.0.1"]}) as names:
        ended = run("--dns", names.address, "mail.test", server.port, script="QUIT\n")
    assert ended.status == 0, ended
    assert re.search(r"127\.0\.0\.2.*(\n.*)?refused", ended.err), ended
    assert "Connected to mail.test (127.0.0.1)" in ended.err


def test_a_silent_address_does_not_hold_up_the_next(run):
    with Fault(pop3()) as server, Deaf("127.0.0.2", server.port), \
            Names({A: ["127.0.0.2", "127.0.0.1"]}) as names:
        ended = run("--dns", names.address, "mail.test", server.port, script="QUIT\n")
    assert ended.status == 0 and ended.took < 25, ended  # its own limit is 30 s
    assert "Trying 127.0.0.2" in ended.err and "(127.0.0.1)" in ended.err


@needs_ipv6
def test_ipv6_comes_first(run):
    with Fault(pop3()) as old, Fault(pop3(), host="::1", port=old.port) as new, \
            Names({A: ["127.0.0.1"], AAAA: ["::1"]}) as names:
        ended = run("--dns", names.address, "mail.test", old.port, script="QUIT\n")
        assert ended.status == 0 and new.visitors and not old.visitors, ended


@needs_ipv6
@pytest.mark.parametrize("option, address, other", [("-4", "127.0.0.1", "AAAA"), ("-6", "::1", "A")])
def test_one_family_only(run, option, address, other):
    with Fault(pop3()) as old, Fault(pop3(), host="::1", port=old.port), \
            Names({A: ["127.0.0.1"], AAAA: ["::1"]}) as names:
        ended = run(option, "--dns", names.address, "mail.test", old.port, script="QUIT\n")
    assert ended.status == 0 and f"({address})" in ended.err, ended
    assert ("mail.test", other) not in names.asked


@pytest.mark.parametrize("answer", [SILENT, SERVFAIL])
def test_one_family_without_an_answer_does_not_hold_up_the_other(run, answer):
    with Fault(pop3()) as server, Names({A: ["127.0.0.1"], AAAA: answer}) as names:
        ended = run("--dns", names.address, "mail.test", server.port, script="QUIT\n")
    assert ended.status == 0 and ended.took < 25, ended  # its own limit is 30 s


def test_a_name_without_addresses(run):
    with Names({("mail.test", "MX"): ["10 mx.test"]}) as names:
        assert run("--dns", names.address, "mail.test", 110, script="").status == 68


def test_a_silent_name_server_is_blamed_itself(run):
    with Names({A: SILENT, AAAA: SILENT}) as names:
        ended = run("--timeout", 1, "--dns", names.address, "mail.test", 110, script="")
    assert ended.status == 68 and ended.took < 15, ended
    assert f"the name server 127.0.0.1 port {names.address.split(':')[1]} has not answered for " in ended.err, ended


def test_names_that_no_name_server_should_see(run):
    for name in ("a..test", "-" * 64 + ".test", "x" * 300, "mail .test", "mail\x07.test"):
        with Names({}) as names:
            assert run("--dns", names.address, name, 110, script="").status in (64, 68)
        assert not any("\x07" in asked or " " in asked for asked, _ in names.asked)


def test_bind(run):
    with Fault(pop3()) as server:
        ended = run("--bind", "127.0.0.9", "127.0.0.1", server.port, script="QUIT\n")
    assert ended.status == 0, ended
    assert server.visitors[0].address == "127.0.0.9"


def test_bind_to_an_address_that_is_not_ours(run):
    with Fault(pop3()) as server:
        ended = run("--bind", "192.0.2.1", "127.0.0.1", server.port, script="QUIT\n")
    assert ended.status == 69 and not server.visitors, ended


def test_timeout(run):
    with Deaf("127.0.0.1") as deaf:
        ended = run("--timeout", 1, "127.0.0.1", deaf.port, script="QUIT\n")
    assert ended.status == 69 and 0.9 < ended.took < 15, ended


def test_interrupt_while_connecting(terminal):
    with Deaf("127.0.0.1") as deaf:
        t = terminal().prompt()
        t.line(f"open 127.0.0.1 {deaf.port}")
        t.until("Trying 127.0.0.1")
        t.ctrl("C")
        t.until(lambda: t.row == PROMPT)
        t.line("quit")
        t.status()


def test_interrupt_while_asking_for_a_name(terminal):
    with Names({A: SILENT, AAAA: SILENT}) as names:
        t = terminal("--dns", names.address).prompt()
        t.line("open mail.test 110")
        until(lambda: names.asked)
        t.ctrl("C")
        t.until(lambda: t.row == PROMPT)


def test_the_keyboard_is_alive_while_connecting(terminal):
    """What is typed meanwhile is not lost, and is not sent before the greeting."""
    with Fault(script(1, "+OK ready", STAY)) as server:
        t = terminal().prompt()
        t.line(f"open 127.0.0.1 {server.port}")
        t.until("Connected")
        t.type("stat")
        t.until(lambda: t.row.endswith("stat"))
        t.until("+OK ready")
        t.until(lambda: t.row == "stat")
        t.key("enter")
        until(lambda: server.heard() == b"stat\r\n")


def test_mx(run):
    zone = {("example.test", "MX"): ["20 backup.test", "10 mail.test"], A: ["127.0.0.1"],
            AAAA: ["::1"], ("backup.test", "A"): ["127.0.0.2"],
            ("_submission._tcp.example.test", "SRV"): ["0 1 587 submit.test"], ("submit.test", "A"): ["127.0.0.3"]}
    with Names(zone) as names:
        ended = run("--dns", names.address, "mx", "example.test", script="")
    text = ended.out.decode()
    assert ended.status == 0, ended
    assert text.index("mail.test") < text.index("backup.test"), "the preferred one comes first"
    for word in ("10", "20", "127.0.0.1", "::1", "127.0.0.2", "submit.test", "587", "127.0.0.3"):
        assert word in text, word


def test_mx_that_are_wrong_are_warned_of(run):
    zone = {("example.test", "MX"): ["10 192.0.2.25", "20 mx.test", "30 alias.test"],
            ("mx.test", "A"): ["10.1.2.3"], ("alias.test", "CNAME"): ["mx.test"], ("alias.test", "A"): ["10.1.2.3"]}
    with Names(zone) as names:
        ended = run("--dns", names.address, "mx", "example.test", script="")
    assert ended.status == 0, ended
    for words in ("MX 192.0.2.25 is an address, but RFC 5321 5.1 requires a name",
                  "MX mx.test has the address 10.1.2.3, which is private"):
        assert words in ended.err, ended


def test_mx_of_a_domain_that_takes_no_mail(run):
    with Names({("example.test", "MX"): ["0 ."]}) as names:
        ended = run("--dns", names.address, "mx", "example.test", script="")
    assert "7505" in ended.out.decode() + ended.err or "no mail" in (ended.out.decode() + ended.err).lower(), ended


@pytest.mark.parametrize("zone, said, never", [
    ({("example.test", "MX"): SERVFAIL}, "look up example.test: the name server 127.0.0.1 port PORT answered SERVFAIL",
     "no name server"),
    ({("example.test", "MX"): ELSEWHOSE, A: ["127.0.0.1"], ("example.test", "A"): ["127.0.0.1"]},
     "look up example.test: the name server 127.0.0.1 port PORT sent an answer that does not answer the question",
     "no MX"),
    ({("example.test", "MX"): ["10 mx.test"], ("mx.test", "A"): SERVFAIL, ("mx.test", "AAAA"): SERVFAIL},
     "look up mx.test: the name server 127.0.0.1 port PORT answered SERVFAIL", "the domain has no usable mail server"),
])
def test_mx_where_dns_fails(run, zone, said, never):
    """Whether the domain takes mail is not known then."""
    with Names(zone) as names:
        ended = run("--dns", names.address, "mx", "example.test", script="")
    said = said.replace("PORT", names.address.split(":")[1])
    assert ended.status == 68 and said in ended.err and never not in ended.err + ended.out.decode(), ended


@pytest.mark.parametrize("word, said", [
    ("192.0.2.1", "a domain, not an address"), ("[192.0.2.1]", "a domain, not an address"), ("2001:db8::1", "a domain, not an address"),
    ("bob@example.test", "only the part after the @"), ("a..test", "1 to 63 between dots"),
    ("a" * 64 + ".test", "1 to 63 between dots")])
def test_mx_of_what_is_no_domain(run, word, said):
    with Names({}) as names:
        ended = run("--dns", names.address, "mx", word, script="")
        assert ended.status == 64 and said in ended.err and not names.asked, ended


def test_mx_shows_both_forms_of_a_domain(run):
    with Names({("xn--bcher-kva.test", "MX"): ["10 mx.test"], ("mx.test", "A"): ["192.0.2.1"]}) as names:
        ended = run("--dns", names.address, "mx", "bücher.test", script="")
    assert ended.status == 0 and "bücher.test is sent as xn--bcher-kva.test" in ended.err, ended


def test_mx_of_nothing(run):
    with Names({}) as names:
        assert run("--dns", names.address, "mx", "example.test", script="").status == 68


def test_a_nagle_delay_would_show(run):
    """Small lines follow each other at once: TCP_NODELAY is set, and nothing polls.  (Other programs hold up some.)"""
    with Fault(pop3()) as server:
        ended = run("127.0.0.1", server.port, script="NOOP\n" * 50 + "QUIT\n")
    times = [at for at, _ in server.visitors[0].arrivals]
    gaps = sorted(after - before for before, after in zip(times, times[1:]))
    assert ended.status == 0 and gaps[len(gaps) // 4] < 0.03, gaps
