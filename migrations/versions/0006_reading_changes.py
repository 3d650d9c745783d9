"""Readings that change a plan which stands: the plan they are compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LINK = "fk_readings_amends_plan"


def upgrade() -> None:
    with op.batch_alter_table("readings") as readings:
        readings.add_column(sa.Column("amends_plan_id", sa.Integer(), nullable=True))
        readings.create_foreign_key(LINK, "plans", ["agency_id", "amends_plan_id"], ["agency_id", "id"])
    op.create_index("ix_readings_amends", "readings", ["agency_id", "amends_plan_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_readings_amends", table_name="readings")
    with op.batch_alter_table("readings") as readings:
        readings.drop_constraint(LINK, type_="foreignkey")
        readings.drop_column("amends_plan_id")
