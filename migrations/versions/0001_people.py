"""People: agencies, departments, groups, accounts and how they sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("parent_name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("head_approves_first", sa.Boolean(), nullable=False),
        sa.Column("leadership_issues_plan", sa.Boolean(), nullable=False),
        sa.Column("due_soon_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("due_soon_days BETWEEN 0 AND 60", name=op.f("ck_agencies_due_soon_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("name", name=op.f("uq_agencies_name")),
    )
    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_leases")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("scope IN ('account', 'address')", name=op.f("ck_login_attempts_scope")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    op.create_index("ix_login_attempts_key", "login_attempts", ["scope", "key", "at"], unique=False)
    op.create_table(
        "department_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_department_groups_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_groups")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_department_groups_agency_id_id")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_department_groups_agency_id_name")),
    )
    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "successor_id IS NULL OR successor_id <> id", name=op.f("ck_departments_not_its_own_successor")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name=op.f("ck_departments_valid_days")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "leader_id"], ["users.agency_id", "users.id"], name="fk_departments_leader", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "successor_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_departments_agency_id_successor_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_departments_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_departments_agency_id_id")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_departments_agency_id_name")),
    )
    op.create_table(
        "department_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(department_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_department_aliases_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_department_aliases_agency_id_department_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "group_id"],
            ["department_groups.agency_id", "department_groups.id"],
            name=op.f("fk_department_aliases_agency_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_aliases")),
        sa.UniqueConstraint("agency_id", "folded", name=op.f("uq_department_aliases_agency_id_folded")),
    )
    op.create_table(
        "group_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_group_members_agency_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "group_id"],
            ["department_groups.agency_id", "department_groups.id"],
            name=op.f("fk_group_members_agency_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_members")),
        sa.UniqueConstraint(
            "agency_id", "group_id", "department_id", name=op.f("uq_group_members_agency_id_group_id_department_id")
        ),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'leadership') OR department_id IS NOT NULL",
            name=op.f("ck_users_department_if_it_has_one"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_users_agency_id_department_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_users_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_users_agency_id_id")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_index("ix_users_department", "users", ["agency_id", "department_id"], unique=False)
    op.create_table(
        "access_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_access_entries_agency_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_access_entries_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entries")),
    )
    op.create_index(op.f("ix_access_entries_at"), "access_entries", ["at"], unique=False)
    op.create_table(
        "password_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by_id"], ["users.agency_id", "users.id"], name="fk_password_links_created_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"], ["users.agency_id", "users.id"], name="fk_password_links_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_links_token_hash")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("keep", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_sign_ins_agency_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_seen_at"), "sign_ins", ["seen_at"], unique=False)
    op.create_index("ix_sign_ins_user", "sign_ins", ["agency_id", "user_id"], unique=False)
    # Departments know their leader and leaders their department: one of the two links comes later.
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(
            "fk_departments_leader", "departments", "users", ["agency_id", "leader_id"], ["agency_id", "id"]
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_departments_leader", "departments", type_="foreignkey")
    else:
        # SQLite deletes a table's rows before it drops the table, and these rows are pointed at.
        op.execute("UPDATE departments SET leader_id = NULL")
    op.drop_table("sign_ins")
    op.drop_table("password_links")
    op.drop_table("access_entries")
    op.drop_table("users")
    op.drop_table("group_members")
    op.drop_table("department_aliases")
    op.drop_table("departments")
    op.drop_table("department_groups")
    op.drop_table("login_attempts")
    op.drop_table("job_leases")
    op.drop_table("agencies")
