"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assistant import docs

ROOT = Path(__file__).parent.parent
PACKAGES = ("actions", "assistant", "channels", "console", "demo", "floorline", "voice")
MAY_IMPORT = {
    "assistant": {"assistant"},
    "voice": {"assistant", "voice"},
    "channels": {"assistant", "channels"},
    "actions": {"assistant", "actions"},
    "console": {"assistant", "voice", "channels", "console"},
    "floorline": set(PACKAGES),
    "demo": set(PACKAGES),
}
"""Imports point one way: towards the core. ``floorline`` (composition, commands) and ``demo`` stand on everything."""

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
LINES_IN_ONE_SITTING = 400
MAY_BE_LONGER: dict[str, str] = {}
"""Path -> why it reads better in one piece."""

MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for top in (*PACKAGES, "tests", "deploy", "nlu_data")
    for path in (ROOT / top).rglob("*.py")
)
OURS = [module for module in MODULES if module.split("/", 1)[0] in PACKAGES]


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
    source = (
        "import voice.audio\ndef f():\n    from channels import build\nif TYPE_CHECKING:\n    import console as c\n"
    )
    assert imported_packages(source) == {"voice": 1, "channels": 3, "console": 5}


def test_there_are_modules_to_look_at() -> None:
    assert len(OURS) > 10


@pytest.mark.parametrize("module", OURS)
def test_imports_point_one_way(module: str) -> None:
    own = module.split("/", 1)[0]
    imported = imported_packages((ROOT / module).read_text(encoding="utf-8"))
    wrong = {name: line for name, line in imported.items() if name in PACKAGES and name not in MAY_IMPORT[own]}
    assert not wrong, f"{module} may import {sorted(MAY_IMPORT[own])} only, not (package: line) {wrong}"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_named_for_what_it_does(module: str) -> None:
    assert not {part.lower() for part in Path(module).with_suffix("").parts} & NAMES_THAT_SAY_NOTHING


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module: str) -> None:
    source = (ROOT / module).read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source)), f"{module} has no docstring"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_read_in_one_sitting(module: str) -> None:
    lines = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    assert lines <= LINES_IN_ONE_SITTING or module in MAY_BE_LONGER, f"{module} has {lines} lines: make it two modules"


def test_generated_documents_are_up_to_date(tmp_path: Path) -> None:
    for written in docs.write_documents(tmp_path):
        committed = ROOT / "docs" / written.name
        assert committed.is_file(), f"docs/{written.name} is missing; run make docs"
        assert committed.read_text(encoding="utf-8") == written.read_text(encoding="utf-8"), (
            f"docs/{written.name} is not what the code says; run make docs"
        )
