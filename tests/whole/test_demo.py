"""`make demo` goes through to its end, and shows what it promises."""
import os
import subprocess
import sys

from client import ROOT

SHOWN = [
    "+OK Logged in.",
    "longest pause",
    "250 2.0.0 Ok: queued as",
    "Three things to try next:",
]


def test_the_demo_goes_through():
    run = subprocess.run([sys.executable, ROOT / "tests/whole/demo.py"], env={**os.environ, "DEMO_SPEED": "20"},
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert not run.stderr
    for words in SHOWN:
        assert words in run.stdout
    assert "mypassword" not in run.stdout, "the password is shown"
