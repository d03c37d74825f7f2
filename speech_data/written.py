"""The files of a run: Rasa's YAML, one file an intent with where it came from at its head, and a README of figures."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from assistant.errors import SetupError
from assistant.understanding.examples import Example, parse_marked
from speech_data.tally import Errors, Tally

SCRIPT: Final = "speech_data/make_heard.py"
_WIDTH: Final = 116


@dataclass(frozen=True)
class Origin:
    """What a run was made of: enough to make it again."""

    seed: int
    count: int
    snrs_db: tuple[float, ...]
    voices: tuple[str, ...]
    engines: tuple[str, ...]
    versions: tuple[str, ...]
    set_hash: str
    intents: tuple[str, ...] = ()
    """Empty for all."""

    @property
    def command(self) -> str:
        """What to type; DIR stands for the folder of voices."""
        parts = [
            f"python -m speech_data.make_heard --voices DIR --count {self.count} --seed {self.seed}",
            f"--snr {' '.join(f'{snr:g}' for snr in self.snrs_db)}",
            f"--speakers {' '.join(self.voices)}",
            f"--engine {' '.join(self.engines)}",
        ]
        if self.intents:
            parts.append(f"--intents {' '.join(self.intents)}")
        return " ".join(parts)


def write_run(folder: Path, origin: Origin, kept: Sequence[Example], tally: Tally) -> None:
    """Write what there is so far; each file is replaced whole, so that one never sees half of it.

    ``SetupError`` where the folder cannot be written.
    """
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in kept:
        by_intent[example.intent].append(example)
    for intent, examples in by_intent.items():
        _replace(folder / f"{intent}.yml", intent_file(intent, examples, origin))
    _replace(folder / "README.md", readme(origin, tally))


def begin_folder(folder: Path, intents: Iterable[str]) -> None:
    """Take away what another run left of these intents, so that all that stands in the folder is of one run.

    ``SetupError``, and nothing is touched, if it holds other intents, which this run would leave standing.
    """
    left = sorted(folder.glob("*.yml"))
    strangers = [path.stem for path in left if path.stem not in set(intents)]
    if strangers:
        raise SetupError(
            f"The folder for what is heard already has {', '.join(strangers)} of another run; "
            "remove them or name another folder with --out."
        )
    for path in left:
        path.unlink()


def intent_file(intent: str, examples: Sequence[Example], origin: Origin) -> str:
    """The YAML of one intent. Examples are in the order in which they were heard."""
    head = (
        f"Made by {SCRIPT}: lines of nlu_data/nlu/{intent}.yml spoken by synthesised voices, mixed with noise and "
        f"heard by a recogniser, labels projected. Do not edit; make it again. Seed {origin.seed}; voices "
        f"{', '.join(origin.voices)}; signal-to-noise ratios {', '.join(f'{snr:g}' for snr in origin.snrs_db)} dB; "
        f"recognisers {', '.join(origin.engines)}; {', '.join(origin.versions)}; said set sha256 {origin.set_hash}."
    )
    lines = [f"# {line}" for line in textwrap.wrap(head, _WIDTH)]
    lines += ['version: "3.1"', "nlu:", f"- intent: {intent}", "  examples: |"]
    lines += [f"    - {example.marked}" for example in examples]
    return "\n".join(lines) + "\n"


def check_files(folder: Path) -> int:
    """Examples in the folder's files, after looking at each: ``SetupError`` for one that Rasa would misread."""
    count = 0
    for path in sorted(folder.glob("*.yml")):
        try:
            (block,) = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
            lines = str(block["examples"]).splitlines()
            intent = str(block["intent"])
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as exc:
            raise SetupError(f"{path.name} is not training data that can be read; make it again.") from exc
        for line in lines:
            example = parse_marked(intent, line.removeprefix("- "))
            words = [example.text[span.start : span.end] for span in example.spans]
            whole = all(word and word == word.strip() for word in words)
            if not line.startswith("- ") or intent != path.stem or not whole or set("[]{}") & set(example.text):
                raise SetupError(f"{path.name} holds a line that Rasa would misread: {line!r}; make it again.")
            count += 1
    return count


def readme(origin: Origin, tally: Tally) -> str:
    """The README that stands beside the files."""
    said, kept = sum(tally.spoken.values()), sum(tally.kept.values())
    lines = [
        "# Heard, not read",
        "",
        *textwrap.wrap(
            f"Recognisers' errors as training data. {said} lines of `nlu_data/nlu/*.yml`, drawn by a seed, were spoken "
            "by synthesised voices at various speeds, mixed with made noise (a shop, or people talking close by) and "
            f"given to the recogniser. {kept} of what it wrote stand here as it wrote it, with the labels of the said "
            "line carried over by aligning the words: at most two versions of a line, and none that was heard as said "
            "(but for case and punctuation) or lost its sense. Nobody has read them all through.",
            _WIDTH + 4,
        ),
        "",
        "Made of:",
        f"- voices {', '.join(origin.voices)}",
        f"- {', '.join(origin.versions)}",
        f"- said set sha256 {origin.set_hash}",
        "",
        "To make it again (voices: see `demo/make_audio.py`; the same set and versions give the same files):",
        "```",
        *textwrap.wrap(origin.command, _WIDTH - 4, subsequent_indent="    ", break_on_hyphens=False),
        "```",
        "Then train, and see that `floorline bench nlu` gained. The voices are synthetic and the noise is made: word",
        "error rates are of this set, and no promise for a real shop.",
        "",
        *_rates("Noise", tally.by_snr),
        *_rates("Voice", tally.by_voice),
        *_rates("Recogniser", tally.by_engine),
        "| Intent | said | heard versions kept |",
        "|---|---|---|",
        *(f"| {intent} | {number} | {tally.kept[intent]} |" for intent, number in sorted(tally.spoken.items())),
        f"| all | {said} | {kept} |",
        "",
        "| Not kept because | heard versions |",
        "|---|---|",
        *(f"| {reason} | {number} |" for reason, number in tally.dropped.most_common()),
    ]
    return "\n".join(lines) + "\n"


def _rates(what: str, table: Mapping[str, Errors]) -> list[str]:
    rows = [f"| {key} | {errors.words} | {100 * errors.rate:.1f}% |" for key, errors in table.items()]
    return [f"| {what} | words said | word error rate |", "|---|---|---|", *rows, ""]


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as exc:
        raise SetupError(f"{path.name} cannot be written; give a folder with --out that can.") from exc
