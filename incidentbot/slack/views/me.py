"""How I am reached, as a form: the whole of it, the rules of one priority, and what was chosen in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from incidentbot.domain.contact_rules import PAGED, sentence, spoken_delay
from incidentbot.domain.notification import WORDS, MethodKind, NotificationRule
from incidentbot.domain.priority import Priority
from incidentbot.services.contact_own import Mine
from incidentbot.slack.forms import Answers

RULE = "rule_"  # and the kind: the name of a field
DELAYS = (0, 60, 120, 180, 300, 480, 600, 900, 1200, 1800)  # seconds that the form offers


def whole(mine: Mine, vcard: str, calendar: str | None, said: str = "") -> dict[str, Any]:
    quiet = mine.quiet
    return {
        "said": said,
        "is_named": mine.is_named,
        "missing": mine.missing,
        "addresses": [
            {
                "id": address.id,
                "shown": address.shown,
                "kinds": [WORDS[kind] for kind in address.kinds],
                "is_verified": address.is_verified,
                "refused": address.refused,
            }
            for address in mine.addresses
        ],
        "email": mine.email,
        "can_add": bool(mine.offers),
        "rules": [{"priority": one.value, "sentence": sentence(mine.rules, one)} for one in PAGED],
        "has_own_rules": mine.has_own_rules,
        "quiet": {"opens": f"{quiet[0]:%H:%M}", "closes": f"{quiet[1]:%H:%M}", "zone": quiet[2]} if quiet else None,
        "vcard": vcard,
        "calendar": calendar,
        "metadata": "{}",
    }


def adding(mine: Mine, address: str = "") -> dict[str, Any]:
    return {
        "offers": {offer.key: offer.label for offer in mine.offers},
        "offer": mine.offers[0].key,
        "hints": "; ".join(f"{offer.label.partition(':')[0]}: {offer.hint}" for offer in mine.offers),
        "address": address,
        "metadata": "{}",
    }


def code(method_id: int, shown: str) -> dict[str, Any]:
    return {"shown": shown, "metadata": json.dumps({"method": method_id, "shown": shown})}


def rules(priority: Priority, chosen: Sequence[NotificationRule], kinds: Sequence[MethodKind]) -> dict[str, Any]:
    mine = [rule for rule in chosen if rule.priority == priority]
    offered = dict.fromkeys((*kinds, *(rule.kind for rule in mine)))
    return {
        "priority": priority.value,
        "kinds": [_kind(kind, [_seconds(rule) for rule in mine if rule.kind == kind]) for kind in offered],
        "sentence": sentence(mine, priority),
        "metadata": json.dumps({"priority": priority.value}),
    }


def _kind(kind: MethodKind, chosen: Sequence[int]) -> dict[str, Any]:
    label = WORDS[kind]
    return {
        "id": f"{RULE}{kind.value}",
        "label": label[:1].upper() + label[1:],
        "delays": {str(delay): spoken_delay(timedelta(seconds=delay)) for delay in sorted({*DELAYS, *chosen})},
        "chosen": [str(delay) for delay in chosen],
    }


def _seconds(rule: NotificationRule) -> int:
    return int(rule.after.total_seconds())


def chosen_rules(answers: Answers, metadata: Mapping[str, Any]) -> tuple[Priority, list[NotificationRule]]:
    priority = Priority(str(metadata["priority"]))
    found = [(kind, delay) for kind in MethodKind for delay in answers.choices(f"{RULE}{kind.value}")]
    return priority, [NotificationRule(priority, kind, timedelta(seconds=int(delay))) for kind, delay in found]
