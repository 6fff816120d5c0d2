"""test_save.py - save-all: a mailbox into a folder, a Maildir or an mbox, each message once."""
import fcntl
import mailbox
import os
import resource
import shutil
import signal
import subprocess
import time

import pytest

from client import binary, start, until
from faults import Fault, expect, script
from servers import USERS
from terminal import environment

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
    assert ended.out.decode().splitlines()[-1] == f"{saved} saved, {there} already there", ended


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


def test_what_was_moved_away_is_fetched_again(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    told(save(tmp_path / "mail"), 3, 0)
    next((tmp_path / "mail").glob("*.eml")).unlink()
    told(save(tmp_path / "mail"), 1, 2)
    assert sorted(files(tmp_path / "mail")) == sorted(LETTERS)


def test_what_a_mail_program_has_read_is_there(save, dovecot, tmp_path):
    dovecot.fill("paul", LETTERS)
    mailbox.Maildir(tmp_path / "box")
    told(save(tmp_path / "box"), 3, 0)
    first, second, _ = sorted((tmp_path / "box" / "new").iterdir())
    first.rename(tmp_path / "box" / "cur" / f"{first.name}:2,S")
    second.rename(tmp_path / "box" / "cur" / second.name)
    told(save(tmp_path / "box"), 0, 3)


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
    assert ended.status == 69 and "connection lost during RETR 2 after " in ended.err, ended
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
    assert b"1 saved, 0 already there\n" in ended.out


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
    _, err = run.communicate(timeout=30)
    assert run.returncode == 74 and b"nothing was deleted" in err, err
    assert f"write to {tmp_path / 'paul.mbox'}: the file would be larger than allowed" in err.decode(), err
    assert len(mailbox.mbox(tmp_path / "paul.mbox")) == 1


# ---- what came of a message that was cut off ----

HALF = b"Subject: half\r\n\r\nFrom here\r\nto th"
KEPT = {"box": HALF.replace(b"\r\n", b"\n"), "mail": HALF,
        "paul.mbox": HALF.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")}


def cut_after(octets, stays=False):
    """A message that is whole, and one whose server is gone, or silent, in the middle of it."""
    def serve(visitor):
        visitor.say("+OK")
        while True:
            verb, _, rest = visitor.line().decode().partition(" ")
            if verb == "UIDL":
                visitor.say("+OK\r\n1 whole\r\n2 half\r\n.")
            elif verb == "RETR":
                visitor.say(b"+OK\r\n" + (b"whole\r\n.\r\n" if rest == "1" else octets))
                if rest == "2":
                    return visitor.stay() if stays else None
            else:
                visitor.say("-ERR" if verb == "CAPA" else "+OK")
    return serve


def save_cut(run, place, octets):
    with Fault(cut_after(octets)) as server:
        ended = run(f"pop3://paul@127.0.0.1:{server.port}", "save-all", place, env=PASSWORD)
    assert ended.status == 69 and ended.out.endswith(b" already there\n"), ended
    return ended.err


def a_place(tmp_path, name):
    """A place of that kind, and its part."""
    place = tmp_path / name
    if name == "box":
        mailbox.Maildir(place)
    return place, {"box": place / "tmp/half", "mail": place / "half.eml.part", "paul.mbox": tmp_path / "paul.mbox.part"}[name]


@pytest.mark.parametrize("name", ["mail", "box", "paul.mbox"])
@pytest.mark.parametrize("end", [b"", b"\r"], ids=["within a line", "behind a CR"])
def test_what_came_of_a_cut_message_is_kept(run, tmp_path, name, end):
    place, part = a_place(tmp_path, name)
    said = save_cut(run, place, HALF + end)
    assert part.read_bytes() == KEPT[name] + end and part.stat().st_mode & 0o777 == 0o600
    assert f"{len(KEPT[name] + end)} octets of the message are in {part}\n" in said, said
    if name == "paul.mbox":
        assert place.read_bytes().count(b"From ") == 1 and place.read_bytes().endswith(b"whole\n\n")


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_part_of_an_mbox_lies_beside_what_was_there(run, tmp_path, end):
    """Whatever is called so already stays as it is; so does what the mbox held."""
    place, part = a_place(tmp_path, "paul.mbox")
    before = b"From a@b Thu Jan  1 00:00:00 1970\n\nmine\n" + end.encode()
    place.write_bytes(before)
    part.symlink_to(tmp_path / "nowhere")
    for n in (2, 3):
        said = save_cut(run, place, HALF)
        assert (tmp_path / f"paul.mbox.part.{n}").read_bytes() == KEPT["paul.mbox"], said
        assert f"octets of the message are in {tmp_path}/paul.mbox.part.{n}\n" in said, said
    assert part.is_symlink() and not (tmp_path / "nowhere").exists()
    assert place.read_bytes().startswith(before) and place.read_bytes().endswith(b"whole\n\n")


def test_of_a_message_of_which_nothing_came_there_is_no_part(run, tmp_path):
    place, part = a_place(tmp_path, "paul.mbox")
    said = save_cut(run, place, b"")
    assert not part.exists() and "octets of it" not in said, said


def test_a_part_that_cannot_be_made_is_said(run, tmp_path):
    place, part = a_place(tmp_path, "paul.mbox")
    for n in ["", *(f".{n}" for n in range(2, 100))]:
        part.with_name(part.name + n).mkdir()
    said = save_cut(run, place, HALF)
    assert f"paul.mbox.part.99" in said and place.read_bytes().endswith(b"whole\n\n"), said


def test_a_save_into_an_mbox_that_is_interrupted_keeps_what_came(terminal, tmp_path):
    place, part = a_place(tmp_path, "paul.mbox")
    line = b"From " + b"x" * 993
    with Fault(cut_after(line + b"\r\n", stays=True)) as server:
        t = terminal(f"pop3://paul@127.0.0.1:{server.port}", "save-all", "paul.mbox", env=PASSWORD, cwd=tmp_path)
        t.until("1.0 kB")
        t.ctrl("c")
        t.until("1,000 octets of the message are in paul.mbox.part")
        assert t.status() == -signal.SIGINT
    assert part.read_bytes() == b">" + line + b"\n" and place.read_bytes().endswith(b"whole\n\n")


# ---- what is in the way ----

def offer(*messages):
    """A server with these messages: a UIDL and a text each.  `asked` gets the numbers of RETR."""
    asked = []

    def serve(visitor):
        visitor.say("+OK")
        while True:
            verb, _, rest = visitor.line().decode().partition(" ")
            if verb == "UIDL":
                visitor.say("+OK\r\n" + "".join(f"{n} {name}\r\n" for n, (name, _) in enumerate(messages, 1)) + ".")
            elif verb == "RETR":
                asked.append(int(rest))
                visitor.say(f"+OK\r\n{messages[int(rest) - 1][1]}\r\n.")
            else:
                visitor.say("-ERR" if verb == "CAPA" else "+OK")
            if verb == "QUIT":
                return
    return serve, asked


def save_from(run, place, *messages, options=()):
    """One run into a place; how it ended, and which messages it fetched."""
    serve, asked = offer(*messages)
    with Fault(serve) as server:
        return run(*options, f"pop3://paul@127.0.0.1:{server.port}", "save-all", place, env=PASSWORD), asked


def texts(place):
    return sorted(path.read_text().strip() for path in place.rglob("*")
                  if path.name != ".uidl" and path.is_file() and not path.is_symlink())


def lie_in_the_way(kind, path, tmp_path):
    """Something of that name which is no message of ours."""
    if kind == "link":
        (tmp_path / "mine").write_text("mine")
        path.symlink_to(tmp_path / "mine")
    elif kind == "dangling link":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.write_text("mine")


def unharmed(path, kind, tmp_path):
    if kind == "link":
        assert path.is_symlink() and (tmp_path / "mine").read_text() == "mine"
    elif kind == "dangling link":
        assert path.is_symlink() and not (tmp_path / "nowhere").exists()
    elif kind == "file":
        assert path.read_text() == "mine"
    else:
        assert path.is_dir() if kind == "folder" else path.is_fifo()


IN_THE_WAY = ["link", "dangling link", "folder", "fifo", "file"]


@pytest.mark.parametrize("kind", IN_THE_WAY)
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("name", ["mail", "box"])
def test_what_has_a_message_s_name_is_not_the_message(run, tmp_path, kind, known, name):
    place = tmp_path / name
    if name == "box":
        mailbox.Maildir(place)
    place.mkdir(exist_ok=True)
    path = place / ("new/a" if name == "box" else "a.eml")
    lie_in_the_way(kind, path, tmp_path)
    if known and kind != "file":
        (place / ".uidl").write_text(f"paul@127.0.0.1\na\t{path.name}\n")
    ended, asked = save_from(run, place, ("a", "hello"), ("b", "other"))
    told(ended, 2, 0)
    assert asked == [1, 2]
    unharmed(path, kind, tmp_path)
    assert set(texts(place)) >= {"hello", "other"}
    told(save_from(run, place, ("a", "hello"), ("b", "other"))[0], 0, 2)


@pytest.mark.parametrize("kind", IN_THE_WAY)
@pytest.mark.parametrize("name", ["mail", "box"])
def test_a_part_in_the_way_is_left_alone(run, tmp_path, kind, name):
    """A FIFO there once made a run wait for ever, and a link let mail overwrite what it led to."""
    place = tmp_path / name
    if name == "box":
        mailbox.Maildir(place)
    place.mkdir(exist_ok=True)
    path = place / ("tmp/a" if name == "box" else "a.eml.part")
    lie_in_the_way(kind, path, tmp_path)
    ended, _ = save_from(run, place, ("a", "hello"))
    told(ended, 1, 0)
    assert f"{path}.2" in ended.err, ended
    unharmed(path, kind, tmp_path)
    assert "hello" in texts(place) and not (path.parent / f"{path.name}.2").exists()


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "fifo"])
@pytest.mark.parametrize("name", ["mail", "box", "paul.mbox"])
def test_an_index_that_is_no_file(run, tmp_path, kind, name):
    place = tmp_path / name
    if name == "box":
        mailbox.Maildir(place)
    elif name == "mail":
        place.mkdir()
    path = tmp_path / "paul.mbox.uidl" if name == "paul.mbox" else place / ".uidl"
    lie_in_the_way(kind, path, tmp_path)
    ended, asked = save_from(run, place, ("a", "hello"))
    assert ended.status == 73 and str(path) in ended.err and not asked, ended
    unharmed(path, kind, tmp_path)


