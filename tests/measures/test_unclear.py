"""Findings that wait for a clinician's eye: which they are, whom they touch, and how far a figure could move."""

import pytest
from made_up_events import LATER, MadeUp, month

from measures.catalogue import measures
from measures.count import counts
from measures.red_flags.certainty import Certainty, StructuralSign
from measures.red_flags.words import read
from measures.unclear import WAITING, Reach, changes, reach, waiting
from measures.units.evidence import A_FLAG, NO_FLAG

COUNT = "imaging_without_red_flags"


def sure(text: str, atom: str) -> tuple[str, str]:
    return next((one.certainty.value, one.doubt.value) for one in read([text]) if one.atom == atom)


@pytest.mark.parametrize(
    ("text", "atom", "certainty", "doubt"),
    [
        ("Cancer: yes, kidney 2015", "cancer", Certainty.STATED, StructuralSign.NONE),
        ("fell off a roof on Monday", "trauma", Certainty.STATED, StructuralSign.NONE),
        ("LBP, known lymphoma", "cancer", Certainty.LIKELY, StructuralSign.ONE_MENTION),
        ("LBP, post chemo", "cancer", Certainty.UNCLEAR, StructuralSign.TREATMENT_ONLY),
        ("night pain, wt loss, fever, trauma", "trauma", Certainty.UNCLEAR, StructuralSign.MANY_AT_ONCE),
        ("no fever. Seen by nurse: fever", "infection_fever", Certainty.UNCLEAR, StructuralSign.CONTRADICTION),
        ("Red flags: yes", "unnamed", Certainty.UNCLEAR, StructuralSign.NO_NAME),
    ],
)
def test_a_finding_knows_how_sure_it_is(text: str, atom: str, certainty: Certainty, doubt: StructuralSign) -> None:
    assert sure(text, atom) == (certainty.value, doubt.value)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Trauma: Y / Cancer: N", "form"),
        ("Denies the following: trauma, fever", "list"),
        ("FHx: trauma surgery, cancer", "family"),
        ("Medications: prednisone 5 mg daily", "medications"),
        ("on prednisone 5 mg daily", "prose"),
        ("no red flags", "name"),
    ],
)
def test_a_finding_says_which_piece_of_the_document_decided(text: str, piece: str) -> None:
    assert piece in {one.piece for one in read([text])}


def made_up() -> MadeUp:
    """Three images of one month: a flag stated, a flag unclear, a denial unclear."""
    clinic = MadeUp()
    for patient, state, certainty in ((1, "present", "stated"), (2, "present", "unclear"), (3, "absent", "unclear")):
        clinic.visit(patient)
        order = clinic.order(patient)
        clinic.says(patient, state=state, row=order, certainty=certainty, doubt="contradiction")
    return clinic


@pytest.mark.slow
def test_unclear_findings_wait_and_count_as_the_words_say_until_then() -> None:
    units = made_up().units()
    assert waiting(units).select(WAITING[4:6]).rows() == [("cancer", "present"), ("cancer", "absent")]
    assert reach(units, measures()[COUNT], "month", [month(LATER)]).said == 1


@pytest.mark.slow
def test_a_figure_shows_how_far_it_could_move() -> None:
    told = reach(made_up().units(), measures()[COUNT], "month", [month(LATER)])
    assert told == Reach(said=1, without=2, with_all=0)
    assert told.width == 2


@pytest.mark.slow
def test_what_few_patients_tell_is_what_a_whole_recount_tells() -> None:
    """Counts are sums over patients: the changes of those concerned are those of all."""
    clinic = made_up()
    units = clinic.units()
    measure = measures()[COUNT]
    named = {measure.name: measure}
    changed = changes(units, named, "month")
    for way, more in zip((NO_FLAG, A_FLAG), changed, strict=True):
        whole = counts(units.under(units.flag_set, units.silence_is_none, way), named, "month")
        difference = whole["numerator"].sum() - counts(units, named, "month")["numerator"].sum()
        assert more["numerator"].sum() == difference != 0
