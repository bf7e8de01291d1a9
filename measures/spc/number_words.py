"""Numbers as people and programs spell them: per cent, decimal commas, thousands, the blanks of databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BLANKS = frozenset((
    "", "na", "n/a", "n.a.", "n.a", "nan", "null", "none", "nil", "nil.", "-", "--", "---", "–", "—", ".", "..", "...",
    "?", "*", "**", "x", "#n/a", "#na", "#null!", "#div/0!", "#value!", "#ref!", "#num!", "missing", "unknown",
    "inconnu", "nd", "n.d.", "n/d", "s/o", "<na>", "(null)", "(blank)", "\\n", "pending", "tbd", "suppressed",
    "redacted", "not available", "no data", "not recorded", "non disponible",
))  # fmt: skip
MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"), "-")
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'\u2019]+")
PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
GROUPS = {mark: re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ",."}
DECIMAL_COMMA = re.compile(r"[-+]?(?:\d*),\d+")
ENGLISH = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+\.\d+")
GERMAN = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+,\d+")
INDIAN = re.compile(r"[-+]?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?")  # 1,00,005: lakhs
MONEY = re.compile(r"^(-?)(?:ca|us)?[$\u20ac\u00a3]|[$\u20ac\u00a3]$", re.IGNORECASE)
# "<5", "1-4", "1 to 4", "fewer than 5": a number that somebody withheld. No range ends above 20.
SUPPRESSED = re.compile(
    r"(?:[<≤>≥]\s*=?|(?:fewer|less|more) than|under|moins de|plus de)\s*\d+"
    r"|(?<!\d)(?:\d|1\d)\s*(?:-|–|\bto\b|\bà\b|\ba\b|\.\.)\s*(?:[1-9]|1\d|20)(?!\d)"
)
NOTE = re.compile(r"(?<=\d)\s?(?:\*{1,3}|†|‡|§|\((?:[a-z*]|[pr]|prov\w*|est\w*|rev\w*|prelim\w*)\))$", re.IGNORECASE)
OF_A_WHOLE = re.compile(
    r"(?P<part>\d+)\s*(?:/|of|out of|sur|de)\s*(?P<whole>\d+)(?:\s*[(=]\s*[\d.,]+\s?%\)?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Spelled:
    """The numbers of a column (None: missing), how they were spelled, and the places (from 0) that are no numbers."""

    values: tuple[float | None, ...]
    codes: tuple[str, ...]  # percent, decimal_comma, thousands, blanks, suppressed, mixed_percent, noted
    unread: tuple[int, ...]
    percent: bool = False
    suppressed: tuple[int, ...] = ()
    mixed: tuple[int, ...] = ()
    noted: tuple[int, ...] = ()  # numbers with the mark of a footnote


def read_numbers(cells: Sequence[str], decimal_commas: bool = False) -> Spelled:
    """A column of cells as numbers; what a comma or a point means is decided for all of them at once.

    `decimal_commas` says that the file writes them (a file parted by semicolons does). "<5" is a number that
    somebody withheld, and a gap. In a column of per cents a number without the sign is not guessed at.
    """
    plain = [_plain(cell) for cell in cells]
    texts = [NOTE.sub("", text) for text in plain]
    blank = [text.casefold() in BLANKS for text in texts]
    withheld = [bool(SUPPRESSED.fullmatch(text)) for text in texts]
    signed = [text.endswith("%") for text in texts]
    bare = [_without_unit(text) for text in texts]
    there = [text for text, no, hidden in zip(bare, blank, withheld, strict=True) if not no and not hidden]
    commas = _means(there, decimal_commas)
    read = [None if no or hidden else _number(text, commas) for text, no, hidden in zip(bare, blank, withheld)]
    known = [no or hidden for no, hidden in zip(blank, withheld, strict=True)]
    unread = tuple(place for place, value in enumerate(read) if value is None and not known[place])
    percent = any(signed)
    mixed = tuple(i for i, value in enumerate(read) if percent and value not in (None, 0.0) and not signed[i])
    values = tuple(None if i in mixed else value for i, value in enumerate(read))
    codes = {
        "percent": percent, "decimal_comma": commas == "decimal", "thousands": commas in ("thousands", "points"),
        "blanks": any(no and text for no, text in zip(blank, texts)), "suppressed": any(withheld),
        "mixed_percent": bool(mixed), "noted": texts != plain,
    }  # fmt: skip
    noted = tuple(i for i, text in enumerate(texts) if text != plain[i])
    hidden = tuple(i for i, yes in enumerate(withheld) if yes)
    return Spelled(values, tuple(code for code, yes in codes.items() if yes), unread, percent, hidden, mixed, noted)


def parts_of_wholes(cells: Sequence[str]) -> list[tuple[str, str]] | None:
    """Cells that all say what they are of ("12/40", "12 of 40 (30%)"), as part and whole; None where one does not.

    A withheld or missing cell has neither, and no part passes its whole.
    """
    texts = [NOTE.sub("", _plain(cell)) for cell in cells]
    found = [OF_A_WHOLE.fullmatch(text) for text in texts]
    silent = [text.casefold() in BLANKS or bool(SUPPRESSED.fullmatch(text)) for text in texts]
    said = [one for one in found if one]
    if not said or not all(one or no for one, no in zip(found, silent, strict=True)):
        return None
    if any(int(one["part"]) > int(one["whole"]) for one in said):
        return None
    return [(one["part"], one["whole"]) if one else (text, "") for one, text in zip(found, texts, strict=True)]


def _plain(cell: str) -> str:
    """A cell with digits of any script as 0 to 9, one kind of minus, and no blanks around."""
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and c not in "²³¹" else c for c in cell)
    for theirs, ours in (("\u066a", "%"), ("\u066b", "."), ("\u066c", ","), ("\uff05", "%"), ("％", "%")):
        text = text.replace(theirs, ours)
    text = text.strip().strip('"').strip()
    return text if text in ("–", "—") else text.translate(MINUS)


def _without_unit(text: str) -> str:
    """A number without its per cent sign, the sign of its money, its thin spaces, and brackets that say minus."""
    inner = MONEY.sub(r"\1", SPACES.sub("", text.removesuffix("%")))
    return f"-{inner[1:-1]}" if re.fullmatch(r"\([\d.,]+\)", inner) else inner


def _means(texts: Sequence[str], decimal_commas: bool) -> str:
    """What commas (and points) part: "decimal", "thousands", "points" (they part thousands), or "" for neither."""
    german = any(GERMAN.fullmatch(text) for text in texts)
    if german or any(text.count(".") > 1 for text in texts):
        return "points"
    commas = [text for text in texts if "," in text]
    if any(ENGLISH.fullmatch(text) or text.count(",") > 1 for text in commas):
        return "thousands"
    if not commas:
        return "points" if decimal_commas and _thousands_by_point(texts) else ""
    if decimal_commas or any("." not in text and not GROUPS[","].fullmatch(text) for text in commas):
        return "decimal"
    return "thousands"


def _thousands_by_point(texts: Sequence[str]) -> bool:
    """998, 1.004, 1.012: in a file of decimal commas such points part thousands."""
    pointed = [text for text in texts if "." in text]
    others = [text for text in texts if "." not in text]
    grouped = bool(pointed) and all(GROUPS["."].fullmatch(text) for text in pointed)
    return grouped and bool(others) and all(re.fullmatch(r"\d{3}", text) for text in others)


def _number(text: str, commas: str) -> float | None:
    if commas == "points":
        text = text.replace(".", "").replace(",", ".")
    elif commas == "thousands" and "," in text:
        text = text.replace(",", "") if any(way.fullmatch(text) for way in (GROUPS[","], ENGLISH, INDIAN)) else "?"
    elif commas == "decimal":
        text = text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text
    if not PLAIN.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) != float("inf") else None
