"""Decides what is said of one mention: present, denied, asked, past, somebody else's, or only spoken of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from measures.red_flags.age import stated_age
from measures.red_flags.forms import answers_a_test
from measures.red_flags.lists import Atom, PatternGroup, past, past_of
from measures.red_flags.sentence import WAS_NOT_YET, Sentence, Span


class State(StrEnum):
    """What the text says of a red flag; only PRESENT asserts it, only ABSENT denies it."""

    PRESENT = "present"
    ABSENT = "absent"
    QUERIED = "queried"
    HISTORICAL = "historical"
    OTHER_PERSON = "other_person"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True)
class Mention:
    """A place in the plain text that names a red flag."""

    group: PatternGroup
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.start, self.end


_ALWAYS_DENY = re.compile(
    r"(?:neg|absent|denied|negative|negatif|unlikely|excluded|ruled|not |none|nil|all |was |were "
    r"|is |are |has |have |had |niee?|improb|\()"
)
_ONLY_ANSWERS = re.compile(r"(?:normal|intact|wnl|ok|clear|unremarkable|0)$|.* normal$")
_AFTER_ANSWER = re.compile(
    r"\s*(?:$|[,;.)/\n(+&-]|\s{2}|\d{1,2}[.)]\s|(?:at|on|today|currently|for|by|per|since|and|or|but|now"
    r"|throughout|x|with|except|this|lbp|mech|et|ou|mais)\b)"
)
_BARE_JOIN = re.compile(
    r"[\s:=?'\"-]*(?:(?:is|was|were|are|sx|symptoms?|signs?|hx|history|use|exposure|dysfunction|illness|disease|therapy"
    r"|exam|screen|s)\b[\s:=-]*)*\(?\s*$"
)
_PLUS = re.compile(r"[,.;]\s*\(?\+\)?(?:ve)?\s*$")
_LISTED_ON = re.compile(r"\s*,?\s*(?:or|nor|ou|ni)\b|/")
_ASKS_BEFORE = re.compile(r"\w\?(?=\s)")
_LIST_JOIN = re.compile(r"/|\bor\b|\band\b|&|\bet\b|\bou\b|\bni\b|\bnor\b")
_NEXT_ITEM = re.compile(
    r"\s*[,(-]\s*(?:(?:now|since|but|has|then|which|subsequently|and|fully|all|is|was|is now)\s+){0,2}"
)
_NEXT_FULL = re.compile(r"[,(]")

_CONFIRM_JOIN = re.compile(r"[\s:=-]*(?:(?:is|was|are|sx|symptoms?|signs?)\s+)?\(?")
_CONFIRM_ENDS = re.compile(r"\s*(?:$|[,;.)(/\n-]|\s{2}|(?:for|x|since|on|today|and|but|with)\b)")
_STOP = re.compile(r"[,;]")
_BUT_NOW = re.compile(r"\b(?:but|however|now|today|currently|presents?|has had|mais)\b")
_PLAN_ENDS = re.compile(r"[,.]|\b(?:but|on|has|had|given|with|for)\b")
_FULL_STOP, _ANY_STOP = re.compile(r"[.:]"), re.compile(r"[,.:]")
_TURNED = re.compile(
    r"\b(?:but|however|(?<!he )(?<!they )(?<!it )(?<!i )(?:has|had)|now|fell|given|because|due to|with|mais)\b"
)
_QUERY_STOP = re.compile(r"[,:(]|\s-+>?\s")
_OPENS_A_LIST_ONLY_BY_A_FINDING = re.compile(r"(?:with(?:out)|w/o|sans|never|not\b|\w+ not\b|\w+n'?t\b|ne\b|jamais)")
_LACKS = re.compile(r"with(?:out| out)|w/o|w/out|sans")
# A symptom that is no flag opens a denied list as well: "without radiation, fever or weight loss".
_OTHER_FINDING = re.compile(
    r"\b(?:radiat\w*|radicul\w*|irradi\w*|sciati\w*|leg (?:pain|symptoms)|numb\w*|tingl\w*|par[ae]+sth\w*"
    r"|swelling|nausea|vomit\w*"
    r"|cough|dysuria|hematuria|headaches?|rash|diarrh\w*|dizz\w*|syncope|dyspnea|claudicat\w*|deficits?|loc|injur\w*"
    r"|red flags?"
    r"|(?:neuro\w*|constitutional|systemic|urinary|b/?b) (?:sx|symptoms?|signs?|deficits?)|nausees?|toux|dysurie"
    r"|engourd\w*|blessures?|alteration|deficit|drapeaux?)\b"
)

# The next item speaks of the pain, not of what is past: "steroid burst last year, LBP now".
_OF_THE_PAIN = re.compile(
    r"\s*,\s*(?:(?:now|and|has|with|acute|new|chronic|ongoing|current|low) )*(?:lbp|back|pain|lomb|sciat|dlr)"
)
# Not "at 14:00", "at 80 km/h", "at 38.5".
_AT_AN_AGE = re.compile(
    r"\b(?:at|a l'age de|age|aged) (\d{1,2})"
    r"(?![\d:/.%]| ?(?:h\b|km|k\b|am\b|pm\b|hrs?\b|ft|f\b|m\b|wks?|mos?|every|each|most|all|in the|nights?|o'?clock))"
)

_OF_AN_AGE = re.compile(r"a[tg]e?d? \d|l'age")

Verdict = tuple[State, str]


def judge(mention: Mention, sentence: Sentence, atom: Atom, mentions: list[Span]) -> Verdict:
    """The state of a mention and the rule that gave it, by the annotation guidelines' order of rules."""
    for kinds, state, rule, holds in _rules() if sentence.kinds else ():
        if not kinds.isdisjoint(sentence.kinds) and holds(mention, sentence, mentions):
            return state, rule or f"{mention.group.name}, confirmed"
    if _is_past(mention, sentence, atom, mentions):
        return State.HISTORICAL, "past or otherwise explained"
    return State.PRESENT, mention.group.name


