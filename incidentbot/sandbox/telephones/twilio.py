"""Twilio as the bot sees it: /twilio/2010-04-01/Accounts/…/Messages.json, and what its calls need, too."""

from __future__ import annotations

import base64
from collections.abc import Callable
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentbot.sandbox.telephones import calling, twiml
from incidentbot.sandbox.telephones.accounts import TWILIO_SID, TWILIO_TOKEN
from incidentbot.sandbox.telephones.exchange import bring, with_number
from incidentbot.sandbox.telephones.telephone import Item
from incidentbot.sandbox.telephones.weather import Fate, in_the_weather
from incidentbot.sandbox.wire import Json, opaque
from incidentbot.sandbox.workspace import User
from incidentbot.sandbox.world import World

SMS = "twilio_sms"
REPLIES = "/callbacks/twilio/sms"  # what the bot's owner enters for the number
NOT_A_NUMBER, UNREACHABLE, LONGEST_TEXT = "21211", "30003", 1600
LISTED = 500


# -- what the bot asks for --------------------------------------------------------------------------------------------


async def messages(world: World, request: Request) -> Response:
    fields = await fields_of(request)

    def accept(fate: Fate) -> Response:
        if wrong := wrong_in(fields, "Body", LONGEST_TEXT):
            return wrong
        sid = f"SM{opaque(16)}"
        world.background(_deliver(world, sid, fields, fate))
        made = resource(sid, fields) | {"body": fields["Body"], "num_segments": "1"}
        return JSONResponse(kept(world, "messages", made), 201)

    return barred(request) or await in_the_weather(world, request, SMS, fields, refusing(fields), accept)


async def listed(world: World, request: Request) -> Response:
    """/Messages.json and /Calls.json: what this account has sent, the newest first."""
    what = request.url.path.rpartition("/")[2].removesuffix(".json").lower()
    asked = request.query_params
    found = [one for resource, one in reversed(world.sent) if resource == what and asked.get("To") in (None, one["to"])]
    most = int(asked.get("PageSize", 50))
    return barred(request) or JSONResponse({what: found[:most], "page": 0, "page_size": most})


# -- text messages ----------------------------------------------------------------------------------------------------


async def _deliver(world: World, sid: str, fields: dict[str, str], fate: Fate) -> None:
    to = with_number(world, fields["To"])
    if fate is Fate.DROPPED:
        return
    if to and fate is Fate.ARRIVES:
        wire = {"origin": _origin(fields), "number": fields["From"]}
        bring(world, to, "sms", SMS, "received", fields["From"], text=fields["Body"], wire=wire)
    arrived = bool(to) or fate is Fate.LIE
    for status in ("sent", "delivered" if arrived else "undelivered"):
        code = {} if arrived or status == "sent" else {"ErrorCode": UNREACHABLE}
        told = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status, **code}
        await tell(world, SMS, fields, told)


async def reply(world: World, user: User, last: Item, text: str, number: str) -> None:
    bring(world, user, "sms", SMS, "sent", number, text=text, is_mine=True)
    sid = f"SM{opaque(16)}"
    told = {"MessageSid": sid, "SmsSid": sid, "AccountSid": TWILIO_SID, "From": number, "To": last.wire["number"]}
    told |= {"Body": text, "NumMedia": "0", "ApiVersion": "2010-04-01"}
    answer = await calling.twilio(world, SMS, last.wire["origin"] + REPLIES, told)
    for said in twiml.messages(answer):
        bring(world, user, "sms", SMS, "received", last.wire["number"], text=said, wire=last.wire)


# -- the wire ---------------------------------------------------------------------------------------------------------


async def tell(world: World, name: str, fields: dict[str, str], told: dict[str, str]) -> None:
    if url := fields.get("StatusCallback"):
        common = {"AccountSid": TWILIO_SID, "From": fields["From"], "To": fields["To"], "ApiVersion": "2010-04-01"}
        await calling.twilio(world, name, url, common | told)


async def fields_of(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def barred(request: Request) -> Response | None:
    known = base64.b64encode(f"{TWILIO_SID}:{TWILIO_TOKEN}".encode()).decode()
    is_known = request.headers.get("authorization") == f"Basic {known}" and request.path_params["account"] == TWILIO_SID
    return None if is_known else error("20003", "Authentication Error - invalid username", 401)


def wrong_in(fields: dict[str, str], must: str, longest: int) -> Response | None:
    to = fields.get("To", "")
    if not (to.startswith("+") and to[1:].isdigit() and 8 <= len(to) <= 16):
        return error(NOT_A_NUMBER, f"The 'To' number {to} is not a valid phone number.")
    if not 0 < len(fields.get(must, "")) <= longest:
        return error("21617", f"{must} is empty or longer than {longest} characters.")
    return None


def refusing(fields: dict[str, str]) -> Callable[[str], Response]:
    """The real one repeats the number, too."""
    said = f"The sandbox was told to refuse the 'To' number {fields.get('To', '')}."
    return lambda code: error(code or NOT_A_NUMBER, said)


def error(code: str, message: str, status: int = 400) -> Response:
    status = {"20429": 429, "20003": 401}.get(code, status)
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": int(code), "message": message, "more_info": more, "status": status}, status)


def kept(world: World, what: str, made: Json) -> Json:
    """As it will be listed."""
    dated = made | {"date_created": format_datetime(world.clock.now())}
    world.sent.append((what, dated))
    del world.sent[:-LISTED]
    return dated


def resource(sid: str, fields: dict[str, str]) -> Json:
    return {"sid": sid, "account_sid": TWILIO_SID, "status": "queued", "to": fields["To"], "from": fields["From"]}


def _origin(fields: dict[str, str]) -> str:
    """Where the bot is; the real Twilio is told when its number is set up."""
    url = urlsplit(fields.get("StatusCallback", ""))
    return f"{url.scheme}://{url.netloc}"
