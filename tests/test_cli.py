"""The command line: what it prints, its columns, and its exit status (0 done, 2 refused with the reason)."""

import csv
import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from made_up_export import SETTINGS, orders, visits

from dashboard import commands
from dashboard.cli import found, main
from dashboard.parts.server import ask_nobody_outside, options_for, told
from dashboard.telling.spreadsheet import harmless

COUNT_COLUMNS = [
    "measure",
    "period",
    "provider",
    "numerator",
    "denominator",
    "unknown",
    "not_recorded",
    "immature",
    "partial",
]
ROW_COLUMNS = ["file", "line", "source_id", "date", "provider", "class", "why", "red_flag", "atoms"]


@pytest.fixture
def exports(tmp_path: Path) -> list[str]:
    """Two files and a clinic.toml as a person has them."""
    (tmp_path / "clinic.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "visits.csv").write_text(visits({"Reason": "LBP, no red flags"}, {"Visit Date": ""}), "utf-8")
    (tmp_path / "orders.csv").write_text(orders({}), "utf-8")
    return [str(tmp_path / "visits.csv"), str(tmp_path / "orders.csv")]


@pytest.fixture
def data(tmp_path: Path, exports: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The options that name a data folder with the two files in it."""
    where = ["--data", str(tmp_path / "data")]
    settings = ["--clinic", str(tmp_path / "clinic.toml"), "--export-date", "2025-06-30"]
    assert main(["import", *where, *settings, *exports]) == 0
    capsys.readouterr()
    return where


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.slow
def test_import_prints_the_accounting_of_each_file(
    tmp_path: Path, exports: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    # Who orders is not said: the proposal (those who see patients) is taken.
    assert main(["import", "--yes", "--data", str(tmp_path / "data"), "--json", *exports]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["imported"] is True
    seen = told["files"]["visits.csv"]
    assert (seen["rows_read"], seen["accepted"], seen["exact_repeats"]) == (2, 1, [])
    assert [(r["line"], r["class"]) for r in seen["refused"]] == [(3, "date_missing")]


@pytest.mark.slow
def test_importing_again_is_done_too_and_says_that_nothing_changed(
    data: list[str], exports: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", *data, *exports]) == 0
    assert "nothing was changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Fruit,Colour\napple,red\n", "is a column name we know"),
        (visits({"Visit Date": "05/02/2025"}), "read both ways"),
        ("", ""),
    ],
)
def test_a_refused_import_is_status_2_with_the_reason(
    tmp_path: Path, content: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.csv").write_text(content, "utf-8")
    assert main(["import", "--data", str(tmp_path / "data"), str(tmp_path / "bad.csv")]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("huddleboard: ")
    assert says in told.err
    assert told.out == ""


@pytest.mark.slow
@pytest.mark.parametrize("chosen", ["dmy", "mdy"])
def test_the_order_of_dates_can_be_chosen(tmp_path: Path, chosen: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "visits.csv").write_text(visits({"Visit Date": "05/02/2025"}), "utf-8")
    assert main(["import", "--data", str(tmp_path / "data"), "--date-order", chosen, str(tmp_path / "visits.csv")]) == 0
    capsys.readouterr()
    main(["rows", "visits", "--data", str(tmp_path / "data")])
    (row,) = table(capsys.readouterr().out)
    assert row["date"] == {"dmy": "2025-02-05", "mdy": "2025-05-02"}[chosen]


@pytest.mark.parametrize("settings", ["adult_ages = 18", "name = "])
def test_settings_that_cannot_be_used_are_refused(
    tmp_path: Path, exports: list[str], settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "clinic.toml").write_text(settings, "utf-8")
    assert main(["import", "--data", str(tmp_path / "data"), "--clinic", str(tmp_path / "clinic.toml"), *exports]) == 2
    assert "clinic.toml" in capsys.readouterr().err


@pytest.mark.slow
def test_counts_print_the_stable_columns_with_a_row_per_measure_period_and_provider(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["counts", *data, "--by", "provider"]) == 0
    rows = table(capsys.readouterr().out)
    assert list(rows[0]) == COUNT_COLUMNS
    assert {row["provider"] for row in rows} == {"A", "B", "ALL"}
    february = [r for r in rows if r["measure"] == "_lbp_visits" and r["period"] == "2025-02"]
    assert {(r["provider"], r["numerator"], r["denominator"]) for r in february} == {
        ("A", "1", ""),
        ("B", "0", ""),
        ("ALL", "1", ""),
    }


def test_counts_of_one_measure_as_json_have_no_denominator_for_a_count(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                "counts",
                *data,
                "--measure",
                "imaging_without_red_flags",
                "--format",
                "json",
                "--every",
                "quarter",
            ]
        )
        == 0
    )
    rows = json.loads(capsys.readouterr().out)
    assert {r["measure"] for r in rows} == {"imaging_without_red_flags"}
    assert [r["period"] for r in rows] == [f"{y}-Q{q}" for y in (2024, 2025) for q in (1, 2, 3, 4)][:6]
    assert {r["denominator"] for r in rows} == {None}


def test_a_measure_that_is_not_available_is_refused_with_those_that_are(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["counts", *data, "--measure", "physical_assessment"]) == 2
    assert "imaging_without_red_flags" in capsys.readouterr().err


def test_measures_say_which_are_available_and_why_the_others_are_not(
    data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["measures", *data, "--json"]) == 0
    told = {m["measure"]: m for m in json.loads(capsys.readouterr().out)}
    assert len(told) == 19
    assert told["imaging_without_red_flags"]["available"]
    assert told["lower_back_imaging_ebi"]["missing"] == ["no OPCS-4 column"]
    assert main(["measures", *data]) == 0
    assert "lower_back_imaging_ebi: not available: no OPCS-4 column" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["visits", "images"])
def test_unit_rows_can_be_followed_to_file_and_line(
    data: list[str], unit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rows", unit, *data]) == 0
    (row,) = table(capsys.readouterr().out)
    assert list(row) == ROW_COLUMNS
    assert (row["file"], row["line"]) == ("visits.csv" if unit == "visits" else "orders.csv", "2")
    assert row["class"] == ("lbp" if unit == "visits" else "linked")
    assert row["red_flag"] == "stated_absent"


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["svg", "html", "json"])
def test_a_chart_is_written_in_the_form_its_name_asks_for(data: list[str], tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"chart.{ending}"
    assert main(["chart", *data, "imaging_without_red_flags", "--out", str(out)]) == 0
    assert out.stat().st_size > 500


@pytest.mark.slow
def test_a_chart_in_no_known_form_or_of_an_unknown_clinician_is_refused(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chart", *data, "imaging_without_red_flags", "--out", str(tmp_path / "chart.bmp")]) == 2
    assert main(["chart", *data, "imaging_without_red_flags", "--provider", "Z", "--out", str(tmp_path / "c.svg")]) == 2
    assert "Roster: A, B" in capsys.readouterr().err


@pytest.mark.slow
def test_another_chart_and_another_rule_set_can_be_asked_for(data: list[str], tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    assert main(["chart", *data, "imaging_without_red_flags", "--chart", "i", "--rules", "mdc", "--out", str(out)]) == 0
    drawn = out.read_text("utf-8")
    assert "I chart" in drawn
    assert "Making Data Count" in drawn


@pytest.mark.slow
@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (["--chart", "pie"], "There is: c, cusum, ewma"),
        (["--rules", "mine"], "anhoej"),
        (["--chart", "p"], "needs n"),
    ],
)
def test_a_chart_that_does_not_fit_is_refused(
    data: list[str], tmp_path: Path, choice: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chart", *data, "imaging_without_red_flags", *choice, "--out", str(tmp_path / "c.svg")]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.slow
def test_a_chart_of_counts_is_refused_for_a_share(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share = ["imaging_rate_without_red_flags", "--chart", "c", "--out", str(tmp_path / "c.svg")]
    assert main(["chart", *data, *share]) == 2
    assert "run, p, pp or i fit it" in capsys.readouterr().err


def test_an_empty_data_folder_says_what_to_do_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["counts", "--data", str(tmp_path)]) == 2
    assert "Bring in an export first" in capsys.readouterr().err


# The app, and the tally alone for phones


@pytest.mark.parametrize("address", ["192.0.2.77", "no-such-computer.invalid", "0.0.0.0", "::", "", "a" * 80])
def test_an_address_that_is_not_this_computers_is_refused_with_a_sentence(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--data", str(tmp_path), "--tally-for-phones", address]) == 2
    assert "address of this computer. Give the one that it has in the practice's network" in capsys.readouterr().err


@pytest.mark.parametrize("phones", [[], ["--tally-for-phones", "127.0.0.1"]])
def test_a_port_in_use_is_refused_with_another_to_choose(
    tmp_path: Path, phones: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert main(["serve", "--data", str(tmp_path), "--port", str(port), *phones]) == 2
    assert f"choose another with --port {port + 1}" in capsys.readouterr().err


def test_a_number_that_is_no_port_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--data", str(tmp_path), "--port", "99999"]) == 2
    assert "99999 is not a port" in capsys.readouterr().err


def test_the_tally_for_phones_says_who_can_use_it_and_takes_no_file() -> None:
    said = told("192.168.1.20", 8501, phones=True)
    assert "open http://192.168.1.20:8501." in said
    assert "Whoever is in that network can count there" in said
    assert "http://[fd00::2]:8501" in told("fd00::2", 8501, phones=True)
    assert "no phone does" in told("127.0.0.1", 8501, phones=True)
    options = options_for("192.168.1.20", 8501, phones=True)
    assert (options["server_maxUploadSize"], options["server_allowedHosts"]) == (0, ["192.168.1.20"])


def test_streamlit_asks_nobody_outside_who_this_computer_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would, of a service in the internet, when a page from elsewhere calls the server."""
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    asked: list[str] = []
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)  # put back afterwards
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, timeout: asked.append(url))
    assert not is_url_from_allowed_origins("http://elsewhere.example")
    assert asked
    asked.clear()
    ask_nobody_outside()
    assert not is_url_from_allowed_origins("http://elsewhere.example")
    assert asked == []


