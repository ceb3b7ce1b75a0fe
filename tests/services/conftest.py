"""The world in which the stories of the services happen."""

from tests.world import *  # noqa: F403
