"""The six points of a confirmed plan: on the plan's page, on the task's page, kept from the review."""

import re

import pytest
from sqlalchemy import select

from tests.make import make_duty, make_plan, make_task
from tests.plans.test_intake import reading_of, send, upload
from tracker.extensions import db
from tracker.models import Duty, Plan
from tracker.plans.clarity_queries import clarity_of_duty, clarity_of_plan
from tracker.vocabulary import DutyKind


def words(html):
    return re.sub(r"(<[^>]+>|\s)+", " ", html)


@pytest.fixture
def officer(cast, browse):
    return browse(cast.officer)


def marks(points):
    return "".join({"clear": "+", "unclear": "-", "to_judge": "?"}[found] for found in points.values())


def test_a_duty_of_a_plan_is_judged_by_its_units_its_day_and_its_result(cast):
    plan = make_plan(cast.agency)
    bare = make_duty(plan, text="Đăng tải danh mục dự án")
    whole = make_duty(
        plan,
        cast.centre,
        coop=(cast.division,),
        text="Đăng tải danh mục dự án, trình Giám đốc Sở phê duyệt",
        product="Danh mục",
        recurrence="monthly",
    )
    judged = make_duty(plan, cast.centre, text="Đăng tải danh mục dự án", judged=["authority"])
    rule = make_duty(plan, cast.centre, kind=DutyKind.STANDING)
    found = clarity_of_plan(plan.id)
    assert {number: marks(points) for number, points in found.items()} == {
        bare.id: "-+--?-",
        whole.id: "++++++",
        judged.id: "++-?+-",
    }
    assert clarity_of_duty(whole.id) == found[whole.id]
    assert clarity_of_duty(rule.id) is None


def test_a_unit_and_a_day_that_were_given_later_count(cast):
    plan = make_plan(cast.agency)
    duty = make_duty(plan, text="Đăng tải danh mục dự án")
    make_task(duty, cast.centre)
    assert marks(clarity_of_duty(duty.id)) == "+++??-"


def test_the_plan_says_how_many_duties_are_clear_and_each_line_what_is_not(cast, officer):
    plan = make_plan(cast.agency)
    make_duty(plan, cast.centre, text="Đăng tải danh mục dự án")
    db.session.commit()
    page = words(officer.get(f"/plans/{plan.id}").text)
    assert "Đạt 6 rõ: 0/1 nhiệm vụ" in page
    assert "rõ người 1/1" in page
    assert "rõ thời gian 0/1" in page
    assert "2/6 rõ" in page
    assert "chưa rõ thời gian" in page
    assert "rõ thẩm quyền: người xét" in page


def test_what_a_person_judged_in_the_review_stands_in_the_plan(officer):
    upload(officer)
    send(officer, reading_of(), do="confirm", changes={"t2-clear": ["authority"], "t3-clear": []})
    assert db.session.scalar(select(Plan)) is not None
    judged = dict(db.session.execute(select(Duty.code, Duty.judged)).all())
    codes = {row["id"]: row["code"] for row in reading_of().draft["duties"]}
    assert judged[codes["t2"]] == ["authority"]
    assert judged[codes["t3"]] == []


def test_the_task_says_the_six_points_of_its_duty_and_a_standing_rule_none(cast, officer):
    plan = make_plan(cast.agency)
    task = make_task(make_duty(plan, cast.centre, text="Đăng tải danh mục dự án"), cast.centre)
    rule = make_task(make_duty(plan, cast.centre, kind=DutyKind.STANDING), cast.centre)
    db.session.commit()
    page = words(officer.get(f"/tasks/{task.id}").text)
    assert "3/6 rõ" in page
    assert "chưa rõ sản phẩm" in page
    assert "/6 rõ" not in officer.get(f"/tasks/{rule.id}").text