def test_the_whole_app_answers_this_computer_only() -> None:
    options = options_for("127.0.0.1", 8501, phones=False)
    assert (options["server_address"], options["server_maxUploadSize"]) == ("127.0.0.1", 500)
    assert options["server_allowedHosts"] == ["127.0.0.1", "localhost"]


def test_a_cell_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert harmless("@x") == "'@x"
    assert [harmless(v) for v in ("plain", "", 5, None)] == ["plain", "", 5, None]


def test_the_help_loads_neither_the_tables_nor_the_readers_nor_the_screen() -> None:
    code = (
        "import sys; from dashboard.cli import parser; parser().format_help(); "
        "print([name for name in ('polars', 'numpy', 'sqlalchemy', 'streamlit', 'plotly') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_file_of_the_folder_is_one_command() -> None:
    files = {file.stem for file in Path(commands.__file__).parent.glob("[!_]*.py")}
    names = [command.name for command in found()]
    assert len(names) == len(set(names)) == len(files)


@pytest.mark.slow
@pytest.mark.parametrize("words", [["measures"], ["counts"], ["rows", "visits"], ["imports"]])
def test_a_reader_that_leaves_hears_of_nothing(data: list[str], words: list[str]) -> None:
    command = [sys.executable, "-m", "dashboard.cli", *words, *data]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()  # `| head -0`: whoever read is gone before a word is written
        assert running.stderr.read() == b""
        assert running.wait() == 0
