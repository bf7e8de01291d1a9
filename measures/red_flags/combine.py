"""Red flags that take several statements: severe AND worsening; first ever AND severe AND over 50."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from measures.red_flags.age import stated_age
from measures.red_flags.judge import Mention, State
from measures.red_flags.lists import atoms

#: So many characters apart, severe and worsening are said of the same pain: a short text's whole length.
NEAR = 1200

#: Age from which a first severe episode counts (guidelines: 51 or more), and any fall counts (65).
FIRST_EPISODE_AGE, ANY_FALL_AGE, INFLAMMATORY_AGE = 51, 65, 40

_RECURRENT = re.compile(
    r"\b(?:recurr\w+|recidiv\w+|chronic (?:lbp|low|back|pain|mech)\w*|chronique|exacerbation of chronic"
    r"|again|flare|known (?:lbp|back pain)|mild\b)"
)
_NOW_WAS = re.compile(
    r"(?<![\d.])(\d{2,3}(?:\.\d)?) ?(?:kgs?|lbs?|kilo\w*|pounds?) ?(?:today|now|currently|actuellement)? ?,? ?\(?"
    r"(?:was|previously|prev|formerly|down from|from|anciennement|avant) (?:\w+ )?"
    r"(\d{2,3}(?:\.\d)?)(?! ?(?:mg|ml|min|%))"
)
_OF_WEIGHT = re.compile(
    r"weigh|\bwt\b|drop|lost|\bdown\b|poids|passee? de|went|gone|going from|unintent|unexpl|\bbmi\b"
)
_FROM_TO = re.compile(
    r"(?<![\d.])(\d{2,3}(?:\.\d)?) ?(?:kgs?|lbs?|kilo\w*|pounds?)? ?"
    r"(?:to|-->|->|>|→|now|a|down to) ?(?:now )?(\d{2,3}(?:\.\d)?) ?(?:kgs?|lbs?|kilo\w*|pounds?|#)"
)


# Features that count at some age only.
_OF_AN_AGE = {"first ever", "minor fall", "insidious onset under 40"}


@dataclass(frozen=True)
class JudgedMention:
    """A mention with its state and the rule that gave it."""

    mention: Mention
    state: State
    rule: str
    piece: str = "prose"


@dataclass(frozen=True)
class CombinedFlag:
    """A red flag made of several statements."""

    atom: str
    state: State
    rule: str
    start: int
    end: int
    piece: str = "prose"


def together(text: str, judged: Sequence[JudgedMention]) -> list[CombinedFlag]:
    """Every red flag that the stated features add up to."""
    present = [told.mention for told in judged if told.state is State.PRESENT and told.mention.group.kind == "features"]
    features = {
        name: [one for one in present if one.group.name == name] for name in {one.group.name for one in present}
    }
    age = stated_age(text) if _OF_AN_AGE & features.keys() else None
    found = [
        _severe_and_worsening(features),
        _first_severe(text, features, age),
        _fragile_fall(features, age, _on_steroids(judged)),
        _inflammatory(features, age),
        _lighter(text),
        _both_legs(features),
    ]
    return [flag for flag in found if flag]


def fragile_or_old(age: int | None, features: dict[str, list[Mention]]) -> bool:
    return "fragile" in features or (age is not None and age >= ANY_FALL_AGE)


def _on_steroids(judged: Sequence[JudgedMention]) -> bool:
    return any(told.state is State.PRESENT and told.mention.group.atom == "steroids" for told in judged)


def _severe_and_worsening(features: dict[str, list[Mention]]) -> CombinedFlag | None:
    pairs = [
        (severe, worse)
        for severe in features.get("severe", ())[:8]
        for worse in features.get("worsening", ())[:8]
        if abs(severe.start - worse.start) <= NEAR
    ]
    return _spanning("severe_worsening_night_pain", "severe and worsening", pairs[0]) if pairs else None


def _first_severe(text: str, features: dict[str, list[Mention]], age: int | None) -> CombinedFlag | None:
    first = features.get("first ever", ())
    if not first or age is None or age < FIRST_EPISODE_AGE or _RECURRENT.search(text):
        return None
    severe = features.get("severe") or features.get("severe word")
    if severe:
        return _spanning("first_episode_over_50", "first ever, severe, over 50", (first[0], severe[0]))
    return _spanning("first_episode_over_50", "first ever over 50, no word of severity", first[:1], State.QUERIED)


def _fragile_fall(features: dict[str, list[Mention]], age: int | None, steroids: bool) -> CombinedFlag | None:
    falls = features.get("minor fall", ())
    if not falls or not (steroids or fragile_or_old(age, features)):
        return None
    return _spanning("trauma", "any fall, at 65 or with osteoporosis or steroids", falls[:1])


def _inflammatory(features: dict[str, list[Mention]], age: int | None) -> CombinedFlag | None:
    names = ["morning stiffness", "better with activity", "alternating buttock pain", "uveitis"]
    young = age is not None and age < INFLAMMATORY_AGE
    held = [features[name][0] for name in names if name in features]
    onset = features.get("insidious onset under 40", ())
    held += [one for one in onset[:1] if young]
    return _spanning("inflammatory", "two or more inflammatory features", held) if len(held) > 1 else None


def _lighter(text: str) -> CombinedFlag | None:
    """ "Weight 80 -> 72 kg", "72 kg, was 80": now less than before, and neither wanted nor explained."""
    if not _OF_WEIGHT.search(text) or _is_wanted(text):
        return None
    was_is = [(found, found[1], found[2]) for found in _FROM_TO.finditer(text)]
    was_is += [(found, found[2], found[1]) for found in _NOW_WAS.finditer(text)]
    for found, was, now in was_is:
        if float(was) > float(now):
            return CombinedFlag("weight_loss", State.PRESENT, "weight from and to", found.start(), found.end())
    return None


def _is_wanted(text: str) -> bool:
    weight = next(atom for atom in atoms() if atom.name == "weight_loss")
    return bool(weight.explained.search(text)) and not weight.explained_unless.search(text)


def _both_legs(features: dict[str, list[Mention]]) -> CombinedFlag | None:
    found = features.get("bilateral sciatica", ())
    return (
        _spanning("neurological", "bilateral sciatica, no deficit stated", found[:1], State.QUERIED) if found else None
    )


def _spanning(atom: str, rule: str, parts: Sequence[Mention], state: State = State.PRESENT) -> CombinedFlag:
    return CombinedFlag(atom, state, rule, min(one.start for one in parts), max(one.end for one in parts))
