"""The book of procedures: loaded whole or not at all, and kept running when somebody breaks a file.

Folders are read in order. A later folder (the retailer's, ``settings.sops_dir``) adds categories and replaces a
built-in procedure by naming the same category.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from assistant.conditions import Condition
from assistant.errors import SopError
from assistant.procedure import (
    EmergencyCall,
    EvidenceItem,
    Question,
    ResponderAction,
    Rung,
    Sop,
    Threshold,
)
from assistant.sop_lint import Problem, parse_procedure

__all__ = [
    "BUILT_IN_SOPS",
    "Condition",
    "EmergencyCall",
    "EvidenceItem",
    "LiveSopBook",
    "Problem",
    "Question",
    "ResponderAction",
    "Rung",
    "Sop",
    "SopBook",
    "SopError",
    "Threshold",
    "lint",
]

BUILT_IN_SOPS: Final = Path(__file__).resolve().parent / "sops"


@dataclass(frozen=True)
class _Page:
    """One file's procedure and the digest of the bytes it was read from."""

    folder: int
    file: Path
    sop: Sop
    sha256: str


@dataclass(frozen=True)
class SopBook:
    """Every procedure in force, by category; ``None`` is the one while the category is not known."""

    sops: Mapping[str | None, Sop]
    sha256: str = field(default="")

    def for_category(self, category: str | None) -> Sop:
        """The procedure for ``category``; the general one for ``None`` or a category without a file."""
        return self.sops.get(category) or self.sops[None]

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that has a procedure, built-in ones first."""
        return tuple(category for category in self.sops if category is not None)

    @property
    def version(self) -> str:
        """Short and stable: the same files give the same version."""
        return self.sha256[:12]

    def cues(self) -> dict[str, tuple[str, ...]]:
        """Per category, the words that point to it, in lower case."""
        return {name: tuple(cue.lower() for cue in self.sops[name].cues) for name in self.categories}

    def examples(self) -> dict[str, tuple[str, ...]]:
        """Per category, the training sentences its file brings, where it brings any."""
        return {name: self.sops[name].examples for name in self.categories if self.sops[name].examples}

    @classmethod
    def load(cls, *folders: Path) -> SopBook:
        """Read the built-in procedures, or those of ``folders`` in order if any are given.

        Raises ``SopError`` naming file, line and what is wrong, for all problems at once.
        """
        pages, problems = _read(folders or (BUILT_IN_SOPS,), {})
        problems = (*problems, *_whole(pages, folders or (BUILT_IN_SOPS,)))
        if problems:
            raise SopError(_all_of(problems))
        return _bound(pages)


class LiveSopBook:
    """The book in force. A file that breaks leaves its last good version in force until it is mended."""

    def __init__(self, *folders: Path) -> None:
        """Read ``folders`` (the built-in procedures if none are given).

        A broken file of the retailer's is passed over, and named in ``problems``. Raises ``SopError`` only where
        what is left cannot serve: no procedure at all, or none for a category not known yet.
        """
        self._folders = folders or (BUILT_IN_SOPS,)
        self._good: dict[Path, _Page] = {}
        self._problems: tuple[Problem, ...] = ()
        self._book: SopBook | None = None
        self.reload()
        if self._book is None:
            raise SopError(_all_of(self._problems))

    @property
    def book(self) -> SopBook:
        """What is in force now. Hold on to it for one turn, so that a reload never splits a turn."""
        if self._book is None:
            raise SopError("No procedures are loaded; run 'floorline sop lint' and mend what it names.")
        return self._book

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the last reading found wrong."""
        return self._problems

    def reload(self) -> tuple[Problem, ...]:
        """Read the files again and return what is wrong; what is wrong changes nothing that is in force."""
        pages, problems = _read(self._folders, self._good)
        gaps = _whole(pages, self._folders)
        self._problems = (*problems, *gaps)
        if not gaps:
            self._good = {page.file: page for page in pages}
            self._book = _bound(pages)
        return self._problems


def lint(folders: Sequence[Path] = (BUILT_IN_SOPS,)) -> tuple[Problem, ...]:
    """Everything wrong with the procedures in ``folders``, by file and line; empty when all is well."""
    pages, problems = _read(folders, {})
    return problems or _whole(pages, folders)


def _read(folders: Sequence[Path], good: Mapping[Path, _Page]) -> tuple[tuple[_Page, ...], tuple[Problem, ...]]:
    """Every readable file, a broken one replaced by its last good version, and what is wrong."""
    pages: list[_Page] = []
    problems: list[Problem] = []
    for number, folder in enumerate(folders):
        if not folder.is_dir():
            problems.append(Problem(folder, 1, "there is no such folder; correct the setting sops_dir"))
            pages.extend(page for page in good.values() if page.folder == number)
            continue
        named: dict[str | None, Path] = {}
        for file in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
            page, wrong = _page(number, file)
            problems.extend(wrong)
            page = page or good.get(file)
            if page is None:
                continue
            if page.sop.category in named:
                other = named[page.sop.category].name
                problems.append(Problem(file, 1, f"the category {page.sop.category} is already in {other}; keep one"))
                continue
            named[page.sop.category] = file
            pages.append(page)
    return tuple(pages), tuple(problems)


def _page(folder: int, file: Path) -> tuple[_Page | None, tuple[Problem, ...]]:
    try:
        content = file.read_bytes()
    except OSError as exc:
        return None, (Problem(file, 1, f"the file cannot be read ({exc.strerror}); check its permissions"),)
    sop, problems = parse_procedure(content, file)
    if sop is None:
        return None, problems
    return _Page(folder, file, sop, hashlib.sha256(content).hexdigest()), ()


def _bound(pages: Sequence[_Page]) -> SopBook:
    digest = hashlib.sha256("\n".join(page.sha256 for page in pages).encode()).hexdigest()
    return SopBook({page.sop.category: page.sop for page in pages}, digest)


def _whole(pages: Sequence[_Page], folders: Sequence[Path]) -> tuple[Problem, ...]:
    categories = {page.sop.category for page in pages}
    if None not in categories:
        return (Problem(folders[0], 1, "no procedure has 'category: null', the one while the category is not known"),)
    if len(categories) == 1:
        return (Problem(folders[0], 1, "there is no procedure for any category"),)
    return ()


def _all_of(problems: Sequence[Problem]) -> str:
    return "The procedures are broken: " + "; ".join(str(problem) for problem in problems) + "."
