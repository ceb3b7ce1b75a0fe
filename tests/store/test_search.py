"""Full text on both databases: found is what says it, in the same order, from the moment of the commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentbot.domain.people import BOT
from incidentbot.domain.search import terms, words
from incidentbot.domain.timeline import EventKind
from incidentbot.store.plain import storable
from incidentbot.store.search import Where
from incidentbot.store.store import Store
from tests.at_once import at_once, slow_commits
from tests.world import FakeClock, a_ticket

Corpus = Callable[..., int]


@pytest.fixture
def opened(store: Store, clock: FakeClock) -> Corpus:
    """`opened("title", "description", "event", "event")` → the ticket's id."""

    def opened(title: str, description: str = "", *events: str) -> int:
        return open_ticket(store, clock.now(), title, description, *events)

    return opened


def open_ticket(store: Store, now: datetime, title: str, description: str = "", *events: str) -> int:
    with store.begin() as tx:
        ticket = a_ticket(tx, now, title=title, description=description)
        for event in events:
            tx.record(ticket.id, now, BOT, EventKind.NOTE, event)
        return ticket.id


def found(store: Store, where: Where, query: str, before: int = 2**62, most: int = 50) -> list[str]:
    with store.read() as tx:
        rows = tx.saying(where, terms(query), before, most)
    return [row.text if where is Where.TIMELINE else row.title for row in rows]


def test_each_place_finds_its_own(store: Store, opened: Corpus) -> None:
    opened("redis is slow", "", "redis again")
    opened("checkout is down", "the redis pool")
    assert found(store, Where.TITLE, "redis") == ["redis is slow"]
    assert found(store, Where.TICKET, "redis") == ["checkout is down"], "one that its title tells is not told twice"
    assert found(store, Where.TIMELINE, "redis") == ["redis again"]


def test_all_terms_have_to_be_there_in_the_title_or_in_the_text(store: Store, opened: Corpus) -> None:
    opened("checkout is down", "the redis pool is full")
    assert found(store, Where.TICKET, "checkout redis") == ["checkout is down"]
    assert found(store, Where.TICKET, "checkout mysql") == []


def test_no_phrase_begins_in_the_title_and_ends_in_the_text(store: Store, opened: Corpus) -> None:
    opened("checkout is down", "for all customers")
    assert found(store, Where.TICKET, '"down for"') == []
    assert found(store, Where.TICKET, '"for all"') == ["checkout is down"]


def test_phrases_and_beginnings(store: Store, opened: Corpus) -> None:
    opened("one", "", "the pool is full", "full is the pool", "timeouts everywhere", "in time")
    assert found(store, Where.TIMELINE, '"pool is full"') == ["the pool is full"]
    assert found(store, Where.TIMELINE, '"pool is fu"*') == ["the pool is full"]
    assert found(store, Where.TIMELINE, "time*") == ["in time", "timeouts everywhere"]
    assert found(store, Where.TIMELINE, "time") == ["in time"]


def test_a_number_is_found_as_people_write_it(store: Store, opened: Corpus) -> None:
    opened("first")
    opened("second")
    assert found(store, Where.TITLE, "T-2") == ["second"]


def test_newest_first_a_page_at_a_time(store: Store, opened: Corpus) -> None:
    ids = [opened(f"redis {number}") for number in range(5)]
    assert found(store, Where.TITLE, "redis", most=2) == ["redis 4", "redis 3"]
    assert found(store, Where.TITLE, "redis", before=ids[3], most=2) == ["redis 2", "redis 1"]


def test_a_ticket_is_found_by_what_it_says_now(store: Store, opened: Corpus) -> None:
    ticket_id = opened("reddis is slow", "as ever")
    with store.begin() as tx:
        tx.change_ticket(ticket_id, title="redis is slow")
        tx.change_ticket(ticket_id, title="redis is gone")
    assert found(store, Where.TITLE, "reddis") == []
    assert found(store, Where.TITLE, "redis") == ["redis is gone"]
    assert found(store, Where.TICKET, "ever") == ["redis is gone"]


def test_an_incident_is_found_by_its_number_and_its_summary(store: Store, opened: Corpus, clock: FakeClock) -> None:
    ticket_id = opened("checkout is down")
    with store.begin() as tx:
        incident = tx.open_incident(ticket_id, None, clock.now(), clock.now())
    with store.begin() as tx:
        tx.change_incident(incident.id, summary="a certificate had expired")
    assert found(store, Where.TITLE, "INC-1") == ["checkout is down"]
    assert found(store, Where.TICKET, "certificate") == ["checkout is down"]


def test_what_was_rolled_back_is_not_found(store: Store, opened: Corpus) -> None:
    ticket_id = opened("always")
    with suppress(ZeroDivisionError), store.begin() as tx:
        tx.change_ticket(ticket_id, title="never")
        tx.index_words()
        1 / 0  # noqa: B018
    assert found(store, Where.TITLE, "always") == ["always"]
    assert found(store, Where.TITLE, "never") == []


