"""The manual: every measure with its own words, its examples, and whether it can be counted here."""

from pathlib import Path

import pytest
from places import page_of
from streamlit.testing.v1 import AppTest

from dashboard.telling import manual
from measures.catalogue import measures
from measures.declare import Measure
from measures.red_flags.codes import WINDOWS
from tests.made_up_export import bring, visits


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    return page_of("how_we_count")


@pytest.mark.parametrize("measure", measures().values(), ids=list(measures()))
def test_every_measure_tells_what_it_counts_and_where_that_comes_from(measure: Measure) -> None:
    told = manual.entry(measure)
    assert measure.numerator_says in told
    assert measure.source in told
    assert ("Out of" in told) == measure.is_rate
    assert f"](#{measure.name})" in manual.contents(measures())


@pytest.mark.parametrize("measure", measures().values(), ids=list(measures()))
def test_every_example_is_shown_in_words(measure: Measure) -> None:
    rows = manual.examples(measure)
    assert [row["Counted"] for row in rows] == [row["counted"] for row in measure.example_rows()]
    assert not any("_" in heading for heading in rows[0])


def test_every_red_flag_says_for_how_long_it_counts() -> None:
    told = {row["Red flag"]: row["Counts for"] for row in manual.windows()}
    assert told[manual.FLAGS["cancer"]] == "ever after"
    assert told[manual.FLAGS["trauma"]] == f"{WINDOWS['trauma']} days"
    assert told[manual.FLAGS["severe_worsening_night_pain"]].startswith("its own visit")


@pytest.mark.slow
def test_the_page_has_an_anchor_for_every_measure_before_any_export(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert {heading.anchor for heading in app.subheader} == set(measures())
    assert "No export is here yet" in app.info[0].value


@pytest.mark.slow
def test_a_measure_the_export_cannot_carry_says_what_is_missing(app: AppTest, tmp_path: Path) -> None:
    bring(tmp_path, visits({"Handout": "X"}, {"Visit ID": "V2", "Handout": "N"}))
    app.run()
    assert not app.exception
    told = " ".join(m.value for m in app.markdown)
    assert "Not available here: no booked length of the visit" in told or "no actual start and end time" in told
    assert "it rests on this alone: a pamphlet was given" in told
