"""Opens the house for tests. The database is SQLite unless WUCAI_TEST_DATABASE names a PostgreSQL server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from hypothesis import settings as hypothesis_settings

from tests import houses

hypothesis_settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Plain static files and quick passwords (manifest and hashing are tested where they matter); Chinese before anybody asks for it."""
    from wucai.core import catalogues  # Django is set up by now

    catalogues.compile_all()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WUCAI_CLOCK_SECONDS = 600  # a slow machine counts the same queries
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    database.setdefault("TEST", {})["NAME"] = f"{database['NAME']}_test"


@pytest.fixture(autouse=True)
def fresh_memory() -> Iterator[None]:
    """No page and no clock remembered from the test before."""
    from wucai.core import clock  # Django is set up by now

    clock.forget()
    caches["pages"].clear()
    yield
    caches["pages"].clear()
    clock.forget()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Other people's files for tests; the test is skipped where they are not."""
    if not houses.SHARED.is_dir():
        pytest.skip("../shared/data is not here")
    return houses.SHARED


@pytest.fixture(scope="session")
def model_house(tmp_path_factory: pytest.TempPathFactory) -> houses.House:
    """A migrated, empty house, made once a worker of the test run; it has the keys of this process."""
    from wucai.core import keys  # Django is set up by now

    keys.blind("made when first asked", context="tests")
    return houses.build(tmp_path_factory.mktemp("model"), keys=settings.WUCAI_KEY_FILE)


@pytest.fixture(scope="session")
def demo_house(model_house: houses.House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[houses.House]:
    """A house with the demo in it, on the morning of 6 November; loaded once a worker of the test run, and to be copied, not changed."""
    with houses.copied(model_house, tmp_path_factory.mktemp("demo")) as loaded:
        loaded.manage("load_demo")
        yield loaded


@pytest.fixture
def demo(demo_house: houses.House, db: None) -> None:
    """The demo's morning in this process's own database."""
    from wucai.core import clock  # Django is set up by now
    from wucai.demo import loading, snapshot  # as above

    [rows] = (demo_house.home / "demo").glob("open-*.rows")
    snapshot.bring_back(rows)
    clock.set_now(loading.STAGES["open"])


@pytest.fixture
def house(model_house: houses.House, tmp_path: Path) -> Iterator[Callable[..., houses.House]]:
    """Makes a real house of its own: `house(WUCAI_JOB_STALE_SECONDS="2")`."""
    with ExitStack() as open_houses:
        yield lambda **more: open_houses.enter_context(houses.copied(model_house, tmp_path / uuid4().hex[:8], **more))


@pytest.fixture
def logged_in() -> Callable[[Any], Client]:
    """A browser in which this person is logged in: `logged_in(ada)`."""

    def browser(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return browser
