"""The program's own source, as the convention tests read it: modules, their roles, their imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRACKER = ROOT / "tracker"
SHARED = ROOT.parent / "shared"

# Files whose name is no role, but which are rules: pure functions and tables.
PURE = ("rules", "kinds", "wording", "parser", "draft", "review", "unit_names", "clarity")
# Files whose name is not that of an edge, but which are: the administrator's blueprint, the first start, the
# words of letters and calendars, which are made when they are sent.
EDGES = (
    "cli",
    "jobs",
    "serving",
    "first_office",
    "admin",
    "feed",
    "letters",
    "letter_acts",
    "letter_directions",
    "letter_extensions",
    "letter_evidence",
    "letter_handovers",
    "dossier_files",
    "letter_words",
    "letter_links",
    # What a feature puts on the page of a task.
    "panel",
    # What puts pages on paper.
    "papers",
)
# What one feature's pages share: words in the reader's language.
FOR_PAGES = ("plain_words",)
ALONE = ("text", "errors", "vocabulary", "config", "models", "extensions", "clock", "permissions", "prepared")


@dataclass(frozen=True)
class Module:
    """One file of the program."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def role(self) -> str:
        return role_of(self.name)


@dataclass(frozen=True)
class Import:
    """One imported name: "from tracker.tasks.rules import cell" is (tracker.tasks.rules, cell)."""

    module: str
    name: str
    line: int

    @property
    def top(self) -> str:
        return self.module.split(".")[0]


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the program."""
    return tuple(_read(path) for path in sorted(TRACKER.rglob("*.py")))


def _read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text(), str(path)))


def role_of(name: str) -> str:
    """Return what a module is for, by its place and file name."""
    parts = name.split(".")[1:]
    last = parts[-1] if parts else ""
    if not parts:
        return "app"
    if last.endswith("views") or last in EDGES or parts[0].startswith("demo"):
        return "edge"
    if parts[0] in ("web", "formats"):
        return parts[0]
    if last in FOR_PAGES:
        return "web"
    if len(parts) == 1 and last in ALONE:
        return last
    if last in PURE or last.startswith("reading_") or last.endswith("_rules"):
        return "rules"
    if last.endswith("forms"):
        return "forms"
    if last.endswith(("queries", "statistics")):
        return "queries"
    return "operations"


def imports_of(module: Module) -> Iterator[Import]:
    """Yield what a module imports; a name that is itself a module counts as that module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.name}:{node.lineno}: imports are absolute"
            for alias in node.names:
                yield _from(node.module or "", alias.name, node.lineno)


def _from(module: str, name: str, line: int) -> Import:
    whole = f"{module}.{name}"
    if whole in {known.name for known in modules()}:
        return Import(whole, "", line)
    return Import(module, name, line)
