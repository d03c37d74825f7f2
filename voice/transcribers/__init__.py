"""Recognisers behind one protocol."""

from voice.transcribers.engines import make_transcriber
from voice.transcribers.protocol import Transcriber, Transcript, Word

__all__ = ["Transcriber", "Transcript", "Word", "make_transcriber"]
