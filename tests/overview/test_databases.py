"""The views ask both databases, and get the same answers."""

from datetime import date

import pytest

from tests.databases import BOTH, installation
from tests.make import make_cast, make_deficiency, make_duty, make_group, make_plan, make_task
from tracker import clock
from tracker.extensions import db
from tracker.models import DutyParty
from tracker.overview.desk_queries import desk_of
from tracker.overview.filter_rules import COLUMNS, GROUPS, STANDS, read_choice
from tracker.overview.home_queries import home_of
from tracker.overview.leadership_queries import overview_of
from tracker.overview.search_queries import find, work_of
from tracker.overview.tracking_queries import table_of
from tracker.vocabulary import Cell, DutyKind, PartyRole, TaskState

TODAY = date(2022, 10, 12)


@pytest.fixture(params=BOTH)
def people(request, tmp_path):
    """The cast in an installation on either database, with some work."""
    with installation(request.param, tmp_path):
        cast = make_cast(clock.now())
        plan = make_plan(cast.agency)
        deficiency = make_deficiency(plan)
        group = make_group(cast.agency, "Các đơn vị", cast.centre, cast.division)
        supply = make_duty(plan, cast.inspectorate, kind=DutyKind.SUPPLY, title="Cung cấp")
        make_task(supply, cast.inspectorate, due_on=date(2022, 10, 3))
        publish = make_duty(plan, cast.centre, needs=supply, title="Đăng tải", coop=(cast.inspectorate,))
        publish.parties.append(DutyParty(agency_id=cast.agency.id, role=PartyRole.COOPERATE, group_id=group.id))
        make_task(publish, cast.centre, due_on=date(2022, 10, 3))
        for due, state in ((date(2022, 10, 14), TaskState.IN_PROGRESS), (None, TaskState.SUBMITTED)):
            duty = make_duty(plan, cast.centre, deficiency_id=deficiency.id, title="Việc", target_value=5)
            make_task(duty, cast.centre, due_on=due, state=state, submitted_on=TODAY, person_id=cast.publisher.id)
        make_duty(plan, cast.centre, kind=DutyKind.STANDING, title="Quy định")
        make_duty(plan, title="Chưa giao")
        db.session.commit()
        yield cast


def test_the_table_in_every_order_and_with_every_filter(people):
    for who in (people.officer, people.publisher):
        for sort in (*COLUMNS, *(f"-{column}" for column in COLUMNS)):
            assert len(table_of(who, read_choice({"sort": sort}), TODAY).rows) == 4
        for name, codes in (("state", [*GROUPS, *STANDS]), ("cell", Cell), ("kind", DutyKind), ("q", ["viec", "%"])):
            for code in codes:
                table = table_of(who, read_choice({name: str(code)}), TODAY)
                assert len(table.rows) == table.found, (name, code)


def test_rows_know_their_neighbours(people):
    rows = {row.title: row for row in table_of(people.officer, read_choice({}), TODAY).rows}
    assert rows["Đăng tải"].waits_for == ("Thanh tra",)
    assert rows["Đăng tải"].coops == ("Các đơn vị", "Thanh tra")
    assert rows["Cung cấp"].receivers == ("TT Ứng dụng",)


def test_the_homes(people):
    desk = desk_of(people.officer, None, TODAY)
    assert desk.counts == {"verify": 1, "declined": 0, "late": 1, "near": 1, "leadership": 0, "lost": 0}
    assert (desk.unassigned_count, len(desk.targets), sum(desk.cells.values())) == (1, 2, 4)
    home = home_of(people.head, people.centre, TODAY)
    assert [len(rows) for rows in (home.now, home.held, home.submitted, home.rules)] == [1, 1, 1, 1]
    overview = overview_of(people.director, None, TODAY)
    assert [unit.name for unit in overview.late] == ["Thanh tra Sở"]
    assert [(line.tasks, line.done, line.late) for line in overview.deficiencies] == [(2, 0, 0)]


def test_search_and_a_persons_work(people):
    assert len(find(people.officer, "dang tai", TODAY).tasks) == 1
    assert [unit.name for unit in find(people.officer, "ung dung", TODAY).units] == [people.centre.name]
    rows, done = work_of(people.officer, people.publisher, TODAY)
    assert (len(rows), done) == (2, 0)
