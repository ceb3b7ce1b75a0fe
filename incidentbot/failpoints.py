"""Named moments at which a test stops, kills or disturbs the process. In production nothing is armed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_armed: dict[str, Callable[[], None]] = {}

NAMES = (
    "store.before_commit",
    "store.after_commit",
    "work.claimed",
    "work.performed",
    "work.finished",
    "slack.before_call",
    "slack.after_call",
    "notify.before_send",
    "notify.after_send",
)


def arm(actions: Mapping[str, Callable[[], None]]) -> None:
    """Replaces what is armed. Raises ValueError for a name that no code reaches."""
    if unknown := set(actions) - set(NAMES):
        raise ValueError(f"no such failpoint: {', '.join(sorted(unknown))}")
    _armed.clear()
    _armed.update(actions)


def reach(name: str) -> None:
    if action := _armed.get(name):
        action()
