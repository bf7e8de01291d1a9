"""What went wrong unforeseen, as a sentence and a number; the log gets where it was and never what was in it."""

from __future__ import annotations

import logging
import secrets
import traceback
from pathlib import Path

log = logging.getLogger("huddleboard")


def noted(mistake: BaseException) -> str:
    """Write a mistake to the log under a number, and say the number.

    The log gets the kind of mistake and the places in our code; not its message, which may quote a value.
    """
    number = secrets.token_hex(3).upper()
    log.error("error %s: %s at %s", number, type(mistake).__name__, places(mistake))
    return number


def places(mistake: BaseException) -> str:
    """Where a mistake came up, as file, line and function: no values."""
    frames = traceback.extract_tb(mistake.__traceback__)
    return " > ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
