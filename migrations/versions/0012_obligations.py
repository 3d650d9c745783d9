"""Events and the tasks they make, lists to be complete, samples of standing rules."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "duties": {
        "anchor_days": "INTEGER CONSTRAINT ck_duties_anchor_days CHECK (anchor_days BETWEEN 0 AND 365)",
        "anchor_in_working_days": "BOOLEAN DEFAULT true NOT NULL",
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("opened_on <= closes_on", name=op.f("ck_events_days")),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"], ["departments.agency_id", "departments.id"], name="fk_events_department"
        ),
        sa.ForeignKeyConstraint(["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_events_duty"),
        sa.ForeignKeyConstraint(
            ["agency_id", "entered_by_id"], ["users.agency_id", "users.id"], name="fk_events_entered_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "register_id"],
            ["outgoing_documents.agency_id", "outgoing_documents.id"],
            name="fk_events_register",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("agency_id", "duty_id", "register_id", name="uq_events_once"),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_events_agency_id_id")),
    )
    op.create_index("ix_events_duty", "events", ["agency_id", "duty_id", "closes_on"])
    op.create_table(
        "obligations",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "event_id"], ["events.agency_id", "events.id"], name="fk_obligations_event"
        ),
        sa.ForeignKeyConstraint(["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_obligations_task"),
        sa.PrimaryKeyConstraint("agency_id", "task_id", name=op.f("pk_obligations")),
    )
    op.create_index("ix_obligations_event", "obligations", ["agency_id", "event_id"])
    op.create_table(
        "listed_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("published_on IS NULL OR url <> ''", name=op.f("ck_listed_items_address_if_published")),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by_id"], ["users.agency_id", "users.id"], name="fk_listed_items_added_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_listed_items_duty"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_items")),
        sa.UniqueConstraint("agency_id", "duty_id", "group_name", "folded", name="uq_listed_items_once"),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_listed_items_agency_id_id")),
    )
    op.create_table(
        "rule_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("sampled_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sampled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sampled_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name="fk_rule_samples_department",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_rule_samples_duty"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "register_id"],
            ["outgoing_documents.agency_id", "outgoing_documents.id"],
            name="fk_rule_samples_register",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "sampled_by_id"], ["users.agency_id", "users.id"], name="fk_rule_samples_sampled_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_samples")),
        sa.UniqueConstraint("agency_id", "duty_id", "register_id", name="uq_rule_samples_once"),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_rule_samples_agency_id_id")),
    )
    op.create_index("ix_rule_samples_duty", "rule_samples", ["agency_id", "duty_id", "department_id"])


def downgrade() -> None:
    op.drop_table("rule_samples")
    op.drop_table("listed_items")
    op.drop_table("obligations")
    op.drop_table("events")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
