"""Stops and commas, which a recogniser guesses: the other guess makes no other meaning."""

from __future__ import annotations

import re

_BREAK = re.compile(r"(?P<mark>[,.]) (?P<next>[^\W\d_])(?P<rest>[^\W\d_]?)")


def otherwise_punctuated(text: str) -> str:
    """A sentence's end for each comma, and a comma for each sentence's end. As long as ``text``."""
    return _BREAK.sub(_other, text)


def _other(found: "re.Match[str]") -> str:
    letter, rest = found["next"], found["rest"]
    if found["mark"] == ",":
        # What is longer as a capital ("ß") would shift all that comes behind it.
        return f". {letter.upper() if len(letter.upper()) == 1 else letter}{rest}"
    # "I", "ID" and "USB" keep their capitals; a name loses it, as one recogniser writes it too.
    is_word = letter != "I" and not rest.isupper()
    return f", {letter.lower() if is_word and len(letter.lower()) == 1 else letter}{rest}"
