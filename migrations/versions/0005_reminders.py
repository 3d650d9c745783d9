"""Messages and reminders: what is sent to whom, the proof of it, working days, absences, the agency's choices."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Column → its type, default and what it may be. Written as SQL: a column that brings its own check can be
# added, and dropped again, without copying a table that half the others point at.
AGENCY = {
    "reminder_days": "VARCHAR(80) DEFAULT '15,7,3,1,0,-1,-3,-7' NOT NULL",
    "remind_weekly": "BOOLEAN DEFAULT true NOT NULL",
    "digest_hour": "VARCHAR(5) DEFAULT '08:00' NOT NULL CONSTRAINT ck_agencies_digest_hour"
    " CHECK (digest_hour BETWEEN '00:00' AND '23:59' AND length(digest_hour) = 5)",
    "silence_days": "INTEGER DEFAULT 30 NOT NULL CONSTRAINT ck_agencies_silence_days"
    " CHECK (silence_days BETWEEN 1 AND 365)",
    "acceptance_days": "INTEGER DEFAULT 3 NOT NULL CONSTRAINT ck_agencies_acceptance_days"
    " CHECK (acceptance_days BETWEEN 1 AND 60)",
    "verify_days": "INTEGER DEFAULT 3 NOT NULL CONSTRAINT ck_agencies_verify_days CHECK (verify_days BETWEEN 1 AND 60)",
    "decide_days": "INTEGER DEFAULT 3 NOT NULL CONSTRAINT ck_agencies_decide_days CHECK (decide_days BETWEEN 1 AND 60)",
    "grace_days": "INTEGER DEFAULT 2 NOT NULL CONSTRAINT ck_agencies_grace_days CHECK (grace_days BETWEEN 0 AND 30)",
    "reminders_cap": "INTEGER DEFAULT 200 NOT NULL CONSTRAINT ck_agencies_reminders_cap"
    " CHECK (reminders_cap BETWEEN 1 AND 100000)",
    "reminders_on_from": "DATE",
    "reminded_until": "DATE",
    "mail_from_name": "VARCHAR(120) DEFAULT '' NOT NULL",
}


def upgrade() -> None:
    for column, kind in AGENCY.items():
        op.execute(f"ALTER TABLE agencies ADD COLUMN {column} {kind}")
    op.add_column("users", sa.Column("feed_token_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_users_feed_token", "users", ["feed_token_hash"], unique=True)
    op.create_index("ix_tasks_agency_updated", "tasks", ["agency_id", "state", "updated_at"], unique=False)
    op.add_column("job_leases", sa.Column("last_result", sa.String(length=300), server_default="", nullable=False))
    op.add_column("job_leases", sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.CheckConstraint("source IN ('library', 'local')", name=op.f("ck_calendar_days_source")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_calendar_days_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("agency_id", "day", name=op.f("uq_calendar_days_agency_id_day")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_absences_days")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f("ck_absences_somebody_else")),
        sa.ForeignKeyConstraint(["agency_id", "deputy_id"], ["users.agency_id", "users.id"], name="fk_absences_deputy"),
        sa.ForeignKeyConstraint(["agency_id", "user_id"], ["users.agency_id", "users.id"], name="fk_absences_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_absences_agency_id_id")),
    )
    op.create_index("ix_absences_deputy", "absences", ["agency_id", "deputy_id", "ends_on"], unique=False)
    op.create_index("ix_absences_user", "absences", ["agency_id", "user_id", "ends_on"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("once_key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("smtp_message_id", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'sending') = (claimed_by IS NOT NULL)", name=op.f("ck_messages_claimer_if_sending")
        ),
        sa.CheckConstraint(
            "(state = 'sending') = (claimed_until IS NOT NULL)", name=op.f("ck_messages_lease_if_sending")
        ),
        sa.CheckConstraint("(state = 'sent') = (channel IS NOT NULL)", name=op.f("ck_messages_channel_if_sent")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_messages_moment_if_sent")),
        sa.CheckConstraint("channel IN ('mail', 'inbox')", name=op.f("ck_messages_channel")),
        sa.CheckConstraint(
            "state <> 'sent' OR (subject IS NOT NULL AND text IS NOT NULL)", name=op.f("ck_messages_words_if_sent")
        ),
        sa.CheckConstraint(
            "state NOT IN ('failed', 'cancelled') OR error <> ''", name=op.f("ck_messages_reason_if_given_up")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_messages_attempts")),
        sa.ForeignKeyConstraint(
            ["agency_id", "to_user_id"], ["users.agency_id", "users.id"], name="fk_messages_to_user"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_messages_agency_id_id")),
        sa.UniqueConstraint("agency_id", "once_key", name=op.f("uq_messages_agency_id_once_key")),
        sa.UniqueConstraint("smtp_message_id", name=op.f("uq_messages_smtp_message_id")),
    )
    op.create_index(
        "ix_messages_claimed",
        "messages",
        ["claimed_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_messages_failed",
        "messages",
        ["agency_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index("ix_messages_inbox", "messages", ["agency_id", "to_user_id", "created_at"], unique=False)
    op.create_index(
        "ix_messages_unread",
        "messages",
        ["to_user_id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL AND subject IS NOT NULL"),
        postgresql_where=sa.text("read_at IS NULL AND subject IS NOT NULL"),
    )
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["next_try_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("milestone", sa.Integer(), nullable=True),
        sa.Column("once_key", sa.String(length=60), nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(channel = 'copied') = (message_id IS NULL)", name=op.f("ck_reminders_message_if_not_copied")
        ),
        sa.CheckConstraint("channel <> 'copied' OR by_id IS NOT NULL", name=op.f("ck_reminders_hand_if_copied")),
        sa.CheckConstraint("channel = 'copied' OR user_id IS NOT NULL", name=op.f("ck_reminders_person_if_not_copied")),
        sa.CheckConstraint("(task_id IS NULL) <> (duty_id IS NULL)", name=op.f("ck_reminders_task_or_duty")),
        sa.ForeignKeyConstraint(["agency_id", "by_id"], ["users.agency_id", "users.id"], name="fk_reminders_by"),
        sa.ForeignKeyConstraint(["agency_id", "duty_id"], ["duties.agency_id", "duties.id"], name="fk_reminders_duty"),
        sa.ForeignKeyConstraint(
            ["agency_id", "message_id"], ["messages.agency_id", "messages.id"], name="fk_reminders_message"
        ),
        sa.ForeignKeyConstraint(["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_reminders_task"),
        sa.ForeignKeyConstraint(["agency_id", "user_id"], ["users.agency_id", "users.id"], name="fk_reminders_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("agency_id", "task_id", "user_id", "kind", "once_key", name="uq_reminders_once"),
        sa.UniqueConstraint("agency_id", "duty_id", "user_id", "kind", "once_key", name="uq_reminders_duty_once"),
    )
    op.create_index("ix_reminders_day", "reminders", ["agency_id", "on_date"], unique=False)
    op.create_index("ix_reminders_message", "reminders", ["agency_id", "message_id"], unique=False)
    op.create_index("ix_reminders_user", "reminders", ["agency_id", "user_id", "on_date"], unique=False)


def downgrade() -> None:
    for table in ("reminders", "messages", "absences", "calendar_days"):
        op.drop_table(table)
    op.drop_column("job_leases", "next_run_at")
    op.drop_column("job_leases", "last_result")
    op.drop_index("ix_tasks_agency_updated", "tasks")
    op.drop_index("ix_users_feed_token", "users")
    op.drop_column("users", "feed_token_hash")
    for column in reversed(AGENCY):
        op.execute(f"ALTER TABLE agencies DROP COLUMN {column}")
