"""More time in the demo office: the centre waits for documents, so it asks; the Office comments, nobody decided yet."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker import clock
from tracker.deadlines.operations import ask_extension, comment_on_extension
from tracker.extensions import db
from tracker.models import ExtensionRequest
from tracker.vocabulary import ExtensionReason

if TYPE_CHECKING:
    from tracker.demo_story import Story


def more_time(story: "Story") -> None:
    """The publication of decisions cannot be finished while three of them are missing."""
    story.at(clock.at(date(2022, 10, 11), 10), lambda now: _ask(story, now))
    story.at(clock.at(date(2022, 10, 11), 15), lambda now: _comment(story, now))


def _ask(story: "Story", now: datetime) -> None:
    task, day = story.tasks["2b", "centre"], clock.local_date(now)
    wish = {"reason": ExtensionReason.WAITS_FOR_OTHERS, "words": "Còn chờ Thanh tra Sở cung cấp 03 quyết định."}
    told = {"version": task.version, "by": story.people["thu"], "now": now, "today": day}
    ask_extension(task, **wish, proposed_on=date(2022, 11, 15), **told)


def _comment(story: "Story", now: datetime) -> None:
    task = story.tasks["2b", "centre"]
    request = db.session.scalars(select(ExtensionRequest).where(ExtensionRequest.task_id == task.id)).one()
    comment = "Thanh tra Sở chưa chuyển đủ quyết định; đề nghị đồng ý."
    comment_on_extension(request, comment=comment, version=request.version, by=story.people["lan"], now=now)
