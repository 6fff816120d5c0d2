/* test_filter.c - what a remote program may do to the terminal, cut at every octet. */
#include "test.h"
#include "view/filter.h"

static char room[1 << 18];

/* What comes of it, in pieces of that size, each where a read of one octet too many is seen. */
static struct span filtered(
    enum show_charset charset, struct span octets, size_t first, size_t piece)
{
	static struct filter f;
	struct out o = OUT(room);
	size_t n = first;

	f = (struct filter){ 0 };
	for (; octets.len; octets = span_from(octets, n), n = piece) {
		struct span part = test_copy(span_first(octets, n));

		filter_feed(&f, charset, part, &o);
		free((void *)part.at);
	}
	return out_span(&o);
}

static void check(enum show_charset charset, struct span octets, struct span want)
{
	for (size_t first = 0; first <= octets.len; first++)
		CHECK_SPANS(
		    filtered(charset, octets, first ? first : octets.len, octets.len), want);
	CHECK_SPANS(filtered(charset, octets, 1, 1), want);
}

/* What vi, top and less are made of. */
static const char *const harmless[] = {
	"text\r\n\ttext\b\a\016\017",
	"\033[H\033[2J\033[3J\033[K\033[1K\033[?1K\033[24;80H\033[5A\033[B\033[C\033[D\033[10G\033[3d",
	"\033[m\033[0;1;31m\033[38;2;255;128;0;48;5;17m\033[38:2::1:2:3m\033[4:3m",
	"\033[?1049h\033[22;1H\033[?1049l\033[?47h\033[?1047l\033[?1048h",
	"\033[1;23r\033[L\033[2M\033[4P\033[5@\033[6X\033[3S\033[2T\033[r\033[7b",
	"\0337\0338\033D\033M\033E\033H\033=\033>\033c\033[s\033[u\033[!p\033[2 q",
	"\033(B\033(0\033)0\033*A\033+B\033-A\033(%5\033n\033o\033N\033O\033#8\033#3",
	"\033[?1h\033[?25l\033[?12;25h\033[?7h\033[?6l\033[?5h\033[?2004h\033[4h\033[4l\033[34h",
	"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xef\xbf\xbf \xc2\xa0 \xe2\x80\x9b",
};

static void test_harmless(void)
{
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		check(SHOW_UTF8, span_of(harmless[i]), span_of(harmless[i]));
	check(SHOW_UTF8, SPAN("a\033[3\n1mb"), SPAN("a\n\033[31mb"));
	check(SHOW_BYTES,
	    SPAN("\xe9t\xe9 \x84\x85 \x9b"
		 "1m"),
	    SPAN("\xe9t\xe9 \x84\x85 \x9b"
		 "1m"));
	check(SHOW_UTF8,
	    SPAN("\xc2\x9b"
		 "1m"),
	    SPAN("\xc2\x9b"
		 "1m"));
}

/* What a terminal answers to, what reaches beyond the screen, and what hides such. */
/* clang-format off */
#define SPAN_OF(text) { text, sizeof text - 1 }
static const struct span left_out[] = {
	SPAN_OF("\033]52;c;cm0gLXJmIH4=\a"), SPAN_OF("\033]52;c;?\033\\"),
	SPAN_OF("\033]0;title\a"), SPAN_OF("\033]2;t\x9c\a"), SPAN_OF("\033]4;1;?\a"),
	SPAN_OF("\033]10;?\a"), SPAN_OF("\033]11;?\033\\"), SPAN_OF("\033]8;;http://x/\a"),
	SPAN_OF("\033P$qm\033\\"), SPAN_OF("\033P+q544e\033\\"),
	SPAN_OF("\033Ptmux;\033\033]52;c;eA==\a\033\\"), SPAN_OF("\033_Gi=1;AAAA\033\\"),
	SPAN_OF("\033^x\033\\"), SPAN_OF("\033Xx\033\\"), SPAN_OF("\033ktitle\033\\"),
	SPAN_OF("\033[c"), SPAN_OF("\033[0c"), SPAN_OF("\033[>c"), SPAN_OF("\033[>0c"),
	SPAN_OF("\033[=c"), SPAN_OF("\033[?1c"), SPAN_OF("\033Z"), SPAN_OF("\005"),
	SPAN_OF("\033[5n"), SPAN_OF("\033[6n"), SPAN_OF("\033[?6n"), SPAN_OF("\033[?15n"),
	SPAN_OF("\033[>0n"), SPAN_OF("\033[>q"), SPAN_OF("\033[>0q"), SPAN_OF("\033[q"),
	SPAN_OF("\033[1\"q"), SPAN_OF("\033[x"), SPAN_OF("\033[1x"), SPAN_OF("\033[t"),
	SPAN_OF("\033[11t"), SPAN_OF("\033[13t"), SPAN_OF("\033[14t"), SPAN_OF("\033[18t"),
	SPAN_OF("\033[19t"), SPAN_OF("\033[20t"), SPAN_OF("\033[21t"), SPAN_OF("\033[22;0t"),
	SPAN_OF("\033[8;50;200t"), SPAN_OF("\033[3;0;0t"), SPAN_OF("\033[1;1 t"),
	SPAN_OF("\033[?1$p"), SPAN_OF("\033[4$p"), SPAN_OF("\033[>4;2m"), SPAN_OF("\033[?4m"),
	SPAN_OF("\033[>1u"), SPAN_OF("\033[?u"), SPAN_OF("\033[=1u"), SPAN_OF("\033[<u"),
	SPAN_OF("\033[?1000h"), SPAN_OF("\033[?1003;1006h"), SPAN_OF("\033[?1004h"),
	SPAN_OF("\033[?2h"), SPAN_OF("\033[?2l"), SPAN_OF("\033[?3h"), SPAN_OF("\033[?25;3h"),
	SPAN_OF("\033[2h"), SPAN_OF("\033[12l"), SPAN_OF("\033[20h"), SPAN_OF("\033[h"),
	SPAN_OF("\033[?r"), SPAN_OF("\033[?1s"), SPAN_OF("\033[5i"), SPAN_OF("\033[?5i"),
	SPAN_OF("\033[?1;1S"), SPAN_OF("\033[1;2;3;4;5T"), SPAN_OF("\033[1;1;1;1;1;1*y"),
	SPAN_OF("\033[1$w"), SPAN_OF("\033[62\"p"), SPAN_OF("\033[999999b"),
	SPAN_OF("\033[1'|"), SPAN_OF("\033[#|"), SPAN_OF("\033[1;?1049h"), SPAN_OF("\033%@"),
	SPAN_OF("\033%G"), SPAN_OF("\033 G"), SPAN_OF("\033\\"), SPAN_OF("\033l"),
	SPAN_OF("\033[\0305"), SPAN_OF("\033]0;x\030"), SPAN_OF("\033[1\0325"), SPAN_OF("\177"),
};
/* clang-format on */

