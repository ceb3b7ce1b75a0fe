"""The workspace in a file: written a moment after each change, whole and at once, and read again at the start."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

from incidentbot.errors import IncidentbotError
from incidentbot.sandbox.clock import VirtualClock
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.workspace import Channel, Message, Note, Upload, User, UserGroup, Workspace
from incidentbot.sandbox.world import World

VERSION = 1
QUIET_SECONDS = 0.3


class SnapshotUnusable(IncidentbotError):
    """The file cannot be used; the sandbox would rather not start than overwrite it or lose what is said."""


class Snapshot:
    def __init__(self, path: Path, world: World) -> None:
        self.path = path
        self.world = world
        self._due: asyncio.TimerHandle | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.write()
        except OSError as problem:
            raise SnapshotUnusable(f"The workspace cannot be kept in {path}: {problem.strerror}.") from problem

    def soon(self) -> None:
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(QUIET_SECONDS, self.write)

    def write(self) -> None:
        if self._due:
            self._due.cancel()
            self._due = None
        world = self.world
        saved = {"version": VERSION, "offset_seconds": world.clock.offset_seconds, "workspace": asdict(world.workspace)}
        beside = self.path.with_name(f"{self.path.name}.new")
        beside.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
        os.replace(beside, self.path)


def read_snapshot(path: Path) -> tuple[Workspace, VirtualClock]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["version"] != VERSION:
            raise SnapshotUnusable(f"{path} was saved by another version of the sandbox. Move it away to start anew.")
        workspace = _workspace(saved["workspace"])
        clock = VirtualClock(saved["offset_seconds"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise SnapshotUnusable(f"{path} is not a saved sandbox ({problem}). Move it away to start anew.") from problem
    for channel in workspace.channels.values():
        for ts in (*channel.messages, *channel.ephemerals):
            clock.never_before(ts)
    return workspace, clock


def _workspace(saved: Json) -> Workspace:
    users = {id: User(**user) for id, user in saved["users"].items()}
    channels = {id: _channel(channel) for id, channel in saved["channels"].items()}
    groups = {id: UserGroup(**group) for id, group in saved.get("usergroups", {}).items()}
    uploads = {id: Upload(**upload) for id, upload in saved.get("uploads", {}).items()}
    return Workspace(users, channels, saved["last_number"], groups, uploads)


def _channel(saved: Json) -> Channel:
    parts = {name: Note(**saved[name]) for name in ("topic", "purpose")}
    kept = {name: {ts: Message(**m) for ts, m in saved[name].items()} for name in ("messages", "ephemerals")}
    return Channel(**{**saved, **parts, **kept})
