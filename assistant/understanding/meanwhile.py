"""Work done while the language server thinks: it is another process, and a second core is there for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Any, Final

SENT_SECONDS: Final = 0.001
"""What a request takes to leave; the server needs ten times as long."""


async def meanwhile(asking: Collection[asyncio.Future[Any]], work: Callable[[], object]) -> None:
    """Do ``work``, which must be short, as soon as what ``asking`` sends is on its way; waits for none of them."""
    done, _ = await asyncio.wait(asking, timeout=SENT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if not done:
        work()
