"""An installation for the programme: one agency, people with addresses, messages that wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.databases import installation
from tests.make import make_agency, make_department, make_user
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.models import Agency, Message, User
from tracker.outbox.operations import queue_messages
from tracker.outbox.queries import in_state
from tracker.outbox.rules import Letter
from tracker.vocabulary import DepartmentKind, MessageKind, MessageState, Role

START = datetime(2022, 10, 12, 1, 0, tzinfo=UTC)
PEOPLE = 50


@dataclass(frozen=True)
class Place:
    """Where an installation is: what another process needs to open it."""

    data: str
    database_url: str

    def open(self, **more: object) -> Flask:
        """Return an application of this process on the same database."""
        return create_app(
            Settings(data=self.data, database_url=self.database_url, secret_key="faults", password_cost="low", **more)  # type: ignore[arg-type]
        )


@contextmanager
def office(kind: str, folder: Path) -> Iterator[tuple[Place, Agency, list[User]]]:
    """Yield an installation with an agency that lets mail out, and its people."""
    with installation(kind, folder) as app:
        agency = make_agency("Sở Khoa học và Công nghệ tỉnh Lam Sơn", START)
        agency.reminders_on_from = clock.local_date(START)
        unit = make_department(agency, "Thanh tra Sở", DepartmentKind.INSPECTORATE)
        people = [make_user(agency, f"p{number}", Role.MEMBER, unit) for number in range(PEOPLE)]
        db.session.commit()
        settings = app.config["SETTINGS"]
        yield Place(settings.data, settings.database_url), agency, people


def queue_many(agency: Agency, people: list[User], count: int) -> None:
    """Write so many messages, each with a cause of its own. Commits."""
    rows = [
        {
            "kind": MessageKind.DIGEST,
            "to_user_id": people[number % len(people)].id,
            "once_key": f"digest:{number}",
            "payload": {"tasks": [number]},
            "due_at": START,
        }
        for number in range(count)
    ]
    queue_messages(agency.id, rows, now=START)
    db.session.commit()


def render(message: Message) -> Letter:
    """Return words of the usual length."""
    line = f"Đề nghị đồng chí quan tâm chỉ đạo thực hiện đầu việc số {message.payload['tasks'][0]}.\n"
    return Letter(f"[Nhắc việc] {message.once_key}", line * 12, f"<p>{line}</p>" * 12)


RENDERERS = {MessageKind.DIGEST: render}


def count_by_state() -> dict[MessageState, int]:
    """Return how many messages are in each state."""
    counted = select(Message.state, func.count()).group_by(Message.state)
    return dict(db.session.execute(counted).all())


def is_open() -> bool:
    """Say whether anything is still to be sent, without looking at what was."""
    still = select(Message.id).where(in_state(MessageState.QUEUED) | in_state(MessageState.SENDING)).limit(1)
    found = db.session.scalar(still)
    db.session.rollback()
    return found is not None
