"""`python -m incidentbot.sandbox`: a sandbox alone. It prints its addresses in one line of JSON."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from incidentbot.errors import IncidentbotError
from incidentbot.sandbox.server import start


def main() -> int:
    wanted = _arguments()
    finished = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: finished.set())
    try:
        sandbox = start(wanted.port, wanted.manifest, wanted.state)
    except IncidentbotError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    names = ("url", "api_url", "bot_token", "app_token", "signing_secret")
    sys.stdout.write(json.dumps({name: getattr(sandbox, name) for name in names}) + "\n")
    sys.stdout.flush()
    finished.wait()
    sandbox.stop()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="incidentbot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", type=Path, help="a file that keeps the workspace from one start to the next")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
