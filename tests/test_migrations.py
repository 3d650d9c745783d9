"""Migrations: up, down and up again with data, exactly models.py, on both databases; what the database refuses."""

from itertools import zip_longest
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData, create_engine, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.databases import BOTH, installation
from tests.rows import NOW, rows
from tests.rows_of_follow_up import BROKEN_FOLLOW_UP
from tests.rows_of_rankings import BROKEN_RANKING
from tracker.extensions import db
from tracker.models import Base

TABLES = Base.metadata.tables
VERSIONS = sorted(path.stem[:4] for path in (Path(__file__).parents[1] / "migrations" / "versions").glob("0*.py"))
both = pytest.mark.parametrize("kind", BOTH)


@pytest.fixture
def empty(kind, tmp_path):
    with installation(kind, tmp_path, migrated=False) as app:
        yield app


@pytest.fixture
def filled(kind, tmp_path):
    """A migrated database with two agencies and a little of everything."""
    with installation(kind, tmp_path) as app:
        fill(set(TABLES))
        yield app


def fill(tables):
    """Insert the rows of both agencies into these tables, in the columns that are there by now."""
    there = MetaData()
    with db.engine.begin() as connection:
        there.reflect(connection)
        for agency in (1, 2):
            for name, found in rows(agency).items():
                table = name.removesuffix(" again")
                for row in found if table in tables else ():
                    known = {key: value for key, value in row.items() if key in there.tables[table].c}
                    connection.execute(_statement(name, TABLES[table], known))


def _statement(name, table, row):
    # leader_id points at people, who come later.
    return (
        update(table).where(table.c.id == row["id"]).values(row)
        if name.endswith(" again")
        else insert(table).values(row)
    )


def content():
    """Return every row of every table that is there."""
    with db.engine.connect() as connection:
        reflected = MetaData()
        reflected.reflect(connection)
        return {
            name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in reflected.tables.items()
            if name != "alembic_version"
        }


# --- Up and down ---------------------------------------------------------------
@both
def test_migrations_make_exactly_the_models(empty, kind):
    upgrade()
    command.check(current_app.extensions["migrate"].migrate.get_config())


def test_a_table_that_no_migration_makes_is_found(tmp_path):
    with installation("sqlite", tmp_path, migrated=False):
        upgrade(revision=VERSIONS[-2])
        with pytest.raises(Exception, match="not up to date"):
            command.check(current_app.extensions["migrate"].migrate.get_config())


def test_migrations_make_the_same_constraints_as_the_models(tmp_path):
    """Alembic compares no check constraints and no cascades; the schema as SQLite keeps it says all."""
    with installation("sqlite", tmp_path):
        modelled = create_engine(f"sqlite:///{tmp_path / 'modelled.sqlite3'}")
        # A copy: making the tables on PostgreSQL leaves a mark on the models' own links that SQLite then obeys.
        models = MetaData(naming_convention=Base.metadata.naming_convention)
        for table in Base.metadata.sorted_tables:
            table.to_metadata(models)
        models.create_all(modelled)
        assert _schema(db.engine) == _schema(modelled)
        modelled.dispose()


def _schema(engine):
    found = inspect(engine)
    return {
        name: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["primary_key"]) for c in found.get_columns(name)},
            "checks": {c["name"]: " ".join(c["sqltext"].split()) for c in found.get_check_constraints(name)},
            "unique": {c["name"]: tuple(c["column_names"]) for c in found.get_unique_constraints(name)},
            "links": {
                c["name"]: (
                    tuple(c["constrained_columns"]),
                    c["referred_table"],
                    tuple(c["referred_columns"]),
                    str(c["options"]),
                )
                for c in found.get_foreign_keys(name)
            },
            "indexes": {c["name"]: (tuple(c["column_names"]), c["unique"]) for c in found.get_indexes(name)},
        }
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def test_migrations_are_one_line_of_numbers(app):
    script = ScriptDirectory(str(app.config["MIGRATIONS"]))
    assert [revision.revision for revision in reversed(list(script.walk_revisions()))] == VERSIONS
    assert len(script.get_heads()) == 1


