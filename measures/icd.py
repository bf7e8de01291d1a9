"""Finds the diagnosis codes in a cell, however it was typed, and writes each one way.

ICD-9 and ICD-10 are told apart by their shape: three digits, `V` and two digits, or `E8`/`E9` and a third
digit is ICD-9; another letter and two digits is ICD-10. A `V` or `E8`/`E9` beside an ICD-10 code (and no
ICD-9 number) is read as ICD-10, as in a cell that says which system it uses. Spellings met: counting.md §2
and domain.md C2.
"""

import re
from collections.abc import Iterable, Sequence

#: A cell longer than this is a note, not a code; the rest of it is left unread.
LONGEST_CELL = 2_000

_ITEM = re.compile(r"[;,|/\n\r\t+&()\[\]{}=_^*\"<>:]+|\s[-–]\s|\band\b|\bet\b")
_DECIMAL_COMMA = re.compile(r"(?<![\w,.])(\d{3}|[A-Za-z]\d\d),(\d{1,2})(?![\w,.])")
_DOTTED = re.compile(
    r"(?<![\w.$])(?:(?P<nine>\d{3}[.\-]\d{1,2})|(?P<vee>[Vv]\d{2}\.\d{1,2})|(?P<eee>[Ee][89]\d{2}(?:\.\d)?)"
    r"|(?P<ten>[A-Za-z]\d[0-9ABab]\.[0-9A-Za-z]{1,4}|[Mm]\d\d-\d{1,2}))(?!\w|\.\w|\s*(?:kg|lbs?|cm|mm|mg|mcg|ml|%)\b)"
)
_BARE = re.compile(
    r"(?:(?P<nine>\d{3,5})|(?P<vee>[Vv]\d{2,4})|(?P<eee>[Ee][89]\d{2,3})|(?P<ten>[A-Za-z]\d[0-9ABab]\d?[0-9A-Za-z]{0,3}))\Z"
)
_SNOMED = re.compile(r"(?<!\d)\d{6,18}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_CANCER_WORD = re.compile(r"\bca\b|cancer|carcin|lymph|hodgkin|leuk|mets\b|metast|malig|neoplas|tumou?r", re.I)
# "BP 140/90" is no cancer of the lip, "weight 185" none of the prostate.
_MEASURED = re.compile(
    r"\b(?:bp|ta|hr|pulse|pouls|wt|weight|poids|ht|height|taille|bmi|imc|glucose|room|rm|phone|tel|ext|fax|po box)\b"
    r"[\s:=.#]*\d[\d./-]*(?:\s*(?:kg|lbs?|cm|mm ?hg|bpm)\b)?",
    re.I,
)
_VERTEBRA = re.compile(r"(?:[CTL]1?\d|S[1-5])\Z", re.I)


def normalise(code: str, ten: bool = False) -> str | None:
    """One code in its one spelling, or None where the text is no code.

    `7242`, `724.20` and `724-2` are all `724.2`: a second decimal of nought says nothing, so `722.10` is
    `722.1` too.
    """
    text = re.sub(r"[\s.\-]", "", code).upper()
    if text.isdigit():
        return _dotted(text, 3) if 3 <= len(text) <= 5 else None
    if not re.fullmatch(r"[A-Z]\d[0-9A-Z]{1,5}", text):
        return None
    if ten or not _looks_like_nine(text):
        return text[:3] + ("." + text[3:] if len(text) > 3 else "")
    return _dotted(text, 4 if text[0] == "E" else 3)


def codes_in(cell: str | None, system: str | None = None) -> tuple[str, ...]:
    """Every ICD code in the cell, in order, each once.

    A number without its point counts only where it fills its place (alone, in brackets, or at either end of
    an item), and a year beside words is a year (`appendectomy 1985`), unless the words speak of cancer.
    """
    if not cell or not any(map(str.isdigit, cell)):
        return ()
    named = _family(system)
    if named == "other":
        return ()
    written_plainly = _DECIMAL_COMMA.sub(r"\1.\2", _MEASURED.sub(" ", cell[:LONGEST_CELL]))
    found = list(_found(written_plainly))
    ten = named == "ten" or (named is None and _beside_ten(found))
    written = [normalise(code, ten) for code in found]
    return tuple(dict.fromkeys(code for code in written if code))


def snomed_in(cell: str | None) -> tuple[str, ...]:
    """Numbers long enough to be SNOMED CT concepts."""
    return tuple(_SNOMED.findall(cell[:LONGEST_CELL])) if cell else ()


def is_snomed(code: str) -> bool:
    """Whether a code is a SNOMED CT concept: a number longer than any ICD code."""
    return len(code) > 5 and code.isdigit()


def among(code: str, entries: Iterable[str]) -> bool:
    """Whether the code is one of the entries, or below one: entries are `724.2`, `846`, or a range
    `140-172`.
    """
    return any(_within(code, entry) for entry in entries)


def _within(code: str, entry: str) -> bool:
    first, dash, last = entry.partition("-")
    if not dash:
        return code == first or code.startswith(first if "." in first else first + ".")
    stem = code[: len(last)]
    return _shape(stem) == _shape(last) and first <= stem <= last


def _shape(code: str) -> str:
    return re.sub(r"\d", "9", code)


def _looks_like_nine(text: str) -> bool:
    return text[0] == "V" or (text[0] == "E" and text[1] in "89" and len(text) > 3)


def _dotted(text: str, stem: int) -> str:
    rest = text[stem:]
    if len(rest) == 2 and rest.endswith("0"):
        rest = rest[0]
    return text[:stem] + ("." + rest if rest else "")


def _family(system: str | None) -> str | None:
    text = re.sub(r"[^a-z0-9]", "", (system or "").lower())
    if not text:
        return None
    if "icd" in text or "cim" in text or text in ("9", "10", "9cm", "10cm", "10ca"):
        return "ten" if "10" in text else "nine"
    return "other" if "snomed" in text or "sct" in text or "loinc" in text else None


def _found(cell: str) -> Iterable[str]:
    wordless = not re.search(r"[A-Za-z]{3}", cell)
    cancer = bool(_CANCER_WORD.search(cell))
    for item in _ITEM.split(cell):
        words = item.split()
        dotted = [match.group() for match in _DOTTED.finditer(item)]
        yield from dotted
        if not dotted:
            yield from (code for code in _ends(words) if wordless or cancer or not _YEAR.match(code))


def _ends(words: Sequence[str]) -> Iterable[str]:
    ends = words if all(_BARE.match(word) for word in words) else [*words[:1], *words[-1:]][: len(words)]
    for word in ends:
        text = word.strip(".:#\"'")
        if _BARE.match(text) and not (len(words) > 1 and _VERTEBRA.match(text)):
            yield text


def _beside_ten(found: Sequence[str]) -> bool:
    texts = [re.sub(r"[.\-]", "", code).upper() for code in found]
    if any(text.isdigit() for text in texts):
        return False
    return any(text[0] not in "VE" and len(text) > 3 for text in texts)  # "B12" alone may be a vitamin
