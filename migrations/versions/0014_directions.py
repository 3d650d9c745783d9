"""Requests for more time, directions, comments, and when a task was last looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "agencies": {
        "office_extends": "BOOLEAN DEFAULT false NOT NULL",
        "extension_limit": "INTEGER DEFAULT 2 NOT NULL"
        " CONSTRAINT ck_agencies_extension_limit CHECK (extension_limit BETWEEN 0 AND 20)",
        "extension_notice_days": "INTEGER DEFAULT 5 NOT NULL"
        " CONSTRAINT ck_agencies_extension_notice_days CHECK (extension_notice_days BETWEEN 0 AND 60)",
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "extension_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commented_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(comment = '') = (commented_by_id IS NULL)", name=op.f("ck_extension_requests_writer_if_comment")
        ),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_extension_requests_moment_if_decided")
        ),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL)", name=op.f("ck_extension_requests_decider_if_decided")
        ),
        sa.CheckConstraint(
            "(state = 'granted') = (granted_on IS NOT NULL)", name=op.f("ck_extension_requests_day_if_granted")
        ),
        sa.CheckConstraint("proposed_on > due_on", name=op.f("ck_extension_requests_later")),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by_id"], ["users.agency_id", "users.id"], name="fk_extension_requests_asked_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "commented_by_id"], ["users.agency_id", "users.id"], name="fk_extension_requests_commented_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by_id"], ["users.agency_id", "users.id"], name="fk_extension_requests_decided_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_extension_requests_task"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_requests")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_extension_requests_agency_id_id")),
    )
    op.create_index("ix_extension_requests_state", "extension_requests", ["agency_id", "state", "asked_at"])
    op.create_index("ix_extension_requests_task", "extension_requests", ["agency_id", "task_id", "id"])
    op.create_index(
        "uq_extension_requests_open",
        "extension_requests",
        ["agency_id", "task_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_table(
        "directions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name=op.f("ck_directions_moment_if_answered")),
        sa.CheckConstraint("(answer = '') = (answered_by_id IS NULL)", name=op.f("ck_directions_writer_if_answered")),
        sa.ForeignKeyConstraint(
            ["agency_id", "answered_by_id"], ["users.agency_id", "users.id"], name="fk_directions_answered_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"], ["departments.agency_id", "departments.id"], name="fk_directions_department"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "given_by_id"], ["users.agency_id", "users.id"], name="fk_directions_given_by"
        ),
        sa.ForeignKeyConstraint(["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_directions_task"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directions")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_directions_agency_id_id")),
    )
    op.create_index(
        "ix_directions_open",
        "directions",
        ["agency_id", "answer_by"],
        sqlite_where=sa.text("answered_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index("ix_directions_task", "directions", ["agency_id", "task_id"])
    op.create_index("ix_directions_unit", "directions", ["agency_id", "department_id", "given_at"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_comments_task"),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by_id"], ["users.agency_id", "users.id"], name="fk_comments_written_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_comments_agency_id_id")),
    )
    op.create_index("ix_comments_task", "comments", ["agency_id", "task_id", "id"])
    op.create_table(
        "visits",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_visits_task"),
        sa.ForeignKeyConstraint(["agency_id", "user_id"], ["users.agency_id", "users.id"], name="fk_visits_user"),
        sa.PrimaryKeyConstraint("agency_id", "user_id", "task_id", name=op.f("pk_visits")),
    )


def downgrade() -> None:
    op.drop_table("visits")
    op.drop_table("comments")
    op.drop_table("directions")
    op.drop_table("extension_requests")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
