"""Slack's error codes: each means try again, ask a person, or give up; none is swallowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain, VendorError
from incidentbot.slack.trouble import AGAIN, DOUBTFUL, FOR_A_PERSON, INVITATIONS, error_of
from tests.test_manifest import METHODS, methods_in_use

FACTS = Path(__file__).parents[2] / "incidentbot" / "sandbox" / "facts.json"


@pytest.mark.parametrize("code", sorted(AGAIN))
def test_what_passes_is_tried_again(code: str) -> None:
    trouble = error_of("chat.postMessage", {"ok": False, "error": code})
    assert isinstance(trouble, TryAgain)
    assert not trouble.doubtful


@pytest.mark.parametrize("code", sorted(DOUBTFUL))
def test_where_slack_gave_up_in_the_middle_it_is_asked_first(code: str) -> None:
    trouble = error_of("chat.postMessage", {"ok": False, "error": code})
    assert isinstance(trouble, TryAgain)
    assert trouble.doubtful


@pytest.mark.parametrize("code", sorted(FOR_A_PERSON))
def test_what_a_person_must_mend_is_said_in_words(code: str) -> None:
    trouble = error_of("chat.postMessage", {"ok": False, "error": code, "needed": "chat:write"})
    assert isinstance(trouble, NeedsPerson)
    assert trouble.code == code
    assert " " in str(trouble).split("(")[0].strip(), "a sentence, not a code"


def test_a_missing_scope_is_named() -> None:
    trouble = error_of("pins.add", {"ok": False, "error": "missing_scope", "needed": "pins:write"})
    assert "lacks the scope pins:write" in str(trouble)


def test_slacks_own_explanation_is_kept() -> None:
    body = {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": ["[ERROR] no more than 50"]}}
    trouble = error_of("chat.postMessage", body)
    assert isinstance(trouble, CannotBeDone)
    assert "no more than 50" in str(trouble)


def test_every_documented_error_of_a_method_in_use_becomes_one_of_ours() -> None:
    if not METHODS.exists():
        pytest.skip(f"{METHODS} is absent: Slack's methods as facts")
    facts = json.loads(METHODS.read_text())
    common = facts["_meta"]["common_errors"]
    for method in methods_in_use():
        for code in {*facts["methods"][method]["errors"], *common}:
            trouble = error_of(method, {"ok": False, "error": code})
            assert isinstance(trouble, VendorError)
            assert code in str(trouble)


def test_every_code_that_we_name_is_one_of_slacks() -> None:
    facts = json.loads(FACTS.read_text())
    known = {*facts["common_errors"]}.union(*(method.get("errors", []) for method in facts["methods"].values()))
    if METHODS.exists():
        all_methods = json.loads(METHODS.read_text())
        known |= {*all_methods["_meta"]["common_errors"]}.union(
            *(one.get("errors", []) for one in all_methods["methods"].values())
        )
    unknown = {*AGAIN, *DOUBTFUL, *FOR_A_PERSON, *INVITATIONS} - known
    assert unknown <= {"user_is_ultra_restricted", "no_external_invite_permission", "user_team_not_in_channel"}, unknown
