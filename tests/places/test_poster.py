"""The station's poster: one page in Chinese that a camera reads, rendered and decoded back."""

import io

import pypdfium2
import pytest
import zxingcpp
from django.conf import LazySettings
from django.test import Client
from django.utils import translation

from tests.factories import places as some_places
from tests.factories import programme as some_programme
from wucai.places import exports
from wucai.places.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(settings: LazySettings) -> Site:
    settings.WUCAI_ORIGIN = "https://wucai.example"
    edition = some_programme.edition(name="进博五彩先锋 3.0", name_en="Five-colour pioneers 3.0")
    return some_places.station(
        edition=edition,
        slug="qibao",
        number=2,
        name="七宝老街",
        name_en="Qibao Old Street",
        feature="突出文化宣传",
        feature_en="Culture first",
        address="闵行区七宝镇",
        address_en="Qibao, Minhang",
    )


def _read(pdf: bytes) -> tuple[int, str, list[str]]:
    """How many pages, the words of the first, and what a camera finds on it."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        page = document[0]
        words = "".join(page.get_textpage().get_text_range().split())
        picture = page.render(scale=1.5).to_pil()
        return len(document), words, [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_poster_is_one_page_with_the_words_of_the_station_and_a_code_that_leads_to_it(station: Site) -> None:
    pages, words, codes = _read(exports.poster(station))

    assert pages == 1
    assert codes == ["https://wucai.example/stations/qibao"]
    told = ["进博五彩先锋3.0", "七宝老街", "突出文化宣传", "闵行区七宝镇", "QibaoOldStreet", "Culturefirst", "Qibao,Minhang"]
    assert [word for word in told if word not in words] == []


def test_the_poster_is_a_tagged_document_with_its_name(station: Site) -> None:
    pdf = exports.poster(station)

    assert [mark in pdf for mark in (b"pdfuaid", b"/MarkInfo", b"/Lang(zh-CN)", b"/Alt")] == [True] * 4


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_poster_is_the_same_whoever_prints_it(station: Site, language: str) -> None:
    with translation.override("zh-hans"):
        chinese = _read(exports.poster(station))
    with translation.override(language):
        assert _read(exports.poster(station)) == chinese


@pytest.mark.parametrize("name", ["#strong[七宝]", '"七宝"', "$七宝$", "七宝\\", "*七宝*", "#panic()", "七宝]#[", "<七宝>@x", "//七宝"])
def test_signs_of_the_typesetter_in_a_name_are_printed_as_they_are(station: Site, name: str) -> None:
    station.name = name
    pages, words, codes = _read(exports.poster(station))

    assert (pages, name in words, len(codes)) == (1, True, 1)


def test_the_longest_words_that_a_station_can_have_stay_on_one_page(station: Site) -> None:
    station.name, station.feature, station.address = "名" * 60, "特" * 200, "址" * 200
    station.name_en, station.feature_en, station.address_en = "Name " * 20, "Word " * 60, "Addr " * 60
    pages, _, codes = _read(exports.poster(station))

    assert (pages, codes) == (1, ["https://wucai.example/stations/qibao"])


def test_a_station_of_which_little_is_known_has_a_poster_too(station: Site) -> None:
    bare = some_places.station(edition=station.edition, slug="bare", name="心驿", name_en="", number=None)
    pages, words, codes = _read(exports.poster(bare))

    assert (pages, "心驿" in words, codes) == (1, True, ["https://wucai.example/stations/bare"])


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_anybody_can_print_it_from_either_language_and_the_code_has_none(station: Site, prefix: str) -> None:
    response = Client().get(f"{prefix}/stations/qibao/poster.pdf")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == 'inline; filename="qibao.pdf"'
    assert _read(response.content)[2] == ["https://wucai.example/stations/qibao"]


def test_there_is_no_poster_of_no_station() -> None:
    assert Client().get("/stations/nowhere/poster.pdf").status_code == 404


def test_a_name_that_cannot_be_printed_is_refused_with_a_sentence(station: Site) -> None:
    station.name = "七宝🦄"
    station.save()
    response = Client().get("/en/stations/qibao/poster.pdf")

    assert response.status_code == 409
    assert "cannot be printed" in response.content.decode()
