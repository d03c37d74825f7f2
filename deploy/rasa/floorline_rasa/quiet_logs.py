"""Log lines for a file that may be read by anyone who mends the box: what failed and where, never what was said.

Rasa logs the words of an utterance as event fields and its tracebacks hold local variables; neither passes here.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, Dict, Optional

import structlog

LINE_CHARACTERS = 300


class WordlessFormatter(logging.Formatter):
    """``time level logger message``, the message cut short; of an exception its type and the place it was raised."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None})
        line = super().format(record).replace("\n", " ")
        return line[:LINE_CHARACTERS]


class WordlessHandler(logging.StreamHandler):
    """To standard error, which the supervisor has pointed at the log file."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(WordlessFormatter())

    def format(self, record: logging.LogRecord) -> str:
        raised = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return super().format(record) + (f" [{raised_at(raised)}]" if raised is not None else "")


def raised_at(error: BaseException) -> str:
    """The exception's type and the file, line and function it came from; not its message, which may quote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno} {frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"


def _name_only(_: Any, __: str, event: Dict[str, Any]) -> Any:
    # structlog hands (args, kwargs) of the logging call over as a tuple.
    return (str(event.get("event", "")),), {"exc_info": event.get("exc_info")}


def configure_logging(level: int = logging.WARNING, handler: Optional[logging.Handler] = None) -> None:
    """Point both of Rasa's logging systems at one handler of ours, dropping every field but the event's name."""
    root = logging.getLogger()
    root.handlers[:] = [handler or WordlessHandler()]
    root.setLevel(level)
    for name in ("rasa", "sanic", "sanic.root", "sanic.error", "sanic.access"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.dev.set_exc_info, _name_only],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
