/* cert_limits.c - see cert.h: the name constraints of an issuer. */
#include "net/cert_part.h"

/* The two lists of NameConstraints, each of GeneralSubtrees. */
struct limits {
	struct span permitted, excluded;
};

/* Takes a subtree without minimum and maximum: RFC 5280 4.2.1.10 allows no others. */
static bool subtree_take(struct span *list, struct der *base)
{
	struct span from = *list, one;

	if (!der_take_a(&from, DER_SEQUENCE, &one) || !der_take(&one, base) || one.len)
		return false;
	*list = from;
	return true;
}

static bool is_address_base(const struct der *base)
{
	return base->value.len == 2 * ADDRESS_4 || base->value.len == 2 * ADDRESS_6;
}

/* Can all subtrees of the list be read? */
static bool is_clear(struct span list)
{
	struct der base;

	while (subtree_take(&list, &base))
		if (base.tag == CERT_SAN_ADDRESS && !is_address_base(&base))
			return false;
	return !list.len;
}

static bool limits_read(struct limits *l, struct span value)
{
	*l = (struct limits){ 0 };
	der_take_a(&value, DER_MINE_IN, &l->permitted);
	der_take_a(&value, DER_MINE_IN | 1, &l->excluded);
	return !value.len && is_clear(l->permitted) && is_clear(l->excluded);
}

/* "example.com" holds itself and all names below; ".example.com", a common form, those below. */
static bool name_is_below(struct span base, struct span name)
{
	size_t more;

	base = span_host(base);
	name = span_host(name);
	if (name.len < base.len)
		return false;
	more = name.len - base.len;
	if (!span_same(span_from(name, more), base))
		return false;
	if (!more || !base.len)
		return true;
	return base.at[0] == '.' || name.at[more - 1] == '.';
}

/* A base is an address, followed by a mask. */
static bool address_is_within(struct span base, struct span address)
{
	if (base.len != 2 * address.len)
		return false;
	for (size_t i = 0; i < address.len; i++)
		if ((base.at[i] ^ address.at[i]) & base.at[address.len + i])
			return false;
	return true;
}

static bool is_within(const struct der *base, const struct der *name)
{
	if (name->tag == CERT_SAN_DNS)
		return name_is_below(base->value, name->value);
	return address_is_within(base->value, name->value);
}

/* How a name matches a list; MATCH_NOTHING if the list has no subtree of the name's kind. */
enum match { MATCH_NOTHING, MATCH_OUTSIDE, MATCH_INSIDE };

static enum match list_match(struct span list, const struct der *name)
{
	enum match match = MATCH_NOTHING;
	struct der base;

	while (subtree_take(&list, &base)) {
		if (base.tag != name->tag)
			continue;
		if (is_within(&base, name))
			return MATCH_INSIDE;
		match = MATCH_OUTSIDE;
	}
	return match;
}

static bool is_forbidden(const struct limits *l, const struct der *name)
{
	if (name->tag != CERT_SAN_DNS && name->tag != CERT_SAN_ADDRESS)
		return false;
	return list_match(l->permitted, name) == MATCH_OUTSIDE ||
	       list_match(l->excluded, name) == MATCH_INSIDE;
}

bool cert_forbids(struct span limits, const struct cert *c, struct span host, struct der *name)
{
	struct os_addr address;
	bool is_address = os_addr_read(&address, span_first(host, span_find(host, '%')));
	struct span rest = c->names;
	struct limits l;

	if (!limits.len)
		return false;
	*name = (struct der){ .tag = CERT_SAN_DNS, .value = host };
	if (!limits_read(&l, limits) || (!is_address && is_forbidden(&l, name)))
		return true;
	while (der_take(&rest, name))
		if (is_forbidden(&l, name))
			return true;
	return false;
}
