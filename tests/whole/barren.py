"""barren.py - runs postel on a machine without random numbers, as a sandbox or a chroot without /dev may be one.

A seccomp filter answers getrandom with ENOSYS and the opening of /dev/urandom with ENOENT.  A filter sees no
path, but postel opens only this file with just these flags.
"""
import ctypes
import os
import platform
import struct

O_LARGEFILE = 0o100000
FLAGS = os.O_RDONLY | os.O_CLOEXEC
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, MASK, EQUAL, RETURN = 0x20, 0x54, 0x15, 0x06
ALLOW, REFUSE = 0x7fff0000, 0x00050000
ENOENT, ENOSYS = 2, 38
# Of each system call that opens: its number, and which argument has the flags.
CALLS = {"x86_64": (318, ((2, 1), (257, 2))), "aarch64": (278, ((56, 2),))}


def instruction(code, k, yes=0, no=0):
    return struct.pack("HBBI", code, yes, no, k)


def program(machine):
    getrandom, opens = CALLS[machine]
    code = [instruction(LOAD, 0), instruction(EQUAL, getrandom, 0, 1), instruction(RETURN, REFUSE | ENOSYS)]
    for number, flags in opens:
        code += [instruction(LOAD, 0), instruction(EQUAL, number, 0, 4), instruction(LOAD, 16 + 8 * flags),
                 instruction(MASK, 0xffffffff & ~O_LARGEFILE), instruction(EQUAL, FLAGS, 0, 1),
                 instruction(RETURN, REFUSE | ENOENT)]
    return b"".join(code + [instruction(RETURN, ALLOW)])


def usable():
    return platform.machine() in CALLS


def enter():
    """To be called between fork and exec."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = program(platform.machine())
    room = ctypes.create_string_buffer(code, len(code))
    filter_ = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(room))
    if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or
            libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(filter_), 0, 0)):
        raise OSError(ctypes.get_errno(), "seccomp")
