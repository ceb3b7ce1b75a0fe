"""The world in which these stories happen."""

from tests.world import *  # noqa: F403
