"""Whoever changes the record from outside is found out."""

import random

import pytest
from sqlalchemy import text

from tracker import clock
from tracker.accounts.operations import create_agency
from tracker.audit import verify
from tracker.audit.operations import record
from tracker.audit.verify import CHANGED, HEAD, MISSING, OUTSIDE, PREDECESSOR, read_chain, verify_chain
from tracker.extensions import db
from tracker.models import Department

ENTRIES = 40


@pytest.fixture
def agency(cast):
    """An agency with a record of many acts, and no triggers that guard it."""
    agency = create_agency(name="Sở Tài chính tỉnh Lam Sơn", now=clock.now())
    unit = Department(agency_id=agency.id, name="Phòng Một")
    db.session.add(unit)
    for place in range(ENTRIES - 1):
        by = cast.administrator if place % 4 else None
        record(
            "department.changed", unit, by=by, now=clock.now(), reason=f"lần {place}", after={"n": place, "tên": "Sở"}
        )
    for act in ("update", "delete"):
        db.session.execute(text(f"DROP TRIGGER audit_entries_no_{act}"))
    db.session.commit()
    return agency


@pytest.fixture
def tamper(agency):
    """Change the agency's rows behind the program's back."""

    def _tamper(statement, **values):
        done = db.session.execute(text(statement), {"agency": agency.id, **values})
        db.session.commit()
        return done.rowcount

    return _tamper


def test_an_untouched_chain_holds(agency):
    chain = read_chain(agency.id)
    assert (chain.seq, chain.broken) == (ENTRIES, None)
    assert len(chain.hash) == 64


HERE = "WHERE agency_id = :agency AND seq = :seq"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (f"UPDATE audit_entries SET reason = 'khác' {HERE}", CHANGED),
        (f"UPDATE audit_entries SET at = '2020-01-01 00:00:00.000000' {HERE}", CHANGED),
        (f"UPDATE audit_entries SET at = 'không phải ngày' {HERE}", CHANGED),
        (f"UPDATE audit_entries SET before = '{{không phải JSON' {HERE}", CHANGED),
        (f"UPDATE audit_entries SET after = '{{}}' {HERE}", CHANGED),
        (f"UPDATE audit_entries SET actor_id = NULL {HERE}", CHANGED),
        (f"UPDATE audit_entries SET action = 'user.created' {HERE}", CHANGED),
        (f"UPDATE audit_entries SET object_id = object_id + 1 {HERE}", CHANGED),
        (f"UPDATE audit_entries SET task_id = 1 {HERE}", CHANGED),
        (f"UPDATE audit_entries SET previous_hash = hash {HERE}", CHANGED),
        (f"UPDATE audit_entries SET hash = previous_hash {HERE}", CHANGED),
        (f"UPDATE audit_entries SET seq = 100 {HERE}", MISSING),
        (f"UPDATE audit_entries SET agency_id = 1 {HERE}", MISSING),
        (f"DELETE FROM audit_entries {HERE}", MISSING),
    ],
)
def test_the_first_broken_entry_is_named(agency, tamper, statement, what):
    assert tamper(statement, seq=17) == 1
    assert verify_chain(agency.id) == (17, what)
    assert read_chain(agency.id).seq == 16


def test_an_entry_that_was_replaced_whole_breaks_its_successor(agency, tamper):
    entry = verify._read(agency.id, range(17, 18))[17]
    forged = dict(entry._mapping) | {"reason": "khác"}
    row = type("Row", (), forged)
    tamper(f"UPDATE audit_entries SET reason = 'khác', hash = :hash {HERE}", seq=17, hash=verify.entry_hash(row))
    assert verify_chain(agency.id) == (18, PREDECESSOR)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM audit_entries WHERE agency_id = :agency AND seq > 30", (31, MISSING)),
        ("DELETE FROM audit_entries WHERE agency_id = :agency", (1, MISSING)),
        ("UPDATE audit_heads SET seq = 39 WHERE agency_id = :agency", (39, HEAD)),
        ("UPDATE audit_heads SET seq = 41 WHERE agency_id = :agency", (41, MISSING)),
        ("UPDATE audit_heads SET hash = 'x' WHERE agency_id = :agency", (40, HEAD)),
        ("DELETE FROM audit_heads WHERE agency_id = :agency", (1, OUTSIDE)),
        (
            "UPDATE audit_heads SET seq = 39, hash = (SELECT hash FROM audit_entries e "
            "WHERE e.agency_id = audit_heads.agency_id AND e.seq = 39) WHERE agency_id = :agency",
            (40, OUTSIDE),
        ),
        (
            "INSERT INTO audit_entries (agency_id, seq, at, action, object_type, object_id, reason, before, after, "
            "previous_hash, hash) SELECT agency_id, 0, at, action, object_type, object_id, reason, before, after, "
            "previous_hash, hash FROM audit_entries WHERE agency_id = :agency AND seq = 5",
            (0, OUTSIDE),
        ),
    ],
)
def test_both_ends_are_guarded(agency, tamper, statement, found):
    assert tamper(statement) > 0
    assert verify_chain(agency.id) == found


