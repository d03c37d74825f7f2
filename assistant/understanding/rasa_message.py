"""Rasa's account of one utterance, as it stands in ``/model/parse`` and in the tracker, made into a ``Parse``."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import RasaAnswerError
from assistant.understanding.values import Entity, Parse

NLU_FALLBACK: Final = "nlu_fallback"
"""Rasa's name for an utterance it understood too little of to say."""


class _Label(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    name: str | None = None
    confidence: float = Field(default=0.0, ge=0, le=1.0001)


class _Span(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    entity: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    confidence_entity: float | None = Field(default=None, ge=0, le=1.0001)


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    text: str
    intent: _Label
    entities: list[_Span] = Field(default=[], max_length=500)
    intent_ranking: list[_Label] = Field(default=[], max_length=500)
    duress: float | None = None


def parse_from_message(message: object, text_offset: int = 0) -> Parse:
    """The typed form of Rasa's message.

    ``text_offset`` is how many characters were cut from the front of what was said before Rasa was given it; it is
    added to every entity's place. Raises ``RasaAnswerError`` where the message has not the shape Rasa gives it.
    """
    try:
        read = _Message.model_validate(message)
    except ValidationError as exc:
        # Of the error only the places: its text quotes what was said.
        where = ", ".join(sorted({".".join(map(str, error["loc"])) or "the whole" for error in exc.errors()}))
        raise RasaAnswerError(f"The language server's answer is not one of Rasa 3.6's (wrong: {where}).") from None
    entities = []
    for span in read.entities:
        words = read.text[span.start : span.end]
        if not words.strip() or span.end > len(read.text):
            raise RasaAnswerError("The language server's answer names words that were not said.")
        confidence = None if span.confidence_entity is None else min(span.confidence_entity, 1.0)
        entities.append(Entity(span.entity, words, span.start + text_offset, span.end + text_offset, confidence))
    return Parse(
        intent=read.intent.name or NLU_FALLBACK,
        confidence=min(read.intent.confidence, 1.0),
        entities=tuple(entities),
        ranking=tuple((label.name, min(label.confidence, 1.0)) for label in read.intent_ranking if label.name),
        duress=read.duress,
    )
