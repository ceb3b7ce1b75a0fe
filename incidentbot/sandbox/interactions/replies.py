"""What the app's acknowledgement does: words for the person who typed, errors or a next step in a form."""

from __future__ import annotations

from typing import Any

from incidentbot.sandbox.block_kit import option_problems
from incidentbot.sandbox.delivery.answer import Answer
from incidentbot.sandbox.interactions.modals import View
from incidentbot.sandbox.messages import post, post_ephemeral
from incidentbot.sandbox.persona.showing import show_views
from incidentbot.sandbox.web_api.chat import read_parts
from incidentbot.sandbox.web_api.views import read_view
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import BOT_USER, Channel
from incidentbot.sandbox.world import World

UNACKNOWLEDGED = "operation_timeout"


def refuse_silence(world: World, answer: Answer, where: str) -> None:
    """Nobody acknowledged: the person is told, and it is the app's fault if the app was there."""
    if answer.acknowledged:
        return
    name = world.app.name
    if answer.unreachable:
        raise Refusal("not_connected", f"{where} failed: {name} is not connected, so it did not respond.")
    world.ledger.violation(where, "not_acknowledged", answer.failure)
    raise Refusal(UNACKNOWLEDGED, f"{where} failed: {name} did not respond.")


def show_command_answer(world: World, user: str, channel: Channel, where: str, body: Any) -> None:
    """The text or blocks inside the acknowledgement of a command, for the person or for the whole channel."""
    if not body:
        return
    parts = _understood(world, where, body)
    if body.get("response_type") == "in_channel":
        post(world, channel, BOT_USER, **parts)
    else:
        post_ephemeral(world, channel, user, **parts)


def refuse_unheard_words(world: World, where: str, body: Any) -> None:
    """Slack throws away whatever comes with the acknowledgement of a press or a shortcut."""
    if body:
        world.ledger.violation(where, "words_nobody_hears", "this acknowledgement carries a body that Slack drops")


def offered_options(world: World, where: str, body: Any) -> Json:
    """The options with which the app answers a search; Slack shows none of them when one is wrong."""
    given = body if isinstance(body, dict) else {}
    found = {name: given.get(name) or [] for name in ("options", "option_groups")}
    if problems := option_problems(found):
        world.ledger.violation(f"block_suggestion {where}", "invalid_options", "; ".join(problems))
        raise Refusal("invalid_options", "The search failed: it brought something that Slack does not understand.")
    return found


def follow_submission(world: World, view: View, body: Any) -> Json:
    """Close the form, or do what the response_action says. Hands back the errors to show in its fields."""
    action = (body or {}).get("response_action", "")
    try:
        if action not in ACTIONS:
            raise Refusal("invalid_response_action", f"{action!r} is no response_action")
        return ACTIONS[action](world, view, body or {})
    except Refusal as refusal:
        messages = refusal.also.get("response_metadata", {}).get("messages", [])
        world.ledger.violation(f"view_submission {view.body.get('callback_id', '')}", refusal.code, "; ".join(messages))
        raise
    finally:
        show_views(world, view.user)


def _close(world: World, view: View, body: Json) -> Json:
    world.modals.close(view)
    return {}


def _clear(world: World, view: View, body: Json) -> Json:
    world.modals.close_all(view.user)
    return {}


def _update(world: World, view: View, body: Json) -> Json:
    world.modals.update(view, read_view(body.get("view") or {}, "modal"))
    return {}


def _push(world: World, view: View, body: Json) -> Json:
    world.modals.push(view.user, read_view(body.get("view") or {}, "modal"))
    return {}


def _errors(world: World, view: View, body: Json) -> Json:
    errors = body.get("errors") or {}
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not set(errors) <= inputs:
        strangers = sorted(set(errors) - inputs)
        raise Refusal("invalid_errors", response_metadata={"messages": [f"no input block is called {strangers}"]})
    return {"errors": errors}


ACTIONS = {"": _close, "clear": _clear, "update": _update, "push": _push, "errors": _errors}


def _understood(world: World, where: str, body: Any) -> dict[str, Any]:
    try:
        if not isinstance(body, dict):
            raise Refusal("invalid_arguments")
        return read_parts(world, where, body)
    except Refusal as refusal:
        messages = refusal.also.get("response_metadata", {}).get("messages", [])
        world.ledger.violation(where, refusal.code, "; ".join(messages))
        raise
