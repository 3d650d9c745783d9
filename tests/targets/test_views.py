"""The pages of a target: what the unit counts and dates, what the Office shares out, what is noted each month."""

import re
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import func, select

from tests.make import make_duty, make_plan, make_task
from tests.targets.test_counting import link, make_target, of_duty
from tracker import clock
from tracker.extensions import db
from tracker.jobs import note_targets
from tracker.models import CountedEntry, TargetSnapshot, Task
from tracker.plans.sharing import share_out, tasks_to_share
from tracker.targets.queries import standing_of

TODAY = date(2022, 10, 12)
ARTICLES = {1: 2, 2: 3, 3: 5, 4: 4, 5: 3, 6: 5, 7: 4, 8: 3, 9: 6, 10: 3}


@pytest.fixture
def plan(cast):
    return make_plan(cast.agency)


@pytest.fixture
def task(cast, plan):
    (task,) = make_target(plan, cast.centre)
    for month, count in ARTICLES.items():
        for at in range(1, count + 1):
            link(cast, task, f"{month}-{at}", date(2022, month, 3 * at))
    db.session.commit()
    return task


def post(browser, path, task, **typed):
    return browser.post(path, data={"version": task.version, **typed})


def counted(browser, task, **typed):
    return post(browser, f"/tasks/{task.id}/counts", task, **{"counted_on": "01/10/2022", **typed})


def test_the_page_says_how_far_how_fast_and_where_it_lands(cast, browse, task):
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    for words in ("Đã đạt 38, với tiến độ này dự kiến thiếu 4", "cần đạt đến hôm nay", "5,8", "14/12/2022"):
        assert words in page
    label = re.search(r'role="img"[^>]*aria-label="([^"]+)"', page)[1]
    assert "đạt 38 tin, bài, mức cần đạt 41" in label
    assert "đạt 46 trên chỉ tiêu 50" in label
    assert '<th scope="row">9/2022</th><td class="num">6</td><td class="num">35</td>' in page


def test_every_page_says_the_same_number(cast, browse, plan, task):
    own = make_task(make_duty(plan, cast.centre), cast.centre)
    link(cast, task, "undated", None)
    link(cast, task, "last-year", date(2021, 5, 5))
    db.session.commit()
    assert own.id
    assert ">38<span>/50" in browse(cast.publisher).get("/department").text
    assert "38/50" in browse(cast.officer).get("/tracking").text
    for who, path in ((cast.officer, "/desk"), (cast.director, "/leadership"), (cast.officer, f"/plans/{plan.id}")):
        assert "38<span>/50" in browse(who).get(path).text, path
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert "1 minh chứng chưa có ngày đăng, chưa tính." in page
    assert "1 minh chứng có ngày ngoài kỳ tính, không tính." in page


def test_desk_and_sheet_say_where_it_lands(cast, browse, task):
    for who, path in ((cast.officer, "/desk"), (cast.director, "/leadership")):
        assert "dự kiến 46/50" in browse(who).get(path).text, path


