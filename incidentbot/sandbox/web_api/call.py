"""One Web API call from its arrival to its answer: faults, token, pace, arguments, scope, method."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from incidentbot.sandbox.facts import METHODS, Method
from incidentbot.sandbox.web_api.arguments import read_arguments, typed, unknown_arguments
from incidentbot.sandbox.web_api.methods import IMPLEMENTED
from incidentbot.sandbox.web_api.tokens import check_scope, check_token
from incidentbot.sandbox.web_api.weather import BrokenOff, Call, Reply, in_the_weather, slow_down
from incidentbot.sandbox.wire import Json, Refusal
from incidentbot.sandbox.world import World

# Refusals that a correct app never meets. The others (name_taken, is_archived …) belong to life.
VIOLATIONS = frozenset(
    {
        "unknown_method",
        "invalid_arguments",
        "invalid_json",
        "json_not_object",
        "not_authed",
        "not_allowed_token_type",
        "missing_scope",
        "invalid_blocks",
        "too_many_attachments",
        "invalid_metadata_format",
        "metadata_too_large",
        "markdown_text_conflict",
        "msg_too_long",
        "no_text",
        "view_too_large",
        "duplicate_external_id",
        "push_limit_reached",
        "too_long",
        "invalid_name_specials",
        "invalid_name_maxlength",
        "invalid_name_punctuation",
        "invalid_name_required",
        "invalid_cursor",
        "invalid_limit",
        "invalid_types",
        "invalid_ts_latest",
        "invalid_ts_oldest",
    }
)


async def answer_call(world: World, request: Request) -> Response:
    name = request.path_params["method"]
    line = world.ledger.call(name, {})
    try:
        args, token = await read_arguments(request)
        line["args"] = args
        reply = await in_the_weather(Call(world, request, name, args), lambda: _reply(world, name, args, token))
    except Refusal as refusal:
        reply = _refused(world, name, refusal)
    except BrokenOff:
        line.update(ok=False, error="broken_off", status=0)
        return Response()  # never leaves: its connection is closed
    line.update(ok=reply.body["ok"], error=reply.body.get("error"), status=reply.status)
    return reply.response()


def _reply(world: World, name: str, args: Json, token: str) -> Reply:
    try:
        method = _known(name)
        check_token(method, token)
        channel = str(args.get("channel", ""))
        if wait := world.rates.wait_for(name, method.tier, channel):
            return slow_down(wait)
        for unknown in unknown_arguments(method, args):
            world.ledger.violation(name, "unknown_argument", unknown)
        check_scope(world, method)
        body = IMPLEMENTED[name](world, typed(method, args))
    except Refusal as refusal:
        return _refused(world, name, refusal)
    return Reply({"ok": True, **body}, headers={"x-oauth-scopes": ",".join(sorted(world.app.scopes))})


def _known(name: str) -> Method:
    if name not in METHODS:
        raise Refusal("unknown_method", req_method=name)
    return METHODS[name]


def _refused(world: World, name: str, refusal: Refusal) -> Reply:
    body = {"ok": False, "error": refusal.code, **refusal.also}
    if refusal.code in VIOLATIONS:
        messages = refusal.also.get("response_metadata", {}).get("messages", [])
        world.ledger.violation(name, refusal.code, "; ".join(messages) or refusal.also.get("needed", ""))
    return Reply(body)
