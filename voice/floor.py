"""Who has the floor on one headset: the wearer, always; then alarms, answers, and what can wait. Pure: fed time.

The mouth (``voice/live/mouth.py``) asks what to play next and tells what was heard of it; the ear tells when the
wearer speaks. Nothing but an alarm or a safety line is ever said while the wearer speaks, and only those go on when
the wearer begins to. Whatever else is cut off is either taken up again (the wearer only said "mm") or dropped (the
wearer said something that will be answered).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from voice.earcons import Earcon


class Rank(IntEnum):
    """What goes first; the lower number wins."""

    ALARM = 0
    """Pre-empts everything, is not interrupted, and is said even while the wearer speaks."""
    SAFETY = 1
    """The safety line of an answer, or the tone that an answer is coming: not interrupted."""
    ANSWER = 2
    """The rest of an answer to the wearer."""
    ROUTINE = 3
    """A broadcast, an outcome, an acknowledgement: waits for the wearer's own turn to be over."""


@dataclass(frozen=True, eq=False)
class Line:
    """One thing to say, or one tone. Compared by identity: the same words may be said twice."""

    words: str
    rank: Rank
    earcon: Earcon | None = None
    """Sounds before the words, or alone."""
    fixed: bool = False
    """A prompt that holds no fact of an incident, and may be kept on the disk."""

    @property
    def stands_firm(self) -> bool:
        """Whether the wearer's speech does not stop it."""
        return self.rank <= Rank.SAFETY


@dataclass(frozen=True)
class CutOff:
    """What was heard of an answer that the wearer cut short."""

    words_heard: str
    words_unheard: str


NEARLY_OVER_SECONDS: Final = 0.8
"""Whoever speaks up in the last moments of a question is answering it."""

BACKCHANNEL_SECONDS: Final = 1.0
"""Listening noises are short."""

_BACKCHANNEL: Final = re.compile(
    r"(?:(?:yeah|yep|yes|yup|mm+|m+hm+|hm+|mhm|uh huh|uhhuh|aha|ah|oh|okay|ok|right|all right|alright|sure|got it|"
    r"i see|fine|good|er|erm|um|uh) ?)+"
)
_LETTERS: Final = re.compile(r"[^a-z ]+")


def is_backchannel(text: str) -> bool:
    """ "Yeah", "mm", "okay": a listener's noise that claims nothing. Also no words at all."""
    plain = " ".join(_LETTERS.sub(" ", text.casefold()).split())
    return not plain or _BACKCHANNEL.fullmatch(plain + " ") is not None or _BACKCHANNEL.fullmatch(plain) is not None


class Floor:
    """The queue of one headset, and its one rule: the wearer speaks, everybody else waits."""

    def __init__(self, *, barge_in: bool = True) -> None:
        """``barge_in`` off is for an open speaker, which the microphone hears: it would interrupt itself."""
        self._barge_in = barge_in
        self._waiting: list[Line] = []
        self._playing: Line | None = None
        self._held: list[Line] = []
        """Cut off by the wearer, and not yet known whether for good."""
        self._wearer_speaks = False
        self._answering = False
        self.muted = False
        """A silent alarm is on: nothing at all is played, whoever asks for it."""

    # What others want said -------------------------------------------------------------------------------------------

    def say(self, lines: Sequence[Line]) -> bool:
        """Queue ``lines``. Whether what is being played must stop for them."""
        if self.muted:
            return False
        self._waiting.extend(lines)
        self._waiting.sort(key=lambda line: line.rank)
        best = min((line.rank for line in lines), default=None)
        return best is Rank.ALARM and self._playing is not None and self._playing.rank is not Rank.ALARM

    def mute(self) -> None:
        """Say nothing from now on and forget what was to be said."""
        self.muted = True
        self.clear(Rank.ALARM)

    def clear(self, from_rank: Rank) -> None:
        """Forget what waits and is no more urgent than ``from_rank``."""
        self._waiting = [line for line in self._waiting if line.rank < from_rank]
        self._held = [line for line in self._held if line.rank < from_rank]

    # What the wearer does --------------------------------------------------------------------------------------------

    def wearer_begins(self) -> bool:
        """The wearer speaks. Whether what is being played must stop."""
        self._wearer_speaks = True
        return self._playing is not None and not self._playing.stands_firm and self._barge_in

    def wearer_ends(self, *, answer_comes: bool) -> None:
        """The wearer has spoken; if ``answer_comes``, all but what is urgent waits for it, until ``answered``."""
        self._wearer_speaks = False
        self._answering = answer_comes

    def resume(self) -> None:
        """The wearer only listened: take up what was cut off."""
        self._waiting = [*self._held, *self._waiting]
        self._held = []

    def drop(self) -> tuple[Line, ...]:
        """The wearer said something: what was cut off, and the rest of that answer, is out of date. Gives it."""
        dropped = [*self._held, *(line for line in self._waiting if line.rank is Rank.ANSWER)]
        self._held = []
        self._waiting = [line for line in self._waiting if line.rank is not Rank.ANSWER]
        return tuple(dropped)

    def answered(self) -> None:
        """The wearer's turn has been answered, as far as it will be."""
        self._answering = False

    # What the mouth does ---------------------------------------------------------------------------------------------

    def next(self) -> Line | None:
        """What to play now, if anything; it then counts as being played until ``ended`` or ``cut``."""
        if self._playing is not None or not self._waiting:
            return None
        line = self._waiting[0]
        if self._wearer_speaks and line.rank is not Rank.ALARM:
            return None
        if not line.stands_firm and (self._answering or self._held):
            return None
        del self._waiting[0]
        self._playing = line
        return line

    def ended(self) -> None:
        """What was being played has been heard to its end."""
        self._playing = None

    def cut(self, rest: Line | None) -> None:
        """What was being played was stopped; ``rest`` is what is left of it, for an alarm to be taken up after, or for
        a wearer who may only have said "mm".
        """
        self._playing = None
        if rest is None or self.muted:
            return
        if self._wearer_speaks and not rest.stands_firm:
            self._held.append(rest)
        else:
            self._waiting.insert(0, rest)
            self._waiting.sort(key=lambda line: line.rank)

    @property
    def playing(self) -> Line | None:
        return self._playing

    @property
    def coming(self) -> Line | None:
        """What is likely to be played next."""
        return self._waiting[0] if self._waiting else None

    @property
    def was_cut(self) -> bool:
        """Whether something waits to be taken up or dropped."""
        return bool(self._held)

    @property
    def more_to_say(self) -> bool:
        """Whether lines of the same answer were still to come after what was cut off."""
        return len(self._held) > 1 or any(line.rank <= Rank.ANSWER for line in self._waiting)

    @property
    def idle(self) -> bool:
        """Nothing is being said and nothing waits."""
        return self._playing is None and not self._waiting and not self._held

    @property
    def deaf(self) -> bool:
        """Whether the microphone must not be listened to: an open speaker is sounding."""
        return not self._barge_in and self._playing is not None
