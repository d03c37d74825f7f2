"""Recognisers behind one protocol."""

from voice.transcribers.engines import make_listener, make_live_listeners, make_transcriber
from voice.transcribers.protocol import Listener, ListTranscriber, Transcriber, Transcript, Word

__all__ = [
    "ListTranscriber",
    "Listener",
    "Transcriber",
    "Transcript",
    "Word",
    "make_listener",
    "make_live_listeners",
    "make_transcriber",
]
