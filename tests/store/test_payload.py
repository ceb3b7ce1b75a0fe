"""Whatever a payload carries, it comes back from both databases, and never poisons the worker that reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentbot.store import payload
from incidentbot.store.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e9, 1e9)
    | WORDS
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)
NAMES = WORDS | st.sampled_from(["$at", "$day", "$map"])
PAYLOADS = st.dictionaries(
    NAMES,
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)),
    max_size=4,
)


def through(store: Store, sent: Any) -> Any:
    with store.begin() as tx:
        tx.ask("k", NOW, dedup_key="one", payload=sent)
        [work] = tx.claim_work(NOW, "me", NOW, NOW, 1, [])
        tx.seal_work(work.cause, NOW)
        tx.forget_ended_work(datetime(2100, 1, 1, tzinfo=UTC), 10)
    return work.payload


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=PAYLOADS)
def test_what_was_asked_for_is_what_is_performed(store: Store, sent: dict[str, Any]) -> None:
    assert through(store, sent) == sent


def test_instants_and_days_are_still_instants_and_days(store: Store) -> None:
    found = through(store, {"at": NOW, "deep": [{"due": date(2026, 3, 9)}]})
    assert found == {"at": NOW, "deep": [{"due": date(2026, 3, 9)}]}
    assert type(found["deep"][0]["due"]) is date


@pytest.mark.parametrize("hostile", [{"$at": "soon"}, {"$day": 5}, {"$map": []}, {"$at": {"$at": None}}])
def test_a_mapping_from_outside_that_looks_like_ours_is_only_a_mapping(store: Store, hostile: dict[str, Any]) -> None:
    assert through(store, {"event": hostile}) == {"event": hostile}


def test_what_a_database_cannot_carry_is_left_out(store: Store) -> None:
    sent = {"nul": "a\x00b", "half": "a\ud800b", "nan": float("nan"), "huge": float("inf"), "k\x00": 1}
    assert through(store, sent) == {"nul": "ab", "half": "a?b", "nan": None, "huge": None, "k": 1}


def test_a_naive_datetime_in_a_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="a naive datetime in a payload"):
        payload.write({"at": datetime(2026, 3, 2)})  # noqa: DTZ001 (that is the story)
