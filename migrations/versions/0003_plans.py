"""Plans: files, plans, readings, deficiencies, duties, who leads them, and their chains."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_stored_files_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_stored_files_agency_id_id")),
        sa.UniqueConstraint("agency_id", "sha256", name=op.f("uq_stored_files_agency_id_sha256")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("document_type", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("symbol", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issue_month", sa.String(length=7), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("signer_role", sa.String(length=200), nullable=False),
        sa.Column("drafting_unit", sa.String(length=200), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ends_on_basis", sa.String(length=20), nullable=False),
        sa.Column("scoring_closes_on", sa.Date(), nullable=True),
        sa.Column("self_scoring_due_on", sa.Date(), nullable=True),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_plans_year")),
        sa.ForeignKeyConstraint(
            ["agency_id", "coordinator_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_plans_agency_id_coordinator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "issued_by_id"], ["users.agency_id", "users.id"], name="fk_plans_issued_by"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_plans_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_plans_agency_id_id")),
    )
    op.create_index("ix_plans_agency_year", "plans", ["agency_id", "year"], unique=False)
    op.create_table(
        "deficiencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("points_lost", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("from_document", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name=op.f("fk_deficiencies_agency_id_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deficiencies")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_deficiencies_agency_id_id")),
        sa.UniqueConstraint("agency_id", "plan_id", "code", name=op.f("uq_deficiencies_agency_id_plan_id_code")),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'confirmed') = (plan_id IS NOT NULL)", name=op.f("ck_readings_plan_if_confirmed")),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by_id"], ["users.agency_id", "users.id"], name="fk_readings_created_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"],
            ["stored_files.agency_id", "stored_files.id"],
            name=op.f("fk_readings_agency_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name=op.f("fk_readings_agency_id_plan_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_readings_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_readings_agency_id_id")),
    )
    op.create_index("ix_readings_state", "readings", ["agency_id", "state"], unique=False)
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("deficiency_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("leads_as_named", sa.JSON(), nullable=False),
        sa.Column("coops_as_named", sa.JSON(), nullable=False),
        sa.Column("deadline_raw", sa.Text(), nullable=False),
        sa.Column("deadline_type", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_basis", sa.String(length=20), nullable=True),
        sa.Column("recurrence", sa.String(length=30), nullable=False),
        sa.Column("target_raw", sa.Text(), nullable=False),
        sa.Column("target_op", sa.String(length=4), nullable=False),
        sa.Column("target_value", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("target_unit", sa.String(length=60), nullable=False),
        sa.Column("target_period", sa.String(length=60), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("from_document", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint("(due_on IS NULL) = (due_basis IS NULL)", name=op.f("ck_duties_basis_if_due")),
        sa.CheckConstraint("target_value IS NULL OR target_value > 0", name=op.f("ck_duties_target_value")),
        sa.ForeignKeyConstraint(
            ["agency_id", "deficiency_id"],
            ["deficiencies.agency_id", "deficiencies.id"],
            name=op.f("fk_duties_agency_id_deficiency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name=op.f("fk_duties_agency_id_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_duties_agency_id_id")),
        sa.UniqueConstraint("agency_id", "plan_id", "code", name=op.f("uq_duties_agency_id_plan_id_code")),
    )
    op.create_table(
        "duty_dependencies",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("needs_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("duty_id <> needs_id", name=op.f("ck_duty_dependencies_not_itself")),
        sa.ForeignKeyConstraint(
            ["agency_id", "duty_id"],
            ["duties.agency_id", "duties.id"],
            name="fk_duty_dependencies_duty",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "needs_id"],
            ["duties.agency_id", "duties.id"],
            name="fk_duty_dependencies_needs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "duty_id", "needs_id", name=op.f("pk_duty_dependencies")),
    )
    op.create_index("ix_duty_dependencies_needs", "duty_dependencies", ["agency_id", "needs_id"], unique=False)
    op.create_table(
        "duty_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(department_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_duty_parties_one_party")),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_duty_parties_agency_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "duty_id"],
            ["duties.agency_id", "duties.id"],
            name=op.f("fk_duty_parties_agency_id_duty_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "group_id"],
            ["department_groups.agency_id", "department_groups.id"],
            name=op.f("fk_duty_parties_agency_id_group_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_parties")),
        sa.UniqueConstraint(
            "agency_id",
            "duty_id",
            "role",
            "department_id",
            name=op.f("uq_duty_parties_agency_id_duty_id_role_department_id"),
        ),
        sa.UniqueConstraint(
            "agency_id", "duty_id", "role", "group_id", name=op.f("uq_duty_parties_agency_id_duty_id_role_group_id")
        ),
    )
    op.create_index("ix_duty_parties_department", "duty_parties", ["agency_id", "department_id", "role"], unique=False)
    op.create_index("ix_duty_parties_group", "duty_parties", ["agency_id", "group_id", "role"], unique=False)


def downgrade() -> None:
    op.drop_table("duty_parties")
    op.drop_table("duty_dependencies")
    op.drop_table("duties")
    op.drop_table("readings")
    op.drop_table("deficiencies")
    op.drop_table("plans")
    op.drop_table("stored_files")
