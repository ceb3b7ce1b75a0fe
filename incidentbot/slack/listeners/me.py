"""How I am reached: what can be typed, and the buttons that act at once. The forms are in me_form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext

from incidentbot.domain.contact_rules import PAGED, read, read_hours, sentence
from incidentbot.domain.priority import Priority
from incidentbot.errors import NotPossible, VendorError
from incidentbot.services.contact_own import Mine
from incidentbot.slack.bot import Bot, Request
from incidentbot.slack.forms import typed_text
from incidentbot.slack.requests import request_of
from incidentbot.slack.verbs import Verb
from incidentbot.slack.views import me as view

Act = Callable[[Request, str], str]  # acts on what a button carries or a person typed, and says what came of it

TOO_LATE = ("hash_conflict", "not_found", "view_not_found")  # the form was closed, or redrawn by what came later


def me(request: Request) -> None:
    """`me` opens the form; `me test`, `me add +420…`, `me code 123456`, `me P1 call at once`, `me quiet 22-7` act."""
    word, _, rest = typed_text(request.text).strip().partition(" ")
    act = WORDS.get(word.lower())
    if act is None and word:
        raise NotPossible(f"I do not know “{word}”. There are: {TOLD}; `/incident me` alone opens the form.")
    if act is None:
        request.open("me/me", shown(request))
    elif said := act(request, rest.strip()):
        request.answer("me/said", {"said": said})


def mine_of(request: Request) -> Mine:
    """Raises NotPossible for guests: nobody asks them."""
    mine = request.bot.contacts.of(request.slack_id)
    if request.person.is_guest and not mine.is_named:
        raise NotPossible("Guests are not paged. Ask a member of the workspace, if you should be.")
    return mine


def shown(request: Request, said: str = "") -> dict[str, Any]:
    """The form as it is now."""
    mine, bot = mine_of(request), request.bot
    calendar = bot.calendars.address_of_person(request.slack_id, request.actor)
    return view.whole(mine, bot.links.contact_card, calendar, said)


# -- what can be typed, and what the buttons do ------------------------------------------------------------------------


def _add(request: Request, address: str) -> str:
    mine = mine_of(request)
    if not mine.offers:
        raise NotPossible("Whoever runs this bot has set up nobody who brings text messages, calls or pushes.")
    request.open("me/add", view.adding(mine, address))
    return ""


def _type_code(request: Request, typed: str) -> str:
    waiting = [address for address in mine_of(request).addresses if not address.is_verified]
    if len(waiting) != 1:
        raise NotPossible("Open `/incident me` and press *Type in the code* beside what the code was sent to.")
    return f"{request.bot.contacts.confirm(waiting[0].id, typed, request.actor)} is verified."


def _test(request: Request, _value: str) -> str:
    mine_of(request)
    return f"A test is on its way by {', '.join(request.bot.contacts.test_page(request.actor))}."


def _again(request: Request, value: str) -> str:
    request.bot.contacts.send_again(int(value), request.actor)
    return "Another code is on its way. The one before is void."


def _remove(request: Request, value: str) -> str:
    return f"{request.bot.contacts.remove(int(value), request.actor)} is removed."


def _usual(request: Request, _value: str) -> str:
    request.bot.contacts.usual_rules(request.actor)
    return "The usual rules hold again."


def _calendar(request: Request, typed: str) -> str:
    """`me calendar`, and `me calendar new` for an address that nobody else has."""
    mine_of(request)
    calendars, is_new = request.bot.calendars, typed.strip().lower() == "new"
    address = (calendars.new_address_of_person if is_new else calendars.address_of_person)(
        request.slack_id, request.actor
    )
    if address is None:
        raise NotPossible("The process file does not name you with your Slack id, so that you have no shifts.")
    return f"{'The old address leads nowhere now. ' if is_new else ''}Subscribe to your shifts at {address}"


def _new_calendar(request: Request, _value: str) -> str:
    _calendar(request, "new")
    return "Your calendar has a new address. The old one leads nowhere now; subscribe to the new one."


def _rules_of(priority: Priority) -> Act:
    def act(request: Request, typed: str) -> str:
        try:
            wanted = read(typed, priority)
        except ValueError as unread:
            raise NotPossible(f"I cannot read that: {unread}.") from unread
        request.bot.contacts.set_rules(priority, wanted, request.actor)
        return f"{priority}: {sentence(wanted, priority)}."

    return act


def _quiet(request: Request, typed: str) -> str:
    hours = read_hours(typed)
    if hours is None and typed.lower() not in ("off", "none", "never"):
        raise NotPossible("Say it like `/incident me quiet 22:00-07:00`, or `/incident me quiet off`.")
    request.bot.contacts.set_quiet(hours, request.person.tz, request.actor)
    return f"Nothing below P2 is told to you {typed}." if hours else "There are no quiet hours."


WORDS: dict[str, Act] = {
    "add": _add,
    "code": _type_code,
    "test": _test,
    "quiet": _quiet,
    "calendar": _calendar,
    **{priority.value.lower(): _rules_of(priority) for priority in PAGED},
}
TOLD = "add <number>, code <digits>, test, P1 <rules>, P2 <rules>, quiet <22:00-07:00 | off>, calendar [new]"
BUTTONS: dict[str, Act] = {
    "me_again": _again,
    "me_remove": _remove,
    "me_usual": _usual,
    "me_test": _test,
    "me_calendar": _new_calendar,
}
VERBS = (
    Verb(
        "me",
        me,
        "me [test | add | code | P1 … | quiet … | calendar [new]]",
        "how a page reaches you: telephone, push, rules, quiet hours, the calendar of your shifts",
        ("contact", "phone", "notifications"),
    ),
)


def register(app: App, bot: Bot) -> None:
    def acting(act: Act) -> Callable[..., None]:
        def listener(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
            """A button may be older than what it acts on: then the form says so, and shows how it is now."""
            ack()
            request = request_of(bot, body, context)
            try:
                said = act(request, str(body["actions"][0].get("value")))
            except NotPossible as stale:
                said = str(stale)
            _redraw(request, said)

        return listener

    for name, act in BUTTONS.items():
        app.action(name)(acting(act))

    @app.action("me_open")
    def opened(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        request = request_of(bot, body, context)
        request.open("me/me", shown(request))


def _redraw(request: Request, said: str) -> None:
    unless_too_late(lambda: request.update_view("me/me", shown(request, said)))


def unless_too_late(redraw: Callable[[], object]) -> None:
    try:
        redraw()
    except VendorError as trouble:
        if trouble.code not in TOO_LATE:
            raise
