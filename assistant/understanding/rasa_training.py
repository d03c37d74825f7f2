"""Training: a model is made only when something it is made of has changed."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Any, Final

import yaml
from filelock import FileLock

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT, RasaSettings
from assistant.understanding.rasa_process import CODE_DIR, rasa_environment, rasa_python

Progress = Callable[[str], None]

MODELS_KEPT: Final = 3
TRAINING_TIMEOUT_SECONDS: Final = 900.0
_HEARTBEAT_SECONDS: Final = 10.0
_CATEGORY: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")


def ensure_model(
    settings: RasaSettings,
    progress: Progress,
    *,
    extra_categories: Mapping[str, Sequence[str]] | None = None,
    project: Path = PROJECT_ROOT,
) -> Path:
    """The model made of the project's present training inputs, trained now if there is none yet.

    ``extra_categories`` are a retailer's own: name -> what staff say to report one; each becomes an intent
    ``report_<name>`` with its rule. ``progress`` is given lines fit to be shown. The file's name holds a hash of all
    the inputs. Two processes at once train once. Raises ``SetupError``; an interrupted training leaves nothing behind.
    """
    extra = dict(extra_categories or {})
    _check_extra(extra)
    model = settings.models_dir / f"floorline-{inputs_hash(project, extra)}.tar.gz"
    if model.is_file():
        return model
    python = rasa_python(settings)
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.models_dir / "training.lock"):
        if model.is_file():
            return model
        for abandoned in settings.models_dir.glob(".training-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".training-", dir=settings.models_dir) as folder:
            made = _train(python, project, extra, Path(folder), progress)
            made.replace(model)
        _forget_old_models(settings.models_dir, model)
    return model


@dataclass(frozen=True)
class TrainingFiles:
    """What one training reads; ``domain`` and each of ``data`` may be a folder."""

    config: Path
    domain: Path
    data: tuple[Path, ...]


def train_model(
    python: Path,
    files: TrainingFiles,
    made: Path,
    progress: Progress,
    *,
    timeout_seconds: float = TRAINING_TIMEOUT_SECONDS,
    on_started: Callable[[int], None] = lambda pid: None,
) -> None:
    """Train a model of ``files`` with Rasa's interpreter ``python`` and write it to ``made``.

    ``on_started`` is given the process, for whoever watches what it takes. Raises ``SetupError``; a process that is
    interrupted or takes too long is ended.
    """
    command = [str(python), "-m", "floorline_rasa.train", "--config", str(files.config)]
    command += ["--domain", str(files.domain), "--out", str(made), "--data", *map(str, files.data)]
    lines, status = _run(command, made.parent, progress, timeout_seconds, on_started)
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    if status != 0 or errors or not made.is_file():
        said = "; ".join(errors or lines[-3:]) or "no message"
        raise SetupError(f"The language model could not be trained (status {status}): {said}")


def inputs_hash(project: Path, extra_categories: Mapping[str, Sequence[str]]) -> str:
    """Twelve hexadecimal digits over the name and content of everything a model is made of."""
    digest = hashlib.sha256()
    for path in _inputs(project):
        try:
            content = path.read_bytes()
        except OSError as exc:
            raise SetupError(f"A training input cannot be read: {path} ({exc.strerror}); restore it.") from exc
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    digest.update(repr(sorted((name, tuple(lines)) for name, lines in extra_categories.items())).encode())
    return digest.hexdigest()[:12]


def extra_training_data(extra_categories: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A retailer's own categories as Rasa's domain and training data, ready to be written as YAML."""
    intents = {f"report_{name}": lines for name, lines in sorted(extra_categories.items())}
    domain = {"version": "3.1", "intents": list(intents)}
    data = {
        "version": "3.1",
        "nlu": [
            {"intent": intent, "examples": "".join(f"- {_one_line(line)}\n" for line in lines)}
            for intent, lines in intents.items()
        ],
        "rules": [
            {"rule": intent, "steps": [{"intent": intent}, {"action": "action_take_turn"}]} for intent in intents
        ],
    }
    return domain, data


