"""configs.py - what the private Dovecot and Postfix of servers.py are told.

$root is their one directory; each other name is a port, an account or a path
that servers.py fills in.  Loopback only, no limits that a hurried
test would meet, no question to DNS, no mail to anywhere else.
"""
import string

DOVECOT = string.Template("""\
base_dir = $root/dovecot
state_dir = $root/dovecot
log_path = $root/dovecot.log
protocols = pop3 imap
listen = $hosts
ssl = yes
ssl_cert = <$chain
ssl_key = <$key
disable_plaintext_auth = no
ssl_ca = <$ca
ssl_verify_client_cert = yes
ssl_require_crl = no
auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256 xoauth2 oauthbearer external anonymous
auth_ssl_username_from_cert = yes
auth_anonymous_username = anna
auth_username_format = %Ln
auth_failure_delay = 0
default_internal_user = $internal
default_internal_group = $group
default_login_user = $login
mail_location = maildir:$root/mail/%n
mail_uid = $uid
mail_gid = $gid
first_valid_uid = 1
first_valid_gid = 1
mailbox_list_index = no
login_greeting = Dovecot ready.
pop3_fast_size_lookups = yes
mail_max_userip_connections = 200
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $root/oauth2.conf
}
passdb {
  driver = static
  mechanisms = external
  args = nopassword=y
}
passdb {
  driver = passwd-file
  mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256 anonymous
  args = scheme=PLAIN username_format=%n $root/users
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$root/mail/%n
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener $root/sasl {
    mode = 0666
  }
}
service pop3-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener pop3 {
    port = $pop3
  }
  inet_listener pop3s {
    port = $pop3s
  }
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
  }
}
service stats {
  chroot =
}
""")

# Tokens are judged by their signature: see Servers.token.
OAUTH2 = string.Template("""\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$root/jwt/
username_attribute = sub
""")

MAIN_CF = string.Template("""\
compatibility_level = 3.6
queue_directory = $root/spool
data_directory = $root/data
daemon_directory = $daemons
command_directory = $commands
shlib_directory = $libraries
meta_directory = $root/postfix
import_environment = MAIL_CONFIG MAIL_LOGTAG TZ LD_LIBRARY_PATH=$libraries
mail_owner = $owner
setgid_group = $setgid
maillog_file = $root/postfix.log
maillog_file_prefixes = $root
inet_interfaces = $hosts
inet_protocols = all
myhostname = mail.$domain
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = $domain
virtual_mailbox_base = $root/mail
virtual_mailbox_maps = inline:{$mailboxes}
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
message_size_limit = 419430400
default_transport = error:no mail leaves this machine
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_data_restrictions = reject_unauth_pipelining
smtpd_tls_security_level = may
smtpd_tls_chain_files = $key $chain
smtpd_tls_received_header = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $root/sasl
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
in_flow_delay = 0
postscreen_access_list =
postscreen_cache_map =
postscreen_greet_wait = 3s
postscreen_greet_action = enforce
notify_classes =
biff = no
""")

MASTER_CF = string.Template("""\
$listeners
smtpd     pass       - - n - - smtpd
dnsblog   unix       - - n - 0 dnsblog
cleanup   unix       n - n - 0 cleanup
qmgr      unix       n - n 300 1 qmgr
rewrite   unix       - - n - - trivial-rewrite
bounce    unix       - - n - 0 bounce
defer     unix       - - n - 0 bounce
trace     unix       - - n - 0 bounce
proxymap  unix       - - n - - proxymap
error     unix       - - n - - error
retry     unix       - - n - - error
virtual   unix       - n n - - virtual
tlsmgr    unix       - - n 1000? 1 tlsmgr
anvil     unix       - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
""")

SUBMISSION = """smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject"""

SUBMISSIONS = SUBMISSION + "\n  -o smtpd_tls_wrappermode=yes"

SPOOL = "active bounce corrupt defer deferred flush hold incoming private saved trace".split()
