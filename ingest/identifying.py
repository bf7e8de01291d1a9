"""What in a text could identify a patient, and how a text is shown without it where no clinic's key is at hand."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import pairwise

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\S+@\S+")
DIGITS = re.compile(r"\d(?:[ \-.()/\u2010-\u2015]{0,3}\d){4,}")
"""Five digits or more, also with signs between them as in telephone and health numbers and in dates of birth."""
HEALTH_CARD = re.compile(r"\b[A-Za-z]{4}\s?\d{4}\b")
"""Quebec's health number begins with letters of the name; its first eight signs are enough."""
DAY = re.compile(
    r"\b\d{1,2}[\s\-./]*[^\W\d_]{3,9}[\s\-./,]*(?:19|20)\d\d\b"
    r"|\b[^\W\d_]{3,9}\s+\d{1,2},?\s+(?:19|20)\d\d\b"
)
PHONE_OR_DAY = re.compile(r"\d{3}[ \-.]\d{4}|\d{1,4}[\-/]\d{1,2}[\-/]\d{1,4}")
CAPITALISED = re.compile(r"[^\W\d_][^\W\d_'’]*(?:-[^\W\d_]+)*")


def identifies(text: str) -> bool:
    """Whether a text holds an e-mail, a telephone or health number, five digits or more, or a day."""
    return any(sign.search(text) for sign in (EMAIL, DIGITS, HEALTH_CARD, DAY))


def looks_like_a_name(text: str) -> bool:
    """Two words or more that begin with a capital, side by side, and that no list of ours knows."""
    strange = [word[0].isupper() and word.casefold() not in _vocabulary() for word in CAPITALISED.findall(text)]
    return any(first and second for first, second in pairwise(strange))


def may_be_a_name(text: str) -> bool:
    """A name in whatever case: two words side by side that no list of ours knows, or one that is not made like a word.

    For columns that hold words of lists: a word that is one, known nowhere and asked about of nobody is hidden too.
    """
    if looks_like_a_name(text) or names_somebody(text):
        return True
    word = (LETTERED.findall(text) or [""])[0]
    return _strange(text) == [True] and len(word) > SHORTEST_NAME and not MADE_LIKE_A_WORD.search(word.casefold())


def names_somebody(text: str) -> bool:
    """Two words side by side, in whatever case, that no list of ours knows."""
    return any(first and second for first, second in pairwise(_strange(text)))


def _strange(text: str) -> list[bool]:
    words = LETTERED.findall(text)
    return [len(word) >= SHORTEST_NAME and word.casefold() not in _vocabulary() for word in words]


def may_be_asked(text: str) -> bool:
    """Whether a word of a list may be put into a question, so that a person says what it means."""
    return not (identifies(text) or looks_like_a_name(text) or names_somebody(text) or len(text) > LONGEST_WORD)


def more_than_a_name(text: str) -> bool:
    """Whether a cell of a clinicians' column holds more than a name and the number that an EMR gives to clinicians."""
    return identifies(NUMBER_OF_A_CLINICIAN.sub("", text, count=1)) or len(text) > LONGEST_WORD


LONGEST_WORD = 60
NUMBER_OF_A_CLINICIAN = re.compile(r"(?<!\d)(?<!\d[ \-./])\d{1,7}(?!\d|[ \-./]{1,2}\d)")
"""The number by which an EMR tells clinicians apart; health numbers have nine digits or more."""


LETTERED = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SHORTEST_NAME = 3
MADE_LIKE_A_WORD = re.compile(
    r"(?:ed|ing|ion|ment|ance|ence|able|ible|ology|ologist|ography|opathy|therapy|iatry|ical|ics|ist|ive|less|ness|ée?s?)$"
    r"|^(?:un|re|pre|non|tele|télé|physio|chiro|psych|neuro|ortho|radio|cardio|hydro|kin[eé]s|osteo|ostéo)"
)
"""Endings and beginnings of what is done, treated or read; a family name that has one stays where it is alone."""

