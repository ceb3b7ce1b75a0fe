"""Starting and stopping the sandbox: one event loop in a thread of its own, bound to this computer only."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path

import uvicorn

from incidentbot.errors import IncidentbotError
from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.connection import BreakableHTTP
from incidentbot.sandbox.delivery.events import unheard_subscriptions
from incidentbot.sandbox.manifest import App, read_manifest
from incidentbot.sandbox.persona.showing import show_bot, show_faults, show_violation
from incidentbot.sandbox.routes import application
from incidentbot.sandbox.seeds import PEOPLE, acme
from incidentbot.sandbox.snapshot import Snapshot, read_snapshot
from incidentbot.sandbox.telephones import accounts, mail
from incidentbot.sandbox.workspace import Workspace
from incidentbot.sandbox.world import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, World, build

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 10.0
STOPPED_WITHIN_SECONDS = 5.0
CLOSING_LOOKS = 50


class SandboxNotStarted(IncidentbotError):
    """The address is taken, or the server died while starting."""


class Sandbox:
    """A running sandbox. Everything else is reached over the wire."""

    # Fixed, and no secrets: whoever can reach this computer's own address may use them.
    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    def __init__(self, app: App, port: int, state_file: Path | None, public_url: str | None) -> None:
        self._socket = _bound_socket(port)
        self._mail_socket = _bound_socket(0)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        # What the bot's environment says of the providers that bring its pages.
        self.providers = accounts.settings(self.url, self._mail_socket.getsockname()[1])
        # Its manager is whom the bot may call when it is not well itself.
        self.emergency = accounts.emergency(self.url, next(one for one in PEOPLE if one.title == "manager"))
        self.api_url = f"{self.url}/api/"
        self._app = app
        self._state_file = state_file
        self._public_url = public_url or self.url
        self._server: StoppableServer | None = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def stop(self) -> None:
        """Everybody is sent away, the state is written, the thread ends."""
        if self._server:
            self._server.leave()
        if self._thread.is_alive():
            self._thread.join(STOPPED_WITHIN_SECONDS)

    def _start(self) -> None:
        self._thread.start()
        patience = time.monotonic() + READY_WITHIN_SECONDS
        while not (self._server and self._server.started):
            if not self._thread.is_alive() or time.monotonic() > patience:
                raise SandboxNotStarted(f"The sandbox did not start: {self._failure or 'it took too long'}.")
            time.sleep(0.005)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except IncidentbotError as failure:
            self._failure = failure
        finally:
            self._socket.close()
            self._mail_socket.close()

    async def _serve(self) -> None:
        workspace, clock = self._workspace()
        world = build(self._app, self.url, self._public_url.rstrip("/"), workspace, clock)
        _connect(world)
        snapshot = Snapshot(self._state_file, world) if self._state_file else None
        config = uvicorn.Config(
            application(world, snapshot.soon if snapshot else _nothing),
            http=BreakableHTTP,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        letters = await asyncio.start_server(mail.server(world), sock=self._mail_socket, limit=mail.LARGEST)
        self._server = StoppableServer(config, world)
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            letters.close()
            await world.close()
            if snapshot:
                snapshot.write()

    def _workspace(self) -> tuple[Workspace, VirtualClock]:
        if self._state_file and self._state_file.exists():
            return read_snapshot(self._state_file)
        clock = VirtualClock()
        return acme(self._app.name, int(clock.epoch())), clock


class StoppableServer(uvicorn.Server):
    """Lets go of whoever is held by a fault before it waits for the last answers."""

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self.world = world
        self._loop = asyncio.get_running_loop()
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """From any thread, any number of times."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._leaving.set)

    async def main_loop(self) -> None:
        await self._leaving.wait()  # asleep, where uvicorn would look around ten times a second

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.world.faults.lift_all()
        # uvicorn cannot say goodbye to a WebSocket that is just being closed from the other side.
        for _ in range(CLOSING_LOOKS):
            if not any(connection.transport.is_closing() for connection in self.server_state.connections):
                break
            await asyncio.sleep(0.01)
        await super().shutdown(sockets)


def start(
    port: int = 0,
    manifest: Path = Path("manifest.yml"),
    state_file: Path | None = None,
    public_url: str | None = None,
) -> Sandbox:
    """A sandbox that is ready when this returns. `public_url`: where people reach it, if not at its own address."""
    sandbox = Sandbox(read_manifest(manifest), port, state_file, public_url)
    sandbox._start()
    return sandbox


def _bound_socket(port: int) -> socket.socket:
    # The protocol by name: asyncio switches off Nagle only where it reads TCP, and answers would wait 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as problem:
        listener.close()
        raise SandboxNotStarted(f"The sandbox cannot use port {port}: {problem.strerror}.") from problem
    return listener


def _connect(world: World) -> None:
    """Let the parts tell the page, which they know nothing of."""
    world.ledger.on_violation = lambda violation: show_violation(world, violation)
    world.faults.on_change = lambda: show_faults(world)
    world.socket_mode.on_change = lambda: show_bot(world)
    for event in unheard_subscriptions(world.app):
        world.ledger.violation("manifest.yml", "event_without_scope", event)


def _nothing() -> None:
    """There is no file to keep the workspace in."""
