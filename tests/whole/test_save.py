"""test_save.py - save-all: a mailbox into a folder, a Maildir or an mbox, each message once."""
import fcntl
import mailbox
import os
import resource
import signal
import time

import pytest

from client import start, until
from faults import Fault, expect, script
from servers import USERS

PASSWORD = {"POSTEL_PASSWORD": USERS["paul"]}
FIRST = b"From: a@b\r\nSubject: one\r\n\r\nFrom here on\r\n>From there\r\n.\r\n..dots\r\n>>From far\r\nlate \xff\r\n"
SECOND = b"Subject: two\r\n\r\n" + b"a long line " * 9000 + b"\r\nFromage\r\n"
THIRD = b"Subject: three\r\n\r\n\r\n\r\n"
LETTERS = [FIRST, SECOND, THIRD]


@pytest.fixture
def save(run, dovecot):
    """save-all of Paul's mailbox into a place."""
    def go(place, *options):
        return run("--cafile", dovecot.ca, *options, f"pop3s://paul@localhost:{dovecot.ports['pop3s']}",
                   "save-all", place, env=PASSWORD)
    return go


def told(ended, saved, there):
    """What the last line of a run that went well says."""
    assert ended.status == 0, ended
    assert ended.out.decode().splitlines()[-1] == f"{saved} saved, {there} there already", ended


def files(folder):
    """What lies in a folder of messages, by name."""
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.name != ".uidl"]


# ---- places ----

