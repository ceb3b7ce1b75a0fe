"""An Amazon of our own: a key and a certificate made here, messages signed with it, and an internet that counts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from incidentbot.errors import TryAgain
from incidentbot.integrations.sources import sns

HOST = "https://sns.eu-west-1.amazonaws.com"
CERTIFICATE = f"{HOST}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"
SUBSCRIBE = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=0000"
HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}


@cache
def key(owner: str = "amazon") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate(owner: str = "amazon") -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key(owner).public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=36500))
    return made.sign(key(owner), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def signed(message: dict[str, Any], version: str = "2", owner: str = "amazon") -> dict[str, Any]:
    """The same message, with a signature that holds."""
    whole = {"SigningCertURL": CERTIFICATE, **message, "SignatureVersion": version}
    signature = key(owner).sign(sns.canonical(whole), padding.PKCS1v15(), HASHES[version])
    return {**whole, "Signature": base64.b64encode(signature).decode()}


def notification(message: str, version: str = "2", **changes: Any) -> dict[str, Any]:
    body = {
        "Type": "Notification",
        "MessageId": "e288882d-4281-5be4-8fde-dccc11c8cb01",
        "TopicArn": TOPIC,
        "Subject": "ALARM",
        "Message": message,
        "Timestamp": "2026-03-02T09:00:00.000Z",
        "UnsubscribeURL": f"{HOST}/?Action=Unsubscribe",
    }
    return signed({name: value for name, value in {**body, **changes}.items() if value is not None}, version)


def about_itself(kind: str = "SubscriptionConfirmation", **changes: Any) -> dict[str, Any]:
    body = {
        "Type": kind,
        "MessageId": "8a14e4f3-f3ab-4be0-a12f-681ee8fe214f",
        "Token": "0000",
        "TopicArn": TOPIC,
        "Message": "You have chosen to subscribe to the topic.",
        "SubscribeURL": SUBSCRIBE,
        "Timestamp": "2026-03-02T09:00:00.000Z",
    }
    return signed({**body, **changes})


@dataclass
class Internet:
    """What stands at which address; what was fetched, in order. `is_down` makes it unreachable."""

    pages: dict[str, bytes] = field(default_factory=lambda: {CERTIFICATE: certificate(), SUBSCRIBE: b"<Confirmed/>"})
    fetched: list[str] = field(default_factory=list)
    is_down: bool = False
    meanwhile: Callable[[], None] = lambda: None

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        self.meanwhile()
        if self.is_down or url not in self.pages:
            raise TryAgain(f"{url} cannot be reached.")
        return self.pages[url]


# What somebody might write where an address of Amazon belongs.
ELSEWHERE = (
    "http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=0",
    "https://evil.example/?Action=ConfirmSubscription&Token=0",
    "https://sns.us-east-1.amazonaws.com.evil.example/?Action=ConfirmSubscription&Token=0",
    "https://sns.us-east-1.amazonaws.com@evil.example/?Action=ConfirmSubscription&Token=0",
    "https://user:word@sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=0",
    "https://sns.us-east-1.amazonaws.com:8443/?Action=ConfirmSubscription&Token=0",
    "https://sns.us-east-1.amazonaws.com:443/?Action=ConfirmSubscription&Token=0",
    "https://sns.us-east-1.amazonaws.com\\@evil.example/?Action=ConfirmSubscription&Token=0",
    "https://evil.example/#sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
    "https://sns.s3.amazonaws.com/?Action=ConfirmSubscription&Token=0",
    "https://sns.s3-eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=0",
    "https://s3.eu-west-1.amazonaws.com/sns?Action=ConfirmSubscription&Token=0",
    "https://sns-eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=0",
    "https://169.254.169.254/latest/meta-data?Action=ConfirmSubscription",
    "https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic&TopicArn=x",
    "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Action=DeleteTopic",
    "https://sns.eu-west-1.amazonaws.com/\r\nHost: evil.example",
    "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=0\n",
    "file:///etc/passwd",
    "//sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
    "",
)
