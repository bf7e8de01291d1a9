"""How soon each red flag wants something done, and which rule set is the stricter."""

import pytest

from measures.red_flags.names import ATOMS
from measures.red_flags.urgency import (
    RULE_SETS,
    HowSoon,
    Stated,
    levels,
    limits,
    of_flag,
    overrides_reduction,
    stricter,
    title,
    urgency,
)


def level(atom: str, rule_set: str = "alberta", words: str = "", year: int | None = None) -> HowSoon | None:
    told = of_flag(Stated(atom, words, year=year), rule_set)
    return told.level if told else None


def test_the_toolkit_names_every_flag_of_its_seven_once() -> None:
    assert set(levels("alberta")) == set(ATOMS) - {"inflammatory", "unnamed"}
    assert level("cauda_equina") == HowSoon.EMERGENCY
    assert level("steroids") == HowSoon.URGENT
    assert level("neurological") == HowSoon.SOON
    assert level("inflammatory") is None


def test_the_safety_line_counts_one_day_for_an_emergency_and_two_for_an_urgent_flag() -> None:
    assert limits()["cauda_equina"] == 1
    assert {days for atom, days in limits().items() if atom != "cauda_equina"} == {2}
    assert "neurological" not in limits()


@pytest.mark.parametrize(
    ("words", "year", "wanted"),
    [
        ("cancer; in remission", None, HowSoon.SOON),
        ("cancer; over 5 years", None, HowSoon.SOON),
        ("diagnosis code V10.3", None, HowSoon.SOON),
        ("cancer; since 2015", 2024, HowSoon.SOON),
        ("cancer; since 2019", 2024, HowSoon.URGENT),
        ("cancer; since 2015", None, HowSoon.URGENT),
        ("diagnosis code 174.9", 2024, HowSoon.URGENT),
    ],
)
def test_a_cancer_long_past_is_soon_not_urgent(words: str, year: int | None, wanted: HowSoon) -> None:
    assert level("cancer", words=words, year=year) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("progressive deficit", HowSoon.EMERGENCY),
        ("motor weakness; foot drop getting worse", HowSoon.EMERGENCY),
        ("déficit évolutif", HowSoon.EMERGENCY),
        ("cord compression or myelopathy", HowSoon.EMERGENCY),
        ("motor weakness", None),
    ],
)
def test_ontario_sends_a_progressive_deficit_to_emergency_and_does_not_name_a_plain_one(
    words: str, wanted: HowSoon | None
) -> None:
    assert level("neurological", "ontario_rac", words) == wanted


def test_the_most_urgent_of_several_decides() -> None:
    flags = [Stated("neurological"), Stated("cancer"), Stated("first_episode_over_50")]
    told = urgency(flags)
    assert told is not None
    assert (told.level, told.atom, told.level.limit_days) == (HowSoon.URGENT, "cancer", 2)
    assert urgency([]) is None
    assert urgency([Stated("inflammatory")]) is None


def test_where_they_differ_the_stricter_comes_first_and_both_are_named() -> None:
    flags = [Stated("trauma"), Stated("neurological", "progressive deficit"), Stated("weight_loss")]
    pairs = stricter([*flags, Stated("cauda_equina")])
    assert [(high.atom, high.rule_set, low.rule_set) for high, low in pairs] == [
        ("trauma", "ontario_rac", "alberta"),
        ("neurological", "ontario_rac", "alberta"),
    ]
    assert all(high.level > low.level for high, low in pairs)


def test_only_what_is_present_is_urgent_but_a_query_of_cauda_equina_is_an_emergency() -> None:
    assert of_flag(Stated("trauma", state="absent")) is None
    assert of_flag(Stated("cancer", state="queried")) is None
    told = of_flag(Stated("cauda_equina", state="queried"))
    assert told is not None
    assert told.level == HowSoon.EMERGENCY


@pytest.mark.parametrize(("state", "overrides"), [("present", True), ("queried", True), ("absent", False)])
def test_cauda_equina_present_or_queried_overrides(state: str, overrides: bool) -> None:
    assert overrides_reduction([Stated("cauda_equina", state=state), Stated("trauma")]) is overrides
    assert not overrides_reduction([Stated("trauma")])


def test_every_rule_set_says_what_it_is_and_where_it_comes_from() -> None:
    for name in RULE_SETS:
        told = of_flag(Stated("cauda_equina"), name)
        assert told is not None
        assert told.source
        assert title(name)
    assert HowSoon.URGENT.says == "urgent, within 24 to 48 hours"
    with pytest.raises(ValueError, match="alberta"):
        of_flag(Stated("trauma"), "quebec")
