"""The sentence encoder's arithmetic: on small made-up weights here, on MiniLM's own in Rasa's environment."""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest

from assistant.settings import RasaSettings
from assistant.understanding.rasa_process import rasa_environment, rasa_python

ROOT = Path(__file__).parents[3]
WIDTH, INNER, WORDS, PLACES, LAYERS, HEADS = 8, 16, 30, 40, 2, 2
Array = npt.NDArray[np.float32]


def load_encoder() -> ModuleType:
    # It lives in the package of Rasa's environment, which is not on this one's path.
    path = ROOT / "deploy" / "rasa" / "floorline_rasa" / "sentence_encoder.py"
    spec = importlib.util.spec_from_file_location("floorline_rasa_sentence_encoder", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ENCODER = load_encoder()


def weights(seed: int = 0) -> dict[str, Array]:
    random = np.random.default_rng(seed)

    def made(*shape: int) -> Array:
        return random.normal(0, 0.5, shape).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": made(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": made(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": made(2, WIDTH),
        "embeddings.LayerNorm.weight": made(WIDTH),
        "embeddings.LayerNorm.bias": made(WIDTH),
    }
    for layer in range(LAYERS):
        own = f"encoder.layer.{layer}."
        shapes = {
            "attention.self.query": (WIDTH, WIDTH),
            "attention.self.key": (WIDTH, WIDTH),
            "attention.self.value": (WIDTH, WIDTH),
            "attention.output.dense": (WIDTH, WIDTH),
            "intermediate.dense": (INNER, WIDTH),
            "output.dense": (WIDTH, INNER),
        }
        for name, shape in shapes.items():
            found[f"{own}{name}.weight"] = made(*shape)
            found[f"{own}{name}.bias"] = made(shape[0])
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found[f"{own}{name}.weight"] = made(WIDTH)
            found[f"{own}{name}.bias"] = made(WIDTH)
    return found


def written_out(given: dict[str, Array], ids: list[int]) -> list[float]:
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

    words, places = given["embeddings.word_embeddings.weight"], given["embeddings.position_embeddings.weight"]
    segment = given["embeddings.token_type_embeddings.weight"][0]
    hidden = [
        norm([float(a + b + c) for a, b, c in zip(words[i], places[p], segment, strict=True)], "embeddings.LayerNorm")
        for p, i in enumerate(ids)
    ]
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
    mean = [sum(column) / len(hidden) for column in zip(*hidden, strict=True)]
    length = math.sqrt(sum(v * v for v in mean))
    return [v / length for v in mean]


@pytest.mark.parametrize("ids", [[1], [1, 2, 3], [5, 5, 5, 9, 29, 0, 7]])
def test_the_matrices_give_what_the_paper_says_number_by_number(ids: list[int]) -> None:
    given = weights()
    vector = ENCODER.SentenceEncoder(given, heads=HEADS).encode(ids)
    assert vector.shape == (WIDTH,)
    assert np.allclose(vector, written_out(given, ids), atol=2e-5)


def test_a_text_longer_than_the_limit_is_read_up_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENCODER, "MAX_TOKENS", 10)
    encoder = ENCODER.SentenceEncoder(weights(), heads=HEADS)
    assert np.array_equal(encoder.encode(list(range(10))), encoder.encode(list(range(30))))


def test_minilms_own_weights_give_the_similarities_its_makers_publish() -> None:
    # The example on the model's page: how near three sentences are to "That is a happy person".
    script = (
        "import json\nfrom floorline_rasa.minilm import minilm\nencode = minilm().encode\n"
        "here = encode('That is a happy person')\n"
        "others = ['That is a happy dog', 'That is a very happy person', 'Today is a sunny day']\n"
        "print(json.dumps([float(here @ encode(text)) for text in others]))\n"
    )
    command = [str(rasa_python(RasaSettings())), "-c", script]
    run = subprocess.run(command, env=rasa_environment(), capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == pytest.approx([0.695, 0.943, 0.257], abs=0.001)
