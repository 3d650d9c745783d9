"""Imports point down, across roles and across features."""

import ast
import sys

import pytest

from tests.conventions.source import Import, Module, imports_of, modules, role_of

BASE = {"vocabulary", "errors", "text"}
# role → the roles it may import. An edge may import everything but other features' edges.
MAY: dict[str, set[str]] = {
    "text": set(),
    "errors": set(),
    "config": {"text"},
    "clock": set(),
    "vocabulary": {"text"},
    "models": BASE,
    "extensions": {"models"},
    "permissions": {"models", *BASE},
    "prepared": {"extensions"},
    "rules": {"rules", *BASE},
    "formats": {"formats", "errors", "text"},
    "queries": {"queries", "rules", "permissions", "prepared", "models", "extensions", *BASE},
    "operations": {
        "operations",
        "queries",
        "rules",
        "permissions",
        "prepared",
        "models",
        "extensions",
        "config",
        *BASE,
    },
    "web": {"web", "rules", "queries", "permissions", "models", "extensions", "clock", "config", *BASE},
    "forms": {"forms", "web", "queries", "rules", *BASE},
}
# What stands outside the table, each with its reason.
EXCEPTIONS = {
    # The reading of plans works on blocks, which are plain data.
    ("rules", "tracker.formats.blocks"),
    # What a page number looks like is known where broken lines are put together.
    ("tracker.plans.reading_structure", "tracker.formats.lines"),
    # Run as a command of its own, the reader of plans also opens the file.
    ("tracker.plans.parser", "tracker.formats.reader"),
}
# Operations, queries, rules and forms use another feature's only downhill.
HILL = {
    "audit": 0,
    "outbox": 0,
    "accounts": 1,
    "workdays": 2,
    "register": 3,
    "evidence": 4,
    "targets": 5,
    "tasks": 6,
    "handovers": 7,
    "deadlines": 7,
    "directions": 7,
    "obligations": 7,
    "plans": 8,
    "reminders": 9,
    "forecast": 9,
    "ranking": 10,
    "review": 11,
    "overview": 12,
    "selection": 13,
}
WITHOUT_FLASK = {"operations", "queries", "rules", "models", "permissions", "vocabulary", "errors", "text"}
OF_A_REQUEST = {"request", "session", "g", "flash", "abort", "redirect", "render_template", "url_for"}


def _own(module: Module) -> list[Import]:
    return [found for found in imports_of(module) if found.top == "tracker"]


def _feature(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 2 else ""


def _excused(module: Module, found: Import) -> bool:
    return (module.role, found.module) in EXCEPTIONS or (module.name, found.module) in EXCEPTIONS


def _against_roles(module: Module) -> list[str]:
    if module.role in ("app", "edge"):
        return []
    return [
        f"{module.name}:{found.line}: {module.role} may not import {found.module} ({role_of(found.module)})"
        for found in _own(module)
        if role_of(found.module) not in MAY[module.role] and not _excused(module, found)
    ]


def test_imports_point_down_across_roles():
    assert [fault for module in modules() for fault in _against_roles(module)] == []


def test_features_are_used_only_downhill():
    wrong = []
    for module in modules():
        mine = _feature(module.name)
        if mine not in HILL or module.role == "edge":
            continue
        for found in _own(module):
            other = _feature(found.module)
            if other in HILL and other != mine and HILL[other] >= HILL[mine]:
                wrong.append(f"{module.name}:{found.line}: {mine} may not call uphill: {found.module}")
    assert wrong == []


def test_every_feature_has_its_place_on_the_hill():
    folders = {_feature(module.name) for module in modules()} - {"", "web", "formats"}
    assert folders <= set(HILL)


def test_overview_only_reads():
    wrong = [
        f"{module.name}:{found.line}: {found.module}"
        for module in modules()
        if _feature(module.name) == "overview"
        for found in _own(module)
        if role_of(found.module) == "operations"
    ]
    assert wrong == []


def test_rules_and_formats_know_no_web_and_no_database():
    """Rules are standard library only; formats may use the readers of their formats."""
    wrong = [
        f"{module.name}:{found.line}: {found.module}"
        for module in modules()
        for found in imports_of(module)
        if (module.role == "rules" and found.top not in {*sys.stdlib_module_names, "tracker"})
        or (module.role == "formats" and found.top.startswith(("flask", "sqlalchemy", "wtforms")))
    ]
    assert wrong == []


def test_what_lies_below_the_pages_knows_no_request():
    wrong = []
    for module in modules():
        if module.role not in WITHOUT_FLASK:
            continue
        for found in imports_of(module):
            mixin = module.role == "models" and found.name == "UserMixin"
            if (found.top == "flask" and found.name in OF_A_REQUEST | {""}) or (
                found.top in ("flask_login", "flask_wtf", "wtforms") and not mixin
            ):
                wrong.append(f"{module.name}:{found.line}: {found.module} {found.name}")
    assert wrong == []


def test_only_the_time_machine_the_server_and_their_own_page_import_the_jobs():
    users = {module.name for module in modules() for found in _own(module) if found.module == "tracker.jobs"}
    assert users <= {"tracker.jobs_views", "tracker.demo_views", "tracker.demo", "tracker.serving", "tracker.cli"}


def test_views_leave_the_views_of_other_features_alone():
    wrong = [
        f"{module.name}:{found.line}: {found.module}"
        for module in modules()
        if module.name.endswith("views")
        for found in _own(module)
        if found.module.endswith("views") and _feature(found.module) != _feature(module.name)
    ]
    assert wrong == []


def test_imports_stand_at_the_top():
    """create_app() is the one exception: it says in one place what the program is made of."""
    wrong = [
        f"{module.name}:{inner.lineno}"
        for module in modules()
        if module.name != "tracker"
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tracker.tasks.rules", "from tracker.models import Task"),
        ("tracker.tasks.queries", "from tracker.tasks.operations import submit_task"),
        ("tracker.tasks.operations", "from tracker import clock"),
        ("tracker.formats.docx", "from tracker.plans.draft import PlanDraft"),
    ],
)
def test_an_import_that_points_up_is_found(name, source):
    assert _against_roles(Module(name, None, ast.parse(source)))
