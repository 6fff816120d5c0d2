/* tls_words.c - results and failures of TLS as text; see tls.h. */
#include "net/tls_inside.h"

#include <string.h>

/* ---- the certificate ---- */

static enum status say_doubts(struct tls *t, struct out *o)
{
	struct span sent[TLS_CHAIN];
	struct cert_case k = { .faults = t->doubts,
		.host = span_of(t->host),
		.sent = sent,
		.count = t->chain->count,
		.trust = &t->setup->trust,
		.clock = t->clock };

	for (size_t i = 0; i < k.count; i++)
		sent[i] = tls_chain_at(t->chain, i);
	return cert_judge(&k, o);
}

bool tls_doubt(struct tls *t, struct out *o)
{
	if (t->doubts)
		say_doubts(t, o);
	return t->doubts != 0;
}

/* ---- failures ---- */

/* A list of numbers and their texts, as two tables; the last row, 0, is for all other numbers. */
#define SAYING_NUMBER(number, text) number,
#define SAYING_TEXT(number, text)   text "\0"

#define ERROR_NUMBER(number, status, text) number,
#define ERROR_STATUS(number, status, text) status,
#define ERROR_TEXT(number, status, text)   text "\0"

static unsigned row(const int16_t *numbers, int number)
{
	unsigned i = 0;

	while (numbers[i] && numbers[i] != number)
		i++;
	return i;
}

static const char *find(const int16_t *numbers, const char *texts, int number)
{
	return span_nth(texts, row(numbers, number));
}

/* ---- causes that mbedTLS has no error number for ---- */

static bool is_up(const struct tls *t)
{
	return t->ssl.state == MBEDTLS_SSL_HANDSHAKE_OVER;
}

static bool is_renegotiation(const struct tls *t)
{
	return t->asked_again;
}

/* Has a message of that kind, after the handshake, caused the failure? */
static bool is_late(const struct tls *t, int kind)
{
	return is_up(t) && t->error == MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE &&
	       tls_message_is(t, kind);
}

static bool is_key_update(const struct tls *t)
{
	return is_late(t, HS_KEY_UPDATE);
}

static bool is_late_request(const struct tls *t)
{
	return is_late(t, MBEDTLS_SSL_HS_CERTIFICATE_REQUEST);
}

/* Do the last octets of the ServerHello's random tell of a downgrade?  RFC 8446 4.1.3. */
static bool is_downgraded(const struct tls *t)
{
	struct span hello = tls_message(t, MBEDTLS_SSL_HS_SERVER_HELLO);

	return t->error == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER &&
	       span_starts(span_from(hello, 2 + 24), SPAN("DOWNGRD"));
}

static bool is_bad_proof(const struct tls *t)
{
	switch (t->error) {
	case MBEDTLS_ERR_ECP_VERIFY_FAILED:
	case MBEDTLS_ERR_RSA_VERIFY_FAILED: return true;
	case MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE:
		return t->ssl.state == MBEDTLS_SSL_CERTIFICATE_VERIFY;
	default: return false;
	}
}

static bool is_bad_finish(const struct tls *t)
{
	return t->error == MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE &&
	       t->ssl.state == MBEDTLS_SSL_SERVER_FINISHED;
}

/* Alerts, by their numbers: RFC 8446 6. */
/* clang-format off */
#define ALERTS(X) \
	X(10, "unexpected_message") \
	X(20, "bad_record_mac") \
	X(40, "handshake_failure: no cipher, key exchange or signature in common, or it requires a client certificate (postel --cert FILE sends one)") \
	X(42, "bad_certificate") \
	X(43, "unsupported_certificate") \
	X(44, "certificate_revoked") \
	X(45, "certificate_expired") \
	X(46, "certificate_unknown") \
	X(47, "illegal_parameter") \
	X(48, "unknown_ca: it does not know the issuer of the certificate of --cert") \
	X(49, "access_denied") \
	X(50, "decode_error") \
	X(51, "decrypt_error") \
	X(70, "protocol_version: it may have only TLS 1.0 or 1.1, which RFC 8996 withdrew, or no version that --tls-min and --tls-max allow") \
	X(71, "insufficient_security: it requires stronger ciphers") \
	X(80, "internal_error: an error inside the server") \
	X(109, "missing_extension") \
	X(112, "unrecognized_name: it does not serve that name (postel --sni NAME sends another)") \
	X(116, "certificate_required: it requires a client certificate (postel --cert FILE sends one)") \
	X(0, "an unknown alert")

