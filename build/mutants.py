#!/usr/bin/python3
"""mutants.py - plants bugs, one at a time, and sees whether the tests find them.

    build/mutants.py tests/mutants.txt [WORD]

The list says which; with WORD those alone whose entry has it.  `make mutants` has
built the tests' objects.  All of it happens in two copies of the tree below
build/out/mutants, each with a job of its own.  First each test that is named runs
without any bug: it has to pass, and how long it takes sets its limit, for a bug
may make it hang.  Then a row for each bug says what became of it, and the last
line is "N killed, N survived".
"""
import concurrent.futures
import glob
import os
import queue
import shutil
import signal
import subprocess
import sys
import time

PLACE = "build/out/mutants"
TREES = 2
BUILDING = 600  # seconds, for a build
LIMIT = 30  # and for a test, beside four times what it usually takes


class Wrong(Exception):
    """The list, or the tree, is not what it should be."""


class Mutant:
    """An entry of the list."""

    def __init__(self, lines):
        marks = {line[0] for line in lines[2:]}
        if len(lines) < 3 or lines[1].count(", ") != 1 or marks - {"-", "+"}:
            raise Wrong("an entry is a promise, FILE, TEST, and lines with - or +: " + lines[0])
        self.promise = lines[0]
        self.file, self.test = lines[1].split(", ")
        self.old = "".join(line[1:] + "\n" for line in lines[2:] if line[0] == "-")
        self.new = "".join(line[1:] + "\n" for line in lines[2:] if line[0] == "+")

    def plant(self, text):
        found = ("\n" + text).count("\n" + self.old)
        if not self.old or found != 1:
            raise Wrong(f"its lines stand {found} times in the file, not once: "
                        "the list has to follow it")
        return ("\n" + text).replace("\n" + self.old, "\n" + self.new)[1:]


def read_list(path, word):
    with open(path, encoding="utf-8") as f:
        entries = f.read().split("\n\n")
    entries = [[x for x in e.splitlines() if x and x[0] != "#"] for e in entries]
    return [Mutant(e) for e in entries if e and any(word in line for line in e)]


def run(tree, command, seconds):
    """What it printed, and how it ended: None, if it had to be."""
    p = subprocess.Popen(command, cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, errors="replace",
                         start_new_session=True)
    try:
        return p.communicate(timeout=seconds)[0], p.returncode
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        return p.communicate()[0], None


def binary(test):
    """Where make puts it."""
    unit = test.removeprefix("unit ")
    return "build/out/test/gcc/" + ("play/play" if test == "play" else "unit/test_" + unit)


def build(tree, test):
    said, status = run(tree, ["make", "-j1", "--no-print-directory", binary(test)], BUILDING)
    if status != 0:
        raise Wrong(f"{test} can't be built:\n{said}")


def try_test(tree, test, seconds):
    plays = sorted(glob.glob("tests/play/*.play")) if test == "play" else []
    return run(tree, ["./" + binary(test), *plays], seconds)


def copy_tree(tree):
    """Source and objects, with their times, so that make builds what has changed alone."""
    out = os.path.join(tree, "build/out")
    leave = shutil.ignore_patterns("out", "__pycache__")
    for folder in ("src", "tests", "build"):
        shutil.copytree(folder, os.path.join(tree, folder), ignore=leave)
    shutil.copy2("Makefile", tree)
    shutil.copytree("build/out/test/gcc", os.path.join(out, "test/gcc"))
    shutil.copytree("build/out/test/mbedtls", os.path.join(out, "test/mbedtls"))
    shutil.copy2("build/out/test/libmbedtls.a", os.path.join(out, "test"))
    for mark in glob.glob("build/out/*/mbedtls.ok"):
        os.makedirs(os.path.join(tree, os.path.dirname(mark)))
        shutil.copy2(mark, os.path.join(tree, mark))
    if os.path.isdir("build/out/src"):
        os.symlink(os.path.abspath("build/out/src"), os.path.join(out, "src"))


def usual(tree, test):
    """How long it takes without any bug."""
    build(tree, test)
    began = time.monotonic()
    said, status = try_test(tree, test, BUILDING)
    if status != 0:
        raise Wrong(f"{test} fails without any bug:\n{said}")
    return time.monotonic() - began


def judge(tree, mutant, seconds):
    """What became of it, in a word or two."""
    path = os.path.join(tree, mutant.file)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    bad = mutant.plant(text)
    try:
        with open(path, "w", encoding="utf-8") as f:
            f.write(bad)
        build(tree, mutant.test)
        status = try_test(tree, mutant.test, seconds)[1]
    finally:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    if status is None:
        return mutant.test + ", hanging"
    return mutant.test if status else "SURVIVED"


class Trees:
    """The copies, each lent to one job at a time."""

    def __init__(self):
        self.free = queue.SimpleQueue()
        shutil.rmtree(PLACE, ignore_errors=True)
        for i in range(TREES):
            tree = os.path.join(PLACE, str(i))
            copy_tree(tree)
            self.free.put(tree)

    def lend(self, work, *arguments):
        """What the work returns, or the exception that ended it."""
        tree = self.free.get()
        try:
            return work(tree, *arguments)
        except (Wrong, OSError) as e:
            return e
        finally:
            self.free.put(tree)


def measure(trees, pool, tests):
    took = dict(zip(tests, pool.map(lambda t: trees.lend(usual, t), tests)))
    for t in tests:
        if isinstance(took[t], Exception):
            raise took[t]
    return took


def report(mutants, fates):
    """The table; did each find its end?"""
    survived = wrong = 0
    wide = max(len(m.promise) for m in mutants)
    for m, fate in zip(mutants, fates):
        bad = isinstance(fate, Exception)
        print(f"{m.promise:{wide}}  {m.file:26}  {'WRONG: ' if bad else ''}{fate}", flush=True)
        wrong += bad
        survived += fate == "SURVIVED"
    if wrong:
        print(f"{wrong} could not be planted or compiled")
    print(f"{len(mutants) - wrong - survived} killed, {survived} survived")
    return not survived and not wrong


def main(path, word=""):
    mutants = read_list(path, word)
    if not mutants:
        raise Wrong(f"{path} has no entry with '{word}'")
    trees = Trees()
    with concurrent.futures.ThreadPoolExecutor(TREES) as pool:
        took = measure(trees, pool, sorted({m.test for m in mutants}))
        fates = pool.map(lambda m: trees.lend(judge, m, LIMIT + 4 * took[m.test]), mutants)
        fine = report(mutants, fates)
    shutil.rmtree(PLACE)
    return 0 if fine else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (Wrong, OSError) as e:
        sys.exit(f"build/mutants.py: {e}")
