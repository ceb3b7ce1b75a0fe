"""The two Bolt apps. The one at the door writes down, acknowledges, and answers forms at once; the one behind it acts
on what needs no answer within three seconds: commands, buttons, shortcuts, and events from their work rows."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest

from incidentbot import logs
from incidentbot.errors import AlreadyActed, IncidentbotError, InvalidInput, VendorError
from incidentbot.services.inbox import Inbox
from incidentbot.slack import listeners
from incidentbot.slack.activity import keeping_awake
from incidentbot.slack.bot import Bot, Request, shown_instead
from incidentbot.slack.inbox import Door, write_down
from incidentbot.slack.requests import request_of

log = logs.logger("slack")

THREADS = 40  # Bolt's five lose acknowledgements when Slack is slow
ACTING = 64  # each may wait for a slow Slack; nobody's acknowledgement waits for them


def door_app(
    bot: Bot, inbox: Inbox, identity: AuthorizeResult, door: Door, act: Callable[[dict[str, Any]], object]
) -> App:
    """Requests are verified by whoever hands them in: the gate for HTTP, Slack's own connection for Socket Mode."""
    app = _app(identity, False, ThreadPoolExecutor(THREADS, thread_name_prefix="slack"))
    app.use(write_down(inbox, door, act))
    listeners.register(app, bot)

    @app.error
    def told(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse | None:
        return _tell(bot, error, body, context)

    return app


def acting_app(bot: Bot, identity: AuthorizeResult) -> App:
    """Runs a listener to its end before it answers. Under a cause of its own, errors go to the worker, which decides
    whether to try again; otherwise to the person."""
    app = _app(identity, True, None)
    app.use(keeping_awake(bot))
    listeners.register(app, bot)

    @app.error
    def told(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse | None:
        if context.get("cause"):
            raise error
        return _tell(bot, error, body, context)

    return app


class Acting:
    """Acts on acknowledged requests, each in a thread of its own."""

    def __init__(self, app: App, door: Door) -> None:
        self.app = app
        self._door = door
        self._pool = ThreadPoolExecutor(ACTING, thread_name_prefix="acting")

    def __call__(self, body: dict[str, Any]) -> None:
        self._pool.submit(self._act, body)

    def _act(self, body: dict[str, Any]) -> None:
        self._door.wait_until_quiet()
        # mode="socket_mode": the request was verified at the door.
        answer = self.app.dispatch(BoltRequest(mode="socket_mode", body=body))
        if answer.status == 404:
            log.warning("nobody listens to this", type=body.get("type"), actions=body.get("actions"))

    def stop(self) -> None:
        self._pool.shutdown(wait=False)


def _app(identity: AuthorizeResult, process_before_response: bool, executor: ThreadPoolExecutor | None) -> App:
    return App(
        # Asked for once at the start: Bolt's own way would call auth.test while a person waits for an acknowledgement.
        authorize=lambda **_: identity,
        request_verification_enabled=False,
        ssl_check_enabled=True,
        process_before_response=process_before_response,
        listener_executor=executor,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=logging.getLogger("slack_bolt"),
    )


def _tell(bot: Bot, error: Exception, body: Mapping[str, Any], context: Mapping[str, Any]) -> BoltResponse | None:
    """Every error of a listener ends here, in words for the person who asked, with what they had typed."""
    if isinstance(error, AlreadyActed):
        return BoltResponse(status=200, body="")
    if not isinstance(error, IncidentbotError):
        log.error("a listener failed", exc_info=error, type=body.get("type"), command=body.get("command"))
    request = request_of(bot, body, context)
    if not request.slack_id:
        return None  # nobody asked
    if body.get("type") == "view_submission":
        return _in_the_form(bot, error, request)
    _as_answer(error, request)
    return None


def _in_the_form(bot: Bot, error: Exception, request: Request) -> BoltResponse:
    blocks = {block.get("block_id") for block in request.view.get("blocks", [])}
    if isinstance(error, InvalidInput) and error.fields.keys() <= blocks:
        return BoltResponse(status=200, body=json.dumps({"response_action": "errors", "errors": error.fields}))
    if isinstance(error, IncidentbotError) and error.again:
        # The form stays open with everything that was typed.
        inputs = [block["block_id"] for block in request.view.get("blocks", []) if block.get("type") == "input"]
        if inputs:
            errors = {inputs[0]: f"{error} Nothing is lost: press the button again."[:2000]}
            return BoltResponse(status=200, body=json.dumps({"response_action": "errors", "errors": errors}))
    return shown_instead(bot, "notice/modal", {"told": _words(error), "typed": _typed(request.view)})


def _as_answer(error: Exception, request: Request) -> None:
    try:
        request.answer("notice/told", {"told": _words(error), "typed": request.text})
    except VendorError as silent:
        log.warning("could not tell the person", told=_words(error), reason=str(silent))


def _words(error: Exception) -> str:
    if isinstance(error, VendorError) and error.code in ("expired_trigger_id", "exchanged_trigger_id"):
        return "Slack gave up waiting before the form could open. Do it once more, please."
    if isinstance(error, VendorError):
        return f"Slack did not let me: {error}"
    if isinstance(error, IncidentbotError):
        return str(error)
    return "Something broke on my side; the log has the details. Please try once more."


def _typed(view: Mapping[str, Any]) -> str:
    """What stood in the text fields, so that it can be copied."""
    values = (view.get("state") or {}).get("values") or {}
    answers = [answer.get("value") for block in values.values() for answer in block.values()]
    return "\n".join(text for text in answers if isinstance(text, str) and text)
