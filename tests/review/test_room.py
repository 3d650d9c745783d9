"""The review room and its minutes: who sees, who writes, who decides; also without any ranking."""

from datetime import date

import pytest

from tests.make import make_task
from tests.review.acts import HEAD, decided, hidden, opened, pressed, room
from tracker import clock
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import MinutesLine, Review, TaskForecast
from tracker.review.minutes import write_line
from tracker.vocabulary import Chance, TaskState


def written():
    return [line.words for line in db.session.scalars(db.select(MinutesLine).order_by(MinutesLine.id))]


def post(browse, person, plan, review, act, **typed):
    return browse(person).post(f"/plans/{plan.id}/review/{review.id}/{act}", data=typed, follow_redirects=True)


def test_without_a_ranking_the_order_is_by_tasks_at_risk(cast, browse, story):
    page = room(browse, cast.director, story.plan).text
    assert "Còn 3 đầu việc có nguy cơ không kịp ở 03 nội dung" in page
    assert "Còn 63 ngày" in page
    assert "Còn 64 ngày đến hạn báo cáo (15/12/2022)" in page
    assert "Chưa có kết quả xếp hạng năm trước" in page
    assert "quá hạn từ 30/09/2022" in page
    assert "Mở phiên rà soát" in page
    assert "Đồng ý" not in page


def test_units_that_need_attention_have_their_reason_and_the_office_its_delays(cast, browse, story):
    make_task(story.fine, cast.centre, state=TaskState.SUBMITTED, submitted_on=clock.today().replace(day=3))
    make_task(story.fine, cast.division, state=TaskState.DECLINED, resumes_as=TaskState.ASSIGNED)
    db.session.commit()
    page = room(browse, cast.officer, story.plan).text
    assert "1 đầu việc quá hạn, lâu nhất 12 ngày" in page
    assert "1 kết quả chờ Văn phòng xác nhận, lâu nhất 7 ngày làm việc" in page
    assert "1 đầu việc chờ Văn phòng giao đơn vị khác" in page


def test_the_office_opens_and_writes_but_does_not_decide(cast, browse, story, review):
    assert written()[0] == "Bắt đầu. Có mặt: Lãnh đạo Sở, Văn phòng."
    assert written()[1] == "Văn phòng báo cáo: hoàn thành 1/3 đầu việc, quá hạn 2."
    page = room(browse, cast.officer, story.plan).text
    assert "Lãnh đạo quyết định" in page
    assert "Đồng ý</button>" not in page
    answer = pressed(browse, cast.officer, story.plan, review, story.plain, way="accept", reason="x", version=1)
    assert answer.status_code == 403
    assert (
        "Đã thêm một dòng" in post(browse, cast.officer, story.plan, review, "lines", words="Thanh tra có ý kiến").text
    )
    assert written()[-1] == "Thanh tra có ý kiến"


def test_the_leadership_may_open_and_write_too(cast, browse, story):
    assert "Đã mở phiên rà soát." in opened(browse, cast.director, story.plan).text
    review = db.session.scalars(db.select(Review)).one()
    post(browse, cast.director, story.plan, review, "lines", words="Yêu cầu làm rõ")
    assert written()[-1] == "Yêu cầu làm rõ"
    assert "Đồng ý</button>" in room(browse, cast.director, story.plan).text


@pytest.mark.parametrize("name", ["publisher", "head", "stranger", "administrator", "foreigner"])
def test_nobody_else_sees_it(cast, browse, story, review, name):
    person = getattr(cast, name)
    assert room(browse, person, story.plan).status_code in (403, 404)
    minutes = browse(person).get(f"/plans/{story.plan.id}/review/{review.id}/minutes")
    assert minutes.status_code in (403, 404)
    for act in ("head", "lines", "close", f"duties/{story.plain.id}"):
        assert post(browse, person, story.plan, review, act, version=1).status_code in (403, 404)


