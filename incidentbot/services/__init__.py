"""What can be asked of the bot: one class a feature; one method = one sentence = one transaction.

No vendor is called here: what is to happen outside is a work row.

incident       declaring, commanding, changing the status
ticket         P3/P4 tickets, and what happens when one gets worse
timeline       notes, added messages, corrections
status_update  what stakeholders are told, and the reminder of the next word
action_item    promises, and chasing them
postmortem     opened when an incident is resolved
people         who somebody is
home           what one person has in front of them
trouble        what could not be done, told to somebody who can mend it
chat_fact      what the chat did for us: channels opened, messages posted
inbox          requests that arrived, written down in groups
speech         what all of them ask the chat to say
facts          an incident's, ticket's, … values in the form that templates and payloads carry
"""
