"""Somebody at the computer, in sentences: what they open, fill in, press and see. Selectors are what people read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from samordna.edge.demo import people

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

EMAILS = {login.name: login.email for login in people.LOGINS}


def day(days: int = 0) -> str:
    """Today, or so many days from it, as it is typed in a form. The product counts days in Sweden."""
    return (datetime.now(ZoneInfo("Europe/Stockholm")).date() + timedelta(days)).isoformat()


def begins(text: str, then: str = r"") -> re.Pattern[str]:
    """Matches what begins so: a label goes on with its help, a heading with its count."""
    return re.compile(rf"^\s*{re.escape(text)}{then}")


@dataclass
class Person:
    """One browser with one person in front of it."""

    name: str
    page: Page
    address: str
    axe: Callable[[Page], None]

    # Moving about

    def signs_in(self) -> Person:
        """With the demo's password."""
        self.opens("/logga-in/")
        self.fills({"E-postadress": EMAILS[self.name], "Lösenord": people.PASSWORD})
        self.presses("Logga in")
        self.page.wait_for_url(f"{self.address}/")
        return self

    def opens(self, path: str) -> Person:
        """A page of this register by its path."""
        self.page.goto(self.address + path)
        return self

    def follows(self, link: str, *, within: str = "main") -> Person:
        """A link by its words."""
        self.page.locator(within).get_by_role("link", name=begins(link)).first.click()
        return self

    def presses(self, button: str) -> Person:
        """A button by its words; it answers with a page."""
        self._main.get_by_role("button", name=button, exact=True).first.click()
        return self

    def presses_in(self, fold: str, button: str) -> Person:
        """A button within what is folded under the words ``fold``."""
        folded = self._main.locator("details").filter(has=self.page.locator("summary", has_text=fold))
        folded.get_by_role("button", name=button, exact=True).click()
        return self

    def unfolds(self, fold: str) -> Person:
        """What is folded under these words is shown."""
        self._main.locator("summary", has_text=fold).first.click()
        return self

    def takes(self, link: str) -> bytes:
        """The content of the file that a link gives."""
        with self.page.expect_download() as download:
            self.follows(link)
        return download.value.path().read_bytes()

    @property
    def path(self) -> str:
        """Where the browser is, without the address of the machine."""
        return self.page.url.removeprefix(self.address)

    # Filling in

    def fills(self, answers: Mapping[str, str]) -> Person:
        """Fields by their labels: text is typed, of a list the row with these words is chosen."""
        for label, answer in answers.items():
            field = self._field(label)
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=answer)
            else:
                field.fill(answer)
        return self

    def chooses(self, answers: Mapping[str, str]) -> Person:
        """One answer of each question with radio buttons, by pressing its words."""
        for question, answer in answers.items():
            self.group(question).locator("label").filter(has_text=begins(answer, r"(?![a-zåäö0-9])")).first.click()
        return self

    def ticks(self, *labels: str, on: bool = True) -> Person:
        """Boxes by their words."""
        for label in labels:
            self._field(label).set_checked(on)
        return self

    def group(self, question: str) -> Locator:
        """The answers of a question."""
        main, name = self._main, begins(question)
        return main.get_by_role("group", name=name).or_(main.get_by_role("radiogroup", name=name)).first

    # Looking

    def sees(self, *texts: str) -> Person:
        """All these stand on the page, outside what is folded."""
        for text in texts:
            expect(self._main).to_contain_text(text, use_inner_text=True)
        return self

    def does_not_see(self, *texts: str) -> Person:
        """None of these stands anywhere in the page, shown or not."""
        source = self.page.content()
        found = [text for text in texts if text in source]
        assert not found, f"{self.name} at {self.path} must not see {found}"
        return self

    def finds_nothing_at(self, path: str) -> Person:
        """For this person there is no such page."""
        answer = self.page.goto(self.address + path)
        assert answer is not None and answer.status == 404, f"{self.name} got {answer and answer.status} at {path}"
        return self

    def stops(self) -> Person:
        """Stays at a page long enough to look at it: no fault of accessibility, no sideways scroll, one heading."""
        expect(self.page.locator("h1")).to_have_count(1)
        self.axe(self.page)
        return self

    def _field(self, label: str) -> Locator:
        return self._main.get_by_label(begins(label)).and_(self.page.locator("input, select, textarea")).first

    @property
    def _main(self) -> Locator:
        return self.page.locator("main")
