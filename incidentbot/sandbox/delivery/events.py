"""What is announced to the app: the events of its manifest, from where Slack lets it listen."""

from __future__ import annotations

from dataclasses import dataclass

from incidentbot.sandbox.manifest import App
from incidentbot.sandbox.wire import Json, opaque
from incidentbot.sandbox.workspace import APP_ID, BOT_USER, TEAM_ID, Channel, Kind
from incidentbot.sandbox.world import World


@dataclass(frozen=True)
class Rule:
    """Under which name (and with which scope) an event is subscribed, by the kind of its conversation."""

    public: tuple[str, str] = ("", "")
    private: tuple[str, str] = ("", "")
    direct: tuple[str, str] = ("", "")
    members_only: bool = True  # the bot hears it only from conversations that it is in

    def for_kind(self, kind: Kind) -> tuple[str, str]:
        return {Kind.PUBLIC: self.public, Kind.PRIVATE: self.private, Kind.DIRECT: self.direct}[kind]


def _same(name: str, scope: str) -> Rule:
    return Rule((name, scope), (name, scope), (name, scope))


def _team_wide(name: str, private_name: str = "") -> Rule:
    """Of a public channel the whole team hears, of a private one its members only."""
    return Rule((name, "channels:read"), (private_name, "groups:read"), members_only=False)


RULES = {
    "message": Rule(
        ("message.channels", "channels:history"), ("message.groups", "groups:history"), ("message.im", "im:history")
    ),
    "app_mention": Rule(("app_mention", "app_mentions:read"), ("app_mention", "app_mentions:read")),
    "reaction_added": _same("reaction_added", "reactions:read"),
    "reaction_removed": _same("reaction_removed", "reactions:read"),
    "pin_added": _same("pin_added", "pins:read"),
    "pin_removed": _same("pin_removed", "pins:read"),
    "member_joined_channel": Rule(("member_joined_channel", "channels:read"), ("member_joined_channel", "groups:read")),
    "member_left_channel": Rule(("member_left_channel", "channels:read"), ("member_left_channel", "groups:read")),
    "channel_created": _team_wide("channel_created"),
    "channel_rename": _team_wide("channel_rename", "group_rename"),
    "channel_archive": _team_wide("channel_archive", "group_archive"),
    "channel_unarchive": _team_wide("channel_unarchive", "group_unarchive"),
    "channel_left": Rule(("channel_left", "channels:read"), ("group_left", "groups:read"), members_only=False),
}
WITHOUT_CONVERSATION = {"app_home_opened": "", "team_join": "users:read", "user_change": "users:read"}


def announce(world: World, name: str, channel: Channel, event: Json) -> None:
    """Tell the app about something in a conversation, if it asked for it and may hear it."""
    rule = RULES[name]
    subscription, scope = rule.for_kind(channel.kind)
    if subscription not in world.app.events or scope not in world.app.scopes:
        return
    listens = BOT_USER in channel.members or name == "channel_left"
    if listens or (not rule.members_only and channel.kind is Kind.PUBLIC):
        # A private channel's rename is called group_rename, while a message is a message everywhere.
        own_name = subscription if not rule.members_only else name
        world.delivery.event(_callback(world, {"type": own_name, **event, "event_ts": world.clock.ts()}))


def announce_to_app(world: World, name: str, event: Json) -> None:
    """Tell the app about something outside any conversation."""
    scope = WITHOUT_CONVERSATION[name]
    if name in world.app.events and (not scope or scope in world.app.scopes):
        world.delivery.event(_callback(world, {"type": name, **event, "event_ts": world.clock.ts()}))


def unheard_subscriptions(app: App) -> list[str]:
    """Events that the manifest asks for without the scope that they need; Slack would not install it like that."""
    needs = {name: scope for rule in RULES.values() for name, scope in (rule.public, rule.private, rule.direct) if name}
    return sorted(e for e in app.events if (scope := (needs | WITHOUT_CONVERSATION).get(e)) and scope not in app.scopes)


def _callback(world: World, event: Json) -> Json:
    return {
        "token": "sandbox",
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{opaque(6).upper()}",
        "event_time": int(world.clock.epoch()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{opaque(16)}",
    }
