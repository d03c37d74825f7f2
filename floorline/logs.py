"""Logs: one JSON object a line, for machines. Never anybody's words, names or plates."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

import structlog
from structlog.typing import Processor

NOISY: Final = ("httpx", "httpcore", "uvicorn", "dbos", "alembic", "asyncio", "telegram", "sanic", "matplotlib")
"""Libraries that log requests (with URLs) or progress; only their warnings are kept."""


def log_to(file: Path | None, level: str) -> None:
    """Send everything that is logged to ``file`` (standard error if ``None``) as JSON lines."""
    described: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    # What is logged through structlog goes the same way; left alone it would print to standard output.
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *described,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=described,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
