"""The words of several people's ratings of the same statements: where they differ, and what seems weakest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from measures.improvement.library.sustainability import SCALE


def nobody_rated() -> str:
    """Before the first."""
    return "Nobody has rated yet. It takes each person three minutes, and is best done alone before you compare."


def one_person_rated() -> str:
    """One alone cannot be compared."""
    return (
        "One person has rated so far. The value lies in comparing: ask two or three others, from different jobs, "
        "to rate on their own."
    )


def ratings(differences: str, weakest: str) -> str:
    """What to talk about first, then what seems weakest."""
    return f"{differences} {weakest}"


def nobody_answered() -> str:
    """One statement without an answer."""
    return "Nobody has answered this yet."


def answers(n: int, low: int, high: int, middle: float, apart: bool) -> str:
    """The answers to one statement; `apart` where they are told as different views."""
    if n == 1:
        return f"One answer: {low} ({SCALE[low]})."
    if low == high:
        everyone = "Both" if n == 2 else f"All {n}"
        return f"{everyone} say {low} ({SCALE[low]})."
    told = f"From {low} ({SCALE[low]}) to {high} ({SCALE[high]}), middle {middle:g}."
    return f"{told} You see this differently: worth hearing why." if apart else told


def seen_alike(people: int) -> str:
    """No difference worth a talk."""
    return f"The {people} of you see it much the same way."


def views_differ(titles: Sequence[str], apart: int, low: int, high: int) -> str:
    """Where to begin."""
    how = f"answers from {low} to {high}" if len(titles) == 1 else f"answers {apart} points apart"
    return f"Your views differ most on {_named(titles)} ({how}): begin there, and let each side say what they see."


def all_alike(lowest: float, highest: int) -> str:
    """Every statement has the same middle."""
    return f"All statements stand alike, at {lowest:g} of {highest}."


def nothing_low(titles: Sequence[str], lowest: float, highest: int) -> str:
    """The weakest is still well."""
    return f"Nothing stands low; lowest of all {_is(titles)} {_named(titles)}, at {lowest:g} of {highest}."


def weakest(titles: Sequence[str], lowest: float, highest: int) -> str:
    """What is worth work."""
    return f"Lowest of all {_is(titles)} {_named(titles)}, at {lowest:g} of {highest}: what would add one point?"


def _is(titles: Sequence[str]) -> str:
    return "is" if len(titles) == 1 else "are"


def _named(titles: Sequence[str], most: int = 3) -> str:
    """The titles in quotation marks, at most three of them."""
    quoted = [f"“{title}”" for title in titles[:most]]
    rest = len(titles) - len(quoted)
    if rest:
        return f"{', '.join(quoted)} and {rest} more"
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


SENTENCES: Mapping[str, Callable[..., str]] = {
    one.__name__: one
    for one in (
        nobody_rated, one_person_rated, ratings, nobody_answered, answers, seen_alike, views_differ, all_alike,
        nothing_low, weakest,
    )
}  # fmt: skip