/* mbedTLS's errors, with exit status and text. */
#define ERRORS(X) \
	X(MBEDTLS_ERR_SSL_CONN_EOF, STATUS_UNAVAILABLE, "the server closed the connection") \
	X(MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY, STATUS_UNAVAILABLE, "the server ended TLS (close_notify) before the handshake was done") \
	X(MBEDTLS_ERR_SSL_INVALID_RECORD, STATUS_PROTOCOL, "the answer is not TLS") \
	X(MBEDTLS_ERR_SSL_INVALID_MAC, STATUS_PROTOCOL, "a TLS record was damaged on its way, or forged") \
	X(MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, STATUS_PROTOCOL, "the server chose a cipher or parameter that was not offered") \
	X(MBEDTLS_ERR_SSL_ALLOC_FAILED, STATUS_CONFIG, "TLS needs more memory than is set aside") \
	X(MBEDTLS_ERR_X509_ALLOC_FAILED, STATUS_CONFIG, "the server's certificates need more memory than is set aside") \
	X(MBEDTLS_ERR_SSL_BAD_CERTIFICATE, STATUS_PROTOCOL, "the server's certificate cannot be used with this cipher") \
	X(MBEDTLS_ERR_SSL_PK_TYPE_MISMATCH, STATUS_PROTOCOL, "the key of the server's certificate cannot be used with this cipher") \
	X(MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION, STATUS_PROTOCOL, "the server answers with an extension that was not offered") \
	X(MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE, STATUS_CONFIG, "the server requires a feature of TLS that this build does not have") \
	X(0, STATUS_PROTOCOL, "the server broke the protocol")

/* Causes that mbedTLS has no error number for: the first that applies is told. */
#define CASES(X) \
	X(is_renegotiation, STATUS_CONFIG, "the server asked to renegotiate TLS 1.2, which this build refuses, and then ended the connection") \
	X(is_key_update, STATUS_CONFIG, "the server asked for new keys (KeyUpdate), which this build does not support") \
	X(is_late_request, STATUS_PROTOCOL, "the server asked for a certificate in the middle of TLS 1.3, which was not offered") \
	X(is_downgraded, STATUS_PROTOCOL, "the server chose TLS 1.2 and marked that it supports 1.3: the handshake was changed on its way (RFC 8446 4.1.3)") \
	X(is_bad_proof, STATUS_PROTOCOL, "the server's signature is wrong: it does not have the key of its certificate, or the handshake was changed on its way") \
	X(is_bad_finish, STATUS_PROTOCOL, "the server's Finished is wrong: the handshake was changed on its way")

#define GROUPS(X) X(23, "P-256") X(24, "P-384") X(25, "P-521") X(29, "X25519") X(0, "")
/* clang-format on */

static const int16_t alerts[] = { ALERTS(SAYING_NUMBER) };
static const int16_t errors[] = { ERRORS(ERROR_NUMBER) };
static const uint8_t statuses[] = { ERRORS(ERROR_STATUS) };
static const int16_t groups[] = { GROUPS(SAYING_NUMBER) };
static const char alert_texts[] = ALERTS(SAYING_TEXT);
static const char error_texts[] = ERRORS(ERROR_TEXT);
static const char group_texts[] = GROUPS(SAYING_TEXT);

#define CASE_ROW(is_so, status, text)  { is_so, status },
#define CASE_TEXT(is_so, status, text) text "\0"

static const struct {
	bool (*is_so)(const struct tls *t);
	enum status status;
} cases[] = { CASES(CASE_ROW) };
static const char case_texts[] = CASES(CASE_TEXT);

/* The index of the first cause that applies; the number of causes if none does. */
static unsigned case_find(const struct tls *t)
{
	unsigned i = 0;

	while (i < sizeof cases / sizeof *cases && !cases[i].is_so(t))
		i++;
	return i;
}

/* Says which alert the server sent; five alerts are about our certificate, without details. */
static void say_alert(const struct tls *t, struct out *o)
{
	out_text(o, "the server refused with alert ");
	out_number(o, t->alert);
	out_text(o, ", ");
	out_text(o, find(alerts, alert_texts, t->alert));
	if (t->alert >= 42 && t->alert <= 46)
		out_text(o, ": it does not accept the certificate of --cert");
}

static void say_clear(const struct tls *t, struct out *o)
{
	struct span text = { t->clear, t->clear_len }, line;

	out_text(o, t->upgrade ? "the server continued in clear text after it agreed to TLS: "
			       : "the server answers in clear text: ");
	line = span_line(&text);
	out_put(o, line);
	if (span_starts(line, SPAN("HTTP/")) || span_starts(line, SPAN("SSH-")))
		out_text(o, " (this is not a mail server: is the port right?)");
	else if (!t->upgrade)
		out_text(o, " (connect without TLS, then start it with STARTTLS or STLS)");
}

/* Says that the server has chosen a version that we did not offer. */
static void say_version(const struct tls *t, struct out *o)
{
	out_text(o, t->setup->how->min == 13
			? "the server has no TLS 1.3"
			: "the server has only TLS 1.0 or 1.1, which RFC 8996 withdrew");
}

static void say_error(const struct tls *t, struct out *o)
{
	out_text(o, find(errors, error_texts, t->error));
	if (t->error == MBEDTLS_ERR_SSL_CONN_EOF) {
		out_text(o, "; ");
		out_text(o, tls_progress(t));
	} else {
		out_text(o, " (mbedTLS -0x");
		out_hex(o, (uint64_t)-t->error, 4);
		out_char(o, ')');
	}
}

