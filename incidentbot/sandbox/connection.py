"""HTTP connections that can really be broken: a fault closes the TCP connection instead of answering."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import MutableMapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

Scope = MutableMapping[str, Any]


class BreakableHTTP(H11Protocol):
    """Puts its TCP connection into the state of each request (a WebSocket inherits that state on its upgrade)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def break_off(scope: Scope) -> None:
    """Close without an answer; what the peer has not read yet is lost."""
    scope["state"]["transport"].abort()


def reset(scope: Scope) -> None:
    """Close with a TCP reset, as a cut line does. The peer learns at once instead of reading an endless end of file."""
    transport: asyncio.Transport = scope["state"]["transport"]
    at_once = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()
