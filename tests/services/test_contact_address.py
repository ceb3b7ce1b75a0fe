"""What people type as an address: the right ones in many spellings, and nonsense with an answer that helps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.errors import InvalidInput
from incidentbot.services.contact_address import READ, read_address


@pytest.mark.parametrize(
    "typed",
    ["+420601234123", "+420 601 234 123", "00420 601-234-123", "+420\u00a0601\u00a0234\u00a0123", "+420(601)234123"],
)
def test_a_number_is_the_same_however_it_is_spelled(typed: str) -> None:
    found = read_address("mobile", typed)
    assert (found.whole, found.shown) == ("+420601234123", "+420 ••• ••• 123")


@pytest.mark.parametrize(
    ("offer", "typed", "whole", "shown"),
    [
        ("email", "Alice@ACME.example", "Alice@acme.example", "A•••@acme.example"),
        ("ntfy", "oncall-alice-7f3k9q", "oncall-alice-7f3k9q", "•••k9q"),
        ("ntfy", "https://ntfy.example/oncall-alice-7f3k9q", "https://ntfy.example/oncall-alice-7f3k9q", "•••k9q"),
        ("pushover", "u" * 27 + "xyz", "u" * 27 + "xyz", "•••xyz"),
        ("apprise", "tgram://12:abc/345", "tgram://12:abc/345", "tgram://•••"),
        ("webhook", "https://hooks.example/a?b=c", "https://hooks.example/a?b=c", "hooks.example/•••"),
        ("webhook", "http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a", "127.0.0.1/•••"),
    ],
)
def test_other_addresses(offer: str, typed: str, whole: str, shown: str) -> None:
    found = read_address(offer, typed)
    assert (found.whole, found.shown) == (whole, shown)


@pytest.mark.parametrize(
    ("offer", "typed", "told"),
    [
        ("mobile", "", "Write the address."),
        ("mobile", "601 234 123", "with its country"),
        ("mobile", "+420 601", "no such number"),
        ("mobile", "+999999999999", "no telephone number"),
        ("mobile", "+", "no telephone number"),
        ("mobile", "+420601234123;ext=5", "no such number"),
        ("mobile", "1" * 501, "too long"),
        ("email", "somebody", "no e-mail address"),
        ("email", "alice@acme.example\r\nBcc: bob@acme.example", "no e-mail address"),
        ("email", '"a b"@acme.example', "no e-mail address"),
        ("ntfy", "short", "at least 8"),
        ("ntfy", "https://user:pass@ntfy.example/oncall-alice", "without a user name"),
        ("pushover", "short", "30 letters"),
        ("apprise", "no address", "as Apprise does"),
        ("webhook", "http://hooks.example/a", "https://"),
        ("webhook", "javascript:alert(1)", "https://"),
        ("webhook", "https://[::1", "no address"),
        ("webhook", "file:///etc/passwd", "https://"),
    ],
)
def test_nonsense_gets_an_answer_that_helps(offer: str, typed: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_address(offer, typed)
    assert told in refused.value.fields["address"]
    assert len(typed) < 2 or typed not in refused.value.fields["address"], "an address is repeated nowhere"


@given(st.sampled_from(sorted(READ)), st.text(max_size=600))
def test_no_text_breaks_it(offer: str, typed: str) -> None:
    try:
        found = read_address(offer, typed)
    except InvalidInput:
        return
    assert found.whole.isprintable()
    assert found.shown != found.whole
