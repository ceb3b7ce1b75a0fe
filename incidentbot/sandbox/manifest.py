"""The app as its manifest describes it: commands, shortcuts, scopes and the events it wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from incidentbot.errors import IncidentbotError
from incidentbot.sandbox.wire import Json


class ManifestUnreadable(IncidentbotError):
    """The sandbox cannot know what the app may do."""


@dataclass(frozen=True)
class Command:
    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False

    def json(self) -> Json:
        return {"command": self.command, "description": self.description, "usage_hint": self.usage_hint}


@dataclass(frozen=True)
class Shortcut:
    name: str
    type: str
    callback_id: str
    description: str = ""

    def json(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class App:
    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    home_tab: bool = False
    messages_tab: bool = False
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: tuple[Shortcut, ...] = ()

    def shortcut(self, callback_id: str) -> Shortcut | None:
        return next((s for s in self.shortcuts if s.callback_id == callback_id), None)


def read_manifest(path: Path) -> App:
    try:
        found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as problem:
        raise ManifestUnreadable(f"The app's manifest {path} cannot be read: {problem}") from problem
    if not isinstance(found, dict):
        raise ManifestUnreadable(f"The app's manifest {path} is not a manifest: it should be a mapping.")
    return _app(found)


def _app(manifest: Json) -> App:
    features: Json = manifest.get("features") or {}
    return App(
        name=_at(features, "bot_user", "display_name") or "bot",
        scopes=frozenset(_at(manifest, "oauth_config", "scopes", "bot") or ()),
        events=frozenset(_at(manifest, "settings", "event_subscriptions", "bot_events") or ()),
        home_tab=bool(_at(features, "app_home", "home_tab_enabled")),
        messages_tab=bool(_at(features, "app_home", "messages_tab_enabled")),
        commands={c["command"]: Command(**_known(Command, c)) for c in features.get("slash_commands") or ()},
        shortcuts=tuple(Shortcut(**_known(Shortcut, s)) for s in features.get("shortcuts") or ()),
    )


def _known(kind: type, given: Json) -> Json:
    return {key: value for key, value in given.items() if key in kind.__dataclass_fields__}  # type: ignore[attr-defined]


def _at(tree: Any, *path: str) -> Any:
    for key in path:
        tree = (tree or {}).get(key)
    return tree