def _one_line(example: str) -> str:
    # Brackets would mark entities, and "- " a new example.
    return " ".join(re.sub(r"[\[\](){}]", " ", example).split())


def _check_extra(extra: Mapping[str, Sequence[str]]) -> None:
    for name, lines in extra.items():
        if not _CATEGORY.fullmatch(name) or len([line for line in lines if line.strip()]) < 2:
            raise SetupError(
                f"The category {name!r} needs a plain name and at least two examples of how it is reported."
            )


def _inputs(project: Path) -> Iterator[Path]:
    yield from (project / "config.yml", project / "domain.yml", project / "nlu_data" / "rules.yml")
    examples = sorted((project / "nlu_data" / "nlu").rglob("*.yml"))
    if not examples:
        raise SetupError(
            f"There is no training data in {project / 'nlu_data' / 'nlu'}; restore it from the repository."
        )
    yield from examples
    yield from sorted((project / "nlu_data" / "adapter").glob("adapter.*"))
    yield from sorted((project / "nlu_data" / "duress").glob("*.txt"))
    yield from sorted((CODE_DIR / "floorline_rasa").glob("*.py"))
    yield from sorted(CODE_DIR.glob("*.lock"))


def _train(python: Path, project: Path, extra: Mapping[str, Sequence[str]], folder: Path, progress: Progress) -> Path:
    domain, data = project / "domain.yml", [project / "nlu_data" / "rules.yml", project / "nlu_data" / "nlu"]
    if extra:
        domain_part, data_part = extra_training_data(extra)
        domain = folder / "domain"
        domain.mkdir()
        (domain / "floorline.yml").write_bytes((project / "domain.yml").read_bytes())
        _write_yaml(domain / "extra.yml", domain_part)
        _write_yaml(folder / "extra.yml", data_part)
        data.append(folder / "extra.yml")
    made = folder / "model.tar.gz"
    progress("training the language model (a minute or two)")
    started = time.monotonic()
    train_model(python, TrainingFiles(project / "config.yml", domain, tuple(data)), made, progress)
    progress(f"the language model is trained ({time.monotonic() - started:.0f} s)")
    return made


def _run(
    command: Sequence[str],
    folder: Path,
    progress: Progress,
    timeout_seconds: float,
    on_started: Callable[[int], None],
) -> tuple[list[str], int]:
    """Run it to its end; what it wrote, and its status. Warnings and a sign of life every few seconds are passed on."""
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=rasa_environment(), text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        reader = Thread(target=_collect, args=(process.stdout, lines, progress), daemon=True)
        reader.start()
        try:
            on_started(process.pid)
            _wait(process, progress, timeout_seconds)
        finally:
            process.kill()
            reader.join()
    return lines, process.returncode


def _wait(process: subprocess.Popen[str], progress: Progress, timeout_seconds: float) -> None:
    started = time.monotonic()
    while (seconds := time.monotonic() - started) < timeout_seconds:
        try:
            process.wait(timeout=_HEARTBEAT_SECONDS)
        except subprocess.TimeoutExpired:
            progress(f"training the language model: {seconds + _HEARTBEAT_SECONDS:.0f} s so far")
        else:
            return
    raise SetupError(f"Training was stopped after {timeout_seconds:.0f} s; is the machine overloaded?")


def _collect(output: IO[str] | None, lines: list[str], progress: Progress) -> None:
    for raw in output or ():
        line = raw.strip()
        if line:
            lines.append(line)
        if line.startswith("warning: "):
            progress(line)


def _write_yaml(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _forget_old_models(folder: Path, current: Path) -> None:
    models = sorted(folder.glob("floorline-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in [path for path in models if path != current][MODELS_KEPT - 1 :]:
        model.unlink(missing_ok=True)
