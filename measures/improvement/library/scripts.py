"""Words for the visit: the four elements of the toolkit's Table 2 with phrases of our own, and the safety net."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from measures.improvement.library.reading import rows


@dataclass(frozen=True)
class ScriptCard:
    """One element of a good conversation: why it matters, and phrases to try and to change."""

    id: str
    title: str
    why: str
    phrases: tuple[str, ...]
    source: str


@cache
def script_cards() -> tuple[ScriptCard, ...]:
    """The four elements, in the order of a visit."""
    return tuple(ScriptCard(**row) for row in rows("scripts", "card"))


@cache
def safety_net() -> ScriptCard:
    """What every patient hears before they leave, whatever else was said: when to come back, and when not to wait."""
    return ScriptCard(**rows("scripts", "safety_net")[0])
