"""How templates write dates, numbers and words."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import format_date, get_locale

from tracker import clock
from tracker.tasks.period_rules import label_of_period
from tracker.text import two_digits, vn_date, vn_day_month, vn_moment, vn_number
from tracker.web.i18n import label, translate


def init_filters(app: Flask) -> None:
    """Give templates the words for days, moments, numbers and states."""
    app.jinja_env.filters.update(
        day=vn_date,
        iso_day=iso_day,
        day_month=vn_day_month,
        moment=moment,
        long_day=long_day,
        vn=number,
        dot_vn=kept_number,
        percent=percent,
        two=two_digits,
        label=label,
        words=words,
        period=period,
        translated=translated,
        initials=initials,
    )
    app.jinja_env.globals.update(today=clock.today, is_demo=clock.is_demo)


def iso_day(text: str) -> str:
    """Return a day kept as ISO in a record as dd/mm/yyyy."""
    return vn_date(date.fromisoformat(text))


def moment(value: datetime | None) -> str:
    """Return "10/10/2022, 15:20" in the agency's time."""
    return "" if value is None else vn_moment(clock.local(value))


def long_day(value: date) -> str:
    """Return "Thứ Tư, ngày 12/10/2022"."""
    if str(get_locale()) == "en":
        return format_date(value, "EEEE, dd/MM/yyyy")
    return f"{WEEKDAYS[value.weekday()]}, ngày {vn_date(value)}"


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """Return 1.225 or 37,30; without places, whole numbers stay whole."""
    if value is None:
        return ""
    if places is None:
        places = 0 if value == int(value) else 2
    return vn_number(value, places)


def kept_number(text: object) -> str:
    """Return a number kept as text ("50", "37.5") as offices write it; "" stays empty."""
    return number(Decimal(str(text))) if text not in (None, "") else ""


def percent(part: int, whole: int) -> str:
    """Return 42,86%; "–" where there is nothing to divide by."""
    return f"{vn_number(100 * part / whole, 2)}%" if whole else "–"


def words(said: Any) -> str:
    """Return what a rule says in words and params, in the reader's language."""
    return translate(said.words, said.params)


def period(code: str) -> str:
    """Return " (tháng 10/2022)" behind the name of a task of that period; "" for a task without one."""
    label = label_of_period(code)
    return f" ({words(label)})" if label is not None else ""


def translated(said: str, /, **params: object) -> str:
    """Return a sentence that a template gets from elsewhere, in the reader's language; it is escaped like any text.

    Jinja's own _() takes what it says for HTML of the program's: templates give it their own words only.
    """
    return translate(said, params)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else name[:1].upper()
