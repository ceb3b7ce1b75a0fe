"""What Slack would refuse of a message's blocks or of a view, each problem with the place where it stands.

checks     the small language in which the limits are written
objects    text, options, confirmations
elements   buttons, menus, inputs; which of them may stand where
blocks     the blocks, and on which surface each is allowed
surfaces   whole messages and views
"""

from incidentbot.sandbox.block_kit.surfaces import block_problems, message_problems, option_problems, view_problems

__all__ = ["block_problems", "message_problems", "option_problems", "view_problems"]