COMMON = """
absent arrived assessed assessment at away awaiting back billed booked by call called came cancelled care changed chart
check checked clinic clinical closed complete completed confirmed consult consultation deferred did direct done early
east emergency entered error exam expired family follow for form group health held home hold hospital house in invoiced
late left list main medical message missed moved new no north not nurse office on open other out patient pending phone
physical practice private program public ready received recorded referral referred refused rescheduled reviewed roomed
scan scheduled seen sent service session show signed site south specialist spine standard study team telehealth test
therapy to transferred triage type unit up urgent video virtual visit visits waiting walk ward week west with without
women work wound export exports report reports orders order januar january february march april may june july august
september october november december monday tuesday wednesday thursday friday saturday sunday
being been has have had will was were before after during until since again never not yet only same other unknown none
next week weeks today tomorrow day days month year room desk front back home ready wait lobby exam arrive depart leave
leaving gone away lunch break block blocked hold double overbook drop drops walkin walk-in noshow no-show dnka dns
lwbs cxl canc resched rebook bumped moved kept paid unpaid bill invoice letter fax faxed paper form forms card handout
pamphlet brochure video link mail email post web online portal phone call calls callback voicemail text message site
clinic hospital ward rural urban north east south west central local regional community program class group team nurse
doctor physician resident student locum trainee pharmacist dietitian social worker mental health pain back spine hand
foot ankle wrist elbow neck joint muscle bone blood heart lung skin eye ear nose throat women's men's child children
adult senior family sport sports medicine massage acupuncture yoga pilates exercise rehab gym pool water care self
support help line annulé annulée complété complétée arrivé arrivée absent absente présent présente attente salle suivi
rendez-vous visite téléphone vidéo domicile clinique hôpital médecin infirmière urgence nouveau nouvelle fait fermé
ouvert parti partie radiographie échographie genou épaule hanche bassin dos colonne lombaire cervicale thoracique oui
non
ultrasound abdomen chest knee shoulder hip head brain neck pelvis echo holter monitor mammogram bone density doppler
"""


@cache
def _vocabulary() -> frozenset[str]:
    """Words that are no names: those of the formats and code lists we ship, and common ones of appointment lists."""
    texts = [COMMON]
    for package, folder in (("ingest", "profiles"), ("measures", "codes")):
        for file in resources.files(package).joinpath(folder).iterdir():
            if file.name.endswith(".toml"):
                texts.append(file.read_text("utf-8"))
    return frozenset(word.casefold() for text in texts for word in CAPITALISED.findall(text))


def masked(text: str) -> str:
    """Words that a rule matched, without numbers of people; of a day the year stays, which says how long ago it was."""
    return DIGITS.sub(_year_of, EMAIL.sub("[e-mail]", text))


def _year_of(number: re.Match[str]) -> str:
    year = re.search(r"^(?:19|20)\d\d(?=\D)|(?<=\D)(?:19|20)\d\d$", number[0])
    return year[0] if year and 6 <= sum(sign.isdigit() for sign in number[0]) <= 8 else "[number]"


def shown(text: str) -> str:
    """A file's name, a sheet's or a column's, without what could identify a patient; the day of an export stays."""
    days: list[str] = DAY_OF_EXPORT.findall(text)
    plain = DAY_OF_EXPORT.sub("\0", text.replace("\0", ""))
    for sign, word in ((EMAIL, "[e-mail]"), (DIGITS, "[number]"), (HEALTH_CARD, "[number]")):
        plain = sign.sub(word, plain)
    for day in days:
        plain = plain.replace("\0", day, 1)
    return plain


DAY_OF_EXPORT = re.compile(r"(?<!\d)20[2-9]\d(?:[-_.]?)(?:0[1-9]|1[0-2])(?:[-_.]?)(?:0[1-9]|[12]\d|3[01])(?!\d)")


def file_name(text: str) -> str:
    """The name of a file or of a part of one, as it is kept and shown."""
    plain = shown(text)
    return re.sub(CAPITALISED_PAIR, "[name]", plain) if looks_like_a_name(plain) else plain


CAPITALISED_PAIR = r"[^\W\d_][^\W\d_'’-]+(?:[ _,.-]+[^\W\d_][^\W\d_'’-]+)+(?=[^\w]|_|$)"


def cell_seen(text: str) -> str:
    """A refused cell as it may be shown: a date that is none as it stands, of anything else the shape alone."""
    return text if DATE_LIKE.match(text) else SHAPES[1].sub("a", SHAPES[0].sub("#", text))[:40]


SHAPES = (re.compile(r"\d"), re.compile(r"[^\W\d_]"))
DATE_LIKE = re.compile(
    r"^\d{1,4}(?P<sign>[-/. ])(?:\d{1,2}|[^\W\d_]{3,9})(?P=sign)\d{1,4}"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:\s?[AaPp][Mm]|Z)?)?$"
)
