"""Server-drawn charts: plain SVG text, no style attributes, no scripts.

Text never scales: the outer <svg> has no viewBox, x runs in percent and y in
pixels, so that one drawing fits a phone, a desk and an A4 sheet.
"""

from decimal import Decimal

from flask import Flask
from markupsafe import Markup


def init_charts(app: Flask) -> None:
    """Give templates the charts."""
    app.jinja_env.globals["meter"] = meter


def meter(done: int | Decimal, goal: int | Decimal, css: str = "fill") -> Markup:
    """Return the bar of a counter; decorative, the words beside it carry the number."""
    width = min(100.0, 100 * float(done) / float(goal)) if goal else 0.0
    return Markup(
        '<svg aria-hidden="true"><rect class="track" width="100%" y="3" height="8" rx="4"/>'
        '<rect class="{}" width="{:.1f}%" y="3" height="8" rx="4"/></svg>'
    ).format(css, width)