/* Says what the user can do about a refused certificate. */
static void say_way_round(const struct tls *t, enum status status, struct out *o)
{
	const struct tls_how *how = t->setup->how;

	bool unknown = t->doubts == CERT_UNKNOWN && !how->at_prompt;

	if (status == STATUS_CONFIG) {
		out_text(o, " (postel --cafile FILE names one)");
		return;
	}
	out_text(o, unknown ? " (--cafile FILE trusts it, " : " (");
	if (how->at_prompt)
		out_text(o, "set insecure, then reopen, continues anyway)");
	else if (how->of_helper && t->upgrade)
		out_text(o, "--insecure continues anyway, --tls off does without TLS)");
	else
		out_text(o, "--insecure continues anyway)");
}

/* Says why the certificate is refused, and what the user can do if that helps. */
static enum status say_refusal(struct tls *t, struct out *o)
{
	enum status status;

	out_text(o, "the certificate ");
	status = say_doubts(t, o);
	if (!t->judged || t->doubts & CERT_UNUSABLE)
		return status;
	say_way_round(t, status, o);
	return status;
}

static enum status say_failure(const struct tls *t, struct out *o)
{
	unsigned i = case_find(t);

	if (tls_lacks_random()) {
		out_text(o, fault_reason(FAULT_NO_RANDOM));
		return fault_status(FAULT_NO_RANDOM);
	}
	if (i < sizeof cases / sizeof *cases) {
		out_text(o, span_nth(case_texts, i));
		return cases[i].status;
	}
	if (t->clear_len) {
		say_clear(t, o);
	} else if (t->alert >= 0) {
		say_alert(t, o);
	} else if (t->error == MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION) {
		say_version(t, o);
	} else {
		say_error(t, o);
		return (enum status)statuses[row(errors, t->error)];
	}
	return STATUS_PROTOCOL;
}

/* Has the certificate ended the handshake?  With --insecure only an unreadable one does. */
static bool is_refusal(const struct tls *t)
{
	if (!t->doubts || !t->chain->count || tls_lacks_random())
		return false;
	if (t->error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		return false;
	return !t->judged || t->conf.authmode == MBEDTLS_SSL_VERIFY_REQUIRED;
}

enum status tls_why(struct tls *t, struct out *o)
{
	out_text(o, "TLS with ");
	out_text(o, t->host);
	out_text(o, ": ");
	if (is_refusal(t))
		return say_refusal(t, o);
	return say_failure(t, o);
}

const char *tls_progress(const struct tls *t)
{
	int state = t->ssl.state;

	if (!t->seen)
		return "no answer to our ClientHello came";
	if (state <= MBEDTLS_SSL_SERVER_HELLO)
		return "the server's answer to our ClientHello is incomplete";
	if (state <= MBEDTLS_SSL_SERVER_HELLO_DONE || state == MBEDTLS_SSL_ENCRYPTED_EXTENSIONS)
		return "the ServerHello came, but not all that follows";
	return "the server has not finished its part";
}

/* ---- what was agreed on ---- */

#define WEAKNESSES(X)                                                                              \
	X(TLS_NO_SECRECY, ", no forward secrecy")                                                  \
	X(TLS_CBC, ", CBC")                                                                        \
	X(TLS_NO_BINDING, ", no extended master secret")

unsigned tls_weak(const struct tls *t)
{
	struct span suite = span_of(mbedtls_ssl_get_ciphersuite(&t->ssl));
	unsigned weak = 0;

	if (t->ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_3)
		return 0;
	if (span_starts(suite, SPAN("TLS-RSA-")))
		weak |= TLS_NO_SECRECY;
	if (span_holds(suite, SPAN("-CBC-")))
		weak |= TLS_CBC;
	if (!t->bound)
		weak |= TLS_NO_BINDING;
	return weak;
}

struct tls_agreed tls_agreed(const struct tls *t)
{
	bool new = t->ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_3;
	struct span suite = span_of(mbedtls_ssl_get_ciphersuite(&t->ssl));

	return (struct tls_agreed){
		.version = new ? SPAN("1.3") : SPAN("1.2"),
		.suite = span_from(suite, new ? strlen("TLS1-3-") : strlen("TLS-")),
		.group = span_of(find(groups, group_texts, t->group)),
	};
}

void tls_facts(const struct tls *t, struct out *o)
{
	static const uint8_t flags[] = { WEAKNESSES(SAYING_NUMBER) };
	static const char texts[] = WEAKNESSES(SAYING_TEXT);
	struct tls_agreed agreed = tls_agreed(t);

	out_text(o, "TLS ");
	out_put(o, agreed.version);
	out_char(o, ' ');
	out_put(o, agreed.suite);
	out_text(o, agreed.group.len ? " " : "");
	out_put(o, agreed.group);
	for (unsigned i = 0; i < sizeof flags; i++)
		if (tls_weak(t) & flags[i])
			out_text(o, span_nth(texts, i));
}
