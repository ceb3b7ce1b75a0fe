"""Slack's error codes, and what can be done about each: try again, ask a person, or give up on this one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain, VendorError

AGAIN = frozenset({"ratelimited", "rate_limited", "service_unavailable", "message_limit_exceeded"})
# Slack gave up in the middle: it may have happened.
DOUBTFUL = frozenset({"internal_error", "fatal_error", "request_timeout"})

# What an administrator has to mend, in words. Until then the row is tried again slowly.
FOR_A_PERSON: Mapping[str, str] = {
    "missing_scope": "the app lacks the scope {needed}: add it under OAuth & Permissions and reinstall the app",
    "token_revoked": "the bot token was revoked: reinstall the app and set SLACK_BOT_TOKEN anew",
    "token_expired": "the bot token has expired: reinstall the app and set SLACK_BOT_TOKEN anew",
    "invalid_auth": "Slack does not accept the bot token: check SLACK_BOT_TOKEN",
    "not_authed": "no token reached Slack: check SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed from the workspace: reinstall it",
    "not_allowed_token_type": "this kind of token may not do that: check that SLACK_BOT_TOKEN begins with xoxb-",
    "no_permission": "the app may not do that in this workspace: ask a workspace administrator",
    "restricted_action": "the workspace's settings forbid it: ask a workspace administrator to allow the app",
    "restricted_action_read_only_channel": "the channel is read-only: allow the app to post there",
    "cannot_create_channel": "the workspace's settings forbid the app to create channels",
    "team_access_not_granted": "the app has no access to this workspace: ask an organisation administrator",
    "org_login_required": "the workspace is being moved to an organisation; Slack lets nobody in meanwhile",
    "ekm_access_denied": "the organisation's key management has suspended access",
    "access_denied": "Slack denies access: ask a workspace administrator",
    "accesslimited": "Slack limits access to this method: ask a workspace administrator",
    "two_factor_setup_required": "the workspace requires two-factor authentication to be set up",
    "file_uploads_disabled": "the workspace's settings forbid files: ask a workspace administrator to allow them",
    "is_archived": "the channel is archived: unarchive it, and what waits is posted",
    "not_in_channel": "the bot is not in the channel: invite it there",
}

# The words for a person who could not be invited.
INVITATIONS: Mapping[str, str] = {
    "user_is_restricted": "a guest, who sees only chosen channels",
    "user_is_ultra_restricted": "a guest of a single channel",
    "ura_max_channels": "a guest of a single channel",
    "cant_invite": "cannot be invited",
    "user_not_found": "not known to Slack",
    "user_disabled": "the account is deactivated",
    "no_external_invite_permission": "from another organisation",
    "user_team_not_in_channel": "from another workspace",
}


def error_of(method: str, body: Mapping[str, Any]) -> VendorError:
    """The error that an answer with ok=false stands for."""
    code = str(body.get("error", "unknown_error"))
    if code in AGAIN:
        return TryAgain(f"{method}: {code}", code)
    if code in DOUBTFUL:
        return TryAgain(f"{method}: {code}", code, doubtful=True)
    if code in FOR_A_PERSON:
        needed = body.get("needed") or "that Slack names in its documentation of " + method
        return NeedsPerson(f"{FOR_A_PERSON[code].format(needed=needed)} ({method}: {code})", code)
    details = (body.get("response_metadata") or {}).get("messages") or []
    return CannotBeDone(f"{method}: {code}{': ' if details else ''}{'; '.join(map(str, details))}", code)
