"""The bot's accounts with the providers here. None is a secret: whoever can reach this computer may use them."""

from __future__ import annotations

from incidentbot.sandbox.telephones.telephone import number_of, pushover_key_of, topic_of, webhook_of
from incidentbot.sandbox.workspace import User

TWILIO_SID = "AC5a6e64626f785a6e64626f785a6e6462"
TWILIO_TOKEN = "5a6e64626f782d7477696c696f2d7461"
TWILIO_NUMBER = "+15005550006"
VONAGE_KEY = "sandbox1"
VONAGE_SECRET = "sandbox-vonage-secret"
VONAGE_SIGNATURE_SECRET = "sandbox-vonage-signature-secret-0123456789"
VONAGE_NUMBER = "+447700900001"
NTFY_TOKEN = "tk_sandbox"
PUSHOVER_TOKEN = "asandboxsandboxsandboxsandbox1"
WEBHOOK_SECRET = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldA=="


def settings(url: str, mail_port: int) -> dict[str, str]:
    """What the bot's environment says when its providers are those of a sandbox at `url`."""
    return {
        "TWILIO_ACCOUNT_SID": TWILIO_SID,
        "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
        "TWILIO_FROM": TWILIO_NUMBER,
        "TWILIO_API_URL": f"{url}/twilio",
        "VONAGE_API_KEY": VONAGE_KEY,
        "VONAGE_API_SECRET": VONAGE_SECRET,
        "VONAGE_SIGNATURE_SECRET": VONAGE_SIGNATURE_SECRET,
        "VONAGE_FROM": VONAGE_NUMBER,
        "VONAGE_API_URL": f"{url}/vonage",
        "NTFY_URL": f"{url}/ntfy",
        "NTFY_TOKEN": NTFY_TOKEN,
        "PUSHOVER_TOKEN": PUSHOVER_TOKEN,
        "PUSHOVER_API_URL": f"{url}/pushover",
        "SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "SMTP_FROM": "incidentbot@acme.example",
        "INCIDENTBOT_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "INCIDENTBOT_INNER_HOSTS": url.removeprefix("http://"),
    }


def emergency(url: str, user: User) -> dict[str, str]:
    """What the bot's environment says where this person is to hear when it is not well itself."""
    return {
        "INCIDENTBOT_EMERGENCY_PHONE": number_of(user),
        "INCIDENTBOT_EMERGENCY_PUSH": topic_of(user),
        "INCIDENTBOT_EMERGENCY_PUSHOVER": pushover_key_of(user),
        "INCIDENTBOT_EMERGENCY_EMAIL": user.email,
        "INCIDENTBOT_EMERGENCY_WEBHOOK": webhook_of(url, user),
    }
