"""far.py - an address that is far away: three network namespaces in a row, and what goes wrong between them.

	client ------------ router ------------ server
	198.51.100.2        .1   203.0.113.1    .25
	2001:db8:c::2       ::1  2001:db8:5::1  ::25

	with Far() as far:
		with far.at("server"):
			server = Fault(smtp(), host=SERVER[4])    # sockets stay where they were made
		with far.fault("router", "tcp dport 25 reject with icmpx type admin-prohibited"):
			with far.at("client"):
				ended = run(SERVER[4], 25)

A fault is a rule of nftables, for what a place forwards (router) or sends (client, server).
Nothing leaves the namespaces.  Needs root, ip and nft: `missing` says what is not there.
"""
import ctypes
import os
import shutil
import subprocess
from contextlib import contextmanager

CLIENT = {4: "198.51.100.2", 6: "2001:db8:c::2"}
ROUTER = {4: "198.51.100.1", 6: "2001:db8:c::1"}
BEYOND = {4: "203.0.113.1", 6: "2001:db8:5::1"}   # the router, as the server sees it
SERVER = {4: "203.0.113.25", 6: "2001:db8:5::25"}
NOBODY = {4: "203.0.113.99", 6: "2001:db8:5::99"}  # no machine has these
LENGTH = {4: 24, 6: 64}
CLONE_NEWNET = 0x40000000

LINKS = (("client", CLIENT, "router", ROUTER), ("router", BEYOND, "server", SERVER))
SETTINGS = ("ipv4/ip_forward=1 ipv6/conf/all/forwarding=1 ipv4/icmp_ratelimit=0 ipv6/icmp/ratelimit=0 "
            "ipv4/ip_unprivileged_port_start=0")


def missing():
    """Why there can be no such network here; None: there can."""
    if os.getuid() != 0:
        return "needs root"
    for tool in "ip", "nft":
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            return f"needs {tool}"
    may = subprocess.run(["unshare", "--net", "true"], capture_output=True)
    return f"needs network namespaces: {may.stderr.decode()}" if may.returncode else None


def command(*words, text=None):
    subprocess.run(words, input=text, text=True, check=True, capture_output=True,
                   env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))


class Far:
    def __init__(self):
        self.name = f"postel-{os.getpid()}"
        self.faults = 0

    def __enter__(self):
        for place in "client", "router", "server":
            command("ip", "netns", "add", self.space(place))
            self.ip(place, "link set lo up")
            with self.at(place):
                for setting in SETTINGS.split():
                    path, value = setting.split("=")
                    with open("/proc/sys/net/" + path, "w", encoding="ascii") as file:
                        file.write(value)
        for link in LINKS:
            self.link(*link)
        for family in 4, 6:
            self.ip("client", f"-{family} route add default via {ROUTER[family]}")
            self.ip("server", f"-{family} route add default via {BEYOND[family]}")
        return self

    def __exit__(self, *_):
        for place in "client", "router", "server":
            command("ip", "netns", "del", self.space(place))

    def space(self, place):
        return f"{self.name}-{place}"

    def ip(self, place, line):
        with self.at(place):  # `ip -n` would mount things, which a chroot may forbid
            command("ip", *line.split())

    def link(self, one, one_has, other, other_has):
        self.ip(one, f"link add {other} type veth peer name {one} netns {self.space(other)}")
        for here, there, has in (one, other, one_has), (other, one, other_has):
            for family in 4, 6:
                self.ip(here, f"addr add {has[family]}/{LENGTH[family]} dev {there}" + " nodad" * (family == 6))
            self.ip(here, f"link set {there} up")

    @contextmanager
    def at(self, place):
        """This thread, and the processes that it starts, are there."""
        with open("/proc/thread-self/ns/net", "rb") as home, \
                open(f"/run/netns/{self.space(place)}", "rb") as space:
            enter(space)
            try:
                yield
            finally:
                enter(home)

    @contextmanager
    def fault(self, place, rule):
        """One more rule, as long as this lasts."""
        self.faults += 1
        table = f"f{self.faults}"
        hook = "forward" if place == "router" else "output"
        with self.at(place):
            command("nft", "-f", "-", text=f"table inet {table} {{\nchain c {{\n"
                    f"type filter hook {hook} priority 0\n{rule}\n}}\n}}\n")
        try:
            yield
        finally:
            with self.at(place):
                command("nft", "delete", "table", "inet", table)

    @contextmanager
    def route(self, kind, net):
        """A route of the client's own, as long as this lasts: prohibit, unreachable."""
        family = 6 if ":" in net else 4
        self.ip("client", f"-{family} route add {kind} {net}")
        try:
            yield
        finally:
            self.ip("client", f"-{family} route del {kind} {net}")


def enter(space):
    if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