static void test_left_out(void)
{
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
		char text[100], want[10];
		struct out o = OUT(text), w = OUT(want);
		char last = left_out[i].at[left_out[i].len - 1];

		out_text(&o, "a");
		out_put(&o, left_out[i]);
		out_text(&o, "z");
		out_text(&w, "a");
		out_text(&w, last == '5' ? "5z" : "z"); /* behind CAN and SUB all is text */
		check(SHOW_UTF8, out_span(&o), out_span(&w));
	}
}

static void test_eight_bits(void)
{
	static const char bytes[] = "a\x9d"
				    "52;c;?\x9c"
				    "b\x90$qm\x9c"
				    "c\x9b"
				    "6nd\x9a"
				    "e\x9f"
				    "G\x9c"
				    "f\x98x\033\\g\x9ez\ah";
	static const char utf8[] = "a\xc2\x9d"
				   "52;c;?\xc2\x9c"
				   "b\xc2\x90$qm\xc2\x9c"
				   "c\xc2\x9b"
				   "6nd\xc2\x9a"
				   "e\xc2\x9f"
				   "G\xc2\x9c"
				   "f\xc2\x98x\033\\g\xc2\x9ez\ah";

	check(SHOW_BYTES, span_of(bytes), SPAN("abcdefgh"));
	check(SHOW_UTF8, span_of(utf8), SPAN("abcdefgh"));
}

/* In UTF-8 nothing that an 8-bit terminal takes for a control is left alone. */
static void test_malformed(void)
{
	check(SHOW_UTF8,
	    SPAN("a\x9b"
		 "6n\xe0\x80\x9b"
		 "6nz"),
	    SPAN("a6n\xe0"
		 "6nz"));
	check(
	    SHOW_UTF8, SPAN("\xc3z\xe2\x82z\xe2\033[6nz\xff\xa9"), SPAN("\xc3z\xe2z\xe2z\xff\xa9"));
	check(SHOW_UTF8, SPAN("\xed\xa0\x9bz\xf4\x90\x9bz"), SPAN("\xed\xa0z\xf4z"));
	check(SHOW_UTF8, SPAN("\033]0;\xe3\x82\x9c\xe5\x9c\x9dx\az"), SPAN("z"));
	check(SHOW_UTF8,
	    SPAN("\033[\xc3\xa9"
		 "1m"),
	    SPAN("\xc3\xa9"
		 "1m"));
}

/* What has no end does not swallow the rest for ever, and nothing is sent of it. */
static void test_endless(void)
{
	static const char *const begins[] = { "\033]", "\033P", "\033[", "\033(", "\033[1;" };
	static char text[FILTER_ENDLESS + 1000];

	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		struct out o = OUT(text);
		struct span got;

		out_text(&o, begins[i]);
		out_repeat(&o, i == 3 ? '(' : '1', FILTER_ENDLESS + 100);
		out_text(&o, "\nseen");
		got = filtered(SHOW_UTF8, out_span(&o), 1000, 1000);
		CHECK(got.len > 5 && got.len < 200 && !span_has(got, '\033'));
		CHECK_SPAN(span_from(got, got.len - 5), "\nseen");
	}
	check(SHOW_UTF8, SPAN("a\033[111111111111;1111111111111;111111mz"), SPAN("az"));
}

int main(void)
{
	RUN(test_harmless);
	RUN(test_left_out);
	RUN(test_eight_bits);
	RUN(test_malformed);
	RUN(test_endless);
	return test_end("filter");
}
