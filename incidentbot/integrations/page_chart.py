"""Draws figures about pages as a PNG, with Matplotlib: an extra, and the only module that knows it."""

from __future__ import annotations

import threading
from importlib.util import find_spec
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING

from incidentbot.domain.page_chart import PageChart, PagePicture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INCHES, DOTS = (5.0, 5.6), 240  # on a telephone it is shown 330 points wide, and must still be read there
# Told apart by those who see few colours, and in grey: they differ in lightness as well.
COLOURS = {"P1": "#BB5566", "P2": "#DDAA33", "P3": "#004488", "P4": "#7A869A"}
INK, SOFT, LINE = "#22302F", "#55625F", "#D9DDD8"
MEDIAN, P90 = "#004488", "#55625F"
UNITS = ((1, "seconds"), (60, "minutes"), (3600, "hours"))
FEWEST_PLACES = 5
MOST_IN_A_UNIT = 180  # 180 minutes are told as minutes, 181 as hours

_one_at_a_time = threading.Lock()  # Matplotlib's fonts and caches are not made for several threads


def is_installed() -> bool:
    return find_spec("matplotlib") is not None


def draw(picture: PagePicture) -> bytes:
    """Off-screen. What people named (a team) is never read as a formula."""
    from matplotlib.figure import Figure

    with _one_at_a_time:
        figure = Figure(figsize=INCHES, dpi=DOTS, facecolor="white")
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1.0, 0.9])
        _pages(upper, picture.chart)
        _times(lower, picture.chart)
        _days(lower, picture.chart)
        _words(figure, picture)
        written = BytesIO()
        figure.savefig(written, format="png")
    return written.getvalue()


def _pages(axes: Axes, chart: PageChart) -> None:
    from matplotlib.ticker import MaxNLocator

    places = list(range(len(chart.begins)))
    below = [0] * len(places)
    for priority, counts in chart.pages.items():
        colour = COLOURS.get(priority, SOFT)
        axes.bar(places, counts, 0.82, bottom=below, color=colour, edgecolor="white", linewidth=0.4, label=priority)
        below = [lower + count for lower, count in zip(below, counts, strict=True)]
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylim(0, max(below) * 1.05)
    axes.set_ylabel("pages a week" if chart.is_weekly else "pages a day")
    _calm(axes)


def _times(axes: Axes, chart: PageChart) -> None:
    """A dot for half of them, a triangle for nine of ten, and the way from one to the other."""
    known = [
        (place, half, most)
        for place, (half, most) in enumerate(zip(chart.median, chart.p90, strict=True))
        if half is not None and most is not None
    ]
    if not known:
        _nothing(axes)
        return
    size, unit = _unit(max(most for _, _, most in known))
    places = [place for place, _, _ in known]
    halves, mosts = [half / size for _, half, _ in known], [most / size for _, _, most in known]
    axes.vlines(places, halves, mosts, color=LINE, linewidth=2.5, zorder=1)
    axes.plot(places, mosts, "^", color=P90, markersize=5.5, clip_on=False, label="nine of ten within")
    axes.plot(places, halves, "o", color=MEDIAN, markersize=5, clip_on=False, label="median")
    axes.set_ylim(0, max(mosts) * 1.08 or 1.0)
    axes.set_ylabel(f"{unit} to acknowledge")
    _calm(axes)


def _nothing(axes: Axes) -> None:
    axes.set_yticks([])
    axes.text(0.5, 0.5, "nobody has acknowledged", transform=axes.transAxes, ha="center", color=SOFT, fontsize=11)
    _calm(axes)


def _unit(most: float) -> tuple[int, str]:
    return next(((size, unit) for size, unit in UNITS if most / size <= MOST_IN_A_UNIT), UNITS[-1])


def _days(axes: Axes, chart: PageChart) -> None:
    many = len(chart.begins)
    shown = range(0, many, max(1, -(-many // 6)))
    labels = [f"{chart.begins[place].day} {chart.begins[place]:%b}" for place in shown]
    axes.set_xticks(list(shown), labels)
    spare = max(0.0, (FEWEST_PLACES - many) / 2)  # so that one day does not become a wall
    axes.set_xlim(-0.7 - spare, many - 0.3 + spare)
    spans = "weeks, by their Monday," if chart.is_weekly else "days"
    axes.set_xlabel(f"{spans} in {chart.zone}", parse_math=False)


def _calm(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=SOFT, labelsize=11, length=0)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set(color=SOFT, fontsize=11)
    if axes.get_legend_handles_labels()[0]:
        above = (-0.02, 0.98)
        look = {"frameon": False, "fontsize": 11, "labelcolor": INK, "handlelength": 1.0}
        axes.legend(loc="lower left", bbox_to_anchor=above, ncols=4, **look)


def _words(figure: Figure, picture: PagePicture) -> None:
    figure.subplots_adjust(left=0.15, right=0.95, top=0.755, bottom=0.1, hspace=0.27)
    title, told = fill(picture.title, 36), fill(picture.told, 60)
    below = 0.975 - 0.044 * len(title.splitlines())
    figure.text(0.03, 0.975, title, fontsize=14, fontweight="bold", color=INK, va="top", parse_math=False)
    figure.text(0.03, below, told, fontsize=10, color=SOFT, va="top", linespacing=1.3, parse_math=False)
