"""Tags, forms and the stylesheet: what every page is made of."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import brotli
import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from lucide import IconDoesNotExist

from wucai.core import stylesheet

CHINESE, ENGLISH = "zh-hans", "en"
FIVE = {"red": ("circle", "红"), "blue": ("rect", "蓝"), "green": ("path", "绿"), "orange": ("path", "橙"), "purple": ("path", "紫")}
MORNING = datetime(2020, 11, 5, 0, 0, tzinfo=UTC)  # eight o'clock in Shanghai


@dataclass
class Thing:
    name: str
    name_en: str = ""
    key: str = "red"


def drawn(source, language=ENGLISH, /, **context):
    with translation.override(language):
        return Template("{% load wucai %}" + source).render(Context(context))


# Names in the reader's language


def test_a_name_is_told_in_the_reader_s_language():
    thing = Thing("七宝站", "Qibao")

    assert drawn("{% named thing %}", CHINESE, thing=thing) == "七宝站"
    assert drawn("{% named thing %}", ENGLISH, thing=thing) == "Qibao"


def test_a_name_without_english_falls_back_to_chinese_and_is_marked_as_such():
    assert drawn("{% named thing %}", ENGLISH, thing=Thing("七宝站")) == '<span lang="zh-Hans">七宝站</span>'


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("name_en", ["", "<b>&"])
def test_a_name_is_escaped(language, name_en):
    assert "<b>" not in drawn("{% named thing %}", language, thing=Thing("<b>&", name_en))


def test_another_field_can_be_named():
    assert drawn("{% named thing 'key' %}", CHINESE, thing=Thing("七宝站", key="blue")) == "blue"


# Colours that are more than colours


@pytest.mark.parametrize(("key", "outline", "character"), [(key, *rest) for key, rest in FIVE.items()])
def test_a_badge_has_shape_character_and_text(key, outline, character):
    chinese, english = (
        drawn("{% badge colour 'Docent' %}", language, colour=Thing("宣传岗", "Outreach", key)) for language in (CHINESE, ENGLISH)
    )

    for badge in (chinese, english):
        assert (f"hue-{key}" in badge, f"<{outline} " in badge) == (True, True)
    assert (f'lang="zh-Hans">{character}</text>' in chinese, 'class="vh"' in chinese) == (True, True)
    assert (f">{key[0].upper()}</text>" in english, 'class="vh"' in english, character in english) == (True, False, False)
    assert re.sub(r"<svg.*</svg>|<[^>]*>", "", english) == f"{key.title()}: Docent"


def test_a_badge_without_words_says_what_the_colour_stands_for():
    assert "Outreach" in drawn("{% badge colour %}", colour=Thing("宣传岗", "Outreach"))


def test_a_badge_of_a_bare_key_says_the_colour_once():
    assert re.sub(r"<svg.*</svg>|<[^>]*>", "", drawn("{% badge 'blue' %}")) == "Blue"


def test_there_is_no_sixth_colour():
    with pytest.raises(KeyError, match="yellow"):
        drawn("{% badge 'yellow' %}")


def test_five_colours_have_five_shapes():
    outlines = {re.sub(r"hue-\w+|>.</text>", "", drawn("{% shape key %}", key=key)) for key in FIVE}

    assert len(outlines) == 5


def test_an_icon_is_drawn_for_eyes_only():
    assert 'aria-hidden="true"' in drawn("{% icon 'phone' %}")


def test_an_unknown_icon_is_an_error():
    with pytest.raises(IconDoesNotExist):
        drawn("{% icon 'no-such-icon' %}")


# Moments, lengths, masks


def test_a_moment_is_told_in_shanghai_s_time_with_its_machine_readable_twin():
    assert drawn("{% when at %}", at=MORNING) == '<time datetime="2020-11-05T08:00+08:00">Thu 5 Nov, 08:00</time>'
    assert drawn("{% when at 'day' %}", at=MORNING) == '<time datetime="2020-11-05">Thu 5 Nov</time>'


@pytest.mark.parametrize(("style", "told"), [("moment", "11月5日 星期四 08:00"), ("day", "11月5日 星期四"), ("time", "08:00")])
def test_a_moment_is_told_in_chinese_order(style, told):
    assert re.sub(r"<[^>]*>", "", drawn("{% when at style %}", CHINESE, at=MORNING, style=style)) == told


def test_a_span_names_a_second_day_only_where_there_is_one():
    same = drawn("{% span a b %}", a=MORNING, b=MORNING.replace(hour=4))
    night = drawn("{% span a b %}", a=MORNING.replace(hour=14), b=MORNING.replace(hour=17))

    assert re.sub(r"<[^>]*>", "", same) == "Thu 5 Nov, 08:00–12:00"
    assert re.sub(r"<[^>]*>", "", night) == "Thu 5 Nov, 22:00–Fri 6 Nov, 01:00"


@pytest.mark.parametrize(("length", "told"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (150, "2 h 30 min")])
def test_minutes_are_told_in_words(length, told):
    assert drawn("{% minutes length %}", length=length) == told


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [("13800000000", 3, 4, "138****0000"), ("王小明", 1, 0, "王**"), ("12", 1, 1, "**"), ("<b>", 1, 0, "&lt;**")],
)
def test_a_mask_shows_its_ends_alone(text, first, last, shown):
    masked = drawn("{% masked text first last %}", text=text, first=first, last=last)

    assert masked == f'<span class="num">{shown}</span><span class="vh"> (partly hidden)</span>'


@pytest.mark.parametrize(("part", "whole", "width"), [(0, 10, 0), (5, 10, 500), (12, 10, 1000), (-1, 10, 0), (3, 0, 0)])
def test_a_bar_never_leaves_its_bed(part, whole, width):
    assert drawn("{% per_mille part whole %}", part=part, whole=whole) == str(width)


def test_a_row_that_does_not_fit_its_columns_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        drawn("{% for column, cell in columns|beside:cells %}{% endfor %}", columns=[1, 2], cells=[1])


# Where one is


@pytest.mark.parametrize(
    ("path", "address", "mark"),
    [("/stations/", "/stations/", ' aria-current="page"'), ("/stations/qibao", "/stations/", ' aria-current="true"'), ("/me/", "/", "")],
)
def test_a_link_of_the_navigation_knows_whether_one_is_there(path, address, mark):
    assert drawn("{% current address %}", request=RequestFactory().get(path), address=address) == mark


# Forms


class WishForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card.")
    when = forms.ChoiceField(label="When", choices=[("a", "Morning")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="Agreed")


def refused():
    with translation.override(ENGLISH):
        form = WishForm({})
        form.add_error(None, "The whole is wrong.")
        return str(form)


def test_a_refused_form_begins_with_a_summary_that_leads_to_each_field():
    page = refused()
    targets = re.findall(r'<a href="#([^"]+)">', page)

    assert page.index("The whole is wrong.") < page.index("<label")
    assert targets == ["id_name", "id_when", "id_agreed"]
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_each_refused_field_says_so_to_ears():
    page = refused()

    assert (
        '<input type="text" name="name" required aria-invalid="true" aria-describedby="id_name_helptext id_name_error" id="id_name">'
        in page
    )
    described_by = " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
    assert [told for told in described_by if f'id="{told}"' not in page] == []


def test_an_optional_field_says_so_once():
    assert refused().count("(optional)") == 1


def test_a_form_nobody_sent_has_no_summary():
    assert "summary" not in str(WishForm())


# The stylesheet


def test_the_critical_stylesheet_is_small():
    assert len(brotli.compress(stylesheet.critical_css().encode())) <= 6 * 1024


def test_the_hash_is_that_of_what_is_inlined():
    [inlined] = re.findall(r"<style>(.*?)</style>", render_to_string("500.html"), re.S)
    digest = base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()

    assert digest == stylesheet.critical_css_hash()
    assert f"'sha256-{digest}'" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"]


def test_the_stylesheet_asks_for_no_other_file_and_hides_from_no_old_phone():
    told = re.findall(r"url\(|@import|@layer|:has\(|:is\(|:where\(|inset:|margin-inline:|padding-inline:", stylesheet.critical_css())

    assert told == []


def test_minifying_keeps_strings_sums_and_pseudo_classes():
    assert (
        stylesheet.minified('a :hover { content: " ; " } /* b */ c { width: calc(1px + 2px); }')
        == 'a :hover{content:" ; "}c{width:calc(1px + 2px)}'
    )


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(selector):
    [block] = re.findall(re.escape(selector) + r"\{([^}]*)\}", stylesheet.critical_css())[:1]
    return dict(re.findall(r"--([\w-]+):(#\w+)", block))


@pytest.mark.parametrize("key", FIVE)
def test_each_ink_can_be_read_and_its_shape_seen(key):
    ink = tokens(f".hue-{key}")

    assert contrast(ink["on"], ink["fill"]) >= 4.5
    assert contrast(ink["tone"], "#FFFFFF") >= 7
    assert contrast(ink["deep"], ink["tint"]) >= 7
    assert contrast(ink["edge"], "#FFFFFF") >= 3


@pytest.mark.parametrize("state", ["ok", "warn", "danger", "info", "neutral"])
def test_each_state_can_be_read(state):
    token = tokens(f".is-{state}")

    assert contrast(token["state"], token["wash"]) >= 4.5


def test_words_links_and_edges_can_be_seen_on_paper_and_canvas():
    root = tokens(":root")

    for ground in (root["paper"], root["canvas"]):
        assert [name for name in ("ink", "muted", "link", "visited", "primary") if contrast(root[name], ground) < 4.5] == []
        assert [name for name in ("control", "focus") if contrast(root[name], ground) < 3] == []


# All templates


def templates():
    return [
        (path.relative_to(settings.PACKAGE).as_posix(), path.read_text()) for path in sorted(settings.PACKAGE.rglob("templates/**/*.html"))
    ]


def test_no_template_needs_what_the_content_security_policy_refuses():
    styles = [path for path, text in templates() if re.search(r'\sstyle="', text)]
    handlers = [path for path, text in templates() if re.search(r"<[^>]*\son\w+=", text)]
    scripts = [path for path, text in templates() if re.search(r"<script(?![^>]*\bsrc=)", text)]

    assert (styles, handlers, scripts) == ([], [], [])


def test_each_template_says_first_what_it_takes():
    silent = [
        path
        for path, text in templates()
        if "/allauth/elements/" not in path and not re.match(r"(\{% extends [^%]*%\}\n)?\{% comment %\}", text)
    ]

    assert silent == []


# Pages for when something is broken


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_the_page_for_our_own_fault_needs_neither_request_nor_database(page):
    drawn_page = render_to_string(page)

    assert re.findall(r'<(?:html|section)[^>]* lang="([^"]+)"', drawn_page) == ["zh-Hans", "en"]
