"""A process that takes due steps beside others, until none is left. It says `ready`, waits for a line, says how many.

python -m tests.kill.page_replica DATABASE_URL
"""

from __future__ import annotations

import sys
import time

from incidentbot import logs
from incidentbot.clock import SystemClock
from incidentbot.services.page_timer import PageTimers
from incidentbot.store.engine import open_engine
from incidentbot.store.store import Store
from tests.pager_world import pager_process
from tests.world import in_force


def main(url: str) -> None:
    logs.configure(production=True, level="critical")
    store = Store(open_engine(url))
    timers = PageTimers(store, SystemClock(), in_force(pager_process()))
    timers.next_step_due()
    print("ready", flush=True)
    sys.stdin.readline()
    taken, idle = 0, 0
    while idle < 3:
        due = timers.take_due_steps(20)
        taken += due
        idle = 0 if due else idle + 1
        if not due:
            time.sleep(0.02)
    print(taken, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
