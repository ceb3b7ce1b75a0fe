"""The hands and eyes of a person in the sandbox: what they type, press, fill in and see."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

PATIENCE = 15.0
Json = dict[str, Any]


def eventually(look: Callable[[], Any], what: str = "", patience: float = PATIENCE) -> Any:
    """Looks until there is something to see; what was seen."""
    until = time.monotonic() + patience
    while not (seen := look()):
        if time.monotonic() > until:
            raise AssertionError(f"not seen within {patience:g} s: {what or look}")
        time.sleep(0.02)
    return seen


class Workspace:
    """The sandbox over its wire."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx2.Client(base_url=url, timeout=30)

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, **query: object) -> Any:
        answer = self._http.get(path, params={name: str(value) for name, value in query.items()})
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Json) -> Any:
        return self._http.post(path, json=body).json()

    def delete(self, path: str) -> None:
        self._http.delete(path)

    def person(self, slack_id: str) -> Hands:
        return Hands(self, slack_id)

    def wait_until_connected(self) -> None:
        eventually(lambda: self.get("/sandbox/state", **{"as": "U01ALICE"})["bot"]["connected"], "the bot connects")

    def advance(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        self.post("/sandbox/clock", {"advance_seconds": minutes * 60 + hours * 3600 + days * 86400})

    def fault(self, kind: str, method: str = "*", times: int | None = 1, **more: object) -> int:
        made = self.post("/sandbox/faults", {"kind": kind, "method": method, "times": times, **more})
        return int(made["id"])

    def fault_state(self, number: int) -> Json:
        return next((fault for fault in self.get("/sandbox/faults") if fault["id"] == number), {})

    def calls(self, method: str | None = None) -> list[Json]:
        return [call for call in self.get("/sandbox/calls", since=0) if method in (None, call["method"])]

    @property
    def violations(self) -> list[Json]:
        return list(self.get("/sandbox/violations"))

    def export(self) -> Json:
        return dict(self.get("/sandbox/export"))

    def channels(self, prefix: str = "inc-") -> list[Json]:
        return [channel for channel in self.export()["channels"] if channel["name"].startswith(prefix)]

    def settled(self, quiet: float = 1.6, patience: float = 40) -> None:
        """Waits until the bot has made no call for a while."""
        until = time.monotonic() + patience
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < quiet and time.monotonic() < until:
            count = len(self.get("/sandbox/calls", since=0))
            if count != seen:
                seen, since = count, time.monotonic()
            time.sleep(0.05)


class Hands:
    def __init__(self, workspace: Workspace, slack_id: str) -> None:
        self.workspace = workspace
        self.id = slack_id

    def act(self, do: str, **more: object) -> Json:
        return dict(self.workspace.post("/sandbox/act", {"as": self.id, "do": do, **more}))

    # -- typing ---------------------------------------------------------------------------------------------------

    def types(self, text: str, channel: str = "C01GENERAL") -> Json:
        command, _, rest = text.partition(" ")
        return self.act("command", channel=channel, command=command, text=rest)

    def says(self, text: str, channel: str, thread: str | None = None) -> str:
        said = self.act("message", channel=channel, text=text, **({"thread_ts": thread} if thread else {}))
        return str(said.get("ts") or said["message"]["ts"])

    def reacts(self, name: str, channel: str, ts: str) -> Json:
        return self.act("react", channel=channel, ts=ts, name=name)

    def takes_back(self, name: str, channel: str, ts: str) -> Json:
        return self.act("unreact", channel=channel, ts=ts, name=name)

    def uses(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> Json:
        return self.act("shortcut", callback_id=callback_id, channel=channel, message_ts=ts)

    # -- seeing ---------------------------------------------------------------------------------------------------

    def state(self) -> Json:
        return dict(self.workspace.get("/sandbox/state", **{"as": self.id}))

    def messages(self, channel: str, thread: str | None = None) -> list[Json]:
        query: Json = {"as": self.id, "limit": 200} | ({"thread_ts": thread} if thread else {})
        return list(self.workspace.get(f"/sandbox/channels/{channel}/messages", **query)["messages"])

    def sees(self, words: str, channel: str, thread: str | None = None) -> Json:
        """A message with these words in it, once it is there."""
        return dict(
            eventually(
                lambda: next((one for one in self.messages(channel, thread) if words in whole_text(one)), None),
                f"“{words}” in {channel}; there was {[whole_text(one)[:200] for one in self.messages(channel)]}",
            )
        )

    def dm(self) -> str:
        """The channel of direct messages with the bot."""
        found = eventually(
            lambda: [
                channel for channel in self.state()["channels"] if channel["is_im"] and channel["user"] == "U00BOT"
            ],
            "direct messages from the bot",
        )
        return str(found[0]["id"])

    def incident_channel(self, number: int = 1) -> Json:
        """Once this person was invited."""

        def look() -> Json | None:
            mine = [one for one in self.state()["channels"] if one["is_member"] and not one["is_im"]]
            return next((one for one in mine if one["name"].startswith(f"inc-{number}")), None)

        return dict(eventually(look, f"the channel of INC-{number}"))

    def form(self, callback: str | None = None) -> Form:
        def look() -> Json | None:
            views = self.state()["views"]
            return views[-1] if views and callback in (None, views[-1].get("callback_id")) else None

        return Form(self, eventually(look, f"the form {callback}"))

    def has_no_form(self) -> bool:
        return not self.state()["views"]

    # -- pressing -------------------------------------------------------------------------------------------------

    def presses(self, label: str, message: Json, channel: str) -> Json:
        block, element = _button(message.get("blocks") or [], label)
        container = {
            "type": "message",
            "channel": channel,
            "ts": message["ts"],
            "is_ephemeral": message.get("is_ephemeral", False),
        }
        action = {"type": "button", "value": element.get("value")}
        return self.act(
            "block_action",
            container=container,
            block_id=block["block_id"],
            action_id=element["action_id"],
            action=action,
            state={"values": {}},
        )


@dataclass
class Form:
    """A modal that is open, and what was filled in so far."""

    hands: Hands
    view: Json
    values: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = {**self.view.get("state", {}).get("values", {}), **self.values}

    @property
    def text(self) -> str:
        return whole_text(self.view)

    def _input(self, name: str) -> Json:
        return next(block for block in self.view["blocks"] if block.get("block_id") == name)

    def fill(self, **answers: object) -> Form:
        for name, answer in answers.items():
            element = self._input(name)["element"]
            self.values[name] = {element["action_id"]: _answer(element, answer)}
        return self

    def choose(self, name: str, answer: object) -> Form:
        """An answer that the form reacts to; the form as it is then."""
        self.fill(**{name: answer})
        element = self._input(name)["element"]
        before = self.view.get("hash")
        self.hands.act(
            "block_action",
            container={"type": "view", "view_id": self.view["id"]},
            block_id=name,
            action_id=element["action_id"],
            action=self.values[name][element["action_id"]],
            state={"values": self.values},
        )

        def redrawn() -> Json | None:
            views = self.hands.state()["views"]
            return views[-1] if views and views[-1].get("hash") != before else None

        self.view = eventually(redrawn, "the form is redrawn")
        return self

    def press(self, label: str) -> Json:
        block, element = _button(self.view["blocks"], label)
        return self.hands.act(
            "block_action",
            container={"type": "view", "view_id": self.view["id"]},
            block_id=block["block_id"],
            action_id=element["action_id"],
            action={"type": "button", "value": element.get("value")},
            state={"values": self.values},
        )

    def submit(self) -> Json:
        return self.hands.act("view_submit", view_id=self.view["id"], state=self.values)


def _answer(element: Json, answer: object) -> Json:
    kind = element["type"]
    if kind in ("radio_buttons", "static_select"):
        return {"type": kind, "selected_option": _option(element, answer)}
    if kind in ("checkboxes", "multi_static_select"):
        assert isinstance(answer, list)
        return {"type": kind, "selected_options": [_option(element, one) for one in answer]}
    names = {
        "users_select": "selected_user",
        "timepicker": "selected_time",
        "datepicker": "selected_date",
        "datetimepicker": "selected_date_time",
    }
    return {"type": kind, names.get(kind, "value"): answer}


def _option(element: Json, value: object) -> Json:
    return next(dict(option) for option in element["options"] if option["value"] == value)


def _button(blocks: list[Json], label: str) -> tuple[Json, Json]:
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if element.get("type") == "button" and element["text"]["text"] == label:
                return block, element
    raise AssertionError(f"no button “{label}” in {[block.get('type') for block in blocks]}")


def whole_text(thing: Json) -> str:
    """Everything that can be read of a message or a view."""
    return "\n".join(_texts(thing))


def mrkdwn_text(thing: Json) -> str:
    """Only what Slack reads for mentions and links; plain_text shows `<!channel>` as it stands."""
    return "\n".join(_texts(_without_plain_text(thing)))


def _without_plain_text(thing: object) -> object:
    if isinstance(thing, dict):
        if thing.get("type") == "plain_text":
            return None
        return {name: _without_plain_text(inner) for name, inner in thing.items()}
    return [_without_plain_text(inner) for inner in thing] if isinstance(thing, list) else thing


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, dict):
        for name, inner in thing.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(thing, list):
        for inner in thing:
            yield from _texts(inner)


def declare(hands: Hands, title: str = "checkout is down", **answers: object) -> Json:
    """Declares a P1 through the form; the incident's channel, once its card is there."""
    hands.types(f"/incident declare {title}")
    form = hands.form("declare").fill(**({"customers": "many"} | answers))
    submitted = form.submit()
    assert submitted["ok"], submitted
    return submitted


@contextmanager
def workspace_at(url: str) -> Iterator[Workspace]:
    workspace = Workspace(url)
    try:
        yield workspace
    finally:
        workspace.close()
