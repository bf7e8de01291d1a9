"""Why a record was written, where the software knows it: it came with a file, or another step made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def handed_over(made_on: str) -> str:
    """It came with a hand-over file; its day as the file has it."""
    return f"brought in from a hand-over file of {made_on}"


def set_when_held(months: int) -> str:
    """A review that was set when another one was held."""
    return f"set when the {months}-month review was held"


def rejoined() -> str:
    """Somebody who had left is back."""
    return "joins the team again"


def left() -> str:
    """Somebody leaves."""
    return "leaves the team"


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one for one in (handed_over, set_when_held, rejoined, left)
}