@pytest.mark.parametrize("kind", ["link", "dangling link", "fifo"])
def test_an_mbox_that_is_no_file(run, tmp_path, kind):
    place = tmp_path / "paul.mbox"
    lie_in_the_way(kind, place, tmp_path)
    ended, asked = save_from(run, place, ("a", "hello"))
    assert ended.status == 73 and str(place) in ended.err and not asked, ended
    unharmed(place, kind, tmp_path)


# ---- which message a file is ----

SAME = [("same", "one"), ("same", "two"), ("same-2", "three")]


@pytest.mark.parametrize("name", ["mail", "box"])
def test_uidls_that_make_the_same_name(run, tmp_path, name):
    place = tmp_path / name
    if name == "box":
        mailbox.Maildir(place)
    told(save_from(run, place, *SAME)[0], 3, 0)
    assert texts(place) == ["one", "three", "two"]
    ended, asked = save_from(run, place, *SAME)
    told(ended, 0, 3)
    assert asked == []
    for number, (_, text) in enumerate(SAME, 1):
        next(path for path in place.rglob("same*") if text in path.read_text()).unlink()
        ended, asked = save_from(run, place, *SAME)
        told(ended, 1, 2)
        assert asked == [number] and texts(place) == ["one", "three", "two"]


def test_uidls_that_make_the_same_name_in_an_mbox(run, tmp_path):
    told(save_from(run, tmp_path / "paul.mbox", *SAME)[0], 3, 0)
    assert len(mailbox.mbox(tmp_path / "paul.mbox")) == 3
    told(save_from(run, tmp_path / "paul.mbox", *SAME)[0], 0, 3)
    told(save_from(run, tmp_path / "paul.mbox", *SAME, ("same", "four"))[0], 1, 3)


