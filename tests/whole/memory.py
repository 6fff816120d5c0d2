"""memory.py - where in the memory of a running process octets stand; needs root, as postel closes its memory."""
import re
from pathlib import Path

HEAD = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$")


def mappings(pid):
    """Of each that can be written: where it begins and ends, its name, its flags."""
    found = []
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if head := HEAD.match(line):
            begin, end, mode, name = int(head[1], 16), int(head[2], 16), head[3], head[4]
        elif line.startswith("VmFlags:") and "w" in mode:
            found.append((begin, end, name, line.split()[1:]))
    return found


def places(pid, *words):
    """Where one of these words stands: the mapping's name and the address, and whether a core dump has it."""
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end, name, flags in mappings(pid):
            memory.seek(begin)
            octets = memory.read(end - begin)
            for word in words:
                found += [(name, hex(begin + at.start()), word, "dd" not in flags)
                          for at in re.finditer(re.escape(word), octets)]
    return found


def dumped(pid, *words):
    return [place for place in places(pid, *words) if place[3]]
