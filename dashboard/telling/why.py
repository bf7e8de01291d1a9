"""The words of a card: what a visit or an image is, why it has its class, what a statement says and what it does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard.telling.manual import FLAGS
from measures.bearing import FlagEvidence, Weight
from measures.overturns import CLINICIAN
from measures.red_flags.codes import atoms_of_codes
from measures.red_flags.drivers import DRIVERS
from measures.red_flags.urgency import BY_ITS_TERM
from measures.units.evidence import WIDER
from measures.units.images import LINK_DAYS
from measures.why import Answered, Card, Flag

KINDS_OF_IMAGE = {"XR": "X-ray", "CT": "CT", "MR": "MRI"}
SHORT_FLAGS = {
    "severe_worsening_night_pain": "Severe, worsening or night pain",
    "cancer": "Cancer",
    "steroids": "Steroids",
    "first_episode_over_50": "First severe episode over 50",
    "unnamed": "A red flag not named",
    "osteoporosis": "Osteoporosis",
    "fragility_fracture": "A fragility fracture",
    "hiv": "HIV",
    "transplant": "A transplant",
    "lumbar_surgery": "Surgery of the lumbar spine",
    "palliative": "Palliative care",
    "cancer_wider": "A tumour outside the default cancer list",
    "all": "Red flags as a whole",
}
#: The toolkit's seven in its own order. Source: domain.md A1 row 3, B2.
SEVEN_WORDS = (
    "Cauda equina",
    "Severe, worsening or night pain",
    "Trauma",
    "Weight loss, cancer, fever or infection",
    "Steroids, injected drugs",
    "First severe episode over 50",
    "Neurological findings",
)
STATES = {"queried": "asked about", "stated_absent": "stated absent", "not_recorded": "not recorded"}
CLASSES = {
    "lbp": "Low-back-pain visit",
    "unclassified": "Unclassified: nobody can tell whether it is the low back",
    "not_lbp": "Not a low-back-pain visit",
    "not_completed": "Not a completed visit",
    "not_adult": "Not an adult on that day",
    "outside_coverage": "Outside the days the exports speak for",
    "unknown_status": "Whether the visit took place is not known",
    "linked": "Lumbar image for low back pain",
    "planning": "Lumbar image to plan a surgery or an injection",
    "other_indication": "Lumbar image for another reason than low back pain",
    "not_lumbar": "Not an X-ray, CT or MRI of the lumbar spine",
    "same_study": "Part of a study that is counted once, at its first order",
    "not_counted": "Not a live order of an adult inside the coverage",
}
MODES = {"in_person": "in person", "phone": "by telephone", "virtual": "by video"}
TIERS = {
    1: "low back pain without a named cause (tier A)",
    2: "low back pain with leg symptoms (tier B)",
    3: "a spine code that does not say which part (tier C)",
}
SAYS = {
    "present": "present",
    "absent": "denied",
    "queried": "asked about",
    "historical": "past or otherwise explained",
    "other_person": "somebody else's",
    "hypothetical": "only advised, planned or feared",
    "cannot tell": "cannot tell",
}
PLACES = {
    Weight.COUNTS: "counts on that day",
    Weight.SPOKEN_OF: "spoken of, and does not count",
    Weight.CANNOT_TELL: "cannot tell, and does not count",
    Weight.OTHER_SET: "not one of the toolkit's seven: does not count",
    Weight.SET_ASIDE: "set aside by a clinician: does not count here",
    Weight.OUTSIDE: "outside its window: does not count",
    Weight.OTHER_RECORD: "speaks for its own visit only: does not count here",
    Weight.AFTER: "found after: does not count",
}
SOURCES = {
    "words": {"visits": "words of the visit", "orders": "words of the order"},
    "code": {"visits": "code of the visit", "orders": "code on the order", "diagnoses": "problem list"},
    "box": {"visits": "red-flag box of the visit"},
    "drug": {"medications": "prescription"},
    "age and history": {"visits": "age, history and pain score"},
    CLINICIAN: {"visits": "a clinician, of this visit", "orders": "a clinician, of this order"},
}
VERDICTS = {
    (True, "yes"): "counted (numerator)",
    (True, "no"): "in the denominator, not in the numerator",
    (True, "unknown"): "cannot be judged: counted beside, as unknown",
    (True, "left out"): "left out of the denominator",
    (False, "yes"): "counted",
    (False, "no"): "not counted",
    (False, "unknown"): "cannot be judged: counted beside, as unknown",
}
LONGEST, EACH_END = 90, 40
_NUMBER = re.compile(r"\d(?:[ .-]?\d){5,}")


def flag_words(atom: str) -> str:
    """A flag by name."""
    return SHORT_FLAGS.get(atom) or FLAGS.get(atom) or atom.replace("_", " ").capitalize()


def within(words: str) -> str:
    """The words inside a sentence: "Cancer" in small letters, "HIV" as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def state_words(state: str) -> str:
    """A state of a flag in words."""
    return STATES.get(state, state)


