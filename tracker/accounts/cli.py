"""The operator's commands: begin an agency."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from tracker import clock
from tracker.accounts.operations import create_agency, create_department, create_user
from tracker.accounts.passwords import make_hash
from tracker.accounts.rules import check_password, normal_login
from tracker.accounts.sessions import issue_link
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import User
from tracker.text import nfc
from tracker.vocabulary import DepartmentKind, Role
from tracker.web.i18n import say

agency = AppGroup("agency", help="The agencies of this installation.")


@agency.command("create")
@click.option("--name", required=True, help="Full name of the agency.")
@click.option("--short-name", default="", help="Its short name.")
@click.option("--parent", default="", help="The body it belongs to.")
@click.option("--place", default="", help="The place written before the date on documents.")
@click.option("--admin", required=True, help="Sign-in name of its administrator.")
@click.option("--admin-name", required=True, help="Full name of its administrator.")
@click.option("--password-stdin", is_flag=True, help="Read the administrator's password from standard input.")
def create(
    name: str, short_name: str, parent: str, place: str, admin: str, admin_name: str, password_stdin: bool
) -> None:
    """Begin an agency with its Văn phòng and its administrator.

    Without --password-stdin a one-time link is printed, with which the
    administrator sets a password.
    """
    settings, now = current_app.config["SETTINGS"], clock.now()
    try:
        stored = _hash_from_stdin(admin, [name, short_name, admin_name]) if password_stdin else None
        thing = create_agency(
            name=nfc(name), short_name=nfc(short_name), parent_name=nfc(parent), place=nfc(place), now=now
        )
        # Without a unit of this kind nobody could be given the role of the Office.
        create_department(thing, name=DepartmentKind.OFFICE.label, kind=DepartmentKind.OFFICE, now=now)
        person = create_user(
            thing, login=admin, full_name=nfc(admin_name), role=Role.ADMINISTRATOR, password_hash=stored, now=now
        )
        token = None if stored else issue_link(person, hours=settings.link_hours, by=None, now=now)
    except RuleBroken as broken:
        db.session.rollback()
        raise click.ClickException(say(broken)) from broken
    db.session.commit()
    _announce(person, token)


def _hash_from_stdin(login: str, names: list[str]) -> str:
    """Return the hash of the first line of standard input. Raises RuleBroken for one that is easily guessed."""
    settings = current_app.config["SETTINGS"]
    password = sys.stdin.readline().rstrip("\r\n")
    check_password(
        password,
        shortest=settings.password_min_length,
        classes=settings.password_classes,
        login=normal_login(login),
        names=names,
    )
    return make_hash(password, settings.password_cost)


def _announce(person: User, token: str | None) -> None:
    click.echo(f"Created {person.agency.name}; its administrator signs in as {person.login}.")
    if token:
        path = current_app.url_map.bind("localhost").build("accounts.open_link", {"token": token})
        hours = current_app.config["SETTINGS"].link_hours
        click.echo(f"One-time link to set the password, valid for {hours} hours, after the program's address: {path}")
