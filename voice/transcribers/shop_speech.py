"""What is said in a shop, as a whole and in answer to each question: the word models that Moonshine leans on.

Learnt from the lines that the language model is taught with (``nlu_data/nlu``), the store's gazetteer and roster, and
the closed classes. An answer may be to the question or to none, so that both models are believed half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Self

from assistant.incident import SLOT_NAMES
from assistant.settings import PROJECT_ROOT, HeadsetSettings, Settings
from assistant.sop import SopBook
from assistant.understanding.entities import SLOT_OF_LABEL
from assistant.understanding.examples import Example, read_examples
from voice.transcribers import spoken_values
from voice.transcribers.phrases import PhraseBook
from voice.transcribers.word_model import Blend, WordChances, WordModel, words_of

ANSWER_SHARE: Final = 0.5
LONGEST_ANSWER_WORDS: Final = 8
"""Training lines that hold a slot's value and are no longer show how it is answered."""

NAMED: Final = 3
"""How often what the store itself names is counted, beside lines in which it happens to stand."""

CALLED_EVERY: Final = 2
"""Every so many examples also begin with the wake phrase: whoever reports with an open microphone begins with it, and
"floorline" must not become "four of them"."""

CALLED_ALONE: Final = 300
"""How often the wake phrase is said by itself, beside some 15,000 lines."""

CODES_EVERY: Final = 20

CORRECTION: Final = "correction"
CONFIRMATION: Final = "confirmation"
CORRECTION_SHARE: Final = 0.15
"""Of what is said to "is that right?": any value may be named anew, but mostly it is a yes or a no."""

YES_NO: Final = frozenset({CONFIRMATION, "cancellation", "stand_down", "suspects_on_site", "police_called"})
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

    def __init__(self, examples: Iterable[Example], phrases: PhraseBook, wake_phrases: Iterable[str] = ()) -> None:
        self.phrases = phrases
        examples = tuple(examples)
        calls = _ways_to_write(wake_phrases, examples)
        whole = WordModel((*_everything(examples, phrases), *_addressed(phrases, calls)), _called(calls, examples))
        self._whole = Blend([(1.0, whole)])
        answers = {
            asked: WordModel(lines)
            for asked in (*SLOT_NAMES, *YES_NO, CORRECTION)
            if (lines := list(_answers_to(asked, examples, phrases)))
        }
        self._answers = {
            asked: Blend([(1.0 - ANSWER_SHARE, whole), (ANSWER_SHARE, model)]) for asked, model in answers.items()
        }
        if answers.keys() >= {CONFIRMATION, CORRECTION}:
            shares = (1.0 - ANSWER_SHARE, ANSWER_SHARE - CORRECTION_SHARE, CORRECTION_SHARE)
            models = (whole, answers[CONFIRMATION], answers[CORRECTION])
            self._answers[CONFIRMATION] = Blend(list(zip(shares, models, strict=True)))

    @classmethod
    def of(cls, settings: Settings, sops: SopBook, first_names: tuple[str, ...] = ()) -> Self:
        """Of the shop that the settings and its procedures describe. ``SetupError`` where the training data is gone."""
        examples = read_examples(PROJECT_ROOT / "nlu_data" / "nlu")
        own = [Example(f"{_REPORT}{category}", text) for category, texts in sops.examples().items() for text in texts]
        phrases = PhraseBook(settings.store, sops, first_names, settings.duress.code_words)
        headsets = settings.headsets or (HeadsetSettings(),)
        return cls([*examples, *own], phrases, sorted({headset.wake_phrase for headset in headsets}))

    def chances_for(self, asked: str | None) -> WordChances:
        """How likely words are in an answer to ``asked``, a slot or another question, or where nothing was asked."""
        return self._whole if asked is None else self._answers.get(asked, self._whole)


def _everything(examples: Iterable[Example], phrases: PhraseBook) -> Iterator[str]:
    yield from (example.text for example in examples)
    for closed in dict.fromkeys(_CLOSED.values()):
        yield from closed()
    for _ in range(NAMED):
        yield from phrases.names()


def _addressed(phrases: PhraseBook, calls: Sequence[str]) -> Iterator[str]:
    """What is said to the headset itself: the wake phrase alone; who wears it from now on."""
    yield from [*calls] * CALLED_ALONE
    codes = spoken_values.references()
    for name in phrases.people:
        yield from (f"{greeting} {name} {code}" for code in codes[::CODES_EVERY] for greeting in ("", "sign on"))
    yield from ["sign off", "sign me off"] * NAMED


def _called(calls: Sequence[str], examples: Sequence[Example]) -> Iterator[str]:
    """How what follows the wake phrase begins."""
    for example in examples[::CALLED_EVERY]:
        first_words = " ".join(example.text.split(maxsplit=2)[:2])
        yield from (f"{call} {first_words}" for call in calls)


def _ways_to_write(wake_phrases: Iterable[str], examples: Sequence[Example]) -> list[str]:
    """ "floorline", and "floor line" as a recogniser writes it that knows no such word."""
    known = {word for example in examples for word in words_of(example.text)}
    ways: list[str] = []
    for phrase in wake_phrases:
        cuts = [at for at in range(1, len(phrase)) if phrase[:at] in known and phrase[at:] in known]
        ways += [phrase, *(f"{phrase[:at]} {phrase[at:]}" for at in cuts)]
    return ways


def _answers_to(asked: str, examples: Iterable[Example], phrases: PhraseBook) -> Iterator[str]:
    for example in examples:
        values = [
            example.text[span.start : span.end]
            for span in example.spans
            if asked == CORRECTION or SLOT_OF_LABEL.get(span.label) == asked
        ]
        yield from values
        is_short = len(example.text.split()) <= LONGEST_ANSWER_WORDS
        if is_short and (values or _answers_without_value(asked, example.intent)):
            yield example.text
    if asked in _CLOSED:
        yield from _CLOSED[asked]()
    for _ in range(NAMED):
        yield from phrases.answers_to(asked)
        if asked == CORRECTION:
            yield from (*phrases.names(), *phrases.answers_to("category"), *phrases.kinds())


def _answers_without_value(asked: str, intent: str) -> bool:
    if intent.startswith(_REPORT):
        return asked in ("category", CORRECTION)
    return intent in _ANSWERS and asked in YES_NO | {CORRECTION}
