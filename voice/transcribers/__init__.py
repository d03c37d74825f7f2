"""Recognisers behind one protocol."""

from voice.transcribers.engines import make_listener, make_live_listeners, make_transcriber
from voice.transcribers.protocol import Listener, Stream, StreamingTranscriber, Transcriber, Transcript, Word

__all__ = [
    "Listener",
    "Stream",
    "StreamingTranscriber",
    "Transcriber",
    "Transcript",
    "Word",
    "make_listener",
    "make_live_listeners",
    "make_transcriber",
]
