"""What can be asked of the bot: one class a feature; one method = one sentence = one transaction.

No vendor is called here: what is to happen outside is a work row.

intake         signals on their way in, on disk before they are answered (group_commit: those that come together share
               a commit; subscription: senders that ask whether they are welcome)
digest         judges what came in (alert_batch, alert_ticket, alert_fact: in the form that is kept; generic_mapping)
heartbeat      senders that promised to be heard of
silence        what is held back, and judged when it ends
token          keys of integrations and of the API
opening        tickets and incidents, whoever asks
incident       declaring, commanding, changing the status
ticket         everything about one ticket, and what people change in its words
queue          working through the tickets: taking, resolving, waiting (closing)
regrade        another priority: tickets become incidents and incidents tickets (regrading)
timeline       notes, added messages, corrections
status_update  what stakeholders are told, and the reminder of the next word
action_item    promises, and chasing them
postmortem     opened when an incident is resolved
report         problems that people tell of; they hear when they are resolved (report_ticket, reporting)
handover       a sentence on each open item, and the digest for whoever comes next
people         who somebody is
contact        how a person can be reached, shown by a code to be theirs (contact_own, contact_address, contact_code)
contact_sending, contact_keeping
               codes, STOP and START; what people entered stays theirs
sealing        encrypts telephone numbers and the like
reachability   who cannot be reached, before the night it matters
pager          asking for attention, escalating, acknowledging (paging: beginning and ending; page_batch: the next
               step of many pages; page_step: its rows; page_timer: what comes due by
               itself, and the auditor; page_speech: what it says in the chat)
page_board     what people see of pages, and who would be asked (page_story: a page with everything that it sent)
page_target    whom somebody means when they page
page_audit     timers that were lost are set anew and reported
page_stats     figures about pages, and as a file; page_chart: as a picture in the chat
reach          which people a target stands for now, and why; recipient: by what they are reached
link           addresses of our own pages, signed
answer         what is pressed, written back or clicked outside of the chat
notification   what goes out, what is held back or bundled, what became of it
receipt        asking later for what a provider does not call back
weekly_test    whether each provider would bring a page: taken, delivered, told
oncall         who is on call; told before a shift, handed on at it, gaps (oncall_calendar: the schedules with
               everything that was entered; oncall_fact: in the form that answers carry)
oncall_change  whenever that changes: who is told, what follows (oncall_recording: a changed file; swap_follow)
cover          covers, days off, other plans for a while
swap           asking others to take a shift
calendar       calendars to subscribe to, at addresses that can be revoked
listing        what there is, a page at a time, for whoever looks from outside
search         words in tickets, incidents and timelines
process        the process that is in force, exchanged whole
readiness      alert rules that are not ready for on-call
home           what one person has in front of them
trouble        what could not be done, told to somebody who can mend it
chat_fact      what the chat did for us: channels opened, messages posted
inbox          requests that arrived, written down in groups
speech         what all of them ask the chat to say
facts          an incident's, ticket's, … values in the form that templates and payloads carry
"""
