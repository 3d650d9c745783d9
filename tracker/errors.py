"""What a rule says when it is broken: a sentence for the person, translated at the edge."""


class RuleBroken(Exception):
    """An act that the rules refuse.

    message is a msgid (Vietnamese) with %(name)s places, params fill them,
    field names the form field where the sentence belongs (None: the form).
    """

    status = 422

    def __init__(self, message: str, *, field: str | None = None, **params: object):
        super().__init__(message % params if params else message)
        self.message = message
        self.field = field
        self.params = params


class Stale(RuleBroken):
    """The thing changed after the page that acts on it was read."""

    status = 409


class Forbidden(RuleBroken):
    """The person may see the thing, but not do this with it."""

    status = 403


class Unreadable(RuleBroken):
    """A file or text that cannot be read as a document, with what to do instead."""