def test_a_count_without_an_address_is_marked_and_can_be_taken_back(cast, browse, task):
    browser = browse(cast.publisher)
    assert counted(browser, task, amount="2", note="tờ rơi phát tại hội nghị").status_code == 302
    assert standing_of(task)[1] == 40
    page = browser.get(f"/tasks/{task.id}").text
    assert "tờ rơi phát tại hội nghị" in page
    assert "Chưa có minh chứng" in page
    db.session.refresh(task)
    entry = db.session.scalar(select(CountedEntry))
    assert post(browser, f"/tasks/{task.id}/counts/{entry.id}/withdraw", task).status_code == 302
    assert standing_of(task)[1] == 38


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"amount": "0"}, "Số lượng là số lớn hơn 0"),
        ({"amount": "-3"}, "Ghi một số"),
        ({"amount": "²"}, "Ghi một số"),
        ({"amount": "9" * 12}, "Số lượng là số lớn hơn 0"),
        ({"amount": ""}, "Ghi một số"),
        ({"amount": "2", "counted_on": "31/12/2021"}, "Chỉ tính kết quả từ 01/01/2022 đến 31/12/2022"),
        ({"amount": "2", "counted_on": "13/10/2022"}, "Ngày này chưa tới"),
        ({"amount": "2", "counted_on": ""}, "Ghi ngày"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(cast, browse, task, typed, why):
    answer = counted(browse(cast.publisher), task, **typed)
    assert answer.status_code == 422
    assert why in answer.text
    assert db.session.scalar(select(func.count()).select_from(CountedEntry)) == 0


def test_a_count_by_an_old_page_is_refused(cast, browse, task):
    old = task.version
    browser = browse(cast.publisher)
    counted(browser, task, amount="2")
    assert browser.post(f"/tasks/{task.id}/counts", data={"version": old, "amount": "2"}).status_code == 409


def test_an_undated_item_counts_once_it_has_its_day(cast, browse, task):
    item = link(cast, task, "undated", None)
    db.session.commit()
    browser, path = browse(cast.publisher), f"/tasks/{task.id}/evidence/{item.id}/date"
    assert "a.example/undated" in browser.get(f"/tasks/{task.id}/counts").text
    for wrong, why in (("", "Ghi ngày đăng."), ("13/10/2022", "Ngày đăng chưa tới"), ("31/02/2022", "Không có ngày")):
        answer = post(browser, path, task, published_on=wrong)
        assert (answer.status_code, why in answer.text) == (422, True), wrong
    assert post(browser, path, task, published_on="11/10/2022").status_code == 302
    assert standing_of(task)[1] == 39
    db.session.refresh(task)
    assert "đã có ngày đăng" in post(browser, path, task, published_on="10/10/2022").text


def test_a_percentage_is_entered_as_so_many_of_so_many(cast, browse, plan):
    (task,) = make_target(plan, cast.centre, value=80, unit="%")
    db.session.commit()
    browser = browse(cast.publisher)
    assert counted(browser, task, part="5", whole="4").status_code == 422
    assert counted(browser, task, part="1", whole="0").status_code == 422
    assert counted(browser, task, part="45", whole="60").status_code == 302
    assert standing_of(task) == (80, 75)
    assert "45/60" in browser.get(f"/tasks/{task.id}").text


def shares_of(duty_id):
    query = select(Task.department_id, Task.target_share).where(Task.duty_id == duty_id).order_by(Task.id)
    return dict(db.session.execute(query).all())


def test_each_unit_two_makes_a_task_for_each(cast, browse, plan, task):
    path, browser = f"/plans/{plan.id}/duties/{task.duty_id}/shares", browse(cast.officer)
    assert browser.get(f"/tasks/{task.id}/shares").location.endswith(path)
    answer = browser.post(path, data={"each": "2", f"share-{cast.office.id}": "0"}, follow_redirects=True)
    assert "Các phần cộng lại là 6, thiếu so với chỉ tiêu 50 tin, bài" in answer.text
    units = (cast.centre, cast.inspectorate, cast.division)
    assert shares_of(task.duty_id) == {unit.id: Decimal(2) for unit in units}


def test_shares_that_add_up_say_so_and_are_judged_one_by_one(cast, browse, plan, task):
    path = f"/plans/{plan.id}/duties/{task.duty_id}/shares"
    typed = {f"share-{cast.centre.id}": "40", f"share-{cast.division.id}": "10"}
    answer = browse(cast.officer).post(path, data=typed, follow_redirects=True)
    assert "cộng lại đúng 50 tin, bài" in answer.text
    assert standing_of(db.session.get(Task, task.id)) == (40, 38)
    other = db.session.scalar(select(Task).where(Task.duty_id == task.duty_id, Task.id != task.id))
    assert standing_of(other) == (10, 0)
    assert "Phần được chia của đơn vị này" in browse(cast.publisher).get(f"/tasks/{task.id}").text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, "Ghi phần của ít nhất một đơn vị"),
        ({"each": "hai"}, "Ghi một số"),
        ({"division": "5"}, "đang thực hiện nhiệm vụ này; ghi phần của đơn vị"),
        ({"centre": "-2"}, "Ghi một số"),
    ],
)
def test_shares_that_make_no_sense_change_nothing(cast, browse, plan, task, typed, why):
    names = {key: key if key == "each" else f"share-{getattr(cast, key).id}" for key in typed}
    path = f"/plans/{plan.id}/duties/{task.duty_id}/shares"
    answer = browse(cast.officer).post(path, data={names[key]: words for key, words in typed.items()})
    assert answer.status_code == 422
    assert why in answer.text
    assert shares_of(task.duty_id) == {cast.centre.id: None}


def test_each_month_is_noted_once_and_later_pages_read_it(cast, browse, task):
    task.assigned_at = clock.at(date(2022, 1, 19), 9)
    fresh = make_target(task.plan, cast.division)[0]
    fresh.assigned_at = clock.at(date(2022, 10, 3), 9)
    db.session.commit()
    now = clock.at(date(2022, 10, 5), 1, 20)
    assert note_targets(now) == {"targets_noted": 1}
    assert note_targets(now) == {"targets_noted": 0}
    noted = db.session.scalar(select(TargetSnapshot))
    assert (noted.task_id, noted.taken_on, noted.goal, noted.reached) == (task.id, date(2022, 9, 30), 50, 35)
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    numbers = "".join(f'<td class="num">{number}</td>' for number in (6, 35, 35, int(noted.lands_at)))
    assert f'<th scope="row">9/2022</th>{numbers}' in page


def test_a_month_that_was_noted_stays_as_it_was(cast, browse, task):
    task.assigned_at = clock.at(date(2022, 1, 19), 9)
    db.session.commit()
    note_targets(clock.at(date(2022, 10, 1), 1, 20))
    link(cast, task, "found-later", date(2022, 9, 2))
    db.session.commit()
    page = browse(cast.publisher).get(f"/tasks/{task.id}").text
    assert '<th scope="row">9/2022</th><td class="num">7</td><td class="num">36</td><td class="num">35</td>' in page


@pytest.mark.parametrize("seed", range(6))
def test_the_shares_add_up_to_the_dutys_goal_however_they_are_cut(cast, plan, seed):
    cut = Random(seed)
    units = [cast.office, cast.inspectorate, cast.centre, cast.division]
    duty = make_duty(plan, cast.centre, target_op=">=", target_value=20, target_unit="bài")
    make_task(duty, cast.centre)
    for _again in range(4):
        chosen = {
            unit: Decimal(cut.randint(1, 900)) / 10 for unit in units if unit is cast.centre or cut.random() < 0.7
        }
        chosen |= {task.department: Decimal(1) for task in tasks_to_share(duty) if task.department not in chosen}
        whole = share_out(duty, chosen, by=cast.officer, now=clock.now())
        assert whole == sum(chosen.values()) == sum(shares_of(duty.id).values())
        assert of_duty(duty.id)[0] == max(whole, 20)
        assert shares_of(duty.id) == {unit.id: share for unit, share in chosen.items()}
