"""The card "Why was this counted?" of one visit or image as HTML, on a screen and on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from dashboard.parts.ledger import day_and_time
from dashboard.records import Overturn
from dashboard.study.rows import told
from dashboard.study.spoken import Spoken
from dashboard.telling.phrases import day_words
from dashboard.telling.unclear_words import piece_words, sure_words
from dashboard.telling.why import (
    PLACES,
    SEVEN_WORDS,
    class_words,
    driver_words,
    flag_words,
    level_words,
    marked,
    reasons,
    rule_words,
    source_words,
    state_words,
    title,
    verdict_words,
    when_words,
    window_words,
    within,
)
from measures.bearing import FlagEvidence, Weight
from measures.practice import EPOCH
from measures.red_flags.urgency import RULE_SETS, HowSoon
from measures.red_flags.urgency import title as rule_set_title
from measures.why import OF_THE_SEVEN, SEVEN, Answered, Card, Flag

#: An emergency by one rule set is called out while its record is this new: the urgent limit of the safety line.
NEW_DAYS = 2
ADDRESS = {"visit": "visit", "image": "order"}


@dataclass(frozen=True)
class Shown:
    """A card with what surrounds it: what was read before clinicians spoke, what they said, and where records stand.

    `places` holds file and line of every record on the card; `clinicians` whether the practice wants to see who.
    """

    card: Card
    as_read: Card
    spoken: Spoken | None
    places: Mapping[int, tuple[str, int]]
    zone: ZoneInfo
    clinicians: bool


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=number)


def address(kind: str, place: tuple[str, int], **others: str) -> str:
    """Where the card of a visit or image is found: by file and line, never by a patient."""
    return "why?" + urlencode({ADDRESS[kind]: f"{place[0]}:{place[1]}", **others})


def card_html(shown: Shown) -> str:
    """The whole card."""
    card = shown.card
    parts = [
        f"<h2>{escape(title(card, day_words(day_of(card.day))))}</h2>",
        _at_once(card),
        f"<p><strong>{escape(class_words(card.judged))}</strong>{_flag_sentence(card)}</p>",
        _facts(shown),
        _answers(card, of_red_flags=True),
        _timeline(shown),
        _flags(shown),
        _said(shown),
        _answers(card, of_red_flags=False),
    ]
    return f'<article class="hb-card">{"".join(parts)}</article>'


def _at_once(card: Card) -> str:
    """The line above everything: an emergency is a reason for imaging, whatever any number wants."""
    if card.overrides_reduction:
        present = card.state("cauda_equina") == "present"
        says = "is recorded" if present else "was asked about, and only an examination can put it aside"
        return _banner(
            f"Cauda equina {says}. This is a reason for imaging today: nothing here speaks for fewer images."
        )
    new = {one.atom for one in card.evidence if one.place is Weight.COUNTS and one.days_before <= NEW_DAYS}
    named = [f for f in card.flags if f.atom in new and any(level.level == "emergency" for level in f.levels)]
    return "".join(
        _banner(f"{flag_words(f.atom)}: {_soon(f)}. This is a reason to act at once, by the strictest rule set.")
        for f in named
    )


def _banner(words: str) -> str:
    return f'<p class="hb-now" role="note"><strong>{escape(words)}</strong></p>'


def _soon(flag: Flag) -> str:
    titles = {name: rule_set_title(name) for name in RULE_SETS}
    return level_words(flag, titles, {level.name.lower(): level.says for level in HowSoon})


def _flag_sentence(card: Card) -> str:
    if not card.red_flag:
        return ""
    says = {
        "present": "A red flag is present on that day",
        "stated absent": "Red flags are stated absent on that day",
        "not recorded": "Nothing is recorded of red flags on that day: it counts as no red flag, and is shown as not "
        "recorded",
        "unknown": "Cauda equina is only asked about, so that no measure counts it as low value",
    }
    present = [within(flag_words(f.atom)) for f in card.flags if f.state == "present" and _is_default(f)]
    named = f": {', '.join(present)}" if card.red_flag == "present" and present else ""
    return f". {escape(says[card.red_flag] + named)}."


def _is_default(flag: Flag) -> bool:
    return flag.atom in (*OF_THE_SEVEN, "unnamed")


def _facts(shown: Shown) -> str:
    card = shown.card
    rows = {
        "Found at": _place(shown, card.row),
        "By": escape(card.provider or "not recorded") if shown.clinicians else "",
        "Why this class": " ".join(escape(reason) for reason in reasons(card)),
        "Driver": escape(driver_words(card)) if card.kind == "image" and card.red_flag else "",
    }
    linked = card.facts.get("visit") or card.facts.get("event")
    if linked is not None and linked in shown.places:
        kind, words = ("visit", "the visit") if card.facts.get("visit") else ("image", "the image it belongs to")
        rows["See also"] = f'<a href="{escape(address(kind, shown.places[linked]))}" target="_self">Card of {words}</a>'
    told_of = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows.items() if value)
    return f"<dl>{told_of}</dl>"


def _place(shown: Shown, row: int) -> str:
    file, line = shown.places.get(row, ("a file that is gone", 0))
    return f"{escape(file)}, line {line}"


def _answers(card: Card, of_red_flags: bool) -> str:
    answers = [a for a in card.answers if a.of_red_flags == of_red_flags]
    if not answers:
        return ""
    rows = [(escape(a.measure.title), escape(verdict_words(a)), _because(a)) for a in answers]
    heading = "What the measures made of it" if of_red_flags else "Other measures"
    note = "" if of_red_flags else '<p class="hb-small">A patient seen more than once in a month counts once.</p>'
    table = _table(("Measure", "Here", "Because"), rows, heading)
    return f'<section class="hb-{"flags" if of_red_flags else "other"}"><h3>{heading}</h3>{note}{table}</section>'


def _because(answered: Answered) -> str:
    says = {name: answered.measure.unit.columns[name].says for name in answered.measure_columns}
    return escape("; ".join(told(answered.asked, says)))


def _flags(shown: Shown) -> str:
    """The seven with their atoms beneath, then what only wider sets count."""
    flags = {flag.atom: flag for flag in shown.card.flags}
    if not flags:
        return ""
    rows: list[tuple[str, ...]] = []
    for number, (words, atoms) in enumerate(zip(SEVEN_WORDS, SEVEN, strict=True), 1):
        own = [flags[atom] for atom in atoms if atom in flags]
        alike = len({flag.state for flag in own}) == 1 and not any(_spoken_on(shown, flag) for flag in own)
        first = f"{number}. {escape(words)}"
        whole = _state_cells(shown, own[0]) if alike or len(own) == 1 else (_worst(own), "")
        rows.append((first, *whole))
        rows += [] if alike or len(own) == 1 else [_part(shown, flag) for flag in own]
    if "unnamed" in flags:
        rows.append((escape(flag_words("unnamed")), *_state_cells(shown, flags["unnamed"])))
    table = _table(("Red flag", "State", "How soon"), rows, "Red flags on that day")
    wider = [_part(shown, flag) for flag in shown.card.flags if not _is_default(flag) and flag.state != "not recorded"]
    return f"<h3>Red flags on that day</h3>{table}{_wider(shown, wider)}"


def _wider(shown: Shown, rows: list[tuple[str, ...]]) -> str:
    quiet = [within(flag_words(f.atom)) for f in shown.card.flags if not _is_default(f) and f.state == "not recorded"]
    told_of = f"Not recorded: {', '.join(quiet)}." if quiet else ""
    table = _table(("Red flag", "State", "How soon"), rows, "Wider lists") if rows else ""
    return f"<h3>Wider lists, which do not count by default</h3>{table}<p class='hb-small'>{escape(told_of)}</p>"


def _part(shown: Shown, flag: Flag) -> tuple[str, ...]:
    return f'<span class="hb-part">{escape(flag_words(flag.atom))}</span>', *_state_cells(shown, flag)


def _worst(own: Iterable[Flag]) -> str:
    """The state of a flag of several atoms: present when any is, stated absent only when all are."""
    states = {flag.state for flag in own}
    order = ("present", "queried", "cannot tell", "not recorded", "stated absent")
    return escape(state_words(next((state for state in order if state in states), "not recorded")))


def _state_cells(shown: Shown, flag: Flag) -> tuple[str, str]:
    state = f"<strong>{flag.state}</strong>" if flag.state == "present" else escape(state_words(flag.state))
    word = _spoken_on(shown, flag)
    if word:
        read = escape(state_words(shown.as_read.state(flag.atom)))
        state = f"read as <s>{read}</s>; overturned: {state} {_signature(shown, word)}"
    return state, escape(_soon(flag)) if flag.state in ("present", "queried") else ""


def _spoken_on(shown: Shown, flag: Flag) -> Overturn | None:
    """The clinician's word that speaks of the flag now."""
    word = shown.spoken.newest(flag.atom) if shown.spoken else None
    return word if word and not word.withdraws else None


