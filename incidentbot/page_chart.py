"""Performs page_chart.draw and page_chart.share: a picture of the figures is drawn, brought to the chat, shown once.

Two rows, because what nobody sees yet cannot be asked for: what the first one brings is forgotten by the chat when it
has to be brought again, and the second one knows which file it shows.
"""

from __future__ import annotations

from incidentbot.domain.people import Actor
from incidentbot.domain.work import Work
from incidentbot.errors import CannotBeDone, NotPossible
from incidentbot.ports import ChatFiles, Draw
from incidentbot.services.page_chart import PageCharts

NAME = "pages.png"
SHOWN_BEFORE = "file_not_found"


class Drawing:
    """`draw` is None where the charts extra is not there: another replica may have asked."""

    def __init__(self, charts: PageCharts, files: ChatFiles, draw: Draw | None) -> None:
        self._charts = charts
        self._files = files
        self._draw = draw

    def perform(self, work: Work, by: Actor) -> None:
        if self._draw is None:
            raise NotPossible("The charts extra is not installed here.")
        picture = self._charts.picture(work)
        if picture is None:
            return
        place = self._files.place_for(work.payload["where"], work.payload["asked_by"])
        file = self._files.bring(NAME, self._draw(picture), picture.alt)
        self._charts.brought(work, file, picture.title, place, by)

    def happened(self, _work: Work) -> bool:
        return False  # had it, the row would be sealed; what was brought and not shown is forgotten


class Sharing:
    def __init__(self, files: ChatFiles) -> None:
        self._files = files

    def perform(self, work: Work, _by: Actor) -> None:
        said = work.payload
        try:
            self._files.share(said["file"], said["title"], said["where"], "page/chart", said["data"])
        except CannotBeDone as refused:
            # After an attempt whose end we do not know, this says that it had worked.
            if refused.code != SHOWN_BEFORE or work.attempt == 1:
                raise

    def happened(self, work: Work) -> bool:
        assert work.first_tried_at is not None, "it was tried before"
        return self._files.is_shared(work.payload["file"], work.payload["where"], work.first_tried_at)
