"""Entry point of training: ``python -m floorline_rasa.train --config … --domain … --out FILE --data …``.

Writes the model to ``FILE`` and ends with status 0, or ends with 1. What is wrong with the data is said on standard
output, a line each: ``warning: …`` for what training can do without, ``error: …`` for the rest.
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from pathlib import Path
from typing import Any


def say_warning(message: Any, category: Any, filename: str, *_: Any, **__: Any) -> None:
    """In place of ``warnings.showwarning``: a line for what Rasa says of the data, nothing for a library's own sins."""
    if issubclass(category, UserWarning) and "rasa" in Path(filename).parts:
        say("warning", message)


def say(kind: str, message: object) -> None:
    sys.stdout.write(f"{kind}: {' '.join(str(message).split())[:500]}\n")
    sys.stdout.flush()


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--config", required=True)
    arguments.add_argument("--domain", required=True)
    arguments.add_argument("--out", required=True, type=Path)
    arguments.add_argument("--data", required=True, nargs="+")
    options = arguments.parse_args()

    # Imported late: it takes seconds, and a wrong argument should be answered at once.
    # Libraries switch their warnings on while they are imported; ours is put in place after that, and before training.
    warnings.showwarning = lambda *_, **__: None
    import rasa.model_training  # noqa: F401
    from rasa.api import train
    from rasa.shared.exceptions import RasaException

    from floorline_rasa.quiet_logs import configure_logging

    configure_logging(logging.ERROR)
    warnings.filterwarnings("default", category=UserWarning)
    warnings.showwarning = say_warning
    try:
        result = train(
            domain=options.domain,
            config=options.config,
            training_files=options.data,
            output=str(options.out.parent),
            fixed_model_name=options.out.name,
            force_training=True,
        )
    except (RasaException, ValueError) as exc:
        say("error", exc)
        return 1
    if result.model is None or result.code != 0:
        say("error", f"Rasa made no model (code {result.code})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