@both
def test_data_survives_each_step_up_and_down(empty, kind):
    kept = {}
    for version in VERSIONS:
        upgrade(revision=version)
        now = content()
        assert _lost(kept, now) == []
        fill(set(now) - set(kept))
        kept = content()
        assert all(kept.values()), "a table without a row in tests/rows.py"
    assert set(kept) == set(TABLES)
    for version in [*reversed(VERSIONS[:-1]), "base"]:
        downgrade(revision=version)
        left = content()
        assert set(left) <= set(kept)
        assert _lost(left, kept) == []
    upgrade()
    assert set(content()) == set(TABLES)


def _lost(before, now):
    """Return the rows of before that are not in now as they were; now may have more tables and columns."""
    return [
        (name, row)
        for name, found in before.items()
        for row, other in zip_longest(found, now[name], fillvalue={})
        if not row.items() <= other.items()
    ]


# --- What the database refuses -----------------------------------------------------
OWNED = [
    (table.name, link.column_keys[1], next(iter(link.elements)).column.table.name)
    for table in TABLES.values()
    for link in sorted(table.constraints, key=lambda one: str(one.name))
    if isinstance(link, ForeignKeyConstraint) and link.column_keys[0] == "agency_id" and len(link.column_keys) == 2
]
# The access log may know a name but no agency; an entry of the audit may be the program's own.
LOOSE = {("access_entries", "user_id"), ("audit_entries", "actor_id")}


@both
def test_no_link_leads_into_another_agency(filled, kind):
    assert len(OWNED) > 30
    allowed = []
    for table, column, target in OWNED:
        row = next(row for row in rows(1)[_place(table, column)] if row.get(column))
        # Ids of the other agency are a hundred higher.
        statement = _spoilt(table, row, {column: row[column] + 100})
        if not _refused(statement, "foreign key"):
            allowed.append(f"{table}.{column} → {target}")
    assert allowed == []


def _place(table, column):
    return "departments again" if (table, column) == ("departments", "leader_id") else table


def _key(table, row):
    return [column == row[column.name] for column in TABLES[table].primary_key]


def _spoilt(table, row, wrong):
    """Return the statement that makes a row wrong; what is never changed comes wrong as a new row."""
    if table == "evidence_checks":
        return insert(TABLES[table]).values({**row, "id": 199, **wrong})
    return update(TABLES[table]).where(*_key(table, row)).values(wrong)


def _refused(statement, word):
    """Say whether the database refuses the statement, and for this reason; nothing is kept of it."""
    with db.engine.connect() as connection:
        try:
            connection.execute(statement)
        except DBAPIError as error:
            return word in str(error.orig).lower()
    return False


def test_every_link_between_owned_rows_names_the_agency():
    loose = {
        (table.name, link.column_keys[0])
        for table in TABLES.values()
        for link in table.constraints
        if isinstance(link, ForeignKeyConstraint) and len(link.column_keys) == 1
        if "agency_id" in link.elements[0].column.table.c and link.column_keys[0] != "agency_id"
    }
    assert loose == LOOSE


def test_every_owned_row_has_an_agency():
    free = {"agencies", "job_leases", "login_attempts"}
    assert {name for name, table in TABLES.items() if "agency_id" not in table.c} == free
    nullable = {name for name, table in TABLES.items() if "agency_id" in table.c and table.c.agency_id.nullable}
    assert nullable == {"access_entries"}


@both
def test_what_the_audit_keeps_is_never_changed_or_deleted(filled, kind):
    entries = TABLES["audit_entries"]
    for statement in (
        update(entries).values(reason="x"),
        entries.delete(),
        entries.delete().where(entries.c.id == 101),
    ):
        with pytest.raises(DBAPIError, match="never changed"), db.engine.begin() as connection:
            connection.execute(statement)
    assert len(content()["audit_entries"]) == 2


