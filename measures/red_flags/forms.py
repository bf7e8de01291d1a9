"""Reads the answers of a form inside a text: a question, its answer's mark, what parts them, and a detail.

The grammar, in any order of question and mark: boxes ("[x] Fever"), pairs of boxes ("☐Y ☒N"), circled letters
("Y/(N)"), marks after a connector ("Fever: N", "Fever....N", "Fever | N"), and bare marks in a run of them
("fever n / trauma y"). What each mark means stands in `forms.toml`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from measures.red_flags.lists import load

Span = tuple[int, int]

#: So far at most a detail reaches after its answer.
LONGEST_DETAIL = 80


@dataclass(frozen=True)
class FormAnswer:
    """A question of a form and its answer: true, false, or None where nothing was answered.

    `detail` is what is said after a mark that stands behind its question; `closed` is false where the mark may be
    the first word of a phrase ("Neuro: no weakness").
    """

    start: int
    end: int
    says: bool | None
    detail: Span
    mark: Span
    closed: bool = True

    @property
    def cuts(self) -> Iterator[int]:
        """Where prose ends: before the question, and behind its detail; straight behind a mark, prose may go on."""
        yield self.start
        if self.mark[0] >= self.end:
            yield self.detail[1]
            if self.says is None or self.closed:
                yield self.mark[1]


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    says: bool | None
    kind: str  # pair, box, connected, before, bare
    parted: bool = False  # whether spaced slashes part the questions of its line


def _of(part: str, kind: str = "words") -> str:
    return "|".join(sorted(load("forms.toml")[part].get(kind, ()), key=len, reverse=True))


_LETTER = r"(?:yes|no|oui|non|y|n|o)"
_TICKED = r"\[ ?[x*+✓✔√v1#•●◉] ?\]|\( ?[x✓✔√*+•●◉] ?\)|[◉]|\{ ?x ?\}|< ?x ?>|[☒☑✓✔√■]|_+x_+|_x(?=\s)|\bx_+"
_EMPTY = r"\[[ _.○◯]*\]|\([ _○◯]{0,3}\)|[○◯]|\{[ _]*\}|<[ _]*>|[☐□❏]|__+"
_BOX = rf"(?:{_TICKED}|{_EMPTY})"
_IS_TICKED = re.compile(_TICKED)
_IS_NO = re.compile(r"n|-|0|ø|ab|denie|aucun")
_ECHO = (
    r"(?:y ?/ ?n|yes ?/ ?no|o ?/ ?n|oui ?/ ?non|n ?/ ?y|no ?/ ?yes|non ?/ ?oui|\+ ?/ ?-|pos ?/ ?neg)(?! ?/ ?a\b)(?!\w)"
)
_AFTER_A_MARK = r"(?=\s*(?:[\n;,./|)(\[\]•☐☒☑-]|$)|\s)"


@cache
def _pairs() -> re.Pattern[str]:
    """Two boxes of one question, or a letter of two that is circled."""
    circled = r"[(\[*<{{]{{1,2}} ?(?P<{0}>{1}) ?[)\]*>}}]{{1,2}}"
    return re.compile(
        rf"(?P<b1>{_BOX}) ?(?P<l1>{_LETTER})\b[ /|,]{{0,4}}(?P<b2>{_BOX}) ?(?P<l2>{_LETTER})\b"
        rf"|(?<!\w)(?P<l3>{_LETTER}) ?:? ?(?P<b3>{_BOX})[ /|,]{{0,4}}(?P<l4>{_LETTER}) ?:? ?(?P<b4>{_BOX})"
        rf"|{circled.format('c1', _LETTER)} ?[/|] ?{_LETTER}\b"
        rf"|(?<!\w){_LETTER} ?[/|] ?{circled.format('c2', _LETTER)}"
    )


@cache
def _connected() -> re.Pattern[str]:
    """A connector and a mark, or a connector and nothing."""
    yes, no, left = _of("yes"), _of("no"), _of("open")
    signs_yes, signs_no = _of("yes", "signs"), _of("no", "signs")
    not_on = rf"(?! (?:{_of('no_answer')})\b)"
    mark = (
        rf"(?:(?P<open>{left})(?![\w/])"
        rf"|[\[(]? ?(?:(?P<yes>{yes})|(?P<no>{no}))(?!['/]|[^\W_]|-\w)_*(?!\w)(?: ?[\])])?{not_on}"
        rf"|[\[(]? ?(?:(?P<splus>{signs_yes})|(?P<sminus>{signs_no}))(?: ?[\])])?(?=\s*(?:[\n;,./|)(\[•]|$)|\s))"
    )
    echo = rf"(?:[\[(]? ?(?P<echo>{_ECHO}) ?[\])]?)"
    lead = (
        r"(?P<join>\s?(?:[:=]|\?+ ?:?|-+>|=+>|→|>>)(?:[ .]?[._]{2,}(?=[^\W_]))? ?"
        r"|\s?\.{2,}\s?|\s?_+\s?| - ?|-(?=(?:[yn]|yes|no|oui|non|neg|pos)\b)|\s?\|\s?)"
    )
    echo2 = rf"(?P<echo2>[\[(]? ?{_ECHO} ?[\])]?)"
    again, third = (re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{which}>", mark) for which in (2, 3))
    return re.compile(
        rf"\s?{echo}(?:(?:{lead}|\s)?[ ]?{mark})?"
        rf"|{lead.replace('join', 'join2')}[ ]*(?:{again}|{echo2}(?: ?(?:-+>|=+>|→|:|=)? ?{third})?"
        rf"|_{{2,}}(?![^\W_])|(?P<blank>(?=\s*(?:[\n;,/|•]|\.(?:\s|$)|$))))",
    )


_BRACKETED = re.compile(
    r"[\[(] ?(?:(?P<yes>yes|y|oui|o|pos(?:itive?|itif)?|\+\s?ve|present)|"
    r"(?P<no>no|n|non|neg(?:ative|atif)?|-{1,2}\s?(?:ve)?|0|ø|nil|none|absent|denie[sd])) ?[\])]"
)
_BARE_TEXT = (
    r"(?<=[\w)+])(?P<room>\s+|(?=[+-](?:\s*(?:[,;/|.]|$)|\s)))"
    r"(?:(?P<yes>yes|y|oui|o|pos(?:itive|itif)?|\+\s?ve|\+{1,3}|present)|"
    r"(?P<no>none|no|non|n|neg(?:ative|atif|\.)?|-\s?ve|-|0|ø|nil|absent|denied|nad))(?![\w'/])(?!-\w)(?!\.\d)(?!%)"
)


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(rf"{_BARE_TEXT}(?! (?:{_of('no_answer')})\b)")


_BEFORE = re.compile(
    r"(?:^|(?<=[;,/|•\n.])|(?<=  ))(?P<bullet>[\s-]{0,3})(?:(?P<yes>yes|y|oui|pos(?:itive|itif)?(?: for)?|present)|"
    r"(?P<no>no|n|non|neg(?:ative|atif)?s?(?: for)?|nil|absent|denie[sd]|none))(?: ?[:=] ?| - | ?-> ?)(?=\S)"
)
_SIGNED = re.compile(
    r"(?:^|(?<=[;,/|•\n.(\[])|(?<=  ))[ -]{0,2}(?:(?P<yes>\+{1,3}|>>)|(?P<no>-{1,3})) ?(?!ve\b)(?=[a-z])"
)
_EDGE = re.compile(r"\n|;|\.\s|\s{2,}|[|•]|>>|[☐☒☑\]]|\s/\s")
_HARD = re.compile(r"\n|;|\.(?=\s)|\s{2,}|[|•]|>>|\s/\s")
_STOP = re.compile(r"[.;](?=\s|$)|\n|[|•]|(?<=\S)\s{2,}(?=\S)|\b(?:comments?|notes?|details?|reason|commentaires?)\s?:")
_LEADS_IN = re.compile(r"\s*(?:\d{1,2}[.)]|[-•*])?\s*")
_FORMISH = re.compile(
    r"[:=?_|+(\[{☐☒☑□■✓✔√ø◉]|\.{3}|-{2}|>|(?<=\s)-|-(?=\s|$|,|[yn]\b)|\b(?:y|n|o|0|1|oui|non|yes|no|neg|pos|nil)(?=\s*(?:$|[\n,;/|.•]|\s))"
)
_JOIN_WORDS = (
    "or|and|of|type|hx|history|in|the|a|any|new|recent|recente?|use|unexplained|unintentional|significant|major|personal|prior"
    "|previous|sx|symptoms?|signs?|dysfunction|changes?|loss|issues?|problems?|et|ou|de|du|des|d|la|le|les|atcd|known"
    "|severe|constant|progressive|systemic|oral|long|term|current|active|with|control|incl|e\\.?g|bilateral|past|at|to|for"
    "|fractures?|fx|infections?|infxn|osteoporosis|aaa|dvt|immunosuppression|anticoag\\w*"
)
_BETWEEN = re.compile(rf"(?:[\s,/&+()'-]|\.(?!\s)|\b(?:{_JOIN_WORDS})\b){{0,14}}")
_TIGHT = re.compile(rf"(?:[\s/&+()'-]|\b(?:{_JOIN_WORDS})\b){{0,10}}")
_ENDS_A_LABEL = re.compile(r"[\w'/()&,<>%+ -]{0,60}\.?")
_CLOSE_TO = re.compile(
    r"(?:\s|\b(?:hx|history|use|sx|symptoms?|dysfunction|changes?|loss|issues?|exposure|x)\b|\([^()\n]{0,60}\)|:){0,6}"
)
_OPENS_A_LIST = re.compile(r"[\s,.)\d-]*(?:.{0,80}(?:\(|:|\bincl(?:uding)?|\bflags?|\be\.g\.?|\bof)\s*)?")
_IS_ANSWERED = re.compile(r"(?:\b(?:pos|positive|positif|yes|oui|y|no|non|n|neg)|\+|\d)\s*$|^\s*$")
_CLOSED = re.compile(r"\s*(?:[,;/|.)•]|$|-\s)")
_ASKS = re.compile(r"\s?(?:[:|=]|\.{3}|__)")
_ECHOED = re.compile(rf"\s?[\[(]? ?{_ECHO}")
_ENDS_A_DETAIL = re.compile(r"[;|•\n]|\.\s|\s/\s|\s{3,}")
_GOES_ON = re.compile(r"(?<=\w) [a-z]")
_FILLS = re.compile(rf"(?:[\s/'-]|\b(?:{_JOIN_WORDS})\b){{0,8}}")


class NamedPlaces:
    """The places where a flag is named, looked up by place."""

    def __init__(self, spans: Sequence[Span]):
        self.spans = spans
        self.starts = [first for first, _ in spans]
        self.by_end = sorted(spans, key=lambda one: one[1])
        self.ends = [last for _, last in self.by_end]

    def inside(self, start: int, end: int) -> list[Span]:
        """Those that lie between two places, from left to right."""
        found = []
        for span in self.spans[bisect_left(self.starts, start) :]:
            if span[0] >= end:
                break
            if span[1] <= end:
                found.append(span)
        return found

    def covers(self, start: int, end: int) -> bool:
        """Whether a stretch is part of a name ("no anal tone")."""
        for span in reversed(self.spans[: bisect_right(self.starts, start)]):
            if span[1] >= end:
                return True
            if start - span[0] > 200:
                break
        return False


def answers(text: str, spans: Sequence[Span]) -> list[FormAnswer]:
    """Every question that the text answers or leaves open; `spans` are the places where a flag is named.

    An empty box beside a ticked one is a no; a form with no box ticked says nothing at all.
    """
    if not spans or not _FORMISH.search(text):
        return []
    named = NamedPlaces(spans)
    found: list[FormAnswer] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if marks := _marks(text, start, end, named):
            found += _line(text, start, end, marks, named)
        start = end + 1
    if any(answer.says for answer in found):
        return found
    return [_opened(answer, text) for answer in found]


def _opened(answer: FormAnswer, text: str) -> FormAnswer:
    """Where nothing is ticked an empty box is left open."""
    empty = answer.says is False and re.fullmatch(_EMPTY, text[answer.mark[0] : answer.mark[1]].strip(" :"))
    return FormAnswer(answer.start, answer.end, None, answer.detail, answer.mark) if empty else answer


def _marks(text: str, start: int, end: int, named: NamedPlaces) -> list[_Mark]:
    """The marks of a line from left to right, none inside another nor inside the name of a flag."""
    taken: list[_Mark] = []
    covered = bytearray(end - start)
    before = list(_before_marks(text, start, end))
    connected = list(_connected_marks(text, start, end, named))
    leads = bool(before) and not text[start : before[0].start].strip(" -•")
    written = [*before, *connected] if leads else [*connected, *before]
    for mark in (*_pair_marks(text, start, end), *_box_marks(text, start, end), *written,
                 *_bare_marks(text, start, end, named)):  # fmt: skip
        if not any(covered[mark.start - start : mark.end - start]):
            covered[mark.start - start : mark.end - start] = b"\1" * (mark.end - mark.start)
            taken.append(mark)
    return sorted(taken, key=lambda one: one.start)


def _pair_marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for found in _pairs().finditer(text, start, end):
        if circled := found["c1"] or found["c2"]:
            yield _Mark(found.start(), found.end(), circled[0] in "yo", "pair")
            continue
        boxes = [(found[f"b{n}"], found[f"l{n}"]) for n in (1, 2, 3, 4) if found[f"b{n}"]]
        ticked = [letter[0] in "yo" for box, letter in boxes if _IS_TICKED.fullmatch(box)]
        yield _Mark(found.start(), found.end(), ticked[0] if len(ticked) == 1 else None, "pair")


_ONE_BOX = re.compile(rf"(?::? ?)(?P<box>{_BOX})")
_LINED = re.compile(r"_x(?![^\W_])|\bx_")
_BRACKET_HINT = re.compile(r"[\[({<☐☒☑□■❏✓✔√_◉]")


def _box_marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    if not _BRACKET_HINT.search(text, start, end):
        return
    for found in _BRACKETED.finditer(text, start, end):
        yield _Mark(found.start(), found.end(), bool(found["yes"]), "box")
    for found in _ONE_BOX.finditer(text, start, end):
        if found["box"].startswith("__") and not _LINED.search(text):
            continue  # a line to write on, or a leader to its answer
        yield _Mark(found.start(), found.end(), bool(_IS_TICKED.fullmatch(found["box"])), "box")


def _connected_marks(text: str, start: int, end: int, named: NamedPlaces) -> Iterator[_Mark]:
    place = start
    while found := _connected().search(text, place, end):
        place = max(found.end(), found.start() + 1)
        says = _said(found)
        join = (found["join"] or found["join2"] or "").strip()
        if found["blank"] is not None and (join in ("?", "??", "-", "") or _trails_off(text, start, found)):
            continue
        if says is False and join in ("-", "") and not found["echo"] and _denies_next(text, found.end(), end, named):
            continue
        yield _Mark(found.start(), found.end(), says, "connected")
    yield from _left_blank(text, start, end, named)


_STOPS = re.compile(r"\.{2,}")
_OTHER_SIGN = re.compile(r"[:=_|\[\]☐☒☑]|\b[yo] ?/ ?n\b")


def _trails_off(text: str, line: int, found: re.Match[str]) -> bool:
    """ "a fall 1 sem..", "new foot drop...": stops that stand once in a text end a sentence; a form has more of them,
    or other signs of a form and nothing before them but the question.
    """
    join = (found["join"] or found["join2"] or "").strip()
    if not join.startswith("..") or len(_STOPS.findall(text)) > 1:
        return False
    return join == ".." or not _OTHER_SIGN.search(text) or len(text[line : found.start()].split()) > 3


def _said(found: re.Match[str]) -> bool | None:
    if any(found[name + which] for name in ("yes", "splus") for which in ("", "2", "3")):
        return True
    return False if any(found[name + which] for name in ("no", "sminus") for which in ("", "2", "3")) else None


def _denies_next(text: str, place: int, end: int, named: NamedPlaces) -> bool:
    """ "night pain - no trauma": the no belongs to what follows."""
    fill = _FILLS.match(text, place, end)
    after = fill.end() if fill else place
    following = named.inside(place, end)
    if not following or following[0][0] > after:
        return False
    return not _connected().match(text, following[0][1], end)


_LABEL_ONLY = re.compile(r"(?<=[\w)]) ?[:|](?=\s)|(?<=[\w)])\.{3,}|(?<=[\w)]) ?_{2,}")


def _left_blank(text: str, start: int, end: int, named: NamedPlaces) -> Iterator[_Mark]:
    """ "Recent fall: Hx of cancer: N": a question straight before another has no answer."""
    for found in _LABEL_ONLY.finditer(text, start, end):
        fill = _FILLS.match(text, found.end(), end)
        after = fill.end() if fill else found.end()
        following = next((one for one in named.inside(found.end(), end) if one[0] >= found.end()), None)
        if following and following[0] <= after and _is_asked(text, following[1], end):
            yield _Mark(found.start(), found.end(), None, "connected")


def _is_asked(text: str, place: int, end: int) -> bool:
    close = _CLOSE_TO.match(text, place, end)
    at = close.end() if close else place
    if _ASKS.match(text, place, end) or text[place:at].rstrip().endswith(":"):
        return True
    return bool(_ECHOED.match(text, at, end))


def _before_marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for found in _BEFORE.finditer(text, start, end):
        first = found.start("yes") if found["yes"] else found.start("no")
        yield _Mark(first, found.end(), bool(found["yes"]), "before")
    signed = list(_SIGNED.finditer(text)) if "+" in text or ">>" in text else []
    if any(found["yes"] for found in signed):
        for found in signed:
            first = found.start("yes") if found["yes"] else found.start("no")
            if start <= first < end:
                yield _Mark(first, found.end(), bool(found["yes"]), "before")


def _bare_marks(text: str, start: int, end: int, named: NamedPlaces) -> list[_Mark]:
    """Bare marks in a run: each straight after a question, and the last with no question straight after it."""
    marks = []
    for found in _bare().finditer(text, start, end):
        first = found.start("yes") if found["yes"] else found.start("no")
        if _closely_named(text, start, found.start(), named) is None or named.covers(first, found.end()):
            continue
        marks.append(_Mark(first, found.end(), bool(found["yes"]), "bare"))
    return _without_dashes(text, end, marks)


def _without_dashes(text: str, end: int, marks: list[_Mark]) -> list[_Mark]:
    """A loose dash or plus between words parts them, unless the line ends with such a sign behind a question."""
    closed = len(marks) > 1 and not text[marks[-1].end : end].strip(" .,;|")
    signs = closed and (text[marks[-1].start] in "+-" or any(text[mark.start] == "+" for mark in marks))
    return [
        mark
        for mark in marks
        if signs or text[mark.start] not in "+-" or text[mark.start - 1] != " " or _CLOSED.match(text, mark.end, end)
    ]


def _closely_named(text: str, start: int, end: int, named: NamedPlaces) -> Span | None:
    """The last flag named straight before a place."""
    place = bisect_right(named.ends, end) - 1
    if place < 0 or named.ends[place] <= start:
        return None
    span = named.by_end[place]
    if _CLOSE_TO.fullmatch(text, span[1], end) or _bracket(text, start, end, span) is not None:
        return span
    return None


_IN_BRACKETS = re.compile(r"\([^()\n]{0,80}\)[ ]?$")


def _bracket(text: str, start: int, end: int, span: Span) -> int | None:
    """Where the bracket opens that closes straight before a place and holds a name: "Infection (fever, chills) N"."""
    found = _IN_BRACKETS.search(text, max(start, end - 90), end)
    return found.start() if found and found.start() < span[0] and found.start() > start else None


def _straight_after(text: str, place: int, end: int, named: NamedPlaces) -> bool:
    following = named.inside(place, end)
    return bool(following) and bool(_FILLS.fullmatch(text, place, following[0][0]))


def _line(text: str, start: int, end: int, marks: list[_Mark], named: NamedPlaces) -> Iterator[FormAnswer]:
    loose = [mark for mark in marks if mark.kind in ("pair", "box")]
    bare = [mark for mark in marks if mark.kind == "bare"]
    before = bool(loose) and _stands_before(text, start, end, loose, named)
    run = not bare or not _straight_after(text, bare[-1].end, end, named)
    tight = {mark for mark in bare if not text[mark.start - 1].isspace()}  # "fever-" leaves no doubt whose it is
    kept = [mark for mark in marks if mark.kind != "bare" or mark in tight or (run and not before)]
    if len(kept) > 1 and text.count(" / ", start, end) == len(kept) - 1:
        kept = [replace(mark, parted=True) for mark in kept]
    for place, mark in enumerate(kept):
        last = kept[place - 1].end if place else start
        following = kept[place + 1].start if place + 1 < len(kept) else end
        if mark.kind == "before" or (before and mark.kind in ("pair", "box")):
            yield _asked_after(text, mark, following)
        elif answer := _asked_before(text, last, mark, kept[place + 1 :], end, named):
            yield answer


def _stands_before(text: str, start: int, end: int, marks: list[_Mark], named: NamedPlaces) -> bool:
    """Whether the boxes of a line stand before their questions."""
    first, last = marks[0], marks[-1]
    if _closely_named(text, start, first.start, named) is None:
        return bool(text[first.end : end].strip()) or not named.inside(start, first.start)
    return False if not text[last.end : end].strip(" .,;") else _leans_on(text, marks, named, end)


def _leans_on(text: str, marks: list[_Mark], named: NamedPlaces, end: int) -> bool:
    """Between questions on both sides a box belongs to the one that it stands closer to."""
    rooms = [(_room(text, mark.start, -1), _room(text, mark.end, 1)) for mark in marks]
    if any(before != after for before, after in rooms):
        return sum(before > after for before, after in rooms) > sum(before < after for before, after in rooms)
    return False


def _room(text: str, place: int, step: int) -> int:
    blanks = 0
    at = place if step > 0 else place - 1
    while 0 <= at < len(text) and text[at] == " ":
        blanks, at = blanks + 1, at + step
    return blanks


def _asked_after(text: str, mark: _Mark, following: int) -> FormAnswer:
    stop = _STOP.search(text, mark.end, following)
    lead = _LEADS_IN.match(text, mark.end, following)
    if stop and lead and stop.start() < lead.end():
        stop = _STOP.search(text, lead.end(), following)
    end = stop.start() if stop else following
    return FormAnswer(mark.end, end, mark.says, (mark.end, end), (mark.start, mark.end))


def _asked_before(
    text: str, last: int, mark: _Mark, others: list[_Mark], end: int, named: NamedPlaces
) -> FormAnswer | None:
    start = _label_start(text, last, mark, named)
    if start is None:
        return None
    detail = mark.end, _detail_end(text, mark, others, end, named)
    closed = mark.says is not False or not _GOES_ON.match(text, *detail)
    return FormAnswer(start, mark.start, mark.says, detail, (mark.start, mark.end), closed)


@cache
def _of_a_test() -> re.Pattern[str]:
    return re.compile(
        r"(?:[,;:/&+]|-(?=\s)|\.\s|\b(?:and|with|but|et|avec|mais)\b)\s*(?:\w+ ){0,2}"
        rf"(?:{_of('test')})(?: (?:is|was|of|lumbar|today|test|l|r|bilat))*[\s:=?()-]*$"
    )


def answers_a_test(between: str) -> bool:
    """Whether what stands between a finding and a mark ends by naming a test: "foot drop, UA: neg"."""
    return bool(_of_a_test().search(between))


def _label_start(text: str, last: int, mark: _Mark, named: NamedPlaces) -> int | None:
    """Where the question before a mark begins: the names straight before it, with the small words between."""
    edge = _last_edge(text, last, mark)
    inside = named.inside(edge, mark.start)
    if not inside:
        return None
    inside.sort(key=lambda one: one[1])
    closest = inside[-1]
    if answers_a_test(text[closest[1] : mark.start]):
        return None
    if " / " in text[closest[1] : mark.start] and ":" in text[edge : closest[0]]:
        return None  # "Substance: IV meth / EtOH: none" asks twice
    allowed = _ENDS_A_LABEL if mark.kind == "connected" else _CLOSE_TO
    start = min(one[0] for one in inside if one[1] > closest[0])
    if not allowed.fullmatch(text, closest[1], mark.start):
        opened = _bracket(text, edge, mark.start, closest)
        if opened is None:
            return None
        start = min(one[0] for one in inside if one[0] > opened)
    return _further(text, edge, start, inside, mark)


def _further(text: str, edge: int, start: int, inside: list[Span], mark: _Mark) -> int:
    """The start of the whole list of names that one mark answers; commas join only where nothing else is said."""
    whole = _joined(text, start, inside, _BETWEEN)
    if "," not in text[whole:start] or (mark.kind == "connected" and _OPENS_A_LIST.fullmatch(text, edge, whole)):
        return whole
    return _joined(text, start, inside, _TIGHT)


def _joined(text: str, start: int, inside: list[Span], between: re.Pattern[str]) -> int:
    """The start of a run of names with nothing but small words between them."""
    for first, last in reversed(inside):
        if (last <= start and between.fullmatch(text, last, start)) or first < start < last:
            start = first
    return start


def _last_edge(text: str, last: int, mark: _Mark) -> int:
    at = last
    for edge in _HARD.finditer(text, last, mark.start):
        if text[edge.end() : mark.start].strip():
            at = (
                edge.end()
                if edge[0].strip() != "/" or mark.parted or _IS_ANSWERED.search(text, last, edge.start())
                else at
            )
    return at


def _detail_end(text: str, mark: _Mark, others: list[_Mark], end: int, named: NamedPlaces) -> int:
    limit = min(end, mark.end + LONGEST_DETAIL)
    for other in others:
        if other.start > limit + LONGEST_DETAIL:
            break
        start = _label_start(text, mark.end, other, named) if other.kind != "before" else other.start
        if start is not None:
            limit = min(limit, start)
            break
    stop = _ENDS_A_DETAIL.search(text, mark.end + 1, limit)
    return stop.start() if stop else limit
