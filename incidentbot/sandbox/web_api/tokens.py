"""Which kind of token a method wants, and which scopes."""

from __future__ import annotations

from collections.abc import Iterable

from incidentbot.sandbox.facts import METHODS, Method
from incidentbot.sandbox.wire import Refusal
from incidentbot.sandbox.workspace import Kind
from incidentbot.sandbox.world import APP_TOKEN, BOT_TOKEN, World

WITHOUT_TOKEN = ("api.test",)
WITH_APP_TOKEN = ("apps.connections.open",)
PREFIXES = {Kind.PUBLIC: "channels:", Kind.PRIVATE: "groups:", Kind.DIRECT: "im:"}


def check_token(method: Method, token: str) -> None:
    if method.name in WITHOUT_TOKEN:
        return
    if not token:
        raise Refusal("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refusal("invalid_auth")
    if token != (APP_TOKEN if method.name in WITH_APP_TOKEN else BOT_TOKEN):
        raise Refusal("not_allowed_token_type")


def check_scope(world: World, method: Method) -> None:
    """Methods whose scope depends on the kind of conversation ask again, once they know which one it is."""
    if not any(scope.startswith("im:") for scope in method.scopes):
        _require(world, method.scopes)


def check_scope_for(world: World, method: str, kind: Kind) -> None:
    """Methods of conversations: channels:… for public ones, groups:… for private ones, im:… for direct ones."""
    _require(world, [s for s in METHODS[method].scopes if s.startswith(PREFIXES[kind])])


def _require(world: World, any_of: Iterable[str]) -> None:
    wanted = list(any_of)
    if wanted and not world.app.scopes.intersection(wanted):
        provided = ",".join(sorted(world.app.scopes))
        raise Refusal("missing_scope", needed=",".join(wanted), provided=provided)
