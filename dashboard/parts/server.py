"""Start the app in this process: on this machine only, or the tally alone for the phones of the practice."""

import errno
import gc
import importlib
import os
import socket
import time
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from ingest.for_people import ForPeople

LOOPBACK = "127.0.0.1"
OPTIONS: dict[str, Any] = {
    "server_headless": True,
    "server_fileWatcherType": "none",
    "browser_gatherUsageStats": False,
    "client_toolbarMode": "minimal",
    "client_showErrorDetails": "none",
    "server_maxUploadSize": 500,
    "theme_base": "light",
    "theme_primaryColor": "#1f5f8b",
}
TALLY = "tally"
#: What the pages need, loaded once the server answers: neither the start nor the first page waits for it.
NEEDED = ("dashboard.pages.huddling.huddle", "dashboard.pages.one_measure.measure_page")
NEEDED_BY_THE_TALLY = ("dashboard.pages.tallying.page",)
EVERYWHERE = ("", "0.0.0.0", "::")


class CannotServe(ForPeople):
    """The app cannot be opened at this address; the message says why and what to do."""


def serve(folder: Path, port: int, host: str | None = None) -> int:
    """Open the app on `folder`: no telemetry, no traceback on a screen.

    It answers on the loopback address only. With a `host` it answers on that address, and has one page, the tally,
    which holds nothing of a patient: whoever is in the practice's network could open the others without a login.
    """
    address = LOOPBACK if host is None else host
    check(address, port)
    os.environ["HUDDLEBOARD_DATA"] = str(folder)
    if host is not None:
        os.environ["HUDDLEBOARD_ONLY"] = TALLY
    from streamlit.web import bootstrap

    print(f"{told(address, port, host is not None)} (Data folder: {folder}. Stop it with Ctrl+C.)", flush=True)
    options = options_for(address, port, host is not None)
    bootstrap.load_config_options(options)
    ask_nobody_outside()
    needed = NEEDED if host is None else NEEDED_BY_THE_TALLY
    Thread(target=warm, args=(address, port, needed), daemon=True).start()
    from dashboard.parts.served import script

    bootstrap.run_asgi_app(script(), "dashboard.parts.served:app", [], options)
    return 0


def options_for(address: str, port: int, phones: bool) -> dict[str, Any]:
    """Streamlit's options: only a browser that asks for this very address gets an answer, and phones send no file.

    Without the list of hosts a page from elsewhere could give itself a name that leads here, and read the charts.
    """
    hosts = [address] if phones else [LOOPBACK, "localhost"]
    own: dict[str, Any] = {"server_port": port, "server_address": address, "server_allowedHosts": hosts}
    return OPTIONS | own | ({"server_maxUploadSize": 0} if phones else {})


def ask_nobody_outside() -> None:
    """Streamlit asks a service in the internet for this computer's address when a stranger's page calls; not here."""
    from streamlit import net_util

    vars(net_util)["get_external_ip"] = lambda: None


def told(address: str, port: int, phones: bool) -> str:
    """What is open, where, and of the tally for phones who can use it."""
    at = f"http://{f'[{address}]' if ':' in address else address}:{port}"
    if not phones:
        return f"Huddleboard is open at {at}."
    if only_here(address):
        return f"The tally alone is open at {at}. Only this computer reaches that address, no phone does. {_hint()}"
    return (
        f"The tally alone is open. On a phone in the practice's network, open {at}.\n"
        "Whoever is in that network can count there, and set up and stop tallies, without a login. No other page "
        "opens, and nothing of a patient is in it.\n"
        "If a phone gets no answer, this computer's firewall keeps it out."
    )


def only_here(address: str) -> bool:
    """Whether an address is reached from this computer only."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address.casefold() == "localhost"


def check(address: str, port: int) -> None:
    """Raise CannotServe where this computer has no such address, or the port is taken or not allowed."""
    if address in EVERYWHERE:
        raise CannotServe(f"{address or 'nothing'} is no single address of this computer. {_hint()}")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name != "nt":  # there it would let two programs share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except (OSError, OverflowError, UnicodeError) as problem:
        raise CannotServe(_why(problem, address, port)) from None


def _why(problem: Exception, address: str, port: int) -> str:
    number = getattr(problem, "errno", None)
    if isinstance(problem, OverflowError):
        return f"{port} is not a port. Choose one between 1024 and 65535 with --port."
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} of {address} is in use already, perhaps by Huddleboard itself. Close that, or choose another "
            f"with --port {port + 1}."
        )
    if number == errno.EACCES:
        return f"This computer keeps port {port} for itself. Choose one between 1024 and 65535 with --port."
    return f"{address} is not an address of this computer. {_hint()}"


def _hint() -> str:
    own = own_address()
    maybe = f" It may be {own}." if own else ""
    return f"Give the one that it has in the practice's network, as its network settings show it.{maybe}"


def own_address() -> str:
    """The address from which this computer would speak to others; empty where it has no network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737)
            own: str = probe.getsockname()[0]
        except OSError:
            return ""
    return own


def warm(address: str, port: int, needed: Sequence[str]) -> None:
    """Load modules as soon as the server answers, and take what then lives out of every later search for rubbish.

    Streamlit runs `gc.collect(2)` after each run of a page, which looked through all modules and took most of the time
    of a changed filter (187 -> 115 ms at the server with this, a bare page 100).
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for _ in range(200):
        time.sleep(0.1)
        with socket.socket(family) as probe:
            if probe.connect_ex((address, port)) == 0:
                break
    for name in needed:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
