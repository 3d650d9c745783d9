"""How migrations run: against the application's own engine, batches on SQLite."""

from alembic import context
from flask import current_app

target = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Write our own column types as the plain types they store."""
    if kind == "type" and type(item).__module__ == "tracker.models":
        if type(item).__name__ == "UtcDateTime":
            return "sa.DateTime(timezone=True)"
        return "sa.String(length=20)"
    return False


def compare_type(context, inspected_column, metadata_column, inspected_type, metadata_type):
    """Compare what is stored, not the Python side of it."""
    if type(metadata_type).__module__ == "tracker.models":
        impl = metadata_type.impl
        return type(impl)._type_affinity is not type(inspected_type)._type_affinity
    return None


def include_object(thing, name, kind, reflected, compare_to):
    """Leave out the indexes that only PostgreSQL has."""
    return not (kind == "index" and (name or "").startswith("trgm_"))


def run() -> None:
    """Run on the engine of the application, or print SQL for another tool."""
    options = {"target_metadata": target.metadata, "render_as_batch": True, "render_item": render_item}
    options["include_object"] = include_object
    if context.is_offline_mode():
        context.configure(url=str(target.engine.url), literal_binds=True, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    with target.engine.connect() as connection:
        context.configure(connection=connection, compare_type=compare_type, **options)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
