"""What was seen at an address stays as it was: looks are added, never changed or deleted."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FORBID = {
    "sqlite": [
        f"CREATE TRIGGER evidence_checks_no_{act.lower()} BEFORE {act} ON evidence_checks "
        "BEGIN SELECT RAISE(ABORT, 'looks at evidence are never changed'); END"
        for act in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION forbid_change_of_looks() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'looks at evidence are never changed'; END $$",
        "CREATE TRIGGER evidence_checks_no_change BEFORE UPDATE OR DELETE ON evidence_checks "
        "FOR EACH ROW EXECUTE FUNCTION forbid_change_of_looks()",
    ],
}
ALLOW = {
    "sqlite": ["DROP TRIGGER evidence_checks_no_update", "DROP TRIGGER evidence_checks_no_delete"],
    "postgresql": [
        "DROP TRIGGER evidence_checks_no_change ON evidence_checks",
        "DROP FUNCTION forbid_change_of_looks()",
    ],
}


def upgrade() -> None:
    for statement in FORBID[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in ALLOW[op.get_bind().dialect.name]:
        op.execute(statement)
