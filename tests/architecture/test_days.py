"""One field asks for days: core.forms.DayField, which keeps them within the century and shows them as every browser wants them."""

import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture import tree
from tests.architecture.tree import Source

FIELD = "src/wucai/core/forms.py"
CLASSES = {"DateInput", "DateField", "DateTimeInput", "DateTimeField", "SelectDateWidget"}
PICKER = re.compile(r"""\btype=["\']date["\']|["\']type["\']:\s*["\']date["\']""")


def test_no_form_asks_for_a_day_by_a_field_of_its_own() -> None:
    tree.require_none(days_asked(tree.sources(".py", ".html", below=("src",))))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/wucai/places/forms.py", "day = forms.DateField()"),
        ("src/wucai/places/forms.py", "widget = forms.DateInput()"),
        ("src/wucai/places/forms.py", "widget = forms.TextInput(attrs={'type': 'date'})"),
        ("src/wucai/places/templates/places/a.html", '<input type="date" name="day">'),
    ],
)
def test_a_day_that_is_asked_elsewhere_is_found(path: str, line: str) -> None:
    assert len(list(days_asked(tree.planted(path, line)))) == 1


def test_a_day_in_a_model_is_none_in_a_form() -> None:
    assert list(days_asked(tree.planted("src/wucai/places/models/sites.py", "day = models.DateField()"))) == []


def days_asked(sources: Iterable[Source]) -> Iterator[str]:
    """Every line that asks for a day without DayField."""
    names = re.compile(rf"\bforms\.({'|'.join(sorted(CLASSES))})\b")
    for source in sources:
        if source.path == FIELD:
            continue
        for number, line in enumerate(source.lines, start=1):
            if names.search(line) or PICKER.search(line):
                yield f"{source.path}:{number} asks for a day: use core.forms.DayField"
