"""The columns of the years: what share of the possible points was given, for the maximum changes between years."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from tracker.text import vn_number

TOP, FOOT, WIDEST = 22, 24, 10.0


class Column(NamedTuple):
    """One year: its share in percent."""

    year: int
    percent: Decimal


def year_chart(columns: Sequence[Column], label: str, height: int = 190) -> Markup:
    """Draw the years from left to right, the last one in the colour of now. label says what is to be seen."""
    plot = height - TOP - FOOT
    parts = Markup("").join([*_grid(plot), *_columns(columns, plot, height)])
    return Markup('<svg role="img" height="{}" aria-label="{}">{}</svg>').format(height, label, parts)


def _grid(plot: int) -> Iterator[Markup]:
    for percent in (0, 50, 100):
        y = _y(percent, plot)
        css = "grid" if percent else "axis"
        yield Markup('<line class="{}" x1="0" x2="100%" y1="{:.1f}" y2="{:.1f}"/>').format(css, y, y)
        if percent:
            yield Markup('<text x="0" y="{:.1f}">{}%</text>').format(y - 4, percent)


def _columns(columns: Sequence[Column], plot: int, height: int) -> Iterator[Markup]:
    # The first eight percent of the width belong to the words of the lines.
    room = 92 / max(len(columns), 1)
    wide = min(WIDEST, room * 0.6)
    for place, column in enumerate(columns):
        middle, y = 8 + room * (place + 0.5), _y(column.percent, plot)
        css = "bar-now" if place == len(columns) - 1 else "bar-then"
        yield Markup('<rect class="{}" x="{:.2f}%" width="{:.2f}%" y="{:.1f}" height="{:.1f}"/>').format(
            css, middle - wide / 2, wide, y, _y(0, plot) - y
        )
        yield Markup('<text class="tx-strong" x="{:.2f}%" y="{:.1f}" text-anchor="middle">{}%</text>').format(
            middle, y - 6, vn_number(column.percent, 1)
        )
        yield Markup('<text x="{:.2f}%" y="{}" text-anchor="middle">{}</text>').format(middle, height - 6, column.year)


def _y(percent: Decimal | int, plot: int) -> float:
    return TOP + plot * (1 - float(percent) / 100)
