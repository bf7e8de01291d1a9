"""Nothing that identifies a patient passes the gate, in whatever column it stands; what a clinic must see does."""

import json
import logging
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_export import (
    EXPORTED,
    ORDER,
    PRACTICE,
    RESPONSE,
    TODAY,
    VISIT,
    bring,
    orders,
    responses,
    store,
    table,
    visits,
)
from streamlit.testing.v1 import AppTest

from dashboard.cli import main
from dashboard.pages.bringing.importing import PersonSaid, plan_of
from dashboard.parts.ledger import entries
from dashboard.parts.page import PAGES
from dashboard.parts.places import MOVED
from ingest.clinic import read_settings
from ingest.code_columns import is_plain_code
from ingest.gate import Gate, said_by
from ingest.identifying import cell_seen, file_name, masked
from ingest.safekeeping import lockbox
from measures.units.settled import stored_code

GATE = Gate(b"k" * 32)
SECRETS = {
    "name": "Zephyrine Quillfeather",
    "number": "909876543",
    "telephone": "403-555-0199",
    "e-mail": "zq@example.com",
    "health number": "12345-6789",
    "birth date": "1961-05-13",
}
TOGETHER = "{name}, {number}, tel {telephone}, {e-mail}".format(**SECRETS)
REFERRAL = {
    "Referral ID": "F1", "Chart No": "1001", "Referral Date": "06-Feb-2025", "Provider": "ASPEN, ANNA",
    "Service": "Physiotherapy", "Status": "Sent",
}  # fmt: skip
#: A clinician's name may stand in a clinician's column; dates must be dates for a row to be kept.
FOR_CLINICIANS = {"Provider", "Ordering Provider", "Warm Handoff To"}


def spoilt(row: dict[str, str], text: str, but: frozenset[str] | set[str] = frozenset()) -> dict[str, str]:
    """The row with the text in every field but its dates."""
    return {name: cell if "Date" in name or name in but else text for name, cell in row.items()}


def everything(folder: Path) -> str:
    """Every byte of the data folder, and of Parquet the values too."""
    told = []
    for path in folder.rglob("*"):
        if path.is_file():
            told += [path.name, path.read_bytes().decode("latin-1")]
        if path.suffix == ".parquet":
            told.append(repr(pl.read_parquet(path).rows()))
    return "\n".join(told)


class Dropped:
    """A file as a browser hands it over."""

    def __init__(self, path: Path) -> None:
        self.name, self.path = path.name, path

    def getbuffer(self) -> memoryview:
        return memoryview(self.path.read_bytes())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clinic")


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """All that is kept, logged, printed, shown before an import and offered for download, of rows full of secrets."""
    visit = {**VISIT, "Visit Type": "", "Warm Handoff To": "", "Red Flags": "", "Handout": ""}
    lists: list[tuple[dict[str, str], ...]] = [(visit,), (ORDER,), (REFERRAL,), (RESPONSE,)]
    for rows in [*lists]:
        alone = [spoilt(rows[0], text, FOR_CLINICIANS if kind == "name" else set()) for kind, text in SECRETS.items()]
        wrong = [{**spoilt(rows[0], TOGETHER), name: TOGETHER} for name in rows[0] if name.endswith("Date")]
        lists[lists.index(rows)] = (*rows, {}, *alone, spoilt(rows[0], TOGETHER), *wrong)
    texts = [table(rows[0], *rows[1:]) for rows in lists]
    name = "Zephyrine Quillfeather {number} {telephone}.csv".format(**SECRETS)
    paths = []
    for number, text in enumerate(texts):
        (folder / str(number)).mkdir()
        paths.append(folder / str(number) / name)
        paths[-1].write_text(text, "utf-8")
    plan = plan_of([Dropped(path) for path in paths], store(folder), PersonSaid("clinic", PRACTICE, EXPORTED), TODAY)
    said: list[str] = [repr(plan), repr(plan.as_json())]
    bring(folder, *texts, settings=None, names=[name] * 4)
    data = str(folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out := Out())
        patch.setattr("sys.stderr", out)
        logging.getLogger().addHandler(handler := logging.StreamHandler(out))  # type: ignore[arg-type]
        logging.getLogger().setLevel(logging.DEBUG)
        main(["import", "--data", str(folder / "other"), "--json", *map(str, paths)])
        for command in (["rows", "visits"], ["rows", "images"], ["counts"], ["measures"]):
            main([command[0], "--data", data, *command[1:]])
        logging.getLogger().removeHandler(handler)
    opened = store(folder)
    (clinic,) = opened.clinics()
    said += [out.text, *(entry.refused_csv() + repr(entry) for entry in entries(opened, clinic))]
    return "\n".join([*said, everything(folder / "data"), everything(folder / "other")])


