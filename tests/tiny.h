/*
 * tiny.h - limits so small that tests run into every one of them.
 *
 * Included before anything else in one of the test builds; each name stands
 * with its real value and its reason in the header of its module.
 */
#define LINE_LIMIT     512
#define REPLY_TEXT_MAX 256
