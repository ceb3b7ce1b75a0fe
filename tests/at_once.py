"""Several at once: acts that begin at the same moment, commits that hesitate, and waiting for what comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from incidentbot import failpoints


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Does all of them at the same moment, each in its own thread; what each returned, or the error it raised."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            results[number] = act()
        except Exception as error:  # noqa: BLE001 (the story looks at it)
            results[number] = error

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


@contextmanager
def slow_commits(seconds: float = 0.03) -> Iterator[None]:
    """Each commit hesitates, so that transactions that begin together certainly overlap."""
    failpoints.arm({"store.before_commit": lambda: time.sleep(seconds)})
    try:
        yield
    finally:
        failpoints.arm({})


def eventually(look: Callable[[], bool], within: float = 5.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        with suppress(AssertionError):
            if look():
                return True
        time.sleep(0.005)
    return False
