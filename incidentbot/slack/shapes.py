"""What Slack's requests look like: enough of their shape that everything behind the gate can rely on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_USER = {"user.id": str}
_PRESSED = {**_USER, "trigger_id": str}

# The type of a request → the places that it must have. A place is a path; the last name's value has the type.
SHAPES: Mapping[str, Mapping[str, type]] = {
    "url_verification": {"challenge": str},
    "app_rate_limited": {},
    "event_callback": {"event_id": str, "event.type": str},
    "block_actions": {**_PRESSED, "actions.0.action_id": str},
    "block_suggestion": {**_USER, "action_id": str},
    "view_submission": {**_USER, "view.id": str, "view.callback_id": str, "view.type": str},
    "view_closed": {**_USER, "view.id": str},
    "shortcut": {**_PRESSED, "callback_id": str},
    "message_action": {**_PRESSED, "callback_id": str, "channel.id": str, "message.ts": str},
}
# Wherever these stand, they are objects; Slack leaves them out, or sends null for some, but never anything else.
OBJECTS = ("event", "user")
OBJECTS_OR_NULL = ("view", "message", "container", "state", "team", "enterprise")
COMMAND: Mapping[str, type] = {"command": str, "user_id": str, "trigger_id": str}


def is_request(body: object) -> bool:
    """True for a JSON body that can be an event or an interaction of Slack's."""
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        return False
    wanted = SHAPES.get(body["type"])
    if wanted is None or not all(isinstance(_at(body, path), kind) for path, kind in wanted.items()):
        return False
    odd = [name for name in OBJECTS if not isinstance(body.get(name, {}), dict)]
    odd += [name for name in OBJECTS_OR_NULL if not isinstance(body.get(name) or {}, dict)]
    return not odd


def is_command(form: Mapping[str, Any]) -> bool:
    return all(form.get(name) for name in COMMAND)


def _at(tree: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(tree, dict):
            tree = tree.get(name)
        elif isinstance(tree, list) and name.isdigit() and int(name) < len(tree):
            tree = tree[int(name)]
        else:
            return None
    return tree
