# entries.awk - this machine's Debian entries as deb822 source entries for another suite.
#
# Reads one-line (.list) and deb822 (.sources) files and writes each entry that
# gives the `main` part of one of `own`, the names of the running release, to
# TO.1.sources, TO.2.sources, ... asking for the source packages of `suite`.
# Mirror and keys are kept, everything else is left behind.

function entry(uris, keys)
{
	file = to "." ++count ".sources"
	print "Types: deb-src\nURIs:" uris "\nSuites: " suite "\nComponents: main" > file
	if (keys)
		print "Signed-By:" keys > file
	close(file)
}

function has(words, pattern,    n, part)
{
	for (n = split(words, part); n; n--)
		if (part[n] ~ pattern)
			return 1
	return 0
}

function stanza()
{
	if (has(field["types"], "^deb$") && has(field["suites"], own) &&
	    has(field["components"], "^main$") && !has(field["enabled"], "^[Nn]o$"))
		entry(field["uris"], field["signed-by"])
	split("", field)
}

FNR == 1 { stanza() }

/^[ \t]*#/ { next }

FILENAME ~ /\.sources$/ {
	if (/^[ \t]*$/) {
		stanza()
	} else if (/^[ \t]/) {
		field[key] = field[key] "\n" $0
	} else {
		key = tolower(substr($0, 1, index($0, ":") - 1))
		field[key] = substr($0, index($0, ":") + 1)
	}
	next
}

$1 == "deb" {
	keys = ""
	if (match($0, /signed-by=[^] \t]+/))
		keys = " " substr($0, RSTART + 10, RLENGTH - 10)
	sub(/\[[^]]*\]/, "")
	rest = $0
	sub(/^[ \t]*deb[ \t]+[^ \t]+[ \t]+[^ \t]+/, "", rest)
	if ($3 ~ own && has(rest, "^main$"))
		entry(" " $2, keys)
}

END { stanza() }
