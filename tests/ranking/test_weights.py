"""How the points of a criterion are shared among its duties."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.ranking.made import make_notice, match
from tracker.extensions import db
from tracker.models import AuditEntry
from tracker.ranking.ledger_queries import ledger_of


@pytest.fixture
def shared(cast):
    """Two duties of one deficiency that lost 4,00."""
    plan = make_plan(cast.agency)
    notice = make_notice(cast.officer, 2021, ("1.1", "Tin, bài", 10, 6))
    owner = make_deficiency(plan)
    match(notice.criteria[0], owner, cast.officer)
    duties = [make_duty(plan, cast.centre, deficiency_id=owner.id, title=title) for title in ("Cung cấp", "Đăng tải")]
    for duty in duties:
        make_task(duty, cast.centre)
    db.session.commit()
    return SimpleNamespace(plan=plan, first=duties[0], second=duties[1], where=f"/plans/{plan.id}/score/weights")


def points_of(cast, plan):
    (line,) = ledger_of(cast.officer, plan, today=date(2022, 10, 12)).lines
    return [duty.points for duty in line.duties]


def test_weights_share_the_points(cast, browse, shared):
    client = browse(cast.officer)
    assert "Phần điểm hiện nay" in client.get(shared.where).text
    typed = {f"weight-{shared.first.id}": "3", f"weight-{shared.second.id}": "", "version": shared.plan.version}
    assert client.post(shared.where, data=typed).status_code == 302
    db.session.expire_all()
    assert points_of(cast, shared.plan) == [Decimal(3), Decimal(1)]
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "duty.weighed"))
    assert (entry.before, entry.after) == ({"score_weight": None}, {"score_weight": "3"})


def test_weight_zero_takes_no_points(cast, browse, shared):
    typed = {f"weight-{shared.first.id}": "0", f"weight-{shared.second.id}": "0,5", "version": shared.plan.version}
    browse(cast.officer).post(shared.where, data=typed)
    db.session.expire_all()
    assert points_of(cast, shared.plan) == [Decimal(0), Decimal(4)]


@pytest.mark.parametrize("words", ["x", "-1", "1001", "0,001", "1e5", "nan", "²", "9" * 5000])
def test_what_is_no_weight_is_said_and_kept(cast, browse, shared, words):
    typed = {f"weight-{shared.first.id}": words, "version": shared.plan.version}
    answer = browse(cast.officer).post(shared.where, data=typed)
    assert answer.status_code == 422
    assert "trọng số là số từ 0 đến 1000" in answer.text
    assert f'value="{words}"' in answer.text


def test_second_of_two_who_save_is_told(cast, browse, shared):
    typed = {f"weight-{shared.first.id}": "2", "version": shared.plan.version}
    client = browse(cast.officer)
    client.post(shared.where, data=typed)
    assert client.post(shared.where, data=typed).status_code == 409


def test_without_result_there_is_nothing_to_weigh(cast, browse):
    plan = make_plan(cast.agency)
    db.session.commit()
    assert browse(cast.officer).get(f"/plans/{plan.id}/score/weights").location == f"/plans/{plan.id}/score"
