"""The house as text: its files, its rooms and its floors, for rules that read them.

A rule is a function from sources to findings, so that the same rule judges the house and what a test plants.
"""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Where the repository's files are: hidden folders are tools', `var` is the running house's.
FOLDERS = (".ci", *sorted(path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".") and path.name != "var"))
MADE = {"__pycache__", "local", "pictures"}
# What a comment says to machines; what follows it is said to people.
_MARK = re.compile(
    r"^(?:ruff:\s*)?(?:noqa(?::\s*[A-Z]+\d+(?:[,\s]\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[^\]]*\])?|pragma:\s*no cover|fmt:\s*\w+)\s*"
)


@dataclass(frozen=True)
class Source:
    """One file: its path from the repository's root, and what stands in it."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """As Python reads it."""
        return ast.parse(self.text)

    @cached_property
    def every_node(self) -> list[ast.AST]:
        """The whole tree in the order of its lines, walked once for all rules."""
        return sorted(ast.walk(self.tree), key=lambda node: getattr(node, "lineno", 0))

    @cached_property
    def lines(self) -> list[str]:
        """Without their ends."""
        return self.text.splitlines()

    @cached_property
    def comments(self) -> dict[int, str]:
        """A Python file's comments by line number."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}

    @property
    def parts(self) -> list[str]:
        """The steps of the path beneath src/wucai; none for a file elsewhere."""
        return self.path.removeprefix("src/wucai/").split("/") if self.path.startswith("src/wucai/") else []

    @property
    def room(self) -> str:
        """The room that the file belongs to, or an empty text."""
        return next((name for name in self.parts[:1] if name in rooms()), "")

    @property
    def kind(self) -> str:
        """In a room, what kind of file it is or stands in: views, actions, models …"""
        return self.parts[1].removesuffix(".py") if self.room else ""

    def nodes(self, *types: type[ast.AST]) -> Iterator[Any]:
        """All nodes of these types, anywhere in the file."""
        return (node for node in self.every_node if isinstance(node, types))

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """All calls with the name that is called, as far as it is one: `timezone.now`, `.save` after something that has no name."""
        return ((node, dotted(node.func)) for node in self.nodes(ast.Call))

    def is_told(self, node: Any) -> bool:
        """Whether a comment on one of the node's lines says something to people."""
        return any(spoken(self.comments.get(number, "")) for number in range(node.lineno, node.end_lineno + 1))

    def at(self, where: Any, what: str) -> str:
        """A finding, at a line number or at a node."""
        return f"{self.path}:{where if isinstance(where, int) else where.lineno} {what}"


def dotted(node: ast.expr) -> str:
    """The name that an expression spells: `a.b`, or `.b` where the front is no name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def spoken(comment: str) -> str:
    """What a comment says to people: `# noqa: S308  our own file` says "our own file"."""
    return " ".join(words for part in comment.split("#") if (words := _MARK.sub("", part.strip())))


@cache
def sources(*endings: str, below: tuple[str, ...] = FOLDERS) -> tuple[Source, ...]:
    """The repository's files with these endings, or all of them; those that lie in the root itself stand last."""
    found = [path for folder in below for path in sorted((ROOT / folder).rglob("*"))]
    if below == FOLDERS:
        found += sorted(path for path in ROOT.iterdir() if path.is_file())
    return tuple(_read(path) for path in found if path.is_file() and _is_written(path) and path.name.endswith(endings or ("",)))


def python(*below: str) -> tuple[Source, ...]:
    """The Python files of the house itself, or those below these folders."""
    return sources(".py", below=below or ("src",))


def require_none(findings: Iterable[str]) -> None:
    """Nothing was found; else the test fails and tells every finding on a line of its own."""
    __tracebackhide__ = True
    if found := list(findings):
        pytest.fail("\n".join([f"{len(found)} found:", *found]), pytrace=False)


def planted(path: str, text: str) -> tuple[Source, ...]:
    """A file that is nowhere: what a rule must refuse."""
    return (Source(path, text),)


@cache
def contract(name: str) -> dict[str, Any]:
    """An import contract of pyproject.toml by its id."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return next(each for each in options["contracts"] if each["id"] == name)


@cache
def rooms() -> tuple[str, ...]:
    """The rooms that stand: those inside which files have kinds."""
    return tuple(package.removeprefix("wucai.") for package in contract("inside")["containers"])


@cache
def kinds() -> frozenset[str]:
    """The kinds of files and folders with code that a room may have."""
    inside = contract("inside")
    return frozenset(_names(inside["layers"]) | set(inside["exhaustive_ignores"]))


@cache
def floors() -> dict[str, int]:
    """How high each part of the house stands; the ground is lowest."""
    layers = contract("floors")["layers"]
    return {name: len(layers) - number for number, layer in enumerate(layers) for name in _names([layer])}


def _names(layers: Iterable[str]) -> set[str]:
    return {name.strip(" ()") for layer in layers for name in layer.replace(":", "|").split("|")}


def _is_written(path: Path) -> bool:
    return not MADE & set(path.relative_to(ROOT).parts) and path.suffix not in {".pyc", ".mo"}


def _read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
