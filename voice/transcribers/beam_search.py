"""The likeliest text of a sound, by what a recogniser's network says and by what is likely to be said. Pure.

Beam search with shallow fusion: the network's log-probability of each piece of a word is added to a share of the word
model's log-probability of each word (Gulcehre et al., "On Using Monolingual Corpora in Neural Machine Translation",
2015, https://arxiv.org/abs/1503.03535), and a little for every word, since a word model alone prefers few. A word that
is begun counts as the sum of what it may become, so that a likely word is not given up for its first letters
(look-ahead: Ortmanns, Ney and Eiden, "Language-model look-ahead for large vocabulary speech recognition", 1996).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from voice.transcribers.word_model import BEFORE_ANY, END, WordChances, words_of

Scores = NDArray[np.float32]
"""``(beams, pieces)``: how well each next piece of a word fits, before the exponentials are made to add up to 1."""

WORD_SHARE: Final = 0.3
"""Of the word model's log-probability. Chosen with ``WORD_REWARD`` on spoken answers in noise: ``voice/README.md``."""

WORD_REWARD: Final = 0.9
"""For each word, in nats: about what the word model's share takes off a likely one."""

NEXT_PIECES: Final = 8
"""How many continuations of each text are looked at, …"""

NEAR_NATS: Final = 10.0
"""… and how far below the best of them one may lie."""


END_NEAR_NATS: Final = 2.0
"""A text may end only where the end is about as likely as going on: a beam that looks for one finds it too soon."""

REPEATS_AT_MOST: Final = 4
"""Of one piece running: "0000" may be said, what goes on is a loop."""


class Network(Protocol):
    """One sound, being written down. Not to be shared between threads."""

    def begin(self) -> Scores:
        """Scores for the first piece, of shape ``(1, pieces)``."""
        ...

    def go_on(self, parents: Sequence[int], pieces: Sequence[int]) -> Scores:
        """Scores for what follows when text ``parents[i]`` of the last step goes on with ``pieces[i]``: a row each."""
        ...


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The pieces of words that a network writes with."""

    texts: tuple[str, ...]
    """Each piece's text, empty for what is not written; a piece that begins a word begins with ``word_mark``."""
    word_mark: str
    end: int
    """The piece that ends a text."""


@dataclass(frozen=True, slots=True)
class _Text:
    pieces: tuple[int, ...] = ()
    heard: float = 0.0
    """The network's log-probability."""
    likely: float = 0.0
    """The word model's, of the complete words."""
    before: tuple[str, ...] = BEFORE_ANY
    unfinished: str = ""
    """The last word, which may go on."""
    hoped: float = 0.0
    """The word model's log-probability of whatever word that is the beginning of."""
    words: int = 0

    @property
    def score(self) -> float:
        return self.heard + WORD_SHARE * (self.likely + self.hoped) + WORD_REWARD * self.words

    @property
    def fit(self) -> float:
        """By which texts of different lengths are held against each other."""
        return self.score / len(self.pieces)

    def loops_with(self, piece: int) -> bool:
        return self.pieces[-REPEATS_AT_MOST:] == (piece,) * REPEATS_AT_MOST


class BeamSearch:
    """Searches with one alphabet. Holds no state between two searches."""

    def __init__(self, alphabet: Alphabet, beams: int) -> None:
        self._alphabet = alphabet
        self._beams = beams

    def best(self, network: Network, longest: int, chances: WordChances | None) -> tuple[int, ...]:
        """The pieces of the best text, of at most ``longest``, without its end."""
        texts, done = [_Text()], list[_Text]()
        scores = network.begin()
        for _ in range(longest):
            going_on = sorted(self._continued(texts, scores, chances), key=lambda each: -each[1].score)
            parents: list[int] = []
            texts = []
            for parent, text in going_on:
                if text.pieces[-1] == self._alphabet.end:
                    done.append(text)
                else:
                    parents.append(parent)
                    texts.append(text)
                if len(texts) == self._beams:
                    break
            if not texts or (done and max(text.fit for text in done) >= texts[0].fit):
                break
            scores = network.go_on(parents, [text.pieces[-1] for text in texts])
        best = max(done or [self._ended(text, chances) for text in texts], key=lambda text: text.fit, default=_Text())
        return tuple(piece for piece in best.pieces if piece != self._alphabet.end)

    def _continued(
        self, texts: list[_Text], scores: Scores, chances: WordChances | None
    ) -> Iterator[tuple[int, _Text]]:
        for parent, (text, row) in enumerate(zip(texts, scores, strict=True)):
            highest = row.max()
            near = np.flatnonzero(row > highest - NEAR_NATS)
            if len(near) > NEXT_PIECES:
                near = near[np.argpartition(-row[near], NEXT_PIECES)[:NEXT_PIECES]]
            all_of_them = highest + np.log(np.exp(row - highest).sum())
            for piece in map(int, near):
                too_soon = piece == self._alphabet.end and row[piece] < highest - END_NEAR_NATS
                if not too_soon and not text.loops_with(piece):
                    yield parent, self._longer(text, piece, float(row[piece] - all_of_them), chances)

    def _longer(self, text: _Text, piece: int, heard: float, chances: WordChances | None) -> _Text:
        pieces, heard = (*text.pieces, piece), text.heard + heard
        if chances is None:
            return _Text(pieces, heard)
        written = self._alphabet.texts[piece]
        if piece != self._alphabet.end and not written.startswith(self._alphabet.word_mark):
            unfinished = text.unfinished + written
            return replace(
                text, pieces=pieces, heard=heard, unfinished=unfinished, hoped=self._hoped(unfinished, chances)
            )
        likely, before, words = self._finished(text, chances)
        if piece == self._alphabet.end:
            return _Text(pieces, heard, likely + chances.log_chance(before, END), before, words=words)
        return _Text(pieces, heard, likely, before, written, self._hoped(written, chances), words)

    def _finished(self, text: _Text, chances: WordChances) -> tuple[float, tuple[str, ...], int]:
        """The text with its last word complete: its likelihood, its last words, and how many there are."""
        likely, before, words = text.likely, text.before, text.words
        for word in self._words(text.unfinished):
            likely += chances.log_chance(before, word)
            before, words = (*before, word)[-2:], words + 1
        return likely, before, words

    def _hoped(self, unfinished: str, chances: WordChances) -> float:
        return sum(chances.log_chance_of_beginning(word) for word in self._words(unfinished))

    def _words(self, unfinished: str) -> list[str]:
        return words_of(unfinished.replace(self._alphabet.word_mark, " "))

    def _ended(self, text: _Text, chances: WordChances | None) -> _Text:
        return text if chances is None else self._longer(text, self._alphabet.end, 0.0, chances)
