"""Agencies, units, groups and people: what the acts keep to."""

from datetime import date

import pytest
from sqlalchemy import select

from tracker import clock
from tracker.accounts import operations as acts
from tracker.errors import RuleBroken, Stale
from tracker.extensions import db
from tracker.models import AuditEntry, DepartmentAlias, SignIn
from tracker.vocabulary import DepartmentKind, Role


def last_entry(thing):
    query = select(AuditEntry).where(AuditEntry.object_type == thing.__tablename__, AuditEntry.object_id == thing.id)
    return db.session.scalars(query.order_by(AuditEntry.seq.desc())).first()


def test_an_agency_begins_with_its_audit(app):
    agency = acts.create_agency(name="Sở Nội vụ tỉnh Lam Sơn", place="Lam Sơn", now=clock.now())
    assert last_entry(agency).action == "agency.created"
    with pytest.raises(RuleBroken, match="Đã có cơ quan"):
        acts.create_agency(name="Sở Nội vụ  tỉnh Lam Sơn", now=clock.now())


def test_a_unit_keeps_its_other_names_each_once(cast):
    unit = acts.create_department(
        cast.agency,
        name="Phòng Quản lý Công nghệ",
        short_name="P. QLCN",
        aliases=["Phòng Công nghệ", "PHONG CONG NGHE", "P. QLCN", " "],
        by=cast.administrator,
        now=clock.now(),
    )
    assert [alias.folded for alias in unit.aliases] == ["phong cong nghe"]
    assert last_entry(unit).actor_id == cast.administrator.id
    assert unit.position > cast.division.position


@pytest.mark.parametrize(
    ("name", "short_name", "aliases", "field"),
    [
        ("thanh tra sở", "", (), "name"),
        ("Phòng Mới", "THANH TRA", (), "short_name"),
        ("Phòng Mới", "", ("Thanh Tra Sở",), "aliases"),
        ("Phòng Mới", "", ("ttud",), "aliases"),
        ("Phòng Mới", "", ("các phòng",), "aliases"),
        ("Khối phòng", "", (), "name"),
        ("", "", (), "name"),
    ],
)
def test_a_name_belongs_to_one_unit_or_group_only(cast, name, short_name, aliases, field):
    acts.add_alias(cast.centre, "TTƯD", by=None, now=clock.now())
    acts.create_group(cast.agency, name="Khối phòng", aliases=["Các phòng"], now=clock.now())
    with pytest.raises(RuleBroken) as broken:
        acts.create_department(cast.agency, name=name, short_name=short_name, aliases=aliases, now=clock.now())
    assert broken.value.field == field


def test_the_refusal_says_who_has_the_name(cast):
    acts.add_alias(cast.centre, "TTƯD", by=None, now=clock.now())
    with pytest.raises(RuleBroken, match="“ttud” đã là tên gọi của Trung tâm Ứng dụng KH&CN"):
        acts.add_alias(cast.division, "ttud", by=None, now=clock.now())


def test_two_agencies_may_use_the_same_names(cast):
    acts.add_alias(cast.centre, "TTƯD", by=None, now=clock.now())
    unit = acts.create_department(cast.other_agency, name="Thanh tra Sở", aliases=["TTƯD"], now=clock.now())
    assert unit.aliases[0].name == "TTƯD"


def test_learning_a_known_name_is_no_act(cast):
    acts.add_alias(cast.centre, "TTƯD", by=None, now=clock.now())
    version = cast.centre.version
    acts.add_alias(cast.centre, "ttud", by=None, now=clock.now())
    acts.add_alias(cast.centre, "tt ứng dụng", by=None, now=clock.now())
    assert cast.centre.version == version
    assert db.session.scalars(select(DepartmentAlias)).one().name == "TTƯD"


def test_a_change_remembers_only_what_differs(cast):
    acts.change_department(
        cast.division,
        version=cast.division.version,
        name=cast.division.name,
        short_name="QLKH",
        kind=DepartmentKind.DIVISION,
        aliases=["Phòng Khoa học"],
        by=cast.administrator,
        now=clock.now(),
    )
    entry = last_entry(cast.division)
    assert entry.before == {"short_name": "P. QLKH", "aliases": []}
    assert entry.after == {"short_name": "QLKH", "aliases": ["Phòng Khoa học"]}


