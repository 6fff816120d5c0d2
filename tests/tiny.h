/*
 * tiny.h - limits so small that ordinary tests run into them.
 *
 * Included before anything else in one of the test builds.  What each name
 * bounds, and how far it is meant to reach, stands in the header that has it.
 */
#define ASK_ANSWER_MAX  600
#define CAPS_MAX        128
#define COMPLETE_MAX    8
#define CONN_IN         1024
#define CONN_OUT        1024
#define DIAL_MAX        8
#define ECHO_SECRETS    4
#define EDIT_LINE_MAX   128
#define EDIT_UNDO_MAX   3
#define FILTER_ENDLESS  200
#define HISTORY_MAX     64
#define HOSTS_LINE_MAX  64
#define LINE_LIMIT      64
#define MAILHOSTS_ROWS  8
#define NAMES_ADDRESSES 4
#define OS_WAIT_MAX     16
#define PEM_DER         900
#define PEM_HEAD        160
#define REPLY_TEXT_MAX  64
#define SASL_SLICE      64
#define SESSION_DUES    8
#define TELNET_SUB_MAX  48
#define TIMELINE_RECORD 1024
#define WORDS_MAX       4
#define WORDS_OCTETS    512
