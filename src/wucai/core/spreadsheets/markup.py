"""The small XML parts of a workbook, read as a stream: nothing is built that a hostile file could make big, no entity is expanded."""

import re
from collections.abc import Iterator
from typing import IO, Self
from xml.parsers import expat

_PIECE = 1 << 16
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Date formats that files name by number only; 27–36 and 50–58 are those of Chinese, Japanese and Korean Excel.
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)])
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_OF_DATES = re.compile(r"[ymdhs]", re.IGNORECASE)


class Hostile(ValueError):
    """The part holds what no honest program writes, such as a document type of its own."""


class Walker:
    """Passes through a part: `_start` and `_end` are called at each element, `_text` only for what stands where `_wants_text` is true."""

    _wants_text = False

    def walk(self, stream: IO[bytes]) -> Iterator[None]:
        """Pass through the part, with a pause after each piece. Raises Hostile and expat.ExpatError."""
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def start(name: str, attributes: dict[str, str]) -> None:
            self._start(name if ":" not in name else name.rpartition(":")[2], attributes)
            parser.CharacterDataHandler = self._text if self._wants_text else None

        def end(name: str) -> None:
            parser.CharacterDataHandler = None
            self._end(name if ":" not in name else name.rpartition(":")[2])

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
        yield

    def parse(self, stream: IO[bytes]) -> Self:
        """Pass through the whole part."""
        for _ in self.walk(stream):
            pass
        return self

    def _start(self, name: str, attributes: dict[str, str]) -> None: ...

    def _end(self, name: str) -> None: ...

    def _text(self, data: str) -> None: ...


def _refuse_doctype(*_: object) -> None:
    raise Hostile("document type")


def unescaped(text: str) -> str:
    """The text with the standard's `_x000D_` given back as the character."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class Texts(Walker):
    """The workbook's shared texts, in their order, without the phonetic guides."""

    def __init__(self, most: int) -> None:
        self._wants_text = False
        self.found: list[str] = []
        self._most = most
        self._pieces: list[str] = []
        self._is_guide = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._is_guide = True
        self._wants_text = name == "t" and not self._is_guide

    def _end(self, name: str) -> None:
        if name == "rPh":
            self._is_guide = False
        elif name == "si":
            if len(self.found) >= self._most:
                raise Hostile("texts")
            self.found.append(unescaped("".join(self._pieces)))

    def _text(self, data: str) -> None:
        self._pieces.append(data)


class Relations(Walker):
    """Where the parts are: key → (kind, target)."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self.found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], attributes["Target"])


class Book(Walker):
    """The list of sheets: name, relation, whether it is hidden; and where days are counted from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.starts_1904 = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.starts_1904 = attributes.get("date1904", "0").lower() in {"1", "true", "on"}
        elif name == "sheet":
            relations = [value for key, value in attributes.items() if key.endswith(":id")]
            self.sheets.append((attributes["name"], relations[0], attributes.get("state", "visible") != "visible"))


class Styles(Walker):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self.of_dates: set[str] = set()
        self._formats: dict[int, bool] = {}
        self._within = False
        self._number = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._formats[int(attributes["numFmtId"])] = _is_of_dates(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._within = True
        elif name == "xf" and self._within:
            shown = int(attributes.get("numFmtId", "0"))
            if self._formats.get(shown, shown in _DATE_FORMATS):
                self.of_dates.add(str(self._number))
            self._number += 1

    def _end(self, name: str) -> None:
        if name == "cellXfs":
            self._within = False


def _is_of_dates(code: str) -> bool:
    return bool(_OF_DATES.search(_NOT_FORMAT.sub("", code.partition(";")[0])))
