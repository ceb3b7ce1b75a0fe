"""The bot, running in this process or in one of its own, beside a sandbox."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import uvicorn

from incidentbot.bootstrap import Incidentbot
from incidentbot.sandbox import Sandbox, start
from incidentbot.sandbox.followed_clock import FollowedClock
from incidentbot.settings import Settings, load

LEASE = timedelta(seconds=1)
MANIFEST = Path(__file__).parents[1] / "manifest.yml"


def settings_for(
    sandbox: Sandbox,
    database_url: str,
    http: bool = False,
    port: int = 0,
    process: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> Settings:
    door = {"SLACK_SIGNING_SECRET": sandbox.signing_secret} if http else {"SLACK_APP_TOKEN": sandbox.app_token}
    environ: Mapping[str, str] = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database_url,
        "INCIDENTBOT_PORT": str(port),
        "INCIDENTBOT_SECRET_KEY": "a-secret-key-for-tests-only-0123456789",
        **sandbox.providers,
        **door,
        **({"INCIDENTBOT_PROCESS": str(process)} if process else {}),
        **(more or {}),
    }
    return load(environ)


@contextmanager
def sandbox_running() -> Iterator[Sandbox]:
    sandbox = start(manifest=MANIFEST)
    try:
        yield sandbox
    finally:
        sandbox.stop()


@contextmanager
def bot_running(
    sandbox: Sandbox,
    database_url: str,
    http: bool = False,
    process: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> Iterator[Incidentbot]:
    """In this process; with `http` the sandbox delivers by signed HTTP, otherwise through Socket Mode."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    clock = FollowedClock(sandbox.url)
    clock.start()
    bot = Incidentbot(settings_for(sandbox, database_url, http, port, process, more), clock, lease=LEASE)
    server = uvicorn.Server(uvicorn.Config(bot.web, log_config=None, access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    bot.start()
    thread.start()
    try:
        yield bot
    finally:
        server.should_exit = True
        thread.join(5)
        clock.stop()
        bot.stop()
        with suppress(OSError):
            listener.close()
