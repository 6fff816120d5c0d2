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

MARK, WIDE, UNSAFE = 0, 1, 2
MORE = 511  # a range holds at most this many characters beyond its first
GAP = 256  # and is not joined with the next one across more than these

# Default_Ignorable_Code_Point where the general category does not tell:
# fillers, variation selectors and what is set aside for more of their kind.
INVISIBLE = [
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x2065, 0x2065), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF),
]
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
    if category == "Cn":
        return ""
    return WIDE if unicode.east_asian_width(chr(c)) in "WF" else None


def by_rule(c):
    """Does utf8.c know without the table?"""
    return 0x20000 <= c <= 0x3FFFF or 0xD800 <= c <= 0xDFFF or c & 0xFFFE == 0xFFFE


def ranges():
    """[first, last, kind] of all that is not one column wide, in order."""
    found, joins = [], False
    for c in range(0xA0, 0x110000):
        if by_rule(c) or (k := kind(c)) == "":
            continue
        if joins and k == found[-1][2] and c - found[-1][1] <= GAP:
            found[-1][1] = c
        elif k is not None:
            found.append([c, c, k])
        joins = k is not None
    return found


def packed():
    for first, last, k in ranges():
        while first <= last:
            more = min(last - first, MORE)
            yield first << 11 | more << 2 | k
            first += more + 1


def main():
    numbers = list(packed())
    assert len(numbers) * 4 <= 3072, len(numbers)
    print(f"""/*
 * utf8_table.h - which characters do not take one column: Unicode {unicode.unidata_version}.
 *
 * Made by build/widths.py and included by utf8.c alone.  A number is a range,
 * first << 11 | more << 2 | kind: 0 a mark that joins the character before
 * it, 1 two columns wide, 2 not fit for a terminal.
 */
#ifndef BASE_UTF8_TABLE_H
#define BASE_UTF8_TABLE_H

#include <stdint.h>

/* clang-format off */
static const uint32_t utf8_ranges[{len(numbers)}] = {{""")
    for at in range(0, len(numbers), 8):
        print("\t" + " ".join(f"0x{n:08x}," for n in numbers[at:at + 8]))
    print("};\n/* clang-format on */\n\n#endif")


sys.exit(main())
