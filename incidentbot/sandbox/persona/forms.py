"""Pressing, choosing, searching and submitting: in messages, in modals, on App Home."""

from __future__ import annotations

from dataclasses import dataclass

from incidentbot.sandbox.delivery.answer import INTERACTIVE
from incidentbot.sandbox.interactions.elements import VALUES, chosen, find_element, options_of
from incidentbot.sandbox.interactions.form_state import entered, field_errors, initial_values, nested
from incidentbot.sandbox.interactions.modals import View
from incidentbot.sandbox.interactions.payloads import (
    closing_payload,
    message_press_payload,
    message_suggestion_payload,
    submission_payload,
    view_press_payload,
    view_suggestion_payload,
)
from incidentbot.sandbox.interactions.replies import (
    follow_submission,
    offered_options,
    refuse_silence,
    refuse_unheard_words,
)
from incidentbot.sandbox.persona.finding import message_in, visible_channel
from incidentbot.sandbox.persona.showing import show_views
from incidentbot.sandbox.reading import words
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.workspace import Channel, Message
from incidentbot.sandbox.world import World

GONE = "That button is not there any more."


@dataclass(frozen=True)
class InMessage:
    channel: Channel
    message: Message

    @property
    def blocks(self) -> list[Json]:
        return self.message.blocks


async def block_action(world: World, user: str, said: Json) -> Json:
    """A press or a choice. An input that does not dispatch is only remembered."""
    place = _place(world, user, said)
    block, element = _pressed(place.blocks, said)
    given = said.get("action") or {}
    state = nested((said.get("state") or {}).get("values"))
    if element["type"] in VALUES:
        state.setdefault(block["block_id"], {})[element["action_id"]] = given
    action = _action(block, element, given)
    if isinstance(place, View):
        place.values = entered(place.values, place.blocks, state)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return {}
        payload = view_press_payload(world, place, action)
    else:
        values = entered(initial_values(place.blocks), place.blocks, state)
        payload = message_press_payload(world, user, place.channel, place.message, action, values)
    answer = await world.delivery.ask(INTERACTIVE, payload, element["action_id"])
    refuse_silence(world, answer, "The button")
    refuse_unheard_words(world, f"block_actions {element['action_id']}", answer.body)
    return {}


async def suggest(world: World, user: str, said: Json) -> Json:
    """What an external select offers for the letters typed so far."""
    place = _place(world, user, said)
    block, element = _pressed(place.blocks, said)
    asked = {"block_id": block["block_id"], "action_id": element["action_id"], "value": words(said, "value")}
    if isinstance(place, View):
        payload = view_suggestion_payload(world, place, asked)
    else:
        payload = message_suggestion_payload(world, user, place.channel, place.message, asked)
    answer = await world.delivery.ask(INTERACTIVE, payload, element["action_id"])
    refuse_silence(world, answer, "The search")
    return offered_options(world, element["action_id"], answer.body)


async def view_submit(world: World, user: str, said: Json) -> Json:
    view = _own_view(world, user, said)
    view.values = entered(view.values, view.blocks, nested(said.get("state")))
    if errors := field_errors(view.blocks, view.values):
        return _look_again(errors)
    name = view.body.get("callback_id") or "view_submission"
    answer = await world.delivery.ask(INTERACTIVE, submission_payload(world, view), name)
    refuse_silence(world, answer, "The form")
    found = follow_submission(world, view, answer.body)
    return _look_again(found["errors"]) if found else {}


async def view_close(world: World, user: str, said: Json) -> Json:
    """Cancel closes this form; `all` is the cross in its corner, which closes everything below it too."""
    view = _own_view(world, user, said)
    closed = list(world.modals.stack(user)) if said.get("all") or view.body.get("clear_on_close") else [view]
    for one in closed:
        world.modals.close(one)
    show_views(world, user)
    for one in reversed(closed):
        if one.body.get("notify_on_close"):
            payload = closing_payload(world, one, is_cleared=len(closed) > 1)
            await world.delivery.ask(INTERACTIVE, payload, one.body.get("callback_id", "view_closed"))
    return {}


def _look_again(errors: Json) -> Json:
    return {"ok": False, "error": "fields", "message": "Some fields need another look.", "errors": errors}


def _place(world: World, user: str, said: Json) -> View | InMessage:
    container = said.get("container") or {}
    if container.get("type") == "view":
        return _own_view(world, user, container)
    channel = visible_channel(world, user, container)
    return InMessage(channel, message_in(channel, user, container))


def _own_view(world: World, user: str, said: Json) -> View:
    view = world.modals.find(words(said, "view_id"))
    if view.user != user:
        raise Refusal("not_found", "That form is somebody else's.")
    return view


def _pressed(blocks: list[Json], said: Json) -> tuple[Json, Json]:
    found = find_element(blocks, said["block_id"], said["action_id"])
    if found is None:
        raise Refusal("action_not_found", GONE)
    return found


def _action(block: Json, element: Json, given: Json) -> Json:
    """What travels in `actions`: the element's own words, and the person's choice."""
    action = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
    if element["type"] == "overflow":
        return {**action, "selected_option": _overflow_option(element, given)}
    if element["type"] in VALUES:
        return {**action, **chosen(element, given)}
    return action | {name: element[name] for name in ("text", "value", "url", "style") if name in element}


def _overflow_option(element: Json, given: Json) -> Json:
    wanted = given.get("selected_option")
    for option in options_of(element):
        if isinstance(wanted, dict) and option["value"] == wanted.get("value"):
            return option
    raise Refusal("action_not_found", GONE)
