"""Documents handed from unit to unit, item by item, and the register of outgoing documents."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Table → column → its type, default and what it may be. A column that brings its own check can be added,
# and dropped again, without copying a table that half the others point at.
COLUMNS = {
    "agencies": {
        "receiver_days": "INTEGER CONSTRAINT ck_agencies_receiver_days CHECK (receiver_days BETWEEN 1 AND 90)",
        "register_columns": "JSON DEFAULT '{}' NOT NULL",
    },
    "duties": {
        "register_words": "TEXT DEFAULT '' NOT NULL",
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    op.create_table(
        "register_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"], ["stored_files.agency_id", "stored_files.id"], name="fk_register_imports_file"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "imported_by_id"], ["users.agency_id", "users.id"], name="fk_register_imports_imported_by"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_register_imports_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_imports")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_register_imports_agency_id_id")),
    )
    op.create_index("ix_register_imports_moment", "register_imports", ["agency_id", "imported_at"])
    op.create_table(
        "outgoing_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_as_named", sa.String(length=200), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("names_portal", sa.Boolean(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name="fk_outgoing_documents_department",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "import_id"],
            ["register_imports.agency_id", "register_imports.id"],
            name="fk_outgoing_documents_import",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_documents")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_outgoing_documents_agency_id_id")),
        sa.UniqueConstraint("agency_id", "key", name=op.f("uq_outgoing_documents_agency_id_key")),
    )
    op.create_index("ix_outgoing_documents_day", "outgoing_documents", ["agency_id", "signed_on"])
    op.create_index(
        "ix_outgoing_documents_department", "outgoing_documents", ["agency_id", "department_id", "signed_on"]
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("from_task_id", sa.Integer(), nullable=False),
        sa.Column("to_task_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name=op.f("ck_handovers_moment_if_answered")),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)", name=op.f("ck_handovers_answerer_if_answered")
        ),
        sa.CheckConstraint("state <> 'incomplete' OR missing <> ''", name=op.f("ck_handovers_missing_if_incomplete")),
        sa.CheckConstraint("from_task_id <> to_task_id", name=op.f("ck_handovers_another_task")),
        sa.ForeignKeyConstraint(
            ["agency_id", "answered_by_id"], ["users.agency_id", "users.id"], name="fk_handovers_answered_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "from_task_id"], ["tasks.agency_id", "tasks.id"], name="fk_handovers_from_task"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "handed_by_id"], ["users.agency_id", "users.id"], name="fk_handovers_handed_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "to_task_id"], ["tasks.agency_id", "tasks.id"], name="fk_handovers_to_task"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_handovers_agency_id_id")),
    )
    op.create_index("ix_handovers_from", "handovers", ["agency_id", "from_task_id"])
    op.create_index("ix_handovers_to", "handovers", ["agency_id", "to_task_id", "state"])
    op.create_table(
        "supply_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("register_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=True),
        sa.Column("masked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("withheld_reason", sa.Text(), nullable=False),
        sa.Column("withheld_by_id", sa.Integer(), nullable=True),
        sa.Column("published_evidence_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(withheld_reason = '') = (withheld_by_id IS NULL)", name=op.f("ck_supply_items_reason_if_withheld")
        ),
        sa.CheckConstraint(
            "published_evidence_id IS NULL OR withheld_reason = ''", name=op.f("ck_supply_items_public_if_published")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by_id"], ["users.agency_id", "users.id"], name="fk_supply_items_added_by"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"], ["stored_files.agency_id", "stored_files.id"], name="fk_supply_items_file"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "handover_id"], ["handovers.agency_id", "handovers.id"], name="fk_supply_items_handover"
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "published_evidence_id"],
            ["evidence.agency_id", "evidence.id"],
            name="fk_supply_items_published_evidence",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "register_id"],
            ["outgoing_documents.agency_id", "outgoing_documents.id"],
            name="fk_supply_items_register",
        ),
        sa.ForeignKeyConstraint(["agency_id", "task_id"], ["tasks.agency_id", "tasks.id"], name="fk_supply_items_task"),
        sa.ForeignKeyConstraint(
            ["agency_id", "withheld_by_id"], ["users.agency_id", "users.id"], name="fk_supply_items_withheld_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_items")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_supply_items_agency_id_id")),
        sa.UniqueConstraint("agency_id", "task_id", "register_id", name="uq_supply_items_once"),
    )
    op.create_index("ix_supply_items_handover", "supply_items", ["agency_id", "handover_id"])
    op.create_index("ix_supply_items_published", "supply_items", ["agency_id", "published_evidence_id"])
    op.create_index("ix_supply_items_task", "supply_items", ["agency_id", "task_id"])


def downgrade() -> None:
    op.drop_table("supply_items")
    op.drop_table("handovers")
    op.drop_table("outgoing_documents")
    op.drop_table("register_imports")
    for table, columns in COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
