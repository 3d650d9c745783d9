"""The years, through their pages: results, groups, criteria that were followed, and what became of deficiencies."""

import pytest
from sqlalchemy import select

from tests.conventions.test_pages import statements
from tests.make import make_deficiency, make_duty, make_plan, make_task
from tests.ranking.made import make_notice, match
from tracker import clock
from tracker.extensions import db
from tracker.models import AuditEntry, RankingNotice
from tracker.text import squeeze
from tracker.vocabulary import MatchState, RankingStage, TaskState

NEWS, OPINIONS, PLANS = "Tin, bài tuyên truyền pháp luật", "Lấy ý kiến, góp ý", "Chiến lược, quy hoạch"


@pytest.fixture
def years(cast):
    """Results of 2021 and 2022: news lost points in both, opinions no more, plans only now."""
    officer = cast.officer
    before = make_notice(
        officer, 2021, ("1.1", NEWS, 10, 6), ("1.2", OPINIONS, 5, 3), ("1.3", PLANS, 5, 5), ("1.4", "Bản đồ", 2, 1)
    )
    now = make_notice(
        officer, 2022, ("I.1", PLANS, 10, 9), ("I.2", NEWS, 10, 7), ("I.3", OPINIONS, 5, 5), rank=9, ranked=20
    )
    db.session.commit()
    return before, now


@pytest.fixture
def plan(cast, years):
    """The plan of 2022: a deficiency for news, opinions and maps; the news were verified."""
    before, _now = years
    plan = make_plan(cast.agency)
    made = [make_deficiency(plan, str(place), title=f"Tồn tại {place}") for place in (1, 2, 3)]
    for criterion, deficiency in zip((0, 1, 3), made, strict=True):
        match(before.criteria[criterion], deficiency, cast.officer)
    done = {"submitted_on": clock.today(), "verified_at": clock.now(), "verified_by_id": cast.officer.id}
    for title, state, more in (("Đăng 50 bài", TaskState.VERIFIED, done), ("Đăng thêm", TaskState.IN_PROGRESS, {})):
        duty = make_duty(plan, cast.centre, deficiency_id=made[0].id, title=title)
        make_task(duty, cast.centre, state=state, **more)
    db.session.commit()
    return plan


def confirm(browser, now, before, follows, status=302):
    """Say what each criterion was: position → position before, "new" or "ask"."""
    answers = {
        f"same-{now.criteria[place].id}": str(before.criteria[old].id) if isinstance(old, int) else old
        for place, old in follows.items()
    }
    answer = browser.post(f"/rankings/{now.id}/same", data={"version": now.version, **answers})
    assert answer.status_code == status
    return answer


def words(answer):
    return squeeze(answer.text)


def test_an_agency_without_a_result_sees_that_there_is_none(cast, browse):
    page = browse(cast.officer).get("/rankings/").text
    assert "Chưa có kết quả xếp hạng nào" in page
    assert 'href="/rankings/import"' in page
    assert 'href="/rankings/import"' not in browse(cast.director).get("/rankings/").text


def test_years_are_shown_with_total_rank_and_change_in_percent_where_the_maximum_changed(cast, browse, years):
    shown = words(browse(cast.director).get("/rankings/"))
    assert "15,00/22,00" in shown
    assert "21,00/25,00" in shown
    assert "9/20" in shown
    assert "tăng 15,8 điểm phần trăm" in shown
    assert "năm 2022 đạt 84,0%" in shown
    assert "3 tiêu chí chưa đối chiếu" in shown


def test_a_draft_result_is_no_year(cast, browse, years):
    draft = make_notice(cast.officer, 2023, ("1", NEWS, 10, 10), stage=RankingStage.DRAFT)
    db.session.commit()
    assert "2023" not in browse(cast.officer).get("/rankings/").text
    assert browse(cast.officer).get(f"/rankings/{draft.id}/outcome").status_code == 404


