"""The whole bot in a process of its own, to be killed. One mother imports everything once and forks a bot a line.

Line: {"sandbox": address, "bot_token", "app_token", "database": url, "lease_ms": n}. Answers the process id, then
"running" once it has started.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import timedelta

from incidentbot import logs
from incidentbot.bootstrap import Incidentbot
from incidentbot.sandbox.followed_clock import FollowedClock
from incidentbot.settings import load


def run(order: dict[str, str]) -> None:
    clock = FollowedClock(order["sandbox"])
    clock.start()
    settings = load(
        {
            "SLACK_BOT_TOKEN": order["bot_token"],
            "SLACK_APP_TOKEN": order["app_token"],
            "SLACK_API_URL": order["sandbox"] + "/api/",
            "DATABASE_URL": order["database"],
            "INCIDENTBOT_SECRET_KEY": "a-secret-key-for-tests-only-0123456789",
        }
    )
    Incidentbot(settings, clock, lease=timedelta(milliseconds=int(order["lease_ms"]))).start()
    os.write(1, b"running\n")
    time.sleep(300)


def main() -> None:
    logs.configure(production=True, level="critical")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            run(json.loads(line))
            os._exit(0)
        os.write(1, f"{child}\n".encode())


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    main()
