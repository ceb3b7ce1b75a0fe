"""One process: the web server, the bot around it and, where there is no Slack, the sandbox."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn
from pydantic import SecretStr

if sys.platform != "win32":
    import uvloop

from incidentbot import logs
from incidentbot.bootstrap import Incidentbot, manifest_path
from incidentbot.errors import SettingsError
from incidentbot.interpreter import be_prompt
from incidentbot.ports import Clock
from incidentbot.sandbox import Sandbox, start
from incidentbot.sandbox.followed_clock import FollowedClock
from incidentbot.setting_doubts import doubts
from incidentbot.setting_providers import ProviderSettings
from incidentbot.setting_rules import DatabaseUrl
from incidentbot.setting_watch import WatchSettings
from incidentbot.settings import Settings

log = logs.logger("incidentbot")

DIED = 3  # exit code when a vital part has died


def serve(settings: Settings, sandbox: bool, keep: Path | None, say: Callable[[str], None]) -> int:
    """Runs until it is told to stop; returns the exit code. `keep`: a folder in which the sandbox's state stays."""
    with ExitStack() as stack:
        listener = _bound(settings.host, settings.port)
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        clock: Clock | None = None
        world: Sandbox | None = None
        if sandbox:
            world, settings, clock = stack.enter_context(_sandbox(settings, keep))
        for doubt in doubts(settings) if not sandbox else ():
            log.warning("a setting cannot work as it is", reason=doubt)
        bot = Incidentbot(settings, clock)
        stack.callback(bot.stop)
        key = bot.keep_sandbox_key() if world else ""
        bot.start()
        be_prompt()
        signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=bot.reload, daemon=True).start())
        with asyncio.Runner(loop_factory=_quick_loop) as runner:
            return runner.run(_run(bot, listener, lambda: _welcome(settings, world, keep, key, say)))


def _quick_loop() -> asyncio.AbstractEventLoop:
    """A third more requests a second; there is none for Windows."""
    return asyncio.new_event_loop() if sys.platform == "win32" else uvloop.new_event_loop()


def _welcome(
    settings: Settings, world: Sandbox | None, keep: Path | None, key: str, say: Callable[[str], None]
) -> None:
    if world is None:
        say(f"Incidentbot is running: {settings.base_url}")
        return
    say("No Slack token is set, so this is the sandbox: a workspace that is not Slack, on this computer only.")
    say(f"Open {world.url} in your browser and type: /incident declare checkout is down")
    say(f"Alerts are taken at {settings.base_url}/v2/enqueue with the key {key}; the README shows one.")
    say(f"What happens here is {'kept in ' + str(keep) if keep else 'gone when you stop it'}. Ctrl+C stops it.")


async def _run(bot: Incidentbot, listener: socket.socket, ready: Callable[[], None]) -> int:
    config = uvicorn.Config(
        bot.web, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    died: list[str] = []
    loop = asyncio.get_running_loop()

    def end(part: str) -> None:
        died.append(part)
        loop.call_soon_threadsafe(setattr, server, "should_exit", True)

    bot.watch(end)

    async def tell() -> None:
        while not server.started:
            await asyncio.sleep(0.01)
        ready()

    telling = asyncio.create_task(tell())
    await server.serve(sockets=[listener])
    telling.cancel()
    return DIED if died else 0


def _bound(host: str, port: int) -> socket.socket:
    """Bound before anything else starts, so that a taken port is said at once. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol by name: asyncio switches off Nagle only where it reads TCP, and answers would wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as trouble:
        listener.close()
        raise SettingsError(
            f"INCIDENTBOT_PORT: port {port} of {host} cannot be used ({trouble.strerror}); "
            "for example INCIDENTBOT_PORT=3010, or 0 for any free one"
        ) from trouble
    return listener


@contextmanager
def _sandbox(settings: Settings, keep: Path | None) -> Iterator[tuple[Sandbox, Settings, Clock]]:
    """The workspace beside the bot: on the next port, or any free one. Its database is its own, unless one was set."""
    with tempfile.TemporaryDirectory(prefix="incidentbot-") as passing:
        folder = keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        wanted = settings.port + 1 if "port" in settings.model_fields_set and settings.port else 0
        world = start(_free(wanted), manifest_path(), folder / "workspace.json" if keep else None)
        clock = FollowedClock(world.url)
        clock.start()
        changed: dict[str, object] = {
            "slack_bot_token": SecretStr(world.bot_token),
            "slack_app_token": SecretStr(world.app_token),
            "slack_signing_secret": SecretStr(world.signing_secret),
            "slack_api_url": world.api_url,
        }
        # Its providers, also where real ones are set: nothing leaves a sandbox.
        changed |= dict(ProviderSettings.model_validate(world.providers)) | _watch(settings, world)
        if "database_url" not in settings.model_fields_set:
            changed["database_url"] = DatabaseUrl(f"sqlite:///{folder / 'incidentbot.db'}")
        try:
            yield world, settings.model_copy(update=changed), clock
        finally:
            clock.stop()
            world.stop()


def _watch(settings: Settings, world: Sandbox) -> dict[str, object]:
    """Nothing leaves a sandbox; whoever asks for the weekly test sees it on the telephone of its manager."""
    if settings.weekly_test is None:
        return dict(WatchSettings.model_validate({}))
    return dict(WatchSettings.model_validate(world.emergency)) | {"weekly_test": settings.weekly_test}


def _free(port: int) -> int:
    """The port, if nobody has it; else 0, which stands for any free one: a newcomer should not have to care."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port
