"""The sandbox stands in for Slack: what a person does there, and what the bot has called."""

from __future__ import annotations

import time

import httpx2


class Sandbox:
    def __init__(self, url: str) -> None:
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
        self.http = httpx2.Client(base_url=url, timeout=60, limits=limits)

    def act(self, **act: object) -> dict[str, object]:
        return dict(self.http.post("/sandbox/act", json=act).json())

    def calls(self, since: int = 0) -> list[dict[str, object]]:
        return list(self.http.get("/sandbox/calls", params={"since": since}).json())

    def wait_connected(self) -> None:
        while not self.http.get("/sandbox/state", params={"as": "U01ALICE"}).json()["bot"]["connected"]:
            time.sleep(0.02)

    def types(self, number: int) -> None:
        text = f"declare trouble {number}"
        self.act(**{"as": "U01ALICE", "do": "command", "channel": "C01GENERAL", "command": "/incident", "text": text})

    def acknowledgements(self, since: int) -> list[float]:
        made = self.http.get("/sandbox/deliveries", params={"since": since}).json()
        lost = [one for one in made if one["outcome"] != "acknowledged"]
        if lost:
            raise SystemExit(f"{len(lost)} commands were not acknowledged")
        return [float(one["milliseconds"]) for one in made if one["kind"] == "slash_commands"]

    def last_delivery(self) -> int:
        made = self.http.get("/sandbox/deliveries", params={"since": 0}).json()
        return int(made[-1]["n"]) if made else 0

    def declare(self, service: str) -> int:
        """The calls of one declaration, from the command to the last bookmark."""
        before = len(self.calls())
        self.types(0)
        views = self._until_a_form()
        values = views[-1]["state"]["values"]
        blocks = {block.get("block_id"): block for block in views[-1]["blocks"]}
        for name, value in (("customers", "many"), ("service", service)):
            element = blocks[name]["element"]
            option = next(option for option in element["options"] if option["value"] == value)
            values[name] = {name: {"type": element["type"], "selected_option": option}}
        self.act(**{"as": "U01ALICE", "do": "view_submit", "view_id": views[-1]["id"], "state": values})
        time.sleep(4)
        made = [str(call["method"]) for call in self.calls()[before:]]
        return len([method for method in made if method != "response_url"])

    def _until_a_form(self) -> list[dict[str, object]]:
        while True:
            views = self.http.get("/sandbox/state", params={"as": "U01ALICE"}).json()["views"]
            if views:
                return list(views)
            time.sleep(0.02)

    def close_forms(self) -> None:
        for view in reversed(self.http.get("/sandbox/state", params={"as": "U01ALICE"}).json()["views"]):
            self.act(**{"as": "U01ALICE", "do": "view_close", "view_id": view["id"]})
