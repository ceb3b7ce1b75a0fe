"""A mail server that keeps every letter: as much of SMTP as a client needs."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import Awaitable, Callable
from email.message import EmailMessage

from incidentbot.sandbox.faults import PROVIDERS
from incidentbot.sandbox.telephones.exchange import bring, with_email
from incidentbot.sandbox.telephones.weather import FATES, SLOW_SECONDS, Fate
from incidentbot.sandbox.world import World

MAIL = "smtp"
LARGEST = 1 << 20
BRACKETED = re.compile(r"<([^>]*)>")
Connection = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def server(world: World) -> Connection:
    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Conversation(world, reader, writer).go()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # whoever leaves in the middle has sent nothing
        finally:
            writer.close()

    return converse


class Conversation:
    def __init__(self, world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.world = world
        self.reader = reader
        self.writer = writer
        self.recipients: list[str] = []

    async def go(self) -> None:
        await self._say("220 sandbox ESMTP")
        while line := (await self.reader.readline()).decode("utf-8", "replace").strip():
            verb = line[:4].upper()
            if verb == "DATA":
                await self._data()
            elif verb == "RCPT":
                await self._recipient(line)
            elif verb == "QUIT":
                await self._say("221 Bye")
                return
            else:
                if verb in ("MAIL", "RSET"):
                    self.recipients = []
                await self._say("250 sandbox" if verb in ("HELO", "EHLO", "MAIL", "RSET", "NOOP") else "502 Not here")

    async def _recipient(self, line: str) -> None:
        found = BRACKETED.search(line)
        address = found[1] if found else ""
        if with_email(self.world, address):
            self.recipients.append(address)
            await self._say("250 OK")
        else:
            await self._say("550 5.1.1 There is nobody of that name here")

    async def _data(self) -> None:
        await self._say("354 Go on")
        body = await self.reader.readuntil(b"\r\n.\r\n")
        letter = email.message_from_bytes(body[:-3].replace(b"\r\n..", b"\r\n."), policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        line = self.world.ledger.call(MAIL, {"to": self.recipients, "subject": str(letter["Subject"])})
        fault = next(self.world.faults.striking(PROVIDERS, MAIL), None)
        kind = fault.kind if fault else ""
        if fault and kind == "provider_slow":
            await asyncio.sleep(SLOW_SECONDS if fault.seconds is None else fault.seconds)
        answers = {"provider_refuses": "554 5.7.1 The sandbox was told to refuse this", "provider_fails": "451 Later"}
        answer = answers.get(kind, "250 Kept")
        line.update(ok=answer.startswith("250"), status=int(answer[:3]))
        if line["ok"] and FATES.get(kind, Fate.ARRIVES) is Fate.ARRIVES:
            self._keep(letter)
        if kind == "provider_breaks_off":
            self.writer.transport.abort()
        else:
            await self._say(answer)

    def _keep(self, letter: EmailMessage) -> None:
        part = letter.get_body(("plain",))
        text = str(part.get_content()) if part else ""
        for address in self.recipients:
            if to := with_email(self.world, address):
                wire = {"id": str(letter["Message-ID"])}
                more = {"title": str(letter["Subject"]), "text": text, "wire": wire}
                bring(self.world, to, "mail", MAIL, "received", str(letter["From"]), **more)

    async def _say(self, line: str) -> None:
        self.writer.write(f"{line}\r\n".encode())
        await self.writer.drain()
