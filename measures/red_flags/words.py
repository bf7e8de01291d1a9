"""Reads red flags out of the words of an order or a visit: which flag, in what state, by which words.

The engine is ours and small, of the NegEx/ConText kind; what it knows is in the TOML lists beside it. It
follows the annotation guidelines for red flags in lumbar imaging texts, version 1.0.
"""

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from measures.long_text import stretches
from measures.red_flags.certainty import Certainty, StructuralSign, certainty
from measures.red_flags.combine import CombinedFlag, JudgedMention, together
from measures.red_flags.decide import ByAtom, Decider
from measures.red_flags.document import parse
from measures.red_flags.judge import Mention, State
from measures.red_flags.lists import LOOKALIKE, Atom, all_flags, atoms, names, names_of, version
from measures.red_flags.names import ATOMS
from measures.red_flags.plain import Plain, make_plain
from measures.red_flags.sentence import Span

__all__ = ["ATOMS", "READER_VERSION", "Finding", "State", "labels", "read"]

#: Changes whenever the engine or any list does; findings carry it.
READER_VERSION: str = version()

#: So many mentions are read in one text; a reason for an exam has a handful.
MOST_MENTIONS = 400


_BEGINS_WITH_A_MARK = re.compile(r"(?:n|non|no|absent|normal)[ |/]")
_A_MARK_FOLLOWS = re.compile(r"\s*(?:[:=?|+_\[(☐☒-]|\.{3}|(?:y|n|o|yes|no|oui|non|0)\b)")


@dataclass(frozen=True)
class Finding:
    """One red flag in one text, with the words that say so.

    `atom` is one of ATOMS, or "all" where the text denies red flags by that name. `text` is the place in
    the list that was read; `start` and `end` are places in the text as written, `matched` the words there. `piece` is
    the kind of piece of the document that decided: "form", "list", "prose", "name", or a section's kind.
    """

    text: int
    atom: str
    state: State
    rule: str
    start: int
    end: int
    matched: str
    certainty: Certainty = Certainty.STATED
    doubt: StructuralSign = StructuralSign.NONE
    piece: str = "prose"


def read(texts: Sequence[str | None]) -> list[Finding]:
    """Every red flag the texts speak of, each flag and state once per text.

    A heading without an answer ("Fever: ____") and a form with no box ticked give nothing: not recorded is
    not denied.
    """
    with _collector_at_rest():
        return [finding for place, text in enumerate(texts) if text for finding in _read(place, text)]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """The lists are many long-lived objects, and reading makes no rings: looking for some costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def labels(text: str) -> set[str]:
    """The red flags that the text asserts, by the guidelines' names."""
    return {found.atom for found in read([text]) if found.state is State.PRESENT and found.atom != "unnamed"}


def _read(place: int, text: str) -> Iterator[Finding]:
    seen: set[tuple[str, State]] = set()
    for first, stretch in stretches(text):
        for found in _read_at_once(place, stretch):
            if (found.atom, found.state) not in seen:
                seen.add((found.atom, found.state))
                yield found if not first else replace(found, start=found.start + first, end=found.end + first)


def _read_at_once(place: int, text: str) -> Iterator[Finding]:
    plain, speaks_of = make_plain(text)
    if not speaks_of:
        return
    judged = _judge_all(plain.text, speaks_of)
    every = sorted(_findings(plain.text, judged, speaks_of), key=lambda one: (one.start, one.end))
    told: set[tuple[str, State]] = set()
    for found in every:
        if (found.atom, found.state) not in told:
            told.add((found.atom, found.state))
            yield _as_written(place, text, plain, found, *certainty(found, every, plain.text))


def _as_written(
    place: int, text: str, plain: Plain, found: CombinedFlag, sure: Certainty, doubt: StructuralSign
) -> Finding:
    start, end = plain.original(found.start, found.end)
    return Finding(place, found.atom, found.state, found.rule, start, end, text[start:end], sure, doubt, found.piece)


def _findings(text: str, judged: list[JudgedMention], speaks_of: frozenset[str]) -> Iterator[CombinedFlag]:
    for told in judged:
        mention = told.mention
        if mention.group.kind != "features":
            yield CombinedFlag(mention.group.atom, told.state, told.rule, mention.start, mention.end, told.piece)
        if mention.group.cord and told.state is State.QUERIED:
            yield CombinedFlag(
                "cauda_equina", State.QUERIED, "bare query of cord compression", mention.start, mention.end
            )
    yield from together(text, judged)
    if "all" in speaks_of:
        yield from _by_name(text)


