"""A server that is far away, and everybody who can say no on the way to it: who did, when, and at whose order."""
import json
import re

import pytest

from far import CLIENT, NOBODY, ROUTER, BEYOND, SERVER, Far, missing
from faults import Fault, Names, SILENT, pop3

BOTH = pytest.mark.parametrize("family", [4, 6])
PROHIBITED = {4: "administratively prohibited, ICMP 3/13", 6: "administratively prohibited, ICMPv6 1/1"}
PORT = {4: "port unreachable, ICMP 3/3", 6: "port unreachable, ICMPv6 1/4"}
LATER = r", <?\d[\d.]* (us|ms|s) after the first (try|of \d+ tries)"


@pytest.fixture(scope="module", name="far")
def network():
    why = missing()
    if why:
        pytest.skip(why)
    with Far() as running:
        yield running


@pytest.fixture
def there(far, run):
    """A run in the client's place."""
    def start(*arguments, **more):
        with far.at("client"):
            return run(*arguments, **{"script": "QUIT\n", **more})
    return start


def sentence(ended):
    """The last that was said of what failed."""
    return [line for line in ended.err.splitlines() if "was not sent:" not in line][-1]


def reject(port, how):
    return f"tcp dport {port} reject with {how}"


# ---- connections ----

@BOTH
def test_a_healthy_one(far, there, family):
    with far.at("server"):
        server = Fault(pop3(), host=SERVER[family])
    with server:
        ended = there(SERVER[family], server.port)
    assert ended.status == 0 and f"Connected to {SERVER[family]}" in ended.err, ended


@BOTH
def test_a_router_that_prohibits_is_named(far, there, family):
    with far.fault("router", reject(110, "icmpx type admin-prohibited")):
        ended = there(SERVER[family], 110)
    assert ended.status == 69, ended
    assert re.search(rf"port 110: refused by {ROUTER[family]} \({PROHIBITED[family]}\){LATER}$", sentence(ended)), ended
    assert "this machine" not in ended.err and "nothing was sent" not in ended.err


@BOTH
def test_a_router_that_says_no_such_port(far, there, family):
    with far.fault("router", reject(110, "icmpx type port-unreachable")):
        ended = there(SERVER[family], 110)
    assert f"port 110: refused by {ROUTER[family]} ({PORT[family]})" in sentence(ended), ended


@BOTH
def test_a_router_without_a_route(far, there, family):
    with far.fault("router", reject(110, "icmpx type no-route")):
        ended = there(SERVER[family], 110)
    assert f"port 110: {ROUTER[family]} cannot reach it (" in sentence(ended), ended


@BOTH
def test_nobody_listens(there, family):
    ended = there(SERVER[family], 110)
    assert ended.status == 69 and "port 110: refused (nothing listens there, or a firewall" in sentence(ended), ended
    assert "ICMP" not in ended.err


@BOTH
def test_a_local_firewall_that_says_so(far, there, family):
    with far.fault("client", reject(110, "icmpx type admin-prohibited")):
        ended = there(SERVER[family], 110)
    assert f"refused by this machine's own firewall ({PROHIBITED[family]})" in sentence(ended), ended


@BOTH
@pytest.mark.parametrize("kind, words", [
    ("prohibit", "forbidden by this machine (a local firewall or routing rule; nothing was sent)"),
    ("unreachable", "no route from this machine (nothing was sent"),
])
def test_what_never_leaves_this_machine(far, there, family, kind, words):
    with far.route(kind, SERVER[family] + ("/128" if family == 6 else "/32")):
        ended = there(SERVER[family], 110)
    assert ended.status == 69 and f"port 110: {words}" in sentence(ended), ended


@BOTH
def test_no_machine_has_that_address(there, family):
    ended = there(NOBODY[family], 110)
    assert re.search(rf"{NOBODY[family]} port 110: ({ROUTER[family]}|{BEYOND[family]}) cannot reach it "
                     rf"\((host|address) unreachable, ICMPv?6? \d/\d\){LATER}: the host may be off$", sentence(ended)), ended


@BOTH
def test_no_answer_says_how_often_it_was_tried(far, there, family):
    with far.fault("router", "tcp dport 110 drop"):
        ended = there("--timeout", 4, SERVER[family], 110)
    assert ended.status == 69 and re.search(r"port 110: no answer to [2-9] SYNs \(", sentence(ended)), ended


def test_each_family_has_a_reason_of_its_own(far, there):
    with far.at("server"):
        names = Names({("mail.test", "A"): [SERVER[4]], ("mail.test", "AAAA"): [SERVER[6]]}, host=SERVER[4])
    with names, far.route("unreachable", SERVER[6] + "/128"), \
            far.fault("router", reject(110, "icmpx type admin-prohibited")):
        ended = there("--dns", names.address, "mail.test", 110)
    assert f"{SERVER[6]} port 110: no route from this machine" in ended.err, ended
    assert f"{SERVER[4]} port 110: refused by {ROUTER[4]}" in sentence(ended), ended


