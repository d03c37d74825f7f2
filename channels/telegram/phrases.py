"""What the bot says of its own accord, besides what the dialogue says."""

from __future__ import annotations

from typing import Final

HOW_TO_ENROL: Final = (
    "This is the incident line of a store, for its staff. Ask your manager for a code, then send it to me here."
)
WELCOME: Final = (
    "You are enrolled, {name}. If something happens, tell me here: in words, by voice note, with photos. "
    "In danger, call 999 first. /help shows what else I can do."
)
CODE_WRONG: Final = "That code is not valid. Codes work once and for a day: ask your manager for a new one."
TOO_MANY_CODES: Final = "Too many codes were tried. Ask your manager for a new one and try again in an hour."
HELP: Final = (
    "Tell me what happened: write, record a voice note, or send photos, videos and documents. Answer by button or in "
    "your own words. Edit a message to correct it.\n"
    "/report start, or go on\n"
    "/status how your report stands\n"
    "/mine your last reports\n"
    "/cancel give up the report you are on\n"
    "/onshift who is working now\n"
    "/drill practise with your trainer\n"
    "In danger, call 999 first."
)
REPORT: Final = "Tell me what happened, and where. A voice note will do."
GROUP: Final = (
    "I take reports in private only. Write to me there. Alerts come here where telegram.group_chat_id is {number}."
)
NO_WORDS: Final = "I could not make out any words in that. Record it again close to your mouth, or type it."
DAMAGED: Final = "That voice note is cut off or damaged. Record it again, or type it."
TOO_LONG: Final = "That voice note is too long for me. Record up to ten minutes, or type it."
CANNOT_LISTEN: Final = "I cannot listen to voice notes just now. Please type it."
CANNOT_FETCH: Final = "I could not get that from Telegram. Please send it again in a moment."
HEARD: Final = "Heard: “{words}”"
TOO_LARGE: Final = (
    "That file is larger than 20 MB, which is all I can take here. Send a shorter clip, or tell me which camera to "
    "bookmark."
)
WRONG_KIND: Final = "I cannot keep files of that kind. Send photos, videos, sound, PDFs or text."
UNUSABLE: Final = "I can take down words, voice notes, photos, videos, documents and your position. Tell me in one."
NOT_KEPT: Final = "I could not save that file. Keep it on your phone and tell the duty manager."
POSITION_KEPT: Final = "Position noted with your report."
ALREADY_SENT: Final = "That report has already gone. To change it, tell your manager."
STALE: Final = "That question is closed. Nothing was changed; see my last message."
PRESSED_TWICE: Final = "Got it already."
UNKNOWN_BUTTON: Final = "I do not know that button. Nothing was changed."
TOO_FAST: Final = "You write faster than I can read. I take everything in its order."
DROPPED: Final = "That is more than I can take in. I left some messages out; please tell me the rest in a few words."
FAULT: Final = "Something went wrong on my side. Please say that again, or tell the duty manager."
NOTHING_FILED: Final = "You have made no reports yet."
NOBODY_ON_SHIFT: Final = "Nobody is on shift by the roster."

_KINDS: Final = {"photo": "photo", "video": "video", "audio": "recording", "document": "file", "position": "position"}


def kept(kind: str, count: int, *, with_report: bool) -> str:
    """What is said of files that were kept."""
    name = _KINDS.get(kind, "file")
    what = name.capitalize() if count == 1 else f"{count} {name}s"
    if with_report:
        return f"{what} kept with your report."
    return f"{what} kept. Tell me what happened, and {'it goes' if count == 1 else 'they go'} with your report."
