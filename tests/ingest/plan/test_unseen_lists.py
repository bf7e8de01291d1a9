"""Lists written before they were tried: event, patient, day and clinician are proposed, and nothing wrong is sure."""

from functools import cache
from pathlib import Path

import pytest
from lists_of_kinds import MadeList, lists

from ingest.plan.propose import Proposal, propose

LISTS = lists(Path(__file__).parent / "unseen_lists.tsv")
FIELDS = ("patient", "date", "provider")
BATCHES = sorted({one.batch for one in LISTS})


@cache
def proposed(one: MadeList) -> Proposal:
    return propose(one.headings, one.shapes(), "list.csv")


def fields_of(one: MadeList) -> list[tuple[str, bool, bool]]:
    """Of each field that a list has: its name, whether the right column is proposed, and whether it is called sure."""
    told = []
    for name, columns in zip(FIELDS, one.roles, strict=True):
        found = proposed(one).found.get(name)
        if columns or one.event not in ("patients", "responses", "none"):
            right = one.headings[found.place] in columns if found else not columns
            told.append((name, right, bool(found and found.sure)))
    return told if one.event != "none" else []


@pytest.mark.slow
@pytest.mark.parametrize("batch", BATCHES)
def test_of_a_batch_nine_events_of_ten_and_nineteen_columns_of_twenty_are_proposed(batch: str) -> None:
    own = [one for one in LISTS if one.batch == batch]
    events = [proposed(one).event in one.event.split("~") for one in own]
    columns = [right for one in own for _, right, _ in fields_of(one)]
    assert sum(events) >= 0.9 * len(events)
    assert sum(columns) >= 0.95 * len(columns)


@pytest.mark.slow
@pytest.mark.parametrize("batch", BATCHES)
def test_nothing_wrong_is_called_sure(batch: str) -> None:
    for one in (one for one in LISTS if one.batch == batch):
        event = proposed(one)
        assert event.event in one.event.split("~") or not event.event_sure, one.headings
        if event.event in one.event.split("~"):
            assert not [name for name, right, sure in fields_of(one) if sure and not right], one.headings
