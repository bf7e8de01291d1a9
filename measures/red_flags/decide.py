"""Decides each mention by the piece of the document it stands in: its section, its question's answer, its frame, or
the prose around it.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from measures.red_flags.combine import JudgedMention
from measures.red_flags.document import Document
from measures.red_flags.forms import FormAnswer
from measures.red_flags.frames import Frame
from measures.red_flags.judge import Mention, State, is_explained, judge
from measures.red_flags.lists import Atom, otherwise
from measures.red_flags.sentence import Sentence, Span

ByAtom = list[tuple[Atom, list[Mention]]]

#: What a history keeps for good, and what is taken until it is stopped (guidelines, rule 7 and the table).
NEVER_PAST = {"past": ("cancer", "iv_drug_use", "inflammatory", "steroids"), "before": ("cancer", "inflammatory")}

# A plan that goes on with something, or gives its reason, states it.
_STATED_IN_A_PLAN = re.compile(
    r"\b(?:continue\w*|cont|ongoing|maintain|keep|wean\w*|given|because|due to|in view of|in light of"
    r"|suspect\w*|concern\w*|poursuivre|vu|compte tenu)\b"
)
_OF_SELF = re.compile(r"\b(?:pt|patient\w*|self|personal\w*|he|she|herself|himself|pers)\b")


@dataclass(frozen=True)
class Decider:
    """What decides in one document; `by_atom` are all its mentions."""

    document: Document
    by_atom: ByAtom
    spans: list[Span]

    def judged(self, atom: Atom, mention: Mention) -> JudgedMention | None:
        """The state of a mention and the rule that gave it; None where it says nothing."""
        sentence = self.document.sentence(mention.start)
        if sentence is None:
            return None
        section = self.document.section(mention.start)
        if told := self._by_section(section, mention, sentence):
            return JudgedMention(mention, told.state, told.rule, section)
        told = self._by_piece(atom, mention, sentence)
        told = _of_the_past(told, section, atom, sentence) if told else None
        return JudgedMention(mention, told.state, told.rule, self._piece(section, mention)) if told else None

    def _piece(self, section: str, mention: Mention) -> str:
        """The kind of piece that decided: "form", "list", a section's kind, or "prose"."""
        if self.document.answer(mention.span):
            return "form"
        return "list" if self.document.frame(mention.span) else section

    def _by_section(self, section: str, mention: Mention, sentence: Sentence) -> JudgedMention | None:
        before = sentence.text[sentence.start : mention.start]
        if section == "family" and not _OF_SELF.search(before):
            return JudgedMention(mention, State.OTHER_PERSON, "in a family history")
        if section == "plan" and not _STATED_IN_A_PLAN.search(before):
            return JudgedMention(mention, State.HYPOTHETICAL, "in a plan or advice")
        if section == "allergies":
            return JudgedMention(mention, State.HYPOTHETICAL, "in a list of allergies")
        return None

    def _by_piece(self, atom: Atom, mention: Mention, sentence: Sentence) -> JudgedMention | None:
        if answer := self.document.answer(mention.span):
            return self._answered(atom, mention, answer)
        frame = self.document.frame(mention.span)
        if frame and (told := self._framed(atom, mention, frame, sentence)):
            return told
        if (field := _FIELD.match(self.document.text, mention.end)) and _answers_otherwise(
            atom, self.document.text, field.end(), sentence.end
        ):
            return JudgedMention(mention, State.HYPOTHETICAL, "answered otherwise")
        return _stated(atom, mention, sentence, self._within(sentence))

    def _within(self, sentence: Sentence) -> list[Span]:
        first, last = bisect_left(self.spans, (sentence.start,)), bisect_left(self.spans, (sentence.end,))
        return self.spans[first:last]

    def _answered(self, atom: Atom, mention: Mention, answer: FormAnswer) -> JudgedMention | None:
        """What a form's answer says; a detail after the yes ("Yes - pred 20 mg") says which of several it is."""
        if answer.says is None:
            return None
        if not answer.says:
            return JudgedMention(mention, State.ABSENT, "answered no in a form")
        if mention.group.denies or (mention.group.kind == "answered" and self._is_part_of_another(mention)):
            return None
        if mention.group.kind == "features":
            return JudgedMention(mention, State.PRESENT, "answered yes in a form")
        if mention.group.kind == "answered" and _IS_FOR.match(self.document.text, answer.mark[1]):
            return None
        if not self._is_among_named(mention, answer):
            return None
        if _answers_otherwise(atom, self.document.text, *answer.detail):
            return JudgedMention(mention, State.HYPOTHETICAL, "answered otherwise")
        told = self._gainsaid(atom, mention, answer.start, max(answer.end, answer.detail[1]))
        return told or JudgedMention(mention, State.PRESENT, "answered yes in a form")

    def _framed(self, atom: Atom, mention: Mention, frame: Frame, sentence: Sentence) -> JudgedMention | None:
        if frame.says is None:
            return JudgedMention(mention, State.HYPOTHETICAL, "in a list of advice")
        if frame.says:
            told = self._gainsaid(atom, mention, frame.start, frame.end)
            return told or JudgedMention(mention, State.PRESENT, "in a list of what is present")
        if frame.after and _stands_alone(mention, sentence, frame):
            return None
        return JudgedMention(mention, State.ABSENT, "in a list of what is denied")

    def _gainsaid(self, atom: Atom, mention: Mention, start: int, end: int) -> JudgedMention | None:
        """A yes whose question or detail says that it is another's or long past: "Cancer: yes - mother"."""
        said = Sentence(self.document.text, self._opens(start), end)
        state, rule = judge(mention, said, atom, [mention.span])
        if state in (State.OTHER_PERSON, State.HISTORICAL):
            return JudgedMention(mention, state, rule)
        return JudgedMention(mention, State.HYPOTHETICAL, "explained") if is_explained(mention, said, atom) else None

    def _opens(self, start: int) -> int:
        """Where the words of a question begin, with those before the name of the flag ("Family hx cancer")."""
        text = self.document.text
        at = bisect_right(self._cuts, start)
        edges = [found.end() for found in _OPENS.finditer(text, max(0, start - 40), start)]
        return max([max(0, start - 40), *edges, *self._cuts[at - 1 : at]])

    @cached_property
    def _cuts(self) -> list[int]:
        return sorted(place for one in self.document.answers for place in (one.mark[1], one.detail[1]))

    def _is_part_of_another(self, mention: Mention) -> bool:
        """ "systemic" in "steroids (systemic)" asks about the steroids."""
        others = (one.span for atom, found in self.by_atom for one in found if atom.name != mention.group.atom)
        return any(a <= mention.start and mention.end <= b and b - a > mention.end - mention.start for a, b in others)

    def _is_among_named(self, mention: Mention, answer: FormAnswer) -> bool:
        first, last = answer.detail
        every = [(atom.name, one) for atom, others in self.by_atom for one in others]
        named = {name for name, one in every if first <= one.start < last and one.group.kind == "states"}
        asked = {name for name, one in every if answer.start <= one.start < answer.end}
        return not named & asked or mention.group.atom in named


