"""Who may what in a review, as one table; and what its paper holds at most."""

from datetime import date

import pytest

from tests.make import make_deficiency, make_duty, make_task
from tests.review.acts import room
from tracker import clock
from tracker import permissions as may
from tracker.extensions import db
from tracker.models import Review
from tracker.vocabulary import PlanState

# person → may hold a review, keep its minutes, decide in it
TABLE = {
    "officer": (True, True, False),
    "second_officer": (True, True, False),
    "director": (True, True, True),
    "head": (False, False, False),
    "publisher": (False, False, False),
    "inspector": (False, False, False),
    "administrator": (False, False, False),
    "foreigner": (False, False, False),
}


def answers(person, plan, review):
    return (
        may.can_hold_review(person, plan),
        may.can_keep_minutes(person, review),
        may.can_decide_in_review(person, review),
    )


@pytest.mark.parametrize(("name", "expected"), TABLE.items())
def test_the_table_of_who_may(cast, story, name, expected):
    review = Review(agency_id=cast.agency.id, plan_id=story.plan.id)
    assert answers(getattr(cast, name), story.plan, review) == expected


@pytest.mark.parametrize("name", TABLE)
def test_nobody_writes_or_decides_in_a_closed_review_nor_opens_one_of_a_plan_not_in_force(cast, story, name):
    review = Review(agency_id=cast.agency.id, plan_id=story.plan.id, closed_at=clock.now())
    story.plan.state = PlanState.CLOSED
    assert answers(getattr(cast, name), story.plan, review) == (False, False, False)


def test_paper_has_six_rows_and_three_decisions_at_most(cast, browse, story, review):
    for number in range(4, 14):
        deficiency = make_deficiency(story.plan, str(number))
        make_task(make_duty(story.plan, cast.centre, deficiency_id=deficiency.id), cast.centre, due_on=date(2022, 9, 1))
    db.session.commit()
    page = room(browse, cast.director, story.plan).text
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert rows.count("<tr") - rows.count('<tr class="no-print"') == 6
    assert page.count('class="decision-no"') == 3
    assert "nội dung khác, xem trên hệ thống" in page
