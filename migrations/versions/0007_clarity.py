"""What a person judged of a duty's clarity, where its words leave it open."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duties", sa.Column("judged", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("duties", "judged")
