"""Templates: nothing inline, nothing from elsewhere, no word outside the catalogue."""

import re

import pytest
from jinja2 import Environment, nodes

from tests.conventions.source import TRACKER
from tests.conventions.templates import TEMPLATES, read_html, read_template, templates, without_jinja

VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
TRANSLATES = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
ELSEWHERE = re.compile(r"^\s*(https?:)?//", re.I)


def _name(path):
    return str(path.relative_to(TEMPLATES))


def _words(found):
    """Return runs of letters that a reader would see and that no catalogue knows."""
    # Attributes that a macro writes, how a day is typed and Roman numbers are no words.
    texts = (re.sub(r"[a-z-]+=\"[^\"]*\"|dd/mm/yyyy|\b[IVX]+\b", "", text) for text in found.words)
    return [word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text)]


def _bare_strings(source):
    """Return Vietnamese strings in expressions that are no argument of a translation."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    said = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES
        for inner in call.find_all(nodes.Const)
    }
    return [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and id(const) not in said and VIETNAMESE.search(const.value)
    ]


@pytest.mark.parametrize("path", templates(), ids=_name)
def test_no_template_has_script_or_style_of_its_own(path):
    assert read_template(path).inline == []


@pytest.mark.parametrize("path", templates(), ids=_name)
def test_every_word_of_a_template_is_in_the_catalogue(path):
    assert _words(read_template(path)) == []
    assert _bare_strings(path.read_text()) == []


def _said_unescaped(source):
    """Return the calls of _() whose words are not the template's own: Jinja would not escape what they hold."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    calls = [
        call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES
    ]
    return [call.lineno for call in calls if not call.args or not isinstance(call.args[0], nodes.Const)]


@pytest.mark.parametrize("path", templates(), ids=_name)
def test_a_template_translates_its_own_words_only(path):
    assert _said_unescaped(path.read_text()) == []


def test_words_from_elsewhere_given_to_a_translation_are_found():
    assert _said_unescaped("{{ _('Quá hạn') }}{{ _(line.name) }}{{ line.name | translated }}") == [1]


@pytest.mark.parametrize("path", templates(), ids=_name)
def test_no_template_leads_to_another_host(path):
    """An office's network may have no way out."""
    assert [link for link in read_template(path).links if ELSEWHERE.match(link)] == []


def test_style_and_script_fetch_nothing_from_another_host():
    own = [path for path in (TRACKER / "static").rglob("*") if path.suffix in (".css", ".js", ".svg")]
    assert own
    wrong = [
        f"{path.name}: {found}"
        for path in own
        for found in re.findall(
            r"""(?:url\(|@import|fetch\(|src=|href=)\s*["']?((?:https?:)?//[^"') ]+)""", path.read_text()
        )
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Quá hạn</p>",
        "<p>Overdue</p>",
        "<p title='Quá hạn'>{{ _('Quá hạn') }}</p>",
        "{% if late %}<b>Chậm</b>{% endif %}",
    ],
)
def test_a_word_outside_the_catalogue_is_found(source):
    assert _words(read_html(without_jinja(source)))


def test_words_in_the_catalogue_are_not_complained_about():
    source = (
        "<p title=\"{{ _('Quá hạn') }}\">{% trans n=2 %}Quá hạn {{ n }} ngày{% endtrans %} · {{ chip('late') }}</p>"
    )
    assert _words(read_html(without_jinja(source))) == []
    assert _bare_strings(source) == []
    assert _bare_strings("{{ chip('late', 'Quá hạn') }}") == ["Quá hạn"]


@pytest.mark.parametrize(
    "source", ["<p style='color:red'>", "<a onclick=x()>", "<script>x()</script>", "<style>a{}</style>"]
)
def test_inline_script_and_style_are_found(source):
    assert read_html(source).inline
