"""Only the edges commit; only the clock knows the time."""

import ast

from tests.conventions.source import Module, modules

ENDS = ("commit", "rollback")
# Besides views, jobs and commands: the door notes a session's use, and error pages undo.
MAY_END = {"tracker.web.access", "tracker.web.errors", "tracker.web.health"}
# The scheduler's thread sleeps by the real clock, also in the demo.
MAY_ASK_TIME = {"tracker.clock", "tracker.jobs"}


def _calls(module: Module) -> list[tuple[str, str, int]]:
    """Return (what it is called on, name, line) of every call."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                found.append((ast.unparse(called.value), called.attr, node.lineno))
            elif isinstance(called, ast.Name):
                found.append(("", called.id, node.lineno))
    return found


def _ends_a_transaction(module: Module) -> list[str]:
    if module.role == "edge" or module.name in MAY_END:
        return []
    return [
        f"{module.name}:{line}: {name}()"
        for on, name, line in _calls(module)
        if (name in ENDS and on) or (name == "release" and not on)
    ]


def test_only_the_edges_commit():
    assert [fault for module in modules() for fault in _ends_a_transaction(module)] == []


def test_a_commit_in_an_operation_is_found():
    assert _ends_a_transaction(Module("tracker.tasks.operations", None, ast.parse("db.session.commit()")))
    assert _ends_a_transaction(Module("tracker.tasks.queries", None, ast.parse("release()")))


def test_only_the_clock_asks_what_time_it_is():
    wrong = [
        f"{module.name}:{line}: {on}.{name}()"
        for module in modules()
        if module.name not in MAY_ASK_TIME
        for on, name, line in _calls(module)
        if (name in ("now", "utcnow") and on.split(".")[-1] == "datetime")
        or (name == "today" and on.split(".")[-1] in ("date", "datetime"))
        or (name == "time" and on == "time")
    ]
    assert wrong == []
