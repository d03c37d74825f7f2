"""What is said in a shop, as a whole and in answer to each question: the word models that Moonshine leans on.

Learnt from the lines that the language model is taught with (``nlu_data/nlu``), the store's gazetteer and roster, and
the closed classes. An answer may be to the question or to none, so that both models are believed half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Self

from assistant.incident import SLOT_NAMES
from assistant.settings import PROJECT_ROOT, Settings
from assistant.sop import SopBook
from assistant.understanding.entities import SLOT_OF_LABEL
from assistant.understanding.examples import Example, read_examples
from voice.transcribers import spoken_values
from voice.transcribers.phrases import PhraseBook
from voice.transcribers.word_model import Blend, WordChances, WordModel

ANSWER_SHARE: Final = 0.5
LONGEST_ANSWER_WORDS: Final = 8
"""Training lines that hold a slot's value and are no longer show how it is answered."""

NAMED: Final = 3
"""How often what the store itself names is counted, beside lines in which it happens to stand."""

YES_NO: Final = frozenset({"confirmation", "cancellation", "stand_down", "suspects_on_site", "police_called"})
CHANGES: Final = frozenset({"confirmation", "correction"})
"""Questions to which any value may be named anew."""
_ANSWERS: Final = frozenset({"affirm", "deny", "correct"})
_REPORT: Final = "report_"
_CLOSED: Final[Mapping[str, Callable[[], list[str]]]] = {
    "vehicle_plate": spoken_values.plates,
    "till_receipt": spoken_values.references,
    "police_reference": spoken_values.references,
    "camera": spoken_values.counts,
    "suspect_count": spoken_values.counts,
    "item_quantity": spoken_values.counts,
    "item_value": spoken_values.sums,
    "occurred_at": spoken_values.times,
}


class ShopSpeech:
    """The word models of one store, made once; threads may share them."""

    def __init__(self, examples: Iterable[Example], phrases: PhraseBook) -> None:
        self.phrases = phrases
        examples = tuple(examples)
        whole = WordModel(_everything(examples, phrases))
        self._whole = Blend([(1.0, whole)])
        self._answers = {
            asked: Blend([(1.0 - ANSWER_SHARE, whole), (ANSWER_SHARE, WordModel(lines))])
            for asked in (*SLOT_NAMES, *YES_NO, *CHANGES)
            if (lines := list(_answers_to(asked, examples, phrases)))
        }

    @classmethod
    def of(cls, settings: Settings, sops: SopBook, first_names: tuple[str, ...] = ()) -> Self:
        """Of the shop that the settings and its procedures describe. ``SetupError`` where the training data is gone."""
        examples = read_examples(PROJECT_ROOT / "nlu_data" / "nlu")
        own = [Example(f"{_REPORT}{category}", text) for category, texts in sops.examples().items() for text in texts]
        return cls([*examples, *own], PhraseBook(settings.store, sops, first_names, settings.duress.code_words))

    def chances_for(self, asked: str | None) -> WordChances:
        """How likely words are in an answer to ``asked``, a slot or another question, or where nothing was asked."""
        return self._whole if asked is None else self._answers.get(asked, self._whole)


def _everything(examples: Iterable[Example], phrases: PhraseBook) -> Iterator[str]:
    yield from (example.text for example in examples)
    for closed in dict.fromkeys(_CLOSED.values()):
        yield from closed()
    for _ in range(NAMED):
        yield from phrases.names()


def _answers_to(asked: str, examples: Iterable[Example], phrases: PhraseBook) -> Iterator[str]:
    for example in examples:
        values = [
            example.text[span.start : span.end]
            for span in example.spans
            if asked in CHANGES or SLOT_OF_LABEL[span.label] == asked
        ]
        yield from values
        is_short = len(example.text.split()) <= LONGEST_ANSWER_WORDS
        if is_short and (values or _answers_without_value(asked, example.intent)):
            yield example.text
    if asked in _CLOSED:
        yield from _CLOSED[asked]()
    for _ in range(NAMED):
        yield from (
            (*phrases.names(), *phrases.answers_to("category")) if asked in CHANGES else phrases.answers_to(asked)
        )


def _answers_without_value(asked: str, intent: str) -> bool:
    answers = asked in YES_NO | CHANGES and intent in _ANSWERS
    return answers or (asked in CHANGES | {"category"} and intent.startswith(_REPORT))
