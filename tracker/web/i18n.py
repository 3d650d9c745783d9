"""The reader's language: Vietnamese is the source, English is complete; profile first, then browser."""

from functools import lru_cache
from gettext import NullTranslations

from babel import Locale
from flask import Flask, g, request
from flask_babel import get_locale, get_translations
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from tracker.errors import RuleBroken
from tracker.extensions import babel
from tracker.vocabulary import Labelled

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def init_i18n(app: Flask) -> None:
    """Choose the language per request, and give templates its code."""
    babel.init_app(app, locale_selector=choose_locale)
    app.jinja_env.install_gettext_callables(_one, _one_or_many, newstyle=True)
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _shown
    app.jinja_env.globals["language"] = language


def language() -> str:
    """Return the code of the reader's language."""
    return _reader()[1]


def _catalogue() -> NullTranslations:
    return _reader()[2]


def _reader() -> tuple[Locale | None, str, NullTranslations]:
    """Return the reader's locale, its code and its catalogue: a page asks for a hundred words, these are found once.

    They are kept beside flask_babel's own locale, which force_locale() and refresh() change.
    """
    kept = g.get("_flask_babel")
    found: tuple[Locale | None, str, NullTranslations] | None = getattr(kept, "tracker_reader", None)
    if found is None or found[0] is not getattr(kept, "babel_locale", None):
        locale = get_locale()
        found = locale, str(locale or "vi"), get_translations()
        if kept := g.get("_flask_babel"):
            kept.tracker_reader = found
    return found


def _one(words: str) -> str:
    return _catalogue().gettext(words)


def _one_or_many(one: str, many: str, count: int) -> str:
    return _catalogue().ngettext(one, many, count)


@pass_context
def _shown(context: Context, words: str, /, **values: object) -> str:
    """Return a template's own words in the reader's language; a page has a hundred of them."""
    said = _one(words)
    if context.eval_ctx.autoescape:
        said = _marked(said)
    return said % values if values or "%" in said else said


@lru_cache(4096)
def _marked(said: str) -> Markup:
    """The words of the catalogue are the program's own; what is put into them is escaped."""
    return Markup(said)  # noqa: S704


def translate(words: str, params: dict[str, object] | None = None) -> str:
    """Return a sentence in the reader's language, with its parameters in their places."""
    said = _one(words)
    return said % params if params else said


def choose_locale() -> str:
    """Return "vi" or "en"."""
    if current_user and current_user.is_authenticated and current_user.locale in LANGUAGES:
        return str(current_user.locale)
    return request.accept_languages.best_match(list(LANGUAGES), "vi") if request else "vi"


def say(broken: RuleBroken) -> str:
    """Return the sentence of a broken rule in the reader's language."""
    params = {name: label(value) if isinstance(value, Labelled) else value for name, value in broken.params.items()}
    return translate(broken.message, params)


def label(member: Labelled | None) -> str:
    """Return the words of a state, role or kind in the reader's language."""
    return "" if member is None else translate(member.label)
