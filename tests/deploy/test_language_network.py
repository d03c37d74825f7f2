"""The network, its adapter and its tagger: what runs inside Rasa's environment, tried there."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deploy.rasa_scripts import in_rasa, loaded

WIDTH, INNER, LAYERS, HEADS = 8, 16, 2, 2
Array = npt.NDArray[np.float32]

TAGGING, ASKED = loaded("tagging"), loaded("asked")
TAGS = ["O", "B-item", "I-item", "B-weapon", "I-weapon"]


def small_weights(seed: int = 0) -> dict[str, Array]:
    random = np.random.default_rng(seed)

    def made(*shape: int) -> Array:
        return random.normal(0, 0.5, shape).astype(np.float32)

    found = {"embeddings.LayerNorm.weight": made(WIDTH), "embeddings.LayerNorm.bias": made(WIDTH)}
    shapes = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (INNER, WIDTH),
        "output.dense": (WIDTH, INNER),
    }
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}."
        for name, shape in shapes.items():
            found[f"{own}{name}.weight"] = made(*shape)
            found[f"{own}{name}.bias"] = made(shape[0])
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found[f"{own}{name}.weight"] = made(WIDTH)
            found[f"{own}{name}.bias"] = made(WIDTH)
    return found


def written_out(given: dict[str, Array], embedded: Array) -> list[list[float]]:
    """BERT's forward pass as its paper has it, number by number, without a matrix."""

    def linear(x: list[float], name: str) -> list[float]:
        weight, bias = given[f"{name}.weight"], given[f"{name}.bias"]
        return [
            sum(float(w) * v for w, v in zip(row, x, strict=True)) + float(b)
            for row, b in zip(weight, bias, strict=True)
        ]

    def norm(x: list[float], name: str) -> list[float]:
        mean = sum(x) / len(x)
        deviation = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + 1e-12)
        weight, bias = given[f"{name}.weight"], given[f"{name}.bias"]
        return [(v - mean) / deviation * float(w) + float(b) for v, w, b in zip(x, weight, bias, strict=True)]

    def add(x: list[float], y: list[float]) -> list[float]:
        return [a + b for a, b in zip(x, y, strict=True)]

    hidden = [norm([float(v) for v in row], "embeddings.LayerNorm") for row in embedded]
    size = WIDTH // HEADS
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}."
        q, k, v = ([linear(x, f"{own}attention.self.{name}") for x in hidden] for name in ("query", "key", "value"))
        mixed = []
        for here in q:
            out: list[float] = []
            for head in range(HEADS):
                part = slice(head * size, (head + 1) * size)
                scores = [
                    math.exp(sum(a * b for a, b in zip(here[part], there[part], strict=True)) / math.sqrt(size))
                    for there in k
                ]
                shares = [score / sum(scores) for score in scores]
                out += [sum(s * value[part][d] for s, value in zip(shares, v, strict=True)) for d in range(size)]
            mixed.append(out)
        hidden = [
            norm(add(x, linear(m, f"{own}attention.output.dense")), f"{own}attention.output.LayerNorm")
            for x, m in zip(hidden, mixed, strict=True)
        ]
        grown = [
            [v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in linear(x, f"{own}intermediate.dense")] for x in hidden
        ]
        hidden = [
            norm(add(x, linear(g, f"{own}output.dense")), f"{own}output.LayerNorm")
            for x, g in zip(hidden, grown, strict=True)
        ]
    return hidden


def test_the_network_gives_what_the_paper_says_number_by_number(tmp_path: Path) -> None:
    given = small_weights()
    embedded = np.random.default_rng(3).normal(0, 1, (5, WIDTH)).astype(np.float32)
    np.savez(tmp_path / "weights.npz", **given)  # type: ignore[arg-type]
    np.save(tmp_path / "embedded.npy", embedded)
    script = (
        "import sys, json, numpy, onnxruntime\nfrom floorline_rasa.network import EMBEDDED, HIDDEN, network_bytes\n"
        f"network = network_bytes(dict(numpy.load(sys.argv[1])), {HEADS}, eight_bits=False)\n"
        "session = onnxruntime.InferenceSession(network, providers=['CPUExecutionProvider'])\n"
        "print(json.dumps(session.run([HIDDEN], {EMBEDDED: numpy.load(sys.argv[2])})[0].tolist()))\n"
    )
    hidden = in_rasa(script, tmp_path / "weights.npz", tmp_path / "embedded.npy")
    assert np.allclose(hidden, written_out(given, embedded), atol=2e-5)


