"""Pure values and decisions. Standard library only; time comes in as an argument.

people         who acts, and what made them act
contact        what can be added as a way to reach somebody; contact_rules: when each is used, as a sentence
priority       impact facts → severity; severity × urgency → priority, each with its reasons
catalog        people, teams, services (catalog_labels: how labels are compared; catalog_finding: whose they are)
alert          one thing a monitor says is wrong; flapping, heartbeat, silence, unparsed: what becomes of it
routing        where an alert goes, and why (routing_questions, routing_tables, routing_rules; regrade: judged again)
incident       status and its moves, roles, the name of a channel
ticket         the unit of the queue
report         what a person says is wrong, and how it is judged before anybody has looked
timeline       what happened, corrected and withdrawn without being erased
status_update  when stakeholders are owed the next word
action_item    a promise with an owner and a due date, and when it is chased
postmortem     milestones and figures of an incident
process        the process file's values, with complete defaults (process_integration: of one sender)
search         what is looked for, and which part of a text answers
work           what is to be done later or outside, and when it is tried again
wall_clock     when a wall clock shows a time: once, twice or never
coverage       hours that come back every week: open or not, and until when
rotation       whose turn it is: handoffs counted from the first one
schedule       layers, overrides, temporary schedules
oncall_team    which schedules are a team's, and which teams ask by a schedule
span_words     how people say from when to when
swap           a shift that somebody asks others to take
ics            shifts as a calendar that Google, Apple and Outlook load
vcard          the card of the numbers that we call from
escalation     who is asked next, and what happens where nobody is
notification   by what a person is told and when; what is held back, and why
page           one asking for attention, and what became of each of its notifications
reply          what somebody means who answers by a text
page_stats     figures about pages; page_chart: drawn
oncall         who is on call, until when, who is next, and why (oncall_roster, oncall_layer: at one instant;
               oncall_exceptions: overrides and temporary schedules; oncall_changes: what an edit means for people)
"""
