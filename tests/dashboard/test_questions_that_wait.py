"""An import with an unanswered question: no page shows a figure that hangs on it, and an answer given later counts."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from places import page_of
from streamlit.testing.v1 import AppTest

from dashboard.cli import main
from ingest.for_people import Refusal
from ingest.plan.roster import ticked
from ingest.plan.waiting import answer, answered_at_once, waiting
from ingest.store import Store
from sample_data import RIVERSIDE, clinic, files
from tests.made_up_export import SETTINGS, orders, visits

UNKNOWN = "spine as discussed"
ASKED = f'what is "{UNKNOWN}"'
#: Measures that hang on what the exam is, by their titles.
HELD = ("Images ordered without red flags", "Imaging rate without red flags", "Episodes imaged within 28 days")


def brought_in(folder: Path, *more: str) -> Path:
    """The made-up OSCAR clinic, with imaging requests of which nobody can tell the exam."""
    exports = []
    for file in files(RIVERSIDE):
        exports.append(folder / file.name)
        text = file.read_text("utf-8").replace(",Lumbosacral spine X-ray,", f",{UNKNOWN},")
        exports[-1].write_text(text, "utf-8")
    said = ["--data", str(folder / "data"), "--clinic", str(clinic(RIVERSIDE)), "--export-date", "2026-10-31", *more]
    assert main(["import", *said, *map(str, exports)]) == 0
    return folder / "data"


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the question waits."""
    return brought_in(tmp_path_factory.mktemp("waits"), "--yes")


def counted(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Every count of the folder."""
    capsys.readouterr()
    assert main(["counts", "--data", str(data)]) == 0
    return capsys.readouterr().out


def shown(page: str, **query: str) -> AppTest:
    """One page, as it is opened."""
    app = page_of(page, 60, **query).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Whatever a reader sees of it."""
    told = [one.value for one in (*app.title, *app.markdown, *app.warning, *app.info, *app.caption)]
    return "\n".join([*told, *(one.proto.body for one in app.get("html"))]).replace("\\", "")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["huddle", "measure", "reviews", "how_we_count"])
def test_no_page_shows_a_figure_whose_question_waits(
    page: str, unanswered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(unanswered))
    monkeypatch.setattr("streamlit.page_link", lambda *_, **__: None)
    told = words(shown(page))
    figures = [line for line in told.splitlines() if line.startswith(HELD) and any(sign.isdigit() for sign in line)]
    assert figures == []
    if page == "huddle":
        assert "cannot be counted until this is answered" in told
        assert ASKED in told
        assert "nothing followed" not in told
        assert "Whether urgent red flags were acted on cannot be told yet" in told


@pytest.mark.parametrize("asked", ["imaging_without_red_flags", "Images ordered without red flags"])
def test_a_measure_that_waits_has_its_question_in_the_place_of_its_chart(
    asked: str, unanswered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(unanswered))
    monkeypatch.setattr("streamlit.page_link", lambda *_, **__: None)
    app = shown("measure", measure=asked)
    assert [one.value for one in app.title] == ["Images ordered without red flags"]
    assert ASKED in words(app)
    assert not app.get("plotly_chart")


@pytest.mark.slow
def test_an_answer_given_afterwards_counts_as_if_it_had_been_given_at_once(
    unanswered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "later"
    copytree(unanswered, later)
    store = Store(later)
    (question,) = waiting(store, store.clinics()[0])
    answer(store, store.clinics()[0], question.number, "XR", "Nora Feld")
    assert waiting(store, store.clinics()[0]) == []
    at_once = brought_in(tmp_path, "--answer", f"{question.question}=XR")
    assert counted(later, capsys) == counted(at_once, capsys)
    assert "imaging_without_red_flags" in counted(later, capsys)


def with_orderers(folder: Path, text: str, *more: str) -> Path:
    """An Accuro list in which nobody who orders sees patients, so that who orders is asked and nothing proposed."""
    (folder / "visits.csv").write_text(visits({}, {"Visit ID": "V2", "Chart No": "1002"}), "utf-8")
    (folder / "orders.csv").write_text(text, "utf-8")
    files = [str(folder / "visits.csv"), str(folder / "orders.csv")]
    assert main(["import", "--data", str(folder / "data"), "--export-date", "2025-06-30", *more, *files]) == 0
    return folder / "data"


@pytest.mark.slow
def test_who_orders_is_ticked_afterwards_as_it_is_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [{"Ordering Provider": "PINE, PAT"}, {"Order ID": "D2", "Req #": "R2", "Chart No": "1002",
            "Ordering Provider": "ELM, ELA"}]  # fmt: skip
    for place in ("later", "now"):
        (tmp_path / place).mkdir()
    later = with_orderers(tmp_path / "later", orders(*both), "--yes")
    store = Store(later)
    (question,) = waiting(store, store.clinics()[0])
    assert answered_at_once(question)
    said = ticked(["PINE, PAT"])
    answer(store, store.clinics()[0], question.number, said, "Nora Feld")
    now = with_orderers(tmp_path / "now", orders(*both), "--answer", f"orderers={said}")
    assert counted(later, capsys) == counted(now, capsys)
    assert "imaging_without_red_flags,2025-02,ALL,1," in counted(later, capsys)


@pytest.mark.slow
def test_who_orders_is_asked_again_where_the_list_was_read_without_orders_of_others(tmp_path: Path) -> None:
    rows = [f"{1001 + n},2025-03-{n + 1:02d},PINE PAT,XR lumbar spine" for n in range(20)]
    own = "\n".join(["Chart,Order Date,Ordered By,Examination", *rows])
    data = with_orderers(tmp_path, own, "--yes")
    store = Store(data)
    (question,) = [one for one in waiting(store, store.clinics()[0]) if one.kind == "orderers"]
    assert not answered_at_once(question)
    with pytest.raises(Refusal, match="Take the import back"):
        answer(store, store.clinics()[0], question.number, "all", "Nora Feld")


@pytest.mark.slow
def test_no_clinician_can_be_chosen_while_nobody_says_whose_the_visits_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose = ("4501", "ASPEN, ANNA", "4502", "BIRCH, BEN")
    days = [{"Visit ID": f"V{n}", "Visit Date": f"{n:02d}-Feb-2025", "Provider": whose[n % 4]} for n in range(1, 9)]
    (tmp_path / "visits.csv").write_text(visits(*days), "utf-8")
    (tmp_path / "clinic.toml").write_text("clinician_views = true\n" + SETTINGS, "utf-8")
    said = ["--data", str(tmp_path / "data"), "--clinic", str(tmp_path / "clinic.toml"), "--export-date", "2025-03-01"]
    assert main(["import", "--yes", *said, str(tmp_path / "visits.csv")]) == 0
    monkeypatch.setenv("HUDDLEBOARD_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("streamlit.page_link", lambda *_, **__: None)
    app = shown("measure")
    assert "Nothing can be counted by clinician" in words(app)
    assert "Clinician" not in [one.label for one in app.selectbox]
