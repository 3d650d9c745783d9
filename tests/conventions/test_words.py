"""Words: every sentence has its English, every setting and every code stands in docs/."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import wtforms
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping
from babel.messages.pofile import read_po

from tests.conventions.source import ROOT, TRACKER, Module, modules
from tests.conventions.test_templates import VIETNAMESE
from tracker import vocabulary
from tracker.audit.wording import FIELDS
from tracker.config import Settings
from tracker.plans.plan_operations import FACTS as plan_facts
from tracker.vocabulary import Labelled

ENGLISH = TRACKER / "translations" / "en" / "LC_MESSAGES" / "messages.po"
VIETNAMESE_PO = TRACKER / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2), "msgid": None}
MARKS = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext", "msgid"}
BROKEN = {"RuleBroken", "Stale", "Forbidden", "Unreadable"}
# Vietnamese that needs no English: the language of documents, the demo's content, names of languages, weekdays
# (English ones come from Babel), and words that people choose as passwords.
NOT_SHOWN = re.compile(
    r"tracker\.(text|evidence\.pasted|plans\.(parser|draft|reading_\w+)|targets\.milestone_rules|handovers\.rules"
    r"|register\.(\w+_)?rules|ranking\.reading_\w+|formats\.\w+|demo\w*|web\.(i18n|filters)|accounts\.rules|models|config)$"
)
PLACES = re.compile(r"%\((\w+)\)[sd]")

VOCABULARIES = [
    thing
    for thing in vars(vocabulary).values()
    if isinstance(thing, type) and issubclass(thing, Labelled) and thing is not Labelled
]


def _sentences() -> dict[str, str]:
    """Return every sentence of the screens with the first place it stands."""
    with (ROOT / "babel.cfg").open() as file:
        mapping, options = parse_mapping(file)
    found: dict[str, str] = {}
    for path, line, message, _comments, _context in extract_from_dir(
        TRACKER, mapping, options, keywords=KEYWORDS, strip_comment_tags=True
    ):
        for sentence in message if isinstance(message, tuple) else (message,):
            if sentence:
                found.setdefault(sentence, f"{path}:{line}")
    return found


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_english_translation(english):
    missing = [f"{place}: {sentence}" for sentence, place in _sentences().items() if not _said(english, sentence)]
    assert missing == []


def _said(catalog: Catalog, sentence: str) -> bool:
    message = catalog.get(sentence)
    if message is None:
        return any(sentence in entry.id and all(entry.string) for entry in catalog if isinstance(entry.id, tuple))
    return bool(message.string) and not message.fuzzy


def test_no_translation_is_fuzzy_or_left_over(english):
    known = _sentences()
    entries = [entry for entry in english if entry.id]
    assert [entry.id for entry in entries if entry.fuzzy] == []
    assert [entry.id for entry in entries if not any(part in known for part in _parts(entry.id))] == []


def test_translations_keep_the_places_of_their_sentence(english):
    wrong = [
        entry.id
        for entry in english
        if entry.id
        for said in _parts(entry.string)
        if set(PLACES.findall(said)) != set(PLACES.findall(_parts(entry.id)[-1]))
    ]
    assert wrong == []


def test_english_sentences_are_english(english):
    # The names of laws, places and documents stay as they are, in quotation marks or brackets.
    wrong = [
        entry.id
        for entry in english
        if entry.id
        for said in _parts(entry.string)
        if VIETNAMESE.search(re.sub(r"“[^”]*”|\([^)]*\)|\"[^\"]*\"", "", said))
    ]
    assert wrong == []


def test_a_complaint_of_the_forms_library_is_vietnamese():
    """WTForms brings its sentences in many languages, Vietnamese is not among them."""
    with (Path(wtforms.__file__).parent / "locale" / "wtforms.pot").open("rb") as file:
        theirs = [entry for entry in read_po(file) if entry.id]
    with VIETNAMESE_PO.open("rb") as file:
        ours = read_po(file)
    assert theirs
    assert [entry.id for entry in theirs if not _said(ours, _parts(entry.id)[0])] == []
    for entry in (entry for entry in ours if entry.id):
        places = [set(PLACES.findall(said)) for said in (*_parts(entry.id), *_parts(entry.string))]
        assert all(_parts(entry.string)), entry.id
        assert all(each == places[0] for each in places), entry.id


def _parts(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,)


def _bare(module: Module) -> Iterator[str]:
    """Yield Vietnamese strings of a module that nobody marked for the catalogue."""
    marked = {
        id(inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS
        for inner in ast.walk(node)
    }
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        said = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if VIETNAMESE.search(said) and id(node) not in marked | docstrings:
            yield f"{module.name}:{node.lineno}: {said}"


def test_every_vietnamese_sentence_in_the_code_is_marked():
    assert [fault for module in modules() if not NOT_SHOWN.match(module.name) for fault in _bare(module)] == []


def test_an_unmarked_sentence_is_found():
    assert list(_bare(Module("x", None, ast.parse('raise RuleBroken("Chưa được")'))))
    assert not list(_bare(Module("x", None, ast.parse('raise RuleBroken(msgid("Chưa được"))'))))


def test_broken_rules_carry_marked_sentences():
    """A plain string in RuleBroken("…") would reach an English reader untranslated."""
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in BROKEN and node.args
        if isinstance(node.args[0], (ast.Constant, ast.JoinedStr))
    ]
    assert wrong == []


def _kept_keys(function: ast.AST) -> set[str]:
    """Return the keys that a function keeps as before and after of an act."""
    kept = [
        word.value
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record"
        for word in call.keywords
        if word.arg in ("before", "after")
    ]
    names = {part.id for value in kept for part in ast.walk(value) if isinstance(part, ast.Name)}
    kept += [
        node.value
        for node in ast.walk(function)
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        if names & {getattr(target, "id", "") for target in getattr(node, "targets", [getattr(node, "target", None)])}
    ]
    pairs = [part for value in kept if value for part in ast.walk(value) if isinstance(part, ast.Dict)]
    return {key.value for pair in pairs for key in pair.keys if isinstance(key, ast.Constant)}


def test_every_fact_of_the_audit_has_its_words():
    """A code without words would stand in the administrator's audit as it is in the code."""
    functions = [node for module in modules() for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
    kept = set().union(*map(_kept_keys, functions), plan_facts)
    assert {"state", "published_on", "deficiencies"} < kept
    assert kept - set(FIELDS) == set()


@pytest.mark.parametrize("codes", VOCABULARIES, ids=lambda codes: codes.__name__)
def test_every_code_stands_in_the_glossary_with_its_words(codes):
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    section = re.search(rf"^### `{codes.__name__}`.*?(?=^##|\Z)", glossary, flags=re.M | re.S)
    assert section, f"docs/glossary.md has no part on {codes.__name__}"
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|", section.group(), flags=re.M))
    assert rows == {member.value: member.label for member in codes}


def test_every_setting_stands_in_the_settings_page():
    page = (ROOT / "docs" / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `(TRACKER_[A-Z_]+)` \| (.+?) \|", page, flags=re.M))
    assert set(rows) == {f"TRACKER_{item.name.upper()}" for item in fields(Settings)}
    for item in fields(Settings):
        said, default = rows[f"TRACKER_{item.name.upper()}"], item.default
        shown = str(int(default)) if isinstance(default, bool) else str(default)
        assert said == (f"`{shown}`" if shown else "empty"), item.name
