"""A plan made from a published result alone: what lost points, and what helped before."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.extensions import db
from tracker.models import Criterion, CriterionMatch, Plan, Reading
from tracker.ranking.plan_rules import Chosen, ancestors, proposal_of
from tracker.ranking.year_rules import YearLine
from tracker.vocabulary import MatchState, RankingStage, TaskState


@pytest.fixture
def years(cast):
    """News lost 4 in 2020 and 1 in 2021 after a plan; answers lost 2 and then 3; one more is new and lost 5."""
    before = make_notice(cast.officer, 2020, ("1.1", "Tin, bài tuyên truyền", 10, 6), ("1.2", "Hỏi đáp", 8, 6))
    now = make_notice(
        cast.officer, 2021, ("1.1", "Tin, bài", 10, 9), ("1.2", "Hỏi đáp", 8, 5), ("2.1", "Mở dữ liệu", 5, 0),
        ("2.2", "Bố cục", 3, 3),
    )  # fmt: skip
    news, answers, data, _full = now.criteria
    news.same_as_id, answers.same_as_id = (line.id for line in before.criteria)
    data.is_new = True
    plan = make_plan(cast.agency, year=2021, ends_on=date(2021, 12, 31))
    for line, code, title in zip(before.criteria, "12", ("Đăng 40 tin năm 2021", "Trả lời câu hỏi"), strict=True):
        owner = make_deficiency(plan, code, title=line.name)
        match(line, owner, cast.officer)
        duty = make_duty(
            plan, cast.centre, deficiency_id=owner.id, title=title, text=title, target_value=40, target_unit="tin"
        )
        done = {"submitted_on": date(2021, 10, 1), "verified_at": clock.now(), "verified_by_id": cast.officer.id}
        make_task(duty, cast.centre, state=TaskState.VERIFIED, **done)
    db.session.commit()
    return SimpleNamespace(now=now, news=news, answers=answers, data=data, plan=plan)


def _post(browse, cast, notice_id, criteria, remedies=()):
    where = f"/rankings/{notice_id}/plan"
    return browse(cast.officer).post(where, data={"criteria": criteria, "remedies": list(remedies)})


def test_what_lost_points_is_proposed_the_most_points_first(cast, browse, years):
    page = browse(cast.officer).get(f"/rankings/{years.now.id}/plan").text
    places = [page.index(name) for name in ("2.1 Mở dữ liệu", "1.2 Hỏi đáp", "1.1 Tin, bài")]
    assert places == sorted(places)
    assert "3 tiêu chí bị trừ 9,00 điểm" in page
    assert "Bố cục" not in page


def test_only_what_was_verified_and_helped_is_proposed_again(cast, browse, years):
    page = browse(cast.officer).get(f"/rankings/{years.now.id}/plan").text
    assert "Đăng 40 tin năm 2021" in page
    assert "Năm 2021: bị trừ 4,00 còn 1,00" in page
    # The other criterion lost more afterwards.
    assert "Trả lời câu hỏi" not in page
    task = years.plan.duties[0].tasks[0]
    task.state, task.verified_at, task.verified_by_id = TaskState.IN_PROGRESS, None, None
    db.session.commit()
    assert "Đăng 40 tin năm 2021" not in browse(cast.officer).get(f"/rankings/{years.now.id}/plan").text


def test_plan_is_reviewed_confirmed_and_stands_for_its_criteria(cast, browse, years):
    pair = f"{years.news.id}-{years.plan.duties[0].id}"
    client = browse(cast.officer)
    answer = client.post(
        f"/rankings/{years.now.id}/plan", data={"criteria": [years.news.id, years.data.id], "remedies": [pair]}
    )
    reading = db.session.scalar(select(Reading))
    assert answer.location == f"/plans/readings/{reading.id}"
    page = client.get(answer.location).text
    assert "Đăng 40 tin năm 2022" in page
    assert "bị trừ 5,00 điểm" in page
    db.session.expire_all()
    typed = {"do": "confirm", "version": str(reading.version)}
    for place, doubt in enumerate(_doubts(reading)):
        typed[f"q{place}"] = {"no_unit": "unassigned"}.get(doubt["code"], "")
        typed[f"q{place}"] = typed[f"q{place}"] or ("proposal" if (doubt["proposal"] or {}) else "later")
    confirmed = client.post(answer.location, data=typed)
    assert confirmed.status_code == 302, confirmed.text
    plan = db.session.scalar(select(Plan).where(Plan.year == 2022))
    assert [(item.title, item.points_lost) for item in plan.deficiencies] == [
        ("Mở dữ liệu", Decimal(5)),
        ("Tin, bài", Decimal(1)),
    ]
    duties = {duty.title: duty for duty in plan.duties}
    again = duties["Đăng 40 tin năm 2022"]
    assert (again.target_value, again.target_unit, again.tasks[0].department_id) == (40, "tin", cast.centre.id)
    assert "Khắc phục: Mở dữ liệu" in duties
    rows = db.session.execute(select(Criterion.code, CriterionMatch.state).join(CriterionMatch.criterion)).all()
    assert ("2.1", MatchState.CONFIRMED) in rows
    # What has a deficiency now is not chosen again.
    page = client.get(f"/rankings/{years.now.id}/plan").text
    assert "Đã có kế hoạch năm 2022" in page
    assert f'value="{years.answers.id}" checked' in page
    assert f'value="{years.data.id}" checked' not in page


def _doubts(reading):
    rows = (*reading.draft["deficiencies"], *reading.draft["duties"])
    return [*reading.draft["doubts"], *(doubt for row in rows for doubt in row["doubts"])]


def test_same_choice_twice_is_one_review(cast, browse, years):
    first = _post(browse, cast, years.now.id, [years.data.id])
    assert _post(browse, cast, years.now.id, [years.data.id]).location == first.location


@pytest.mark.parametrize("criteria", [[], ["x"], ["999999"], [""]])
def test_nothing_sensible_chosen_is_said(cast, browse, years, criteria):
    answer = _post(browse, cast, years.now.id, criteria)
    assert answer.status_code == 422
    assert "Chưa lập được kế hoạch" in answer.text
    assert db.session.scalar(select(Reading)) is None


def test_remedy_of_another_criterion_is_refused(cast, browse, years):
    assert _post(browse, cast, years.now.id, [years.data.id], [f"{years.data.id}-1"]).status_code == 422


def test_draft_score_makes_no_plan(cast, browse):
    draft = make_notice(cast.officer, 2022, ("1.1", "Tin", 10, 6), stage=RankingStage.DRAFT)
    db.session.commit()
    answer = browse(cast.officer).get(f"/rankings/{draft.id}/plan", follow_redirects=True)
    assert "chưa công bố; lập kế hoạch khi có kết quả chính thức" in answer.text


def test_result_without_losses_says_so(cast, browse):
    full = make_notice(cast.officer, 2021, ("1.1", "Tin", 10, 10))
    db.session.commit()
    assert "Không có tiêu chí nào bị trừ điểm" in browse(cast.officer).get(f"/rankings/{full.id}/plan").text


def test_unfollowed_criteria_are_told(cast, browse, years):
    years.news.same_as_id = None
    db.session.commit()
    page = browse(cast.officer).get(f"/rankings/{years.now.id}/plan").text
    assert "1 tiêu chí chưa đối chiếu với năm trước" in page
    assert "Đăng 40 tin" not in page


def test_text_says_where_each_row_is_from():
    line = YearLine(7, "1.1", "", "Tin, bài", Decimal(10), Decimal(6))
    text, proposal = proposal_of([Chosen(line)], year=2021, told="Tổng điểm 6,00/10,00.", issuer="Sở")
    (item,) = proposal["deficiencies"]
    assert text[item["source"]["start"] : item["source"]["end"]].startswith("1.1 Tin, bài: đạt 6,00/10,00")
    assert item["criterion_id"] == 7
    assert proposal["plan_year"] == 2022
    assert [task["deficiency"] for task in proposal["tasks"]] == ["1"]


def test_criteria_that_follow_each_other_in_a_ring_end():
    one = YearLine(1, "1", "", "x", Decimal(1), Decimal(0), same_as_id=2)
    two = YearLine(2, "1", "", "x", Decimal(1), Decimal(0), same_as_id=1)
    found = list(ancestors(one, {1: (2021, one), 2: (2020, two)}))
    assert [year for year, _old, _after in found] == [2020]
