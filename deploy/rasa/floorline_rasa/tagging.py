"""Tags of word pieces made into spans of the text: B- begins an entity, I- goes on with it, O is neither."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

_NEVER = -1e9


class SpanFinder:
    """The best sequence of tags in which every I- follows a B- or I- of its own kind (Viterbi, 1967)."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._tags = list(tags)
        self._start = np.array([_NEVER if tag.startswith("I-") else 0.0 for tag in tags])
        self._step = np.array([[0.0 if _may_follow(before, tag) else _NEVER for tag in tags] for before in tags])

    def spans(
        self, scores: np.ndarray, places: Sequence[Tuple[int, int]], words: Sequence[Optional[int]]
    ) -> List[Dict[str, Any]]:
        """The entities told by ``scores``, shape ``(pieces, tags)``, natural logarithms up to a constant a piece.

        ``places`` are the pieces' spans in the text, ``words`` the number of the word each belongs to. A word is
        what its first piece is; an entity's confidence is that of its least sure word.
        """
        if not len(scores):
            return []
        logs = scores - scores.max(axis=1, keepdims=True)
        logs = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
        found: List[Dict[str, Any]] = []
        current: Optional[Dict[str, Any]] = None
        for number, best in enumerate(self._best(logs)):
            tag, (start, end) = self._tags[best], places[number]
            if number and words[number] is not None and words[number] == words[number - 1]:
                if current is not None:
                    current["end"] = end
                continue
            sure = float(np.exp(logs[number, best]))
            if tag == "O":
                current = None
            elif current is None or tag.startswith("B-") or current["entity"] != tag[2:]:
                current = {"entity": tag[2:], "start": start, "end": end, "confidence_entity": sure}
                found.append(current)
            else:
                current.update(end=end, confidence_entity=min(current["confidence_entity"], sure))
        return found

    def _best(self, logs: np.ndarray) -> List[int]:
        total = self._start + logs[0]
        came_from = []
        for row in logs[1:]:
            through = total[:, None] + self._step
            came_from.append(through.argmax(axis=0))
            total = through.max(axis=0) + row
        best = [int(total.argmax())]
        for before in reversed(came_from):
            best.append(int(before[best[-1]]))
        return best[::-1]


def _may_follow(before: str, tag: str) -> bool:
    return not tag.startswith("I-") or before[2:] == tag[2:]
