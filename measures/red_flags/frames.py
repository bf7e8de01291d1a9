"""Finds frames that deny or affirm a whole list: "denies the following: ...", "... all considered unlikely"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from measures.red_flags.lists import load
from measures.red_flags.sentence import WAS_NOT_YET

#: So far a frame reaches over its list.
LONGEST_LIST = 600


@dataclass(frozen=True)
class Frame:
    """A list that one phrase answers as a whole (None: it only advises); `after`: the phrase stands behind the list."""

    start: int
    end: int
    says: bool | None
    after: bool = False


def _words(part: str) -> str:
    return "|".join(load("frames.toml")[part]["words"])


@cache
def _openers() -> re.Pattern[str]:
    """A phrase and what leads from it to its list."""
    lead = (
        r"(?:\s?:|\s?-+>| - |(?<=the following)(?: symptoms?)?(?=\s)|(?<=ve for)(?=\s)|(?<=incl\.)(?=\s)"
        r"|(?<=incl)(?=\s)"
        r"|(?<=including)(?=\s)|(?=\s*\n\s*[-*•]))"
    )
    return re.compile(
        rf"(?:^|(?<=[\s.;,|(]))(?:(?P<no>{_words('denied_before')})|(?P<yes>{_words('affirmed_before')})"
        rf"|(?P<advice>{_words('advised_before')})){lead}",
        re.M,
    )


@cache
def _closers() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_words('denied_after')})(?![^\W_])")


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_words('ends')})(?!\w)")


# "Ca: Y - bladder": a mark behind its question opens no list.
_IS_AN_ANSWER = re.compile(r"[:=]\s?(?:y|o|yes|oui|pos|\+)(?!\w)")
_OPENER_HINT = re.compile(r":| - |->|following|ve for|incl|\n")
_CLOSER_HINT = re.compile(
    r"\b(?:all|each|both|none|tous|toutes|reviewed|screened|asked|discussed|checked|assessed|considered|explored|queried"
    r"|covered|answer|said|no to|aucun|rien|denie|nie|neg x|not |evalue)"
)
_STOP = re.compile(r"\.(?=\s|$)|\n")
_AFRESH = re.compile(
    r"\s*(?:[-•*]\s*)?(?:did|does|now|fell|started|currently|today)\b"
    r"|\s*(?:on|has|hx|known|had|taking|new|history)\b[^,;|\n]{0,30}(?:\d|\bmg\b|since|ago|dx)"
)
_ITEM = re.compile(r"[,;|]")
_LINE = re.compile(r"\n[ \t]*(?:[-•*○o]\s+|\d{1,2}[.)]\s*)?(?P<item>[^\n]+)")
_LABELLED = re.compile(r"[^\n]{1,30}:")
_BACK = re.compile(r"[.!](?=\s)|\n|(?<=\w)\?\s(?=[a-z]+ing\b)")


def frames(text: str) -> list[Frame]:
    """Every frame of the text; of two over one place the first one decides."""
    return [*_before(text), *_after(text)]


def _before(text: str) -> Iterator[Frame]:
    openers = list(_openers().finditer(text)) if _OPENER_HINT.search(text) else []
    for place, opener in enumerate(openers):
        following = openers[place + 1].start() if place + 1 < len(openers) else len(text)
        if opener["yes"] and _IS_AN_ANSWER.search(text, max(0, opener.start() - 3), opener.start("yes") + 3):
            continue
        end = _list_end(text, opener.end(), following)
        if end > opener.end():
            yield Frame(opener.end(), end, None if opener["advice"] else bool(opener["yes"]))


def _list_end(text: str, start: int, following: int) -> int:
    limit = min(following, start + LONGEST_LIST)
    rest = text[start:].split("\n", 1)[0]
    if not rest.strip(" :-•"):
        return _lines_end(text, start + len(rest), limit)
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    ended = _ends().search(text, start, end)
    return _until_afresh(text, start, ended.start() if ended else end)


def _lines_end(text: str, place: int, limit: int) -> int:
    """A list set out in lines ends at a blank line, a label, or a line too long for an item."""
    while line := _LINE.match(text, place, limit):
        if _LABELLED.match(line["item"]) or len(line["item"].split()) > 8 or not line["item"].strip():
            break
        place = line.end()
    return place


def _until_afresh(text: str, start: int, end: int) -> int:
    for join in _ITEM.finditer(text, start, end):
        if _AFRESH.match(text, join.end(), end):
            return join.start()
    return end


def _after(text: str) -> Iterator[Frame]:
    if not _CLOSER_HINT.search(text):
        return
    for closer in _closers().finditer(text):
        if "not" in closer[0] and WAS_NOT_YET.match(text, closer.end()):
            continue
        yield Frame(_list_start(text, closer.start()), closer.start(), False, after=True)


def _list_start(text: str, end: int) -> int:
    line = text.rfind("\n", 0, end) + 1
    if text[line:end].strip(" -•*([☒☑x]):"):
        backs = [found.end() for found in _BACK.finditer(text, max(0, end - LONGEST_LIST), end)]
        start = max(backs, default=max(0, end - LONGEST_LIST))
        ended = list(_ends().finditer(text, start, end))
        return ended[-1].end() if ended else start
    blank = text.rfind("\n\n", 0, line)
    return max(0, blank, end - LONGEST_LIST)
