"""What --json writes, against the schema that is published for it."""
import json
import re
import socket
import time

import jsonschema
import pytest

from client import ROOT
from faults import RESET, STAY, Fault, Names, expect, pop3, script, smtp
from tlsd import context, secured

SCHEMA = json.loads((ROOT / "src/doc/postel-events.schema.json").read_text())
JUDGE = jsonschema.Draft202012Validator(SCHEMA)
NOT_IN_JSON = {"OCTETS", "LOCAL"}
WORD = {"POSTEL_PASSWORD": "mypassword"}
# What needs a machine that sleeps, a slow reader, a full disk, or many seconds.
RARE = {"clock", "held", "lacks", "pace", "pause", "visit"}


def kinds():
    """Kind: the names of its own members, as the schema has them."""
    return {row["properties"]["kind"]["const"]: set(row["properties"]) - {"kind", "by", "code", "reason", "text"}
            for row in SCHEMA["oneOf"]}


def test_the_schema_has_the_table():
    """Each kind of event.h and each of its numbers and facts, and no more; and the version."""
    table = re.findall(r'X\((\w+),\s*"(\w+)",\s*"[^"]*",\s*"[^"]*",\s*"([^"]*)"\)',
                       (ROOT / "src/session/event.h").read_text())
    assert kinds() == {word: set(names.replace(";", "").split()) for kind, word, names in table if kind not in NOT_IN_JSON}
    version = re.search(r"define EVENT_FORMAT (\d+)", (ROOT / "src/session/event.h").read_text())[1]
    assert SCHEMA["properties"]["v"]["const"] == int(version)


def events(ended):
    """The objects of a run: each is as the schema has it, the last one tells how it ended."""
    found = [json.loads(line) for line in ended.out.splitlines()]
    for event in found:
        JUDGE.validate(event)
    assert [event["kind"] for event in found].count("end") == 1 and found[-1]["kind"] == "end"
    assert found[-1]["status"] == ended.status, ended
    return found


def by_script(run, _):
    with Fault(smtp(replies={"RSET": "550 no"})) as server:
        return run("--json", "127.0.0.1", server.port,
                   script=":log /dev/null\n:log off\nEHLO a.test\nMAIL FROM:<a@a.test>\nRCPT TO:<b@b.test>\n"
                          "DATA\nSubject: x\n\nhello\n.\nRSET\n:expect 250\nQUIT\n")


def by_helpers(run, _):
    message = b"+OK\r\nSubject: x\r\n\r\n..caf\xe9\r\n.\r\n"
    with Fault(pop3(replies={"RETR": message})) as server:
        return run("--json", f"pop3://a@127.0.0.1:{server.port}", "-c", "list", "-c", "retr 1", env=WORD)


def in_tls(run, certs):
    with Fault(secured(context(certs["expired"]), pop3())) as server:
        return run("--json", "--insecure", f"pop3s://localhost:{server.port}", script="STAT\nQUIT\n")


def by_names(run, _):
    with Names({("mail.test", "A"): ["127.0.0.1"], ("mail.test", "MX"): ["10 mail.test."]}) as names:
        return run("--json", "--dns", names.address, "mail.test", "9", script="")


def a_result(run, _):
    with Names({("mail.test", "A"): ["127.0.0.1"], ("mail.test", "MX"): ["10 mail.test."]}) as names:
        return run("--json", "--dns", names.address, "mx", "mail.test")


def by_telnet(run, _):
    with Fault(script(b"\xff\xfd\x18login: ", expect("bob"), "hello", STAY)) as server:
        return run("--json", "--timeout", "2", f"telnet://127.0.0.1:{server.port}", script="bob\n:sleep 0.5\n")


def without_sense(run, _):
    return run("--json", "--nonsense")


def without_tls(run, _):
    with Fault(script(STAY)) as server:
        return run("--json", "--timeout", "6", "127.0.0.1", server.port, script="NOOP\n")


RUNS = [by_script, by_helpers, in_tls, by_names, a_result, by_telnet, without_sense, without_tls]


@pytest.mark.parametrize("made", RUNS)
def test_every_object_is_as_the_schema_says(run, certs, made):
    assert events(made(run, certs))


def told(ended, kind):
    return next(event for event in events(ended) if event["kind"] == kind)


def test_facts_of_a_connection(run, certs):
    """No text has to be taken apart."""
    ended = in_tls(run, certs)
    dialed, tls, cert = told(ended, "dialed"), told(ended, "tls"), told(ended, "cert")
    assert dialed["text"] == "localhost" and dialed["remote"] in ("127.0.0.1", "::1"), dialed
    assert dialed["local"] == dialed["remote"] and dialed["port"] != dialed["local_port"] > 0, dialed
    assert tls["version"] == "1.3" and tls["group"] == "X25519" and "GCM" in tls["suite"], tls
    assert cert["subject"] and cert["issuer"] and 0 < cert["until_s"] < time.time(), cert
    assert "lost" not in told(ended, "closed")


def test_facts_of_an_attempt(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        ended = run("--json", "127.0.0.1", port, script="")
    dial, refused = told(ended, "dial"), told(ended, "refused")
    assert (dial["address"], dial["port"]) == ("127.0.0.1", port) == (refused["address"], refused["port"])
    assert refused["refused_by"] == "127.0.0.1", "its reset says so"


def test_a_connection_that_is_lost(run):
    with Fault(script("+OK", expect("STAT"), RESET)) as server:
        closed = told(run("--json", "127.0.0.1", server.port, script="STAT\n"), "closed")
    assert closed["lost"] == 1 and "ours" not in closed, closed


def test_every_kind_is_told(run, certs):
    seen = {event["kind"] for made in RUNS for event in events(made(run, certs))}
    assert set(kinds()) - seen <= RARE, set(kinds()) - seen
