"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
from pathlib import Path

from assistant import docs

ROOT = Path(__file__).parent.parent
PACKAGES = ("actions", "assistant", "channels", "console", "demo", "floorline", "speech_data", "voice")
MAY_IMPORT = {
    "assistant": {"assistant"},
    "voice": {"assistant", "voice"},
    "channels": {"assistant", "channels"},
    "actions": {"assistant", "actions"},
    "console": {"assistant", "voice", "channels", "console"},
    "floorline": set(PACKAGES),
    "demo": set(PACKAGES),
    "speech_data": {"assistant", "demo", "voice", "speech_data"},
}
"""Imports point one way: towards the core. ``floorline`` (composition, commands) and ``demo`` stand on everything."""

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
LINES_IN_ONE_SITTING = 400
MAY_BE_LONGER: dict[str, str] = {}
"""Path -> why it reads better in one piece."""

MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for top in (*PACKAGES, "tests", "deploy", "nlu_data")
    for path in (ROOT / top).rglob("*.py")
)
OURS = [module for module in MODULES if module.split("/", 1)[0] in PACKAGES]


def source_of(module: str) -> str:
    return (ROOT / module).read_text(encoding="utf-8")


def imported_packages(source: str) -> dict[str, int]:
    """Top-level package -> the line that imports it, wherever it stands: at the top, in a function, for types only."""
    found: dict[str, int] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        for name in names:
            found.setdefault(name.partition(".")[0], node.lineno)
    return found


def test_imports_are_found_wherever_they_stand() -> None:
    source = """\
import voice.audio
def f():
    from channels import build
if TYPE_CHECKING:
    import console as c
"""
    assert imported_packages(source) == {"voice": 1, "channels": 3, "console": 5}


def test_there_are_modules_to_look_at() -> None:
    assert len(OURS) > 10


def test_imports_point_one_way() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module in OURS
        for name, line in imported_packages(source_of(module)).items()
        if name in PACKAGES and name not in MAY_IMPORT[module.split("/", 1)[0]]
    ]
    assert not wrong, "the core must not know its edges; pass what is needed in, from floorline/"


def test_a_module_is_named_for_what_it_does() -> None:
    wrong = [
        module for module in MODULES if {part.lower() for part in Path(module).with_suffix("").parts} & SAYS_NOTHING
    ]
    assert not wrong


def test_a_module_says_what_it_is_for() -> None:
    wrong = [
        module
        for module in MODULES
        if (source := source_of(module)).strip() and not ast.get_docstring(ast.parse(source))
    ]
    assert not wrong, "begin each module with a docstring"


def test_a_module_can_be_read_in_one_sitting() -> None:
    lengths = {module: len(source_of(module).splitlines()) for module in MODULES if module not in MAY_BE_LONGER}
    wrong = {module: lines for module, lines in lengths.items() if lines > LINES_IN_ONE_SITTING}
    assert not wrong, "make two modules of each, or say in MAY_BE_LONGER why it reads better in one piece"


def test_generated_documents_are_up_to_date(tmp_path: Path) -> None:
    for written in docs.write_documents(tmp_path):
        committed = ROOT / "docs" / written.name
        assert committed.is_file(), f"docs/{written.name} is missing; run make docs"
        assert committed.read_text(encoding="utf-8") == written.read_text(encoding="utf-8"), (
            f"docs/{written.name} is not what the code says; run make docs"
        )