def test_criteria_are_proposed_by_words_though_codes_and_order_changed(cast, browse, years):
    before, now = years
    shown = browse(cast.officer).get(f"/rankings/{now.id}/same").text
    for new, old in ((0, 2), (1, 0), (2, 1)):
        assert f'<option value="{before.criteria[old].id}" selected>' in shown
        assert f'name="same-{now.criteria[new].id}"' in shown
    assert shown.count("Đề xuất theo tên, chờ xác nhận.") == 3


def test_what_is_split_is_asked_about_and_not_filled_in(cast, browse, years):
    _before, _now = years
    later = make_notice(
        cast.officer, 2023, ("1", "Tin, bài tuyên truyền", 5, 5), ("2", "Bài tuyên truyền pháp luật", 5, 5)
    )
    db.session.commit()
    shown = browse(cast.officer).get(f"/rankings/{later.id}/same").text
    assert shown.count('<option value="ask" selected>') == 2
    assert "2 tiêu chí cần chọn" in shown


def test_nothing_is_followed_before_a_person_confirmed_it(cast, browse, years, plan):
    _before, now = years
    shown = words(browse(cast.officer).get(f"/rankings/{now.id}/outcome"))
    assert "0 tồn tại đã khắc phục, 0 lặp lại" in shown
    assert "Còn tiêu chí chưa đối chiếu với năm trước" in shown
    assert shown.count("Chờ đối chiếu tiêu chí") == 3


def test_the_next_result_says_what_is_fixed_recurring_new_and_no_longer_assessed(cast, browse, years, plan):
    before, now = years
    office = browse(cast.officer)
    confirm(office, now, before, {0: 2, 1: 0, 2: 1})
    shown = words(browse(cast.director).get(f"/rankings/{now.id}/outcome"))
    assert "Năm 2022: 1 tồn tại đã khắc phục, 1 lặp lại" in shown
    assert "1 tiêu chí mới phát sinh bị trừ điểm; 1 tồn tại không còn chấm" in shown
    # News lose 3 still: first in the table; then opinions, fixed; then maps, gone.
    fates = [
        shown.index(fate, shown.index('id="fates"'))
        for fate in ("Lặp lại</span>", "Đã khắc phục</span>", "Không còn chấm</span>")
    ]
    assert fates == sorted(fates)


def test_verified_and_lost_all_the_same_is_a_list_of_its_own_with_finished_duties_only(cast, browse, years, plan):
    before, now = years
    office = browse(cast.officer)
    confirm(office, now, before, {0: 2, 1: 0, 2: 1})
    shown = words(office.get(f"/rankings/{now.id}/outcome"))
    vain = shown[shown.index('id="vain"') : shown.index('id="fates"')]
    assert "Đăng 50 bài" in vain
    assert "Đăng thêm" not in vain


def test_a_match_that_nobody_confirmed_judges_nothing(cast, browse, years):
    before, now = years
    plan = make_plan(cast.agency)
    match(before.criteria[0], make_deficiency(plan, title="Chỉ được đề xuất"), cast.officer, MatchState.PROPOSED)
    db.session.commit()
    confirm(browse(cast.officer), now, before, {0: 2, 1: 0, 2: 1})
    shown = words(browse(cast.officer).get(f"/rankings/{now.id}/outcome"))
    assert "Chỉ được đề xuất" not in shown
    assert "Tin, bài tuyên truyền pháp luật" in shown[shown.index('id="unplanned"') :]


def test_a_criterion_that_loses_points_year_after_year_is_shown_with_its_losses(cast, browse, years):
    before, now = years
    office = browse(cast.officer)
    confirm(office, now, before, {0: 2, 1: 0, 2: 1})
    shown = words(office.get("/rankings/"))
    assert "4,00; 3,00" in shown[shown.index('id="again"') :]


def test_what_was_said_is_kept_in_the_audit_and_can_be_taken_back(cast, browse, years):
    before, now = years
    office = browse(cast.officer)
    confirm(office, now, before, {0: 2, 1: "new", 2: "ask"})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ranking.same_said")).one()
    assert entry.before == {"criteria": {"I.1": "chưa xác định", "I.2": "chưa xác định"}}
    assert entry.after == {"criteria": {"I.1": "1.3", "I.2": "mới"}}
    now = db.session.get_one(RankingNotice, now.id)
    confirm(office, now, before, {0: "ask", 1: "ask"})
    assert {(line.same_as_id, line.is_new) for line in db.session.get_one(RankingNotice, now.id).criteria} == {
        (None, False)
    }


