"""Pure values and decisions. Standard library only; time comes in as an argument.

people         who acts, and what made them act
priority       impact facts → severity; severity × urgency → priority, each with its reasons
incident       status and its moves, roles, the name of a channel
ticket         the unit of the queue
timeline       what happened, corrected and withdrawn without being erased
status_update  when stakeholders are owed the next word
action_item    a promise with an owner and a due date, and when it is chased
postmortem     milestones and figures of an incident
process        the process file's values, with complete defaults
work           what is to be done later or outside, and when it is tried again
"""
