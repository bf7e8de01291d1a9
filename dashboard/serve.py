"""Start the app in this process, on this machine only."""

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


def serve(folder: Path, port: int) -> int:
    """Open the app on `folder`; bound to the loopback address, no telemetry, no traceback on a screen."""
    os.environ["HUDDLEBOARD_DATA"] = str(folder)
    app = importlib.util.find_spec("streamlit_app")
    if app is None or app.origin is None:
        raise FileNotFoundError("streamlit_app.py is not installed with the package")
    from streamlit.web import bootstrap

    print(
        f"Huddleboard is open at http://127.0.0.1:{port} (data folder: {folder}). Stop it with Ctrl+C.",
        flush=True,
    )
    options = {**OPTIONS, "server_port": port}
    bootstrap.load_config_options(options)
    Thread(target=warm, args=(port,), daemon=True).start()
    bootstrap.run(app.origin, False, [], options)
    return 0


def warm(port: int) -> None:
    """Load what the pages need once the server answers: neither the start nor the first page waits for it."""
    for _ in range(200):
        time.sleep(0.1)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
    importlib.import_module("dashboard.front")
    importlib.import_module("dashboard.under_study")
