"""What the Office says of addresses that no longer open, and of a month's articles; the hosts of its own portals."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "agencies": {
        "portal_hosts": "TEXT DEFAULT '' NOT NULL",
    },
}


LOST = "lost_at IS NOT NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for column in ("lost_at", "confirmed_at"):
        op.add_column("evidence", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    where = {"sqlite_where": sa.text(LOST), "postgresql_where": sa.text(LOST)}
    op.create_index("ix_evidence_lost", "evidence", ["agency_id", "lost_at"], **where)
    op.create_table(
        "link_rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("old_prefix", sa.String(length=500), nullable=False),
        sa.Column("new_prefix", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruled_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(evidence_id IS NULL) = (old_prefix <> '')", name=op.f("ck_link_rulings_one_or_all")),
        sa.ForeignKeyConstraint(
            ["agency_id", "evidence_id"], ["evidence.agency_id", "evidence.id"], name="fk_link_rulings_evidence"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "ruled_by_id"], ["users.agency_id", "users.id"], name="fk_link_rulings_ruled_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_rulings")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_link_rulings_agency_id_id")),
    )
    op.create_index("ix_link_rulings_evidence", "link_rulings", ["agency_id", "evidence_id", "id"])


def downgrade() -> None:
    op.drop_table("link_rulings")
    op.drop_index("ix_evidence_lost", "evidence")
    op.drop_column("evidence", "confirmed_at")
    op.drop_column("evidence", "lost_at")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