def class_words(judged: str) -> str:
    """A class in words."""
    return CLASSES.get(judged, judged.replace("_", " "))


def title(card: Card, day: str) -> str:
    """What the card is about."""
    if card.kind == "visit":
        mode = MODES.get(card.facts["mode"] or "", "")
        return f"Visit of {day}{mode and f', {mode}'}"
    kind = KINDS_OF_IMAGE.get(card.facts["modality"] or "", "Order")
    return f"{kind}{' of the lumbar spine' if card.red_flag else ''}, ordered on {day}"


def reasons(card: Card) -> list[str]:
    """Why it has its class, each a short sentence a physician can check against the chart."""
    return _visit_reasons(card.facts) if card.kind == "visit" else _image_reasons(card)


def _visit_reasons(facts: Mapping[str, Any]) -> list[str]:
    said = []
    codes = ", ".join(code.lstrip("?") for code in facts["codes"])
    if facts["tier"]:
        said.append(f"Diagnosis {codes or 'code'}: {TIERS[facts['tier']]}.")
    elif facts["spine_code"]:
        said.append(f"Diagnosis {codes or 'code'}: a spine code of another part ({facts['region'] or 'other'}).")
    else:
        said.append("No diagnosis code of the spine.")
    words = "The words name the low back." if facts["low_back_words"] else "No words for the low back."
    said.append(words)
    if facts["done"] is None:
        said.append("The word of its status is not explained yet; Our practice asks what it means.")
    elif not facts["done"]:
        said.append("It was cancelled, missed, only booked, or administrative.")
    if facts["grown"] is None:
        said.append("The age is not known well enough to tell an adult: it is counted, and shown as unknown.")
    elif not facts["grown"]:
        said.append("The patient was younger than the adult age of the settings.")
    return said


def _image_reasons(card: Card) -> list[str]:
    facts = card.facts
    said = [f"The exam: {_exam(facts['exam_why'])}."]
    if not card.red_flag:
        return said + _not_an_image(card)
    if facts["order_rows"] > 1:
        said.append(f"{facts['order_rows']} records of one study (order, result, report) are one image.")
    side = {True: "Ordered by the practice.", False: "Ordered elsewhere.", None: "Who ordered it is not known."}
    said.append(side[facts["by_practice"]])
    if facts["own_words"]:
        said.append("The order's own diagnosis or words name the low back.")
    if facts["visit_days_before"] is not None:
        when = _days_before(facts["visit_days_before"])
        said.append(f"It follows a low-back-pain visit {when} (at most {LINK_DAYS} days before).")
    if not facts["own_words"] and facts["visit_days_before"] is None:
        said.append(f"No words of the order and no visit in the {LINK_DAYS} days before name the low back.")
    return said


def _not_an_image(card: Card) -> list[str]:
    told = {
        "not_lumbar": "Only X-rays, CTs and MRIs that show the lumbar spine are counted.",
        "same_study": "Another record of the same study came first.",
    }
    outside = "Its day lies outside the days the exports speak for."
    dead = "It was cancelled or entered in error, or the patient was not an adult."
    other = dead if card.facts.get("in_coverage") else outside
    return [told.get(card.judged, other)]


