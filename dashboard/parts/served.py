"""The app as the server runs it: Streamlit's, closed against every other page and program."""

from importlib.util import find_spec

from streamlit import App, config

from dashboard.parts import everyone
from dashboard.parts.closed import Closed
from dashboard.parts.everyone import ForEveryone


def script() -> str:
    """Where the app's one script lies. Raises FileNotFoundError where it is not installed."""
    found = find_spec("streamlit_app")
    if found is None or found.origin is None:
        raise FileNotFoundError("streamlit_app.py is not installed with the package")
    return found.origin


app = Closed(ForEveryone(App(script(), routes=[everyone.script()])), hosts=config.get_option("server.allowedHosts"))
