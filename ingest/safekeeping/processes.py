"""Whether another program still runs. On Windows `os.kill(pid, 0)` would end it, so it is asked for there otherwise."""

import os
from typing import Any

from ingest.safekeeping.files import on_windows

#: Windows: may ask about a process, and what an unfinished one answers for its exit code.
ASK, STILL_ACTIVE, REFUSED = 0x1000, 259, 5


def alive(pid: int) -> bool:
    """Whether a process of this number runs; where that cannot be told, it is taken to."""
    if pid <= 0:
        return False
    return _alive_on_windows(pid) if on_windows() else _alive(pid)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def kernel32() -> Any:
    """The library of Windows that knows its processes."""
    import ctypes

    return ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]


def _alive_on_windows(pid: int) -> bool:
    import ctypes

    windows = kernel32()
    handle = windows.OpenProcess(ASK, False, pid)
    if not handle:
        return bool(windows.GetLastError() == REFUSED)
    code = ctypes.c_ulong()
    try:
        told = windows.GetExitCodeProcess(handle, ctypes.byref(code))
    finally:
        windows.CloseHandle(handle)
    return not told or code.value == STILL_ACTIVE
