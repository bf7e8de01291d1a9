"""Which lines of an export are no records: blank ones, totals, and page or report lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

TOTALS = re.compile(
    r"^\W*(?:grand[\s-]*total|sub[\s-]*total|sous[\s-]*total|total(?:s|aux)?|totaux|somme|sum)\b"
    r"(?:\s+(?:number\s+of\s+|of\s+|nombre\s+de\s+|de\s+)?(?:rows?|records?|visits?|patients?|appointments?|encounters?|orders?|"
    r"referrals?|count|results?|lignes?|enregistrements?|visites?|général|generale?|g[ée]n[ée]rale?))?"
    r"\W*(?:[\d\s.,']+\W*)?$",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"^[$€£]?\s*-?[\d\s.,']+\s*(?:%|\$|min|h)?$", re.IGNORECASE)

_THING = (
    r"(?:rows?|records?|lines?|results?|entries|items?|visits?|patients?|appointments?|encounters?|orders?"
    r"|lignes?|enregistrements?|r[ée]sultats?|visites?)"
)
PAGE_OR_REPORT = re.compile(
    r"^\W*(?:"
    r"(?:page|pg\.?)\s*:?\s*\d+(?:\s*(?:of|/|de|sur)\s*\d+)?\W*$"
    r"|(?:printed|exported|generated|produced|report\s+(?:run|date|generated|printed|created))\s*"
    r"(?::|\b(?:from|on|by|at|using)\b|\d)"
    r"|(?:imprim[ée]e?|export[ée]e?|g[ée]n[ée]r[ée]e?|produite?)\s*(?::|\b(?:le|par|de|depuis|à|du)\b|\d)"
    r"|(?:date\s+d['’]impression|date\s+printed|print\s+date|printed)\s*:"
    r"|end\s+of\s+(?:the\s+)?(?:report|file|list|data|export|page|document|table)\b"
    r"|fin\s+(?:du|de\s+la|de\s+l['’])\s*(?:rapport|fichier|liste|page|document|donn[ée]es|extraction|tableau)\b"
    rf"|\(?\d[\d\s.,]*{_THING}(?:\s+(?:in\s+total|total|affected|selected|returned|found|listed|printed|exported|read|"
    r"au\s+total|trouv[ée]e?s?|export[ée]e?s?))?\W*$"
    rf"|(?:number\s+of|nombre\s+(?:de|d['’])|count\s+of)\s*{_THING}\b"
    rf"|{_THING}\s*(?:count|returned|found|printed|exported|read)?\s*:\s*[\d\s.,]+$"
    r"|(?:strictly\s+|private\s+(?:and|&)\s+)?confidential\b|confidentiel(?:le)?\b"
    r"|(?:©|\(c\)|copyright)\s"
    r")",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d")
WORD = re.compile(r"\S*[^\W\d_]\S*")
SEPARATORS = ",;\t|"
MADE_OF_DATA = re.compile(rf"[\d\n{SEPARATORS}]")
"""What rows are made of: numbers (dates among them), separators, line breaks inside a cell."""
MAY_BE_NO_DATA = rf"(?i){TOTALS.pattern}|{PAGE_OR_REPORT.pattern}"
"""Both of them, for one quick look over many rows."""


def kind_of(cells: Sequence[str | None]) -> str | None:
    """`blank`, `totals` or `footer`, or None for a record; the cells are trimmed, blanks None.

    A record without its patient still has its other cells, so a line with several cells is never a footer
    unless each of them is part of one. To be no data is a claim that must be earned: what is not plainly one of these
    is a row, and refused with its reason if it cannot be read.
    """
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return "blank"
    if TOTALS.match(filled[0]) and _mostly_blank(filled, cells) and all(AMOUNT.match(cell) for cell in filled[1:]):
        return "totals"
    if all(PAGE_OR_REPORT.match(cell) for cell in filled) and len(filled) <= 3:
        return "footer"
    return None


def _mostly_blank(filled: Sequence[str], cells: Sequence[str | None]) -> bool:
    return len(filled) <= 2 or len(filled) - 1 <= len(cells) // 2


def lone_words(cells: Sequence[str | None]) -> bool:
    """A line of one cell holding several words: below the last record it is a footer, above it is refused.

    A date, a number or a separator in it is what rows are made of: such a line is no footer, whoever wrote it.
    """
    filled = [cell for cell in cells if cell is not None]
    return len(filled) == 1 and not MADE_OF_DATA.search(filled[0]) and len(WORD.findall(filled[0])) > 1


def looks_like_a_row(cells: Sequence[str | None], width: int) -> bool:
    """Whether a line above the header is a record that somebody's sort moved there.

    It has as many cells as the header, or nearly, several of them filled and one with a number in it; a letterhead
    padded with separators, headings in groups and "Printed on" are none.
    """
    filled = [cell for cell in cells if cell]
    enough = 2 if len(cells) == width else 3
    if len(filled) < enough or 2 * len(cells) <= width or not any(NUMBER.search(cell) for cell in filled):
        return False
    labelled = len(filled) <= 3 and filled[0].endswith(":")
    return not labelled and not PAGE_OR_REPORT.match(" ".join(filled))


def hides_a_row(text: str, width: int) -> bool:
    """Whether the one cell of a line would be a whole record if another sign separated its cells."""
    return width > 2 and any(text.count(sign) == width - 1 for sign in SEPARATORS)
