"""The way to the mail server is kept secret: TLS from the start or after STARTTLS, never with a stranger."""

import shutil
import ssl
import subprocess
from dataclasses import replace

import pytest
from aiosmtpd.smtp import AuthResult

from tests.outbox.servers import Postbox, serving
from tests.outbox.test_mailer import mail
from tracker.config import Settings, WrongSetting
from tracker.outbox.mailer import ServerAway, SmtpMailer

NOT_RUN = "not run: openssl is not installed"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of this computer that signs itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip(NOT_RUN)
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", *names, *files]
    subprocess.run(make, check=True, capture_output=True)
    return folder


@pytest.fixture
def trust(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def check(server, session, envelope, mechanism, given):
    return AuthResult(success=given.password == "mật-khẩu".encode().hex().encode(), handled=True)


def secret(settings, certificate, **more):
    known = {"mail_security": "starttls", "mail_ca_file": str(certificate / "cert.pem"), "mail_seconds": 5}
    return replace(settings, **{**known, **more})


def test_a_mail_goes_over_starttls_with_a_password(certificate, trust):
    box = Postbox()
    more = {"tls_context": trust, "require_starttls": True, "authenticator": check, "auth_required": True}
    with serving(box, **more) as settings:
        signed_in = {"mail_user": "tracker", "mail_password": "mật-khẩu".encode().hex()}
        with SmtpMailer(secret(settings, certificate, **signed_in)) as mailer:
            mailer.send(mail())
    assert len(box.raw) == 1


def test_a_stranger_s_certificate_gets_nothing(certificate, trust):
    box = Postbox()
    with serving(box, tls_context=trust) as settings, pytest.raises(ServerAway, match="certificate"):
        SmtpMailer(secret(settings, certificate, mail_ca_file="")).send(mail())
    assert box.raw == []


def test_tls_from_the_start_does_not_talk_in_the_clear(certificate):
    box = Postbox()
    with serving(box) as settings, pytest.raises(ServerAway):
        SmtpMailer(secret(settings, certificate, mail_security="tls")).send(mail())
    assert box.raw == []


def test_a_mail_goes_over_tls_from_the_start(certificate, trust):
    box = Postbox()
    with serving(box, ssl_context=trust) as given:
        settings = secret(given, certificate, mail_security="tls")
        with SmtpMailer(settings) as mailer:
            mailer.send(mail())
    assert len(box.raw) == 1


WRONG = [
    ({"mail": "pigeon"}, "TRACKER_MAIL "),
    ({"mail": "smtp"}, "TRACKER_MAIL_FROM"),
    ({"mail_from": "Sở KHCN"}, "TRACKER_MAIL_FROM"),
    ({"mail_security": "perhaps"}, "TRACKER_MAIL_SECURITY"),
    ({"mail_security": "none", "mail_user": "tracker"}, "TRACKER_MAIL_USER"),
    ({"mail_ca_file": "/no/such/file"}, "TRACKER_MAIL_CA_FILE"),
    ({"mail_seconds": 0}, "TRACKER_MAIL_SECONDS"),
    ({"mail_seconds": 3600}, "TRACKER_MAIL_SECONDS"),
    ({"public_url": "tracker.lamson.example"}, "TRACKER_PUBLIC_URL"),
    ({"public_url": "https://x.example/?a=1"}, "TRACKER_PUBLIC_URL"),
]


@pytest.mark.parametrize(("given", "name"), WRONG)
def test_a_setting_of_mail_that_cannot_be_is_said_at_the_start(given, name):
    with pytest.raises(WrongSetting, match=name):
        Settings(**given).check()


def test_settings_that_can_be_are_taken():
    Settings().check()
    Settings(mail="smtp", mail_from="nhacviec@lamson.example", mail_user="x", mail_password="y").check()
    Settings(public_url="https://nhacviec.lamson.example/tracker").check()