class Out:
    """What a command prints."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


@pytest.mark.slow
@pytest.mark.parametrize("secret", [*SECRETS.values(), "Quillfeather", "555-0199", "4035550199"])
def test_nothing_that_is_kept_printed_shown_or_downloaded_holds_it(told: str, secret: str) -> None:
    assert len(told) > 20_000
    assert secret not in told
    assert secret.encode("utf-16-le").decode("latin-1") not in told


@pytest.mark.slow
def test_of_the_same_rows_the_words_and_names_a_clinic_must_see_are_there(told: str) -> None:
    for word in ("ASPEN, ANNA", "allied", "[name] [number].csv", "lbp"):
        assert word in told


def one_page(name: str) -> None:
    import streamlit as st

    from dashboard.parts.page import PAGES

    pages = [st.Page(page, default=page.stem == name, url_path=page.stem) for page in PAGES.glob("[!_]*.py")]
    st.navigation(pages, position="hidden").run()


def room(place: str, see: str) -> AppTest:
    """A part of a place, or the place as it opens."""
    app = AppTest.from_function(one_page, default_timeout=120, args=(place,))
    if see:
        app.query_params["see"] = see
    return app


@pytest.fixture(scope="module")
def pages(folder: Path, told: str) -> str:
    """Everything that every page shows of the same folder, also folded away or offered for download."""
    assert told
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUDDLEBOARD_DATA", str(folder / "data"))
        patch.delenv("HUDDLEBOARD_DATABASE", raising=False)
        rooms = [*((page.stem, "") for page in sorted(PAGES.glob("[!_]*.py"))), *MOVED.values()]
        shown = [room(*one).run() for one in rooms]
    assert [page.exception[0].value for page in shown if page.exception] == []
    return "\n".join(repr(list(page._tree)) for page in shown)


@pytest.fixture(scope="module")
def restored(folder: Path, told: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Every byte of the folder that `huddleboard restore` makes of `huddleboard backup`'s file."""
    assert told
    place = tmp_path_factory.mktemp("new computer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lockbox, "COST", {"n": 1 << 10, "r": 8, "p": 1})
        patch.setenv("HUDDLEBOARD_PASSPHRASE", "a sentence long enough to keep")
        assert main(["backup", "--data", str(folder / "data"), str(place / "copy.backup")]) == 0
        assert main(["restore", str(place / "copy.backup"), "--data", str(place / "data")]) == 0
    return everything(place / "data")


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize("secret", [*SECRETS.values(), "Quillfeather", "555-0199", "4035550199"])
def test_no_page_and_no_backup_that_is_unlocked_holds_it(pages: str, restored: str, secret: str) -> None:
    assert len(pages) > 20_000
    assert "ASPEN, ANNA" in pages
    assert "ASPEN, ANNA" in restored
    assert secret not in pages
    assert secret not in restored


@given(st.text(max_size=20))
def test_a_token_passes_unchanged_and_differs_between_clinics(text: str) -> None:
    column = pl.Series([text])
    once = GATE.numbers(column)
    assert column[0] == text
    assert GATE.numbers(once).equals(once)
    assert not re.search(r"\d{5}", str(once[0]))
    if once[0] != text:
        assert Gate(b"o" * 32).numbers(column)[0] != once[0]


@given(st.lists(st.from_regex(r"[A-Z]{0,2}\d{1,19}", fullmatch=True), unique=True, max_size=40))
def test_different_numbers_stay_different(numbers: list[str]) -> None:
    after = GATE.numbers(pl.Series(numbers, dtype=pl.String))
    assert after.n_unique() == len(numbers)


@pytest.mark.parametrize("number", ["V1", "R12", "2024-11", "A-1234", "D0042"])
def test_a_short_record_number_says_nothing_and_stays(number: str) -> None:
    assert GATE.numbers(pl.Series([number, None])).to_list() == [number, None]


@pytest.mark.parametrize(
    "word",
    [
        "Arrived Late",
        "In Progress",
        "TR",
        "Left without being seen",
        "left w/o seen",
        "US Abdomen",
        "Holter Monitor",
        "rebooked",
        "DNKA",
        "no-show",
        "physio",
        "annulée",
        "Left w/o being seen by anybody",
    ],
)
def test_words_of_lists_pass(word: str) -> None:
    assert GATE.word(word) == word


@pytest.mark.parametrize(
    "text",
    ["Quillfeather, Zephyrine", "seen by Zephyrine Quillfeather", "13 May 1961", "x" * 80, "zephyrine quillfeather",
     "QUILLFEATHER", "quillfeather", "quillfeather, zephyrine", "seen by zephyrine quillfeather"],
)  # fmt: skip
def test_what_may_be_a_person_is_a_token(text: str) -> None:
    assert GATE.word(text) != text
    assert GATE.word(text) == GATE.word(text)


@pytest.mark.parametrize(
    "name", ["SMITH, JOHN (12345)", "12345 - SMITH, JOHN", "999998", "Dr Ann O'Neil", "J. Ouellet PT"]
)
def test_clinicians_keep_their_names_and_the_numbers_that_tell_them_apart(name: str) -> None:
    assert GATE.clinician(name) == name


@pytest.mark.parametrize("name", ["909876543", "Ann Lee 403 555 0199", "12345-6789", "a@b.ca", "Lee 1961-05-13"])
def test_a_clinicians_cell_with_more_than_a_name_is_a_token(name: str) -> None:
    assert GATE.clinician(name).startswith("[clinician ")


def test_what_the_clinic_wrote_down_itself_passes() -> None:
    spelt = "LEE, ANN 123456789"
    settings = f'name = "A"\n[[clinician]]\nid = "P1"\nspellings = ["{spelt}"]\n'
    assert Gate(b"k" * 32, said_by(read_settings(settings))).clinician(spelt) == spelt


@pytest.mark.parametrize("code", ["?ABCD123456", "?A4567.12", "?QUIL 1234", "?MRN12345", "?B1234567"])
def test_a_clinics_own_code_of_five_digits_or_like_a_health_card_is_a_token(code: str) -> None:
    assert GATE.code(code).startswith("?[masked ")
    assert GATE.code(GATE.code(code)) == GATE.code(code)


@pytest.mark.parametrize("code", ["?LB01", "?LBP-2", "?03.03A", "?N142.11", "724.2", "snomed:278860009", "M54.50"])
def test_a_code_of_a_known_system_and_a_short_one_of_the_clinic_stay(code: str) -> None:
    assert GATE.code(code) == code


def test_own_codes_that_the_clinic_wrote_down_pass_and_a_token_can_be_settled_too() -> None:
    told = read_settings('name = "A"\n[[code]]\nseen = "mrn12345"\nmeans = "A"\n')
    assert Gate(b"k" * 32, said_by(told)).code("?MRN12345") == "?MRN12345"
    token = GATE.code("?MRN12345")
    assert stored_code(token.removeprefix("?")) == stored_code(token) == token


@pytest.mark.parametrize(
    ("cell", "plain"),
    [("72100", True), ("24969-8", True), ("278860009", True), ("278860008", False), ("555-0199", False)],
)
def test_an_example_of_a_code_is_shown_where_it_is_one_of_a_known_system(cell: str, plain: bool) -> None:
    assert is_plain_code(cell) == plain


def test_a_name_like_word_beside_ten_patients_names_none_of_them() -> None:
    words, patients = pl.Series(["Blorb Frumious"] * 10), pl.Series(range(10))
    assert GATE.words(words, lambda _: False, patients)[0] == "Blorb Frumious"
    assert GATE.words(words[:9], lambda _: False, patients[:9])[0].startswith("[name ")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("visits_20250630.csv", "visits_20250630.csv"),
        ("di_orders 2025-06-30.csv", "di_orders 2025-06-30.csv"),
        ("909876543.csv", "[number].csv"),
        ("visits 403-555-0199.csv", "visits [number].csv"),
        ("DI Orders.csv", "DI Orders.csv"),
        ("19610513.csv", "[number].csv"),
    ],
)
def test_a_files_name_keeps_the_day_of_the_export_and_no_number_of_a_person(name: str, kept: str) -> None:
    assert file_name(name) == kept


