"""The workspace that a newcomer finds: Acme, five people, four channels, a user group and the bot."""

from __future__ import annotations

from incidentbot.sandbox.workspace import BOT_USER, Channel, Note, User, UserGroup, Workspace

PEOPLE = (
    User("U01ALICE", "alice", "Alice Novak", "on-call engineer", "Europe/Prague"),
    User("U02BOB", "bob", "Bob Okafor", "colleague", "Europe/London"),
    User("U03CAROL", "carol", "Carol Reyes", "manager", "America/New_York"),
    User("U04DAN", "dan", "Dan Ito", "support agent", "Asia/Tokyo"),
    User("U05GINA", "gina", "Gina Park", "guest", "Europe/Lisbon", is_restricted=True, is_ultra_restricted=True),
)

# id, name, purpose, members
CHANNELS = (
    ("C01GENERAL", "general", "Everything that everybody should know", "U01ALICE U02BOB U03CAROL U04DAN"),
    ("C02INCIDENTS", "incidents", "One line for each incident", "U01ALICE U02BOB U03CAROL U04DAN U00BOT"),
    ("C03PAYMENTS", "team-payments", "The payments team", "U01ALICE U02BOB U03CAROL"),
    ("C04SUPPORT", "support", "Questions from customers", "U04DAN U05GINA"),
)
GROUPS = (UserGroup("S01PAYMENTS", "payments-oncall", "Payments on call", ["U03CAROL"]),)


def acme(bot_name: str, now: int) -> Workspace:
    bot = User(BOT_USER, bot_name, bot_name.capitalize(), "the app", is_bot=True)
    users = {user.id: User(**vars(user)) for user in (*PEOPLE, bot)}
    channels = {
        id: Channel(
            id,
            name,
            creator="U03CAROL",
            created=now,
            is_general=name == "general",
            purpose=Note(purpose, "U03CAROL", now),
            members=members.split(),
        )
        for id, name, purpose, members in CHANNELS
    }
    groups = {group.id: UserGroup(group.id, group.handle, group.name, list(group.users)) for group in GROUPS}
    return Workspace(users, channels, usergroups=groups)
