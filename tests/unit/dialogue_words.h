/* dialogue_words.h - pieces that many conversations have in common; see dialogue.h. */
#ifndef DIALOGUE_WORDS_H
#define DIALOGUE_WORDS_H

/* The user of a mailbox, and the password. */
#define BOB .user = "bob", .secret = "swordfish", .alone = true

/* How bob is logged in, to a server that has no CAPA. */
#define LOGIN                                                                                      \
	"C: CAPA\n"                                                                                \
	"S: -ERR what\n"                                                                           \
	"C: USER bob\n"                                                                            \
	"S: +OK\n"                                                                                 \
	"C: PASS swordfish\n"                                                                      \
	"S: +OK in\n"

/* The reply to RETR. */
#define MAIL                                                                                       \
	"S+ +OK\n"                                                                                 \
	"S+ Subject: x\n"                                                                          \
	"S+ \n"                                                                                    \
	"S+ From here\n"                                                                           \
	"S+ ..dot\n"                                                                               \
	"S: .\n"

/* A server that offers nothing. */
#define EHLO                                                                                       \
	"C: EHLO me.test\n"                                                                        \
	"S: 250 mail.test\n"

/* The letter, from its head to the final dot. */
#define LETTER                                                                                     \
	"C: Date: Now\n"                                                                           \
	"C: Message-ID: <1@a>\n"                                                                   \
	"C: From: a@a.test\n"                                                                      \
	"C: To: b@b.test\n"                                                                        \
	"C: Subject: Hi\n"                                                                         \
	"C: MIME-Version: 1.0\n"                                                                   \
	"C: Content-Type: text/plain; charset=utf-8\n"                                             \
	"C: Content-Transfer-Encoding: 7bit\n"                                                     \
	"C: \n"                                                                                    \
	"C: Hello\n"                                                                               \
	"C: .\n"

#endif
