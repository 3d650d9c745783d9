"""Tasks: what a department is given to do, its reports and its evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _has_trigrams() -> bool:
    """Say whether this database can index parts of words (PostgreSQL with pg_trgm)."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return False
    return bool(bind.scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")))


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("resumes_as", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_basis", sa.String(length=20), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'verified') = (verified_at IS NOT NULL)", name=op.f("ck_tasks_moment_if_verified")
        ),
        sa.CheckConstraint(
            "(state = 'verified') = (verified_by_id IS NOT NULL)", name=op.f("ck_tasks_verifier_if_verified")
        ),
        sa.CheckConstraint(
            "(state IN ('paused', 'declined')) = (resumes_as IS NOT NULL)", name=op.f("ck_tasks_resumes_if_aside")
        ),
        sa.CheckConstraint("state <> 'dropped' OR decision <> ''", name=op.f("ck_tasks_decision_if_dropped")),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'prepared', 'verified') OR submitted_on IS NOT NULL",
            name=op.f("ck_tasks_day_if_submitted"),
        ),
        sa.CheckConstraint("(due_on IS NULL) = (due_basis IS NULL)", name=op.f("ck_tasks_basis_if_due")),
        sa.CheckConstraint("(due_on IS NULL) = (original_due_on IS NULL)", name=op.f("ck_tasks_original_if_due")),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"], ["departments.agency_id", "departments.id"], name="fk_tasks_department"
        ),
        sa.ForeignKeyConstraint(["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_tasks_duty"),
        sa.ForeignKeyConstraint(["agency_id", "person_id"], ["users.agency_id", "users.id"], name="fk_tasks_person"),
        sa.ForeignKeyConstraint(["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name="fk_tasks_plan"),
        sa.ForeignKeyConstraint(
            ["agency_id", "verified_by_id"], ["users.agency_id", "users.id"], name="fk_tasks_verified_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint(
            "agency_id",
            "duty_id",
            "department_id",
            "period",
            name=op.f("uq_tasks_agency_id_duty_id_department_id_period"),
        ),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_tasks_agency_id_id")),
    )
    op.create_index("ix_tasks_agency_state", "tasks", ["agency_id", "state", "due_on"], unique=False)
    op.create_index("ix_tasks_department_state", "tasks", ["department_id", "state", "due_on"], unique=False)
    op.create_index("ix_tasks_duty", "tasks", ["duty_id", "state"], unique=False)
    op.create_index("ix_tasks_person_state", "tasks", ["person_id", "state", "due_on"], unique=False)
    op.create_index(
        "ix_tasks_plan_cells", "tasks", ["plan_id", "state", "due_on", "original_due_on", "submitted_on"], unique=False
    )
    op.create_index("ix_tasks_plan_due", "tasks", ["plan_id", "due_on"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("url_key", sa.String(length=2000), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'file') = (file_id IS NOT NULL)", name=op.f("ck_evidence_file_if_file")),
        sa.CheckConstraint("(kind = 'link') = (url IS NOT NULL)", name=op.f("ck_evidence_url_if_link")),
        sa.CheckConstraint("kind <> 'document' OR document_number <> ''", name=op.f("ck_evidence_number_if_document")),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by_id"], ["users.agency_id", "users.id"], name="fk_evidence_added_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"],
            ["stored_files.agency_id", "stored_files.id"],
            name=op.f("fk_evidence_agency_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name=op.f("fk_evidence_agency_id_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_evidence_agency_id_id")),
    )
    op.create_index("ix_evidence_task", "evidence", ["agency_id", "task_id"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shortfall_reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'waiting') = (decided_by_id IS NULL)", name=op.f("ck_submissions_decider_if_decided")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "approved_by_id"], ["users.agency_id", "users.id"], name="fk_submissions_approved_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by_id"], ["users.agency_id", "users.id"], name="fk_submissions_decided_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "submitted_by_id"], ["users.agency_id", "users.id"], name="fk_submissions_submitted_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name=op.f("fk_submissions_agency_id_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_submissions_agency_id_id")),
    )
    op.create_index("ix_submissions_task", "submissions", ["agency_id", "task_id"], unique=False)
    op.create_table(
        "submitted_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "evidence_id"],
            ["evidence.agency_id", "evidence.id"],
            name=op.f("fk_submitted_evidence_agency_id_evidence_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "submission_id"],
            ["submissions.agency_id", "submissions.id"],
            name=op.f("fk_submitted_evidence_agency_id_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submitted_evidence")),
        sa.UniqueConstraint(
            "agency_id",
            "submission_id",
            "evidence_id",
            name=op.f("uq_submitted_evidence_agency_id_submission_id_evidence_id"),
        ),
    )
    if _has_trigrams():
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX trgm_tasks_search ON tasks USING gin (search_text gin_trgm_ops)")


def downgrade() -> None:
    op.drop_table("submitted_evidence")
    op.drop_table("submissions")
    op.drop_table("evidence")
    op.drop_table("tasks")
