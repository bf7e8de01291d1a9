"""The tally card: one sheet of A4 for one tally and week, with a box for the strokes of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.drawing import paper, svg
from dashboard.records import Tally
from dashboard.telling.phrases import begun, day_words

WIDTH, HEIGHT = 718, 1035  # A4 less 11 mm at each edge, at 96 dots to the inch
LEFT, RIGHT = 2, WIDTH - 2
DAYS, BRING = 134, 286  # where the days end, and where "bring to" goes on
TOP, FOOT = 238, 130  # where the boxes begin, and the room under them
NO_PATIENTS = "Strokes and numbers only: no names, no birth dates, no chart numbers."
ZERO = "Nothing to count that day? Write 0. Nobody tallied? Leave it empty: an empty day is not a 0."


@dataclass(frozen=True)
class TallyCard:
    """One sheet; `days` are those of one week."""

    practice: str
    tally: Tally
    days: tuple[date, ...]
    bring_to: str = ""

    @property
    def told(self) -> str:
        """The sheet in one sentence."""
        return f"Tally card: {self.tally.title}, week of {day_words(self.days[0])}"


def week_of(day: date, weekend: bool = False) -> tuple[date, ...]:
    """Monday to Friday of the week a day belongs to, or all seven."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(7 if weekend else 5))


def card_svg(card: TallyCard) -> str:
    """The sheet as a picture that prints on A4, and on Letter a little smaller."""
    columns = _columns(card.tally)
    step = (HEIGHT - TOP - FOOT) / (len(card.days) + 1)
    rows = [f"{day:%A}|{day.day} {day:%B}" for day in card.days] + ["Week|in all"]
    drawn = [svg.opening(WIDTH, HEIGHT, card.told, card.told), *_head(card), *_heads(columns)]
    for k, row in enumerate(rows):
        y = TOP + k * step
        drawn += _row(row.split("|"), columns, y, step, last=k == len(card.days))
    return "".join([*drawn, *_foot(card)]) + "</svg>"


def cards_html(cards: Sequence[TallyCard]) -> str:
    """The sheets as one file that a browser prints, each on a page of its own."""
    sheets = "".join(f"<main>{card_svg(card)}</main>" for card in cards)
    return paper.alone(cards[0].told if cards else "Tally cards", sheets, "tally_cards")


def _columns(tally: Tally) -> list[tuple[float, float, str, str]]:
    """From, to, heading and words of each column after the day."""
    if not tally.is_rate:
        return [(DAYS, 590, "One stroke each", tally.numerator_says), (590, RIGHT, "Total", "")]
    return [
        (DAYS, 352, "Yes", tally.numerator_says),
        (352, 540, "No", "not so"),
        (540, 626, "Total", "yes"),
        (626, RIGHT, "Total", "yes + no"),
    ]


def _head(card: TallyCard) -> list[str]:
    title = svg.wrapped(card.tally.title, WIDTH - 20, 24)[:2]
    lines = [f"{card.practice} · week of {day_words(card.days[0])}"]
    if card.tally.is_rate:
        lines += svg.wrapped(f"One stroke for each of: {card.tally.denominator_says}", WIDTH, 15)[:2]
    lines.append(NO_PATIENTS)
    base = 28 + 29 * len(title)
    return [
        *(svg.text(words, LEFT, 28 + 29 * k, 24, bold=True) for k, words in enumerate(title)),
        *(svg.text(words, LEFT, base + 22 * k, 15) for k, words in enumerate(lines)),
    ]


def _heads(columns: Sequence[tuple[float, float, str, str]]) -> list[str]:
    drawn = []
    for left, right, name, words in columns:
        below = svg.wrapped(words, right - left - 12, 13)[:3] if words else []
        base = TOP - 9 - 16 * len(below)
        drawn.append(svg.text(name, left + 6, base, 16, bold=True))
        drawn += [svg.text(line, left + 6, base + 16 * (k + 1), 13) for k, line in enumerate(below)]
    return drawn


def _row(
    name: Sequence[str], columns: Sequence[tuple[float, float, str, str]], y: float, height: float, last: bool
) -> list[str]:
    """The day and its boxes; of the whole week only the totals."""
    boxes = [column for column in columns if not last or column[2] == "Total"]
    edges = {LEFT if not last else boxes[0][0], *(column[0] for column in boxes), RIGHT}
    start = min(edges)
    drawn = [svg.line((start, RIGHT), (at, at), 1.4) for at in (y, y + height)]
    drawn += [svg.line((x, x), (y, y + height), 1.4) for x in sorted(edges)]
    side = LEFT + 6 if not last else start - 10
    anchor = "start" if not last else "end"
    drawn += [
        svg.text(name[0], side, y + 26, 17, anchor, bold=True),
        svg.text(name[1], side, y + 46, 14, anchor),
    ]
    return drawn


def _foot(card: TallyCard) -> list[str]:
    bring = f"Bring this card on {card.days[-1]:%A} to:"
    base = HEIGHT - FOOT + 34
    enter = "It is entered in Huddleboard, page Tally, part Card: the totals of each day, nothing else."
    drawn = [svg.text(ZERO, LEFT, base, 14), svg.text(bring, LEFT, base + 36, 16, bold=True)]
    if card.bring_to:
        drawn.append(svg.text(begun(card.bring_to), BRING, base + 36, 16))
    else:
        drawn.append(svg.line((BRING, RIGHT), (base + 38, base + 38), 1))
    return [*drawn, svg.text(enter, LEFT, base + 70, 13)]
