"""surface.py - holds the documents to the program: man page, completions, README.

The program is asked what it has: its options, commands with their other names
and arguments, settings, URL schemes.  The source says which variables and
files it reads, and which statuses there are.  Each of these has to stand in
the man page, and whatever the man page names has to exist.  The completions
are asked through the shells themselves.

Prints a line for each thing that is missing or too much; the exit status is 1
if there is any.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from client import ROOT, Run
from terminal import Terminal, environment

DOC = ROOT / "src/doc"

# Files that say nothing to anybody: the null device, and our own streams.
NOBODYS = {"/dev/null", "/proc/self/fd/0"}

faults = []


def same(what, wanted, got):
    """Two sets that have to agree: what the program has, what a document names."""
    for name in sorted(set(wanted) - set(got)):
        faults.append(f"{what}: missing: {name}")
    for name in sorted(set(got) - set(wanted)):
        faults.append(f"{what}: the program has none: {name}")


def need(fact, what):
    if not fact:
        faults.append(what)


# ---- what the program says of itself ----

def told(*arguments, script=""):
    """Lines of help go to standard output if asked for there, else to standard error."""
    run = Run("--no-rc", *arguments, script=script)
    return unfolded((run.out.decode() or run.err).splitlines())


def unfolded(rows):
    """Rows of lists as single lines: a name may go on at column 4, what is said about it at a column further right."""
    lines = []
    for row in rows:
        indent = len(row) - len(row.lstrip())
        if lines and indent >= 4:
            lines[-1] += ("  " if indent > 4 else " ") + row.lstrip()
        else:
            lines.append(row)
    return lines


class Option:
    def __init__(self, names, value):
        self.names, self.value = names, value


def options():
    """Those of --help: "  --log FILE   append...", "  --help   this text (-h)"."""
    found = []
    for line in told("--help"):
        row = re.match(r"  (-\S+)(?: (\S+))?  +\S.*?(?:\((-\w)\))?$", line)
        if row:
            found.append(Option([name for name in row.group(1, 3) if name], row[2] or ""))
    return found


def alone():
    """The commands that need no TARGET, as --help lists them."""
    text = " ".join(told("--help"))
    line = text[text.index("Without TARGET: "):]
    return set(re.findall(r"\w+", line.split(": ")[1].split(" or ")[0]))


class Command:
    """One row of help: its name, its other names, the options and words among its arguments."""

    def __init__(self, row):
        usage = re.split(r"  +", row.strip())[0]
        self.name, _, self.arguments = usage.partition(" ")
        self.words = set(re.findall(r"(?<![\w-])--?[a-z0-9]+|(?<![\w-])[a-z]+", self.arguments))
        lines = told("help", self.name)
        need(lines and lines[0] == row, f"help {self.name}: begins otherwise than help does")
        self.aliases = set(lines[-1].split()) if "Also called:" in lines else set()
        self.more = [line for line in lines[1:] if line not in ("Also called:", " ".join(lines[-1:]))
                     or not self.aliases]


def commands():
    return {command.name: command for command in map(Command, (
        row for row in told("help") if row.startswith("  ")))}


def orders():
    """What the practice server can be told."""
    return {row[1] for row in (re.match(r"  (--\S+)", line) for line in told("serve", "--list-faults")) if row}


def settings():
    return {line.split()[0] for line in told(script="display\n")}


TOPICS = {"keys", "settings"}


def schemes():
    """Those that a wrong one is answered with, and no others are understood."""
    sentence = next(line for line in told("nosuch://host") if "schemes are" in line)
    found = set(sentence.split("schemes are ")[1].split())
    same("the answer to a wrong scheme", found, re.findall(
        r'\{ "(\w+)", \w+, PROTOCOL_', (ROOT / "src/cmd/target.c").read_text()))
    return found


# ---- what the source says ----

def sources():
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        yield path, re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)


def strings(text):
    for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text):
        yield from literal.split("\\0")


def variables():
    """What stands in capitals in a function that looks into the environment, and what the C library looks at for us."""
    found = set()
    for _, text in sources():
        found |= {"TZ"} if "localtime_r(" in text else set()
        for body in re.findall(r"^\{$.*?^\}$", text, flags=re.S | re.M):
            if re.search(r"\b(os_env|os_env_forget|has|named)\(", body):
                found |= {name for name in strings(re.sub(r'SPAN\(".*?"\)', "", body))
                          if re.fullmatch(r"[A-Z][A-Z0-9_]+", name)} - {"OS"}
    return found


def files():
    found = {text for _, source in sources() for text in strings(source)
             if re.match(r"/[a-z.][\w./-]+$", text)}
    if any("localtime_r(" in source for _, source in sources()):
        found.add("/etc/localtime")
    return {f"~{name}" if name.startswith("/.") else name for name in found - NOBODYS}


def statuses():
    return set(re.findall(r"STATUS_\w+ = (\d+)", (ROOT / "src/base/status.h").read_text()))


def noted_settings():
    text = (ROOT / "src/cmd/settings.c").read_text()
    return set(re.search(r'noted_names\[\] =\s*((?:"[^"]*"\s*)+);', text)[1].replace('"', "").split())


# ---- what the man page says ----

MACROS = set("Ar Cm Dq Ev Fl Ic It Li Nm No Ns Oc Oo Op Pa Pq Sq Sx Ql Xr".split())


class Manual:
    def __init__(self, path):
        self.sections, name = {}, ""
        for line in path.read_text().splitlines():
            if line.startswith(".Sh "):
                name = line[4:]
            self.sections.setdefault(name, []).append(line)

    def items(self, section):
        return [line[4:] for line in self.sections.get(section, []) if line.startswith(".It ")]

    def marked(self, macro, section=None):
        """All that stands behind a macro, in lines of its own and in the middle of others."""
        lines = self.sections.get(section, []) if section else sum(self.sections.values(), [])
        return [word for line in lines if line.startswith(".") for word in marked(line[1:], macro)]


def marked(line, macro):
    """The words of one line that a macro marks: marked(".It Fl 4 , Fl 6", "Fl") is 4 and 6."""
    found, now = [], ""
    for word in line.split():
        if word in MACROS:
            now = word
        elif now == macro and word not in (",", "|", ".", ":", ";", "...") and not word.startswith("("):
            found.append(word.replace("\\-", "-").replace("\\&", ""))
    return found


def check_manual_options(man, has):
    named = {}
    for item in man.items("OPTIONS"):
        for name in marked(item, "Fl"):
            named["-" + name] = marked(item, "Ar")
    same("man page, OPTIONS", {name for option in has for name in option.names}, named)
    for option in has:
        value = " ".join(named.get(option.names[0], [])[:1])
        need(option.names[0] not in named or
             (option.value.lower().startswith(value) if value else not option.value),
             f"man page, OPTIONS: {option.names[0]} has the value {option.value!r}, not {value!r}")


def check_manual_commands(man, has):
    named = {}
    for item in man.items("COMMANDS"):
        name, *aliases = marked(item, "Ic")
        named[name] = (set(aliases), set(marked(item, "Cm")) | {"-" + flag for flag in marked(item, "Fl")},
                       "Ar" in item)
    same("man page, COMMANDS", has, named)
    for name in set(has) & set(named):
        aliases, words, _ = named[name]
        same(f"man page, other names of {name}", has[name].aliases, aliases)
        same(f"man page, arguments of {name}", has[name].words, words)
    need(list(named) == sorted(named, key=lambda name: name.strip("!")), "man page, COMMANDS: not in order")


def check_manual(has_options, has_commands, has_schemes):
    man = Manual(DOC / "postel.1")
    check_manual_options(man, has_options)
    check_manual_commands(man, has_commands)
    same("man page, SETTINGS", settings(),
         [name for item in man.items("SETTINGS") for name in marked(item, "Cm")])
    tail = man.sections["SETTINGS"][-4:]
    same("man page, SETTINGS that change nothing", noted_settings(),
         [word for line in tail for word in marked(line[1:], "Cm")])
    same("man page, PRACTICE", orders(),
         ["-" + name for item in man.items("PRACTICE") for name in marked(item, "Fl")])
    same("man page, schemes", has_schemes, [
        word for line in man.sections["DESCRIPTION"][:90] if re.match(r"\.Cm ", line)
        for word in marked(line[1:], "Cm")])
    same("man page, EXIT STATUS", statuses(), man.items("EXIT STATUS"))
    same("man page, ENVIRONMENT", variables(),
         [name for item in man.items("ENVIRONMENT") for name in marked(item, "Ev")])
    same("man page, files", files(), man.marked("Pa", "FILES") + man.marked("Pa", "ENVIRONMENT"))
    need(len([line for line in man.sections["EXAMPLES"] if line.startswith(".Ss ")]) >= 5,
         "man page: fewer than five examples")


def check_help(has):
    for command in has.values():
        need(command.more or not command.arguments, f"help {command.name}: says nothing of its arguments")


def check_readme():
    text = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| ([\d, ]+) \|", text, flags=re.M)
    same("README, exit statuses", statuses(), {number for row in rows for number in row.split(", ")})


def check_paths():
    """Each file, function and target of make that the texts for builders speak of."""
    code = "".join(text for _, text in sources())
    for name in ("README.md", "src/ARCHITECTURE.md"):
        text = (ROOT / name).read_text()
        for path in re.findall(r"`((?:src|tests|build)/[\w./*-]+)`", text):
            need(path.startswith("build/out/") or list(ROOT.glob(path)), f"{name}: there is no {path}")
        for word in re.findall(r"`([a-z]+_[a-z_]+)`", text):
            need(re.search(rf"\b{word}\(", code), f"{name}: there is no function {word}")
        for target in re.findall(r"`make ([a-z-]+)", text):
            asked = subprocess.run(["make", "-C", ROOT, "-n", target], env=environment(), capture_output=True, text=True)
            need("No rule" not in asked.stderr, f"{name}: there is no make {target}")


# ---- what the completions say, asked through the shells ----

class Bash:
    name = "bash"

    def ask(self, line):
        """What bash itself would offer: the line stands in COMP_LINE as it does behind a Tab."""
        script = (f'source {DOC}/postel.bash; COMP_LINE=$1 COMP_POINT=${{#1}}; read -ra COMP_WORDS <<<"$1"; '
                  'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _postel; printf "%s\\n" "${COMPREPLY[@]}"')
        return set(shell("bash", "--norc", "-c", script, "bash", line).split())


def check_tab(line, becomes):
    """Behind a real Tab, where readline cuts words at : and = too."""
    with Terminal(["bash", "--norc"]) as bash:
        bash.line(f"PS1='> '; source {DOC}/postel.bash; clear; echo ready")
        bash.until(re.compile(r"^ready", re.M))
        bash.until(lambda: bash.row == ">")
        bash.type(line + "\t")
        try:
            bash.until(lambda: bash.row == f"> {becomes}", timeout=30)
        except AssertionError:
            faults.append(f"bash: {line!r} and Tab becomes {bash.row!r}, not {becomes!r}")


class Fish:
    name = "fish"

    def ask(self, line):
        script = f"source {DOC}/postel.fish; complete -C '{line}'"
        return {row.split("\t")[0] for row in shell("fish", "--no-config", "-c", script).splitlines()}


class Zsh:
    """On a terminal, for zsh completes nowhere else: what Tab lists is read off the screen."""
    name = "zsh"

    def __init__(self, home):
        self.home = home

    def ask(self, line):
        with Terminal(["zsh", "-f"], columns=120, rows=90, env={"HOME": self.home}) as zsh:
            zsh.line(f"PS1='> '; fpath=({DOC} $fpath); autoload -Uz compinit; compinit -u -D; setopt list_rows_first; "
                     "LISTMAX=1000; clear; print -r -- ready")
            zsh.until(re.compile(r"^ready", re.M))
            zsh.until(lambda: zsh.row == ">")
            row = zsh.cursor[1]
            zsh.type(line + "\t\t")
            zsh.until(lambda: zsh.row != f"> {line}".rstrip() or any(zsh.lines[row + 1:]))
            zsh.quiet(2)  # nothing tells that the list is whole; a busy machine paints it in pieces
            return offered(zsh.lines[row:], line)


def offered(rows, line):
    """The words of a list, without what is said about each; of a single one, what the line became."""
    found = set()
    for row in rows[1:]:
        found |= set(re.split(r" -- ", row)[0].split())
    return found or set(rows[0][2:].split()) - set(line.split())


def shell(*command):
    with tempfile.TemporaryDirectory() as home:
        ended = subprocess.run(command, env=dict(environment(), HOME=home), capture_output=True,
                               timeout=60, text=True)
    if ended.stderr:
        faults.append(f"{command[0]}: {ended.stderr.strip()}")
    return ended.stdout


def check_completion(asked, has_options, has_commands, has_schemes):
    name = f"{asked.name} completion"
    same(f"{name}, options", {name for option in has_options for name in option.names},
         asked.ask("postel -") - {"--"})
    same(f"{name}, commands", set(has_commands) | TOPICS, asked.ask("postel help "))
    same(f"{name}, commands behind a port", has_commands, asked.ask("postel host 25 "))
    first = asked.ask("postel ")
    same(f"{name}, schemes", has_schemes, {word[:-3] for word in first if word.endswith("://")})
    same(f"{name}, commands without TARGET", alone(), first & set(has_commands))
    offers = asked.ask("postel serve --")
    need(orders() <= offers, f"{name}, serve: missing: {orders() - offers}")
    same(f"{name}, TLS versions", {"1.2", "1.3"}, asked.ask("postel --tls-min "))


def check_values(asked, has_options):
    """Behind an option with a value comes that value, behind another a target."""
    for option in has_options:
        for name in option.names:
            got = asked.ask(f"postel {name} ")
            need(("pop3://" in got) != bool(option.value) or name in ("-h", "-V", "--help", "--version"),
                 f"{asked.name} completion: {name} {'has a' if option.value else 'has no'} value")
            need(option.value != "FILE" or "/etc/hosts" in asked.ask(f"postel {name} /etc/host"),
                 f"{asked.name} completion: {name} wants a file")


def main():
    has_options, has_commands, has_schemes = options(), commands(), schemes()
    check_manual(has_options, has_commands, has_schemes)
    check_help(has_commands)
    check_readme()
    check_paths()
    with tempfile.TemporaryDirectory() as home:
        for asked in (Bash(), Fish(), Zsh(home)):
            check_completion(asked, has_options, has_commands, has_schemes)
        for asked in (Bash(), Fish()):
            check_values(asked, has_options)
    check_tab("postel --tls-min=1.3 --no-r", "postel --tls-min=1.3 --no-rc")
    check_tab("postel pop3s://localhos", "postel pop3s://localhost")
    check_tab("postel pop3s", "postel pop3s://")
    check_tab("postel --log=/etc/hostnam", "postel --log=/etc/hostname")
    check_tab("postel help statu", "postel help status")
    print(*faults, sep="\n")
    return faults != []


if __name__ == "__main__":
    sys.exit(main())
