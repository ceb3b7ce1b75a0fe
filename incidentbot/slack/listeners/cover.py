"""Covers, days off and other plans: in words or by the form, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.people import Actor
from incidentbot.domain.schedule import ANYONE
from incidentbot.domain.span_words import Span
from incidentbot.errors import InvalidInput, NotPossible, VendorError
from incidentbot.services.cover import Entered
from incidentbot.services.recipient import key_of, name_of
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import Answers
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import cover as view
from incidentbot.slack.views.cover import Draft, Kind


def cover(request: Request) -> None:
    """`cover` opens the form, `cover list` shows what is entered; `cover bob from fri 18:00 to mon 09:00` acts."""
    refuse_guests(request)
    if request.text.strip().lower() == "list":
        show_list(request)
        return
    bot, process = request.bot, request.bot.process
    draft, unread = view.said(request.text, process, request.slack_id, bot.clock.now(), request.person.tz)
    if draft.replaces and draft.who and draft.start and draft.end:
        request.answer("cover/entered", _cover(request, draft, _schedules_of(request, draft)))
        return
    told = f"I could not read all of “{unread[:100]}”. Say the rest here." if unread else ""
    request.open("cover/form", view.shown(draft, process, _metadata(request), told))


def refuse_guests(request: Request) -> None:
    if request.person.is_guest:
        raise NotPossible("Guests do not enter who is on call. Ask a member of the team.")


def show_list(request: Request, said: str = "", replace: bool = False) -> None:
    bot = request.bot
    found = bot.covers.coming(list(bot.process.schedules))
    shown = [view.of_cover(bot.process, kept) for kept in found]
    request.answer("cover/list", {"covers": shown[:15], "more": max(0, len(shown) - 15), "said": said}, replace)


def _take_back(request: Request, body: dict[str, Any], remove: Callable[[int, Actor], object], done: str) -> None:
    """What the button stands beside; the list under it is shown anew."""
    refuse_guests(request)
    try:
        remove(int(body["actions"][0]["value"]), request.actor)
        said = done
    except NotPossible as stale:
        said = str(stale)
    show_list(request, said, replace=True)


def _metadata(request: Request) -> dict[str, Any]:
    return {"channel": request.channel}


def _schedules_of(request: Request, draft: Draft) -> list[str]:
    """In which the one to be replaced is on call then. Raises NotPossible where there is none."""
    bot, process = request.bot, request.bot.process
    key = _key(request, draft.replaces)
    when = view.checked_span(draft)
    own = bot.oncall.shifts_of(key, when.start, when.end)
    found = list(dict.fromkeys(one.schedule for one in own if not one.shift.is_shadow))
    if not found:
        raise NotPossible(f"{name_of(process, key)} is not on call then. `/incident oncall` shows who is.")
    return found


def _key(request: Request, slack_id: str | None) -> str:
    key = key_of(request.bot.process, slack_id)
    if key is None:
        raise NotPossible("The process file does not name them with their Slack id, so that they are never on call.")
    return key


def _cover(request: Request, draft: Draft, schedules: list[str]) -> dict[str, Any]:
    process = request.bot.process
    replaces = _key(request, draft.replaces) if draft.replaces else ANYONE
    made = request.bot.covers.cover(
        schedules, _key(request, draft.who), replaces, *view.checked_span(draft), draft.reason, request.actor
    )
    return view.entered(process, made, schedules)


def _enter(request: Request, draft: Draft) -> tuple[Entered, list[str]]:
    """What the form says. Raises InvalidInput by the form's fields."""
    bot, process, by = request.bot, request.bot.process, request.actor
    when = view.checked_span(draft)
    schedules = [draft.schedule] if draft.schedule else []
    if draft.kind == Kind.OFF:
        away = view.person_key(process, draft.replaces, "replaces")
        return bot.covers.day_off(away, *when, draft.reason, by), schedules
    if not schedules:
        raise InvalidInput({"schedule": "Choose a schedule."})
    if draft.kind == Kind.PLAN:
        shifts = view.planned(draft.shifts, process, bot.clock.now(), request.person.tz)
        return bot.covers.plan_for_a_while(schedules[0], *when, shifts, draft.reason, by), schedules
    return _instead(request, draft, schedules, when), schedules


def _instead(request: Request, draft: Draft, schedules: list[str], when: Span) -> Entered:
    process = request.bot.process
    replaces: str | None = ANYONE
    if draft.kind == Kind.BESIDES:
        replaces = None
    elif draft.replaces:
        replaces = view.person_key(process, draft.replaces, "replaces")
    who = view.person_key(process, draft.who, "who")
    return request.bot.covers.cover(schedules, who, replaces, *when, draft.reason, request.actor)


VERBS = (
    Verb(
        "cover",
        cover,
        "cover [bob from fri 18:00 to mon 09:00 | me tonight by @carol | list]",
        "enters who is on call instead of whom; without words a form, also for days off",
        ("override", "covers"),
    ),
)


def register(app: App, bot: Bot) -> None:
    @app.action("cover_open")
    def opened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        refuse_guests(request)
        draft = Draft(schedule=str(body["actions"][0].get("value")), who=request.slack_id)
        request.open("cover/form", view.shown(draft, bot.process, _metadata(request)))

    @app.action("cover_gap")
    def gap_seen(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        refuse_guests(request)
        schedule, start, end = str(body["actions"][0].get("value")).rsplit(" ", 2)
        draft = Draft(
            schedule=schedule,
            who=request.slack_id,
            start=max(datetime.fromisoformat(start), bot.clock.now()),
            end=datetime.fromisoformat(end),
        )
        request.open("cover/form", view.shown(draft, bot.process, _metadata(request)))

    @app.action("cover_kind")
    def chose(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Another kind asks for other things; what was filled in stays."""
        ack()
        request = request_of(bot, body, context)
        draft = view.read(Answers(request.view))
        try:
            request.update_view("cover/form", view.shown(draft, bot.process, request.metadata()))
        except VendorError as trouble:
            if trouble.code not in ("hash_conflict", "not_found"):  # a later answer, or the end, was quicker
                raise

    @app.view("cover")
    def submitted(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        """Written down before the form closes."""
        request = request_of(bot, body, context)
        refuse_guests(request)
        made, schedules = _enter(request, view.read(Answers(request.view)))
        ack()
        request.answer("cover/entered", view.entered(bot.process, made, schedules))

    @app.action("cover_remove")
    def removed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        done = "It is removed; whoever is concerned hears it."
        _take_back(request_of(bot, body, context), body, bot.covers.remove, done)

    @app.action("cover_remove_plan")
    def plan_removed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        done = "The plan is taken back; whoever is concerned hears it."
        _take_back(request_of(bot, body, context), body, bot.covers.remove_plan, done)