@pytest.mark.parametrize(
    ("cell", "seen"),
    [("31-Feb-2025", "31-Feb-2025"), ("2025-13-45", "2025-13-45"), ("909876543", "#" * 9), ("soon", "aaaa")],
)
def test_a_refused_cell_is_shown_where_it_is_a_date_that_is_none_and_else_by_its_shape(cell: str, seen: str) -> None:
    assert cell_seen(cell) == seen


def test_of_matched_words_the_year_stays() -> None:
    assert masked("breast cancer 2019-05-12, 403 555 0199") == "breast cancer 2019, [number]"


@pytest.mark.slow
def test_rows_of_a_folder_that_kept_long_numbers_are_replaced_and_not_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = visits({"Visit ID": "V0000017"}, {"Visit ID": "V0000018", "Visit Date": "06-Feb-2025"})
    with monkeypatch.context() as earlier:
        earlier.setattr(Gate, "rows", lambda _, frame, __: frame)
        bring(tmp_path, rows)
    report = bring(tmp_path, rows.replace("follow-up", "review"))
    assert (report.files[0].replaced, report.vanished) == (2, 0)


@pytest.mark.slow
def test_a_visits_own_codes_still_find_it_by_its_number(tmp_path: Path) -> None:
    visit = {"appointment_no": "1234567", "demographic_no": "11", "appointment_date": "2025-02-05", "status": "B"}
    bring(tmp_path, table(visit, {}), responses({}), orders({}))
    made = store(tmp_path).events("made-up-practice")["visits"].select("source_id").collect("polars").to_native()
    assert made["source_id"].to_list() == GATE.numbers(made["source_id"]).to_list()
    assert json.dumps(made.to_dicts()).count("1234567") == 0
