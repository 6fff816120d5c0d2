"""jobs.py - a shell of a few words, for what a real one does too fast to be seen.

python3 jobs.py STEP... -- PROGRAM ARGUMENT...

The program is started in a process group of its own, in the background, and the
steps are taken in their order.  Each is said when it has been taken: <give>.
"""
import os
import select
import signal
import sys
import termios
import time

cooked = None  # the terminal as the shell wants it


def give(job):
    """The terminal is the job's."""
    os.tcsetpgrp(0, job)


def go_on(job):
    """Until it has looked around and waits, or has stopped again."""
    os.kill(job, signal.SIGCONT)
    while not rests(job):
        time.sleep(0.01)


def rests(job):
    with open(f"/proc/{job}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] in "ST"


def await_stop(job):
    """Until the job has stopped; then the terminal is ours."""
    os.waitpid(job, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    termios.tcsetattr(0, termios.TCSANOW, cooked)


def await_keys(_):
    """Until a line has been typed, which stays to be read."""
    select.select([0], [], [])


def read(_):
    os.read(0, 4096)


def await_end(job):
    os.waitpid(job, 0)


STEPS = {step.__name__: step for step in (give, go_on, await_stop, await_keys, read, await_end)}


def main(words):
    global cooked
    cooked = termios.tcgetattr(0)
    steps, program = words[:words.index("--")], words[words.index("--") + 1:]
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.posix_spawn(program[0], program, os.environ, setpgroup=0, setsigdef=[signal.SIGTTOU])
    for step in steps:
        STEPS[step](job)
        print(f"<{step}>", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
