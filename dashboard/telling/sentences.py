"""What the science found, in words: one sentence for each code of `measures.said`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from dashboard.records.keeping import Change
from dashboard.telling import (
    charter_words,
    detectability_words,
    effect_words,
    evidence_words,
    method_words,
    occasions,
    rating_words,
    result_words,
    verdict_words,
)
from measures.said import Said

#: The code of what an earlier version wrote down as a sentence.
AS_WRITTEN = "as_written"
UNKNOWN = "Something is written here that this version of Huddleboard cannot put into words."
_ROOMS = (
    charter_words, detectability_words, effect_words, evidence_words, method_words, occasions, rating_words,
    result_words, verdict_words,
)  # fmt: skip
SENTENCES: Mapping[str, Callable[..., str]] = {
    code: sentence for room in _ROOMS for code, sentence in room.SENTENCES.items()
}


def words(found: Said | None) -> str:
    """The sentence of one finding; empty for none. What is said within it is put into words first.

    A finding may come from a file that somebody changed by hand: one without a sentence here is said to be so.
    """
    if found is None:
        return ""
    try:
        return SENTENCES[found.code](**{name: _told(value) for name, value in found.values.items()})
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return UNKNOWN


def all_words(found: Iterable[Said]) -> list[str]:
    """The sentence of each finding."""
    return [words(one) for one in found]


def _told(value: object) -> object:
    if isinstance(value, Said):
        return words(value)
    return [_told(one) for one in value] if isinstance(value, list) else value


def sources_words(sources: Sequence[Said], measures: Sequence[str]) -> str:
    """Where results are from, each with its measure; what an earlier version wrote down has its measures in it."""
    if sources and sources[0].code == AS_WRITTEN:
        return words(sources[0])
    return "; ".join(f"{measure}: {words(one)}" for measure, one in zip(measures, sources))


def why_words(change: Change) -> str:
    """The reason of a line of the audit: what somebody typed, else what the software knows of the occasion."""
    return change.reason or words(change.because)
