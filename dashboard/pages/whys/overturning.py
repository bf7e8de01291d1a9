"""Overturning one finding of a visit or image: what will change is shown first, and a reason and a name are kept."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import polars as pl
import streamlit as st

from dashboard.forms.writing import keep, names_nobody
from dashboard.parts.why.card import Shown
from dashboard.records import MachineFinding, Overturn
from dashboard.study import Study
from dashboard.study.spoken import units_now
from dashboard.telling.phrases import period_label
from dashboard.telling.plain_text import as_is
from dashboard.telling.why import flag_words, state_words
from measures import periods
from measures.bearing import Weight
from measures.engine import native
from measures.overturns import SAID, Overturned, Restated, nothing_said, of_patient, what_changes
from measures.practice import EVERYONE
from measures.units import Units
from measures.why import OF_THE_SEVEN, Card, red_flag

#: What a card says of a flag, as it is kept.
KEPT = {"queried": "unknown", "cannot tell": "unknown"}
AFTER = {
    "cauda_equina": ("present", "stated_absent", "not_recorded", "unknown"),
    "unnamed": ("present", "not_recorded"),
    "all": ("stated_absent", "not_recorded"),
}
USUAL = ("present", "stated_absent", "not_recorded")
SAYS = {"unknown": "asked about"}


@dataclass(frozen=True)
class Wanted:
    """One finding as a clinician wants it to stand."""

    atom: str
    after: str


def state_of(card: Card, atom: str) -> str:
    """What the card says of a flag, as it is kept; of "all" whether every flag is denied by that name."""
    if atom == "all":
        denied = any(one.atom == "all" and one.place is Weight.COUNTS for one in card.evidence)
        return "stated_absent" if denied else "not_recorded"
    state = card.state(atom)
    return KEPT.get(state, state.replace(" ", "_"))


def finding(study: Study, shown: Shown, atom: str) -> MachineFinding:
    """What was read of a flag before any clinician spoke, with its rule and the reader's version."""
    assert shown.spoken is not None, "red flags were asked of it"
    said = [one for one in shown.as_read.evidence if one.atom == atom and one.place is Weight.COUNTS]
    rule = said[0].rule if said else ""
    readers: list[str] = []
    if said:
        own = study.events["findings"].filter(nw.col("row") == said[0].row).select("reader")
        readers = native(own)["reader"].drop_nulls().unique().sort().to_list()
    return MachineFinding(
        study.clinic, shown.spoken.unit, atom, state_of(shown.as_read, atom), rule=rule, reader=", ".join(readers)
    )


def said_with(units: Units, row: int, wanted: Wanted | None, instead: str = "") -> pl.DataFrame:
    """What clinicians say once `wanted` is said too; without it, once what was said of the flag `instead` is gone."""
    now = units.said if isinstance(units, Overturned) else nothing_said()
    atom = wanted.atom if wanted else instead
    others = now.filter(~((pl.col("row") == row) & (pl.col("atom") == atom)))
    new = [(row, wanted.atom, wanted.after)] if wanted else []
    return pl.concat([others.select(SAID.keys()), pl.DataFrame(new, schema=SAID, orient="row")])


def consequences(study: Study, shown: Shown, said: pl.DataFrame) -> list[str]:
    """What will change, in sentences: the visit or image itself, then every number of the practice by month."""
    assert shown.spoken is not None, "red flags were asked of it"
    card, patient, units = shown.card, shown.spoken.unit.patient, units_now(study)
    theirs = Overturned(Units(of_patient(units._as_read, patient), study.practice), said)
    after = red_flag(theirs, card.kind, card.row)
    kind = "visit" if card.kind == "visit" else "image"
    itself = f"Red flags of this {kind}: {card.red_flag} → {after}."
    if card.red_flag == after:
        itself = f"Red flags of this {kind} stay {card.red_flag}."
    changed = what_changes(units, patient, said, study.available)
    return [itself, *(_number(study, one) for one in changed)] if changed else [itself, "No number changes."]


def _number(study: Study, change: Restated) -> str:
    measure = study.available[change.measure]
    now = study.counts({change.measure: measure}).filter(
        pl.col("period") == change.period, pl.col("provider") == EVERYONE
    )
    row = now.row(0, named=True)
    start = next(s.start for s in periods.covered(study.practice, "month") if s.label == change.period)
    numbers = f"{row['numerator']} → {row['numerator'] + change.numerator}"
    if change.denominator is not None:
        whole = row["denominator"]
        after = f"{row['numerator'] + change.numerator} of {whole + change.denominator}"
        numbers = f"{row['numerator']} of {whole} → {after}"
    unknown = f"; unknown {row['unknown']} → {row['unknown'] + change.unknown}" if change.unknown else ""
    return f"{measure.title}, {period_label('month', start)}: {numbers}{unknown}."


