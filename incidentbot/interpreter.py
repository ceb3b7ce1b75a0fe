"""How Python itself runs, so that no answer waits for it."""

from __future__ import annotations

import gc
import sys

# Seconds after which a busy thread lets another one in. With Python's usual 5 ms, each of the five steps of a commit
# would wait as long as that while requests keep coming.
HAND_OVER = 0.0005


def be_prompt() -> None:
    """To be called once everything is imported and built: that stays, and is not looked through for garbage any more.
    It would be, time and again, and everybody would wait 80 ms meanwhile."""
    sys.setswitchinterval(HAND_OVER)
    gc.collect()
    gc.freeze()
