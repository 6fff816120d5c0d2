/* prompt.c - see prompt.h. */
#include "proto/prompt.h"

#include "base/base64.h"

/* Beginnings of words for a name and for a password, in the languages of mail servers. */
static const char names[] = "user\0name\0login\0usu\0utilis\0utente\0benutzer\0konto\0account\0"
			    "ident\0mail\0naam\0navn\0namn\0nom\0jm\xc3\xa9no\0"
			    "\xd0\xbb\xd0\xbe\xd0\xb3\xd0\xb8\xd0\xbd\0"
			    "\xd0\xb8\xd0\xbc\xd1\x8f\0"
			    "\xe3\x83\xa6\xe3\x83\xbc\xe3\x82\xb6\0"
			    "\xe7\x94\xa8\xe6\x88\xb7\0\xe7\x94\xa8\xe6\x88\xb6\0"
			    "\xec\x82\xac\xec\x9a\xa9\xec\x9e\x90\0";
static const char passwords[] = "pass\0pwd\0kennwort\0geheim\0secret\0contrase\0clave\0senha\0"
				"mot de p\0wachtwoord\0parol\0has\xc5\x82o\0haslo\0heslo\0"
				"jelsz\0adgangskode\0l\xc3\xb6sen\0salasana\0"
				"\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c\0"
				"\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c\0"
				"\xe3\x83\x91\xe3\x82\xb9\0"
				"\xe5\xaf\x86\xe7\xa0\x81\0\xe5\xaf\x86\xe7\xa2\xbc\0"
				"\xeb\xb9\x84\xeb\xb0\x80\0";

/* Does text begin with a word of the list? */
static bool starts_with(struct span text, const char *list)
{
	for (; *list; list += span_of(list).len + 1)
		if (span_starts_same(text, span_of(list)))
			return true;
	return false;
}

enum prompt prompt_of_text(struct span text)
{
	text = span_first(span_trim(text), PROMPT_MAX);
	if (!text.len)
		return PROMPT_EMPTY;
	for (; text.len; text = span_from(text, 1)) {
		if (starts_with(text, passwords))
			return PROMPT_PASSWORD;
		if (starts_with(text, names))
			return PROMPT_NAME;
	}
	return PROMPT_OTHER;
}

/* "Username" and "Password" are valid base64 by chance, and "User" even decodes to text. */
static bool is_word(struct span challenge)
{
	return challenge.len <= 12 && prompt_of_text(challenge) != PROMPT_OTHER;
}

void prompt_read(struct span challenge, struct out *text)
{
	size_t begin = text->len, at;

	challenge = span_trim(challenge);
	if (!is_word(challenge) && base64_decode(text, challenge, &at) == BASE64_FINE)
		return;
	text->len = begin;
	text->full = false;
	out_put(text, challenge);
}

enum prompt prompt_of_challenge(struct span challenge)
{
	char room[PROMPT_MAX];
	struct out text = OUT(room);

	prompt_read(span_first(span_trim(challenge), PROMPT_MAX / 4 * 4), &text);
	return prompt_of_text(out_span(&text));
}
