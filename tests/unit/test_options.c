/* test_options.c - what is read from the shell's line, and what is refused: a row for each. */
#include "app/options.h"
#include "test.h"

static struct options options;
static char why_text[400];
static struct out why;

/* The words of a line, of which the first is the program's name; argv ends with NULL, as main's does. */
static bool is_read(const char *line)
{
	static char room[2048];
	static char *argv[80];
	int argc = 0;

	snprintf(room, sizeof room, "%s", line);
	for (char *word = strtok(room, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	memset(&options, 0, sizeof options);
	why = OUT(why_text);
	return options_read(&options, argc, argv, &why);
}

static void put_pair(struct out *o, const char *name, const char *value)
{
	if (!value)
		return;
	out_text(o, name);
	out_text(o, value);
	out_char(o, ' ');
}

static void put_count(struct out *o, const char *name, int64_t n)
{
	char text[40];

	snprintf(text, sizeof text, "%lld", (long long)n);
	if (n)
		put_pair(o, name, text);
}

static void put_flag(struct out *o, const char *name, bool is_set)
{
	put_pair(o, name, is_set ? "" : NULL);
}

static void put_address(struct out *o, const char *name, const struct os_addr *a)
{
	if (!a->family)
		return;
	out_text(o, name);
	os_addr_port_say(a, o);
	out_char(o, ' ');
}

static void put_run(struct out *o, const struct options *p)
{
	put_flag(o, "telnet", p->telnet);
	put_flag(o, "binary", p->binary);
	put_flag(o, "binary-out", p->binary_out);
	put_flag(o, "no-escape", p->no_escape);
	put_flag(o, "login", p->login);
	put_pair(o, "escape=", p->escape);
	put_pair(o, "user=", p->user);
	put_pair(o, "log=", p->log);
	put_pair(o, "transcript=", p->transcript);
	put_flag(o, "bodies", p->bodies);
	put_flag(o, "json", p->json);
	put_flag(o, "stop", p->stop);
	put_flag(o, "quiet", p->quiet);
	put_flag(o, "verbose", p->verbose);
	put_flag(o, "no-rc", p->no_rc);
	put_flag(o, "no-shell", p->no_shell);
	put_flag(o, "help", p->help);
	put_flag(o, "version", p->version);
	put_flag(o, "no-commands", p->no_commands);
	put_flag(o, "allow-commands", p->allow_commands);
	put_flag(o, "force-target", p->force_target);
}

static void put_network(struct out *o, const struct options *p)
{
	put_count(o, "family=", p->family);
	put_count(o, "timeout=", p->timeout / OS_S);
	put_address(o, "bind=", &p->bind);
	put_address(o, "dns=", &p->dns);
	put_count(o, "min=", p->tls.min);
	put_count(o, "max=", p->tls.max);
	put_pair(o, "cafile=", p->tls.cafile);
	put_flag(o, "pin", p->tls.pin.set);
	put_flag(o, "insecure", p->tls.insecure);
	put_pair(o, "cert=", p->tls.cert);
	put_pair(o, "key=", p->tls.key);
	put_pair(o, "sni=", p->tls.sni);
}

static void put_login(struct out *o, const struct options *p)
{
	put_flag(o, "tls-off", p->when == LOGIN_TLS_OFF);
	put_flag(o, "tls-require", p->when == LOGIN_TLS_REQUIRE);
	put_pair(o, "auth=", p->auth);
	put_pair(o, "authzid=", p->authzid);
	put_pair(o, "password-file=", p->password_file);
	put_count(o, "password-fd+1=", p->password_fd);
	put_pair(o, "token-file=", p->token_file);
	put_count(o, "token-fd+1=", p->token_fd);
	put_flag(o, "cleartext", p->cleartext);
	put_flag(o, "initial", p->initial);
	put_flag(o, "no-initial", p->no_initial);
	put_flag(o, "pipelining", p->pipelining);
	put_pair(o, "helo=", p->helo);
	put_flag(o, "yes", p->yes);
	put_flag(o, "force", p->force);
	for (size_t i = 0; i < p->lines; i++)
		put_pair(o, "-c=", p->line[i]);
}

/* All that differs from nothing given; the words that are no options in brackets. */
static void put_options(struct out *o, const struct options *p)
{
	put_run(o, p);
	put_network(o, p);
	put_login(o, p);
	for (size_t i = 0; i < p->words; i++) {
		out_char(o, '[');
		out_put(o, p->word[i]);
		out_char(o, ']');
	}
}

#define PIN_HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const struct read_row {
	const char *line, *want;
} reads[] = {
	{ "postel", "" },
	{ "postel host", "[host]" },
	{ "postel host 25", "[host][25]" },

	/* each kind of value, behind = and as the next word */
	{ "postel -4 host", "family=4 [host]" },
	{ "postel -4 -6 host", "family=6 [host]" },
	{ "postel --timeout 1 h", "timeout=1 [h]" },
	{ "postel --timeout=86400 h", "timeout=86400 [h]" },
	{ "postel --bind 192.0.2.1 h", "bind=192.0.2.1 port 0 [h]" },
	{ "postel --bind=2001:db8::1 h", "bind=2001:db8::1 port 0 [h]" },
	{ "postel --dns 192.0.2.1:5353 h", "dns=192.0.2.1 port 5353 [h]" },
	{ "postel --dns [2001:db8::1]:53 h", "dns=2001:db8::1 port 53 [h]" },
	{ "postel --tls-min 1.2 --tls-max=1.3", "min=12 max=13 " },
	{ "postel --cafile ca --cert c --key k --sni n", "cafile=ca cert=c key=k sni=n " },
	{ "postel --pin sha256:" PIN_HEX, "pin " },
	{ "postel --insecure", "insecure " },
	{ "postel --tls off", "tls-off " },
	{ "postel --tls try", "" },
	{ "postel --tls=require", "tls-require " },
	{ "postel --auth PLAIN --authzid boss", "auth=PLAIN authzid=boss " },
	{ "postel --password-file p", "password-file=p " },
	{ "postel --password-file ./-", "password-file=./- " },
	{ "postel --password-fd 0 --token-fd 1023", "password-fd+1=1 token-fd+1=1024 " },
	{ "postel --token-file=t", "token-file=t " },
	{ "postel --helo= h", "helo= [h]" },
	{ "postel --helo=a=b h", "helo=a=b [h]" },
	{ "postel -c noop --log f -c quit h", "log=f -c=noop -c=quit [h]" },
	{ "postel --allow-cleartext --initial-response", "cleartext initial " },
	{ "postel --no-initial-response --pipelining --yes --force",
	    "no-initial pipelining yes force " },
	{ "postel --log a --log b", "log=b " },
	{ "postel --log-bodies --transcript t --json --stop", "transcript=t bodies json stop " },
	{ "postel --no-rc --no-shell -q -v", "quiet verbose no-rc no-shell " },
	{ "postel --help", "help " },
	{ "postel -h", "help " },
	{ "postel --version", "version " },
	{ "postel -V", "version " },
	{ "postel --no-commands h", "no-commands [h]" },
	{ "postel --allow-commands h", "allow-commands [h]" },
	{ "postel --log -q", "log=-q " }, /* what stands behind it is its value */

	/* where they may stand */
	{ "postel host -q 25 --json", "json quiet [host][25]" },
	{ "postel host list -v", "verbose [host][list]" },
	{ "postel host send-mail --body f", "[host][send-mail][--body][f]" },
	{ "postel host -587", "[host][-587]" },
	{ "postel -tls host", "[-tls][host]" },
	{ "postel - x", "[-][x]" },
	{ "postel -- -q", "force-target [-q]" },
	{ "postel host -- x", "[host][--][x]" },

	/* as swaks has them */
	{ "postel --server h list", "[h][list]" },
	{ "postel --server h --port 26 list", "[h][26][list]" },
	{ "postel h --port 26 list", "[h][26][list]" },

	/* by the name of telnet, in a folder or not */
	{ "telnet", "telnet " },
	{ "/usr/bin/telnet h 25", "telnet [h][25]" },
	{ "telnet -8 -L -E -a h", "telnet binary binary-out no-escape login [h]" },
	{ "telnet -8LEa h", "telnet binary binary-out no-escape login [h]" },
	{ "telnet -KcdE h", "telnet no-escape [h]" },
	{ "telnet -4 h", "telnet family=4 [h]" },
	{ "telnet -lbob h", "telnet user=bob [h]" },
	{ "telnet -8l bob -e ^X -n f h -25", "telnet binary escape=^X user=bob log=f [h][-25]" },
	{ "telnet -b 192.0.2.1 h", "telnet bind=192.0.2.1 port 0 [h]" },
	{ "telnet-ssl -q", "quiet " },
};

static void play_read(const struct read_row *r)
{
	char text[600];
	struct out o = OUT(text);

	CHECK(is_read(r->line));
	CHECK_SPANS(out_span(&why), SPAN(""));
	put_options(&o, &options);
	CHECK_SPANS(out_span(&o), span_of(r->want));
}

static void test_reads(void)
{
	PLAY_ROWS(reads, play_read, line);
}

/* Each row: a line, and the sentence that refuses it. */
static const struct read_row refusals[] = {
	/* wrong values */
	{ "postel --timeout 0", "--timeout 0: not a number of seconds from 1 to 86400" },
	{ "postel --timeout=86401", "--timeout 86401: not a number of seconds from 1 to 86400" },
	{ "postel --timeout 5s", "--timeout 5s: not a number of seconds from 1 to 86400" },
	{ "postel --bind host", "--bind host: not an IP address" },
	{ "postel --dns 192.0.2.1:x", "--dns 192.0.2.1:x: not an IP address" },
	{ "postel --tls-min 1.1", "--tls-min 1.1: the TLS version is 1.2 or 1.3" },
	{ "postel --pin sha256:00",
	    "--pin sha256:00: not a pin; a pin is sha256: and a fingerprint in hexadecimal, or a key's in base64" },
	{ "postel --tls yes", "--tls yes: must be off, try or require" },
	{ "postel --password-fd 1024",
	    "--password-fd 1024: not the number of an open file descriptor" },
	{ "postel --token-fd -1", "--token-fd -1: not the number of an open file descriptor" },
	{ "postel --cafile -",
	    "--cafile - is standard input, not a file; write ./- for a file named -" },

	/* values that are missing, or of no use */
	{ "postel --log", "--log needs a value" },
	{ "postel -c", "-c needs a value" },
	{ "postel --json=yes", "--json takes no value" },
	{ "postel -4=1", "-4 takes no value" },

	/* near ones, and other programs' */
	{ "postel --tmeout 5",
	    "--tmeout (did you mean '--timeout'?): no such option; --help lists the options" },
	{ "postel --xyzzy", "--xyzzy: no such option; --help lists the options" },
	{ "postel --ipv4",
	    "--ipv4 (did you mean '-4'?): no such option; --help lists the options" },
	{ "postel --cacert=f",
	    "--cacert (did you mean '--cafile'?): no such option; --help lists the options" },
	{ "postel --password=secret",
	    "--password (did you mean '--password-file'?): no such option; --help lists the options" },
	{ "postel --body f",
	    "--body: this option belongs to send-mail and must come after that word; see 'postel help send-mail'" },
	{ "postel --maildir x",
	    "--maildir: this option belongs to serve and must come after that word; see 'postel help serve'" },

	/* contradictions */
	{ "postel --no-commands --allow-commands h",
	    "--no-commands and --allow-commands cannot be used together" },
	{ "postel --port 25", "--port needs a TARGET, or --server HOST" },

	/* telnet's usage in place of a reason */
	{ "telnet -q h",
	    "usage: telnet [-468EKLacd] [-b ADDRESS] [-e CHAR] [-l USER] [-n FILE] [HOST [[-]PORT]]" },
	{ "telnet h 25 x",
	    "usage: telnet [-468EKLacd] [-b ADDRESS] [-e CHAR] [-l USER] [-n FILE] [HOST [[-]PORT]]" },
	{ "telnet -l",
	    "usage: telnet [-468EKLacd] [-b ADDRESS] [-e CHAR] [-l USER] [-n FILE] [HOST [[-]PORT]]" },
};

static void play_refusal(const struct read_row *r)
{
	CHECK(!is_read(r->line));
	CHECK_SPANS(out_span(&why), span_of(r->want));
}

static void test_refusals(void)
{
	PLAY_ROWS(refusals, play_refusal, line);
}

/* What is typed into a -c may be a secret: its refusal does not repeat it. */
static void test_many_lines(void)
{
	char line[1000] = "postel";

	for (int i = 0; i < OPTIONS_LINES; i++)
		strcat(line, " -c noop");
	CHECK(is_read(line));
	CHECK_NUMBER(options.lines, OPTIONS_LINES);
	strcat(line, " -c hunter2");
	CHECK(!is_read(line));
	CHECK_SPAN(out_span(&why), "-c: given more than 32 times");
}

/* Nor is what stands behind a "=" of an option that is none. */
static void test_no_value_repeated(void)
{
	CHECK(!is_read("postel --pasword=hunter2"));
	CHECK(!span_holds(out_span(&why), SPAN("hunter2")));
}

/* Refused is the word that has no room, and TARGET in front of as many. */
static void test_many_words(void)
{
	static char word[] = "w", name[] = "postel", server[] = "--server=h";
	char *argv[OPTIONS_WORDS + 3] = { name };
	int argc = 1;

	while (argc < OPTIONS_WORDS + 1)
		argv[argc++] = word;
	why = OUT(why_text);
	memset(&options, 0, sizeof options);
	CHECK(options_read(&options, argc, argv, &why));
	CHECK_NUMBER(options.words, OPTIONS_WORDS);
	argv[argc++] = server;
	memset(&options, 0, sizeof options);
	CHECK(!options_read(&options, argc, argv, &why));
	CHECK_SPAN(out_span(&why), "h: too many words");
	argv[argc - 1] = word;
	why = OUT(why_text);
	memset(&options, 0, sizeof options);
	CHECK(!options_read(&options, argc, argv, &why));
	CHECK_SPAN(out_span(&why), "w: too many words");
}

/* Whoever reads JSON gets it for an option that makes no sense, too, wherever --json stands. */
static void test_json_first(void)
{
	CHECK(!is_read("postel --xyzzy --json"));
	CHECK(options.json);
}

int main(void)
{
	RUN(test_reads);
	RUN(test_refusals);
	RUN(test_many_lines);
	RUN(test_no_value_repeated);
	RUN(test_many_words);
	RUN(test_json_first);
	return test_end("options");
}
