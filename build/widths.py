#!/usr/bin/python3
"""Makes src/base/utf8_table.h: how many columns a character takes on a terminal.

Printed to standard output, from the Unicode data of the Python that runs it:

    build/widths.py > src/base/utf8_table.h

Every character that is not named takes one column.  Ranges of one kind are
joined across characters that Unicode has not assigned yet: a new emoji among
emoji is most likely as wide as they are, and the table is smaller for it.
"""
import sys
import unicodedata as unicode

UNSAFE, MARK, WIDE = 0, 1, 3  # columns + 1
GAP = 256  # a range is not joined with the next one across more than these
SPLIT = 0x2E80  # from the ideographs on the search begins here

# Default_Ignorable_Code_Point where the general category does not tell:
# fillers, variation selectors and what is set aside for more of their kind.
INVISIBLE = [
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x2065, 0x2065), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF),
]
# Set aside for ideographs, known and to come.
IDEOGRAPHS = [(0x20000, 0x3FFFD)]
# Vowels and final consonants join the Hangul syllable before them.
JAMO = [(0x1161, 0x11FF), (0xD7B0, 0xD7FB)]


def within(c, ranges):
    return any(first <= c <= last for first, last in ranges)


def kind(c):
    """What the character is, None for one column, '' for not assigned."""
    category = unicode.category(chr(c))
    if 0xFDD0 <= c <= 0xFDEF or within(c, INVISIBLE):
        return UNSAFE
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return UNSAFE
    if category in ("Mn", "Me") or within(c, JAMO):
        return MARK
    if within(c, IDEOGRAPHS):
        return WIDE
    if category == "Cn":
        return ""
    return WIDE if unicode.east_asian_width(chr(c)) in "WF" else None


def by_rule(c):
    """Does utf8.c know without the table?"""
    return c & 0xFFFE == 0xFFFE


def ranges():
    """[first, last, kind] of all that is not one column wide, in order."""
    found, joins = [], False
    for c in range(0x7F, 0x110000):
        if by_rule(c) or (k := kind(c)) == "":
            continue
        if joins and k == found[-1][2] and c - found[-1][1] <= GAP:
            found[-1][1] = c
        elif k is not None:
            found.append([c, c, k])
        joins = k is not None
    return found


def packed(number):
    """The octets of a number: seven bits each, the highest bits first; not the last: + 0x80."""
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.insert(0, number & 0x7F | 0x80)
    return octets


def table():
    """The octets, and where those of the characters from SPLIT on begin."""
    octets, end, split = [], 0, None
    for first, last, k in ranges():
        if first >= SPLIT > end:
            octets += packed(SPLIT - end)  # a gap that ends the search before it
            split, end = len(octets), SPLIT
        octets += packed(first - end) + packed(last - first << 2 | k)
        end = last + 1
    return octets + packed(0x110000 - end), split


def main():
    octets, split = table()
    assert len(octets) <= 3072, len(octets)
    print(f"""/*
 * utf8_table.h - which characters do not take one column: Unicode {unicode.unidata_version}.
 *
 * Made by build/widths.py and included by utf8.c alone.  For each range of
 * characters two numbers: how many stand between it and the one before, and
 * (its characters - 1) << 2 | (their columns + 1).  A number is seven bits an
 * octet, the highest bits first; all but its last octet have 0x80 set.
 */
#ifndef BASE_UTF8_TABLE_H
#define BASE_UTF8_TABLE_H

#define UTF8_SPLIT    0x{SPLIT:x} /* from this character on ... */
#define UTF8_SPLIT_AT {split:<6} /* ... the search begins at this octet */

/* clang-format off */
static const unsigned char utf8_ranges[{len(octets)}] = {{""")
    for at in range(0, len(octets), 16):
        print("\t" + " ".join(f"0x{n:02x}," for n in octets[at:at + 16]))
    print("};\n/* clang-format on */\n\n#endif")


sys.exit(main())
