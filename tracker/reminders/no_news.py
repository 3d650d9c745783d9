""" "Chưa có phát sinh mới" from a letter: a signed link for one person and one task, for that act and no other.

It needs no sign-in, so it opens nothing: it ends by itself, holds only while
the person works in the task's unit and the task is as it was when the letter
was written, and the act itself is a button on the page behind it, because
programs that read mails follow links.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import Task, User
from tracker.permissions import can_update_task
from tracker.tasks.operations import report_nothing_new
from tracker.text import msgid

LASTS = timedelta(days=14)
SALT = "no news"
OVER = msgid("Đường dẫn này đã hết hạn. Đăng nhập để cập nhật kết quả.")
WRONG = msgid("Đường dẫn này không đúng. Mở lại thư và bấm vào đường dẫn, hoặc đăng nhập.")
CHANGED = msgid("Đầu việc đã được cập nhật sau khi gửi thư này. Đăng nhập để xem tình trạng hiện nay.")
NOT_YOURS = msgid("Đường dẫn này không còn dùng được vì người nhận thư không còn phụ trách đầu việc.")


@dataclass(frozen=True)
class NoNews:
    """What a link stands for, read again."""

    user: User
    task: Task


def make_token(user: User, task_id: int, version: int, *, secret: str, now: datetime) -> str:
    """Return the signed part of the link for a person and a task as it is now."""
    said = [user.id, task_id, version, int((now + LASTS).timestamp())]
    return str(URLSafeSerializer(secret, salt=SALT).dumps(said))


def open_token(token: str, *, secret: str, now: datetime) -> NoNews:
    """Return what a link stands for, if it still holds. Raises RuleBroken with what to do instead."""
    try:
        user_id, task_id, version, ends = URLSafeSerializer(secret, salt=SALT).loads(token)
    except (BadSignature, ValueError, TypeError) as wrong:
        raise RuleBroken(WRONG) from wrong
    if now.timestamp() > ends:
        raise RuleBroken(OVER)
    user, task = db.session.get(User, user_id), db.session.get(Task, task_id)
    if user is None or task is None or not user.is_active or not _may(user, task):
        raise RuleBroken(NOT_YOURS)
    if task.version != version or not can_update_task(user, task):
        raise RuleBroken(CHANGED)
    return NoNews(user, task)


def _may(user: User, task: Task) -> bool:
    """The unit's own people; an officer where the unit is the Office."""
    return user.agency_id == task.agency_id and user.department_id == task.department_id


def say_nothing_new(said: NoNews, *, now: datetime) -> None:
    """Keep that the person says there is no news. Raises Stale, RuleBroken."""
    report_nothing_new(said.task, version=said.task.version, by=said.user, now=now)
