"""What GitHub sends about runs and checks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidentbot.domain.alert import AlertState
from incidentbot.errors import UnknownShape
from tests.integrations.sources.bodies import alert, alerts, ours, theirs, urls, with_changes

SOURCE = "github"


def test_a_recorded_run_that_succeeded_ends_the_one_that_failed() -> None:
    body = theirs("github_workflow_run_completed")
    ended = alert(SOURCE, body, {"X-GitHub-Event": "workflow_run"})
    failed = alert(SOURCE, with_changes(body, workflow_run__conclusion="failure", workflow_run__id=1))
    assert (ended.state, failed.state) == (AlertState.RESOLVED, AlertState.FIRING)
    assert ended.dedup_key == failed.dedup_key == "workflow_run/octo-org/octo-repo/2823525/master"
    assert (ended.title, failed.title) == (
        "test succeeded on octo-org/octo-repo (master)",
        "test failed on octo-org/octo-repo (master)",
    )


def test_a_workflow_run_that_failed() -> None:
    found = alert(SOURCE, ours("github_workflow_run_failed"))
    assert (found.title, found.rule, found.severity) == ("Deploy failed on acme/shop (main)", "Deploy", "failure")
    assert (found.labels["repository"], found.labels["branch"]) == ("acme/shop", "main")
    assert found.labels["is_default_branch"] == "true"
    assert (found.description, urls(found, "alert")) == (
        "Ask for the currency",
        ["https://github.com/acme/shop/actions/runs/30433642"],
    )
    assert (found.started_at, found.ended_at) == (datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("github_check_run_failed", "Smoke test timed out on acme/shop (main)"),
        ("github_check_suite_failed", "Acme CI failed on acme/shop (main)"),
    ],
)
def test_checks(name: str, title: str) -> None:
    body, kind = ours(name), name.removeprefix("github_").removesuffix("_failed")
    failed, ended = alert(SOURCE, body), alert(SOURCE, with_changes(body, **{f"{kind}__conclusion": "success"}))
    assert (failed.title, failed.state, ended.state) == (title, AlertState.FIRING, AlertState.RESOLVED)
    assert failed.dedup_key == ended.dedup_key


def test_the_main_branch_of_a_fork_does_not_end_ours() -> None:
    body = ours("github_workflow_run_failed")
    fork = {"full_name": "mallory/shop"}
    theirs_ended = with_changes(body, workflow_run__conclusion="success", workflow_run__head_repository=fork)
    assert alert(SOURCE, theirs_ended).dedup_key != alert(SOURCE, body).dedup_key


def test_another_branch_does_not_end_it() -> None:
    body = ours("github_workflow_run_failed")
    other = with_changes(body, workflow_run__conclusion="success", workflow_run__head_branch="try-something")
    assert alert(SOURCE, other).dedup_key != alert(SOURCE, body).dedup_key


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "requested"},
        {"workflow_run__conclusion": "cancelled"},
        {"workflow_run__conclusion": "skipped"},
        {"workflow_run__conclusion": None},
    ],
)
def test_what_has_no_outcome_is_nothing_to_do(changes: dict[str, object]) -> None:
    assert alerts(SOURCE, with_changes(ours("github_workflow_run_failed"), **changes)) == []


def test_a_ping_and_other_events_are_nothing_to_do() -> None:
    assert alerts(SOURCE, ours("github_ping")) == []
    assert alerts(SOURCE, {"ref": "refs/heads/main"}, {"x-github-event": "push"}) == []


@pytest.mark.parametrize("body", [{}, {"workflow_run": "x"}, []])
def test_another_shape_is_said_to_be_unknown(body: object) -> None:
    with pytest.raises(UnknownShape, match="GitHub: expected"):
        alerts(SOURCE, body)
