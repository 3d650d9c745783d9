"""What the addresses of evidence gave, look by look."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITING = "check_at IS NOT NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    op.add_column("evidence", sa.Column("check_at", sa.DateTime(timezone=True), nullable=True))
    where = {"sqlite_where": sa.text(WAITING), "postgresql_where": sa.text(WAITING)}
    op.create_index("ix_evidence_check", "evidence", ["check_at", "id"], **where)
    # What was there before is looked at when fetching is switched on.
    op.execute("UPDATE evidence SET check_at = added_at WHERE kind = 'link'")
    op.create_table(
        "evidence_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "failure <> '' OR (status IS NOT NULL AND status BETWEEN 200 AND 299)", name="reason_if_not_there"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "evidence_id"], ["evidence.agency_id", "evidence.id"], name="fk_evidence_checks_evidence"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_checks")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_evidence_checks_agency_id_id")),
    )
    op.create_index("ix_evidence_checks_evidence", "evidence_checks", ["agency_id", "evidence_id", "id"])


def downgrade() -> None:
    op.drop_table("evidence_checks")
    op.drop_index("ix_evidence_check", "evidence")
    op.drop_column("evidence", "check_at")
