"""How sure a finding is, by structural signs of its text alone; no weighing of words.

`stated`: a form's answer, a list that parsed, or plain prose. `likely`: one mention in prose carries a flag that never
expires. `unclear`: a clinician should look; until then it counts as the words say.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from measures.red_flags.judge import NO_COMPLAINT, State


class Certainty(StrEnum):
    """How sure a finding is."""

    STATED = "stated"
    LIKELY = "likely"
    UNCLEAR = "unclear"


class StructuralSign(StrEnum):
    """The structural sign that makes a finding less than stated."""

    NONE = ""
    CONTRADICTION = "contradiction"  # asserted and denied in the same words
    MANY_AT_ONCE = "many_at_once"  # three or more flags asserted together in prose
    UNPARSED_LIST = "unparsed_list"  # prose among the signs of a form
    NO_NAME = "no_name"  # red flags present, which is not said
    ONE_MENTION = "one_mention"  # cancer known from one mention in prose
    TREATMENT_ONLY = "treatment_only"  # cancer known from a treatment alone
    AFTER_ANOTHERS = "after_anothers"  # after a comma behind what a relative had
    AFTER_A_DENIAL = "after_a_denial"  # behind "no PMHx," or "no trauma,": denied with it, or told anew


#: So many flags asserted in prose at once are more often a list that was not understood than a patient.
MANY = 3

_OF_A_FORM = re.compile(
    r"_{3,}|\[ ?\]|\( {0,3}\)|\b[yo] ?/ ?n\b|\bcircled?\b|\bencercl|☐| / [^/\n]{1,80} / |\|[^|\n]{1,80}\|"
)
_TREATMENT = re.compile(
    r"chemo|chimio|radi[ao]|xrt|\brads\b|ectom|onc|brachy|lupron|tamox|letroz|anastr|imatin|transplant"
)
_CANCER = re.compile(r"cancer|\bca\b|tumo|tumeur|malig|carcin|lymphom|leuk|leuc|myelom|mets\b|metast|neo")
_A_LIST_ON = re.compile(r"[^.;\n]{0,60}(?:[,;]|\s[-–—/+])[^.;\n]{0,30}")
_BEHIND_NO_COMPLAINT = re.compile(
    rf"(?:^|[\s.;,(])(?:no|nil|denies|without|sans|aucune?|pas d[e'])(?:{NO_COMPLAINT}),[^.;\n]{{0,40}}$"
)
# What hides an emergency if it is taken for the second thing denied: an event, a comma, one sign, and the list ends.
_URGENT = frozenset({"cauda_equina", "neurological"})
_TWO_DENIED = re.compile(
    r"(?:no|nil|without|sans|pas de) (?:\w+ )?(?:trauma\w*|injur\w*|falls?|accident|mva|mvc|chute|blessure), ?$"
)
_LIST_GOES_ON = re.compile(r"\s*(?:,|/|or\b|nor\b|ou\b|ni\b|and\b|et\b)")
_LINE = re.compile(r"[^\n]*")


class Told(Protocol):
    """What the reader found at one place of a text."""

    @property
    def atom(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def rule(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def piece(self) -> str: ...


def certainty(one: Told, every: Sequence[Told], text: str) -> tuple[Certainty, StructuralSign]:
    """How sure one finding is among all of its text, and why it is not more."""
    if one.state not in (State.PRESENT, State.ABSENT):
        return Certainty.STATED, StructuralSign.NONE
    if any(_gainsays(other, one, text) for other in every):
        return Certainty.UNCLEAR, StructuralSign.CONTRADICTION
    if one.state is State.ABSENT:
        if one.piece == "prose" and one.atom in _URGENT and _is_second_of_two(one, text):
            return Certainty.UNCLEAR, StructuralSign.AFTER_A_DENIAL
        return Certainty.STATED, StructuralSign.NONE
    if one.atom == "unnamed":
        return Certainty.UNCLEAR, StructuralSign.NO_NAME
    if one.piece != "prose":
        return Certainty.STATED, StructuralSign.NONE
    return _of_prose(one, every, text)


def _of_prose(one: Told, every: Sequence[Told], text: str) -> tuple[Certainty, StructuralSign]:
    present = [other for other in every if other.state is State.PRESENT and other.piece == "prose"]
    if len({other.atom for other in present}) >= MANY:
        return Certainty.UNCLEAR, StructuralSign.MANY_AT_ONCE
    if _OF_A_FORM.search(_line(text, one)):
        return Certainty.UNCLEAR, StructuralSign.UNPARSED_LIST
    if any(_listed_after(other, one, text) for other in every):
        return Certainty.UNCLEAR, StructuralSign.AFTER_ANOTHERS
    if _BEHIND_NO_COMPLAINT.search(text, max(0, one.start - 100), one.start):
        return Certainty.UNCLEAR, StructuralSign.AFTER_A_DENIAL
    if one.atom == "cancer" and len({other.start for other in present if other.atom == "cancer"}) == 1:
        words = text[one.start : one.end]
        treated = bool(_TREATMENT.search(words)) and not _CANCER.search(words)
        return (
            (Certainty.UNCLEAR, StructuralSign.TREATMENT_ONLY)
            if treated
            else (Certainty.LIKELY, StructuralSign.ONE_MENTION)
        )
    return Certainty.STATED, StructuralSign.NONE


def _gainsays(other: Told, one: Told, text: str) -> bool:
    """The same words asserted and denied: "no fever ... fever"; part of a wider question is no contradiction."""
    opposite = State.ABSENT if one.state is State.PRESENT else State.PRESENT
    same = text[other.start : other.end] == text[one.start : one.end]
    return other.atom == one.atom and other.state is opposite and same


def _listed_after(other: Told, one: Told, text: str) -> bool:
    """ "father had prostate cancer, saddle numbness": whose the second is, a clinician should see."""
    theirs = other.state is State.OTHER_PERSON and other.piece == "prose"
    return theirs and _A_LIST_ON.fullmatch(text, other.end, one.start) is not None


def _is_second_of_two(one: Told, text: str) -> bool:
    """ "no trauma, saddle numbness": a list of two, or a complaint behind a denial."""
    return bool(_TWO_DENIED.search(text, max(0, one.start - 40), one.start)) and not _LIST_GOES_ON.match(text, one.end)


def _line(text: str, one: Told) -> str:
    start = text.rfind("\n", 0, one.start) + 1
    found = _LINE.match(text, start)
    return found[0] if found else ""