def _signature(shown: Shown, word: Overturn) -> str:
    """Who, when and why."""
    when = day_and_time(word.at.astimezone(shown.zone))
    return f'<span class="hb-small">{escape(word.who)}, {when}: {escape(word.reason)}</span>'


def _timeline(shown: Shown) -> str:
    if not shown.card.flags:
        return ""
    counts = [one for one in shown.card.evidence if one.place is Weight.COUNTS]
    apart = [one for one in shown.card.evidence if one.place is not Weight.COUNTS]
    counted = _list(shown, counts) if counts else "<p>Nothing that counts says or denies a red flag for that day.</p>"
    parts = [f"<h3>Evidence that counts, oldest first</h3>{counted}"]
    if apart:
        parts.append(f"<h3>On record, and does not count</h3>{_list(shown, apart)}")
    return "".join(parts)


def _list(shown: Shown, evidence: list[FlagEvidence]) -> str:
    return f"<ol>{''.join(_item(shown, one) for one in evidence)}</ol>"


def _item(shown: Shown, one: FlagEvidence) -> str:
    about = "" if one.atom == "all" else f"{escape(flag_words(one.atom))}: "
    place = "" if one.place is Weight.COUNTS else f"<strong>{PLACES[one.place]}</strong>"
    said = f"{day_words(day_of(one.day))} ({when_words(one)}) · {about}{_struck(one)}"
    small = [escape(source_words(one)), _place(shown, one.row), piece_words(one.piece),
             f"rule: {escape(rule_words(one))}", sure_words(one.certainty, one.doubt), window_words(one)]  # fmt: skip
    return f'<li>{said} <span class="hb-small">{" · ".join(filter(None, [place, *small]))}</span></li>'


def _struck(one: FlagEvidence) -> str:
    return f"<s>{marked(one)}</s>" if one.place is Weight.SET_ASIDE else marked(one)


def _said(shown: Shown) -> str:
    """Everything clinicians said of it, withdrawn words too."""
    if shown.spoken is None or not shown.spoken.history:
        return ""
    items = "".join(f"<li>{_word(shown, one)}</li>" for one in shown.spoken.history)
    return f"<h3>What clinicians said, oldest first</h3><ol>{items}</ol>"


def _word(shown: Shown, one: Overturn) -> str:
    flag = escape(flag_words(one.finding.atom))
    read = f"read as <s>{escape(state_words(one.finding.state))}</s>"
    said = "withdrawn: what was read speaks again" if one.withdraws else f"overturned: {state_words(one.after or '')}"
    return f"{flag}: {read}; {said} {_signature(shown, one)}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], caption: str) -> str:
    """A table whose cells are HTML already."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows
    )
    said = escape(caption)
    return (
        f'<div class="hb-table" tabindex="0" role="region" aria-label="{said}"><table><caption>{said}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
