"""QR codes that a camera reads and a screen reader names."""

import io
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from wucai.core import qr

TEXTS = ["https://wucai.example/stations/qibao", "七宝老街", "1234567890", "a" * 300]


@pytest.mark.parametrize("text", TEXTS)
def test_the_png_reads_back(text: str) -> None:
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(text))))

    assert [each.text for each in found] == [text]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("error", ["l", "q", "h"])
def test_the_svg_has_the_modules_that_read_back(text: str, error: str) -> None:
    found = zxingcpp.read_barcodes(_drawn(qr.svg(text, title="x", error=error)))

    assert [each.text for each in found] == [text]


def test_the_svg_is_named_and_what_is_typed_stays_text() -> None:
    svg = qr.svg("https://wucai.example/", title='</title><script>"七宝"')
    root = ElementTree.fromstring(svg)

    assert root.attrib["role"] == "img"
    assert [child.tag.split("}")[1] for child in root] == ["title", "path", "path"]
    assert root[0].text == '</title><script>"七宝"'


def test_the_svg_obeys_the_strict_policy() -> None:
    svg = qr.svg("https://wucai.example/", title="x")

    assert [word for word in ("style", "onload", "href", "script") if word in svg] == []


def _drawn(svg: str) -> Image.Image:
    """The picture that the path describes: rectangles one module high."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    picture = Image.new("L", (side, side), 255)
    for run in root[2].attrib["d"].split("z")[:-1]:
        start, rest = run[1:].split("h", 1)
        x, y = (int(each) for each in start.split())
        for column in range(int(rest.split("v")[0])):
            picture.putpixel((x + column, y), 0)
    return picture.resize((side * 8, side * 8), Image.Resampling.NEAREST)
