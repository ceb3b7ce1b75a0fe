"""The running app against its own document: whatever fits the document, or does not, is answered as the document says.

Requests are made up by schemathesis from the document; the seed is fixed, and so is the number of them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from incidentbot.bootstrap import Incidentbot
from incidentbot.domain.people import BOT
from tests.running import bot_running, sandbox_running
from tests.web.api.test_lists import alert_row

EXAMPLES = 25  # for each operation and each way of making requests
# Not among them: that data outside the document is always refused. Of a parameter given twice the last one counts.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Incidentbot]:
    database = f"sqlite:///{tmp_path_factory.mktemp('api') / 'incidentbot.db'}"
    with sandbox_running() as sandbox, bot_running(sandbox, database) as bot:
        _furnish(bot)
        yield bot


def _furnish(bot: Incidentbot) -> None:
    """Numbers that are made up often are there: T-1, INC-1, alert 1, silence 1."""
    now = bot.clock.now()
    bot.people.meet("U01ALICE", "Alice", "UTC", is_guest=False, is_bot=False, is_deleted=False)
    with bot.store.begin() as tx:
        tx.add_alerts([alert_row(1, None)])
        tx.add_silence("silence", {"a": "b"}, now, now.replace(year=now.year + 1), "a test", BOT, now)


def key(bot: Incidentbot) -> dict[str, str]:
    """A new one each time, because the operations that are tried may revoke keys."""
    made = bot.tokens.make("api", f"schemathesis {time.monotonic_ns()}", None, ["read", "write", "admin"], BOT)
    return {"Authorization": f"Bearer {made}"}


@pytest.mark.timeout(170)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_as_documented(bot: Incidentbot, mode: GenerationMode) -> None:
    url = bot.settings.base_url
    schema = schemathesis.openapi.from_url(f"{url}/api/openapi.json")
    statuses: Counter[int] = Counter()
    began = time.monotonic()
    for found in schema.get_all_operations():
        _try(found.ok(), mode, f"{url}/api", key(bot), statuses)
    print(f"{mode.value}: {sum(statuses.values())} requests, {dict(statuses)}, {time.monotonic() - began:.0f} s")
    assert statuses[200] > 20 if mode == GenerationMode.POSITIVE else statuses[422] > 100


def _try(
    operation: APIOperation, mode: GenerationMode, url: str, headers: dict[str, str], statuses: Counter[int]
) -> None:
    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case: Case) -> None:
        response = case.call(base_url=url, headers=headers)
        statuses[response.status_code] += 1
        if "%0A" not in str(response.request.url):  # with a line break it is no address of the API at all
            case.validate_response(response, checks=CHECKS)
        assert response.status_code < 500

    tried()
