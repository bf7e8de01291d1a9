"""`huddleboard shortcut`: one file to double-click, that starts the app on the right folder with any path."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.parts.starter import desktop, starter

ODD = "Dr. O'Neil's \"50%\" $HOME `x` back\\slash é"


def test_the_command_writes_a_starter_that_can_be_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["shortcut", "--data", str(tmp_path / "data"), "--to", str(tmp_path)]) == 0
    (file,) = [one for one in tmp_path.iterdir() if one.is_file()]
    assert str(file) in capsys.readouterr().out
    assert os.access(file, os.X_OK)
    assert sys.executable in file.read_text("utf-8")


def test_a_folder_that_is_not_there_is_said_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["shortcut", "--data", str(tmp_path), "--to", str(tmp_path / "gone")]) == 2
    assert "--to FOLDER" in capsys.readouterr().err


def test_on_a_mac_any_path_stays_one_word(tmp_path: Path) -> None:
    made = starter("darwin", "/opt/py thon/python", tmp_path / ODD, 8501)
    last = made.text.splitlines()[-1]
    assert made.name == "Huddleboard.command"
    assert shlex.split(last)[1:] == [
        "/opt/py thon/python", "-m", "dashboard.cli", "serve", "--data", str(tmp_path / ODD), "--port", "8501",
    ]  # fmt: skip


def test_on_linux_the_entry_reads_back_to_a_script_that_keeps_any_path_one_word(tmp_path: Path) -> None:
    made = starter("linux", "echo", tmp_path / ODD, 8501)
    entry = configparser.RawConfigParser()
    entry.read_string(made.text)
    value = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    assert value.startswith('sh -c "')
    script = re.sub(r'\\(["`$\\])', r"\1", value.removeprefix('sh -c "').removesuffix('"'))
    quiet = script.replace("xdg-open", "true").replace("sleep 4", "true")
    said = subprocess.run(["sh", "-c", quiet], capture_output=True, text=True, check=True).stdout
    assert said == f"-m dashboard.cli serve --data {tmp_path / ODD} --port 8501\n"


def test_on_windows_a_batch_file_holds_paths_in_quotes_and_no_variable() -> None:
    made = starter("win32", r"C:\Program Files\py\python.exe", Path("data 50% é"), 8502)
    assert (made.name, made.newline) == ("Huddleboard.bat", "\r\n")
    assert r'"C:\Program Files\py\python.exe" -m dashboard.cli serve --data "data 50%% é" --port 8502' in made.text
    assert "start http://127.0.0.1:8502" in made.text


def test_the_desktop_is_found_where_onedrive_keeps_it(tmp_path: Path) -> None:
    assert desktop(tmp_path) == tmp_path
    (tmp_path / "OneDrive" / "Desktop").mkdir(parents=True)
    assert desktop(tmp_path) == tmp_path / "OneDrive" / "Desktop"
