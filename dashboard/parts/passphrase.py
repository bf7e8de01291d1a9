"""The passphrase of a backup: from the environment, from standard input, or asked for."""

from __future__ import annotations

import getpass
import os
import sys

from ingest.for_people import Refusal

VARIABLE = "HUDDLEBOARD_PASSPHRASE"
NONE_GIVEN = (
    f"No passphrase was given. Set {VARIABLE}, write it to standard input, or run this in a window where it can be "
    "typed. Nothing was written."
)


def passphrase(twice: bool) -> str:
    """The passphrase; typed `twice` where a slip would lock a backup for good."""
    given = os.environ.get(VARIABLE)
    if given is None:
        given = _typed(twice) if _at_a_keyboard() else _read()
    if not given.strip():
        raise Refusal(NONE_GIVEN)
    return given


def _at_a_keyboard() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _read() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
    except (OSError, ValueError):
        return ""


def _typed(twice: bool) -> str:
    given = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("The same again: ") != given:
        raise Refusal("The two were not the same. Nothing was written.")
    return given
