"""People with passwords, and the door they come through."""

import pytest

from tracker.accounts import passwords, sessions
from tracker.extensions import db

PASSWORD = "Ruộng lúa chín vàng 7"


@pytest.fixture
def with_password(cast):
    """Give people of the cast the same password."""

    def _with_password(*people):
        stored = passwords.make_hash(PASSWORD, "low")
        for person in people:
            sessions.store_hash(person, stored)
        db.session.commit()

    return _with_password


@pytest.fixture
def sign_in(app):
    """Send the form of the door; return the answer."""

    def _sign_in(login, password=PASSWORD, client=None, address="10.0.0.1", **more):
        client = client or app.test_client()
        return client.post(
            "/sign-in", data={"login": login, "password": password, **more}, environ_base={"REMOTE_ADDR": address}
        )

    return _sign_in
