"""The operator's proof: is the audit as it was written?"""

import sys

import click
from flask.cli import AppGroup
from flask_babel import gettext
from sqlalchemy import select

from tracker.audit.verify import Chain, read_chain
from tracker.extensions import db, writing
from tracker.models import Agency

audit = AppGroup("audit", help="The record of every act.")


@audit.command("verify")
@click.option("--agency", "name", help="Only the agency of this name.")
def verify(name: str | None) -> None:
    """Follow every agency's chain; say "ok" with its length and last hash, or name the first broken entry.

    The exit status is 1 when a chain is broken. Whoever writes down number
    and hash can later tell that a chain was replaced as a whole.
    """
    writing.set(False)  # Nobody waits for a reader.
    query = select(Agency.id, Agency.name).order_by(Agency.id)
    agencies = db.session.execute(query if name is None else query.where(Agency.name == name)).all()
    if name is not None and not agencies:
        raise click.ClickException(f"There is no agency named {name}.")
    broken = [_tell(row.name, read_chain(row.id, pause=db.session.rollback)) for row in agencies]
    if any(broken):
        sys.exit(1)


def _tell(name: str, chain: Chain) -> bool:
    if chain.broken is None:
        click.echo(f"{name}: ok, {chain.seq} entries, last hash {chain.hash}")
        return False
    click.echo(f"{name}: BROKEN at entry {chain.broken.seq}: {gettext(chain.broken.what)}")
    return True
