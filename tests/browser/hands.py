"""A person at a page, whose clicks, keystrokes and pastes are counted: what an act costs its user."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """The same page, used by hand."""

    page: Page
    clicks: int = 0
    keys: int = 0
    pastes: int = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def type(self, into: Locator, words: str) -> None:
        """One click into the field, then a key for every letter."""
        self.clicks += 1
        self.keys += len(words)
        into.fill(words)

    def paste(self, into: Locator, words: str) -> None:
        """One click into the field, then one paste, whatever its length."""
        self.clicks += 1
        self.pastes += 1
        into.fill(words)

    def choose_files(self, into: Locator, files: list[str]) -> None:
        """One click for the dialogue, and one for all files in it."""
        self.clicks += 2
        into.set_input_files(files)

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.keys} keys, {self.pastes} pastes"
