# shellcheck shell=bash
# postel.bash - completion for bash; tests/checks/docs holds it to the program.
#
# Goes into share/bash-completion/completions, or is sourced from ~/.bashrc.

# Of these words, those that begin like ours.
_postel_words() {
	local each

	for each; do
		[[ $each == "$word"* ]] && COMPREPLY+=("$each")
	done
}

_postel_hosts() {
	if declare -F _known_hosts_real >/dev/null; then
		_known_hosts_real -- "$word"
	else
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -A hostname -- "$word")
	fi
}

_postel_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -- "$word")
}

# A host, a URL, or a command that needs none.
_postel_target() {
	local begun=$word

	case $word in
	*://*)
		word=${word##*/}
		_postel_hosts
		word=$begun
		COMPREPLY=("${COMPREPLY[@]/#/"${begun%"${begun##*/}"}"}")
		;;
	*)
		_postel_words base64 help mx serve version
		_postel_words {smtp,smtps,submission,submissions,lmtp,pop3,pop3s,imap,imaps,telnet,tcp,tls}://
		[[ ${COMPREPLY[*]} == *:// ]] && compopt -o nospace 2>/dev/null
		_postel_hosts
		;;
	esac
}

_postel_commands() {
	_postel_words '!' auth base64 capa cert close data dele display ehlo environ expect help list log \
		login mail mode mx open quit rcpt relay-check reopen retr rset save-all secret send \
		send-mail serve set sleep stat status tls toggle top transcript uidl unset verify version wait z
}

_postel_options() {
	_postel_words -4 -6 --allow-cleartext --allow-commands --auth --authzid --bind -c --cafile --cert --dns --force -h \
		--helo --help --initial-response --insecure --json --key --log --log-bodies \
		--no-commands --no-initial-response --no-rc --no-shell --password-fd --password-file --pin --pipelining -q --sni --stop \
		--port --server --timeout --tls --tls-max --tls-min --token-fd --token-file --transcript -v -V --version --yes
}

_postel_orders() {
	_postel_words off --smtp --pop3 --telnet --smtps --pop3s --listen --ready-fd --user --no-brake --require-auth --message \
		--maildir --store --list-faults --delay --refuse --drop-at --reset-at --rate --pause-at \
		--greylist --postscreen --clock-skew --asa --hide-starttls --inject --missing-dot \
		--unstuffed-dot --wrong-sizes --lower-case --lf-only --one-octet --endless-line --escapes --no-faults
}

# The value of an option.
_postel_value() {
	case $1 in
	--log | --cafile | --cert | --key | --password-file | --token-file | --transcript) _postel_files ;;
	--tls-min | --tls-max) _postel_words 1.2 1.3 ;;
	--sni) _postel_hosts ;;
	--pin)
		_postel_words sha256:
		compopt -o nospace 2>/dev/null
		;;
	--tls) _postel_words off try require ;;
	--auth)
		_postel_words plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer external \
			anonymous user apop
		;;
	-c) _postel_commands ;;
	--authzid | --bind | --dns | --helo | --password-fd | --port | --server | --timeout | --token-fd) ;;
	*) return 1 ;;
	esac
	return 0
}

# A word that is no option: $@ are those before it.
_postel_word() {
	case $1 in
	'') _postel_target ;;
	help)
		_postel_commands
		_postel_words keys settings
		;;
	mx) _postel_hosts ;;
	base64) _postel_words -d ;;
	version) _postel_words --licenses ;;
	serve) _postel_orders ;;
	*://*) [[ $# -gt 1 ]] || _postel_commands ;;
	*)
		[[ $# -gt 1 ]] || _postel_words 25 110 143 465 587 993 995 smtp submission pop3 imap
		[[ $# -eq 2 ]] && _postel_commands
		;;
	esac
}

# Words are cut here at blanks only: readline cuts at : and =, too, and gets back what is behind.
_postel() {
	local line=${COMP_LINE:0:COMP_POINT} word given=() i
	local -a words

	COMPREPLY=()
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	word=${words[-1]}
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		case ${words[i]} in
		--auth | --authzid | --bind | --cafile | --cert | --dns | --helo | --key | --log | --password-fd | --password-file | \
			--pin | --port | --server | --sni | --timeout | --tls | --tls-max | --tls-min | --token-fd | --token-file | --transcript | -c)
			((i++))
			;;
		-*) ;;
		*) given+=("${words[i]}") ;;
		esac
	done

	if [[ $word == --*=* ]]; then
		set -- "${word%%=*}"
		word=${word#*=}
		_postel_value "$1"
	elif _postel_value "${words[-2]}"; then
		:
	elif [[ $word == -* && ${given[0]-} == serve ]]; then
		_postel_orders
		_postel_options
	elif [[ $word == -* && ${given[0]-} != base64 && ${given[0]-} != version ]]; then
		_postel_options
	else
		_postel_word "${given[@]}"
	fi
	[[ $word == *:* && $COMP_WORDBREAKS == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}")
	return 0
}

complete -F _postel postel