@BOTH
def test_record_and_json_say_the_same(far, there, tmp_path, family):
    words = f"{SERVER[family]} port 110: refused by {ROUTER[family]} ({PROHIBITED[family]})"
    with far.fault("router", reject(110, "icmpx type admin-prohibited")):
        ended = there("--log", tmp_path / "log", "--json", SERVER[family], 110)
    told = [json.loads(line) for line in ended.out.splitlines()]
    refused = [event for event in told if event["kind"] == "refused"]
    assert [event["text"] for event in refused] == [words], ended
    assert refused[0]["address"] == SERVER[family] and refused[0]["port"] == 110, refused
    assert refused[0]["refused_by"] == ROUTER[family], refused
    assert words in (tmp_path / "log").read_text()


@BOTH
def test_an_icmp_error_does_not_end_a_connection_that_lives(far, there, family):
    """A router that says no for a moment, in the middle of it: the line is sent again."""
    def part(visitor):
        visitor.say("+OK ready")
        visitor.line()
        with far.fault("router", f"tcp sport {visitor.server.port} drop"), \
                far.fault("router", f"tcp dport {visitor.server.port} reject with icmpx type host-unreachable"):
            visitor.pause(0.5)
        visitor.say("+OK two")
        visitor.line()
        visitor.say("+OK bye")

    with far.at("server"):
        server = Fault(part, host=SERVER[family])
    with server:
        ended = there(SERVER[family], server.port, script="NOOP\nQUIT\n")
    assert ended.status == 0 and b"+OK bye" in ended.out, ended


# ---- names ----

def look_up(there, family, *more, name="mail.test", limit=3):
    address = f"[{SERVER[family]}]:53" if family == 6 else SERVER[family]
    return there("--timeout", limit, "--dns", address, *more, *([name, 110] if name else []))


@BOTH
def test_no_route_to_the_name_server(far, there, family):
    with far.route("unreachable", SERVER[family] + ("/128" if family == 6 else "/32")):
        for ended in look_up(there, family, limit=30), look_up(there, family, "mx", "example.com", name=None, limit=30):
            assert ended.status == 68, ended
            assert f"name server {SERVER[family]}: no route from this machine" in sentence(ended), ended
            assert "silent" not in ended.err and "fault" not in ended.err and ended.took < 20


@BOTH
@pytest.mark.parametrize("port", [53, 5353])
def test_a_local_rule_forbids_dns(far, there, family, port):
    with far.fault("client", f"udp dport {port} drop"):
        ended = there("--dns", f"[{SERVER[family]}]:{port}", "mail.test", 110)
    where = SERVER[family] + ("" if port == 53 else " port 5353")
    assert ended.status == 68, ended
    assert f"name server {where}: forbidden by this machine (a local firewall or routing rule" in sentence(ended), ended


@BOTH
def test_no_name_server_runs_there(there, family):
    ended = look_up(there, family)
    assert ended.status == 68, ended
    assert f"look up mail.test: name server {SERVER[family]}: nothing listens there, " \
           f"according to {SERVER[family]} ({PORT[family]})" in sentence(ended), ended


@BOTH
def test_a_router_forbids_dns(far, there, family):
    with far.fault("router", "udp dport 53 reject with icmpx type admin-prohibited"):
        ended = look_up(there, family)
    assert f"name server {SERVER[family]}: refused by {ROUTER[family]} ({PROHIBITED[family]})" in sentence(ended), ended


def test_a_name_server_that_is_silent(far, there):
    with far.at("server"):
        names = Names({("mail.test", "A"): SILENT, ("mail.test", "AAAA"): SILENT}, host=SERVER[4])
    with names:
        ended = there("--timeout", 1, "--dns", names.address, "mail.test", 110)
    where = f"{SERVER[4]} port {names.address.split(':')[1]}"
    assert ended.status == 68 and f"look up mail.test: the name server {where} has not answered for " in sentence(ended), ended


def test_a_cable_that_is_out(far, there):
    far.ip("client", "link set router down")
    try:
        ended = there(SERVER[4], 110), look_up(there, 4)
    finally:
        far.ip("client", "link set router up")
        far.ip("client", f"route add default via {ROUTER[4]}")
        far.ip("client", f"addr replace {CLIENT[6]}/64 dev router nodad")
        far.ip("client", f"-6 route add default via {ROUTER[6]}")
    assert "no route from this machine" in sentence(ended[0]), ended
    assert f"name server {SERVER[4]}: no route from this machine" in sentence(ended[1]), ended