def _exam(exam_why: str | None) -> str:
    reason, _, name = (exam_why or "not named").partition(" ?")
    return f"{reason} (written “{name}”)" if name else reason


def _days_before(days: int) -> str:
    return "on the same day" if days == 0 else "the day before" if days == 1 else f"{days} days before"


def driver_words(card: Card) -> str:
    """What else drove the order."""
    if card.driver == "planning":
        return "planning of a surgery or an injection, as the order says"
    if card.driver in DRIVERS:
        return f"{DRIVERS[card.driver]}, as the order's own words say"
    return "not recorded (the order's words name no specialist, WCB, radiologist or patient who asked for it)"


def when_words(one: FlagEvidence) -> str:
    """How long before, or after, the visit or image."""
    if one.days_before < 0:
        days = -one.days_before
        return f"{days} day{'s' if days > 1 else ''} after"
    return _days_before(one.days_before)


def source_words(one: FlagEvidence) -> str:
    """Where the statement stands."""
    return SOURCES.get(one.source, {}).get(one.of, f"{one.source} ({one.of})")


def window_words(one: FlagEvidence) -> str:
    """For how long the statement speaks."""
    if one.state != "present" or one.place in (Weight.AFTER, Weight.OTHER_RECORD):
        return ""
    if not one.window:
        return "speaks for its own visit and an order in the 30 days after"
    return "speaks for ever" if one.window > 100_000 else f"speaks for {one.window} days"


def marked(one: FlagEvidence) -> str:
    """The matched words as HTML, in what is said of them: denied ones struck, always with the word for it."""
    says = SAYS.get(one.state, one.state)
    if codes := asserting(one):
        return f"{says}: <mark>code {escape(', '.join(codes))}</mark>"
    if not one.matched:
        what = "every red flag" if one.atom == "all" else ""
        return f"{says}: {what}" if what else says
    words = escape(plain_words(one.matched))
    if one.atom == "all":  # the words are the denial itself, so they are not struck
        return f"every red flag {says}: <i>“{words}”</i>"
    if one.state == "present":
        return f"{says}: <mark>{words}</mark>"
    if one.state == "absent":
        return f"{says}: <s>{words}</s>"
    return f"{says}: <i>“{words}”</i>"


def asserting(one: FlagEvidence) -> list[str]:
    """Of the codes of a record, those that say this flag: the patient's other codes are not shown."""
    told = re.match(r"diagnosis codes? (.+)", one.rule) if one.source == "code" else None
    codes = told[1].partition(BY_ITS_TERM)[0].split(", ") if told else []
    if BY_ITS_TERM in one.rule:
        return codes
    sets = (None, WIDER)
    return [c for c in codes if any(a == one.atom for s in sets for a, _ in atoms_of_codes([(c,)], None, s)[0])]


def plain_words(matched: str) -> str:
    """The matched words fit to be shown: long ones without their middle, long numbers never."""
    told = _NUMBER.sub("[number]", " ".join(matched.split()))
    return told if len(told) <= LONGEST else f"{told[:EACH_END].rstrip()} … {told[-EACH_END:].lstrip()}"


def rule_words(one: FlagEvidence) -> str:
    """The rule that decided."""
    if one.source == "code":
        return "a code that says this flag"
    return _NUMBER.sub("[number]", one.rule)


def verdict_words(answered: Answered) -> str:
    """What a measure made of it."""
    return VERDICTS.get((answered.measure.is_rate, answered.verdict), answered.verdict)


def level_words(flag: Flag, titles: Mapping[str, str], says: Mapping[str, str]) -> str:
    """How soon a present flag wants something done: the strictest, and who says less."""
    strict = [one for one in flag.levels if one.strictest]
    if not strict:
        return ""
    milder = [one for one in flag.levels if not one.strictest]
    because = f" ({strict[0].because})" if strict[0].because else ""
    told = f"{says[strict[0].level]}{because}, by {' and '.join(titles[one.rule_set] for one in strict)}"
    return told + "".join(f"; {says[one.level]} by {titles[one.rule_set]}" for one in milder)
