"""The agency's days of moments, for what may not ask the clock because the time is given to it."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the agency's day of a moment."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day of the agency begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which the next day begins."""
    return start_of(day + timedelta(days=1), zone)


def has_struck(hour: str, moment: datetime, zone: tzinfo) -> bool:
    """Say whether a time of day such as "08:00" has come on the agency's clock."""
    return f"{moment.astimezone(zone):%H:%M}" >= hour
