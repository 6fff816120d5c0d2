#!/bin/sh
# certs.sh - makes the certificates of tests/unit/certs.h, each as PEM text in C.
#
#     tests/unit/certs.sh >tests/unit/certs.h
#
# To be run when a test wants another one; keys are new each time, all else is not.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$out"

# certificate NAME ISSUER KEY HASH FROM-UNTIL SUBJECT EXTENSIONS [OPTION...]
certificate() {
	name=$1 issuer=$2 key=$3 hash=$4 valid=$5 subject=$6 extensions=$7
	shift 7
	printf '%s\n' '[ca]' 'default_ca = x' '[x]' 'database = index' 'new_certs_dir = .' \
		'policy = any' 'rand_serial = yes' 'unique_subject = no' 'string_mask = utf8only' \
		'[any]' 'countryName = optional' 'organizationName = optional' \
		'commonName = optional' '[req]' 'distinguished_name = any' '[ext]' >config
	printf '%s\n' "$extensions" >>config
	: >index
	# shellcheck disable=SC2086 # words on purpose
	openssl genpkey -algorithm $key -out "$name.key" 2>/dev/null
	openssl req -new -utf8 -config config -key "$name.key" -subj "$subject" -out request \
		-multivalue-rdn
	if [ "$issuer" = "$name" ]; then
		set -- "$@" -selfsign -keyfile "$name.key"
	else
		set -- "$@" -cert "$issuer.pem" -keyfile "$issuer.key"
	fi
	openssl ca -batch -notext -utf8 -preserveDN -config config -md "$hash" -in request \
		-out "$name.pem" -startdate "${valid%-*}" -enddate "${valid#*-}" -extensions ext "$@" 2>log ||
		{ cat log >&2; exit 1; }
	printf '\n#define PEM_%s \\\n' "$(echo "$name" | tr '[:lower:]' '[:upper:]')"
	sed 's/.*/\t"&\\n" \\/; $s/ \\$//' "$name.pem"
}

ec='EC -pkeyopt ec_paramgen_curve:P-256'
ca='basicConstraints = critical, CA:true'
year='20260101000000Z-20270101000000Z'

echo '/* certs.h - certificates for tests, made by tests/unit/certs.sh. */'
echo '/* clang-format off */'

certificate root root "$ec" sha256 20160101000000Z-20560101000000Z \
	"/C=ZZ/O=Postel's Tests/CN=Test Root" "$ca"
certificate r3 root "$ec" sha256 20200101000000Z-20300101000000Z "/C=ZZ/CN=R3" "$ca"
certificate e1 root "$ec" sha256 20160101000000Z-20210930140115Z "/C=ZZ/CN=E1" "$ca"

certificate leaf r3 "$ec" sha256 "$year" /CN=mail.example.com \
	'subjectAltName = DNS:mail.example.com, DNS:*.example.org, IP:192.0.2.10, IP:2001:db8::25, email:a@example.com'
certificate lapsed e1 "$ec" sha256 "$year" /CN=mail.example.com 'subjectAltName = DNS:mail.example.com'
certificate many r3 "$ec" sha384 20260101000000Z-20260128120000Z /CN=many.example \
	"subjectAltName = $(seq -f 'DNS:host%g.example' -s, 20)"
certificate own own 'RSA -pkeyopt rsa_keygen_bits:1024' sha1 20000229120000Z-99991231235959Z \
	/CN=own.example 'subjectKeyIdentifier = none'
certificate pair pair 'RSA -pkeyopt rsa_keygen_bits:1024' sha256 "$year" /CN=pair+O=of \
	'subjectAltName = DNS:pair.example' -sigopt rsa_padding_mode:pss
# A NUL in a name, and a common name of two lines and a colour.
certificate evil r3 "$ec" sha256 "$year" "/CN=$(printf 'good.example\n   until         for ever\033[31m')" \
	'subjectAltName = DER:30:1c:82:1a:67:6f:6f:64:2e:65:78:61:6d:70:6c:65:00:2e:65:76:69:6c:2e:65:78:61:6d:70:6c:65'
certificate edward edward ED25519 default "$year" /CN=ed.example 'subjectAltName = DNS:ed.example'

printf '\n/* clang-format on */\n'
