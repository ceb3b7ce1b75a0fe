"""The modals in front of each person, a stack of at most three, and each person's App Home."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from incidentbot.sandbox.interactions.elements import with_ids
from incidentbot.sandbox.interactions.form_state import Values, carried_over, initial_values
from incidentbot.sandbox.wire import Json, Refusal, opaque
from incidentbot.sandbox.workspace import APP_ID, BOT_ID, TEAM_ID

DEEPEST = 3

# What a view answers for the parts that the app left out.
ABSENT: Json = {
    "title": None,
    "submit": None,
    "close": None,
    "callback_id": "",
    "private_metadata": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


@dataclass(eq=False)
class View:
    id: str
    user: str
    body: Json
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    values: Values = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = self.body["blocks"]
        return found

    def json(self) -> Json:
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            **ABSENT,
            **self.body,
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


class Modals:
    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        return self.stacks.setdefault(user, [])

    def open(self, user: str, body: Json) -> View:
        """A new modal takes the place of whatever the person had open."""
        self._refuse_taken_name(body)
        view = _new_view(user, body)
        self.stacks[user] = [view]
        return view

    def push(self, user: str, body: Json) -> View:
        stack = self.stack(user)
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= DEEPEST:
            raise Refusal("push_limit_reached")
        self._refuse_taken_name(body)
        view = _new_view(user, body, stack[-1])
        stack.append(view)
        return view

    def update(self, view: View, body: Json, hash: str = "") -> View:
        if hash and hash != view.hash:
            raise Refusal("hash_conflict")
        self._refuse_taken_name(body, but=view)
        view.body = {**body, "blocks": with_ids(body["blocks"])}
        view.values = carried_over(view.values, view.blocks)
        view.hash = _new_hash()
        return view

    def publish(self, user: str, body: Json, hash: str = "") -> View:
        home = self.homes.get(user)
        if home:
            return self.update(home, body, hash)
        self._refuse_taken_name(body)
        self.homes[user] = _new_view(user, body)
        return self.homes[user]

    def close(self, view: View) -> None:
        """Whatever lay on top of it goes too."""
        stack = self.stack(view.user)
        if view in stack:
            del stack[stack.index(view) :]

    def close_all(self, user: str) -> None:
        self.stacks[user] = []

    def find(self, view_id: str = "", external_id: str = "") -> View:
        for view in self._open_views():
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise Refusal("not_found", "That form is not open any more.")

    def _open_views(self) -> list[View]:
        return [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())

    def _refuse_taken_name(self, body: Json, but: View | None = None) -> None:
        name = body.get("external_id")
        if name and any(v.body.get("external_id") == name for v in self._open_views() if v is not but):
            raise Refusal("duplicate_external_id")


def _new_view(user: str, body: Json, below: View | None = None) -> View:
    id = f"V{opaque(5).upper()}"
    view = View(
        id,
        user,
        {**body, "blocks": with_ids(body["blocks"])},
        root_id=below.root_id if below else id,
        previous_id=below.id if below else None,
        hash=_new_hash(),
    )
    view.values = initial_values(view.blocks)
    return view


def _new_hash() -> str:
    return f"{int(time.time())}.{opaque(4)}"
