"""Reviews of the leadership, what they decided, their minutes, and sheets that keep their figures."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "agencies": {
        "sheets_by_mail": "BOOLEAN DEFAULT true NOT NULL",
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.Column("recorder", sa.String(length=200), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_reviews_closer_if_closed")),
        sa.ForeignKeyConstraint(
            ["agency_id", "closed_by_id"], ["users.agency_id", "users.id"], name="fk_reviews_closed_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "opened_by_id"], ["users.agency_id", "users.id"], name="fk_reviews_opened_by"
        ),
        sa.ForeignKeyConstraint(["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name="fk_reviews_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_reviews_agency_id_id")),
    )
    op.create_index("ix_reviews_plan", "reviews", ["agency_id", "plan_id", "held_on"])
    op.create_index(
        "uq_reviews_open",
        "reviews",
        ["agency_id", "plan_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way <> 'accept' OR note <> ''", name=op.f("ck_review_decisions_reason_if_accepted")),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by_id"], ["users.agency_id", "users.id"], name="fk_review_decisions_decided_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_review_decisions_duty"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "review_id"], ["reviews.agency_id", "reviews.id"], name="fk_review_decisions_review"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decisions")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_review_decisions_agency_id_id")),
    )
    op.create_index("ix_review_decisions_duty", "review_decisions", ["agency_id", "duty_id"])
    op.create_index("ix_review_decisions_review", "review_decisions", ["agency_id", "review_id"])
    op.create_table(
        "minutes_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "decision_id"],
            ["review_decisions.agency_id", "review_decisions.id"],
            name="fk_minutes_lines_decision",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "review_id"], ["reviews.agency_id", "reviews.id"], name="fk_minutes_lines_review"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by_id"], ["users.agency_id", "users.id"], name="fk_minutes_lines_written_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_lines")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_minutes_lines_agency_id_id")),
    )
    op.create_index("ix_minutes_lines_review", "minutes_lines", ["agency_id", "review_id", "id"])
    op.create_table(
        "frozen_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"], ["stored_files.agency_id", "stored_files.id"], name="fk_frozen_sheets_file"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "made_by_id"], ["users.agency_id", "users.id"], name="fk_frozen_sheets_made_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name="fk_frozen_sheets_plan"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "review_id"], ["reviews.agency_id", "reviews.id"], name="fk_frozen_sheets_review"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_sheets")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_frozen_sheets_agency_id_id")),
    )
    op.create_index("ix_frozen_sheets_plan", "frozen_sheets", ["agency_id", "plan_id", "as_of"])


def downgrade() -> None:
    op.drop_table("frozen_sheets")
    op.drop_table("minutes_lines")
    op.drop_table("review_decisions")
    op.drop_table("reviews")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
