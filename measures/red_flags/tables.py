"""Reads tables of a yes and a no column with a tick in one of them, letter for letter: the tick becomes the answer.

No letter moves: a tick under "Yes" is written over by a Y, one under "No" by an N, and the bars between by blanks, so
that the table is a form like any other.
"""

import re
from collections.abc import Iterator

_YES, _NO = r"(?:yes|y|oui|o|present|pos(?:itive?)?|\+)", r"(?:no|n|non|absent|neg(?:ative)?|-)"
_HEADER = re.compile(
    rf"(?:^|[\s|])(?P<yes>{_YES})[ \t|]+(?P<no>{_NO})(?=[\s|]|$)"
    rf"|(?:^|[\s|])(?P<no2>{_NO})[ \t|]+(?P<yes2>{_YES})(?=[\s|]|$)",
    re.I,
)
_TICK = re.compile(r"(?<![^\s|])(?:\[?(?P<mark>[xX✓✔√*●•☒☑])\]?)(?![^\s|])")
#: So far from its heading a tick may stand in a table without bars.
NEAR = 6


def ticked(text: str) -> str:
    """The text with the ticks of its yes-and-no tables written out; of the same length."""
    lines = text.split("\n")
    header: re.Match[str] | None = None
    for place, line in enumerate(lines):
        if not line.strip():
            header = None
        elif header is not None and (row := _row(header, line)):
            lines[place] = row
        elif found := _header(line):
            header = found
            lines[place] = _blanked(line, found)
    return "\n".join(lines)


def _header(line: str) -> re.Match[str] | None:
    """A heading has a yes and a no column side by side and nothing ticked or answered."""
    found = _HEADER.search(line)
    if found is None or ":" in line or _TICK.search(line):
        return None
    words = re.findall(r"[^\W_]{3,}", line[: found.start()] + line[found.end() :])
    return found if len(words) <= 4 and ("|" in line or "  " in line.strip()) else None


def _row(header: re.Match[str], line: str) -> str | None:
    ticks = list(_TICK.finditer(line))
    if len(ticks) != 1 or not re.search(r"[^\W_]{2,}", line):
        return None
    answer = _answer(header, line, ticks[0])
    if answer is None:
        return None
    at = ticks[0].start("mark")
    letters = list(line.replace("|", " "))
    letters[at] = answer
    for bracket in (ticks[0].start(), ticks[0].end() - 1):
        letters[bracket] = letters[bracket] if bracket == at else " "
    return "".join(_led(letters, at))


def _led(letters: list[str], at: int) -> Iterator[str]:
    """A colon behind the question, or behind the answer where that comes first."""
    before = len("".join(letters[:at]).rstrip())
    colon = before if before else at + 1
    yield from (":" if place == colon and letter == " " else letter for place, letter in enumerate(letters))


def _answer(header: re.Match[str], line: str, tick: re.Match[str]) -> str | None:
    yes = header.start("yes") if header["yes"] else header.start("yes2")
    no = header.start("no") if header["no"] else header.start("no2")
    if "|" in line and "|" in header.string:
        cell = line.count("|", 0, tick.start("mark"))
        columns = {header.string.count("|", 0, yes): "Y", header.string.count("|", 0, no): "N"}
        return columns.get(cell)
    far = {"Y": abs(yes - tick.start("mark")), "N": abs(no - tick.start("mark"))}
    nearest = min(far, key=lambda one: far[one])
    return nearest if far[nearest] <= NEAR and len(set(far.values())) == 2 else None


def _blanked(line: str, header: re.Match[str]) -> str:
    return line[: header.start()] + " " * (header.end() - header.start()) + line[header.end() :]
