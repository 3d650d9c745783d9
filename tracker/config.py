"""Every setting: its default, its meaning, read from TRACKER_*; a wrong value fails loudly."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker.text import HOST_NAME, is_address

PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[^\s?#]*)?")


class WrongSetting(Exception):
    """A setting that cannot be used, with the sentence for the operator."""


def setting(default: object, meaning: str) -> object:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """The settings of one installation; the environment variable is TRACKER_ and the name in capitals."""

    data: str = setting("data", "Folder of the database, uploaded files and the secret key.")
    database_url: str = setting("", "SQLAlchemy address; empty: tracker.sqlite3 in the data folder.")
    secret_key: str = setting("", "Signs cookies and forms; empty: a key made once in the data folder.")
    https: bool = setting(False, "Served under HTTPS: secure cookies with the __Host- prefix, and HSTS.")
    proxies: int = setting(0, "Number of trusted reverse proxies in front of the program.")
    hosts: str = setting("", "Host names the program answers to, separated by commas; empty: any.")
    timezone: str = setting("Asia/Ho_Chi_Minh", "The agency's time zone: days and times on pages.")
    idle_minutes: int = setting(60, "A session without use ends after so many minutes.")
    absolute_hours: int = setting(12, "A session ends after so many hours, used or not.")
    keep_days: int = setting(7, 'How many days "stay signed in" lasts; 0 takes the choice away.')
    password_min_length: int = setting(8, "Shortest password allowed.")
    password_classes: bool = setting(
        False, "Stricter local rule: capital, small letter, digit and sign in each password."
    )
    password_cost: str = setting("normal", "Work of hashing a password: normal, or low (for tests only).")
    link_hours: int = setting(48, "A one-time link for a new password holds for so many hours.")
    lock_after: int = setting(5, "So many failed sign-ins lock the account (ten times as many lock the address).")
    lock_minutes: int = setting(15, "A lock after failed sign-ins lasts so many minutes.")
    access_log_days: int = setting(180, "Entries of the access log are deleted after so many days.")
    upload_mb: int = setting(20, "Largest upload, in megabytes.")
    reading_seconds: int = setting(20, "Longest time for reading one document.")
    public_url: str = setting("http://127.0.0.1:8000", "Address at which people reach the program: links in mails.")
    mail: str = setting("file", "How mail goes out: file, console or smtp.")
    mail_from: str = setting("", "Address that mails come from.")
    mail_host: str = setting("localhost", "Mail server.")
    mail_port: int = setting(587, "Port of the mail server.")
    mail_security: str = setting("starttls", "How the way to the mail server is kept secret: starttls, tls or none.")
    mail_ca_file: str = setting("", "Certificates of an authority of one's own that the mail server's is signed by.")
    mail_user: str = setting("", "Name with which the program signs in at the mail server; empty: it does not.")
    mail_password: str = setting("", "The password that goes with it.")
    mail_seconds: int = setting(10, "A mail server that is silent for so many seconds is left.")
    fetch: bool = setting(False, "Whether the program opens the addresses of evidence: off or on.")
    fetch_hosts: str = setting("", "Hosts in the agency's own network that it may open too, separated by commas.")
    scheduler_minutes: int = setting(10, "A scheduler silent for so many minutes turns /healthz red; 0: never.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read TRACKER_*; an unknown name or a wrong value raises WrongSetting."""
        known = {f"TRACKER_{item.name.upper()}": item for item in fields(cls)}
        for name in environment:
            if name.startswith("TRACKER_") and name not in known:
                raise WrongSetting(f"{name} is no setting of this program; docs/settings.md lists them.")
        given = {
            item.name: _read(name, environment[name], item.default)
            for name, item in known.items()
            if name in environment
        }
        settings = cls(**given)
        settings.check()
        return settings

    def check(self) -> None:
        """Raise WrongSetting for values that cannot be."""
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise WrongSetting(f"TRACKER_TIMEZONE: {self.timezone} is no time zone.") from error
        if self.password_cost not in ("normal", "low"):
            raise WrongSetting("TRACKER_PASSWORD_COST is normal or low.")
        if self.password_min_length < 8:
            raise WrongSetting("TRACKER_PASSWORD_MIN_LENGTH is at least 8.")
        if not PUBLIC_URL.fullmatch(self.public_url):
            raise WrongSetting("TRACKER_PUBLIC_URL is an address such as https://tracker.lamson.example.")
        if not all(HOST_NAME.fullmatch(host) for host in self.own_hosts):
            raise WrongSetting("TRACKER_FETCH_HOSTS is host names such as cong.lamson.example, separated by commas.")
        self._check_mail()

    def _check_mail(self) -> None:
        if self.mail not in ("file", "console", "smtp"):
            raise WrongSetting("TRACKER_MAIL is file, console or smtp.")
        if self.mail_security not in ("starttls", "tls", "none"):
            raise WrongSetting("TRACKER_MAIL_SECURITY is starttls, tls or none.")
        if (self.mail_from or self.mail == "smtp") and not is_address(self.mail_from):
            raise WrongSetting("TRACKER_MAIL_FROM is the address that mails come from.")
        if self.mail_user and self.mail_security == "none":
            raise WrongSetting("TRACKER_MAIL_USER: a password is not sent in the clear; set TRACKER_MAIL_SECURITY.")
        if self.mail_ca_file and not Path(self.mail_ca_file).is_file():
            raise WrongSetting(f"TRACKER_MAIL_CA_FILE: there is no file {self.mail_ca_file}.")
        if not 1 <= self.mail_seconds <= 60:
            raise WrongSetting("TRACKER_MAIL_SECONDS is between 1 and 60.")

    @property
    def own_hosts(self) -> frozenset[str]:
        """Hosts in the agency's own network whose pages may be opened."""
        return frozenset(host.strip().lower() for host in self.fetch_hosts.split(",") if host.strip())

    @property
    def mail_sender(self) -> str:
        """The address that mails come from, also where they go into a folder only."""
        return self.mail_from or "tracker@localhost"

    @property
    def mail_domain(self) -> str:
        """What stands behind the @ of each Message-ID."""
        return self.mail_sender.partition("@")[2]

    def flask(self) -> dict[str, object]:
        """What Flask and its extensions read."""
        data = Path(self.data).resolve()
        return {
            "SETTINGS": self,
            "DATA": data,
            "SECRET_KEY": self.secret_key or _kept_secret(data),
            "SQLALCHEMY_DATABASE_URI": self.database_url or f"sqlite:///{data / 'tracker.sqlite3'}",
            "SESSION_COOKIE_NAME": "__Host-tracker" if self.https else "tracker",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": max(self.keep_days, 1) * 86400,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "MAX_CONTENT_LENGTH": self.upload_mb * 1024 * 1024 + 64 * 1024,
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
            "MAX_FORM_PARTS": 5000,
            "TRUSTED_HOSTS": [name.strip() for name in self.hosts.split(",") if name.strip()] or None,
            "WTF_CSRF_TIME_LIMIT": None,  # A form left open over lunch still goes through; the session ends it.
            "BABEL_DEFAULT_LOCALE": "vi",
            "BABEL_DEFAULT_TIMEZONE": self.timezone,
            "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        }


def _read(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
            raise WrongSetting(f"{name} is 1 or 0, not {text!r}.")
        return text.lower() in ("1", "true", "yes", "on")
    if isinstance(default, int):
        if not text.isdigit():
            raise WrongSetting(f"{name} is a whole number, not {text!r}.")
        return int(text)
    return text


def _kept_secret(data: Path) -> str:
    """Return the installation's own key, made once and readable by its owner only."""
    place = data / "secret_key"
    if not place.exists():
        data.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(32).hex())
    return place.read_text().strip()
