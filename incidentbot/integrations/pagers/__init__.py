"""By what people are reached. One module a provider; what all of them say and how they ask stands beside them.

twilio_sms     text messages                  (twilio: the API and the signature that both use)
twilio_voice   calls, in which keys are pressed
vonage_sms     text messages, when Twilio does not take them
ntfy           push, with a button on the lock screen
pushover       push; an emergency sounds until it is acknowledged
smtp           e-mail
webhook        an address of the person's own
apprise        many more, best effort (an extra)

wire           asking over HTTP, and what a refusal means
guard          addresses that people typed in lead outside only
wording        what a page says where there is little room
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from incidentbot.domain.notification import MethodKind
from incidentbot.integrations.pagers.apprise import Apprise, is_installed
from incidentbot.integrations.pagers.ntfy import Ntfy
from incidentbot.integrations.pagers.pushover import Pushover, PushoverAcknowledgements
from incidentbot.integrations.pagers.smtp import Smtp
from incidentbot.integrations.pagers.twilio import Twilio
from incidentbot.integrations.pagers.twilio_sms import TwilioSms, TwilioSmsReceipts, TwilioSmsReplies
from incidentbot.integrations.pagers.twilio_voice import TwilioCallReceipts, TwilioDigits, TwilioVoice
from incidentbot.integrations.pagers.vonage_sms import VonageReceipts, VonageReplies, VonageSms
from incidentbot.integrations.pagers.webhook import Webhook
from incidentbot.ports import CallbackReader, NotificationProvider
from incidentbot.setting_providers import ProviderSettings

Part = tuple[list[NotificationProvider], dict[str, CallbackReader]]


@dataclass(frozen=True)
class Ours:
    """What providers are told of us. `address_of` and `notification_of` sign for a provider that does not; `page_of` is
    the address in a page's message, by the message's key, and empty for what is no page's."""

    base_url: str
    address_of: Callable[[str, int], str]
    notification_of: Callable[[str, str], int | None]
    page_of: Callable[[str], str] = lambda key: ""


@dataclass(frozen=True)
class Pagers:
    """The providers of each kind in the order in which they are tried, and who reads what they call back with."""

    providers: dict[MethodKind, list[NotificationProvider]] = field(default_factory=dict)
    readers: dict[str, CallbackReader] = field(default_factory=dict)

    @property
    def ways(self) -> list[tuple[MethodKind, str]]:
        return [(kind, provider.name) for kind, found in self.providers.items() for provider in found]


def pagers(settings: ProviderSettings, ours: Ours) -> Pagers:
    """Those that are set up."""
    found = Pagers()
    for providers, readers in (*_telephones(settings, ours), *_pushes(settings, ours), *_letters(settings)):
        for provider in providers:
            found.providers.setdefault(provider.kind, []).append(provider)
        found.readers.update(readers)
    for several in found.providers.values():
        several.sort(key=lambda provider: _place(provider, settings.provider_order))
    return found


def _place(provider: NotificationProvider, order: Sequence[str]) -> int:
    """Those that are named come first, in that order; the others as they stand."""
    return order.index(provider.name) if provider.name in order else len(order)


def _telephones(settings: ProviderSettings, ours: Ours) -> Iterator[Part]:
    if settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from:
        token = settings.twilio_auth_token.get_secret_value()
        place = settings.twilio_api_url
        twilio = Twilio(settings.twilio_account_sid, token, settings.twilio_from, place, ours.base_url)
        yield (
            [TwilioSms(twilio, ours.page_of), TwilioVoice(twilio)],
            {
                "twilio/sms": TwilioSmsReplies(twilio),
                "twilio/status": TwilioSmsReceipts(twilio),
                "twilio/voice": TwilioDigits(twilio),
                "twilio/call": TwilioCallReceipts(twilio),
            },
        )
    if settings.vonage_api_key and settings.vonage_api_secret and settings.vonage_from:
        secret, place = settings.vonage_api_secret.get_secret_value(), settings.vonage_api_url
        signed = settings.vonage_signature_secret
        key = signed.get_secret_value() if signed else ""
        sms = VonageSms(settings.vonage_api_key, secret, settings.vonage_from, place, ours.base_url, bool(key))
        yield [sms], {"vonage/receipt": VonageReceipts(key), "vonage/inbound": VonageReplies(key)} if key else {}


def _pushes(settings: ProviderSettings, ours: Ours) -> Iterator[Part]:
    token = settings.ntfy_token.get_secret_value() if settings.ntfy_token else None
    yield [Ntfy(settings.ntfy_url, token, settings.inner_hosts)], {}
    if settings.pushover_token:
        name = "pushover"
        secret = settings.pushover_token.get_secret_value()
        pushover = Pushover(secret, settings.pushover_api_url, lambda number: ours.address_of(name, number))
        yield [pushover], {name: PushoverAcknowledgements(lambda text: ours.notification_of(name, text))}
    if settings.apprise and is_installed():
        yield [Apprise()], {}


def _letters(settings: ProviderSettings) -> Iterator[Part]:
    if settings.smtp_url and settings.smtp_from:
        servers = {"smtp": settings.smtp_url, "smtp_2": settings.smtp_url_2}
        yield [Smtp(url.get_secret_value(), settings.smtp_from, name) for name, url in servers.items() if url], {}
    if settings.webhook_secret:
        yield [Webhook(settings.webhook_secret.get_secret_value(), settings.inner_hosts)], {}
