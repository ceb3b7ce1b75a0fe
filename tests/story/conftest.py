"""A sandbox and a bot for each story, and the check that Slack would have refused nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from incidentbot.bootstrap import Incidentbot
from incidentbot.sandbox import Sandbox
from tests.hands import Hands, Workspace, workspace_at
from tests.running import bot_running, sandbox_running


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with sandbox_running() as sandbox:
        yield sandbox


@pytest.fixture
def workspace(sandbox: Sandbox) -> Iterator[Workspace]:
    with workspace_at(sandbox.url) as workspace:
        yield workspace
        assert workspace.violations == [], "Slack would have refused this, or never sees it"


@pytest.fixture
def process_text() -> str | None:
    """None: the built-in example."""
    return None


@pytest.fixture
def process_file(process_text: str | None, tmp_path: Path) -> Path | None:
    if process_text is None:
        return None
    file = tmp_path / "mine.yml"
    file.write_text(process_text)
    return file


@pytest.fixture
def bot(sandbox: Sandbox, workspace: Workspace, sqlite_url: str, process_file: Path | None) -> Iterator[Incidentbot]:
    with bot_running(sandbox, sqlite_url, process=process_file) as bot:
        workspace.wait_until_connected()
        yield bot


@pytest.fixture
def alice(workspace: Workspace) -> Hands:
    return workspace.person("U01ALICE")


@pytest.fixture
def bob(workspace: Workspace) -> Hands:
    return workspace.person("U02BOB")
