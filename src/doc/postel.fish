# postel.fish - completion for fish; tests/checks/docs holds it to the program.
#
# Goes into share/fish/vendor_completions.d, or ~/.config/fish/completions.

# The words so far that are no options and no values of options.
function __postel_given
    set -l value no
    for word in (commandline -opc)[2..-1]
        if test $value = yes
            set value no
        else if contains -- $word --auth --authzid --bind --cafile --cert --dns --helo --key --log --password-fd --password-file --pin --sni \
                --port --server --timeout --tls --tls-max --tls-min --token-fd --token-file --transcript -c
            set value yes
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

function __postel_count
    test (count (__postel_given)) = $argv[1]
end

function __postel_behind
    set -l given (__postel_given)
    test (count $given) = 1; and contains -- $given[1] $argv
end

# Behind a host stands a port; behind a URL, or a port, a command.
function __postel_wants_port
    __postel_count 1; and not __postel_behind base64 help mx serve version; and not string match -q '*://*' (__postel_given)
end

function __postel_wants_command
    __postel_behind help; or __postel_count 2; or begin
        __postel_count 1; and string match -q '*://*' (__postel_given)
    end
end

function __postel_targets
    for scheme in smtp smtps submission submissions lmtp pop3 pop3s imap imaps telnet tcp tls
        printf '%s://\tURL\n' $scheme
    end
    set -l begun (string match -r '^[a-z0-9]+://' -- (commandline -ct))
    for host in (__fish_print_hostnames)
        echo $begun$host
    end
end

complete -c postel -f
complete -c postel -n '__postel_count 0' -a '(__postel_targets)'
complete -c postel -n '__postel_count 0' -a base64 -d 'encode a word, or -d decode it'
complete -c postel -n '__postel_count 0' -a help -d 'list the commands, or explain one'
complete -c postel -n '__postel_count 0' -a mx -d 'list the mail servers of a domain'
complete -c postel -n '__postel_count 0' -a serve -d 'a mail server to practise on'
complete -c postel -n '__postel_count 0' -a version -d 'show the version'
complete -c postel -n '__postel_behind mx' -a '(__fish_print_hostnames)'
complete -c postel -n '__postel_behind base64' -a '-d' -d decode
complete -c postel -n 'contains serve (__postel_given)' -a 'off --smtp --pop3 --telnet --smtps --pop3s --listen --ready-fd --user --no-brake --require-auth --message --maildir --store --list-faults --delay --refuse --drop-at --reset-at --rate --pause-at --greylist --postscreen --clock-skew --asa --hide-starttls --inject --missing-dot --unstuffed-dot --wrong-sizes --lower-case --lf-only --one-octet --endless-line --escapes --no-faults'
complete -c postel -n '__postel_behind version' -a '--licenses' -d 'also the licenses of its parts'
complete -c postel -n __postel_wants_port -a '25 110 143 465 587 993 995 smtp submission pop3 imap'

complete -c postel -n '__postel_behind help' -a keys -d 'what each key does'
complete -c postel -n '__postel_behind help' -a settings -d 'what can be set'
complete -c postel -n __postel_wants_command -a '!' -d 'run a command of the system, or a shell'
complete -c postel -n __postel_wants_command -a auth -d 'log in with this mechanism'
complete -c postel -n __postel_wants_command -a base64 -d 'encode a word, or -d decode it'
complete -c postel -n __postel_wants_command -a capa -d 'what a POP3 server can do'
complete -c postel -n __postel_wants_command -a cert -d 'show the certificates of the server'
complete -c postel -n __postel_wants_command -a close -d 'close the connection, without QUIT'
complete -c postel -n __postel_wants_command -a data -d 'send the message in a file'
complete -c postel -n __postel_wants_command -a dele -d 'mark messages to be deleted'
complete -c postel -n __postel_wants_command -a display -d 'show the settings'
complete -c postel -n __postel_wants_command -a ehlo -d 'send EHLO, and start TLS if it is offered'
complete -c postel -n __postel_wants_command -a environ -d 'variables that telnet servers may ask for'
complete -c postel -n __postel_wants_command -a expect -d 'check the reply to the previous line'
complete -c postel -n __postel_wants_command -a help -d 'list the commands, or explain one'
complete -c postel -n __postel_wants_command -a list -d 'show the sizes of messages'
complete -c postel -n __postel_wants_command -a log -d 'append a record of this run to a file'
complete -c postel -n __postel_wants_command -a login -d 'log in'
complete -c postel -n __postel_wants_command -a mail -d 'begin a mail'
complete -c postel -n __postel_wants_command -a mode -d 'how keys are sent'
complete -c postel -n __postel_wants_command -a mx -d 'list the mail servers of a domain'
complete -c postel -n __postel_wants_command -a open -d 'connect to a server'
complete -c postel -n __postel_wants_command -a quit -d 'close, and leave postel'
complete -c postel -n __postel_wants_command -a rcpt -d 'name a recipient'
complete -c postel -n __postel_wants_command -a relay-check -d 'ask whether the server is an open relay'
complete -c postel -n __postel_wants_command -a reopen -d 'connect to the last server again'
complete -c postel -n __postel_wants_command -a retr -d 'fetch messages'
complete -c postel -n __postel_wants_command -a save-all -d 'fetch all messages not yet in a place'
complete -c postel -n __postel_wants_command -a rset -d 'unmark messages'
complete -c postel -n __postel_wants_command -a secret -d 'ask for a word without echo'
complete -c postel -n __postel_wants_command -a send -d 'send a line just as it is typed'
complete -c postel -n __postel_wants_command -a send-mail -d 'send a mail'
complete -c postel -n __postel_wants_command -a serve -d 'a mail server to practise on'
complete -c postel -n __postel_wants_command -a set -d 'change a setting'
complete -c postel -n __postel_wants_command -a sleep -d 'wait before the next line'
complete -c postel -n __postel_wants_command -a stat -d 'show the number of messages and octets'
complete -c postel -n __postel_wants_command -a status -d 'show the connection, its speed and its TLS'
complete -c postel -n __postel_wants_command -a tls -d 'begin TLS now'
complete -c postel -n __postel_wants_command -a toggle -d 'switch a setting from on to off, or back'
complete -c postel -n __postel_wants_command -a top -d 'header of a message'
complete -c postel -n __postel_wants_command -a transcript -d 'append what the screen shows to a file'
complete -c postel -n __postel_wants_command -a uidl -d 'show the unique names of messages'
complete -c postel -n __postel_wants_command -a unset -d 'switch a setting off'
complete -c postel -n __postel_wants_command -a verify -d 'ask if mail for an address is accepted'
complete -c postel -n __postel_wants_command -a version -d 'show the version'
complete -c postel -n __postel_wants_command -a wait -d 'wait until the server sends more'
complete -c postel -n __postel_wants_command -a z -d 'suspend postel'

