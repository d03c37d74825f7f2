"""``floorline sign-on-code``."""

from __future__ import annotations

import sys

import typer

from assistant.errors import SettingsError


def sign_on_code() -> None:
    """Turn a sign-on code into what stands in the roster as code_hash; the code itself is kept nowhere.

    Asks for the code twice without showing it, or reads it from standard input.

    Example: floorline sign-on-code
    """
    from assistant.signing_on import hash_of

    if sys.stdin.isatty():
        code = typer.prompt("Code (4 to 8 digits)", hide_input=True, confirmation_prompt=True, err=True)
    else:
        code = sys.stdin.readline()
    if not code.strip():
        raise SettingsError("No code was given; type it, or send it to standard input.")
    typer.echo(hash_of(code.strip()))
