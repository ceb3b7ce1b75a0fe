"""Which function does what a method's name says."""

from __future__ import annotations

from collections.abc import Callable

from incidentbot.sandbox.web_api import (
    auth,
    bookmarks,
    chat,
    conversations,
    history,
    members,
    pins,
    reactions,
    users,
    views,
)
from incidentbot.sandbox.wire import Json
from incidentbot.sandbox.world import World

IMPLEMENTED: dict[str, Callable[[World, Json], Json]] = {
    "api.test": auth.api_test,
    "apps.connections.open": auth.connections_open,
    "auth.test": auth.auth_test,
    "bookmarks.add": bookmarks.add,
    "bookmarks.edit": bookmarks.edit,
    "bookmarks.list": bookmarks.list_all,
    "bookmarks.remove": bookmarks.remove,
    "bots.info": auth.bots_info,
    "chat.delete": chat.delete_message,
    "chat.getPermalink": chat.link_to_message,
    "chat.postEphemeral": chat.post_ephemeral_message,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update_message,
    "conversations.archive": conversations.archive,
    "conversations.create": conversations.create,
    "conversations.history": history.history,
    "conversations.info": conversations.info,
    "conversations.invite": members.invite,
    "conversations.join": members.join,
    "conversations.kick": members.kick,
    "conversations.leave": members.leave,
    "conversations.list": conversations.list_all,
    "conversations.members": members.members,
    "conversations.open": conversations.open_direct,
    "conversations.rename": conversations.rename,
    "conversations.replies": history.replies,
    "conversations.setPurpose": conversations.set_purpose,
    "conversations.setTopic": conversations.set_topic,
    "conversations.unarchive": conversations.unarchive,
    "pins.add": pins.add,
    "pins.list": pins.list_all,
    "pins.remove": pins.remove,
    "reactions.add": reactions.add,
    "reactions.get": reactions.show,
    "reactions.remove": reactions.remove,
    "team.info": auth.team_info,
    "usergroups.list": users.list_groups,
    "usergroups.users.list": users.users_of_group,
    "users.conversations": conversations.list_of_user,
    "users.info": users.info,
    "users.list": users.list_all,
    "users.lookupByEmail": users.lookup_by_email,
    "views.open": views.open_view,
    "views.publish": views.publish_home,
    "views.push": views.push_view,
    "views.update": views.update_view,
}