complete -c postel -s 4 -d 'IPv4 only'
complete -c postel -s 6 -d 'IPv6 only'
complete -c postel -l allow-cleartext -d 'allow passwords to be sent without TLS'
complete -c postel -l auth -x -a 'plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer external anonymous user apop' -d 'log in with this mechanism'
complete -c postel -l authzid -x -d 'act on behalf of this user'
complete -c postel -l bind -x -d 'connect from this address of this machine'
complete -c postel -s c -x -d 'run this command at TARGET, then the next -c'
complete -c postel -l cafile -r -F -d 'trust only the CAs in this file'
complete -c postel -l cert -r -F -d 'client certificate'
complete -c postel -l dns -x -d 'ask this name server'
complete -c postel -l force -d 'overwrite files; read exposed secrets; send what is not offered'
complete -c postel -l helo -x -d 'the name to send in EHLO'
complete -c postel -s h -l help -d 'list the options'
complete -c postel -l initial-response -d 'send the user name with AUTH LOGIN'
complete -c postel -l insecure -d 'continue with a certificate that is not trusted'
complete -c postel -l json -d 'write events as JSON lines'
complete -c postel -l key -r -F -d 'key of the client certificate'
complete -c postel -l log -r -F -d 'append a record to a file'
complete -c postel -l log-bodies -d 'record the bodies of messages too'
complete -c postel -l pipelining -d 'send MAIL and RCPT without waiting for replies'
complete -c postel -l no-initial-response -d 'send AUTH with the mechanism alone'
complete -c postel -l no-commands -d 'send lines with ":" in a script to the server'
complete -c postel -l allow-commands -d 'allow all local commands after a message in a script'
complete -c postel -l no-rc -d 'do not read ~/.postelrc'
complete -c postel -l no-shell -d 'disable !, and confine this process'
complete -c postel -l password-fd -x -d 'read the password from this descriptor'
complete -c postel -l password-file -r -F -d 'the first line of the file is the password'
complete -c postel -l pin -x -a 'sha256:' -d 'trust only this certificate or key'
complete -c postel -s q -d 'do not report connecting and closing'
complete -c postel -l sni -x -a '(__fish_print_hostnames)' -d 'server name to send'
complete -c postel -l stop -d 'end a script at its first failure'
complete -c postel -l server -x -a '(__fish_print_hostnames)' -d 'the host, in place of TARGET'
complete -c postel -l port -x -d 'the port of TARGET'
complete -c postel -l timeout -x -d 'longest wait for each stage, in seconds'
complete -c postel -l tls -x -a 'off try require' -d 'use of STARTTLS or STLS by commands'
complete -c postel -l tls-max -x -a '1.2 1.3' -d 'newest TLS version offered: 1.2 or 1.3'
complete -c postel -l tls-min -x -a '1.2 1.3' -d 'oldest TLS version accepted: 1.2 or 1.3'
complete -c postel -l token-fd -x -d 'read the token from this descriptor'
complete -c postel -l token-file -r -F -d 'the first line of the file is an OAuth access token'
complete -c postel -l transcript -r -F -d 'append to a file what a screen would show'
complete -c postel -s v -d 'show the dialogue on standard error too'
complete -c postel -s V -l version -d 'show the version'
complete -c postel -l yes -d 'do not ask for confirmation'
