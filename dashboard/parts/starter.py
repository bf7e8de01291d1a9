"""A file to double-click that opens the app on a data folder: of Windows, of a Mac, of a Linux desktop."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from ingest.for_people import Refusal

NAME = "Huddleboard"
WAIT = 4  # seconds from the start of the server until the browser asks for the page


@dataclass(frozen=True)
class Starter:
    """A file by its name and text, with the line ends its system reads."""

    name: str
    text: str
    newline: str = "\n"


def starter(system: str, python: str, folder: Path, port: int) -> Starter:
    """The starter for a system as `sys.platform` names it; paths with blanks or signs of a shell stay one word."""
    address = f"http://127.0.0.1:{port}"
    if system == "win32":
        return Starter(f"{NAME}.bat", _batch(python, folder, port, address), "\r\n")
    words = [python, "-m", "dashboard.cli", "serve", "--data", str(folder), "--port", str(port)]
    serve = " ".join(shlex.quote(word) for word in words)
    if system == "darwin":
        return Starter(f"{NAME}.command", f"#!/bin/sh\n(sleep {WAIT}; open {address}) &\nexec {serve}\n")
    script = f"(sleep {WAIT}; xdg-open {address}) & exec {serve}"
    entry = f"[Desktop Entry]\nType=Application\nName={NAME}\nTerminal=true\nExec=sh -c {_entry_word(script)}\n"
    return Starter(f"{NAME}.desktop", entry)


def desktop(home: Path) -> Path:
    """The desktop of whoever sits here, also where OneDrive keeps it; without one their home folder."""
    for place in (home / "Desktop", home / "OneDrive" / "Desktop"):
        if place.is_dir():
            return place
    return home


def write(made: Starter, folder: Path) -> Path:
    """Write it so that it can be started. Raises Refusal where the folder is not there or cannot be written to."""
    file = folder / made.name
    try:
        file.write_text(made.text, "utf-8", newline=made.newline)
        file.chmod(0o755)
    except OSError as problem:
        raise Refusal(
            f"{file} could not be written ({problem.strerror}). Name a folder you may write to with --to FOLDER."
        ) from None
    return file


def _batch(python: str, folder: Path, port: int, address: str) -> str:
    lines = [
        "@echo off",
        "chcp 65001 >nul",
        f'start "" /b cmd /c "timeout /t {WAIT} /nobreak >nul & start {address}"',
        f'"{_percent(python)}" -m dashboard.cli serve --data "{_percent(str(folder))}" --port {port}',
        "pause",
    ]
    return "".join(f"{line}\n" for line in lines)


def _percent(path: str) -> str:
    """In a batch file a per cent sign begins a variable unless it is doubled."""
    return path.replace("%", "%%")


def _entry_word(script: str) -> str:
    """One quoted argument of a desktop entry (Desktop Entry Specification, Exec): four signs are escaped, % doubled.

    The value is a string of the file first, where a backslash is written twice.
    """
    quoted = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in script)
    return f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")
