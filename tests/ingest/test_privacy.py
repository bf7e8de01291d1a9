"""Nothing that identifies a patient is in any file we write, and the key that hides them is private."""

import logging
import stat
from pathlib import Path

import polars as pl
import pytest
from made_up_export import bring, orders, responses, store, visits

from ingest.dates import DateOrder
from ingest.for_people import Refusal
from ingest.privacy import Pseudonyms, clinic_key

SECRETS = {
    "number": "909876543",
    "name": "Zephyrine Quillfeather",
    "health number": "5556667770",
    "birth date": "13-May-1961",
    "birth date as ISO": "1961-05-13",
    "free text": "fell off her neighbour's llama in Okotoks",
    "clinical words": "swims with otters since the accident",
}
PERSON = {
    "Chart No": SECRETS["number"],
    "Patient Name": SECRETS["name"],
    "PHN": SECRETS["health number"],
    "Birth Date": SECRETS["birth date"],
    "Reason": f"LBP, {SECRETS['free text']}, no red flags",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which one patient with many secrets was brought, with rows that are refused too."""
    folder = tmp_path_factory.mktemp("clinic")
    broken = f'V9,{SECRETS["number"]},"{SECRETS["name"]}" x,{SECRETS["health number"]}\n'
    bring(
        folder,
        visits(PERSON, {**PERSON, "Visit ID": "V2", "Visit Date": "31-Feb-2025"}, {**PERSON, "Visit ID": "V3"})
        + broken,
        orders({"Chart No": SECRETS["number"], "Clinical Info": f"LBP, {SECRETS['clinical words']}"}),
        responses({"Chart No": SECRETS["number"]}),
    )
    return folder / "data"


def everything(folder: Path) -> dict[str, bytes]:
    """Every file's bytes, and of Parquet the values too, since its pages are packed."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[str(path)] = path.read_bytes()
            if path.suffix == ".parquet":
                found[f"{path} read"] = repr(pl.read_parquet(path).rows()).encode()
    return found


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_file_of_the_data_folder_holds_it(data: Path, secret: str) -> None:
    files = everything(data)
    assert sum(name.endswith("read") for name in files) > 5
    assert [name for name, held in files.items() if secret.encode() in held or secret.encode("utf-16-le") in held] == []


def test_the_day_of_birth_is_not_kept_only_the_month(data: Path) -> None:
    (births,) = data.rglob("facts/*/patients/*.parquet")
    assert pl.read_parquet(births).select("birth_month_low", "birth_month_high").rows() == [(1961 * 12 + 4,) * 2]


def test_no_key_of_a_row_can_be_made_again_from_the_patient_number(data: Path) -> None:
    from hashlib import blake2b

    files = list(data.rglob("facts/*/keys/*.parquet"))
    held = {key for file in files for key in pl.read_parquet(file)["key"].drop_nulls()}
    guesses = ["\x1f".join((SECRETS["number"], "10-Feb-2025", "Satisfied with your action plan?", "Satisfied"))]
    assert not held & {blake2b(guess.encode(), digest_size=12).hexdigest() for guess in guesses}


def test_the_key_is_readable_by_its_owner_only_and_never_made_twice(data: Path, tmp_path: Path) -> None:
    (key,) = data.rglob("patient.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert clinic_key(tmp_path) == clinic_key(tmp_path)
    assert clinic_key(tmp_path) != key.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["patient.key"]


def test_a_refusal_and_the_logs_name_no_patient(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Refusal) as said:
        bring(tmp_path, visits({**PERSON, "Birth Date": "05/03/1961", "Visit Date": "05/02/2025"}))
    for secret in [*SECRETS.values(), "05/03/1961"]:
        assert secret not in str(said.value) + caplog.text


def test_one_number_is_one_patient_under_one_key_and_another_under_the_next() -> None:
    numbers = pl.Series("patient", ["12", "012", "12", None])
    one, other = Pseudonyms(b"a" * 32).of(numbers), Pseudonyms(b"b" * 32).of(numbers)
    assert one[0] == one[2]
    assert one[0] != one[1]
    assert one[3] is None
    assert not set(one.drop_nulls()) & set(other.drop_nulls())


@pytest.mark.slow
def test_the_same_patient_is_found_again_in_a_later_file(tmp_path: Path) -> None:
    bring(tmp_path, visits(PERSON))
    bring(tmp_path, visits({**PERSON, "Visit ID": "V7", "Visit Date": "20-Feb-2025"}), order=DateOrder.DMY)
    events = store(tmp_path).events("made-up-practice")
    assert events["visits"].select("patient").collect("polars").to_native()["patient"].n_unique() == 1


@pytest.mark.slow
def test_what_a_patient_wrote_freely_in_a_survey_is_not_kept(tmp_path: Path) -> None:
    survey = (
        "Response ID,Chart No,Visit Date,Question,Answer\n"
        "R1,1001,03-Feb-2025,Satisfied with action plan,Satisfied\n"
        "R2,1002,03-Feb-2025,Satisfied with action plan,Quillfeather was kind to me\n"
    )
    bring(tmp_path, survey)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    answers = [
        row
        for path in (tmp_path / "data").rglob("responses/*.parquet")
        for row in pl.read_parquet(path)["answer"].to_list()
    ]
    assert b"Quillfeather" not in kept
    assert sorted(answers) == ["?", "satisfied"]
