"""Amazon SNS: is a message genuine, and confirming a subscription, towards Amazon's own hosts and nobody else's.

Nothing here opens a connection: whoever asks brings a way to fetch an address.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from incidentbot.errors import NotGenuine

Fetch = Callable[[str], bytes]

# The region is spelled out: `sns.s3.amazonaws.com` is somebody's bucket. No port, no user, nothing but printable ASCII.
_AWS = re.compile(
    r"https://sns\.([a-z]{2,3}(-[a-z]{2,10}){1,3}-[0-9]{1,2}\.amazonaws\.com(\.cn)?"
    r"|eusc(-[a-z]{2,10}){2}-[0-9]{1,2}\.amazonaws\.eu)/[!-\[\]-~]*"
)
# Only where certificates are kept: other addresses of this host answer with what somebody has put into SNS.
_CERTIFICATE = re.compile(r"https://[a-z0-9.-]+/SimpleNotificationService(-[A-Za-z0-9]+)?\.pem")

NOTIFICATION, SUBSCRIPTION, GOODBYE = "Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"
_ABOUT_ITSELF = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
# What is signed, in this order; a notification without a subject is signed without one.
_SIGNED = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    SUBSCRIPTION: _ABOUT_ITSELF,
    GOODBYE: _ABOUT_ITSELF,
}
_BESIDE = ("Signature", "SignatureVersion", "SigningCertURL")
_HASHES: Mapping[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}


def is_aws_host(url: object) -> bool:
    return isinstance(url, str) and _AWS.fullmatch(url) is not None


def is_certificate(url: object) -> bool:
    return isinstance(url, str) and is_aws_host(url) and _CERTIFICATE.fullmatch(url) is not None


def is_confirmation(url: object) -> bool:
    """Whether following the address confirms a subscription, at Amazon, and does nothing else."""
    if not isinstance(url, str) or not is_aws_host(url):
        return False
    there = urlsplit(url)
    return there.path == "/" and parse_qs(there.query).get("Action") == ["ConfirmSubscription"]


def is_envelope(body: object) -> bool:
    """A message of SNS, and not what it carries: with raw delivery that comes bare, and unsigned."""
    return isinstance(body, Mapping) and isinstance(body.get("Type"), str) and body["Type"] in _SIGNED


def signed_part(message: Mapping[str, object]) -> dict[str, str]:
    """What has to be kept of a message so that it can be checked once more."""
    names = (*_SIGNED[str(message["Type"])], *_BESIDE)
    return {name: value for name in names if isinstance(value := message.get(name), str)}


def canonical(message: Mapping[str, object]) -> bytes:
    """The text that Amazon has signed; empty for what is no message of SNS."""
    names = _SIGNED.get(str(message.get("Type")), ())
    said = {name: message[name] for name in names if isinstance(message.get(name), str)}
    if said.keys() | {"Subject"} != {"Subject", *names}:
        return b""
    return "".join(f"{name}\n{value}\n" for name, value in said.items()).encode("utf-8", "surrogatepass")


def verify(message: Mapping[str, object], certificate_pem: bytes) -> bool:
    """Whether the owner of this certificate signed it. That the certificate is Amazon's is for `check`."""
    digest = _HASHES.get(str(message.get("SignatureVersion")))
    signed = canonical(message)
    if digest is None or not signed:
        return False
    try:
        signature = base64.b64decode(str(message.get("Signature")), validate=True)
        key = x509.load_pem_x509_certificate(certificate_pem).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(signature, signed, padding.PKCS1v15(), digest)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def check(message: Mapping[str, object], fetch: Fetch) -> None:
    """Raises NotGenuine, and whatever `fetch` raises. Nothing is fetched from anywhere but Amazon."""
    address = message.get("SigningCertURL")
    if not isinstance(address, str) or not is_certificate(address):
        raise NotGenuine("This message of Amazon SNS is not signed by Amazon: it names no certificate of theirs.")
    if message.get("Type") == SUBSCRIPTION and not is_confirmation(message.get("SubscribeURL")):
        raise NotGenuine("A subscription is confirmed only at Amazon SNS itself; this message names another address.")
    if not verify(message, fetch(address)):
        raise NotGenuine("The signature of this message is not that of Amazon SNS.")


def confirm(message: Mapping[str, object], certificate: Fetch, follow: Fetch) -> None:
    """Says yes to a subscription by following the address in its message. Raises NotGenuine if it is none."""
    if message.get("Type") != SUBSCRIPTION:
        raise NotGenuine("This is not a subscription confirmation of Amazon SNS.")
    check(message, certificate)
    follow(str(message["SubscribeURL"]))
