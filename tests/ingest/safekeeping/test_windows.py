"""The branches for Windows, with a fake of what they ask of it: they were not run on Windows itself."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.safekeeping import files, processes


@pytest.fixture(autouse=True)
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (files, processes):
        monkeypatch.setattr(module, "on_windows", lambda: True)
    monkeypatch.setattr(files, "PAUSE_SECONDS", 0)


def test_a_folder_is_never_opened_there_and_a_file_is_opened_for_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows opens no folder, and flushes no file that was opened for reading alone."""
    opened: list[tuple[str, int]] = []
    real = os.open

    def like_windows(path: str | Path, how: int, *mode: int) -> int:
        opened.append((str(path), how))
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, how, *mode)

    monkeypatch.setattr(os, "open", like_windows)
    (tmp_path / "file").write_bytes(b"x")
    files.to_disk(tmp_path)
    files.to_disk(tmp_path / "file")
    assert opened == [(str(tmp_path / "file"), os.O_RDWR)]


def test_a_rename_waits_for_a_scanner_that_holds_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").write_bytes(b"x")
    real, held = os.replace, [1, 2, 3]

    def like_windows(old: Path, new: Path) -> None:
        if held:
            held.pop()
            raise PermissionError(13, "The process cannot access the file")
        real(old, new)

    monkeypatch.setattr(os, "replace", like_windows)
    files.renamed(tmp_path / "new", tmp_path / "name")
    assert (tmp_path / "name").read_bytes() == b"x"
    held.extend(range(files.TRIES))
    with pytest.raises(PermissionError):
        files.renamed(tmp_path / "name", tmp_path / "other")
    assert (tmp_path / "name").exists()


class Kernel:
    """As much of kernel32 as is asked: processes by number, with their exit code."""

    def __init__(self, codes: dict[int, int], error: int = 87) -> None:
        self.codes, self.error, self.closed = codes, error, 0

    def OpenProcess(self, _: int, __: bool, pid: int) -> int:
        return pid if pid in self.codes else 0

    def GetExitCodeProcess(self, handle: int, code: Any) -> int:
        code._obj.value = self.codes[handle]
        return 1

    def CloseHandle(self, _: int) -> int:
        self.closed += 1
        return 1

    def GetLastError(self) -> int:
        return self.error


@pytest.mark.parametrize(
    ("kernel", "alive"),
    [(Kernel({7: 259}), True), (Kernel({7: 0}), False), (Kernel({}), False), (Kernel({}, error=5), True)],
)
def test_a_process_is_asked_after_and_never_ended(kernel: Kernel, alive: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """`os.kill(pid, 0)` ends a process on Windows."""

    def never(*_: int) -> None:
        raise AssertionError("os.kill would end the process")

    monkeypatch.setattr(os, "kill", never)
    monkeypatch.setattr(processes, "kernel32", lambda: kernel)
    assert processes.alive(7) is alive
    assert kernel.closed == (7 in kernel.codes)


def test_permissions_are_not_touched_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Callable[..., None]] = []
    monkeypatch.setattr(Path, "chmod", lambda *_: called.append(tmp_path.chmod))
    files.private_folder(tmp_path / "a" / "b")
    assert called == []
    assert (tmp_path / "a" / "b").is_dir()


def test_our_own_process_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "on_windows", lambda: False)
    assert processes.alive(os.getpid())
    assert not processes.alive(0)
    assert not processes.alive(2**22 + 12345)