def test_two_copies_of_a_message_are_two_files(run, tmp_path):
    """RFC 1939 7 lets them have one UIDL."""
    copies = [("x", "one text"), ("x", "one text"), ("y", "one text")]
    told(save_from(run, tmp_path / "mail", *copies)[0], 3, 0)
    assert texts(tmp_path / "mail") == ["one text"] * 3
    told(save_from(run, tmp_path / "mail", *copies)[0], 0, 3)


def test_an_index_without_the_names_of_files(run, tmp_path):
    place = tmp_path / "mail"
    place.mkdir()
    (place / ".uidl").write_text("paul@127.0.0.1\na\n.b\nc\n")
    (place / "a.eml").write_text("A")
    (place / "%2eb.eml").write_text("B")
    ended, asked = save_from(run, place, ("a", "A"), (".b", "B"), ("c", "C"))
    told(ended, 1, 2)
    assert asked == [3] and texts(place) == ["A", "B", "C"]


def test_another_mailbox_s_names_mean_nothing(run, tmp_path):
    """They are numbers on many servers."""
    place = tmp_path / "mail"
    told(save_from(run, place, ("1", "of paul"))[0], 1, 0)
    (place / ".uidl").write_text((place / ".uidl").read_text().replace("paul@", "anna@"))
    assert save_from(run, place, ("1", "mine"))[0].status == 73
    told(save_from(run, place, ("1", "mine"), options=["--force"])[0], 1, 0)
    assert texts(place) == ["mine", "of paul"]
    told(save_from(run, place, ("1", "mine"), options=["--force"])[0], 0, 1)


