"""What the documentation says is so: commands, links, settings. A promise that is not checked becomes a lie within a year."""

import ast
import re
import subprocess
from collections.abc import Collection
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh.md")
# Commands of the launcher itself, its subcommands as people type them, and the words that follow.
COMMAND = re.compile(r"\./wucai[ \t]+(--?[\w-]+|[a-z]+)([^\n`|#…]*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\bWUCAI_[A-Z_]*[A-Z]\b")
# The readers of wucai.environment, whose first argument is the variable's name.
READERS = {"text", "choice", "switch", "integer", "names", "folder", "database", "mail"}


def pages() -> dict[str, str]:
    """Every page by its path."""
    found = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "tests/README.md", ROOT / "requirements/README.md"]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def usage() -> str:
    """What the launcher says of itself."""
    return subprocess.run([ROOT / "wucai", "--help"], capture_output=True, text=True, check=True).stdout


def test_every_command_in_a_readme_is_in_the_launchers_usage():
    told = {name: text for name, text in pages().items() if name in READMES}

    assert unknown_commands(told, usage()) == []


def test_every_command_on_any_page_exists():
    known = {command for command, _ in COMMAND.findall(usage())}
    managed = {name for name, app in get_commands().items() if app.startswith(("wucai.", "django.core"))}
    asked = [(page, command, rest.split()) for page, text in pages().items() for command, rest in COMMAND.findall(text)]

    assert [(page, command) for page, command, _ in asked if command not in known] == []
    assert [(page, rest) for page, command, rest in asked if command == "manage" and rest and rest[0] not in managed] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("`./wucai demo --stage over --port 9000`", []),
        ("    ./wucai bench rush --quick", []),
        ("`./wucai dance`", ["a.md: ./wucai dance"]),
        ("`./wucai test --fast`", ["a.md: ./wucai test --fast"]),
        ("./wucai serve --stage open", ["a.md: ./wucai serve --stage"]),
    ],
)
def test_a_command_that_is_not_there_is_refused(line, expected):
    assert unknown_commands({"a.md": line}, usage()) == expected


def test_every_link_leads_to_a_file_that_is_there():
    assert dead_links(pages(), ROOT) == []


def test_a_link_that_leads_nowhere_is_refused(tmp_path):
    (tmp_path / "b.md").write_text("# One thing, §2\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    text = "[1](b.md) [2](b.md#one-thing-2) ![3](c.png) [4](b.md#two) [5](https://example.org/) [6](../b.md)\n```\n[7](d.md)\n```\n"

    assert dead_links({"a.md": text, "docs/e.md": "[8](../b.md) [9](b.md)"}, tmp_path) == [
        "a.md: c.png",
        "a.md: b.md#two",
        "a.md: ../b.md",
        "docs/e.md: b.md",
    ]


def test_the_operators_page_tells_every_setting_and_no_other():
    page = (ROOT / "docs/guides/operator.md").read_text(encoding="utf-8")
    sources = [(ROOT / "src/wucai" / name).read_text(encoding="utf-8") for name in ("settings.py", "environment.py")]
    read = settings_read(sources[0]) | settings_read(sources[1])
    launcher = set(re.findall(r"\$\{(WUCAI_[A-Z_]+)", (ROOT / "wucai").read_text(encoding="utf-8")))

    assert set(VARIABLE.findall(page)) == read | launcher


def test_each_setting_has_its_row():
    page = (ROOT / "docs/guides/operator.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(WUCAI_[A-Z_]+)` \|", page, re.MULTILINE)

    assert sorted(rows) == sorted(set(VARIABLE.findall(page)))


def test_a_setting_is_seen_wherever_it_is_read():
    source = (
        'A = environment.text("WUCAI_A", "")\ndef f():\n    if environment.switch("WUCAI_B_C", default=True):\n        return WUCAI_D\n'
    )

    assert settings_read(source) == {"WUCAI_A", "WUCAI_B_C"}


def test_settings_are_read_by_the_typed_readers_alone():
    readers = {node.name for node in ast.parse((ROOT / "src/wucai/environment.py").read_text(encoding="utf-8")).body if _is_reader(node)}
    settings = (ROOT / "src/wucai/settings.py").read_text(encoding="utf-8")

    assert (readers, "os.environ" in settings, "getenv" in settings) == (READERS, False, False)


def test_every_page_is_linked_from_the_index_or_beside_it():
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / target.split("#")[0]).resolve() for target in LINK.findall(index) if "://" not in target}
    all_pages = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.name != "index.md"]

    assert [path.name for path in all_pages if not {path, path.parent} & linked] == []


def test_each_decision_has_a_number_of_its_own_and_fits_a_page():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]

    assert numbers == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if len(path.read_text(encoding="utf-8").splitlines()) > 35] == []


def unknown_commands(texts: dict[str, str], usage_page: str) -> list[str]:
    """The commands that the usage does not know, with the first of their options that it does not know."""
    options = {command: set(re.findall(r"--[\w-]+", rest)) for command, rest in COMMAND.findall(usage_page)}
    options = {command: known | _options_below(command, usage_page) for command, known in options.items()}
    found = []
    for page, text in texts.items():
        for command, rest in COMMAND.findall(text):
            strange = [option for option in re.findall(r"--[\w-]+", rest) if option not in options.get(command, set())]
            if command not in options:
                found.append(f"{page}: ./wucai {command}")
            elif strange:
                found.append(f"{page}: ./wucai {command} {strange[0]}")
    return found


def dead_links(texts: dict[str, str], root: Path) -> list[str]:
    """The relative links that lead out of the repository, to no file, or to no heading of a page."""
    found = []
    for page, text in texts.items():
        for link in LINK.findall(FENCE.sub("", text)):
            target, _, anchor = link.partition("#")
            path = ((root / page).parent / target).resolve() if target else root / page
            if "://" in link or link.startswith("mailto:"):
                continue
            if not path.exists() or not path.is_relative_to(root) or (anchor and anchor not in _anchors(path)):
                found.append(f"{page}: {link}")
    return found


def settings_read(source: str) -> set[str]:
    """The variables that a settings file reads, whichever of the typed readers it uses."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    named = [call.args[0] for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in READERS]
    return {str(name.value) for name in named if isinstance(name, ast.Constant)}


def _is_reader(node: ast.stmt) -> bool:
    """A public function that takes the variable's name first and a default."""
    return isinstance(node, ast.FunctionDef) and bool(node.args.args) and node.args.args[0].arg == "name" and not node.name.startswith("_")


def _options_below(command: str, usage_page: str) -> set[str]:
    """Options that stand on the lines after a command's own, up to the next command."""
    after = usage_page.split(f"./wucai {command}", 1)[1]
    return set(re.findall(r"--[\w-]+", re.split(r"\./wucai", after, maxsplit=1)[0]))


def _anchors(path: Path) -> Collection[str]:
    """The anchors of a page's headings, as hosts of repositories make them."""
    headings = HEADING.findall(path.read_text(encoding="utf-8")) if path.suffix == ".md" else []
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-") for heading in headings}
