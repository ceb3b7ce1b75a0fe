"""manifest.yml against what the code uses, and against Slack's published schema."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from incidentbot.slack import listeners
from incidentbot.slack.listeners.command import COMMANDS, all_verbs

ROOT = Path(__file__).parents[1]
SLACK = ROOT / "incidentbot" / "slack"
METHODS = ROOT.parent / "shared" / "slack" / "methods.json"

# What an event wants, from Slack's reference of events. App Home wants none.
EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "channel_archive": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
}
# What the methods may do on private channels, once somebody has invited the bot there.
PRIVATE_TOO = {"channels:history": "groups:history", "channels:manage": "groups:write", "channels:read": "groups:read"}
DIRECT_MESSAGES = {"im:write", "im:history"}  # conversations.open for a person, and asking for a message there


@cache
def manifest() -> dict[str, Any]:
    found = YAML(typ="safe", pure=True).load((ROOT / "manifest.yml").read_text())
    assert isinstance(found, dict)
    return found


class Listening:
    """Stands where Bolt's App would, and notes what is registered."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Any:
        def register(name: Any) -> Any:
            self.names.setdefault(kind, set()).add(str(getattr(name, "pattern", name)))
            return lambda listener: listener

        return register


@cache
def registered() -> dict[str, set[str]]:
    app: Any = Listening()
    bot: Any = None
    listeners.register(app, bot)
    return dict(app.names)


def methods_in_use() -> set[str]:
    """The first argument of every .call("…") and .pages("…") in the Slack edge, and what Bolt calls by itself."""
    found = {"apps.connections.open"}
    for path in SLACK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("call", "pages")
            ):
                found |= set(_method_names(node))
    return found


def _method_names(call: ast.Call) -> Iterator[str]:
    first = call.args[0]
    if isinstance(first, ast.Constant):
        yield str(first.value)
    else:  # in find_post: one of two
        yield from ("conversations.replies", "conversations.history")


def test_each_command_is_listened_to_and_escaped() -> None:
    commands = manifest()["features"]["slash_commands"]
    assert {one["command"] for one in commands} == set(COMMANDS) == registered()["command"]
    assert all(one["should_escape"] is True for one in commands)


def test_the_hint_names_only_verbs_that_there_are() -> None:
    names = {verb.name for verb in all_verbs().all}
    for command in manifest()["features"]["slash_commands"]:
        assert {word.strip() for word in command["usage_hint"].split("|")} <= names


def test_each_shortcut_is_listened_to() -> None:
    assert {one["callback_id"] for one in manifest()["features"]["shortcuts"]} == registered()["shortcut"]


def test_each_event_is_listened_to() -> None:
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])
    assert {name.removesuffix(".channels").removesuffix(".groups") for name in events} == registered()["event"]
    assert events == set(EVENT_SCOPES)


def test_the_scopes_are_those_that_methods_and_events_need_and_no_others() -> None:
    facts = json.loads((ROOT / "incidentbot" / "sandbox" / "facts.json").read_text())["methods"]
    scopes = set(manifest()["oauth_config"]["scopes"]["bot"])
    needed = {"commands", *DIRECT_MESSAGES}.union(*EVENT_SCOPES.values())
    for method in methods_in_use() - {"apps.connections.open"}:
        any_of = set(facts[method]["scopes"])
        assert not any_of or any_of & scopes, f"{method} needs one of {sorted(any_of)}"
        public = {scope for scope in any_of if scope in PRIVATE_TOO}
        needed |= public | {PRIVATE_TOO[scope] for scope in public} if public else any_of
    assert scopes == needed


def test_every_method_in_use_is_known_to_slack() -> None:
    if not METHODS.exists():
        pytest.skip(f"{METHODS} is absent: Slack's methods as facts")
    known = json.loads(METHODS.read_text())["methods"]
    assert methods_in_use() <= set(known)


def test_it_keeps_to_the_lengths_and_keys_of_slacks_schema() -> None:
    shown, features = manifest()["display_information"], manifest()["features"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(features["shortcuts"]) <= 10
    assert len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert command.keys() <= {"command", "description", "usage_hint", "should_escape", "url"}
        assert len(command["command"]) <= 32
        assert command["command"].startswith("/")
        assert 1 <= len(command["description"]) <= 2000
        assert 1 <= len(command["usage_hint"]) <= 1000
    for shortcut in features["shortcuts"]:
        assert shortcut.keys() == {"name", "type", "callback_id", "description"}
        assert shortcut["type"] in ("global", "message")
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    assert len(manifest()["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_it_has_the_shape_of_a_manifest_that_slack_accepts() -> None:
    example = METHODS.parent / "manifest_example.json"
    if not example.exists():
        pytest.skip(f"{example} is absent: a manifest that satisfies Slack's published schema")
    accepted = json.loads(example.read_text())
    assert _shape(manifest()) <= _shape(accepted)


def _shape(tree: object, path: str = "") -> set[str]:
    if isinstance(tree, dict):
        return {path}.union(*(_shape(inner, f"{path}.{name}") for name, inner in tree.items()))
    if isinstance(tree, list):
        return {path}.union(*(_shape(inner, f"{path}[]") for inner in tree))
    return {f"{path}:{type(tree).__name__}"}