def test_a_stale_change_is_refused(cast):
    with pytest.raises(Stale):
        acts.change_department(
            cast.division, version=cast.division.version + 1, name="Khác", by=cast.administrator, now=clock.now()
        )


def test_successors_do_not_run_in_a_circle(cast):
    cast.centre.successor_id = cast.division.id
    db.session.flush()
    with pytest.raises(RuleBroken) as broken:
        acts.end_department(
            cast.division,
            valid_to=date(2022, 10, 31),
            successor_id=cast.centre.id,
            version=cast.division.version,
            by=cast.administrator,
            now=clock.now(),
        )
    assert broken.value.field == "successor_id"


def test_a_unit_does_not_end_before_it_begins(cast):
    with pytest.raises(RuleBroken) as broken:
        acts.change_department(
            cast.division,
            version=cast.division.version,
            valid_from=date(2022, 2, 1),
            valid_to=date(2022, 1, 31),
            by=cast.administrator,
            now=clock.now(),
        )
    assert broken.value.field == "valid_to"


def test_a_group_keeps_the_days_of_its_members(cast):
    group = acts.create_group(cast.agency, name="Các phòng", members=[cast.division, cast.centre], now=clock.now())
    acts.change_group(
        group,
        version=group.version,
        name="Các phòng, đơn vị",
        aliases=["các đơn vị thuộc Sở"],
        members=[(cast.division.id, date(2022, 1, 1), date(2022, 12, 31)), (cast.inspectorate.id, None, None)],
        by=cast.administrator,
        now=clock.now(),
    )
    db.session.expire(group)
    days = {member.department_id: (member.joined_on, member.left_on) for member in group.members}
    assert days == {
        cast.division.id: (date(2022, 1, 1), date(2022, 12, 31)),
        cast.inspectorate.id: (None, None),
    }


def test_a_sign_in_name_is_kept_composed_and_small(cast):
    user = acts.create_user(
        cast.agency, login=" Quang.Huy@SKHCN ", full_name="Lê  Quang Huy", role=Role.LEADERSHIP, now=clock.now()
    )
    assert (user.login, user.full_name) == ("quang.huy@skhcn", "Lê Quang Huy")


@pytest.mark.parametrize("login", ["ab", "có cách", "a" * 81, ".dau", "", "<script>", "LAN"])
def test_a_sign_in_name_that_cannot_be_used_is_refused(cast, login):
    with pytest.raises(RuleBroken) as broken:
        acts.create_user(cast.agency, login=login, full_name="Một Người", role=Role.LEADERSHIP, now=clock.now())
    assert broken.value.field == "login"


def test_a_member_needs_a_unit_and_an_administrator_has_none(cast):
    with pytest.raises(RuleBroken):
        acts.create_user(cast.agency, login="moi", full_name="Người Mới", role=Role.MEMBER, now=clock.now())
    user = acts.create_user(
        cast.agency,
        login="quantri2",
        full_name="Quản Trị",
        role=Role.ADMINISTRATOR,
        department=cast.office,
        now=clock.now(),
    )
    assert user.department_id is None


def test_the_last_administrator_stays(cast):
    with pytest.raises(RuleBroken, match="ít nhất một người quản trị"):
        acts.change_user(
            cast.administrator,
            version=cast.administrator.version,
            role=Role.LEADERSHIP,
            by=cast.administrator,
            now=clock.now(),
        )


def test_an_administrator_does_not_disable_himself(cast):
    acts.create_user(cast.agency, login="quantri2", full_name="Quản Trị", role=Role.ADMINISTRATOR, now=clock.now())
    with pytest.raises(RuleBroken, match="tự khóa"):
        acts.disable_user(
            cast.administrator, version=cast.administrator.version, by=cast.administrator, now=clock.now()
        )


def test_disabling_ends_the_sessions_and_enabling_brings_none_back(cast, browse):
    browse(cast.publisher)
    acts.disable_user(cast.publisher, version=cast.publisher.version, by=cast.administrator, now=clock.now())
    acts.enable_user(cast.publisher, version=cast.publisher.version, by=cast.administrator, now=clock.now())
    assert db.session.scalars(select(SignIn)).all() == []
    assert cast.publisher.disabled_at is None