@both
def test_what_was_seen_at_an_address_is_never_changed_or_deleted(filled, kind):
    looks = TABLES["evidence_checks"]
    for statement in (update(looks).values(failure="x"), looks.delete(), looks.delete().where(looks.c.id == 101)):
        with pytest.raises(DBAPIError, match="never changed"), db.engine.begin() as connection:
            connection.execute(statement)
    assert len(content()["evidence_checks"]) == 2


# (constraint, table, id of a row that is fine, what makes it wrong)
BROKEN = [
    ("ck_agencies_due_soon_days", "agencies", 1, {"due_soon_days": 61}),
    ("ck_agencies_due_soon_days", "agencies", 1, {"due_soon_days": -1}),
    (
        "ck_departments_valid_days",
        "departments",
        101,
        {"valid_from": NOW.date(), "valid_to": NOW.date().replace(day=1)},
    ),
    ("ck_departments_not_its_own_successor", "departments", 101, {"successor_id": 101}),
    ("ck_department_aliases_one_owner", "department_aliases", 101, {"group_id": 101}),
    ("ck_department_aliases_one_owner", "department_aliases", 101, {"department_id": None}),
    ("ck_users_department_if_it_has_one", "users", 101, {"department_id": None}),
    ("ck_users_department_if_it_has_one", "users", 102, {"role": "head"}),
    ("ck_login_attempts_scope", "login_attempts", 101, {"scope": "planet"}),
    ("ck_plans_year", "plans", 101, {"year": 1999}),
    ("ck_plans_year", "plans", 101, {"year": 2101}),
    ("ck_readings_plan_if_confirmed", "readings", 101, {"state": "open"}),
    ("ck_readings_plan_if_confirmed", "readings", 102, {"state": "confirmed"}),
    ("ck_duties_basis_if_due", "duties", 101, {"due_basis": None}),
    ("ck_duties_basis_if_due", "duties", 101, {"due_on": None}),
    ("ck_duties_target_value", "duties", 101, {"target_value": 0}),
    ("ck_duty_parties_one_party", "duty_parties", 101, {"group_id": 101}),
    ("ck_duty_parties_one_party", "duty_parties", 101, {"department_id": None}),
    ("ck_tasks_verifier_if_verified", "tasks", 102, {"verified_by_id": None}),
    ("ck_tasks_verifier_if_verified", "tasks", 101, {"verified_by_id": 102}),
    ("ck_tasks_moment_if_verified", "tasks", 102, {"verified_at": None}),
    ("ck_tasks_basis_if_due", "tasks", 101, {"due_basis": None}),
    ("ck_tasks_original_if_due", "tasks", 101, {"original_due_on": None}),
    ("ck_tasks_original_if_due", "tasks", 101, {"due_on": None, "due_basis": None}),
    ("ck_tasks_resumes_if_aside", "tasks", 103, {"resumes_as": None}),
    ("ck_tasks_resumes_if_aside", "tasks", 101, {"resumes_as": "in_progress"}),
    ("ck_tasks_day_if_submitted", "tasks", 101, {"state": "submitted"}),
    ("ck_tasks_day_if_submitted", "tasks", 101, {"state": "prepared"}),
    ("ck_tasks_day_if_submitted", "tasks", 102, {"submitted_on": None}),
    ("ck_tasks_decision_if_dropped", "tasks", 104, {"decision": ""}),
    ("ck_submissions_decider_if_decided", "submissions", 101, {"decided_by_id": None}),
    ("ck_submissions_decider_if_decided", "submissions", 102, {"outcome": "returned"}),
    ("ck_evidence_url_if_link", "evidence", 101, {"url": None}),
    ("ck_evidence_url_if_link", "evidence", 102, {"url": "https://lamson.example"}),
    ("ck_evidence_file_if_file", "evidence", 102, {"file_id": None}),
    ("ck_evidence_checks_reason_if_not_there", "evidence_checks", 101, {"status": None}),
    ("ck_evidence_checks_reason_if_not_there", "evidence_checks", 101, {"status": 404}),
    ("ck_evidence_number_if_document", "evidence", 103, {"document_number": ""}),
    ("ck_agencies_digest_hour", "agencies", 1, {"digest_hour": "8:00"}),
    ("ck_agencies_digest_hour", "agencies", 1, {"digest_hour": "24:00"}),
    ("ck_agencies_silence_days", "agencies", 1, {"silence_days": 0}),
    ("ck_agencies_acceptance_days", "agencies", 1, {"acceptance_days": 0}),
    ("ck_agencies_verify_days", "agencies", 1, {"verify_days": 61}),
    ("ck_agencies_decide_days", "agencies", 1, {"decide_days": 0}),
    ("ck_agencies_grace_days", "agencies", 1, {"grace_days": -1}),
    ("ck_agencies_reminders_cap", "agencies", 1, {"reminders_cap": 0}),
    ("ck_messages_claimer_if_sending", "messages", 101, {"claimed_by": "a"}),
    ("ck_messages_lease_if_sending", "messages", 101, {"claimed_until": NOW}),
    ("ck_messages_moment_if_sent", "messages", 102, {"sent_at": None}),
    ("ck_messages_channel_if_sent", "messages", 102, {"channel": None}),
    ("ck_messages_channel", "messages", 102, {"channel": "copied"}),
    ("ck_messages_words_if_sent", "messages", 102, {"text": None}),
    ("ck_messages_words_if_sent", "messages", 102, {"subject": None}),
    ("ck_messages_reason_if_given_up", "messages", 103, {"error": ""}),
    ("ck_messages_attempts", "messages", 101, {"attempts": -1}),
    ("ck_reminders_task_or_duty", "reminders", 101, {"task_id": None}),
    ("ck_reminders_task_or_duty", "reminders", 103, {"task_id": 101}),
    ("ck_reminders_person_if_not_copied", "reminders", 101, {"user_id": None}),
    ("ck_reminders_message_if_not_copied", "reminders", 101, {"message_id": None}),
    ("ck_reminders_hand_if_copied", "reminders", 102, {"by_id": None}),
    ("ck_calendar_days_source", "calendar_days", 101, {"source": "rumour"}),
    ("ck_absences_days", "absences", 101, {"ends_on": NOW.date().replace(month=9)}),
    ("ck_absences_somebody_else", "absences", 101, {"deputy_id": 101}),
    *BROKEN_FOLLOW_UP,
    *BROKEN_RANKING,
]


@both
def test_the_database_holds_what_a_state_means(filled, kind):
    allowed = []
    for name, table, at, wrong in BROKEN:
        statement = _spoilt(table, _row(table, at), wrong)
        if not _refused(statement, name):
            allowed.append((name, wrong))
    statement = update(TABLES["duty_dependencies"]).where(TABLES["duty_dependencies"].c.agency_id == 1)
    assert _refused(statement.values(needs_id=102), "ck_duty_dependencies_not_itself")
    assert allowed == []


def _row(table, at):
    return next(row for agency in (1, 2) for row in rows(agency)[table] if row["id"] == at)


def test_every_check_constraint_has_a_case():
    names = {str(c.name) for table in TABLES.values() for c in table.constraints if isinstance(c, CheckConstraint)}
    assert names - {"ck_duty_dependencies_not_itself"} == {name for name, *_rest in BROKEN}


@both
def test_one_department_has_one_task_of_a_duty_and_period(filled, kind):
    twin = {**rows(1)["tasks"][0], "id": 199}
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(insert(TABLES["tasks"]).values(twin))
    with db.engine.begin() as connection:
        connection.execute(insert(TABLES["tasks"]).values({**twin, "period": "2022-11"}))
