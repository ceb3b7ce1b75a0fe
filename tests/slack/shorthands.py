"""Each shorthand of docs/templates.md with the Block Kit that it stands for."""


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


WEB = {"text": plain("Web <1>"), "value": "web"}
DB = {"text": plain("Database"), "value": "db"}
ONE = {"text": plain("One"), "value": "one"}

BLOCKS = {
    '- header: "INC-{{ id }} {{ title }}"\n  id: top': {
        "type": "header",
        "text": plain("INC-7 Checkout & <!channel>"),
        "block_id": "top",
    },
    '- section: "*{{ title }}* <https://a.example|ours>"\n  accessory: {button: B, action: b}': {
        "type": "section",
        "text": mrkdwn("*Checkout &amp; &lt;!channel&gt;* <https://a.example|ours>"),
        "accessory": {"type": "button", "text": plain("B"), "action_id": "b"},
    },
    '- fields: ["*Who*\\n{{ alice|person }}", b]': {
        "type": "section",
        "fields": [mrkdwn("*Who*\n<@U01ALICE>"), mrkdwn("b")],
    },
    '- context: ["{{ alice|person }}", {image: "{{ urls[0] }}", alt: Chart}, {image: "{{ urls[1] }}", alt: Chart}]': {
        "type": "context",
        "elements": [
            mrkdwn("<@U01ALICE>"),
            {"type": "image", "image_url": "https://a.example/?a=1%7C2", "alt_text": "Chart"},
        ],
    },
    "- context: one text": {"type": "context", "elements": [mrkdwn("one text")]},
    "- divider": {"type": "divider"},
    '- image: "{{ urls[0] }}"\n  alt: A\n  title: T': {
        "type": "image",
        "image_url": "https://a.example/?a=1%7C2",
        "alt_text": "A",
        "title": plain("T"),
    },
    '- section: "{{ nothing }}"': {"type": "section", "text": mrkdwn("—")},
    '- actions: [{button: B, action: b}, {button: Off, url: "{{ urls[1] }}", action: c}]': {
        "type": "actions",
        "elements": [{"type": "button", "text": plain("B"), "action_id": "b"}],
    },
}