@pytest.mark.parametrize("index", ["", "paul@127", "paul@127.0.0.1\n", "paul@127.0.0.1\nb\tb.eml\na\ta.e"])
@pytest.mark.parametrize("name", ["mail", "box"])
def test_a_run_killed_behind_the_file_and_before_the_index(run, tmp_path, index, name):
    place = tmp_path / name
    end = "\r\n" if name == "mail" else "\n"
    if name == "box":
        mailbox.Maildir(place)
        index = index.replace(".eml", "").replace("a.e", "")
    place.mkdir(exist_ok=True)
    (place / ".uidl").write_text(index)
    (place / ("a.eml" if name == "mail" else "new/a")).write_bytes(f"hello{end}".encode())
    ended, _ = save_from(run, place, ("a", "hello"))
    told(ended, 0, 1)
    assert texts(place) == ["hello"] and not list(place.rglob("*.part*"))
    ended, asked = save_from(run, place, ("a", "hello"))
    told(ended, 0, 1)
    assert asked == []


def test_killed_at_any_moment(home, run, tmp_path, strace):
    """SIGKILL at the nth write or rename: strace counts them."""
    place = tmp_path / "mail"
    messages = [("a", "one"), ("b", "two"), ("b", "three")]
    for call in ("write", "link", "unlink", "fsync"):
        for when in range(1, 8):
            serve, _ = offer(*messages)
            with Fault(serve) as server:
                killed = subprocess.run(
                    [*strace, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}", binary(),
                     f"pop3://paul@127.0.0.1:{server.port}", "save-all", place],
                    env=dict(environment(), HOME=str(home), **PASSWORD), timeout=60, capture_output=True)
            ended, _ = save_from(run, place, *messages)
            assert ended.status == 0, (call, when, killed, ended)
            saved = [path.read_text().strip() for path in place.glob("*.eml")]
            assert sorted(saved) == ["one", "three", "two"], (call, when, killed, os.listdir(place))
            ended, asked = save_from(run, place, *messages)
            told(ended, 0, 3)
            assert asked == []
            shutil.rmtree(place)


# What kernels from 3.2 on lack, and what they answer then.
LACKING = [("fcntl", "EINVAL"), ("getrandom", "ENOSYS"), ("accept4", "ENOSYS"), ("prlimit64", "ENOSYS"), ("madvise", "EINVAL"),
           ("mprotect", "ENOSYS"), ("prctl", "EINVAL"), ("seccomp", "ENOSYS")]


