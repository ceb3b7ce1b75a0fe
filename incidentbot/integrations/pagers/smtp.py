"""E-mail over SMTP: a text with the address of the page."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.priority import Priority
from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain
from incidentbot.integrations.pagers import wording
from incidentbot.ports import PageMessage

NAME = "smtp"
PATIENCE = 10.0  # seconds for each step of the conversation
PORTS = {"smtp": 587, "smtps": 465}


class Smtp:
    """`url` is smtp://user:password@host:port (STARTTLS where the server offers it) or smtps://…"""

    kind = MethodKind.EMAIL
    can_be_asked = False
    tells_delivery = False

    def __init__(self, url: str, sender: str, name: str = NAME) -> None:
        self.name = name
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, message: PageMessage, address: str) -> str:
        letter = self._letter(message, address)
        is_under_way = False
        try:
            with self._conversation() as server:
                is_under_way = True
                server.send_message(letter, self._sender, [address])
        except smtplib.SMTPAuthenticationError as refused:
            raise NeedsPerson("The mail server does not accept our name and password.") from refused
        except smtplib.SMTPSenderRefused as refused:
            raise NeedsPerson(f"The mail server does not let us send as {self._sender}.") from refused
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _judged(code, said) from refused
        except smtplib.SMTPResponseException as refused:
            raise _judged(refused.smtp_code, refused.smtp_error) from refused
        except (OSError, smtplib.SMTPException) as trouble:
            told = f"The mail server did not answer: {type(trouble).__name__}."
            raise TryAgain(told, doubtful=is_under_way) from trouble
        return str(letter["Message-ID"])

    def find(self, key: str, address: str) -> str | None:
        return None

    def withdraw(self, provider_id: str) -> None:
        """A letter stays where it is."""

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """Signed in. A password never travels where others can read it."""
        url, secure = self._url, ssl.create_default_context()
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        if url.scheme == "smtps":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=secure)
        else:
            opened = smtplib.SMTP(host, port, timeout=PATIENCE)
        with opened as server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=secure)
                server.ehlo()
            elif url.scheme == "smtp" and url.password and url.hostname not in ("127.0.0.1", "localhost", "::1"):
                raise NeedsPerson("The mail server offers no STARTTLS, and the password would travel readable.")
            if url.username and url.password:
                server.login(unquote(url.username), unquote(url.password))
            yield server

    def _letter(self, message: PageMessage, address: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = self._sender, wording.cut(address, 320)
        letter["Subject"] = wording.title(message)
        letter["Date"] = formatdate(usegmt=True)
        # The same at every attempt, so that a mailbox which got it twice shows it once; and of this installation alone.
        own = hashlib.sha256(f"{message.key} {message.page_url}".encode()).hexdigest()[:24]
        letter["Message-ID"] = f"<{own}@{self._sender.rpartition('@')[2].rstrip('>')}>"
        letter["Auto-Submitted"] = "auto-generated"
        if message.priority <= Priority.P2:
            letter["Importance"] = "high"
        letter.set_content(wording.letter(message))
        return letter


def _judged(code: int, said: bytes | str) -> TryAgain | CannotBeDone:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    told = f"The mail server refuses: {code} {text[:200]}"
    return CannotBeDone(told, str(code)) if code >= 500 else TryAgain(told, str(code))
