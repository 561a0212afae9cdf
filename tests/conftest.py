"""What every test stands on: no network, both databases, and a browser for those that ask for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.services import accessibility, network
from tests.services import chromium as chromium_program
from tests.services import demo as demo_country
from tests.services.demo import Demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DEMO = {"demo", "demo_of_module"}
# Generated tests look for wrong answers, not for slow machines.
# The same commit gets the same verdict. HYPOTHESIS_PROFILE=searching looks where nobody has looked before.
hypothesis.settings.register_profile(
    "samordna", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], derandomize=True
)
hypothesis.settings.register_profile("searching", hypothesis.settings.get_profile("samordna"), derandomize=False)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "samordna"))

NEEDS_DATABASE = {"db", "transactional_db", "live_server", "client", "admin_client", "django_db_serialized_rollback"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--only-database`: leave out the tests that use no database; for the second database they would only repeat."""
    parser.addoption("--only-database", action="store_true", help="run only tests that use a database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every database test both databases, since an action may write in the vault too."""
    for item in items:
        if DEMO & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.demo)
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            item.add_marker(pytest.mark.django_db(*mark.args, **mark.kwargs, databases="__all__"), append=False)
        elif mark is None and NEEDS_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db(databases="__all__"), append=False)
    if config.getoption("--only-database"):
        kept = [item for item in items if item.get_closest_marker("django_db") or item.get_closest_marker("demo")]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        network.shut(patch)
        yield


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """The demo country in a register of the test's own: `demo.run("table", …)`, `with demo.served() as address`."""
    return demo_country.copy_to(tmp_path / "register")


@pytest.fixture(scope="module")
def demo_of_module(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The same, one for all tests of a module: for those that only read."""
    return demo_country.copy_to(tmp_path_factory.mktemp("demo") / "register")


@pytest.fixture(autouse=True)
def _in_swedish() -> Iterator[None]:
    """A page that one test read in English must not make the next one English: the choice stays in the thread."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _code_tables_as_shipped() -> Iterator[None]:
    """What one test adds to the code tables is not there for the next: the database is undone, the process is not."""
    from samordna.ground.parameters import changes, reader

    yield
    reader.maintain(changes.NONE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One running Chromium for the whole run. Skips, with the reason, where the machine has none."""
    from playwright.sync_api import sync_playwright

    program = chromium_program.find()
    if program is None:
        pytest.skip("This machine has no Chromium; ./samordna test says how to get one.")
    chromium_program.have_driver()
    # Playwright's loop makes Django believe that it is called asynchronously; the calls are ordinary ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=list(chromium_program.FLAGS))
        yield browser
        browser.close()


#: What Chromium notes as errors although it is meant to be so: a form refused, a line cut or slow, a draft overtaken by
#: a newer one (hx-sync="this:replace"), and htmx saying so.
ON_PURPOSE = (
    "the server responded with a status of 4",
    "net::ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:sendAbort",
    "htmx:timeout",
    "htmx:afterRequest",
)


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages as different people: each call is a browser of its own, with its own cookies.

    Keyword arguments go to the context, e.g. `java_script_enabled=False`. What the browser complained about on its
    console (a blocked script, a missing file) fails the test when it ends.
    """
    contexts, complaints = [], []

    def open_page(**options: object) -> Page:
        settings = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": {"width": 1280, "height": 900}}
        context = chromium.new_context(**(settings | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)  # an extract on a busy machine takes its time
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [text for text in complaints if not any(known in text for known in ON_PURPOSE)]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page in Swedish, 1280 × 900."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with every accessibility fault of the page, at 1280 and 320 px, sideways scroll included.

    On SQLite only: the pages are the same on PostgreSQL, and looking at each again took a sixth of its journeys.
    """

    def check(page: Page) -> None:
        if "SAMORDNA_DATABASE_URL" in os.environ:
            return
        assert not (found := accessibility.findings(page)), f"{page.url}\n" + "\n".join(found)

    return check
