"""From when on a task looked as if it would not be done in time, and how a plan's score stood day by day."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_forecasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("chance", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_task_forecasts_task"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_forecasts")),
        sa.UniqueConstraint(
            "agency_id", "task_id", "noted_on", name=op.f("uq_task_forecasts_agency_id_task_id_noted_on")
        ),
    )
    op.create_table(
        "score_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("lost", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("regained", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("waiting", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("on_way", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("at_risk", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("given_up", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("total_low", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("total_high", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.CheckConstraint("total_low <= total_high", name=op.f("ck_score_snapshots_range")),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name="fk_score_snapshots_plan"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_snapshots")),
        sa.UniqueConstraint(
            "agency_id", "plan_id", "taken_on", name=op.f("uq_score_snapshots_agency_id_plan_id_taken_on")
        ),
    )


def downgrade() -> None:
    op.drop_table("score_snapshots")
    op.drop_table("task_forecasts")