@cache
def _rules() -> tuple[tuple[frozenset[str], State, str, Callable[[Mention, Sentence, list[Span]], bool]], ...]:
    """Each rule with the kinds of trigger it rests on, in order."""
    return (
        (frozenset({"hypothetical"}), State.HYPOTHETICAL, "advice or condition", _is_advice),
        (frozenset({"planned"}), State.HYPOTHETICAL, "only planned, offered or refused", _is_planned),
        (frozenset({"other_person"}), State.OTHER_PERSON, "somebody else's", _is_others),
        (frozenset({"patient_worry"}), State.HYPOTHETICAL, "the patient's worry or wish", _is_worry),
        (frozenset({"confirmed_after"}), State.PRESENT, "", _is_confirmed),
        (frozenset({"negation_before"}), State.ABSENT, "denied before", _is_denied_before),
        (frozenset({"negation_after"}), State.ABSENT, "denied after", _is_denied_after),
        (frozenset({"query_before", "query_after"}), State.QUERIED, "bare query", _is_query),
    )


def _before(spans: list[Span], place: int) -> list[Span]:
    """The triggers that begin before the mention; one may run into it ("fam hx" into "hx of ca")."""
    return [(first, min(last, place)) for first, last in spans if first < place]


def _is_denied_before(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    """A denial inside another finding ("never had back pain", "cannot sleep") is part of it and denies no more."""
    if mention.group.fact:
        return False
    for first, last in reversed(_before(sentence.denials, mention.start)):
        reach = mention.end if mention.group.kind == "features" else mention.start + 1
        if any(one <= first and last <= other < reach for one, other in mentions):
            continue
        if sentence.between("negation_ends", last, mention.start) or _is_marked(mention, sentence, last):
            return False
        loose = sentence.text.startswith(("denie", "deny", "neg", "nil", "nie"), first)
        crosses = _crosses(mention, sentence, (first, last), mentions)
        if not crosses and sentence.runs_on(last, mention.span, mentions, loose):
            return True
    return False


def _crosses(mention: Mention, sentence: Sentence, trigger: Span, mentions: list[Span]) -> bool:
    """Whether a comma between the denial and the mention ends what is denied."""
    gap = sentence.text[trigger[1] : mention.start]
    if "," not in gap:
        return False
    if mention.group.predicate and not _LISTED_ON.match(sentence.text, mention.end):
        return True
    if _NO_COMPLAINT.fullmatch(gap, 0, gap.index(",")):
        return True
    only_findings = _OPENS_A_LIST_ONLY_BY_A_FINDING.match(sentence.text, trigger[0])
    if only_findings is None or _names_first(gap, trigger[1], mentions):
        return False
    lacked = _LACKS.match(sentence.text, trigger[0]) and _OTHER_FINDING.search(gap[: gap.index(",")])
    return not lacked


# "no PMHx, foot drop": what is not there is no complaint, so what follows is none of a denied list.
NO_COMPLAINT = (
    r"\s*(?:(?:significant|relevant|notable|other|known|past|prior|previous|regular|current|drug|sig|real|much"
    r"|medical|surgical|family|social|of|on|de|d'|connue?s?|particuli\w+|notables?|medicales?|chirurgica\w+)\s+)*"
    r"(?:[pf]?p?m?s?hx|[pf]?m?s?h|history|histoire|atcd|antecedents?|conditions?|illness(?:es)?|comorbid\w*"
    r"|problems?|probl|concerns?|complaints?|issues?|meds?|medications?|medicine|medicaments?|rx|pills?|allerg\w*|nkda"
    r"|surger\w*|surgeries|operations?|chirurgies?|imaging|x-?rays?|mri|ct|imagerie|radio|physio\w*|wcb|wsib|cnesst|claim"
    r"|gp|md|fhx?|smoker|smoking|etoh|alcohol|tabac)\s*"
)
_NO_COMPLAINT = re.compile(NO_COMPLAINT)


def _is_marked(mention: Mention, sentence: Sentence, last: int) -> bool:
    """ "no fever, + IVDU": a plus sign after a comma opens a finding, not one more of the list."""
    return bool(_PLUS.search(sentence.text, last, mention.start))


def _names_first(gap: str, start: int, mentions: list[Span]) -> bool:
    """ "without morphine, night pain", "not working, weak leg": what is lacked is no finding, so no list begins."""
    comma = start + gap.index(",")
    return any(start <= first < comma for first, _ in mentions)


def _is_denied_after(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    for first, last in sentence.found("negation_after"):
        if first < mention.end or sentence.between("negation_ends", mention.end, first):
            continue
        trigger = sentence.text[first:last]
        if "not" in trigger and WAS_NOT_YET.match(sentence.text, last, sentence.end):
            continue
        if _ONLY_ANSWERS.match(trigger) and mention.group.kind != "answered":
            continue
        between = sentence.text[mention.end : first]
        closed = bool(_AFTER_ANSWER.match(sentence.text, last, sentence.end))
        if _BARE_JOIN.match(between) and (
            closed or (_ALWAYS_DENY.match(trigger) and not trigger.startswith(("no", "denies")))
        ):
            return True
        if closed and _denies_list(trigger, between, mention, sentence, mentions, first):
            return True
    return False


def _denies_list(
    trigger: str, between: str, mention: Mention, sentence: Sentence, mentions: list[Span], first: int
) -> bool:
    """ "trauma, fever or wt loss denied", "steroids/ivdu n": the last word answers the whole list."""
    if answers_a_test(between):
        return False
    said = sentence.text[mention.start : mention.end]
    of_its_own = mention.group.sure or (mention.group.predicate and (" " in said or mention.group.kind == "features"))
    if of_its_own and ("," in between or " / " in between):
        return False
    if any(start >= mention.end and end <= first for start, end in sentence.found("confirmed_after")):
        return False
    joined = bool(_LIST_JOIN.search(between)) or trigger.startswith(("all", "both", "are", "were"))
    if any(map(str.isdigit, between)) or _answers_its_own_cell(between, mention.end, mentions):
        return False
    if not joined or (
        sentence.denials and any(mention.end <= start and end < first for start, end in sentence.denials)
    ):
        return False
    return sentence.runs_on(mention.end, (first, first), mentions, loose=True)


_OTHER_CELL = re.compile(r"\s*(?:any )?(?:other|autre)s?\b")


def _answers_its_own_cell(between: str, start: int, mentions: list[Span]) -> bool:
    """ "Substance: IV meth / EtOH: none": the last cell asks about something else, and answers that only."""
    cell = between.rfind(" / ") + 3
    if cell < 3 or ":" not in between[cell:] or _OTHER_CELL.match(between, cell):
        return False
    return not any(start + cell <= first < start + len(between) for first, _ in mentions)


def _is_confirmed(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    for first, last in sentence.found("confirmed_after"):
        if first >= mention.end and _CONFIRM_JOIN.fullmatch(sentence.text, mention.end, first):
            return bool(_CONFIRM_ENDS.match(sentence.text, last, sentence.end))
    return False


# "mother (72) has", "father, aged 60, had".
_THEIR_AGE = re.compile(r"\s*[(,]?\s*(?:aged? |at )?\d{1,3}(?: ?(?:yo|y/o|yrs?|y|years? old|ans))?\s*[),]?(?=\s)")


# What a relative had, before a comma: a complaint after it is the patient's, who came with it today.
_A_DISEASE = re.compile(
    r"\b(?:cancers?|ca|tumou?rs?|tumeurs?|neo\w*|carcinom\w*|lymphom\w*|leuk\w*|leuc\w*|melanom\w*|myelom\w*|sarcom\w*"
    r"|mets?|metasta\w*|malig\w*|osteopor\w*|diabet\w*|dm2?|t[12]dm|ms|als|sla|sep|scleros\w*|parkinson\w*|alzheimer\w*"
    r"|dementia|demence|strokes?|avc|cva|tia|mis?|cad|chf|copd|mpoc|heart|cardia\w*|coeur|htn|hypertension|ra|oa|sle|lupus"
    r"|psoria\w*|arthrit\w*|arthros\w*|ankylos\w*|spondyl\w*|crohn\w*|colitis|ibd|gout|goutte|tb|hiv|vih|asthm\w*"
    r"|epilep\w*|kidney|renal|ckd|thyroid\w*|scolio\w*|stenosis|ddd|disease|maladie|(?:has|had|with|have) as)\b"
)
_TODAY = frozenset({"cauda_equina", "neurological", "infection_fever", "weight_loss", "severe_worsening_night_pain",
                    "trauma"})  # fmt: skip
_NEXT_TOLD = re.compile(r"[,;]|\s[-–—]+|\s[/+](?=\s)")


def _comes_today(mention: Mention, text: str, begins: int, last: int) -> bool:
    """ "father had prostate cancer, saddle numbness", "breast ca in mother, fever": told after a relative's disease.

    What is said of the relative begins at `begins`; its word ends at `last`.
    """
    if mention.group.disease or mention.group.atom not in _TODAY:
        return False
    ends = [found.start() for found in _NEXT_TOLD.finditer(text, last, mention.end)]
    return bool(ends) and _A_DISEASE.search(text, begins, ends[-1]) is not None


def _is_others(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    others = _before(sentence.others, mention.start)
    told = [found.end() for found in _NEXT_TOLD.finditer(sentence.text, sentence.start, others[0][0])] if others else []
    begins = told[-1] if told else sentence.start
    for _, last in reversed(others):
        aged = _THEIR_AGE.match(sentence.text, last, mention.start)
        last = aged.end() if aged else last
        if _comes_today(mention, sentence.text, begins, last):
            continue
        back = sentence.between("other_person", last, mention.start, "ends")
        comma = mention.group.predicate and "," in sentence.text[last : mention.start]
        if not back and not comma and sentence.runs_on(last, mention.span, mentions, loose=True, theirs=True):
            return True
    return any(
        0 <= first - mention.end <= 25 and not _STOP.search(sentence.text, mention.end, first)
        for first, _ in sentence.found("other_person", "after")
    )


def _is_advice(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    for _, last in _before(sentence.found("hypothetical"), mention.start):
        if not _BUT_NOW.search(sentence.text, last, mention.start):
            return True
    return _follows_closely(mention, sentence, "hypothetical")


def _is_planned(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    if mention.group.atom not in ("steroids", "weight_loss"):
        return False
    for _, last in reversed(_before(sentence.found("planned"), mention.start)):
        gap = sentence.text[last : mention.start]
        if len(gap.split()) <= 4 and not _PLAN_ENDS.search(gap):
            return True
    return _follows_closely(mention, sentence, "planned", commas=True) or _is_refused(mention, sentence)


# Nothing but the treatment, what it is for and who refuses it stands between; no other has begun it.
_REFUSED = re.compile(
    r"[^.;\n]{0,60}\b(?:declin\w+|refus\w+|(?:did|does|will) not|didn'?t|never|chose not|elected not) (?:to |de )?"
    r"(?:start\w*|take\w*|took|fill\w*|begin|pick\w*|debuter|prendre)\b"
)
_GOES_ON_WITH_IT = re.compile(r"\b(?:on|taking|takes|daily|since|still|but|mg|sous|prend)\b")


def _is_refused(mention: Mention, sentence: Sentence) -> bool:
    """ "prednisone for his COPD - pt declined to start"."""
    refused = _REFUSED.match(sentence.text, mention.end, sentence.end)
    return refused is not None and not _GOES_ON_WITH_IT.search(sentence.text, sentence.start, refused.end())


def _follows_closely(mention: Mention, sentence: Sentence, kind: str, commas: bool = False) -> bool:
    for first, _ in sentence.found(kind, "after"):
        gap = sentence.text[mention.end : first]
        if (
            first >= mention.end
            and len(gap.split()) <= (4 if commas else 2)
            and not (_FULL_STOP if commas else _ANY_STOP).search(gap)
        ):
            return True
    return False


def _is_worry(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    for _, last in reversed(_before(sentence.found("patient_worry"), mention.start)):
        gap = sentence.text[last : mention.start]
        turned = _TURNED.search(gap)
        if not turned and len(gap.split()) <= 10 and ("," not in gap or sentence.runs_on(last, mention.span, mentions)):
            return not mention.group.predicate or len(gap.split()) <= 3
    return False


def _is_query(mention: Mention, sentence: Sentence, mentions: list[Span]) -> bool:
    if any(
        first >= mention.end
        and not sentence.text[mention.end : first].strip()
        and not _asks_next(sentence, last)
        and not (sentence.text[first] == "?" and sentence.text[mention.end : first] and last < sentence.end)
        for first, last in sentence.found("query_after")
    ):
        return True
    for _, last in reversed(_before(sentence.found("query_before"), mention.start)):
        gap = sentence.text[last : mention.start]
        if _is_no_longer_asked(mention, sentence, last):
            continue
        if not mention.group.disease and (_asks_before(sentence, last) or _names_another(gap, last, mentions)):
            continue
        dated = mention.group.disease and _IS_APART.search(gap)
        if dated and _IS_DATED.match(sentence.text, mention.end, sentence.end):
            continue
        near = len(gap.split()) <= (4 if mention.group.disease else 2) and not _QUERY_STOP.search(gap)
        listed = mention.group.disease and sentence.runs_on(last, mention.span, mentions, loose=True)
        if near or listed:
            return not any(0 <= mention.start - end <= 2 for _, end in sentence.found("suspicion"))
    return False


# "?mets - breast ca 2012": what has a year is known; what is asked stands before the dash.
_IS_APART = re.compile(r"[-–—,(:]")
_IS_DATED = re.compile(r"[^,;.\n?]{0,14}\b(?:19|20)\d\d\b")


def _is_no_longer_asked(mention: Mention, sentence: Sentence, last: int) -> bool:
    """ "r/o fracture given fall", "? # post fall": after such a word comes the fact; the mention may begin with it."""
    ends = any(last + 1 < first <= mention.start for first, _ in sentence.found("query_ends"))
    return (
        ends
        or sentence.between("query_ends", last, mention.start)
        or sentence.between("suspicion", last, mention.start)
    )


def _asks_next(sentence: Sentence, place: int) -> bool:
    """ "wt loss ?cause": the question mark belongs to the next word."""
    return sentence.text[place - 1] == "?" and sentence.text[place : place + 1].isalpha()


def _asks_before(sentence: Sentence, place: int) -> bool:
    """ "fracture? fell": the question mark belongs to the word before."""
    return bool(_ASKS_BEFORE.match(sentence.text, max(0, place - 2)))


def _names_another(gap: str, start: int, mentions: list[Span]) -> bool:
    """ "?discitis fever 39": the disease is asked, the finding after it is stated."""
    inside = any(start <= first and last <= start + len(gap) for first, last in mentions)
    return inside and not _LIST_JOIN.search(gap)


def _is_past(mention: Mention, sentence: Sentence, atom: Atom, mentions: list[Span]) -> bool:
    """Whether words beside the mention make it past; words inside another finding are that finding's."""
    first, last = sentence.item(mention.span)
    first = max(first, _where_another_ends(mention, sentence))
    if atom.name != "cancer" and _is_at_a_past_age(sentence, first, last):
        return True
    follow = _NEXT_ITEM.match(sentence.text, last, sentence.end) if last < sentence.end else None
    end = sentence.end
    if follow:
        following = _NEXT_FULL.search(sentence.text, follow.end(), sentence.end)
        end = following.start() if following else sentence.end
    inside = _said_of_the_past(atom, sentence.text, first, last)
    if "unless" in inside or _goes_on_unless(atom, sentence, inside, last, end if follow else last):
        return False
    others = [span for span in mentions if span[1] <= mention.start or mention.end <= span[0]]
    still = [mention.span, *others, *sentence.found("pseudo_negation")]
    if any(not any(one <= a and b <= other for one, other in still) for a, b in inside.get("historical", ())):
        return True
    return bool(follow) and _is_past_from(atom, sentence, follow.end() if follow else end)


def _where_another_ends(mention: Mention, sentence: Sentence) -> int:
    """ "father had MS - saddle numbness": the relative's disease explains nothing of the patient."""
    others = _before(sentence.others, mention.start) if mention.group.atom in _TODAY else ()
    if not others:
        return 0
    return max((one.end() for one in _NEXT_TOLD.finditer(sentence.text, others[-1][1], mention.start)), default=0)


def _said_of_the_past(atom: Atom, text: str, first: int, last: int) -> dict[str, list[Span]]:
    """Where a stretch says that the flag is past, and where it says that it is not."""
    found = past().find(text, first, last, past_of(atom.name))
    return {kind: spans for (_, kind), spans in found.items()}


def _goes_on_unless(atom: Atom, sentence: Sentence, inside: dict[str, list[Span]], last: int, end: int) -> bool:
    """The next item says that it is not past, and speaks of the flag and not of the pain."""
    if end <= last or ("historical" in inside and _OF_THE_PAIN.match(sentence.text, last)):
        return False
    return "unless" in _said_of_the_past(atom, sentence.text, last, end)


def _is_past_from(atom: Atom, sentence: Sentence, place: int) -> bool:
    said = _said_of_the_past(atom, sentence.text, place, min(sentence.end, place + 60)).get("historical", ())
    return any(first == place for first, _ in said)


def _is_at_a_past_age(sentence: Sentence, first: int, last: int) -> bool:
    """ "MVA at 19" in a patient of 45: long past; "fell at 45" is not."""
    if not _OF_AN_AGE.search(sentence.text, first, last):
        return False
    said = _AT_AN_AGE.search(sentence.text, first, last)
    if said is None or sentence.text.endswith(("pain ", "now ", "rated ", "score "), first, said.start()):
        return False
    age = stated_age(sentence.text)
    return age is not None and int(said[1]) < age - 1


def is_explained(mention: Mention, sentence: Sentence, atom: Atom) -> bool:
    """A loss of weight that the same sentence explains (a diet, a medication) is not a red flag."""
    if atom.explained_unless.search(sentence.text, sentence.start, sentence.end):
        return False
    return bool(atom.explained.search(sentence.text, sentence.start, sentence.end))
