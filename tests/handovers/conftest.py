"""A chain: the inspectorate supplies, the centre publishes."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests.make import make_duty, make_plan, make_task
from tracker.extensions import db
from tracker.vocabulary import DutyKind


@pytest.fixture
def chain(cast):
    plan = make_plan(cast.agency)
    supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY, title="Cung cấp văn bản xử phạt")
    publish = make_duty(plan, cast.centre, needs=supply, title="Đăng văn bản xử phạt")
    given = make_task(supply, cast.inspectorate, due_on=date(2022, 10, 10))
    shown = make_task(publish, cast.centre, due_on=date(2022, 10, 12))
    db.session.commit()
    return SimpleNamespace(plan=plan, supply=supply, publish=publish, given=given, shown=shown)
