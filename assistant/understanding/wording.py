"""Making a slot's text out of a reporter's words: tidy, short enough, and without what a record must not hold."""

from __future__ import annotations

import re
from typing import Final

from assistant.privacy import protected_terms, without_protected_terms

TEXT_LIMIT: Final = 500
_LEADING: Final = re.compile(
    r"^(?:(?:er+m?|um+|uh|oh|ah|well|so|like|and|but|yeah|yes|yep|no|ok|okay|i think|i reckon|i mean|just|"
    r"maybe|probably|"
    r"it was|it's|its|it is|that's|that was|there's|there was|he's got|she's got|they've got|he was|she was|they were|"
    r"he is|he's|she's|they're|they are|he had|she had|they had|about|some|an?|the)\b[\s,]*)+",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(
    r"(?:[\s,]*\b(?:mate|please|thanks|thank you|i think|i reckon|you know|or something|or whatever|innit|"
    r"over|yeah)\b[\s.,!?]*)+$",
    re.IGNORECASE,
)

_BRITISH: Final = {
    "gray": "grey",
    "grays": "greys",
    "graying": "greying",
    "center": "centre",
    "centers": "centres",
    "color": "colour",
    "colors": "colours",
    "colored": "coloured",
    "mustache": "moustache",
    "pajamas": "pyjamas",
    "jewelry": "jewellery",
    "license": "licence",
    "tire": "tyre",
    "tires": "tyres",
    "aluminum": "aluminium",
}
_AMERICAN: Final = re.compile(rf"\b(?:{'|'.join(_BRITISH)})\b", re.IGNORECASE)


def british(text: str) -> str:
    """``text`` in British spelling: recognisers write "gray", and one thing must have one name in the records."""
    return _AMERICAN.sub(lambda match: _in_case(_BRITISH[match.group().lower()], match.group()), text)


def _in_case(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[0].isupper() else word


def tidy(said: str) -> str:
    """``said`` without fillers and articles at its edges and with single spaces; may come out empty."""
    text = " ".join(said[: TEXT_LIMIT * 2].split())
    text = _TRAILING.sub("", text)
    text = _LEADING.sub("", text)
    return text.strip(" .,;:!?-–—\"'")[:TEXT_LIMIT].strip()


def admissible(description: str) -> str:
    """``description`` without ethnic, religious and orientation words; empty where nothing would be left to say.

    The words stay in the verbatim narrative, flagged; the structured field must never hold them.
    """
    text = tidy(without_protected_terms(description[: TEXT_LIMIT * 2]))
    # What is left may read as a person's colour once its fillers are gone ("he's black" -> "black").
    return "" if protected_terms(text) else text