def test_a_record_emptied_with_its_head_is_no_record(agency, tamper):
    tamper("DELETE FROM audit_entries WHERE agency_id = :agency")
    tamper("DELETE FROM audit_heads WHERE agency_id = :agency")
    assert verify_chain(agency.id) == (1, MISSING)


TEXTS = ("action", "object_type", "reason", "before", "after", "previous_hash", "hash", "at")
NUMBERS = ("object_id", "plan_id", "task_id", "actor_id")


def random_change(luck, tamper):
    """Change the record at random in one of four ways; return the seq from which it may be found."""
    way = luck.choice(["edit", "number", "delete", "swap", "cut"])
    seq = luck.randint(1, ENTRIES)
    if way == "edit":
        column = luck.choice(TEXTS)
        tamper(f"UPDATE audit_entries SET {column} = :new {HERE}", seq=seq, new=f"{luck.random()}")
    elif way == "number":
        column = luck.choice(NUMBERS)
        tamper(f"UPDATE audit_entries SET {column} = COALESCE({column}, 0) + :more {HERE}", seq=seq, more=1)
    elif way == "delete":
        tamper(f"DELETE FROM audit_entries {HERE}", seq=seq)
    elif way == "swap":
        other = luck.choice([place for place in range(1, ENTRIES + 1) if place != seq])
        for old, new in ((seq, -1), (other, seq), (-1, other)):
            tamper("UPDATE audit_entries SET seq = :new WHERE agency_id = :agency AND seq = :old", old=old, new=new)
        return min(seq, other)
    else:
        tamper("DELETE FROM audit_entries WHERE agency_id = :agency AND seq >= :seq", seq=seq)
    return seq


def test_two_hundred_random_changes_are_all_found_where_they_are(agency, tamper):
    columns = [column.name for column in db.metadata.tables["audit_entries"].c]
    sound = db.session.execute(
        text("SELECT * FROM audit_entries WHERE agency_id = :agency"), {"agency": agency.id}
    ).all()
    luck, found = random.Random(20221012), 0
    db.session.execute(text("PRAGMA foreign_keys=OFF"))
    db.session.commit()
    for _ in range(200):
        seq = random_change(luck, tamper)
        broken = verify_chain(agency.id)
        found += broken is not None and broken.seq == seq
        tamper("DELETE FROM audit_entries WHERE agency_id = :agency")
        insert = f"INSERT INTO audit_entries ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
        db.session.execute(text(insert), [dict(zip(columns, row, strict=True)) for row in sound])
        db.session.commit()
        assert verify_chain(agency.id) is None
    assert found == 200


def test_a_chain_longer_than_a_page_is_followed_page_by_page(agency, monkeypatch):
    monkeypatch.setattr(verify, "PAGE", 7)
    pauses = []
    assert read_chain(agency.id, pause=lambda: pauses.append(1)).seq == ENTRIES
    assert len(pauses) == 6


def test_entries_written_meanwhile_do_not_disturb(agency, cast, monkeypatch):
    monkeypatch.setattr(verify, "PAGE", 10)

    def write():
        record("agency.changed", agency, by=cast.administrator, now=clock.now())
        db.session.commit()

    assert read_chain(agency.id, pause=write).broken is None
    assert read_chain(agency.id).seq == ENTRIES + 4


# --- The command -------------------------------------------------------------
def test_the_command_proves_every_chain(app, agency):
    told = app.test_cli_runner().invoke(args=["audit", "verify", "--agency", agency.name])
    assert told.exit_code == 0
    assert told.output.startswith(f"{agency.name}: ok, {ENTRIES} entries, last hash ")


def test_the_command_names_the_first_broken_entry(app, agency, tamper):
    tamper(f"DELETE FROM audit_entries {HERE}", seq=9)
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 1
    assert f"{agency.name}: BROKEN at entry 9: mục này không còn" in told.output


def test_the_command_knows_no_agency_of_that_name(app, agency):
    told = app.test_cli_runner().invoke(args=["audit", "verify", "--agency", "Sở Không Có"])
    assert told.exit_code == 1
    assert "There is no agency named" in told.output
