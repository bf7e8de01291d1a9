"""What may stand in a reason: something, and no patient number."""

import re

from ingest.for_people import ForPeople

LONGEST_NUMBER = 7
#: Days and spans of years are no patient numbers, though they hold as many digits.
_DATES = re.compile(
    r"(?<!\d)(?<!\d[-/.])(?:"
    r"(?:19|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:19|20)\d\d"
    r"|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
    r")(?![-/.]?\d)"
)
#: Health numbers are written in one run or in groups: 9 digits in Alberta, 10 in Ontario, 4 letters and 8 in Quebec.
_NUMBER = re.compile(rf"\d(?:[ ./–-]{{0,3}}\d){{{LONGEST_NUMBER},}}")
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mme|Mlle|Monsieur|Madame)\b\.? ?[A-ZÀ-Þ]\w+"
    r"|\b(?i:patient|pt)[.:,]? (?:named |called )?[A-ZÀ-Þ][a-zà-ÿ]+ [A-ZÀ-Þ][a-zà-ÿ]+"
    r"|\b[A-ZÀ-Þ][A-ZÀ-Þ'-]{3,}, ?[A-ZÀ-Þ][\w'-]{3,}"
)


class NotKept(ForPeople):
    """What was written cannot be kept as it stands; the message says why and what to write instead."""


def settled(reason: str) -> str:
    """The reason as it is kept; refused when empty, or when it holds what may be a patient number."""
    if not reason.strip():
        raise NotKept("The reason is empty. Write in a few words what the chart says, for whoever reads this later.")
    return without_numbers(reason.strip(), "The reason")


def without_numbers(text: str, where: str) -> str:
    """The text itself; refused, without repeating it, when it may hold a health, chart or telephone number."""
    if _NUMBER.search(_DATES.sub(" ", text)):
        raise NotKept(
            f"{where} holds a number of {LONGEST_NUMBER + 1} digits or more, which may be a patient's. "
            "Leave it out: the record already knows whom it is about."
        )
    return text


def looks_like_a_name(reason: str) -> bool:
    """Whether the words may name a patient, for a gentle question before keeping them; it is never refused for this."""
    return _NAME.search(reason) is not None


def signed(who: str) -> str:
    """Who writes, as it is kept; refused when empty."""
    if not who.strip():
        raise NotKept("Nobody is named as the writer. Choose or enter your name first.")
    return without_numbers(who.strip(), "The writer's name")
