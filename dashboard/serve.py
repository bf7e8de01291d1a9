"""Start the app in this process: on this machine only, or the tally alone for the phones of the practice."""

import importlib.util
import os
import socket
import time
from pathlib import Path
from threading import Thread

OPTIONS = {
    "server_address": "127.0.0.1",
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


def serve(folder: Path, port: int, host: str | None = None) -> int:
    """Open the app on `folder`: no telemetry, no traceback on a screen.

    It answers on the loopback address only. With a `host` it answers on that address, and has one page, the tally,
    which holds nothing of a patient: whoever is in the practice's network could open the others without a login.
    """
    os.environ["HUDDLEBOARD_DATA"] = str(folder)
    if host is not None:
        os.environ["HUDDLEBOARD_ONLY"] = TALLY
    app = importlib.util.find_spec("streamlit_app")
    if app is None or app.origin is None:
        raise FileNotFoundError("streamlit_app.py is not installed with the package")
    from streamlit.web import bootstrap

    what = "Huddleboard" if host is None else "The tally alone"
    at = f"http://{host or OPTIONS['server_address']}:{port}"
    print(f"{what} is open at {at} (data folder: {folder}). Stop it with Ctrl+C.", flush=True)
    options = {**OPTIONS, "server_port": port, "server_address": host or OPTIONS["server_address"]}
    bootstrap.load_config_options(options)
    Thread(target=warm, args=(port,), daemon=True).start()
    bootstrap.run(app.origin, False, [], options)
    return 0


def warm(port: int) -> None:
    """Load what the pages need once the server answers: neither the start nor the first page waits for it."""
    for _ in range(200):
        time.sleep(0.1)
        with socket.socket() as probe:
            if probe.connect_ex((OPTIONS["server_address"], port)) == 0:
                break
    importlib.import_module("dashboard.front")
    importlib.import_module("dashboard.under_study")
