"""Both languages complete."""

import pytest
from django.core.management import CommandError, call_command

from wucai.core import catalogues


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_every_text_has_its_translation(locale):
    assert catalogues.problems(locale) == []


def test_a_missing_a_fuzzy_and_a_superfluous_text_are_told(tmp_path, settings):
    package = tmp_path / "package"
    words = package / "locale" / "zh_Hans" / "LC_MESSAGES"
    words.mkdir(parents=True)
    (package / "page.html").write_text(
        '{% load i18n %}\n  {% translate "Seat" %}\n{% blocktranslate count n=n %}one{% plural %}{{ n }} many{% endblocktranslate %}'
    )
    (words / "django.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n#, fuzzy\nmsgid "Old"\nmsgstr "旧"\n'
    )
    settings.PACKAGE = package

    assert sorted(catalogues.problems("zh_Hans")) == [
        "fuzzy: 'Old'",
        "missing: 'Seat' (page.html)",
        "missing: ('one', '%(n)s many') (page.html)",
        "superfluous: 'Old'",
    ]
    with pytest.raises(CommandError):
        call_command("messages", "check")
