"""A picture is drawn off-screen, whatever people named what it is of."""

from __future__ import annotations

import struct
import sys
from datetime import date, timedelta

import pytest

from incidentbot.domain.page_chart import DAY, WEEK, PageChart, PagePicture
from incidentbot.integrations.page_chart import draw, is_installed

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra charts is not installed")
FIRST = date(2026, 3, 2)


def picture(many: int = 3, step: timedelta = DAY, title: str = "Pages", seconds: float | None = 60.0) -> PagePicture:
    begins = tuple(FIRST + step * number for number in range(many))
    counts = {"P1": (1,) * many, "P2": (2,) * many}
    chart = PageChart(
        FIRST, begins[-1], begins, step, "Europe/Prague", counts, (seconds,) * many, (seconds and seconds * 2,) * many
    )
    return PagePicture(chart, title, "what is told", "what is seen")


def size_of(png: bytes) -> tuple[int, ...]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    "shown", [picture(1), picture(62), picture(58, WEEK), picture(seconds=None), picture(seconds=0)]
)
def test_any_length_becomes_a_picture_of_one_size(shown: PagePicture) -> None:
    drawn = draw(shown)
    assert size_of(drawn) == (1200, 1344)
    assert len(drawn) < 400_000
    assert "matplotlib.pyplot" not in sys.modules, "that would look for a screen, and keep every figure"


def test_what_people_named_is_no_formula() -> None:
    plain, other = (draw(picture(title=title)) for title in ("Pages of $x^2$ and \\frac{1}", "Pages of nobody"))
    assert plain != other
    draw(picture(title="Pages of " + "x" * 300))
    draw(picture(title="Pages of $unclosed {\\bad _^"))


def test_the_same_is_drawn_the_same() -> None:
    assert draw(picture()) == draw(picture())