def test_chair_and_recorder_are_needed_and_can_be_corrected(cast, browse, story, review):
    assert opened(browse, cast.officer, story.plan, chair="").status_code == 422
    answer = post(
        browse, cast.officer, story.plan, review, "head", **HEAD | {"chair": "Giám đốc"}, version=review.version
    )
    assert "Chủ trì: Giám đốc." in answer.text
    stale = post(browse, cast.officer, story.plan, review, "head", **HEAD, version=1)
    assert stale.status_code == 409
    assert HEAD["present"] in stale.text


def test_a_plan_has_one_open_review(cast, browse, story, review):
    assert opened(browse, cast.second_officer, story.plan).status_code == 422
    assert db.session.scalar(db.select(db.func.count(Review.id))) == 1


def test_the_same_line_pressed_twice_stands_once(cast, browse, story, review):
    for _ in range(2):
        post(browse, cast.officer, story.plan, review, "lines", words="Một dòng", last="")
    assert written().count("Một dòng") == 1
    assert post(browse, cast.officer, story.plan, review, "lines", words="").status_code == 422


def test_a_closed_review_is_a_paper_and_nobody_decides_in_it(cast, browse, story, review):
    page = room(browse, cast.director, story.plan, story.plain).text
    said = {
        "version": hidden(page, "version"),
        "read": hidden(page, "read"),
        "unit": 0,
        "way": "accept",
        "reason": "Muộn",
    }
    answer = post(browse, cast.officer, story.plan, review, "close", version=review.version)
    assert "BIÊN BẢN" in answer.text
    assert "NGƯỜI GHI BIÊN BẢN" in answer.text
    assert "CHỦ TRÌ" in answer.text
    assert "Kết thúc phiên rà soát." in answer.text
    late = pressed(browse, cast.director, story.plan, review, story.plain, **said)
    assert late.status_code == 409
    assert "Muộn" in late.text
    assert post(browse, cast.officer, story.plan, review, "lines", words="Thêm").status_code == 409
    assert "Biên bản ngày 12/10/2022" in room(browse, cast.officer, story.plan).text


def test_a_decided_duty_is_marked_and_the_next_one_comes(cast, browse, story, review):
    decided(browse, cast.director, story.plan, review, story.plain, way="share", unit=cast.centre.id)
    page = room(browse, cast.director, story.plan).text
    assert "Đã quyết định" in page
    assert "01 nội dung đã có ý kiến chỉ đạo" in page
    assert "II.2, quyết định: giao Trung tâm Ứng dụng" in page


def test_a_review_of_another_plan_is_not_there(cast, browse, story, review):
    assert browse(cast.officer).get(f"/plans/{story.plan.id}/review/999/minutes").status_code == 404
    assert room(browse, cast.officer, story.plan, duty=story.fine).status_code == 200


def test_the_page_says_since_when_the_forecast_has_been_red(cast, browse, story):
    """The doubt about the division's task was noted in August, that it cannot be done in September."""
    for task, day, chance in (
        (story.tasks.plain, date(2022, 8, 31), Chance.DOUBTFUL),
        (story.tasks.plain, date(2022, 9, 10), Chance.UNLIKELY),
        (story.tasks.fine, date(2022, 8, 1), Chance.UNLIKELY),
        (story.tasks.fine, date(2022, 9, 1), Chance.LIKELY),
    ):
        row = {"agency_id": cast.agency.id, "task_id": task.id, "noted_on": day, "chance": chance}
        db.session.add(TaskForecast(**row, reasons=[]))
    story.tasks.plain.due_on = date(2022, 10, 20)
    story.tasks.plain.updated_at = clock.at(date(2022, 6, 1), 8)
    db.session.commit()
    page = room(browse, cast.director, story.plan).text
    assert "Dự báo có đầu việc khó kịp từ ngày 10/09/2022." in page
    assert "dự báo khó kịp từ 10/09/2022" in page


def test_whatever_calls_it_a_closed_review_takes_no_line(cast, browse, story, review):
    post(browse, cast.officer, story.plan, review, "close", version=review.version)
    with pytest.raises(RuleBroken, match="đã kết thúc"):
        write_line(review, "Thêm", last_read=None, by=cast.officer, now=clock.now())
