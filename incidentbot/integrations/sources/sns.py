"""Amazon SNS: is a message genuine, and confirming a subscription, towards Amazon's own hosts and nobody else's.

Nothing here opens a connection: whoever asks brings a way to fetch an address.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from incidentbot.errors import NotPossible

Fetch = Callable[[str], bytes]

# The region is spelled out: `sns.s3.amazonaws.com` is somebody's bucket. No port, no user, nothing but printable ASCII.
_AWS = re.compile(r"https://sns\.[a-z]{2,3}(-[a-z]{2,10}){1,3}-[0-9]{1,2}\.amazonaws\.com(\.cn)?/[!-\[\]-~]*")

# What is signed, in this order; a notification without a subject is signed without one.
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_HASHES: Mapping[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}


def is_aws_host(url: object) -> bool:
    return isinstance(url, str) and _AWS.fullmatch(url) is not None


def canonical(message: Mapping[str, object]) -> bytes:
    """The text that Amazon has signed; empty for what is no message of SNS."""
    names = _SIGNED.get(str(message.get("Type")), ())
    said = {name: message[name] for name in names if isinstance(message.get(name), str)}
    if said.keys() | {"Subject"} != {"Subject", *names}:
        return b""
    return "".join(f"{name}\n{value}\n" for name, value in said.items()).encode("utf-8", "surrogatepass")


def verify(message: Mapping[str, object], certificate_pem: bytes) -> bool:
    """Whether the owner of this certificate signed it. That the certificate is Amazon's is for `is_genuine`."""
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


def is_genuine(message: Mapping[str, object], fetch: Fetch) -> bool:
    """`fetch` may keep certificates: they are the same for months. What it raises is passed on."""
    address = message.get("SigningCertURL")
    return isinstance(address, str) and is_aws_host(address) and verify(message, fetch(address))


def confirm(message: Mapping[str, object], fetch: Fetch) -> None:
    """Says yes to a subscription by following the address in its message. Raises NotPossible if it is not genuine."""
    address = message.get("SubscribeURL")
    if message.get("Type") != "SubscriptionConfirmation" or not isinstance(address, str):
        raise NotPossible("This is not a subscription confirmation of Amazon SNS.")
    if not is_aws_host(address) or not is_aws_host(message.get("SigningCertURL")):
        raise NotPossible("A subscription is confirmed only towards hosts of Amazon SNS; this message names another.")
    if not is_genuine(message, fetch):
        raise NotPossible("The signature of this subscription confirmation is not Amazon's; nothing was confirmed.")
    fetch(address)