@pytest.mark.parametrize("answer", ["", "x", "0", "-1", "99999999999999999999", "²"])
def test_an_answer_that_is_no_criterion_of_the_year_before_changes_nothing(cast, browse, years, answer):
    before, now = years
    refused = confirm(browse(cast.officer), now, before, {0: 2, 1: answer}, status=422)
    assert "Chọn tiêu chí của năm trước cho tiêu chí I.2." in refused.text
    assert {line.same_as_id for line in db.session.get_one(RankingNotice, now.id).criteria} == {None}


def test_a_criterion_of_the_same_year_or_of_another_agency_is_refused(cast, browse, years):
    before, now = years
    foreign = make_notice(cast.foreigner, 2021, ("1.1", NEWS, 10, 6))
    db.session.commit()
    for wrong in (foreign.criteria[0].id, now.criteria[2].id):
        confirm(browse(cast.officer), now, before, {1: str(wrong)}, status=422)


def test_a_page_that_was_read_before_somebody_else_saved_is_refused(cast, browse, years):
    before, now = years
    stale = now.version
    confirm(browse(cast.officer), now, before, {0: 2})
    answer = browse(cast.second_officer).post(
        f"/rankings/{now.id}/same", data={"version": stale, f"same-{now.criteria[0].id}": "new"}
    )
    assert answer.status_code == 409


def test_the_first_year_has_nothing_before_it(cast, browse, years):
    before, _now = years
    assert (
        "Chưa có kết quả công bố của năm nào trước năm 2021"
        in browse(cast.officer).get(f"/rankings/{before.id}/same").text
    )
    assert "nên chưa so sánh được" in browse(cast.officer).get(f"/rankings/{before.id}/outcome").text


def test_the_leadership_reads_and_does_not_confirm(cast, browse, years):
    before, now = years
    director = browse(cast.director)
    assert "<select" not in director.get(f"/rankings/{now.id}/same").text
    confirm(director, now, before, {0: 2}, status=403)


@pytest.mark.parametrize("who", ["publisher", "head", "administrator"])
def test_departments_and_administrators_do_not_see_results(cast, browse, years, who):
    _before, now = years
    person = browse(getattr(cast, who))
    assert person.get("/rankings/").status_code == 403
    assert person.get(f"/rankings/{now.id}/same").status_code == 404
    assert person.get(f"/rankings/{now.id}/outcome").status_code == 404


def test_the_years_are_reached_from_the_plans_by_those_who_see_them(cast, browse, years):
    for person in (cast.officer, cast.director):
        assert 'href="/rankings/"' in browse(person).get("/plans/").text
    assert "/rankings/" not in browse(cast.publisher).get("/plans/").text


def test_another_agency_does_not_see_them(cast, browse, years):
    _before, now = years
    assert browse(cast.foreigner).get(f"/rankings/{now.id}/outcome").status_code == 404
    assert "2022" not in browse(cast.foreigner).get("/rankings/").text.split("<main")[1].split("</main")[0]


def test_pages_take_the_same_few_statements_with_twenty_criteria_and_five_years(cast, browse, years, plan):
    _before, now = years

    def asked():
        counts = []
        for where in ("/rankings/", f"/rankings/{now.id}/outcome", f"/rankings/{now.id}/same"):
            browser = browse(cast.officer)
            with statements() as said:
                assert browser.get(where).status_code == 200
            counts.append(len(said))
        return counts

    few = asked()
    for year in (2018, 2019, 2020):
        make_notice(cast.officer, year, *((f"{place}", f"Tiêu chí {place}", 5, 3) for place in range(20)))
    db.session.commit()
    assert asked() == few
    assert max(few) <= 6
