"""The bar and the words of a measure whose red flags are read in several ways."""

from __future__ import annotations

from xml.etree import ElementTree

from made_up_series import months

from dashboard.pages.one_measure.flag_readings import bar, drift_words, explained, sentence, told
from measures.documentation_drift import Recording, drift
from measures.sensitivity import FlagReading


def reading(flags: str, numerator: int, unknown: int = 0, silence: bool = True, whole: int | None = 100) -> FlagReading:
    return FlagReading(flags, f"The set {flags}", "what counts", silence, numerator, whole, unknown, 12)


THREE = [reading("strict", 40), reading("as_written", 34, unknown=10), reading("extended", 20)]


def test_the_values_are_read_from_the_narrowest_set_to_the_widest_with_the_unknown_ones_in() -> None:
    assert sentence(THREE, is_rate=True) == (
        "The figure depends on what counts as a red flag: 40% read strictly, 34% as written, 20% with the extended "
        "set. Counting the 10 unknown in, as written it lies between 31% and 40%."
    )


def test_where_every_reading_agrees_that_is_said() -> None:
    same = [reading(name, 34) for name in ("strict", "as_written", "extended")]
    assert sentence(same, is_rate=True).endswith("the figure is 34%.")
    assert "nothing to count" in sentence([reading("strict", 0, whole=0)], is_rate=True)


def test_the_table_has_a_row_for_each_reading() -> None:
    rows = told(THREE, is_rate=True)
    assert rows["Value"].to_list() == ["40% (40 of 100)", "34% (34 of 100)", "20% (20 of 100)"]
    assert explained(THREE)[0] == "**The set strict:** what counts."
    assert rows["With the unknown ones in"].to_list() == ["40%", "31% to 40%", "20%"]
    assert told([reading("strict", 6, whole=None)], is_rate=False)["Value"].to_list() == ["0.5 a period (6)"]


def test_the_bar_is_a_picture_with_its_sentence() -> None:
    for found, is_rate in (
        (THREE, True),
        ([reading("strict", 6, whole=None)], False),
        ([reading("strict", 0, whole=0)], True),
    ):
        drawn = ElementTree.fromstring(bar(found, is_rate))
        assert drawn.attrib["aria-label"] == sentence(found, is_rate)


def test_a_fall_that_is_only_recording_is_no_sign_of_fewer_images() -> None:
    series = months([9] * 24)
    only = drift(Recording(12, 120, 5, 5), Recording(12, 130, 50, 50))
    assert "more recording alone explains all of that" in drift_words(only, series)
    both = drift(Recording(12, 240, 24, 24), Recording(12, 180, 36, 36))
    assert drift_words(both, series) == (
        "Red flags are written down more often than before: on 20% of the imaging orders in the 12 months from January "
        "2024, on 40% in the 12 from January 2025. Orders without a red flag fell by 6 a month; about 1.5 of that is "
        "more recording, and 4.5 is fewer orders of this kind."
    )
    hardly = drift(Recording(12, 240, 24, 24), Recording(12, 180, 19, 19))
    assert "hardly a matter of recording" in drift_words(hardly, series)
    assert drift_words(None, series) == ""