def test_a_folder_that_is_made(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    place = tmp_path / "mail"
    ended = save(place)
    told(ended, 3, 0)
    assert sorted(files(place)) == sorted(LETTERS)
    assert all(path.suffix == ".eml" for path in place.iterdir() if path.name != ".uidl")
    assert place.stat().st_mode & 0o77 == 0
    assert ended.out.decode().startswith(f"1: {len(FIRST)} octets in {place}/")


def test_a_maildir(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    box = mailbox.Maildir(tmp_path / "box")
    told(save(tmp_path / "box"), 3, 0)
    assert sorted(map(box.get_bytes, box.keys())) == sorted(text.replace(b"\r\n", b"\n") for text in LETTERS)
    assert os.listdir(tmp_path / "box" / "tmp") == []


def test_an_mbox(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    place = tmp_path / "paul.mbox"
    told(save(place), 3, 0)
    box = mailbox.mbox(place)
    assert [box[key]["Subject"] for key in box.keys()] == ["one", "two", "three"]
    unquoted = [b"\n".join(line[1:] if line.lstrip(b">").startswith(b"From ") else line
                           for line in box.get_bytes(key).split(b"\n")) for key in box.keys()]
    assert unquoted == [text.replace(b"\r\n", b"\n") for text in LETTERS]


# ---- once ----

@pytest.mark.parametrize("name", ["mail", "paul.mbox", "box"])
def test_a_second_run_saves_what_is_new(save, dovecot, tmp_path, name):
    if name == "box":
        mailbox.Maildir(tmp_path / name)
    dovecot.fill("paul", LETTERS[:2])
    told(save(tmp_path / name), 2, 0)
    dovecot.put(dovecot.root / "mail" / "paul", 3, THIRD)
    told(save(tmp_path / name), 1, 2)
    told(save(tmp_path / name), 0, 3)


def test_what_was_moved_away_is_not_fetched_again(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    told(save(tmp_path / "mail"), 3, 0)
    for path in (tmp_path / "mail").glob("*.eml"):
        path.unlink()
    told(save(tmp_path / "mail"), 0, 3)


def test_a_place_belongs_to_one_mailbox(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / ".uidl").write_text("anna@mail.example.com\n")
    ended = save(tmp_path / "mail")
    assert ended.status == 73 and "anna@mail.example.com" in ended.err, ended
    told(save(tmp_path / "mail", "--force"), 3, 0)


def test_a_file_that_is_no_mbox_is_left_alone(save, tmp_path):
    (tmp_path / "thesis").write_text("years of work")
    ended = save(tmp_path / "thesis")
    assert ended.status == 73 and "thesis" in ended.err, ended
    assert (tmp_path / "thesis").read_text() == "years of work"


def test_an_mbox_that_somebody_writes_to(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    place = tmp_path / "paul.mbox"
    place.write_text("")
    with place.open("r+b") as other:
        fcntl.lockf(other, fcntl.LOCK_EX)
        ended = save(place)
        assert ended.status == 73 and "in use" in ended.err and place.read_bytes() == b"", ended
    told(save(place), 3, 0)


def test_nobody_writes_to_an_mbox_meanwhile(run, tmp_path):
    place = tmp_path / "paul.mbox"

    def check(visitor):
        with place.open("r+b") as other:
            try:
                fcntl.lockf(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
                visitor.server.surprises.append("it was not locked")
            except BlockingIOError:
                pass
    ended = saved_from(run, place, expect("RETR 1"), b"+OK\r\nSubject: a\r\n", check, b"\r\nx\r\n.\r\n", expect("QUIT"),
                       "+OK", names=("a",))
    told(ended, 1, 0)


@pytest.mark.parametrize("end", ["half a li", "whole line\n", "and a blank line\n\n"])
def test_an_mbox_whose_end_is_none(save, dovecot, tmp_path, end):
    """Whoever wrote to it last was stopped, or writes no blank lines."""
    dovecot.fill("paul", [FIRST])
    place = tmp_path / "paul.mbox"
    place.write_text(f"From somebody Thu Jan  1 00:00:00 1970\nSubject: zero\n\n{end}")
    told(save(place), 1, 0)
    box = mailbox.mbox(place)
    assert [box[key]["Subject"] for key in box.keys()] == ["zero", "one"]


def test_a_folder_that_can_t_be_made(save, tmp_path):
    ended = save(tmp_path / "no" / "where")
    assert ended.status == 73 and "where" in ended.err and ended.out == b"", ended


# ---- servers that break ----

def pop3(*steps):
    """A server that takes a login, has these names, and goes on so."""
    return script("+OK", expect("CAPA"), "-ERR", expect("USER paul"), "+OK", expect("PASS .*"), "+OK", *steps)


def saved_from(run, place, *steps, names=("a", "b")):
    lines = "".join(f"{n} {name}\r\n" for n, name in enumerate(names, 1))
    listed = (expect("UIDL"), f"+OK\r\n{lines}.")
    with Fault(pop3(*listed, *steps)) as server:
        ended = run(f"pop3://paul@127.0.0.1:{server.port}", "save-all", place, env=PASSWORD)
        assert not server.surprises, (server.surprises, ended)
        return ended


GOOD = (expect("RETR 1"), "+OK\r\nSubject: a\r\n\r\nfirst\r\n.")


@pytest.mark.parametrize("name", ["mail", "paul.mbox", "box"])
def test_a_connection_that_breaks_loses_nothing(run, tmp_path, name):
    place = tmp_path / name
    if name == "box":
        mailbox.Maildir(place)
    ended = saved_from(run, place, *GOOD, expect("RETR 2"), b"+OK\r\nSubject: b\r\n\r\nhal")
    assert ended.status == 69 and "nothing was deleted" in ended.err, ended
    again = saved_from(run, place, expect("RETR 2"), "+OK\r\nSubject: b\r\n\r\nwhole\r\n.",
                       expect("QUIT"), "+OK")
    told(again, 1, 1)
    texts = b"".join(path.read_bytes() for path in tmp_path.rglob("*")
                     if path.is_file() and path.suffix != ".uidl")
    assert texts.count(b"first") == texts.count(b"whole") == 1 and b"hal\n" not in texts


def test_a_message_that_is_refused_is_told_and_the_rest_saved(run, tmp_path):
    ended = saved_from(run, tmp_path / "mail", expect("RETR 1"), "-ERR no such message",
                       expect("RETR 2"), "+OK\r\nb\r\n.", expect("QUIT"), "+OK")
    assert ended.status == 1 and "RETR 1: the server says -ERR no such message" in ended.err, ended
    assert b"1 saved, 0 there already\n" in ended.out


def test_names_no_file_could_have(run, tmp_path):
    ended = saved_from(run, tmp_path / "mail", *GOOD, expect("RETR 2"), "+OK\r\n.", expect("QUIT"), "+OK",
                       names=("../../etc/passwd", ".x:?\x1b"))
    told(ended, 2, 0)
    assert sorted(os.listdir(tmp_path / "mail")) == [
        "%2e.%2f..%2fetc%2fpasswd.eml", "%2ex%3a%3f%1b.eml", ".uidl"]


def test_two_messages_of_one_name_are_both_saved(run, tmp_path):
    ended = saved_from(run, tmp_path / "mail", *GOOD, expect("RETR 2"), "+OK\r\nother\r\n.",
                       expect("QUIT"), "+OK", names=("same", "same"))
    told(ended, 2, 0)
    assert sorted(files(tmp_path / "mail")) == sorted([b"Subject: a\r\n\r\nfirst\r\n", b"other\r\n"])


def test_a_server_without_uidl(run, tmp_path):
    steps = (expect("UIDL"), "-ERR", expect("LIST"), "+OK\r\n1 7\r\n.", expect("RETR 1"), "+OK\r\nhello\r\n.",
             expect("QUIT"), "+OK")
    with Fault(pop3(*steps)) as server:
        ended = run(f"pop3://paul@127.0.0.1:{server.port}", "save-all", tmp_path / "mail", env=PASSWORD)
    told(ended, 1, 0)
    assert "no UIDL" in ended.err and files(tmp_path / "mail") == [b"hello\r\n"]


def test_without_uidl_each_run_saves_all_again(run, tmp_path):
    steps = (expect("UIDL"), "-ERR", expect("LIST"), "+OK\r\n1 7\r\n.", expect("RETR 1"), "+OK\r\nhello\r\n.",
             expect("QUIT"), "+OK")
    for n in (1, 2):
        until(lambda: not list((tmp_path / "mail").glob(f"message-{int(time.time())}*")))
        with Fault(pop3(*steps)) as server:
            ended = run(f"pop3://paul@127.0.0.1:{server.port}", "save-all", tmp_path / "mail", env=PASSWORD)
        told(ended, 1, 0)
        assert files(tmp_path / "mail") == [b"hello\r\n"] * n


@pytest.mark.parametrize("name", ["", "x" * 71])
def test_a_name_that_is_none_is_told(run, tmp_path, name):
    ended = saved_from(run, tmp_path / "mail", expect("RETR 2"), "+OK\r\nb\r\n.", expect("QUIT"), "+OK",
                       names=(name, "b"))
    assert ended.status == 76 and "not saved" in ended.err and files(tmp_path / "mail") == [b"b\r\n"], ended


def test_a_refused_message_leaves_no_file(run, tmp_path):
    saved_from(run, tmp_path / "mail", expect("RETR 1"), "-ERR no", expect("RETR 2"), "+OK\r\nb\r\n.",
               expect("QUIT"), "+OK")
    assert sorted(os.listdir(tmp_path / "mail")) == [".uidl", "b.eml"]


def test_many_names_take_several_lists(run, tmp_path):
    names = [f"{n:070}" for n in range(1, 1201)]
    listed = "+OK\r\n" + "".join(f"{n} {name}\r\n" for n, name in enumerate(names, 1)) + "."
    asked = []

    def serve(visitor):
        visitor.say("+OK")
        while True:
            line = visitor.line().decode()
            asked.append(line)
            verb = line.split()[0]
            if verb == "UIDL":
                visitor.say(listed)
            elif verb == "RETR":
                visitor.say(f"+OK\r\n{line}\r\n.")
            else:
                visitor.say("-ERR" if verb == "CAPA" else "+OK")
            if verb == "QUIT":
                return

    with Fault(serve) as server:
        ended = run(f"pop3://paul@127.0.0.1:{server.port}", "save-all", tmp_path / "mail", env=PASSWORD)
    told(ended, 1200, 0)
    assert asked.count("UIDL") > 1 and len(files(tmp_path / "mail")) == 1200
    assert len((tmp_path / "mail" / ".uidl").read_text().splitlines()) == 1201


def small_files():
    """Runs in the program to be: writing beyond 100 kB fails, and kills nobody."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))


def test_a_disk_that_is_full(home, dovecot, tmp_path):
    """Here a limit on the size of files stands for it."""
    dovecot.fill("paul", [900, 200000])
    run = start("--cafile", dovecot.ca, f"pop3s://paul@localhost:{dovecot.ports['pop3s']}", "save-all",
                tmp_path / "paul.mbox", home=home, env=PASSWORD, preexec_fn=small_files)
    _, err = run.communicate(timeout=20)
    assert run.returncode in (73, 74) and b"nothing was deleted" in err, err
    assert len(mailbox.mbox(tmp_path / "paul.mbox")) == 1
