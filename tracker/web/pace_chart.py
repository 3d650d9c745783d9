"""The curve of a target: what is reached, the even pace, and the range in which it lands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, log10

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from tracker.text import vn_number

TOP, FOOT = 22, 24
Point = tuple[date, Decimal]


def init_pace_chart(app: Flask) -> None:
    """Give templates the chart."""
    app.jinja_env.globals["pace_chart"] = pace_chart


@dataclass(frozen=True)
class Scale:
    """Where a day and a number lie: x in percent of the width, y in pixels of the plot."""

    starts_on: date
    ends_on: date
    ceiling: float
    plot: float

    def x(self, day: date) -> float:
        # Two percent are kept for the dot at the end.
        return 98 * min(max((day - self.starts_on).days, 0) / max((self.ends_on - self.starts_on).days, 1), 1)

    def y(self, number: Decimal | float) -> float:
        return TOP + self.plot * (1 - float(number) / self.ceiling)

    def path(self, points: Iterable[Point]) -> str:
        """Return the points as a path in a box of a hundred by a hundred."""
        return " L".join(f"{self.x(day):.2f} {100 * (1 - float(number) / self.ceiling):.2f}" for day, number in points)


def pace_chart(
    line: Sequence[Point],
    goal: Decimal,
    starts_on: date,
    closes_on: date,
    today: date,
    lands: tuple[Decimal, Decimal, Decimal] | None,
    label: str,
    steps: Sequence[Point] = (),
    height: int = 232,
) -> Markup:
    """Draw a target. line: what was reached by which day, the last being today; lands: from, most likely, up to."""
    now = float(line[-1][1])
    highest = max(float(goal), *(float(number) for _day, number in line), float(lands[2]) if lands else 0.0)
    scale = Scale(starts_on, max(closes_on, line[-1][0]), highest * 1.08, height - TOP - FOOT)
    parts = [
        *_grid(scale, goal, height),
        _curves(scale, line, [(starts_on, Decimal(0)), *steps, (closes_on, goal)], closes_on, lands),
        *_marks(scale, line[-1][0], now, closes_on, lands),
        *_months(scale, today, height),
    ]
    return Markup('<svg role="img" height="{}" aria-label="{}">{}</svg>').format(height, label, Markup("").join(parts))


def _grid(scale: Scale, goal: Decimal, height: int) -> Iterator[Markup]:
    step = _step(scale.ceiling, 5 if height >= 200 else 3)
    for place in range(ceil(scale.ceiling / step)):
        number, y = place * step, scale.y(place * step)
        css = "grid" if place else "axis"
        yield Markup('<line class="{}" x1="0" x2="100%" y1="{:.1f}" y2="{:.1f}"/>').format(css, y, y)
        if place and abs(y - scale.y(goal)) > 18:
            yield Markup('<text x="0" y="{:.1f}">{}</text>').format(y - 4, _said(number))
    y = scale.y(goal)
    yield Markup('<line class="goal" x1="0" x2="100%" y1="{:.1f}" y2="{:.1f}"/>').format(y, y)
    words = _("Chỉ tiêu %(goal)s", goal=_said(goal))
    yield Markup('<text class="tx-strong" x="0" y="{:.1f}">{}</text>').format(y - 6, words)


def _step(ceiling: float, parts: int) -> float:
    """Return a distance of lines that reads well: 1, 2 or 5 with noughts."""
    rough = max(ceiling / parts, 0.01)
    unit = 10.0 ** int(log10(rough) // 1)
    return next(unit * times for times in (1, 2, 5, 10) if unit * times >= rough)


def _curves(
    scale: Scale,
    line: Sequence[Point],
    even: Sequence[Point],
    closes_on: date,
    lands: tuple[Decimal, Decimal, Decimal] | None,
) -> Markup:
    today, now = line[-1]
    real = scale.path([(scale.starts_on, Decimal(0)), *line])
    ahead = Markup("")
    if lands and today < closes_on:
        low, likely, high = lands
        span = scale.path([(today, now), (closes_on, high), (closes_on, low)])
        ahead = Markup(
            '<path class="ahead-area" d="M{} Z"/><path class="ahead" vector-effect="non-scaling-stroke" d="M{}"/>'
        ).format(span, scale.path([(today, now), (closes_on, likely)]))
    return Markup(
        '<svg y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">'
        '<path class="real-area" d="M{} L{:.2f} 100 Z"/>'
        '<path class="need" vector-effect="non-scaling-stroke" d="M{}"/>{}'
        '<path class="real" vector-effect="non-scaling-stroke" d="M{}"/></svg>'
    ).format(TOP, scale.plot, real, scale.x(today), scale.path(even), ahead, real)


def _marks(
    scale: Scale, today: date, now: float, closes_on: date, lands: tuple[Decimal, Decimal, Decimal] | None
) -> Iterator[Markup]:
    x, y = scale.x(today), scale.y(now)
    side, away = ("end", -8) if x > 12 else ("start", 8)
    yield Markup('<line class="today" x1="{0:.2f}%" x2="{0:.2f}%" y1="{1:.1f}" y2="{2:.1f}"/>').format(x, y, scale.y(0))
    yield Markup('<circle class="dot" cx="{:.2f}%" cy="{:.1f}" r="5"/>').format(x, y)
    yield Markup('<text class="tx-big" x="{:.2f}%" dx="{}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        x, away, y - 12, side, _said(now)
    )
    if lands and today < closes_on:
        at = scale.y(lands[1])
        yield Markup('<circle class="dot" cx="{:.2f}%" cy="{:.1f}" r="3.5"/>').format(scale.x(closes_on), at)
        words = _("dự kiến %(number)s", number=_said(lands[1]))
        yield Markup('<text class="tx-pen" x="100%" y="{:.1f}" text-anchor="end">{}</text>').format(
            min(max(at, y) + 26, scale.y(0) - 6), words
        )


def _months(scale: Scale, today: date, height: int) -> Iterator[Markup]:
    """Name the months under the axis, or the first and last day of a shorter time."""
    if (scale.ends_on - scale.starts_on).days < 45:
        for day, side in ((scale.starts_on, "start"), (scale.ends_on, "end")):
            yield Markup('<text x="{}%" y="{}" text-anchor="{}">{:%d/%m}</text>').format(
                0 if side == "start" else 98, height - 6, side, day
            )
        return
    middle = scale.starts_on.replace(day=15)
    while middle.replace(day=1) <= scale.ends_on:
        css = Markup(' class="tx-strong"') if (middle.year, middle.month) == (today.year, today.month) else Markup("")
        words = _("T%(month)s", month=middle.month)
        yield Markup('<text{} x="{:.2f}%" y="{}" text-anchor="middle">{}</text>').format(
            css, scale.x(middle), height - 6, words
        )
        middle = (middle + timedelta(days=31)).replace(day=15)


def _said(number: Decimal | float) -> str:
    return vn_number(number, 0 if number == int(number) else 1)
