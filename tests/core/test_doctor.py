"""The doctor tells what is unsafe, and ends with 1 when something is."""

from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(capsys, settings, tmp_path):
    """What the doctor says of a house with these settings, and the code it ends with."""
    settings.WUCAI_HOME, settings.WUCAI_KEY_FILE = tmp_path, tmp_path / "keys.json"

    def ask(**more):
        for name, value in more.items():
            setattr(settings, name, value)
        code = 0
        try:
            call_command("doctor")
        except SystemExit as ended:
            code = ended.code
        return code, [line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines() if line.strip().startswith("UNSAFE")]

    return ask


def test_a_house_on_loopback_is_well(told):
    assert told(ALLOWED_HOSTS=["127.0.0.1", "localhost"], WUCAI_ORIGIN="http://127.0.0.1:8000") == (0, [])


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"DEBUG": True}, "WUCAI_DEBUG is on"),
        ({"ALLOWED_HOSTS": ["*"], "WUCAI_MODE": "site", "HTTPS": True}, "WUCAI_HOSTS allows every name"),
        ({"ALLOWED_HOSTS": ["help.example.org"], "HTTPS": True}, "a demo house is reachable by name"),
        ({"ALLOWED_HOSTS": ["help.example.org"], "WUCAI_MODE": "site"}, "pages are served without a certificate"),
    ],
)
def test_each_unsafe_setting_is_told(told, more, word):
    code, lines = told(**{"ALLOWED_HOSTS": ["localhost"], **more})

    assert (code, len(lines), lines[0].startswith(word)) == (1, 1, True), lines


def test_keys_that_others_can_read_are_told(told, tmp_path):
    key = Path(tmp_path / "secret.key")
    key.write_text("secret")
    key.chmod(0o640)

    assert told(ALLOWED_HOSTS=["localhost"]) == (1, [f"{key} can be read by others; chmod 600 it"])
