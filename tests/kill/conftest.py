"""The database that the processes of these tests share, and that outlives each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from incidentbot.store.store import Store
from tests.stores import store_at


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with store_at(database_url) as store:
        yield store
