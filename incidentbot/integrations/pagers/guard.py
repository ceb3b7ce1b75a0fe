"""Addresses that a person typed in: requests to them never reach what is inside, whatever a name resolves to."""

from __future__ import annotations

import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from incidentbot.errors import CannotBeDone, TryAgain

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Outside:
    """Where a request goes: `url` names the number that was checked, the rest says whom it is meant for."""

    url: str
    headers: Mapping[str, str]
    extensions: Mapping[str, str]


def outside(url: str, allowed: Collection[str] = ()) -> Outside:
    """Looks the host up once, and pins it. `allowed` are hosts (with their port, if not the usual one) that may be
    inside. Raises CannotBeDone, TryAgain.
    """
    parts = _split(url)
    name, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    is_allowed = parts.netloc.lower() in allowed
    if parts.scheme == "http" and not is_allowed:
        raise CannotBeDone("The address must start with https://, so that nobody reads along.", "address")
    number = _number(name, port, is_allowed)
    shown = f"[{number}]" if ":" in number else number
    place = f"{shown}:{parts.port}" if parts.port else shown
    return Outside(parts._replace(netloc=place).geturl(), {"Host": parts.netloc}, {"sni_hostname": name})


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # read lazily; a wrong one is found only here
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise CannotBeDone("This is not an address on the web.", "address")
    return parts


def _number(name: str, port: int, is_allowed: bool) -> str:
    numbers = _numbers(name, port)
    if not is_allowed and not all(map(_is_outside, numbers)):
        raise CannotBeDone(f"{name} is inside our own network; see INCIDENTBOT_INNER_HOSTS.", "address")
    return numbers[0]


def _numbers(name: str, port: int) -> list[str]:
    try:
        return [str(ip_address(name))]
    except ValueError:
        pass  # a name
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise TryAgain(f"{name} cannot be looked up.") from unknown
    return [str(entry[4][0]).partition("%")[0] for entry in found]


def _is_outside(number: str) -> bool:
    address = ip_address(number)
    if isinstance(address, IPv6Address) and (wrapped := address.ipv4_mapped or address.sixtofour):
        address = wrapped  # the same machine in another notation
    return address.is_global and not address.is_multicast
