"""Start the app for a network: people sign in, and everything travels by TLS or by the one proxy that is named."""

from __future__ import annotations

import importlib.util
import os
import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import tomli_w

from dashboard.forms.signed_in import PROXY
from dashboard.parts.server import OPTIONS, CannotServe, ask_nobody_outside
from dashboard.records.access import FOR_MANY
from ingest.safekeeping.files import private_file
from ingest.store import SETTINGS_FILE

EXAMPLE = """
[sign_in]
address = "https://huddleboard.example.ca"
provider = "https://id.example.ca/.well-known/openid-configuration"
client_id = "…"
client_secret = "…"
certificate = "cert.pem"   # with key = "key.pem"; or, behind a proxy that ends TLS: proxy = "10.0.0.5"
key = "key.pem"
"""


@dataclass(frozen=True)
class SignIn:
    """What `huddleboard.toml` says of signing in: the address people open, the provider, and how TLS is done."""

    address: str
    provider: str
    client_id: str
    client_secret: str
    certificate: str = ""
    key: str = ""
    proxy: str = ""
    listen: str = "0.0.0.0"

    @property
    def host(self) -> str:
        """The name of the address."""
        return urlsplit(self.address).hostname or ""


def read_sign_in(folder: Path) -> SignIn:
    """What the folder's settings say; raises CannotServe with what is missing."""
    file = folder / SETTINGS_FILE
    try:
        told = tomllib.loads(file.read_text("utf-8")).get("sign_in", {}) if file.exists() else {}
    except (ValueError, OSError):
        raise CannotServe(f"{file} cannot be read as TOML. Correct it.") from None
    known = {one.name for one in fields(SignIn)}
    if not isinstance(told, dict) or set(told) - known or not all(isinstance(v, str) for v in told.values()):
        raise CannotServe(f"{file}: [sign_in] is written like this:\n{EXAMPLE}")
    lacks = [name for name in ("address", "provider", "client_id", "client_secret") if not told.get(name)]
    if lacks:
        raise CannotServe(
            f"{file} does not say {', '.join(lacks)} under [sign_in]. It is written like this:\n{EXAMPLE}"
        )
    return checked(SignIn(**told), folder)


def checked(said: SignIn, folder: Path) -> SignIn:
    """The same; raises CannotServe where people would not be safe on the way."""
    if urlsplit(said.address).scheme != "https" or not said.host or urlsplit(said.address).path not in ("", "/"):
        raise CannotServe("The address people open begins with https:// and ends with the server's name (and port).")
    if bool(said.certificate) != bool(said.key) or bool(said.certificate) == bool(said.proxy):
        raise CannotServe(
            "Name a certificate with its key, or the proxy that ends TLS in front of this server (its address here)."
        )
    for name in (said.certificate, said.key):
        if name and not (folder / name).is_file():
            raise CannotServe(f"{folder / name} is not there. Name the file as it lies in the data folder.")
    return said


def serve_for_many(folder: Path, port: int) -> int:
    """Open the app on `folder` for people who sign in."""
    said = read_sign_in(folder)
    if importlib.util.find_spec("authlib") is None:
        raise CannotServe("Signing in needs the extra “many”: pip install 'huddleboard[many]'. Then start again.")
    os.environ |= {"HUDDLEBOARD_DATA": str(folder), FOR_MANY: "1", PROXY: said.proxy}
    os.environ["FORWARDED_ALLOW_IPS"] = "192.0.2.1"  # nobody's: only the app itself believes what the proxy says
    from streamlit.web import bootstrap

    options = options_for(said, port, secrets_file(said), folder)
    bootstrap.load_config_options(options)
    ask_nobody_outside()
    print(f"Huddleboard is open for those who may sign in at {said.address}. (Stop it with Ctrl+C.)", flush=True)
    from dashboard.parts.served import script

    bootstrap.run_asgi_app(script(), "dashboard.parts.served_for_many:app", [], options)
    return 0


def options_for(said: SignIn, port: int, told: Path, folder: Path) -> dict[str, object]:
    """Streamlit's options: the one host that is asked for, and the certificate where this server ends TLS."""
    own: dict[str, object] = {
        "server_port": port, "server_address": said.listen, "server_allowedHosts": [said.host],
        "secrets_files": [str(told)],
    }  # fmt: skip
    if said.certificate:
        own |= {"server_sslCertFile": str(folder / said.certificate), "server_sslKeyFile": str(folder / said.key)}
    return OPTIONS | own


def secrets_file(said: SignIn) -> Path:
    """What Streamlit's sign-in reads; the cookies' secret is new with each start, so that a restart signs all out."""
    file = Path(mkdtemp(prefix="huddleboard-")) / "secrets.toml"
    auth = {
        "redirect_uri": f"{said.address.rstrip('/')}/oauth2callback",
        "cookie_secret": secrets.token_urlsafe(48),
        "client_id": said.client_id,
        "client_secret": said.client_secret,
        "server_metadata_url": said.provider,
    }
    with private_file(file) as out:
        out.write(tomli_w.dumps({"auth": auth}).encode())
    return file
