"""A sentence of a text, with what is said in it about who, when and whether."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from measures.red_flags.lists import fillers, triggers

#: A sentence longer than this is cut: whatever reaches further is not meant.
LONGEST_SENTENCE = 600

# "L. leg" is no end of a sentence.
_SIDED = (
    "leg|foot|ankle|knee|hip|calf|thigh|side|great|big|buttock|arm|lower|lat|quad|ehl|si|l[1-5]|s1|sciat|radic|lumb|flank"
    "|glut|toe|hand|heel|df|pf|dorsi|plantar|drop"
)
_END = re.compile(
    r"\n|;|[ ]{2,}|\||•|>>|!"
    rf"|(?<!\.[a-z])(?<!\bpt)(?<!\bvs)(?<!\bdr)(?<!\bapprox)(?<!\bfam)(?<!\bant)\.(?!(?<=\b[lr]\.) ?(?:{_SIDED}))"
    r"(?=\s|$|[a-z]{3})"
    r"|\?(?=\s+(?:no|yes|non|oui|denies)\b(?![ ]\w))"
)
_DENIED_LIST = re.compile(r"\b(?:denies|denied|no|neg\w*(?: for)?|nie)\s*:[^.\n]{0,300}")
_JOIN = re.compile(r"[,;/+&()]|\b(?:and|or|nor|et|ou|ni|then)\b|:")
_WORD = re.compile(r"[\w']+")
_ANSWERS = re.compile(r"\s*[,.);]|\s*-\s|\s*$")
_AFRESH_WORDS = (
    r"(?:hx|h/o|history|known|on|new|newly|s/p|post|has|had|is|was|pain|with|now|current"
    r"|currently|pmhx?|pmh|reports?|does|wakes?"
    r"|lbp|fell|found|positive|pos|\+|age|aged|pt|patient|he|she|presents?|developed|recent onset"
    r"|ongoing|progressive|atcd|depuis|ayant|"
    r"connue?|worsening|increasing|\d+ ?[mf]|\d+)\b"
)
_STARTS_AFRESH = re.compile(r"\s*" + _AFRESH_WORDS)
_AFRESH = re.compile(r"\b" + _AFRESH_WORDS)
_COMMA = re.compile(r"[,()]")
# "my neighbour had back pain and it turned out to be cancer": still the neighbour's.
_TURNED_OUT = re.compile(
    r"\s*(?:it|that|this|which|they) (?:all )?(?:turned out|ended up|proved|was found|were found|transpired|happened)\b"
)
#: "a foot drop which was not present two weeks ago": it is now.
WAS_NOT_YET = re.compile(
    r"\s+(?:\w+ ){0,3}(?:ago\b|previously|before\b|(?:at|on|in) (?:the |his |her |my )?(?:last|previous|prior|earlier)"
    r"|last (?:visit|week|month|time|exam)|until\b|il y a\b|auparavant)"
)

Span = tuple[int, int]


def sentences(text: str, cuts: Iterable[int] = ()) -> Iterator["Sentence"]:
    """The sentences of a plain text: up to a full stop, a semicolon, a new line, a wide gap in a form, or a cut
    where a question or its answer ends.
    """
    start = 0
    denied = [found.span() for found in _DENIED_LIST.finditer(text)] if ":" in text and ";" in text else []
    ends = [found.start() for found in _END.finditer(text) if found[0] != ";" or not _inside(found.span(), denied)]
    for end in sorted({*ends, *cuts, len(text)}):
        while end - start > LONGEST_SENTENCE:
            yield Sentence(text, start, start + LONGEST_SENTENCE)
            start += LONGEST_SENTENCE
        if end > start:
            yield Sentence(text, start, end)
        start = end


class Sentence:
    """One sentence; its triggers are looked for once, when first asked about."""

    def __init__(self, text: str, start: int, end: int):
        self.text, self.start, self.end = text, start, end

    @cached_property
    def _triggers(self) -> dict[tuple[str, str], list[Span]]:
        return triggers().find(self.text, self.start, self.end)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of trigger that the sentence holds at all."""
        return frozenset(kind for kind, _ in self._triggers)

    def found(self, kind: str, part: str = "words") -> list[Span]:
        """Where the triggers of a kind stand."""
        return self._triggers.get((kind, part), [])

    @cached_property
    def _fillers(self) -> list[Span]:
        return fillers().find(self.text, self.start, self.end).get("list_filler", [])

    @cached_property
    def denials(self) -> list[Span]:
        """The words that deny what follows, without those that only look so ("no change in")."""
        masks = self.found("pseudo_negation")
        before = [span for span in self.found("negation_before") if not _runs_into(span, masks)]
        return [span for span in before if not _ANSWERS.match(self.text, span[1], self.end)]

    @cached_property
    def others(self) -> list[Span]:
        """Other people spoken of, without those who only tell ("wife reports")."""
        masks = self.found("other_person", "told_by")
        return [span for span in self.found("other_person") if not _inside(span, masks)]

    def between(self, kind: str, start: int, end: int, part: str = "words") -> bool:
        """Whether a trigger of the kind stands between two places."""
        return any(start <= first and last <= end for first, last in self.found(kind, part))

    def runs_on(
        self, start: int, mention: Span, mentions: list[Span], loose: bool = False, theirs: bool = False
    ) -> bool:
        """Whether a list that begins at `start` is still the same list at the mention.

        Each item up to the mention must be bare: the name of a finding and small words. "no fever, chills
        or wt loss" runs on; "no fever, wt loss 10 kg" and "no fever, on prednisone" do not. After "or" and
        "/" an item may say more; what is somebody else's (`theirs`) runs on through "with" and "who had".
        """
        joins = [found for found in _JOIN.finditer(self.text, start, mention[0]) if not _within(found.span(), mentions)]
        if not joins:
            afresh = not theirs and self._starts_afresh(start, mention[0], mentions)
            return not afresh and len(_WORD.findall(self.text, start, mention[0])) <= 7
        edges = [start, *(join.end() for join in joins)]
        items = [(edge, join.start()) for edge, join in zip(edges, joins)]
        if theirs and _TURNED_OUT.match(self.text, joins[-1].end()):
            return True
        if not all(self._bare(item, mentions, first=place == 0) for place, item in enumerate(items)):
            return False
        last = joins[-1]
        tight = last[0] in ("/", "or", "nor", "ni", "ou")
        head = (last.end(), mention[0])
        if (
            _STARTS_AFRESH.match(self.text, last.end(), self.end)
            and not tight
            and not _STARTS_AFRESH.match(self.text, *mention)
        ):
            return False
        if not self._bare(head, mentions):
            return False
        return tight or loose or self._bare((mention[1], self.next_join(mention[1])), mentions, tail=True)

    def _starts_afresh(self, start: int, end: int, mentions: list[Span]) -> bool:
        """Run-on dictation: "no fever hx breast ca" denies the fever only."""
        named = [last for first, last in mentions if start <= first and last < end]
        return any(_AFRESH.search(self.text, last, end) for last in named)

    def next_join(self, place: int) -> int:
        found = _JOIN.search(self.text, place, self.end)
        return found.start() if found else self.end

    def last_join(self, place: int) -> int:
        ends = [found.end() for found in _COMMA.finditer(self.text, self.start, place)]
        return ends[-1] if ends else self.start

    def item(self, mention: Span) -> Span:
        """The stretch between commas that holds the mention."""
        found = _COMMA.search(self.text, mention[1], self.end)
        return self.last_join(mention[0]), found.start() if found else self.end

    def _bare(self, item: Span, mentions: list[Span], first: bool = False, tail: bool = False) -> bool:
        named = [span for span in mentions if span[0] < item[1] and span[1] > item[0]]
        rest = list(_WORD.finditer(self.text, *item))
        rest = [word for word in rest if not _within(word.span(), named) and not _inside(word.span(), self._fillers)]
        if any(word[0][0].isdigit() for word in rest):
            return False
        if (
            not first
            and not tail
            and _STARTS_AFRESH.match(self.text, item[0], item[1])
            and not (named and named[0][0] <= item[0] + 1)
        ):
            return False
        return len(rest) <= (1 if tail else 3 if named or first else 2)


def _inside(span: Span, others: list[Span]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)


def _runs_into(span: Span, others: list[Span]) -> bool:
    """ "has not" runs into "not improved"."""
    return any(first < span[1] <= last for first, last in others)


def _within(span: Span, others: list[Span]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)
