"""A plan with three duties at risk: a counted target, a late task, one that nobody has."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.review.acts import opened
from tracker import clock
from tracker.extensions import db
from tracker.models import Review
from tracker.vocabulary import TaskState


@pytest.fixture
def story(cast):
    """A plan in October: the centre is late with its news, the inspectorate is done, a duty has no unit."""
    plan = make_plan(cast.agency, report_due_on=date(2022, 12, 15))
    news, projects = make_deficiency(plan, "1", title="Tin, bài"), make_deficiency(plan, "2", title="Dự án")
    counted = make_duty(
        plan,
        cast.centre,
        deficiency_id=news.id,
        number="II.1",
        title="Đăng 50 tin, bài",
        target_op=">=",
        target_value=50,
        target_unit="tin, bài",
    )
    plain = make_duty(plan, cast.division, deficiency_id=projects.id, number="II.2", title="Công khai dự án")
    open_duty = make_duty(plan, number="III.1", title="Kiểm tra việc thực hiện")
    fine = make_duty(plan, cast.inspectorate, deficiency_id=projects.id, number="II.3", title="Đăng kết luận thanh tra")
    verified = {"verified_at": clock.now(), "verified_by_id": cast.officer.id, "submitted_on": date(2022, 10, 1)}
    tasks = SimpleNamespace(
        counted=make_task(counted, cast.centre, due_on=date(2022, 9, 30)),
        plain=make_task(plain, cast.division, due_on=date(2022, 10, 3)),
        fine=make_task(fine, cast.inspectorate, due_on=date(2022, 11, 30), state=TaskState.VERIFIED, **verified),
    )
    db.session.commit()
    return SimpleNamespace(plan=plan, counted=counted, plain=plain, open=open_duty, fine=fine, tasks=tasks)


@pytest.fixture
def review(cast, browse, story) -> Review:
    """A review that the Office opened."""
    assert "Đã mở phiên rà soát." in opened(browse, cast.officer, story.plan).text
    return db.session.scalars(db.select(Review)).one()
