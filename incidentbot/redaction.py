"""Takes secrets out of whatever is going to be written down: by the name of a field, and by what a text looks like."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Set
from typing import Any

HIDDEN = "***"
LONGEST_TEXT = 10_000  # characters; a log line is no place for more, and the patterns stay fast
DEEPEST = 8

# A field is secret by its last word (bot_token, X-Slack-Signature), or by its whole name.
SECRET_WORDS = {
    "token",
    "password",
    "passwd",
    "passphrase",
    "secret",
    "authorization",
    "cookie",
    "signature",
    "credentials",
}
SECRET_NAMES = {
    *("key", "api_key", "apikey", "access_key", "private_key", "secret_key", "signing_key"),
    *("integration_key", "routing_key", "service_key", "trigger_id", "response_url"),
}
PHONE_NAMES = {"phone", "phone_number", "mobile"}

_NAME = r"(?:token|passw(?:or)?d|passphrase|secret|signature|(?:api|access|private|secret|routing|service|\
integration|signing)[_-]?key|(?<![\w-])key|trigger_id|response_url)".replace("\\\n", "")
_QUOTE = r"""(?:\\*["']|%22)"""
_UNQUOTED = r"""(?!%22)[^\s"'\\&,;)}\]]+"""
# After a colon and a space a small word is prose ("SLACK_BOT_TOKEN: is missing"), unless it is about a password.
_NO_PROSE = r"(?![a-z]+(?:[\s,;.?]|$))"

PATTERNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S), HIDDEN),
    (re.compile(r"((?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-)[\w-]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![a-zA-Z])(ib-(?:in|api)-)[\w-]+"), rf"\1{HIDDEN}"),  # our own keys
    (re.compile(r"(gh[pousr]_|github_pat_)\w{16,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), HIDDEN),
    (re.compile(rf"(authorization{_QUOTE}?\s*[:=,]\s*(?:b?{_QUOTE})?)(?:\w+\s+)?{_UNQUOTED}", re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"(cookie{_QUOTE}?\s*[:=,]\s*(?:b?{_QUOTE})?)[^\"'\r\n]+", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"\b(bearer)\s+[^\s\"',;)}]+", re.I), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(v0=)[0-9a-f]{16,}", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"\b\d+\.\d+\.[0-9a-f]{16,}\b"), HIDDEN),  # a trigger_id
    (re.compile(r"(hooks\.slack\.com/[a-z]+/)[^\s\"'<>]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/alerts/[^\s/?#\"']+/)[^\s/?#\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/calendar/)[^\s/?#\"'.]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(://[^\s/:@\"']*:)[^\s\"']*@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(://)[^\s/:@\"'?#]+@"), rf"\1{HIDDEN}@"),
    (re.compile(rf"({_NAME}{_QUOTE}?\s*(?:[:=]|%3A|%3D)\s*b?({_QUOTE})).*?(?=\2|\Z)", re.I | re.S), rf"\1{HIDDEN}"),
    (re.compile(rf"({_NAME}(?:%22|\\*[\"'])?(?:=|%3D|:|%3A)){_UNQUOTED}", re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"(passw(?:or)?d[\"']?\s*[:=]\s+){_UNQUOTED}", re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"((?i:{_NAME})[\"']?\s*[:=]\s+){_NO_PROSE}{_UNQUOTED}"), rf"\1{HIDDEN}"),
    (re.compile(r"(?:\+|%2[Bb])[1-9](?:[ ().-]?\d){6,14}"), lambda phone: _masked_phone(phone[0])),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # a terminal obeys them; only tab and line feed are harmless


def redact(value: Any, depth: int = 0) -> Any:
    """The same value with its secrets hidden; what JSON does not know becomes text."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            return redact_text(value)
        case bytes():
            return redact_text(value.decode(errors="backslashreplace"))
        case Mapping() | list() | tuple() | Set() if depth >= DEEPEST:
            return "…"
        case Mapping():
            return {redact_text(str(name)): _field(name, inner, depth + 1) for name, inner in value.items()}
        case (str() | bytes() as name, str() | bytes()) if _is_secret(name):
            return [redact(name), HIDDEN]  # a header as (name, value)
        case list() | tuple() | Set():
            return [redact(inner, depth + 1) for inner in value]
        case BaseException():
            return redact_text(f"{type(value).__name__}: {value}")
        case _:
            return redact_text(str(value))


def redact_text(text: str) -> str:
    text = _shortened(text)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return _CONTROL.sub(lambda character: f"\\x{ord(character[0]):02x}", text)


def _shortened(text: str) -> str:
    """Beginning and end, because an error's own words stand at the end of a traceback."""
    if len(text) <= LONGEST_TEXT:
        return text
    half = LONGEST_TEXT // 2
    # The end starts with a new word: half a token would not be recognised as one.
    _, _, end = re.sub(r"\s", " ", text[-half:], count=1).partition(" ")
    return f"{text[:half]} … ({len(text) - half - len(end)} characters left out) … {end}"


def _field(name: Any, value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if _is_secret(name):
        return HIDDEN
    if _words(name) in PHONE_NAMES:
        return _masked_phone(str(value))
    return redact(value, depth)


def _is_secret(name: Any) -> bool:
    words = _words(name)
    return words in SECRET_NAMES or words.rpartition("_")[2] in SECRET_WORDS


def _words(name: Any) -> str:
    """X-Slack-Signature, botToken and BOT_TOKEN are written one way: bot_token."""
    text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).replace("-", "_").lower()


def _masked_phone(number: str) -> str:
    digits = [character for character in number if character.isdigit()]
    return f"{'+' if number.startswith('+') else ''}{HIDDEN}{''.join(digits[-2:])}"
