"""Takes the layout out of a text: loose accents, wide gaps, wrapped lines; each letter knows where it stood."""

import re
import unicodedata
from collections.abc import Iterator

from measures.red_flags.tables import ticked

#: A line this long that goes on in small letters was wrapped, not ended.
WRAPPED = 50

_FORM = re.compile(
    r"[:=\[\]_?|\u2022\u2610-\u2612\u25a0\u25a1\u2713\u2714]|\.{3}|\s[-/]\s|-{2}"
    r"|(?:\b(?:[YNyn0]|[Yy]es|[Nn]on?|[Oo]ui|YES|NON?|OUI|pos|neg)|[+-])(?=\s{2}|\s*$)|(?:^|\s{2})[+-] ?\w"
)
_GOES_ON = re.compile(
    r"(?:,|\b(?:and|or|of|with|the|no|nor|a|an|to|in|from|for|by|et|ou|ni|de|du|la|le|les|avec|pas)) *$", re.I
)
_CARRIES_ON = re.compile(r"(?:and|or|nor|but|of|with|which|who|that|ago|et|ou|ni|mais|qui|de|du|des)\b")
_NARROW_GAP = re.compile(r"(?<! ) (?! )")
# A tab between two words parts two cells of a table.
_TAB = re.compile(r"(?<=\S)\t+(?=[ \t]*\S)")
_TICKED = re.compile(r"(?<![^\s|])\[?[xX✓✔√*●☒☑]\]?(?![^\s|])")
_LOOSE_QUOTE = re.compile(r'(?:(?<=\s)|^)["“”«»]|["“”«»](?=\s|$)')
# "Fever____" leads to an answer and is no longer word.
_LEADER = re.compile(r"(?<=[^\W_]{2})_|_(?=[^\W_]{2})")
_SHORT_WORD = re.compile(
    r"\b(?:wt|unint|unintent|unexpl|invol|bilat|incont|prog|sev|fam|assoc|signif|sig|poss|prob|susp|inexpl|rech|neuro|prev)"
    r"\.(?= [a-z])",
    re.I,
)
# "20 yr. ago" is one time; the stop after any other short time ("x 2 yr. Fever") may end a sentence.
_SHORT_TIME = re.compile(
    r"\b(?:\d+ ?(?:[dhjmwy]|an)|min|hrs?|jrs?|wks?|sem|mos?|mths?|yrs?)\.(?=\s+(?:ago|earlier|passee?s?)\b)", re.I
)
_DOTTED = re.compile(r"\b(?:p\.o|i\.v|i\.m|p\.r|b\.i\.d|t\.i\.d)\.?(?=\W|$)", re.I)
# "(circle) yes / NO": the one in capitals is meant.
_CHOSEN = re.compile(r"\b(?:(?:YES|OUI)( ?/ ?(?:no|non))|((?:yes|oui) ?/ ?)NON?)\b")
_WIDE_GAP = re.compile(r"(?<= ) +")
_VERY_WIDE_GAP = re.compile(r"(?<=   ) +")
_ENDS = (".", ";", ":", "!", "?", "]", ")")


def tidy(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text on one line where it was only wrapped, and where each letter stood (None: where it stands)."""
    text = _unwrapped(text) if "\n" in text else text
    text = _TAB.sub(lambda tabs: "|" * len(tabs[0]), text) if "\t" in text else text
    text = ticked(text) if "\n" in text and _TICKED.search(text) else text
    text = _CHOSEN.sub(_only_chosen, text) if "/" in text else text
    text = _LEADER.sub(" ", text) if "_" in text else text
    dropped = {
        *_loose_accents(text),
        *_wide_gaps(text),
        *_stops_of_short_words(text),
        *(quote.start() for quote in _LOOSE_QUOTE.finditer(text)),
    }
    if not dropped:
        return text, None
    kept = tuple(place for place in range(len(text)) if place not in dropped)
    return "".join(text[place] for place in kept), (*kept, len(text))


def _only_chosen(found: re.Match[str]) -> str:
    """Of two answers the one in capitals, the other blotted out letter for letter."""
    other = found[1] or found[2]
    return found[0].replace(other, " " * len(other))


def _unwrapped(text: str) -> str:
    letters = list(text)
    start = 0
    for found in re.finditer(r"\n", text):
        line, follows = text[start : found.start()].rstrip(), text[found.end() : found.end() + 8]
        open_end = not line.endswith(_ENDS) and (len(line) >= WRAPPED or _CARRIES_ON.match(follows))
        if follows[:1].islower() and (open_end or _GOES_ON.search(line[-8:])) and not _FORM.search(line):
            letters[found.start()] = " "
        start = found.end()
    return "".join(letters)


def _loose_accents(text: str) -> Iterator[int]:
    if not text.isascii():
        yield from (place for place, letter in enumerate(text) if unicodedata.combining(letter))


def _stops_of_short_words(text: str) -> Iterator[int]:
    """ "unint. wt. loss" ends no sentence, nor does "p.o." or "2 wk. ago"."""
    if "." in text:
        yield from (stop.end() - 1 for stop in _SHORT_WORD.finditer(text))
        yield from (stop.end() - 1 for stop in _SHORT_TIME.finditer(text))
        yield from (at for word in _DOTTED.finditer(text) for at in range(*word.span()) if text[at] == ".")


def _wide_gaps(text: str) -> Iterator[int]:
    """All but one blank of each gap; in a form a wide gap among narrow ones parts two answers and stays, three wide."""
    if "  " not in text:
        return
    is_form = _FORM.search(text) and _NARROW_GAP.search(text.strip())
    for gap in (_VERY_WIDE_GAP if is_form else _WIDE_GAP).finditer(text):
        yield from range(*gap.span())
