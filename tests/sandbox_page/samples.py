"""One of everything that Block Kit has and an incident bot uses, as messages, modals and a Home."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str = "") -> Json:
    return {"text": plain(text), "value": value} | ({"description": plain(description)} if description else {})


def element(kind: str, action_id: str, **parts: Any) -> Json:
    return {"type": kind, "action_id": action_id, **parts}


def button(text: str, action_id: str, **parts: Any) -> Json:
    return element("button", action_id, text=plain(text), **parts)


def question(block_id: str, label: str, asked: Json, **parts: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "answer", **asked},
        **parts,
    }


STATUSES = [option(word, word.lower()) for word in ("Investigating", "Identified", "Mitigated", "Resolved")]
SERVICES = [option("checkout", "checkout", "Customers can pay"), option("search", "search"), option("mail", "mail")]

REALLY = {
    "title": plain("Resolve INC-7?"),
    "text": mrkdwn("The *timeline* is closed and the postmortem opens."),
    "confirm": plain("Resolve"),
    "deny": plain("Not yet"),
    "style": "danger",
}

CARD: list[Json] = [
    {"type": "header", "block_id": "head", "text": plain(":rotating_light: INC-7 · Checkout is down")},
    {
        "type": "section",
        "block_id": "why",
        "text": mrkdwn(
            "*P1* · broad customer impact: `checkout` answers 500 for *all* customers.\n&gt; pages immediately"
        ),
        "accessory": element(
            "overflow", "more", options=[option("Show the timeline", "timeline"), option("Rename", "rename")]
        ),
    },
    {
        "type": "section",
        "block_id": "facts",
        "fields": [
            mrkdwn("*Status*\n:red_circle: Investigating"),
            mrkdwn("*Commander*\n<@U01ALICE>"),
            mrkdwn("*Service*\ncheckout, production"),
            mrkdwn("*Since*\n<!date^1772438400^{date_short} at {time}|2026-03-02 08:00 UTC>"),
        ],
    },
    {
        "type": "actions",
        "block_id": "do",
        "elements": [
            button("Take command", "take_command", style="primary", value="7"),
            button("Post update", "post_update", value="7"),
            button("Resolve", "resolve", style="danger", value="7", confirm=REALLY),
            element("static_select", "status", placeholder=plain("Change status"), options=STATUSES),
            button("Runbook", "runbook", url="https://runbooks.acme.example/checkout"),
        ],
    },
    {"type": "divider", "block_id": "line"},
    {
        "type": "image",
        "block_id": "chart",
        "image_url": "https://charts.acme.example/7.png",
        "alt_text": "Error rate of the last hour",
    },
    {"type": "context", "block_id": "small", "elements": [mrkdwn("T-12"), mrkdwn("Declared by <@U02BOB>")]},
]

FORM: Json = {
    "type": "modal",
    "callback_id": "declare",
    "title": plain("Declare an incident"),
    "submit": plain("Declare"),
    "close": plain("Cancel"),
    "blocks": [
        question(
            "title",
            "Title",
            {"type": "plain_text_input", "initial_value": "checkout is down"},
            hint=plain("In a few words"),
        ),
        question(
            "service",
            "Affected service",
            {"type": "static_select", "placeholder": plain("Choose a service"), "options": SERVICES},
        ),
        question(
            "share",
            "Customers affected",
            {
                "type": "radio_buttons",
                "options": [option("None", "none"), option("Some", "some"), option("Many", "many")],
            },
            dispatch_action=True,
        ),
        question(
            "facts",
            "What else is true?",
            {
                "type": "checkboxes",
                "options": [option("Data is at risk", "data"), option("It is getting worse", "worse")],
            },
            optional=True,
            dispatch_action=True,
        ),
        {"type": "section", "block_id": "result", "text": mrkdwn("Answer above, and the priority appears here.")},
        question("runbook", "Runbook", {"type": "external_select", "min_query_length": 1}, optional=True),
        question("people", "Tell also", {"type": "multi_users_select"}, optional=True),
        question("more", "Anything else?", {"type": "plain_text_input", "multiline": True}, optional=True),
    ],
}

EVERY_INPUT: Json = {
    "type": "modal",
    "callback_id": "everything",
    "title": plain("Every field"),
    "submit": plain("Send"),
    "blocks": [
        question("line", "A line", {"type": "plain_text_input"}),
        question("number", "A whole number", {"type": "number_input", "is_decimal_allowed": False, "max_value": "9"}),
        question("mail", "An e-mail address", {"type": "email_text_input"}),
        question("url", "A web address", {"type": "url_text_input"}),
        question("day", "A day", {"type": "datepicker"}),
        question("time", "A time", {"type": "timepicker"}),
        question("moment", "A moment", {"type": "datetimepicker"}),
        question("person", "A person", {"type": "users_select"}),
        question("channel", "A channel", {"type": "channels_select"}),
        question("several", "Several services", {"type": "multi_static_select", "options": SERVICES}),
        question("place", "A conversation", {"type": "conversations_select"}, optional=True),
    ],
}


def note(title: str, text: str, **parts: Any) -> Json:
    """A modal that only says something."""
    return {"type": "modal", "title": plain(title), "blocks": [{"type": "section", "text": mrkdwn(text)}], **parts}


HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("Open incidents")},
        *CARD[1:3],
        {"type": "divider"},
        {"type": "header", "text": plain("My action items")},
        {
            "type": "section",
            "block_id": "item",
            "text": mrkdwn(":white_check_mark: Add an alert for gateway timeouts\n_due Friday_"),
            "accessory": button("Done", "item_done", value="1"),
        },
    ],
}
