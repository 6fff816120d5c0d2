"""The picture in README shows what postel does today."""
import errno
import re

import pytest

import picture
from client import ROOT, TIME

DRAWN = ROOT / "src/doc/session.svg"


def words(drawing):
    """What can be read in it, times, rates and the pace aside."""
    found = re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
    found = [re.sub(r"each: [-_.:=+*#]+", "each: PACE", re.sub(r"\d+ octets/s", "RATE", word)) for word in found]
    return [re.sub(TIME, "TIME", word.replace("&lt;", "<")) for word in found]


def test_the_picture_is_of_this_program(dovecot, home):
    try:
        octets = picture.look(dovecot, home)
    except PermissionError:
        pytest.skip("port 110 needs root")
    except OSError as why:
        if why.errno != errno.EADDRINUSE:
            raise
        pytest.skip("port 110 belongs to a server of this machine")
    now = picture.draw(picture.shown(octets))
    assert words(now) == words(DRAWN.read_text()), "make picture draws it anew"
    assert "mypassword" not in now and "********" in now


def test_the_picture_asks_for_nothing():
    drawing = DRAWN.read_text()
    assert len(drawing) < 20000
    assert not re.search(r"<script|<image|<foreignObject|href|url\(|@import|on\w+=", drawing)
    assert drawing.count("http") == 1, "no address but SVG's own"
