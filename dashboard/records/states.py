"""The states that the reader of red flags gives an atom, and whether a word is one of some words."""

from collections.abc import Sequence

STATES = ("present", "stated_absent", "not_recorded", "unknown")


def one_of(word: str, words: Sequence[str], what: str) -> str:
    """The word itself; a word that is none of `words` is a mistake."""
    if word not in words:
        raise ValueError(f"{what} is one of {', '.join(words)}, not {word!r}")
    return word
