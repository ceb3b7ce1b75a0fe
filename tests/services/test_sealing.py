"""What is encrypted opens with each key that we have, and with no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentbot.services.link import Links
from incidentbot.services.sealing import KeyMissing, Seal, secrets_in

OLD, NEW = "an-old-secret-key-0123456789-0123456789", "a-new-secret-key-0123456789-0123456789"


@given(st.text())
def test_what_was_sealed_opens(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    seal = Seal([NEW])
    assert seal.unseal(seal.seal(text)) == text
    assert seal.seal(text) != seal.seal(text), "the same number twice does not look the same"


def test_after_an_exchange_the_old_key_still_opens_and_the_new_one_seals() -> None:
    sealed = Seal([OLD]).seal("+420601234123")
    both = Seal([NEW, OLD])
    assert both.unseal(sealed) == "+420601234123"
    assert Seal([NEW]).unseal(both.seal("x")) == "x"
    assert [both.is_of_first(sealed), both.is_of_first(both.seal("x"))] == [False, True]
    with pytest.raises(KeyMissing, match="behind the new one"):
        Seal([NEW]).unseal(sealed)


@pytest.mark.parametrize("kept", ["", "+420601234123", "gAAAAAB", "🔥"])
def test_what_is_no_seal_is_refused(kept: str) -> None:
    with pytest.raises(KeyMissing):
        Seal([NEW]).unseal(kept)


def test_an_address_is_recognised_under_every_key() -> None:
    assert Seal([OLD]).mark("+420601234123") in Seal([NEW, OLD]).marks("+420601234123")
    assert Seal([OLD]).mark("+420601234123") != Seal([NEW]).mark("+420601234123")


def test_links_that_were_signed_with_an_older_key_still_open() -> None:
    old, both = Links("https://bot.example", OLD), Links("https://bot.example", f"{NEW}, {OLD}")
    key = old.incident(7).partition("?key=")[2]
    assert both.is_right("incidents", 7, key)
    assert both.incident(7) != old.incident(7)
    assert secrets_in(f" {NEW}, {OLD},") == [NEW, OLD]
