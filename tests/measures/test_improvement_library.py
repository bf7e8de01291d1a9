"""The library a team draws on, and what several people's self-ratings say together."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.telling.sentences import words
from measures.catalogue import measures as catalogue
from measures.improvement.library import (
    EFFORTS,
    SCALE,
    ChangeIdea,
    change_ideas,
    funding_events,
    gap_checklist,
    groups,
    resources,
    safety_net,
    script_cards,
    sustainability_factors,
    team_roles,
)
from measures.improvement.self_rating import overall, spread

IDEAS = change_ideas()
Rating = Mapping[str, int]


# Change ideas


def test_the_nine_ideas_of_the_toolkit_are_there_by_group_with_their_effort() -> None:
    graded = {group.title: [idea.effort for idea in IDEAS if idea.group == group.title] for group in groups()}
    assert graded == {
        "At the point of care": ["Low", "Low", "Low", "Medium"],
        "A standard approach": ["Medium", "Medium", "Medium"],
        "Referral and coordination": ["Medium", "High"],
    }
    assert {idea.effort for idea in IDEAS} == set(EFFORTS)


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.id)
def test_every_idea_leads_to_measures_and_resources_that_exist(idea: ChangeIdea) -> None:
    assert idea.measures
    assert set(idea.measures) <= set(catalogue())
    assert set(idea.resources) <= {resource.id for resource in resources()}


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.id)
def test_every_idea_is_linked_to_something_its_team_does_or_its_patients_feel(idea: ChangeIdea) -> None:
    """Not only to a downside: a test needs something that should get better."""
    assert {catalogue()[name].kind.value for name in idea.measures} & {"process", "outcome"}


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.id)
def test_a_first_test_is_small_and_has_an_end(idea: ChangeIdea) -> None:
    """One or a few of something, as words; never everybody at once."""
    words = set(idea.first_test.lower().replace(",", " ").replace(".", " ").replace(":", " ").split())
    assert words & {"one", "two", "five"}
    assert not words & {"all", "every", "everybody", "everyone"}


def test_the_ids_of_each_list_are_unique() -> None:
    lists = (IDEAS, script_cards(), resources(), gap_checklist(), team_roles(), sustainability_factors())
    for some in lists:
        ids = [one.id for one in some]
        assert len(set(ids)) == len(ids)


# Words for the visit


def test_the_four_elements_come_in_the_order_of_a_visit_each_with_phrases_and_a_reason() -> None:
    cards = script_cards()
    assert [card.id for card in cards] == ["elicit", "inform", "empathy", "agree"]
    assert all(len(card.phrases) >= 3 and card.why for card in cards)


def test_the_safety_net_sends_cauda_equina_to_the_emergency_department_at_once() -> None:
    emergency = safety_net().phrases[0]
    assert "emergency department at once" in emergency
    for sign in ("numb between the legs", "urine", "bowels", "legs are getting weak"):
        assert sign in emergency


# Checklist, roles, resources


def test_the_checklist_asks_about_three_harms_four_differences_and_three_kinds_of_gaps() -> None:
    counted = [item.group for item in gap_checklist()]
    assert counted.count("Harm from images that were not needed") == 3
    assert counted.count("Where our ways differ") == 4
    assert {"With our patients", "As a team", "Referral and coordination"} < set(counted)


def test_a_gap_leads_to_ideas_and_every_idea_answers_a_gap() -> None:
    helpful = {idea for item in gap_checklist() for idea in item.ideas}
    assert helpful == {idea.id for idea in IDEAS}
    assert all(item.ideas and item.asks.endswith("?") for item in gap_checklist())


def test_the_roles_are_those_of_the_toolkit() -> None:
    assert [role.id for role in team_roles()] == ["champion", "physician", "data", "manager", "allied", "community"]


def test_a_resource_says_who_publishes_it_and_from_when_it_is() -> None:
    for resource in resources():
        assert resource.address.startswith("https://")
        assert resource.publisher
        assert resource.year


def test_the_funding_events_stay_in_order() -> None:
    days = [event.day for event in funding_events()]
    assert days == sorted(days)


# Will it last? Ratings and their spread


def test_the_short_form_covers_every_factor_of_both_published_instruments() -> None:
    factors = sustainability_factors()
    assert 8 <= len(factors) <= 10
    assert len({name for factor in factors for name in factor.nhs}) == 10
    assert len({name for factor in factors for name in factor.ltst}) == 12


def everyone_says(score: int, **other: int) -> Rating:
    return {factor.id: other.get(factor.id, score) for factor in sustainability_factors()}


def test_the_sentence_begins_where_people_differ_most_and_then_names_the_weakest() -> None:
    ratings = [everyone_says(4, leaders=5, built_in=2), everyone_says(4, leaders=2, built_in=2), everyone_says(4)]
    assert words(overall(spread(ratings))) == (
        "Your views differ most on “Leaders stand behind it” (answers from 2 to 5): begin there, and let each side say "
        "what they see. Lowest of all is “Built in”, at 2 of 5: what would add one point?"
    )


def test_a_spread_tells_low_middle_high_and_who_is_not_told() -> None:
    by_factor = {one.factor.id: one for one in spread([everyone_says(4, leaders=5), everyone_says(4, leaders=2)])}
    leaders = by_factor["leaders"]
    assert (leaders.n, leaders.low, leaders.median, leaders.high, leaders.scores) == (2, 2, 3.5, 5, (2, 5))
    assert words(by_factor["worth_it"].says) == "Both say 4 (mostly)."


@pytest.mark.parametrize(("people", "word"), [(0, "Nobody has rated yet"), (1, "One person has rated so far")])
def test_fewer_than_two_raters_are_met_with_a_kind_word_and_no_finding(people: int, word: str) -> None:
    said = words(overall(spread([everyone_says(1)] * people)))
    assert said.startswith(word)
    assert "differ most" not in said
    assert "Lowest" not in said


def test_a_team_of_one_mind_is_told_so() -> None:
    assert words(overall(spread([everyone_says(5)] * 3))) == (
        "The 3 of you see it much the same way. All statements stand alike, at 5 of 5."
    )


def test_an_answer_outside_the_scale_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="worth_it: an answer is 1 to 5, not 6"):
        spread([{"worth_it": 6}])


ANSWERS = st.dictionaries(
    st.sampled_from([factor.id for factor in sustainability_factors()]), st.sampled_from(sorted(SCALE))
)
RATINGS = st.lists(ANSWERS, max_size=8)


@given(RATINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_people_changes_nothing(ratings: list[Rating], chance: Random) -> None:
    mixed = list(ratings)
    chance.shuffle(mixed)
    assert spread(mixed) == spread(ratings)
    assert overall(spread(mixed)) == overall(spread(ratings))


@given(RATINGS)
def test_the_middle_lies_between_the_lowest_and_the_highest_and_nobody_is_lost(ratings: list[Rating]) -> None:
    for one in spread(ratings):
        assert one.n == len(one.scores) == sum(one.factor.id in rating for rating in ratings)
        if one.low is not None and one.median is not None and one.high is not None:
            assert one.low <= one.median <= one.high


@given(RATINGS)
def test_there_is_always_a_sentence_and_never_a_pass_mark(ratings: list[Rating]) -> None:
    said = words(overall(spread(ratings))).lower()
    assert said.endswith((".", "?"))
    assert not any(word in said for word in ("pass", "fail", "score of", "significant"))