def _by_name(text: str) -> Iterator[CombinedFlag]:
    """Red flags spoken of as such: all denied, or present without saying which."""
    patterns = all_flags()
    neither = [found.span() for found in patterns["neither"].finditer(text)]
    denied = [found.span() for found in patterns["denied"].finditer(text)]
    for atom, state, rule, spans in (
        ("all", State.ABSENT, "red flags denied by that name", denied),
        (
            "unnamed",
            State.PRESENT,
            "red flags present, not named",
            [found.span() for found in patterns["present"].finditer(text)],
        ),
    ):
        hidden = neither if atom == "all" else neither + denied
        yield from (CombinedFlag(atom, state, rule, *span, "name") for span in spans if not _overlaps(span, hidden))


def _judge_all(text: str, speaks_of: frozenset[str]) -> list[JudgedMention]:
    told_of = [atom for atom in atoms() if atom.name in speaks_of]
    named = names().find(text, only=names_of(speaks_of))
    by_atom = [(atom, _mentions(text, atom, named)) for atom in told_of] if named else []
    by_atom = _saddle_once(by_atom, text)
    spans = sorted({mention.span for _, mentions in by_atom for mention in mentions})
    if not spans:
        return []
    decided = Decider(parse(text, spans), by_atom, spans)
    judged = [told for atom, mentions in by_atom for one in mentions if (told := decided.judged(atom, one))]
    return _without_minor_falls(_without_denied_parts(judged))


def _mentions(text: str, atom: Atom, named: dict[tuple[str, int], list[Span]]) -> list[Mention]:
    """Where the flag is named, without its lookalikes and without a name inside a longer one."""
    spans = ((group, span) for place, group in enumerate(atom.groups) for span in named.get((atom.name, place), ()))
    found = [Mention(group, *span) for group, span in spans][:MOST_MENTIONS]
    lookalikes = [span for span in named.get((atom.name, LOOKALIKE), ()) if not _is_asked(text, span)]
    longer = [one.span for one in found if one.group.kind == "states" and not atom.hides_longer]
    lookalikes = [span for span in lookalikes if not _strictly_inside(span, longer)]
    found = [one for one in found if not _overlaps(one.span, lookalikes)]
    states = [one.span for one in found if one.group.kind == "states"]
    return [one for one in found if one.group.kind == "features" or not _strictly_inside(one.span, states)]


def _saddle_once(by_atom: ByAtom, text: str) -> ByAtom:
    """Numbness of the saddle is no second numbness of both sides."""
    saddle = [one.span for atom, found in by_atom if atom.name == "cauda_equina" for one in found]
    return [
        (atom, [one for one in found if atom.name != "neurological" or not _is_numbness_of(one, saddle, text)])
        for atom, found in by_atom
    ]


_LEGS = re.compile(
    r"(?<!between )(?<!between the )(?<!between my )(?<!between his )(?<!between her )(?<!entre les )"
    r"\b(?:legs?|foot|feet|limbs?|jambes?|pieds?|toes?)\b"
)


def _is_numbness_of(mention: Mention, saddle: Sequence[Span], text: str) -> bool:
    """ "numbness saddle area" is the saddle's; "bilat leg numbness, saddle paresthesia" is both."""
    if mention.group.name != "bilateral numbness" or not _overlaps(mention.span, saddle):
        return False
    return not _LEGS.search(text, *mention.span)


def _is_asked(text: str, span: Span) -> bool:
    """ "trauma N  urinary retention Y": the N is the answer before, not "normal urinary"."""
    return bool(_BEGINS_WITH_A_MARK.match(text, *span)) and bool(_A_MARK_FOLLOWS.match(text, span[1]))


def _without_denied_parts(judged: list[JudgedMention]) -> list[JudgedMention]:
    """ "trauma history: negative" denies the shorter "trauma" in it too."""
    denied = [(told.mention.group.atom, told.mention.span) for told in judged if told.state is State.ABSENT]
    return [
        told
        for told in judged
        if told.state is not State.PRESENT
        or not _strictly_inside(told.mention.span, [span for atom, span in denied if atom == told.mention.group.atom])
    ]


def _without_minor_falls(judged: list[JudgedMention]) -> list[JudgedMention]:
    """A fall that the text itself calls minor is no trauma, unless the patient is old or fragile (then it
    counts as one).
    """
    minor = [told.mention.span for told in judged if told.mention.group.name == "minor fall"]
    return [
        told
        for told in judged
        if told.mention.group.atom != "trauma"
        or told.mention.group.kind != "states"
        or told.state is not State.PRESENT
        or not any(_is_part(told.mention.span, fall) for fall in minor)
    ]


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in others)


def _is_part(span: Span, whole: Span) -> bool:
    """Inside the whole, or begun in it: "fall at" in "minor fall", not "slipped and fell" in "slipped"."""
    return (whole[0] <= span[0] and span[1] <= whole[1]) or whole[0] < span[0] < whole[1]


def _strictly_inside(span: Span, others: Iterable[Span]) -> bool:
    return any(first <= span[0] and span[1] <= last and last - first > span[1] - span[0] for first, last in others)
