"""Results of years, their criteria, what stands for them in a plan, and what the agency gives itself."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "agencies": {
        "ranking_columns": "JSON DEFAULT '{}' NOT NULL",
    },
    "duties": {
        "score_weight": "NUMERIC(6, 2) CONSTRAINT ck_duties_score_weight CHECK (score_weight >= 0)",
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "ranking_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("criteria_set", sa.String(length=300), nullable=False),
        sa.Column("total", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("maximum", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("ranked", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=60), nullable=False),
        sa.Column("next_grade", sa.String(length=60), nullable=False),
        sa.Column("next_grade_from", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("maximum > 0 AND total BETWEEN 0 AND maximum", name=op.f("ck_ranking_notices_total")),
        sa.CheckConstraint(
            "rank IS NULL OR (rank > 0 AND (ranked IS NULL OR rank <= ranked))", name=op.f("ck_ranking_notices_rank")
        ),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_ranking_notices_year")),
        sa.ForeignKeyConstraint(
            ["agency_id", "entered_by_id"], ["users.agency_id", "users.id"], name="fk_ranking_notices_entered_by"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_ranking_notices_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_notices")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_ranking_notices_agency_id_id")),
        sa.UniqueConstraint("agency_id", "year", "stage", name=op.f("uq_ranking_notices_agency_id_year_stage")),
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.String(length=300), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("maximum", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("portal_groups", sa.JSON(), nullable=False),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT (is_new AND same_as_id IS NOT NULL)", name=op.f("ck_criteria_new_or_same")),
        sa.CheckConstraint("maximum > 0 AND points BETWEEN 0 AND maximum", name=op.f("ck_criteria_points")),
        sa.ForeignKeyConstraint(
            ["agency_id", "notice_id"], ["ranking_notices.agency_id", "ranking_notices.id"], name="fk_criteria_notice"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "same_as_id"], ["criteria.agency_id", "criteria.id"], name="fk_criteria_same_as"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_criteria_agency_id_id")),
        sa.UniqueConstraint("agency_id", "notice_id", "code", name=op.f("uq_criteria_agency_id_notice_id_code")),
    )
    op.create_index("ix_criteria_same_as", "criteria", ["agency_id", "same_as_id"])
    op.create_table(
        "ranked_agencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("total", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=60), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "notice_id"],
            ["ranking_notices.agency_id", "ranking_notices.id"],
            name="fk_ranked_agencies_notice",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranked_agencies")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_ranked_agencies_agency_id_id")),
        sa.UniqueConstraint("agency_id", "notice_id", "name", name=op.f("uq_ranked_agencies_agency_id_notice_id_name")),
    )
    op.create_table(
        "ranking_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'confirmed') = (notice_id IS NOT NULL)", name=op.f("ck_ranking_imports_notice_if_confirmed")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by_id"], ["users.agency_id", "users.id"], name="fk_ranking_imports_created_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"], ["stored_files.agency_id", "stored_files.id"], name="fk_ranking_imports_file"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "notice_id"],
            ["ranking_notices.agency_id", "ranking_notices.id"],
            name="fk_ranking_imports_notice",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_ranking_imports_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_imports")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_ranking_imports_agency_id_id")),
    )
    op.create_index("ix_ranking_imports_state", "ranking_imports", ["agency_id", "state"])
    op.create_table(
        "criterion_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("deficiency_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_criterion_matches_moment_if_decided")
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by_id IS NULL)", name=op.f("ck_criterion_matches_decider_if_decided")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "criterion_id"], ["criteria.agency_id", "criteria.id"], name="fk_criterion_matches_criterion"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by_id"], ["users.agency_id", "users.id"], name="fk_criterion_matches_decided_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "deficiency_id"],
            ["deficiencies.agency_id", "deficiencies.id"],
            name="fk_criterion_matches_deficiency",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_matches")),
        sa.UniqueConstraint(
            "agency_id",
            "criterion_id",
            "deficiency_id",
            name=op.f("uq_criterion_matches_agency_id_criterion_id_deficiency_id"),
        ),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_criterion_matches_agency_id_id")),
    )
    op.create_index("ix_criterion_matches_deficiency", "criterion_matches", ["agency_id", "deficiency_id"])
    op.create_table(
        "carried_deficiencies",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("deficiency_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "deficiency_id"],
            ["deficiencies.agency_id", "deficiencies.id"],
            name="fk_carried_deficiencies_deficiency",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "from_id"], ["deficiencies.agency_id", "deficiencies.id"], name="fk_carried_deficiencies_from"
        ),
        sa.PrimaryKeyConstraint("agency_id", "deficiency_id", name=op.f("pk_carried_deficiencies")),
    )
    op.create_index("ix_carried_deficiencies_from", "carried_deficiencies", ["agency_id", "from_id"])
    op.create_table(
        "carried_duties",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_carried_duties_duty"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "from_id"], ["duties.agency_id", "duties.id"], name="fk_carried_duties_from"
        ),
        sa.PrimaryKeyConstraint("agency_id", "duty_id", name=op.f("pk_carried_duties")),
    )
    op.create_index("ix_carried_duties_from", "carried_duties", ["agency_id", "from_id"])
    op.create_table(
        "self_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("returned_points", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("points >= 0 AND returned_points >= 0", name=op.f("ck_self_scores_points")),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by_id"], ["users.agency_id", "users.id"], name="fk_self_scores_changed_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "criterion_id"], ["criteria.agency_id", "criteria.id"], name="fk_self_scores_criterion"
        ),
        sa.ForeignKeyConstraint(["agency_id", "plan_id"], ["plans.agency_id", "plans.id"], name="fk_self_scores_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_scores")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_self_scores_agency_id_id")),
        sa.UniqueConstraint(
            "agency_id", "plan_id", "criterion_id", name=op.f("uq_self_scores_agency_id_plan_id_criterion_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("self_scores")
    op.drop_table("carried_duties")
    op.drop_table("carried_deficiencies")
    op.drop_table("criterion_matches")
    op.drop_table("ranking_imports")
    op.drop_table("ranked_agencies")
    op.drop_table("criteria")
    op.drop_table("ranking_notices")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
