"""GitHub's webhooks: a workflow run, check run or check suite that failed, or succeeded again."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.alert import Alert, AlertState
from incidentbot.errors import UnknownShape
from incidentbot.integrations.sources.reading import at, first, first_text, header, instant, link, mapping

NAME = "github"

Body = Mapping[str, object]

CONCLUSIONS = {
    "failure": AlertState.FIRING,
    "timed_out": AlertState.FIRING,
    "startup_failure": AlertState.FIRING,
    "success": AlertState.RESOLVED,
}
WORDS = {"failure": "failed", "timed_out": "timed out", "startup_failure": "did not start", "success": "succeeded"}
KINDS = ("workflow_run", "check_run", "check_suite")


def parse(payload: object, headers: Mapping[str, str]) -> list[Alert]:
    body = mapping(payload)
    event = header(headers, "X-GitHub-Event") or _event_of(body)
    if not event or (event in KINDS and not mapping(body.get(event))):
        raise UnknownShape(
            "Not a webhook of GitHub: expected “workflow_run”, “check_run” or “check_suite”, and “repository”."
        )
    run = mapping(body.get(event))
    conclusion = first(run.get("conclusion")).lower()
    if event not in KINDS or body.get("action") != "completed" or conclusion not in CONCLUSIONS:
        return []  # a ping, another event, a run that has only begun, was cancelled or skipped
    return [_alert(body, event, run, conclusion)]


def _event_of(body: Body) -> str:
    """For a proxy that drops the header."""
    if "zen" in body and "hook_id" in body:
        return "ping"
    return next((kind for kind in KINDS if kind in body), "")


def _alert(body: Body, event: str, run: Body, conclusion: str) -> Alert:
    repository = first(at(body, "repository", "full_name"))
    branch = first(run.get("head_branch"), at(run, "check_suite", "head_branch"))
    name = _name(body, event, run)
    firing = CONCLUSIONS[conclusion] is AlertState.FIRING
    ended = instant(run.get("completed_at") or run.get("updated_at"))
    return Alert.from_outside(
        key=(event, _home(run) or repository, _workflow(run) or name, branch or run.get("head_sha")),
        state=CONCLUSIONS[conclusion],
        title=f"{name} {WORDS[conclusion]} on {repository or 'GitHub'}{f' ({branch})' if branch else ''}",
        severity=conclusion if firing else None,
        labels={
            "repository": repository,
            "branch": branch,
            "is_default_branch": branch == at(body, "repository", "default_branch"),
            "workflow": name,
            "trigger": run.get("event"),
        },
        description=first_text(
            run.get("display_title"),
            at(run, "output", "summary"),
            at(run, "head_commit", "message"),
            at(run, "output", "title"),
        ),
        links=(
            link("alert", "Run on GitHub", run.get("html_url") or run.get("details_url")),
            link("document", "Repository", at(body, "repository", "html_url")),
        ),
        rule=name,
        started_at=instant(run.get("run_started_at") or run.get("started_at") or run.get("created_at")),
        ended_at=ended,
        extra={"commit": run.get("head_sha"), "actor": at(run, "actor", "login"), "run": run.get("run_number")},
    )


def _name(body: Body, event: str, run: Body) -> str:
    return first(
        run.get("name"), at(body, "workflow", "name"), at(run, "app", "name"), run.get("path"), event.replace("_", " ")
    )


def _workflow(run: Body) -> str:
    """A workflow keeps its number when it is renamed; a check has its app and its name."""
    if number := first(run.get("workflow_id")):
        return number
    app = first(at(run, "app", "slug"))
    return f"{app}:{first(run.get('name'))}" if app else ""


def _home(run: Body) -> str:
    """Where the commit lives: the branch `main` of somebody's fork is not ours."""
    return first(at(run, "head_repository", "full_name"))
