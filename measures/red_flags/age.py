"""Reads the age that a text gives: "72M", "in her 60s", "over 50"."""

import re
from functools import lru_cache

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_AGE = re.compile(
    r"(?<![\d./])(?P<years>1[89]|[2-9]\d|10\d) ?-?"
    r"(?:[mf]\b|yo\b|y/o|y\.o|yof\b|yom\b|ya\b|y[mf]\b"
    r"|(?:years?|yrs?|y)[ -]?(?:old|o\b|of age)|ans\b(?! (?:plus|de )))"
    r"|\b(?:aged?|age of|at age|age de|agee? de)[ :=]*(?P<age>\d\d)\b"
    r"|(?<!\w)[mf] ?/? ?(?P<sex>[2-9]\d)\b(?! ?(?:min|kg|mg|%|cm))"
    r"|\b(?:over|>|older than|plus de|past) ?(?:age )?(?P<over>[5-9]0)\b"
    r"|(?:^|[.;] )at (?P<at>[1-9]\d),? (?=(?:this|he|she|and|with)\b)"
    r"|\b(?:first|1st)(?: ever| time| episode| onset| lbp| back pain){0,3} ?(?:@|at) ?(?P<first>[1-9]\d)\b"
    r"|\b(?P<decade>[2-9])0'?s\b"
    r"|\b(?:in (?:his|her|their)|mid|early|late)[ -]"
    r"(?P<named>forties|fifties|sixties|seventies|eighties|nineties)\b"
    rf"|\b(?P<told>at |is |aged |in his |in her )?(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<unit>{_UNITS}))?"
    r"(?(told)(?!\w| ?(?:%|per ?cent|degrees|out of|over|km|kilom\w*|miles|minutes|hours|days|weeks|feet|pounds|kilos?"
    r"|m[lg]\b|cc\b|metres|meters|times))|[ -](?:year|yr)s?[ -]?old)"
)
_NAMED = {"forties": 41, "fifties": 51, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}


@lru_cache(maxsize=16)
def stated_age(text: str) -> int | None:
    """The age that the text gives ("72M", "in her 60s", "over 50"), or None; of several the highest."""
    return max((_age(found) for found in _AGE.finditer(text)), default=None)


def _age(found: re.Match[str]) -> int:
    told = {name: value for name, value in found.groupdict().items() if value}
    if "named" in told:
        return _NAMED[told["named"]]
    if "tens" in told:
        units = _UNITS.split("|")
        return _TENS[told["tens"]] + (units.index(told["unit"]) + 1 if "unit" in told else 0)
    if "decade" in told or "over" in told:
        return int(told.get("decade", "0")) * 10 + 1 if "decade" in told else int(told["over"]) + 1
    return int(told.get("years") or told.get("at") or told.get("age") or told.get("sex") or told.get("first") or 0)
