"""A unit's part of a target, counts without evidence, and how targets stood month by month."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "tasks": {
        "target_share": "NUMERIC(12, 2) CONSTRAINT ck_tasks_target_share CHECK (target_share > 0)",
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "target_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("goal", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("reached", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("expected", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("lands_low", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("lands_at", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("lands_high", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lands_low <= lands_at AND lands_at <= lands_high", name=op.f("ck_target_snapshots_range")),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_target_snapshots_task"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_snapshots")),
        sa.UniqueConstraint(
            "agency_id", "task_id", "taken_on", name=op.f("uq_target_snapshots_agency_id_task_id_taken_on")
        ),
    )
    op.create_table(
        "counted_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_counted_entries_amount")),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by_id"], ["users.agency_id", "users.id"], name="fk_counted_entries_added_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_counted_entries_task"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_entries")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_counted_entries_agency_id_id")),
    )
    op.create_index("ix_counted_entries_task", "counted_entries", ["agency_id", "task_id", "counted_on"])


def downgrade() -> None:
    op.drop_table("counted_entries")
    op.drop_table("target_snapshots")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
