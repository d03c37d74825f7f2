"""Recognisers behind one protocol."""

from voice.transcribers.engines import make_listener, make_live_listeners, make_transcriber
from voice.transcribers.protocol import Listener, Transcriber, Transcript, Word
from voice.transcribers.shop_speech import ShopSpeech

__all__ = [
    "Listener",
    "ShopSpeech",
    "Transcriber",
    "Transcript",
    "Word",
    "make_listener",
    "make_live_listeners",
    "make_transcriber",
]
