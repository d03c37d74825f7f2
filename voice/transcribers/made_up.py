"""Words that a recogniser made up: it has to answer something, and on noise it answers what it was trained on most.

Leans to keeping: to lose a cry for help is worse than to take a word from a clatter. A text is dropped only where the
sound bears it out, never for its words alone: a real "thank you" and a quiet "help" stay. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from voice.transcribers.loops import without_loops

VOICED_FROM: Final = 0.5
"""A frame's likelihood of speech from which it counts as voiced."""

NOBODY_BELOW_SECONDS: Final = 0.06
"""Two frames. Measured: in 71 pieces of kitchen noise never more than one was voiced; in 166 clips of speech, clean and
10 dB above that noise, never fewer than ten."""

NOBODY_BELOW_PEAK: Final = 0.6
"""A cry that is half lost still makes one frame likelier than this."""

FAINT_VOICE_SECONDS: Final = 0.25
"""Less voice than this is a clatter or somebody far off: the shortest "yes" near the microphone has more."""

WORDS_A_VOICED_SECOND: Final = 9.0
"""Nobody speaks faster, counting only the time in which they do."""

_KNOWN: Final = frozenset(
    {
        "thank you", "thank you very much", "thank you so much", "thanks", "thanks for watching",
        "thank you for watching", "thank you for listening", "please subscribe", "subscribe",
        "you", "bye", "bye bye", "goodbye", "okay", "oh", "uh", "um", "hmm", "mm", "huh", "ah", "so", "the", "and",
        "i", "a", "it", "yeah", "im sorry", "i dont know", "see you next time", "the end", "music", "applause",
        "mmhmm", "mhm", "uhhuh", "wow", "you know", "oh my", "oh my god", "laughter", "silence", "blank audio",
        "inaudible", "foreign",
    }
)  # fmt: skip
"""What Moonshine and Whisper say to noise again and again, as plain words."""

_CREDITS: Final = re.compile(
    r"(?:subtitle|caption|transcri(?:pt|b)|translat)\w* (?:by|provided)|amara org|(?:thanks|thank you) for watching"
    r"|like and subscribe"
)
_SOUND_LABEL: Final = re.compile(r"\[[^\]]*\]|\([^)]*\)|[♪♫🎵🎶]+")


@dataclass(frozen=True, slots=True)
class Voicing:
    """How much of a sound is somebody speaking."""

    peak: float
    """The likelihood of speech where it is highest, 0 to 1."""
    voiced_seconds: float


def without_made_up(text: str, voicing: Voicing) -> str:
    """``text`` without what the sound does not bear out: all of it, or loops and labels such as "[Music]"."""
    text = without_loops(" ".join(_SOUND_LABEL.sub(" ", text).split()))
    words = re.sub(r"[^\w\s]", "", text.casefold()).split()
    if not words:
        return ""
    if voicing.voiced_seconds < NOBODY_BELOW_SECONDS and voicing.peak < NOBODY_BELOW_PEAK:
        return ""
    plain = " ".join(words)
    faint = voicing.voiced_seconds < FAINT_VOICE_SECONDS
    if faint and (plain in _KNOWN or len(words) > voicing.voiced_seconds * WORDS_A_VOICED_SECOND + 1):
        return ""
    if _CREDITS.search(plain) or len(words) > max(voicing.voiced_seconds, FAINT_VOICE_SECONDS) * WORDS_A_VOICED_SECOND:
        return ""
    return text
