"""Single cases added up: when a Bernoulli CUSUM stands in the place of no chart, and what it says of them."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from bare_practice import bare_practice
from read_svg import covered, texts
from streamlit.testing.v1 import AppTest

from dashboard.cli import main
from dashboard.drawing.cusum import cusum_tile
from dashboard.pages.huddling.wall import wall_tile
from dashboard.study import Filters, Study, study
from dashboard.study.case_by_case import CASES, case_by_case
from dashboard.study.one_clinic import where_none_will_do
from dashboard.study.verdicts import verdict_of
from dashboard.telling.cases import cusum_words
from ingest.store import Store
from measures.spc.advise import advise
from measures.spc.single_cases import cusum_for, sees_a_change

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
RARE = "urgent_flag_not_acted_on"
FIRST = date(2024, 1, 1)


def rows(cases: list[int | None]) -> list[tuple[date, bool | None]]:
    """A case every tenth day."""
    return [(FIRST + timedelta(days=10 * k), None if one is None else bool(one)) for k, one in enumerate(cases)]


def whole(cases: list[int | None]) -> tuple[list[tuple[date, bool | None]], date, date]:
    return rows(cases), FIRST, FIRST + timedelta(days=10 * len(cases))


WORSE: list[int | None] = [*([0] * 7 + [1]) * 5, *[1, 1, 0, 1, 1, 1, 0, 1] * 2]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_practice(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def known(sample: Path) -> Study:
    return study(Store(sample))


def test_a_heap_of_events_is_said_with_the_case_and_its_day() -> None:
    found = case_by_case(*whole(WORSE))
    assert found is not None
    assert found.cusum.signals_up
    place = found.cusum.signals_up[0]
    assert place > 40
    said = cusum_words(found.cusum, "Late referrals", found.days)
    assert f"more than expected at case {place} ({found.days[place - 1]:%-d %B %Y})" in said
    assert found.false_alarms <= 0.09


def test_too_few_cases_or_too_few_of_one_kind_are_not_added_up() -> None:
    assert case_by_case(*whole([0, 1] * 10)) is None
    assert case_by_case(*whole([0] * 58 + [1, 1])) is None
    assert case_by_case(*whole(WORSE)) is not None


def test_a_case_that_nobody_knows_of_hides_nothing_and_adds_nothing() -> None:
    with_gaps = [one for case in WORSE for one in (case, None)]
    found, plain = case_by_case(*whole(with_gaps)), case_by_case(*whole(WORSE))
    assert found is not None
    assert plain is not None
    assert [2 * place - 1 for place in plain.cusum.signals_up] == list(found.cusum.signals_up)
    assert found.cusum.limit == plain.cusum.limit


def test_cases_outside_the_days_watched_are_not_cases() -> None:
    days = rows(WORSE)
    found = case_by_case([*days, (date(2020, 1, 1), True)], FIRST, days[-1][0])
    assert found is not None
    assert len(found.days) == len(days)


def test_the_sum_is_advised_only_where_no_chart_will_do_and_it_would_tell_a_change() -> None:
    share = advise([1, 0] * 12, [1] * 24, kind="proportion", gaps=12)
    assert share.reason == "none_will_do"
    cases = case_by_case(*whole([0, 1] * 60))
    assert where_none_will_do(share, cases).chart == CASES
    assert where_none_will_do(share, None) is share
    wide = advise([15, 16, 14] * 8, [50] * 24, kind="proportion")
    assert where_none_will_do(wide, cases) is wide


@pytest.mark.slow
@pytest.mark.parametrize("chance", [0.1, 0.3, 0.5])
def test_stable_cases_seldom_pass_the_limit_and_more_of_them_tell_more(chance: float) -> None:
    draw = np.random.default_rng(5)
    passed = []
    for _ in range(60):
        found = case_by_case(*whole([int(case) for case in draw.random(60) < chance]))
        passed += [] if found is None else [bool(found.cusum.signals_up or found.cusum.signals_down)]
    assert np.mean(passed) <= 0.10 + 3 * np.sqrt(0.09 / len(passed))
    few, many = (cusum_for(np.arange(size) % 10 < 10 * chance) for size in (60, 600))
    assert few is not None
    assert many is not None
    assert sees_a_change(few, 60) <= sees_a_change(many, 600)


@pytest.mark.slow
def test_the_safety_measure_of_a_small_practice_is_added_up_on_tile_wall_and_in_files(
    known: Study, sample: Path, tmp_path: Path
) -> None:
    series = known.series(RARE)
    drawn, advice = known.drawn(series)
    assert drawn is series
    found = known.case_by_case(series)
    assert found is not None
    assert advice.chart == CASES
    assert known.chart(series).chart == "run"
    small = cusum_tile(found.cusum, series.title, "said")
    assert covered(small) == []
    assert {"more", "fewer", "case 1", str(len(found.days))} <= set(texts(small))
    on_the_wall = re.findall(r'base64,([^"]+)', wall_tile(known, verdict_of(known, RARE)))
    assert ">case 1<" in b64decode(on_the_wall[-1]).decode("utf-8")
    for form in (".svg", ".html", ".json"):
        out = tmp_path / f"cases{form}"
        assert main(["chart", RARE, "--data", str(sample), "--out", str(out)]) == 0
        assert "Bernoulli" in out.read_text("utf-8") or form == ".json"
    told = json.loads((tmp_path / "cases.json").read_text("utf-8"))
    assert (told["chart"], len(told["points"])) == (CASES, len(found.days))
    assert main(["chart", "imaging_without_red_flags", "--data", str(sample), "--chart", CASES, "--out", str(out)]) == 2


@pytest.mark.slow
def test_fewer_days_hold_fewer_cases(known: Study) -> None:
    series = known.series("imaging_rate_without_red_flags")
    every, some = known.case_by_case(series), known.case_by_case(series, Filters(last=date(2025, 6, 30)))
    assert every is not None
    assert some is not None
    assert len(some.days) < len(every.days)


@pytest.mark.slow
def test_the_page_draws_the_cases_where_they_are_advised_and_where_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(sample))
    for asked in (
        {"measure": RARE},
        {"measure": "imaging_rate_without_red_flags", "chart": CASES, "part": "Other charts and rules"},
    ):
        running = AppTest.from_file(str(APP), default_timeout=60).run()
        for key, value in asked.items():
            running.query_params[key] = value
        running.switch_page("dashboard/pages/measure.py").run()
        assert not running.exception
        words = "\n".join(str(part.proto.body) for part in running.get("html"))
        assert re.search(r"expected chance 0\.\d+: ", words)
        assert "Bernoulli CUSUM" in words
