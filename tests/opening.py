"""What tests stand in, said before Django reads its settings (a pytest plugin, named in pyproject.toml)."""

import os
import shutil
import tempfile
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="wucai-test-"))
(_home / "static").mkdir()
os.environ["WUCAI_MODE"] = "demo"
os.environ["WUCAI_HOME"] = str(_home)
os.environ["WUCAI_DATABASE"] = os.environ.get("WUCAI_TEST_DATABASE", "") or f"sqlite://{_home / 'test.sqlite3'}"
os.environ["WUCAI_SIDE_DATABASE"] = "no"
os.environ["DJANGO_SETTINGS_MODULE"] = "wucai.settings"


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_home, ignore_errors=True)
