"""MiniLM as published, as features for the pipelines that ours is compared with: tried inside Rasa's environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.rasa_scripts import in_rasa

SCRIPT = """
import json, sys
from pathlib import Path
import numpy as np
from floorline_compare.minilm_featurizer import MiniLMFeaturizer
from floorline_rasa.base_weights import base_weights
from floorline_rasa.network import network_bytes
from floorline_rasa.shop_encoder import ShopEncoder
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

storage = LocalModelStorage(Path(sys.argv[1]))
around = (storage, Resource("minilm"), ExecutionContext(GraphSchema({}), node_name="minilm"))
config = MiniLMFeaturizer.get_default_config()
made = MiniLMFeaturizer.create(config, *around)
made.train(TrainingData([]))
loaded = MiniLMFeaturizer.load(config, *around)
text = "unbelievable prices, mate " + "x " * 200
tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
found = []
for featurizer in (made, loaded):
    message = Message({TEXT: text})
    featurizer.process(tokenizer.process([message]))
    sequence, sentence = message.get_dense_features(TEXT, [])
    found.append((sequence.features, sentence.features))
(sequence, sentence), again = found
own = ShopEncoder(network_bytes(base_weights())).meaning_alone(text)
print(json.dumps({
    "shapes": [sequence.shape, sentence.shape],
    "tokens": len(message.get("text_tokens")),
    "same": bool(np.array_equal(sequence, again[0]) and np.array_equal(sentence, again[1])),
    "likeness": float(sentence[0] @ own),
    "read": int((np.abs(sequence).sum(axis=1) > 0).sum()),
}))
"""


@pytest.fixture(scope="module")
def featurized(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    found: dict[str, object] = in_rasa(SCRIPT, Path(tmp_path_factory.mktemp("model")))
    return found


def test_a_sentence_has_the_vector_that_minilm_was_made_to_give(featurized: dict[str, object]) -> None:
    assert featurized["likeness"] == pytest.approx(1.0, abs=1e-5)


def test_every_token_has_a_row_and_those_past_the_end_of_reading_are_noughts(featurized: dict[str, object]) -> None:
    tokens, read = featurized["tokens"], featurized["read"]
    assert featurized["shapes"] == [[tokens, 384], [1, 384]]
    assert isinstance(tokens, int)
    assert isinstance(read, int)
    assert 100 < read < tokens


def test_what_was_loaded_gives_the_same_as_what_was_made(featurized: dict[str, object]) -> None:
    assert featurized["same"] is True
