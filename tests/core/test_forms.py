"""Fields of the house: a day as every browser and both languages take it."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from wucai.core.forms import DayField


class Asked(forms.Form):
    """A day and a key, as forms of the house have them."""

    day = DayField(label="Day")
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_stands_in_its_field_as_the_browsers_picker_wants_it_in_both_languages(language):
    with translation.override(language):
        drawn = str(Asked(initial={"day": date(2020, 11, 6)})["day"])

    assert [mark in drawn for mark in ('type="date"', 'value="2020-11-06"', 'min="2000-01-01"', 'max="2100-12-31"')] == [True] * 4


@pytest.mark.parametrize("typed", ["2000-01-01", "2020-11-06", "2100-12-31"])
def test_days_of_this_century_are_taken(typed):
    form = Asked({"day": typed})

    assert (form.is_valid(), form.cleaned_data) == (True, {"day": date.fromisoformat(typed), "key": None})


@pytest.mark.parametrize("typed", ["1999-12-31", "2101-01-01", "9999-12-31", "0001-01-01"])
def test_days_far_away_are_refused_at_the_field(typed):
    with translation.override("en"):
        form = Asked({"day": typed})

        assert form.errors == {"day": ["Choose a day from 2000 to 2100."]}
        assert '<a href="#id_day">Day: Choose a day from 2000 to 2100.</a>' in str(form)


@pytest.mark.parametrize("typed", ["", "x", "2020-13-01", "\x00", "9" * 400])
def test_what_is_no_day_is_refused_at_the_field(typed):
    assert list(Asked({"day": typed}).errors) == ["day"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "The form came without something"), ("zh-hans", "")])
def test_a_hidden_field_is_never_named_to_a_person(language, sentence):
    with translation.override(language):
        drawn = str(Asked({"day": "2020-11-06", "key": "no key"}))

    assert ("Key" in drawn, "#id_key" in drawn, sentence in drawn) == (False, False, True)
