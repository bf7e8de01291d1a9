"""Cuts a note into its sections, by heading on a line of its own or label within a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from measures.red_flags.lists import load

Span = tuple[int, int]

#: Kinds of section that say by themselves whose, when or whether; all others are read as prose.
DECIDING = ("family", "plan", "past", "before", "medications", "allergies")


@dataclass(frozen=True)
class Section:
    """A stretch of a note under one heading."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class _Heading:
    kind: str
    start: int
    end: int
    alone: bool


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kinds = {kind: told["names"] for kind, told in load("sections.toml").items() if isinstance(told, dict)}
    return tuple((kind, re.compile("|".join(names))) for kind, names in kinds.items())


# A heading begins a line or follows a full stop, a wide gap or a bar; a label of one word may be any at a line's start.
_HEADING = re.compile(
    r"(?:(?P<line>^)[ \t]*(?:[#*>-]+ ?|\d{1,2}[.)] ?)?|(?<=[.;|\]<>])\s+|\s{2,}|(?<=\n)\s*)"
    r"(?P<name>\[?[a-z][a-z'/. -]{0,28}[a-z.]?(?: [\d/-]{4,10}| ?\([^)\n]{1,20}\))?\]?|(?:19|20)\d\d|[apso])"
    r"(?:\s?:(?!\d)|(?<=\])|(?P<alone>[ \t]*$)| - )",
    re.M,
)
_HINT = re.compile(r":|\n|\[| - ")
_SENTENCE_ENDS = re.compile(r"\.(?=\s)(?<!\b[a-z]\.)|\n")
_RELATIVE = re.compile(
    r"\s*(?:[-*]\s*)?(?:mo(?:ther|m)|fa(?:ther|m)|dad|sis|bro|aunt|uncle|cousin|mat|pat|grand"
    r"|mere|pere|soeur|frere|tante|oncle|no )"
)


def sections(text: str) -> tuple[Section, ...]:
    """The sections that decide something by themselves, from left to right."""
    if not _HINT.search(text):
        return ()
    found = list(_headings(text))
    ends = [*(one.start for one in found[1:]), len(text)]
    cut = (Section(one.kind, one.end, _end(text, one, end)) for one, end in zip(found, ends))
    return tuple(one for one in cut if one.kind in DECIDING)


def _headings(text: str) -> Iterator[_Heading]:
    for found in _HEADING.finditer(text):
        name = re.sub(r" ?\(.*\)", "", found["name"]).strip(" .-")
        kind = next((kind for kind, names in _names() if names.fullmatch(name)), None)
        if kind is None and found["line"] is not None and found["alone"] is None:
            kind = "other"
        if kind is None or (found["alone"] is not None and len(name) < 3):
            continue
        alone = not text[found.end() :].split("\n", 1)[0].strip()
        yield _Heading(kind, found.start("name"), found.end(), alone)


def _end(text: str, heading: _Heading, end: int) -> int:
    """Where a section ends: at the next heading; under a heading alone at a blank line, else with its line, and what
    was or whose it is with its sentence.
    """
    if text[heading.start] == "[" and "]" not in text[heading.start : heading.end]:
        closed = text.find("]", heading.end, end)
        return closed if closed >= 0 else end
    if heading.alone:
        blank = re.compile(r"\n\s*\n").search(text, _content(text, heading.end), end)
        return blank.start() if blank else end
    if heading.kind in ("past", "family") and (stop := _SENTENCE_ENDS.search(text, heading.end, end)):
        at = stop.start()
        while heading.kind == "family" and text[at] == "." and _RELATIVE.match(text, at + 1, end):
            following = _SENTENCE_ENDS.search(text, at + 1, end)
            at = following.start() if following else end
            if at >= end:
                return end
        return at
    line = text.find("\n", heading.end, end)
    return _listed(text, line, end) if line >= 0 else end


def _content(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _listed(text: str, line: int, end: int) -> int:
    """A section goes on over lines that are items or set in."""
    while (
        following := re.compile(r"\n(?:\s{2,}|\t|\s*[-*•]\s|\s*\d{1,2}[.)]\s)[^\n]+").match(text, line, end)
    ) is not None:
        line = following.end()
        if line >= end:
            return end
    return line
