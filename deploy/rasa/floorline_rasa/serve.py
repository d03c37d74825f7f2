"""Entry point of the Rasa server: ``python -m floorline_rasa.serve --model FILE --socket-fd N``.

Started by ``assistant/understanding/rasa_server.py``. The first line on standard input is the token that every request
must bear; it is given there so that it shows neither in the list of processes nor in the environment. Standard input
then stays open for as long as the parent lives: when it ends, even by ``kill -9``, this process ends too.
"""

from __future__ import annotations

import argparse
import hmac
import os
import socket
import sys
import threading
import warnings
from typing import Any, Optional

from floorline_rasa.quiet_logs import configure_logging


def end_with_parent() -> None:
    """Wait for the end of standard input, then end this process at once."""
    # Not through sys.stdin: its lock, held by this waiting thread, would turn every other way to end into an abort.
    while os.read(0, 4096):
        pass
    os._exit(0)


def main() -> None:
    """Serve until the parent ends or a signal comes."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--endpoints", required=True)
    arguments.add_argument("--credentials", required=True)
    arguments.add_argument("--socket-fd", type=int, required=True)
    options = arguments.parse_args()
    token = sys.stdin.buffer.readline().decode("ascii").strip()
    threading.Thread(target=end_with_parent, name="end-with-parent", daemon=True).start()
    configure_logging()
    # Libraries switch their warnings on while they are imported, whatever the environment says.
    warnings.showwarning = lambda *_, **__: None

    # Imported late: this takes seconds, and the parent may be gone before it is done.
    from rasa.core import run
    from rasa.core.utils import AvailableEndpoints
    from sanic import response
    from sanic.request import Request
    from sanic.response import HTTPResponse

    from floorline_rasa.quick_actions import check_answer_schema_once

    check_answer_schema_once()
    endpoints = AvailableEndpoints.read_endpoints(options.endpoints)
    channels = run.create_http_input_channels(None, options.credentials)
    app = run.configure_app(channels, endpoints=endpoints)
    configure_logging()  # importing Rasa and TensorFlow set their own handlers

    expected = f"Bearer {token}"

    @app.on_request
    async def only_with_token(request: Request) -> Optional[HTTPResponse]:
        # Rasa's own check covers its API but not its channels, and wants the token in the address.
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
            return response.json({"error": "this Rasa server wants a token"}, status=401)
        return None

    @app.listener("before_server_start")
    async def load(app: Any, loop: Any) -> None:
        await run.load_agent_on_start(options.model, endpoints, None, app, loop)
        if not app.ctx.agent.is_ready():
            # Rasa would go on without a model and answer 409 for ever.
            sys.stderr.write("the model could not be loaded; train it again\n")
            os._exit(3)

    app.register_listener(run.close_resources, "after_server_stop")
    listening = socket.socket(fileno=options.socket_fd)
    app.run(sock=listening, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