@pytest.mark.parametrize("call, error", LACKING)
def test_an_old_kernel(home, tmp_path, strace, call, error):
    """F_OFD_SETLK came with 3.15, getrandom with 3.17: mail is saved without them all the same."""
    place = tmp_path / "paul.mbox"
    serve, _ = offer(("a", "one"))
    with Fault(serve) as server:
        saved = subprocess.run(
            [*strace, "-e", f"trace={call}", "-e", f"inject={call}:error={error}", binary(),
             f"pop3://paul@127.0.0.1:{server.port}", "save-all", place],
            env=dict(environment(), HOME=str(home), **PASSWORD), timeout=60, capture_output=True)
    assert saved.returncode == 0 and b"1 saved" in saved.stdout, saved
    assert b"\none\n" in place.read_bytes()


@pytest.mark.parametrize("name", ["mail", "paul.mbox"])
def test_two_runs_into_one_place(home, run, tmp_path, name):
    """The second one is refused, and the first loses nothing."""
    place = tmp_path / name
    refused = []

    def meanwhile(visitor):
        refused.append(save_from(run, place, ("a", "not this one"), ("z", "nor this")))
    ended = saved_from(run, place, expect("RETR 1"), b"+OK\r\nfirst ", meanwhile, b"half\r\n.\r\n", expect("RETR 2"),
                       "+OK\r\nsecond\r\n.", expect("QUIT"), "+OK")
    told(ended, 2, 0)
    assert refused[0][0].status == 73 and "in use" in refused[0][0].err and refused[0][1] == [], refused
    if name == "mail":
        assert texts(place) == ["first half", "second"]
    else:
        assert len(mailbox.mbox(place)) == 2


# ---- full disks ----

@pytest.mark.parametrize("name", ["mail", "box", "paul.mbox"])
def test_a_disk_without_room_for_a_message(run, disk, name):
    place = disk / name
    if name == "box":
        mailbox.Maildir(place)
    ended, _ = save_from(run, place, ("a", "small"), ("b", "large line\r\n" * 20000))
    assert ended.status == 74 and "the disk is full" in ended.err, ended
    assert ended.out.endswith(b"1 saved, 0 already there\n"), ended
    index = disk / "paul.mbox.uidl" if name == "paul.mbox" else place / ".uidl"
    assert [line.split("\t")[0] for line in index.read_text().splitlines()] == ["paul@127.0.0.1", "a"]
    if name == "paul.mbox":
        assert len(mailbox.mbox(place)) == 1
        return
    part = place / ("tmp/b" if name == "box" else "b.eml.part")
    assert f"write to {part}: the disk is full" in ended.err and f"are in {part}" in ended.err, ended
    assert part.stat().st_size > 10000 and f"{part.stat().st_size:,} octets of the message are in" in ended.err, ended


@pytest.mark.parametrize("name", ["mail", "paul.mbox"])
def test_a_disk_without_room_for_anything(run, disk, name):
    (disk / "all of it").write_bytes(b"x" * 65536) if name == "mail" else None
    if name == "paul.mbox":
        (disk / name).write_text("")
        subprocess.run(["mount", "-o", "remount,size=4k", disk], check=True)
        (disk / "all of it").write_bytes(b"x" * 4096)
    ended, asked = save_from(run, disk / name, ("a", "hello"))
    assert ended.status == 74 and "the disk is full" in ended.err, ended
    assert asked == [], ended


@pytest.mark.parametrize("name", ["mail", "paul.mbox"])
def test_a_disk_without_room_for_the_index(home, tmp_path, name):
    """The limit is the index's: it alone is near it."""
    place = tmp_path / name
    index = tmp_path / "paul.mbox.uidl" if name == "paul.mbox" else place / ".uidl"
    index.parent.mkdir(exist_ok=True)
    index.write_text("paul@127.0.0.1\n" + "old\n" * 24996)
    serve, _ = offer(("a" * 60, "hello"))
    with Fault(serve) as server:
        run = start(f"pop3://paul@127.0.0.1:{server.port}", "save-all", place, home=home, env=PASSWORD,
                    preexec_fn=small_files)
        _, err = run.communicate(timeout=30)
    assert run.returncode == 74 and f"write to {index}: the file would be larger than allowed" in err.decode(), err