_FIELD = re.compile(r"(?: (?:hx|history|use|loss|status|screen|exposure))?(?: ?\([^()\n]{0,30}\))?\s?[:=]\s?")

# "Neuro: positive for numbness of the foot": what it is positive for says which flag it is, if any.
_IS_FOR = re.compile(r"\s?(?:for|pour)\b")


def _answers_otherwise(atom: Atom, text: str, start: int, end: int) -> bool:
    """Whether a field's first words say that it is not the flag: "Steroids: inhaled only"."""
    found = otherwise(atom.name)
    return bool(found) and bool(found.match(text, start, end))


_OPENS = re.compile(r"[\n;|/•,]|\.\s|\s{2,}")
_ITEM = re.compile(r"[,;|/\n]|\band\b|\bor\b|\bet\b|\bou\b")


def _stands_alone(mention: Mention, sentence: Sentence, frame: Frame) -> bool:
    """An item with a year, a dose or a story of its own is none of a denied list: "breast ca 2014, fever, all neg"."""
    text = sentence.text
    starts = [found.end() for found in _ITEM.finditer(text, frame.start, mention.start)]
    following = _ITEM.search(text, mention.end, frame.end)
    item = text[max(starts, default=frame.start) : following.start() if following else frame.end]
    if following is None or "," not in text[mention.end : frame.end]:
        return False
    around = item.replace(text[mention.start : mention.end], " ")
    goes_on = text[mention.end : following.start()].strip(" -•*")
    of_its_own = mention.group.sure or mention.group.predicate
    return any(map(str.isdigit, around)) or (of_its_own and bool(goes_on))


def _stated(atom: Atom, mention: Mention, sentence: Sentence, spans: list[Span]) -> JudgedMention | None:
    state, rule = judge(mention, sentence, atom, spans)
    if mention.group.kind == "answered" and state is State.PRESENT:
        return JudgedMention(mention, state, rule) if rule.endswith("confirmed") else None
    if mention.group.kind == "answered" and state is not State.ABSENT:
        return None
    if state is State.PRESENT and is_explained(mention, sentence, atom):
        return None
    return JudgedMention(mention, state, rule)


# What an earlier note says of "2 days ago" is as old as the note; only these words carry it on.
_GOES_ON = re.compile(
    r"\b(?:still|ongoing|persist\w*|unchanged|now|today|since then|continu\w*|remains?"
    r"|toujours|encore|persistan\w*|inchange\w*)\b"
)


# A history that says of a complaint since when it is there says that it is there: "PMH: HTN, foot drop since Monday".
_SINCE = re.compile(
    r"\b(?:today|tonight|yesterday|now|currently|new(?:ly)?|acute(?:ly)?|ongoing|this (?:morning|week|am)|last night"
    r"|aujourd'hui|hier|ce matin|cette (?:nuit|semaine)|nouvelle?|present\w*|actuel\w*|maintenant"
    r"|(?:since|depuis) (?:[a-z]+day|(?:mon|tues?|wed|thurs?|fri|sat|sun)\b|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|last|\d{1,2}(?! ?(?:ans|years?|yrs?|y|\d|[a-z]{3,9} \d{4}))\b|une? (?:jour|semaine)|quelques jours)"
    r"|(?:x|for|depuis|il y a|past) ?\d{1,2}(?:/7|/52| ?(?:d|days?|hrs?|h|wks?|weeks?|jours?|j|sem\w*)\b))"
)
_COMPLAINTS = frozenset({"cauda_equina", "neurological", "infection_fever", "weight_loss",
                         "severe_worsening_night_pain"})  # fmt: skip


def _of_the_past(told: JudgedMention, section: str, atom: Atom, sentence: Sentence) -> JudgedMention | None:
    """What a history or an earlier note says present was so then."""
    kept = NEVER_PAST.get(section)
    if kept is None or told.state is not State.PRESENT or atom.name in kept:
        return told
    goes_on = _GOES_ON if section == "before" else atom.unless
    if told.mention.group.kind == "features" or goes_on.search(sentence.text, sentence.start, sentence.end):
        return told
    since = section == "past" and atom.name in _COMPLAINTS
    if since and _SINCE.search(sentence.text, *sentence.item(told.mention.span)):
        return told
    return JudgedMention(told.mention, State.HISTORICAL, "in a history")