def overturning(study: Study, shown: Shown) -> None:
    """The folded part under a card in which one finding is overturned, and the one in which that is withdrawn."""
    if shown.spoken is None:
        return
    with st.container(key="overturning"):
        for label, part, asked in (
            ("Overturn a finding", _overturn, True),
            ("Withdraw an overturn", _withdraw, bool(shown.spoken.standing)),
        ):
            if asked:
                folded = st.expander(label, key=_key(shown, label), on_change="rerun")
                if folded.open:
                    with folded:
                        part(study, shown)


def _key(shown: Shown, what: str) -> str:
    """A name for an input of this card; once something was said, it is a new one and begins empty."""
    turns = len(shown.spoken.history) if shown.spoken else 0
    return f"{what} {shown.card.kind} {shown.card.row} {turns}"


def _overturn(study: Study, shown: Shown) -> None:
    st.write(
        "Where the chart says otherwise than this card: choose the finding and how it should stand. What was read is "
        "kept, with your name and reason, and every count follows at once."
    )
    wanted = _choose(shown)
    reason, who = _signed(study, shown, "overturn")
    if wanted is None:
        return
    said = said_with(units_now(study), shown.card.row, wanted)
    _say_first(consequences(study, shown, said))
    if st.button("Overturn this finding", type="primary") and names_nobody(reason):
        assert shown.spoken is not None, "checked before"
        newest = shown.spoken.newest(wanted.atom)
        keep(lambda: study.records.overturn(
            finding(study, shown, wanted.atom), wanted.after, reason=reason, who=who, instead_of=newest,
        ), "The finding is overturned. Every count follows from now on.")  # fmt: skip


def _say_first(lines: list[str]) -> None:
    st.markdown("**What will change:**\n\n" + "\n".join(f"- {as_is(line)}" for line in lines))


def _choose(shown: Shown) -> Wanted | None:
    card = shown.card
    atoms = [*OF_THE_SEVEN, *(["unnamed"] if "unnamed" in [f.atom for f in card.flags] else []), "all"]
    names = {atom: f"{flag_words(atom)}: {_state(state_of(card, atom))}" for atom in atoms}
    atom = st.selectbox(
        "Which finding?", atoms, index=None, format_func=names.__getitem__, key=_key(shown, "flag"),
        placeholder="Choose a finding",
    )  # fmt: skip
    if atom is None:
        return None
    states = [state for state in AFTER.get(atom, USUAL) if state != state_of(card, atom)]
    after = st.radio("It should stand as", states, index=None, format_func=_state, key=_key(shown, f"after {atom}"))
    return Wanted(atom, after) if after else None


def _state(state: str) -> str:
    return SAYS.get(state) or state_words(state)


def _signed(study: Study, shown: Shown, what: str) -> tuple[str, str]:
    """Why, and who says so: somebody of the roster or of the people on record."""
    reason = st.text_input(
        "Reason, as the chart has it (no name or number of a patient)", key=_key(shown, f"reason {what}"), max_chars=300
    )
    names = list(dict.fromkeys([*study.clinicians, *(person.name for person in study.written.team)]))
    if not names:
        return reason or "", st.text_input("Your name", key=_key(shown, f"who {what}")) or ""
    who = st.selectbox(
        "Who says so?", names, index=None, key=_key(shown, f"who {what}"), placeholder="Choose your name"
    )
    return reason or "", who or ""


def _withdraw(study: Study, shown: Shown) -> None:
    assert shown.spoken is not None, "checked before"
    standing = {one.id: one for one in shown.spoken.standing}
    words = {number: _told(one) for number, one in standing.items()}
    chosen = st.selectbox("Which one?", list(standing), format_func=words.__getitem__, key=_key(shown, "withdraw"))
    reason, who = _signed(study, shown, "withdraw")
    said = said_with(units_now(study), shown.card.row, None, standing[chosen].finding.atom)
    _say_first(consequences(study, shown, said))
    if st.button("Withdraw it") and names_nobody(reason):
        keep(
            lambda: study.records.withdraw(standing[chosen], reason=reason, who=who),
            "It is withdrawn: what was read speaks again, and every count follows.",
        )


def _told(one: Overturn) -> str:
    return f"{flag_words(one.finding.atom)}: {_state(one.after or '')}, by {one.who}"
