"""The forms of a page, as a browser would fill them in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, and what stands in it."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    # Where a person types: names of text inputs and text areas.
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    # What a person may choose from: name → values, the buttons' included.
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.page, self.forms, self.form = page, [], None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(given.get("action") or self.page, given.get("method", "get").upper())
            self.forms.append(self.form)
        elif self.form is not None and (given.get("name") or tag == "option"):
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.form, given.get("name", ""), given.get("value", "")
        kind = given.get("type", "text" if tag == "input" else "submit")
        if tag == "textarea":
            self.area = name
            form.typed.add(name)
            form.fields.setdefault(name, [])
        elif tag == "select":
            self.select = name
        elif tag == "option":
            form.choices.setdefault(self.select, []).append(value)
            if "selected" in given:
                form.fields.setdefault(self.select, []).append(value)
        elif kind == "file":
            form.files.add(name)
        elif tag == "button" or kind in ("radio", "checkbox", "submit"):
            form.choices.setdefault(name, []).append(value or "y")
            if "checked" in given:
                form.fields.setdefault(name, []).append(value or "y")
        else:
            form.fields.setdefault(name, []).append(value)
            if kind != "hidden":
                form.typed.add(name)

    def handle_data(self, text: str) -> None:
        if self.form is not None and self.area:
            self.form.fields[self.area].append(text.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.form = None


def forms_of(html: str, page: str) -> list[Form]:
    """Return the forms of a page; one without an address goes to the page itself."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms
