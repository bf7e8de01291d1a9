"""Reads the answers of a form inside a text: ticked boxes, "Fever: N", "Wt loss: ____"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TICKED = r"\[ ?[x*✓✔v] ?\]|\( ?[x✓✔] ?\)|[☒☑✓✔■]|\[ ?(?:y|yes|oui|pos) ?\]"
_EMPTY = r"\[[ _]*\]|\([ _]{0,3}\)|[☐□❏]|\[ ?(?:n|no|non|neg) ?\]"
_BOX = re.compile(rf"(?P<yes>{_TICKED})|(?P<no>{_EMPTY})")
_BOX_LETTER = re.compile(r" ?(?P<letter>yes|no|oui|non|y|n|o)\b")

_YES = r"yes|y|oui|o|pos(?:itive|itif)?|\+ve|\+{1,3}|present|true"
_NO = (
    r"none(?: recent| reported| known| noted| identified)?|no|non|n/a|na|nad|nil|n|neg(?:ative|atif"
    r"|\.)?|-ve|denied|denies|absent|unknown|unk|"
    r"(?:denies|denied|neg(?:ative)?|no(?:ne)?|absent|nil) (?:all|x ?\d+)|all (?:neg\w*|denied|no|absent|normal|nil)"
    r"|normale?|intact|aucune?|nie|never|not present|false|ø|0|wnl|ok|clear|-{1,2}|unremarkable|nulle?"
)
_NEXT = r"\s*(?:$|[\n;,.()\[☐☒☑|]|-\s|\s{2,}|\s\d+[.)]\s|\s[a-z][a-z0-9 /&'()-]{1,40}[:=?])"
_LEADER = r"(?:[:=?]|(?P<leader>\.{3,}|--+>?)|_+)[\s_.]*"
_ECHO = r"y ?/ ?n|yes ?/ ?no|oui ?/ ?non|o ?/ ?n"
# Dots or dashes lead to an answer but, without one, are only a pause.
_BLANK = r"_+|\.{3,}|(?(leader)(?!)|(?=\s*(?:\n|$|\s{2,})))"
_ANSWER = re.compile(
    rf"{_LEADER}(?:(?P<echo>{_ECHO})|(?P<yes>{_YES})|(?P<no>{_NO})_*|(?P<blank>{_BLANK}))(?={_NEXT})", re.M
)
_ASKS = re.compile(r"[:=?_]|\.{3}|--")
_EDGE = re.compile(r"\n|;|\.\s|\s{2,}|[|•]|>>|[☐☒☑\])]")
_STOP = re.compile(r"[.;](?=\s)")
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")


@dataclass(frozen=True)
class Answer:
    """A question of a form and its answer: true, false, or None where nothing was answered."""

    start: int
    end: int
    says: bool | None
    detail: tuple[int, int]


def answers(text: str, named: Sequence[tuple[int, int]]) -> list[Answer]:
    """Every question that the text answers or leaves open; `named` are the places where a flag is named.

    An empty box beside a ticked one is a no; a form with no box ticked says nothing at all.
    """
    if "[" in text or "(" in text or any(mark in text for mark in "☐☒☑□■✓✔"):
        boxes = list(_boxes(text, named))
    else:
        boxes = []
    if not any(answer.says for answer in boxes):
        boxes = [Answer(box.start, box.end, None, box.detail) for box in boxes]
    written = list(_written(text)) if _ASKS.search(text) else []
    return boxes + written


def _boxes(text: str, named: Sequence[tuple[int, int]]) -> Iterator[Answer]:
    start = 0
    for line in text.split("\n"):
        marks = list(_marks(line))
        if marks:
            before = (start, start + marks[0][0])
            leads = any(before[0] <= first and last <= before[1] for first, last in named)
            for first, last, says in _labels(line, marks, leads):
                yield Answer(start + first, start + last, says, (start + last, start + last))
        start += len(line) + 1


def _marks(line: str) -> Iterator[tuple[int, int, bool | None]]:
    """Each box of the line; a pair of boxes for yes and no is one mark."""
    pair: tuple[int, int, bool | None] | None = None
    for box in _BOX.finditer(line):
        ticked = box["yes"] is not None
        letter = _BOX_LETTER.match(line, box.end())
        if not letter:
            yield box.start(), box.end(), ticked
            continue
        says = letter["letter"][0] in "yo" if ticked else None
        if pair and box.start() - pair[1] < 4:
            yield pair[0], letter.end(), pair[2] if says is None else says
            pair = None
        else:
            if pair:
                yield pair
            pair = (box.start(), letter.end(), says)
    if pair:
        yield pair


def _labels(
    line: str, marks: list[tuple[int, int, bool | None]], leads: bool
) -> Iterator[tuple[int, int, bool | None]]:
    """What each box is the answer of: the words before it, or after it, as the line is laid out.

    Words before the first box that name no flag (`leads` is false) are a title, so that the boxes go before theirs.
    """
    before = line[: marks[0][0]].strip()
    after = line[marks[-1][1] :].strip()
    follows = bool(after) and (not leads or before.endswith((":", ".", ";")))
    for place, (first, last, says) in enumerate(marks):
        if follows:
            end = marks[place + 1][0] if place + 1 < len(marks) else len(line)
            stop = _STOP.search(line, last, end)
            yield last, stop.start() if stop else end, says
        else:
            start = marks[place - 1][1] if place else 0
            yield max([start, *(stop.end() for stop in _STOP.finditer(line, start, first))]), first, says


def _written(text: str) -> Iterator[Answer]:
    last = 0
    for found in _ANSWER.finditer(text):
        says = True if found["yes"] else False if found["no"] else None
        start = _label_start(text, last, found.start())
        end_of_line = text.find("\n", found.end())
        detail_end = min(len(text) if end_of_line < 0 else end_of_line, found.end() + 80)
        yield Answer(start, found.start(), says, (found.end(), detail_end))
        last = found.end()


def _label_start(text: str, last: int, end: int) -> int:
    opened = text.rfind("(", last, end) if text[:end].endswith(")") else -1
    if opened >= 0 and "," in text[opened:end]:
        end = opened
    edges = [edge.end() for edge in _EDGE.finditer(text, last, end)]
    start = max([last, *edges])
    line = text.rfind("\n", 0, end) + 1
    numbered = _NUMBERED.match(text, line)
    if numbered and numbered.end() >= last:
        return numbered.end()
    while "," in text[start:end]:
        comma = text.index(",", start, end)
        if (
            re.search(r"\d|\b(?:pain|lbp|on|has|had|since|x)\b", text[start:comma])
            or len(text[start:comma].split()) > 4
        ):
            start = comma + 1
        else:
            break
    return start