ELEMENTS_IN_ACTIONS = {
    '{button: "{{ title }}", action: b, value: "{{ id }}", style: "{{ nothing }}", says: Press}': {
        "type": "button",
        "text": plain("Checkout & <!channel>"),
        "action_id": "b",
        "value": "7",
        "accessibility_label": "Press",
    },
    '{button: B, url: "https://a.example/{{ title }}", action: b, style: danger}': {
        "type": "button",
        "text": plain("B"),
        "url": "https://a.example/Checkout%20%26%20%3C%21channel%3E",
        "action_id": "b",
        "style": "danger",
    },
    "{button: B, action: b, confirm: {title: T, text: X, confirm: Yes, deny: No}}": {
        "type": "button",
        "text": plain("B"),
        "action_id": "b",
        "confirm": {"title": plain("T"), "text": plain("X"), "confirm": plain("Yes"), "deny": plain("No")},
    },
    "{overflow: {one: One}, action: o}": {"type": "overflow", "options": [ONE], "action_id": "o"},
    '{select: Choose, options: "{{ services }}", initial: db, action: s, focus: true}': {
        "type": "static_select",
        "placeholder": plain("Choose"),
        "options": [WEB, DB],
        "initial_option": DB,
        "action_id": "s",
        "focus_on_load": True,
    },
    '{select: Choose, options: "{{ services }}", initial: gone, action: s}': {
        "type": "static_select",
        "placeholder": plain("Choose"),
        "options": [WEB, DB],
        "action_id": "s",
    },
    '{select: Choose, groups: {"{{ title }}": "{{ services }}", Empty: {}}, action: s}': {
        "type": "static_select",
        "placeholder": plain("Choose"),
        "option_groups": [{"label": plain("Checkout & <!channel>"), "options": [WEB, DB]}],
        "action_id": "s",
    },
    '{multi_select: , options: "{{ services }}", initial: "{{ chosen }}", at_most: 2, action: s}': {
        "type": "multi_static_select",
        "options": [WEB, DB],
        "initial_options": [DB],
        "max_selected_items": 2,
        "action_id": "s",
    },
    "{external_select: Search, min: 2, initial: {one: One}, action: s}": {
        "type": "external_select",
        "placeholder": plain("Search"),
        "min_query_length": 2,
        "initial_option": ONE,
        "action_id": "s",
    },
    '{multi_external_select: Search, initial: "{{ services }}", action: s}': {
        "type": "multi_external_select",
        "placeholder": plain("Search"),
        "initial_options": [WEB, DB],
        "action_id": "s",
    },
    "{radio: [{option: One, value: one, hint: The first}], initial: one, action: r}": {
        "type": "radio_buttons",
        "options": [ONE | {"description": plain("The first")}],
        "initial_option": ONE | {"description": plain("The first")},
        "action_id": "r",
    },
    "{checkboxes: {one: One}, initial: [one, two], action: c}": {
        "type": "checkboxes",
        "options": [ONE],
        "initial_options": [ONE],
        "action_id": "c",
    },
    '{user: Who, initial: "{{ alice.slack_id }}", action: u}': {
        "type": "users_select",
        "placeholder": plain("Who"),
        "initial_user": "U01ALICE",
        "action_id": "u",
    },
    "{users: Who, initial: [U01ALICE], action: u}": {
        "type": "multi_users_select",
        "placeholder": plain("Who"),
        "initial_users": ["U01ALICE"],
        "action_id": "u",
    },
    "{channel: Where, initial: C01, action: c}": {
        "type": "channels_select",
        "placeholder": plain("Where"),
        "initial_channel": "C01",
        "action_id": "c",
    },
    "{channels: Where, action: c}": {
        "type": "multi_channels_select",
        "placeholder": plain("Where"),
        "action_id": "c",
    },
    '{conversation: Where, initial: "{{ nothing }}", action: c}': {
        "type": "conversations_select",
        "placeholder": plain("Where"),
        "action_id": "c",
    },
    '{date: Due, initial: "{{ due }}", action: d}': {
        "type": "datepicker",
        "placeholder": plain("Due"),
        "initial_date": "2026-03-02",
        "action_id": "d",
    },
    '{time: At, initial: "{{ at.time() }}", timezone: Europe/Prague, action: d}': {
        "type": "timepicker",
        "placeholder": plain("At"),
        "initial_time": "08:00",
        "timezone": "Europe/Prague",
        "action_id": "d",
    },
    '{datetime: , initial: "{{ at }}", action: d}': {
        "type": "datetimepicker",
        "initial_date_time": 1772438400,
        "action_id": "d",
    },
}

FIELDS = {
    '{text: Say, initial: "{{ title }}", multiline: true, min: 1, max: 10, dispatch_on: [enter_pressed]}': {
        "type": "plain_text_input",
        "placeholder": plain("Say"),
        "initial_value": "Checkout…",
        "multiline": True,
        "min_length": 1,
        "max_length": 10,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    },
    "text": {"type": "plain_text_input"},
    '{number: , initial: "{{ id }}", min: 0, max: 9}': {
        "type": "number_input",
        "is_decimal_allowed": False,
        "initial_value": "7",
        "min_value": "0",
        "max_value": "9",
    },
    "{number: , decimals: true}": {"type": "number_input", "is_decimal_allowed": True},
    "{email: Mail}": {"type": "email_text_input", "placeholder": plain("Mail")},
    "{url: Address, focus: true}": {
        "type": "url_text_input",
        "placeholder": plain("Address"),
        "focus_on_load": True,
    },
    '{select: , options: "{{ services }}"}': {"type": "static_select", "options": [WEB, DB]},
}
