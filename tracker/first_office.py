"""The first agency of an empty installation and its administrator, from options or by asking."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import current_app

from tracker import clock
from tracker.accounts.operations import create_agency, create_department, create_user
from tracker.accounts.passwords import make_hash
from tracker.accounts.rules import check_password, normal_login
from tracker.errors import RuleBroken
from tracker.extensions import db
from tracker.models import User
from tracker.vocabulary import DepartmentKind, Role
from tracker.web.i18n import say

# Option, question on the terminal, may it stay empty.
QUESTIONS = (
    ("agency", "Full name of the agency", False),
    ("short_name", "Its short name (may stay empty)", True),
    ("place", "The place written before the date on documents (may stay empty)", True),
    ("admin", "Sign-in name of the administrator", False),
    ("admin_name", "Full name of the administrator", False),
)


class CannotBegin(click.ClickException):
    """What keeps the first office from being made, in a sentence."""

    exit_code = 2


class Answers(NamedTuple):
    """What the first office is made of; None is not answered yet."""

    agency: str | None
    short_name: str | None
    place: str | None
    admin: str | None
    admin_name: str | None
    admin_password_file: Path | None


def answer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of Answers."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--admin-password-file", type=file, help="File whose first line is the administrator's password."),
        click.option("--admin-name", help="Full name of the administrator."),
        click.option("--admin", help="Sign-in name of the administrator."),
        click.option("--place", help="The place written before the date on documents."),
        click.option("--short-name", help="Short name of the agency."),
        click.option("--agency", help="Full name of the agency."),
    ):
        command = option(command)
    return command


def make_first_office(answers: Answers) -> User:
    """Create agency, Văn phòng and administrator, and commit; return the administrator.

    Raises CannotBegin for what is missing or cannot be used.
    """
    answers = _complete(answers)
    password = _password(answers)
    try:
        administrator = _create(answers, password)
    except RuleBroken as broken:
        raise CannotBegin(say(broken)) from broken
    db.session.commit()
    return administrator


def _create(answers: Answers, password: str) -> User:
    settings, now = current_app.config["SETTINGS"], clock.now()
    login = normal_login(answers.admin or "")
    names = [answers.agency or "", answers.short_name or "", answers.admin_name or ""]
    check_password(
        password, shortest=settings.password_min_length, classes=settings.password_classes, login=login, names=names
    )
    password_hash = make_hash(password, settings.password_cost)
    agency = create_agency(
        name=answers.agency or "", short_name=answers.short_name or "", place=answers.place or "", by=None, now=now
    )
    # Without it nobody could be given the role of the Office.
    create_department(agency, name=DepartmentKind.OFFICE.label, kind=DepartmentKind.OFFICE, by=None, now=now)
    return create_user(
        agency,
        login=login,
        full_name=answers.admin_name or "",
        role=Role.ADMINISTRATOR,
        password_hash=password_hash,
        by=None,
        now=now,
    )


def _complete(answers: Answers) -> Answers:
    """Ask on the terminal for what is not answered; without one, name the options that are missing."""
    open_questions = [question for question in QUESTIONS if not getattr(answers, question[0])]
    if _has_terminal():
        asked = {name: _ask(question, optional) for name, question, optional in open_questions}
        return answers._replace(**asked)
    missing = [f"--{name.replace('_', '-')}" for name, _question, optional in open_questions if not optional]
    missing += [] if answers.admin_password_file else ["--admin-password-file"]
    if missing:
        raise CannotBegin(f"There is no terminal to ask on, and these are needed: {', '.join(missing)}.")
    return answers


def _has_terminal() -> bool:
    return sys.stdin.isatty()


def _ask(question: str, optional: bool) -> str:
    return str(click.prompt(question, default="" if optional else None, show_default=False)).strip()


def _password(answers: Answers) -> str:
    if answers.admin_password_file is None:
        return str(click.prompt("Password of the administrator", hide_input=True, confirmation_prompt="Once more"))
    lines = answers.admin_password_file.read_text("utf-8").splitlines()
    return lines[0] if lines else ""