def test_withdrawing_says_nothing_to_somebody_who_searches(store: Store, opened: Corpus, clock: FakeClock) -> None:
    ticket_id = opened("one")
    with store.begin() as tx:
        event = tx.record(ticket_id, clock.now(), BOT, EventKind.NOTE, "first")
        tx.record(ticket_id, clock.now(), BOT, EventKind.WITHDRAWN, "withdrew it", of=event)
    assert found(store, Where.TIMELINE, "withdrew") == []


def test_a_title_and_a_summary_changed_at_once_are_both_found(
    store: Store, replica: Store, opened: Corpus, clock: FakeClock
) -> None:
    """They are rows of two tables: whoever comes second waits for the ticket before looking at what it says."""
    ticket_id = opened("old title")
    with store.begin() as tx:
        incident = tx.open_incident(ticket_id, None, clock.now(), clock.now())

    def rename() -> None:
        with store.begin() as tx:
            tx.change_ticket(ticket_id, title="new title")

    def sum_up() -> None:
        with replica.begin() as tx:
            tx.change_incident(incident.id, summary="all is well")

    for _ in range(5):
        with slow_commits():
            assert at_once(rename, sum_up) == [None, None]
        assert found(store, Where.TICKET, "new well") == ["new title"]
        with store.begin() as tx:
            tx.change_ticket(ticket_id, title="old title")
            tx.change_incident(incident.id, summary="")


def test_a_text_of_any_size_is_taken(store: Store, opened: Corpus) -> None:
    opened("long", "wordy " * 30_000 + "x" * 100_000, "".join(chr(code) for code in range(1, 0x3000) if code != 0))
    assert found(store, Where.TICKET, "wordy") == ["long"]


ODD_WORDS = ["redis", "pool", "Pool", "time", "timeout", "é", "東京", "ﬁ", "T-1", "a'b", "x\\y", "and", "not"]
WORDS = st.sampled_from(ODD_WORDS)
TEXT = st.lists(WORDS, max_size=6).map(" ".join)
PHRASE = st.lists(WORDS, min_size=1, max_size=3).map(lambda said: f'"{" ".join(said)}"')
QUERY = st.lists(WORDS | PHRASE | WORDS.map(lambda word: word[:2] + "*"), min_size=1, max_size=4).map(" ".join)


def _says(query: str, *texts: str) -> bool:
    said = [words(text) for text in texts]
    return all(any(term.stands_at(one, at) for one in said for at in range(len(one))) for term in terms(query))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=4), queries=st.lists(QUERY, max_size=5))
def test_both_databases_find_what_says_it_and_nothing_else(
    corpus: Sequence[tuple[str, str, str]], queries: Sequence[str], store: Store, clock: FakeClock
) -> None:
    first, *_ = [open_ticket(store, clock.now(), *texts) for texts in corpus]
    with store.read() as tx:
        titles = {first + at: f"{tx.ticket(first + at).label} {texts[0]}" for at, texts in enumerate(corpus)}
    for query in (query for query in queries if terms(query)):
        with store.read() as tx:
            found = {place: [row for row in tx.saying(place, terms(query), 2**62, 10_000)] for place in Where}
        in_title = [one for one, title in titles.items() if _says(query, title)]
        anywhere = [one for one, title in titles.items() if _says(query, title, corpus[one - first][1])]
        events = [corpus[at][2] for at in range(len(corpus)) if _says(query, corpus[at][2])]
        assert [row.id for row in found[Where.TITLE] if row.id >= first] == sorted(in_title, reverse=True)
        in_text = sorted(set(anywhere) - set(in_title), reverse=True)
        assert [row.id for row in found[Where.TICKET] if row.id >= first] == in_text
        told = [row.text for row in found[Where.TIMELINE] if row.number >= _number(titles[first])]
        assert told == events[::-1]


def _number(label: str) -> int:
    return int(label.split()[0].removeprefix("T-"))


HOSTILE = [
    *"\"*'\\^+-!()🙂",
    *("') OR 1=1 --", "title : x", "NEAR(a b)", "a:*b", "<->", "!a & b", "\x00a", "{a b} : c", "((((("),
    *("\ud800x", "%_", "a" * 500, "'a':1A", "rowid MATCH 1", "a | b", "$$;DROP TABLE ticket"),
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_is_a_query(query: str, store: Store, opened: Corpus) -> None:
    opened("title", "text", "event")
    if terms(query):
        assert [found(store, where, query) for where in Where] == [[], [], []]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(min_size=1, max_size=250))
def test_no_query_breaks_anything(query: str, store: Store) -> None:
    for where in Where if terms(query) else ():
        found(store, where, query)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(min_size=1, max_size=80))
def test_whatever_was_said_is_found_by_its_own_words(said: str, store: Store, clock: FakeClock) -> None:
    open_ticket(store, clock.now(), "title", "", said)
    for word in words(storable(said))[:8]:
        assert storable(said) in found(store, Where.TIMELINE, word, most=10_000)