def test_minilms_own_weights_give_the_similarities_its_makers_publish_and_eight_bits_nearly_so() -> None:
    # The example on the model's page: how near three sentences are to "That is a happy person".
    script = (
        "import json, numpy, onnxruntime\nfrom floorline_rasa.base_weights import WordTable, base_weights, tokenizer\n"
        "from floorline_rasa.network import EMBEDDED, HIDDEN, network_bytes\n"
        "table, maker, rows = WordTable(), tokenizer(), []\n"
        "texts = ['happy person', 'happy dog', 'very happy person']\n"
        "texts = [f'That is a {text}' for text in texts] + ['Today is a sunny day']\n"
        "for eight_bits in (False, True):\n"
        "    network = network_bytes(base_weights(), eight_bits=eight_bits)\n"
        "    session = onnxruntime.InferenceSession(network, providers=['CPUExecutionProvider'])\n"
        "    means = [session.run([HIDDEN], {EMBEDDED: table.embedded(maker.encode(text).ids)})[0].mean(0)"
        " for text in texts]\n"
        "    first, *others = [mean / numpy.linalg.norm(mean) for mean in means]\n"
        "    rows.append([float(first @ other) for other in others])\n"
        "print(json.dumps(rows))\n"
    )
    whole, eight_bits = in_rasa(script)
    assert whole == pytest.approx([0.695, 0.943, 0.257], abs=0.001)
    assert eight_bits == pytest.approx(whole, abs=0.05)


def test_an_adapter_is_taught_written_and_read_and_alters_the_weights(tmp_path: Path) -> None:
    examples = ["- he nicked [gin](item)", "- she took [razor blades](item)", "- they had [vodka](item) away"]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "few.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: report_shoplifting\n  examples: |\n    '
        + "\n    ".join(examples)
        + "\n- intent: affirm\n  examples: |\n    - yes\n    - that's right\n",
        encoding="utf-8",
    )
    script = (
        "import sys, json\nfrom pathlib import Path\nfrom floorline_rasa.adapt import main\n"
        "from floorline_rasa.adapter import load_adapter\nfrom floorline_rasa.base_weights import base_weights\n"
        "sys.argv[1:] = ['--data', sys.argv[1], '--out', sys.argv[2], '--epochs', '2']\nassert main() == 0\n"
        "made, base = load_adapter(Path(sys.argv[4])), base_weights()\n"
        "name = 'encoder.layer.0.output.dense.weight'\n"
        "moved = float(abs(made.adapted(base)[name] - base[name]).max())\n"
        "print(json.dumps([made.tags, made.account['examples'], moved]))\n"
    )
    tags, count, moved = in_rasa(script, tmp_path / "data", tmp_path / "adapter")
    assert tags == ["O", "B-item", "I-item"]
    assert count == 5
    assert moved > 0


def test_a_missing_adapter_says_what_to_do(tmp_path: Path) -> None:
    script = (
        "import sys, json\nfrom pathlib import Path\nfrom floorline_rasa.adapter import load_adapter\n"
        "try:\n    load_adapter(Path(sys.argv[1]))\nexcept ValueError as exc:\n    print(json.dumps(str(exc)))\n"
    )
    assert "make adapt" in in_rasa(script, tmp_path)


def spans(best: list[str], words: list[int | None] | None = None) -> list[tuple[str, int, int]]:
    """The entities told where each piece's best tag stands out, each piece being two characters wide."""
    scores = np.array([[5.0 if tag == name else 0.0 for tag in TAGS] for name in best])
    places = [(2 * number, 2 * number + 2) for number in range(len(best))]
    found = TAGGING.SpanFinder(TAGS).spans(scores, places, words or list(range(len(best))))
    return [(entity["entity"], entity["start"], entity["end"]) for entity in found]


def test_a_span_runs_from_its_beginning_over_all_that_goes_on_with_it() -> None:
    assert spans(["O", "B-item", "I-item", "O", "B-weapon"]) == [("item", 2, 6), ("weapon", 8, 10)]


def test_two_entities_of_a_kind_side_by_side_stay_two() -> None:
    assert spans(["B-item", "B-item"]) == [("item", 0, 2), ("item", 2, 4)]


def test_a_word_of_several_pieces_is_what_its_first_piece_is() -> None:
    assert spans(["B-item", "O", "O"], [0, 0, 1]) == [("item", 0, 4)]
    assert spans(["O", "B-item"], [0, 0]) == []


def test_nothing_said_has_no_entities() -> None:
    assert TAGGING.SpanFinder(TAGS).spans(np.zeros((0, len(TAGS))), [], []) == []


@given(st.lists(st.sampled_from(TAGS), min_size=1, max_size=12))
def test_no_entity_goes_on_with_one_that_never_began(best: list[str]) -> None:
    found = spans(best)
    assert all(start < end for _, start, end in found)
    begun = sum(tag.startswith("B-") for tag in best)
    broken = sum(tag.startswith("I-") for tag in best)
    assert len(found) <= begun + broken


def test_every_question_that_may_be_imagined_is_one_that_is_asked() -> None:
    import random

    from assistant.incident import SLOT_NAMES

    dice = random.Random(1)
    intents = ["report_robbery", "inform", "affirm", "deny", "correct", "repeat", "out_of_scope", "panic"]
    asked = {ASKED.imagined_question(intent, ["item", "injury"], dice) for intent in intents for _ in range(500)}
    assert None in asked
    assert asked - {None} <= {*SLOT_NAMES, "confirmation"}
    assert set(ASKED.SLOTS) == set(SLOT_NAMES) - {"category"}
