"""The first agency of an empty installation: asked for on a terminal, or given as options."""

import click
import pytest
from flask.cli import with_appcontext

from tracker import first_office
from tracker.extensions import db
from tracker.first_office import Answers, answer_options, make_first_office
from tracker.models import Agency, AuditEntry, Department, User
from tracker.vocabulary import DepartmentKind

TYPED = "Sở Khoa học và Công nghệ tỉnh Lam Sơn\nSở KH&CN\nLam Sơn\nQuanTri\nĐỗ Anh Tuấn\n"
PASSWORD = "bốn chữ rất ngẫu nhiên"


@click.command()
@answer_options
@with_appcontext
def begin(**answers):
    make_first_office(Answers(**answers))


@pytest.fixture
def type_in(app, monkeypatch):
    """Answer on a terminal."""
    monkeypatch.setattr(first_office, "_has_terminal", lambda: True)
    return lambda typed, *options: app.test_cli_runner().invoke(begin, options, input=typed)


def test_everything_can_be_answered_on_the_terminal(app, type_in):
    done = type_in(f"{TYPED}{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    agency, administrator = db.session.scalars(db.select(Agency)).one(), db.session.scalars(db.select(User)).one()
    assert (agency.short_name, agency.place) == ("Sở KH&CN", "Lam Sơn")
    assert (administrator.login, administrator.full_name) == ("quantri", "Đỗ Anh Tuấn")
    assert PASSWORD not in done.output


def test_what_was_given_as_an_option_is_not_asked(app, type_in):
    options = ("--agency", "Sở Lam Sơn", "--short-name", "Sở", "--place", "Lam Sơn", "--admin", "quantri")
    done = type_in(f"Đỗ Anh Tuấn\n{PASSWORD}\n{PASSWORD}\n", *options)
    assert done.exit_code == 0, done.output
    assert db.session.scalars(db.select(Agency.name)).one() == "Sở Lam Sơn"


def test_a_unit_is_there_whose_people_can_be_the_office(app, type_in):
    type_in(f"{TYPED}{PASSWORD}\n{PASSWORD}\n")
    assert db.session.scalars(db.select(Department.kind)).all() == [DepartmentKind.OFFICE]


def test_the_beginning_stands_in_the_audit(app, type_in):
    type_in(f"{TYPED}{PASSWORD}\n{PASSWORD}\n")
    actions = db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["agency.created", "department.created", "user.created"]


@pytest.mark.parametrize("typed", ["matkhau123", "quantri2022", "ngắn"])
def test_a_password_that_is_easily_guessed_is_refused_and_nothing_is_made(app, type_in, typed):
    done = type_in(f"{TYPED}{typed}\n{typed}\n")
    assert done.exit_code == 2
    assert "Mật khẩu" in done.output
    assert db.session.scalar(db.select(db.func.count(Agency.id))) == 0


def test_a_sign_in_name_that_cannot_be_used_leaves_nothing_behind(app, type_in):
    done = type_in(f"Sở Lam Sơn\n\n\n?\nĐỗ Anh Tuấn\n{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 2
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Agency.id))) == 0
