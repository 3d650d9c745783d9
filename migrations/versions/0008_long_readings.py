"""Readings of long files: until when somebody is at one, and how often it was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("readings", sa.Column("read_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("readings", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("readings", "tries")
    op.drop_column("readings", "read_until")
