"""What each setting must look like. An error says what is wrong without repeating the value: it may be a secret."""

from __future__ import annotations

import os.path
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from pydantic import AfterValidator, BeforeValidator, Secret, SecretStr

SHORTEST_SECRET_KEY = 32
SHORTEST_SIGNING_SECRET = 16

HOST_NAME = re.compile(r"[A-Za-z0-9._-]+")

DATABASES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class DatabaseUrl(Secret[str]):
    """Shows where the database is, and never its password."""

    def _display(self) -> str:
        url = urlsplit(self.get_secret_value())
        user, at, host = url.netloc.rpartition("@")
        query = [(name, "***" if "password" in name.lower() else value) for name, value in parse_qsl(url.query)]
        # Written out by hand: urlunsplit loses a slash of sqlite:////an/absolute/path.
        shown = f"{url.scheme}://{user.split(':')[0]}{':***' if ':' in user else ''}{at}{host}{url.path}"
        return f"{shown}?{urlencode(query, safe='*/')}" if query else shown


def _token(prefix: str, kind: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if not text.startswith(prefix) or text == prefix or has_spaces(text):
            raise ValueError(f"must be {kind}, which starts with {prefix}")
        return token

    return AfterValidator(check)


def _signing_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if len(text) < SHORTEST_SIGNING_SECRET or text.startswith(("xox", "xapp-")) or has_spaces(text):
        raise ValueError("is not a signing secret; it stands on the app's page under Basic Information")
    return secret


def _secret_key(key: SecretStr) -> SecretStr:
    """One, or several with commas between them: the first encrypts and signs, the others still open what is older."""
    if any(len(one.strip()) < SHORTEST_SECRET_KEY for one in key.get_secret_value().split(",")):
        raise ValueError(f"must have at least {SHORTEST_SECRET_KEY} characters, and so must each of several")
    return key


def _api_url(text: str) -> str:
    url = address(text)
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        raise ValueError("must be https: the tokens would travel readable (http is for this machine only)")
    if not url.path.endswith("/"):
        raise ValueError("must end with /")
    return text


def _base_url(text: str) -> str:
    address(text)
    return text.rstrip("/")


def _database_url(given: object) -> object:
    if not isinstance(given, str):
        return given
    scheme, separator, rest = given.strip().partition("://")
    if not separator or scheme not in DATABASES:
        raise ValueError("must start with sqlite:/// or postgresql://")
    path = split(given.strip()).path.strip("/")
    if scheme == "sqlite" and (not rest.startswith("/") or path in ("", ":memory:")):
        raise ValueError("must name a file, as sqlite:///incidentbot.db does: what is only in memory gets lost")
    if not path:
        raise ValueError("must end with the name of the database")
    return DatabaseUrl(f"{DATABASES[scheme]}://{rest}")


def _process_file(path: Path) -> Path:
    if not os.path.isfile(path):  # Path.is_file raises on a name that is too long
        raise ValueError(f"there is no file {path}")
    return path


def _host(host: str) -> str:
    if not HOST_NAME.fullmatch(host) and not _is_ip(host):
        raise ValueError("must be a host name or an IP address alone, without http:// and without a port")
    return host


def _port(port: object) -> object:
    text = str(port).strip()
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= 65535):
        raise ValueError("must be a whole number from 0 to 65535")
    return int(text)


def address(text: str) -> SplitResult:
    url = split(text)
    if url.scheme not in ("http", "https") or not url.hostname or has_spaces(text):
        raise ValueError("must be an address that starts with http:// or https://")
    if url.username is not None or "?" in text or "#" in text:
        raise ValueError("must be an address without a user name, a ? and a #")
    return url


def split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port  # read lazily; a wrong one is found only here
    except ValueError:
        url = None
    if url is None:  # raised out here, because the library's own error repeats the text
        raise ValueError("cannot be read; in a password @ : / # ? are written as %40 %3A %2F %23 %3F")
    return url


def has_spaces(text: str) -> bool:
    return any(character.isspace() or not character.isprintable() for character in text)


def _is_ip(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


BotToken = Annotated[SecretStr, _token("xoxb-", "a bot token")]
AppToken = Annotated[SecretStr, _token("xapp-", "an app-level token")]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
SecretKey = Annotated[SecretStr, AfterValidator(_secret_key)]
ApiUrl = Annotated[str, AfterValidator(_api_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Database = Annotated[DatabaseUrl, BeforeValidator(_database_url)]
ProcessFile = Annotated[Path, AfterValidator(_process_file)]
Host = Annotated[str, AfterValidator(_host)]
Port = Annotated[int, BeforeValidator(_port)]
