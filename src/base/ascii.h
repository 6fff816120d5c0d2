/*
 * ascii.h - octets as the mail protocols see them, whatever the locale.
 *
 * Protocol words are ASCII; octets from 0x80 up are never letters here.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline char ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static inline bool ascii_is_alnum(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

static inline bool ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Printable, and not a blank. */
static inline bool ascii_is_visible(char c)
{
	return c > ' ' && c <= '~';
}

/* C0 controls and DEL, which may not reach a terminal. */
static inline bool ascii_is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* The value of a hexadecimal digit, or -1. */
static inline int ascii_hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet that two hexadecimal digits stand for, or less than 0. */
static inline int ascii_hex_octet(const char *digits)
{
	return ascii_hex(digits[0]) * 16 | ascii_hex(digits[1]);
}

#endif
