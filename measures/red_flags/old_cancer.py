"""Whether words about a cancer say that it is long past: in remission, or the year or years since.

A cancer never stops being a red flag; but in remission or over 5 years old it is looked at soon, not urgently
(`counting.md` section 5, the safety line).
"""

import re

from measures.red_flags.age import stated_age
from measures.red_flags.urgency import OVER_YEARS

LONG_AGO = re.compile(
    r"\b(?:as (?:a |an )?(?:child|kid|baby|infant|teen\w*|adolescent)|in (?:childhood|infancy|adolescence)|childhood"
    r"|in (?:his|her|their) (?:teens|youth)|(?:many|several) years ago|decades? ago|enfance|jeunesse|ancien\w*)\b",
    re.I,
)
AT_AN_AGE = re.compile(r"\b(?:at|age|aged|à|a l'âge de|à l'âge de) (\d{1,2})\b(?! ?(?:am|pm|h\b|:))", re.I)
REMISSION = re.compile(
    r"\bremission\b|\bcured?\b|\bNED\b|\bno evidence of (?:disease|recurrence)\b|\bcancer[- ]free\b|\bgu[ée]ri", re.I
)
YEARS_AGO = re.compile(
    r"\b(\d{1,2})\s*\+?\s*(?:y|yr|yrs|year|years|ans)\b\.?(?:\s*(?:ago|prior|clear|out|post)|)", re.I
)
AGO = re.compile(r"ago|prior|clear|out|post|il y a", re.I)
YEAR = re.compile(r"(?<![\d/-])((?:19|20)\d\d)(?![\d/-])")
SHORT_YEAR = re.compile(r"'(\d\d)\b")


def how_old(text: str) -> str:
    """'in remission', 'over 5 years', 'since 2009', or '' where the words do not say."""
    if REMISSION.search(text):
        return "in remission"
    if LONG_AGO.search(text) or _at_an_age_long_past(text):
        return "over 5 years"
    for match in YEARS_AGO.finditer(text):
        if AGO.search(match[0]) and int(match[1]) > OVER_YEARS:
            return "over 5 years"
    if years := [int(year) for year in YEAR.findall(text)]:
        return f"since {max(years)}"
    if short := SHORT_YEAR.findall(text):
        return f"since {_full(int(short[-1]))}"
    return ""


def _at_an_age_long_past(text: str) -> bool:
    """ "Hodgkin at 19" in a patient of 45."""
    said = AT_AN_AGE.search(text)
    age = stated_age(text.lower()) if said else None
    return bool(said and age and age - int(said[1]) > OVER_YEARS)


def _full(short: int) -> int:
    return 2000 + short if short < 40 else 1900 + short
