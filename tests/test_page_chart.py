"""Drawing, bringing and showing a picture: once, whatever breaks in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from incidentbot.domain.page_chart import PagePicture
from incidentbot.domain.work import WorkState
from incidentbot.errors import CannotBeDone, TryAgain
from incidentbot.page_chart import Drawing, Sharing
from incidentbot.services.page_chart import DRAW, SHARE, PageCharts
from incidentbot.services.page_stats import PageStats
from incidentbot.store.store import Store
from tests.pager_world import PagerWorld, pager_process
from tests.world import *  # noqa: F403
from tests.world import P1, FakeClock


@dataclass
class Files:
    """A chat that shows each file once. `breaks`: after which deeds the connection does so, once each.

    `history`: whether it tells of files when it is asked what was posted.
    """

    history: bool = True
    breaks: set[str] = field(default_factory=set)
    knows: set[str] = field(default_factory=set)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def place_for(self, channel: str | None, person: str) -> str:
        return channel or f"D-{person}"

    def bring(self, name: str, content: bytes, alt: str) -> str:
        file = f"F{len(self.knows) + len(self.shown) + 1}"
        self.knows.add(file)
        self._maybe_break("bring")
        return file

    def share(self, file: str, title: str, where: str, template: str, data: Mapping[str, Any]) -> None:
        if file not in self.knows:
            raise CannotBeDone("files.completeUploadExternal: file_not_found", "file_not_found")
        self.knows.remove(file)
        self.shown.append((file, where))
        self._maybe_break("share")

    def is_shared(self, file: str, where: str, since: datetime) -> bool:
        return self.history and (file, where) in self.shown

    def _maybe_break(self, after: str) -> None:
        if after in self.breaks:
            self.breaks.remove(after)
            raise TryAgain("the connection broke", doubtful=True)


@pytest.fixture
def world(store: Store, clock: FakeClock) -> PagerWorld:
    return PagerWorld(store, clock, pager_process())


def _drawn(picture: PagePicture) -> bytes:
    return picture.alt.encode()


def ask(world: PagerWorld, files: Files, where: str | None = "C1", can_draw: bool = True) -> list[WorkState]:
    """Alice asks after one page; what became of the rows."""
    stats = PageStats(world.store, world.clock, world.in_force)
    charts = PageCharts(world.store, world.clock, stats, can_draw=True)
    world.performers |= {DRAW: Drawing(charts, files, _drawn if can_draw else None), SHARE: Sharing(files)}
    world.declare(P1, service="checkout")
    world.clock.advance(minutes=1)
    charts.ask(stats.of(), where, world.person("alice").as_actor())
    world.advance(minutes=1)
    return [row.state for row in world.asked.rows() if row.kind in (DRAW, SHARE)]


def test_it_comes_to_where_it_was_asked_for_else_to_the_person(world: PagerWorld) -> None:
    files = Files()
    assert ask(world, files) == [WorkState.DONE] * 2
    ask(world, files, where=None)
    assert files.shown == [("F1", "C1"), ("F2", f"D-{world.person('alice').slack_id}")]


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("breaks", [{"bring"}, {"share"}, {"bring", "share"}])
def test_a_connection_that_breaks_shows_it_once(world: PagerWorld, history: bool, breaks: set[str]) -> None:
    """When it breaks while it is brought, another one is, and the one before is never seen."""
    files = Files(history, set(breaks))
    assert ask(world, files) == [WorkState.DONE] * 2
    assert not files.breaks, "they did break"
    assert len(files.shown) == 1


def test_where_nothing_draws_nothing_is_brought(world: PagerWorld) -> None:
    files = Files()
    assert ask(world, files, can_draw=False) == [WorkState.DROPPED]
    assert files.shown == []
