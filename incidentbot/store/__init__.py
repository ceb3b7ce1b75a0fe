"""The only package that knows SQL.

tables       every table, in one place
instant      instants in the database: UTC, never naive
plain        text in the database: what it cannot carry is left out
payload      what a work row carries, with its instants and days
listening    PostgreSQL tells a replica that another one added work
engine       SQLite and PostgreSQL, each with the settings that keep what was committed
turns        writers of one SQLite file take turns, so that none waits for ever
many         many rows at once, the way that each database takes them best
troubles     what the database itself cannot do, in our words
migrate      brings the schema up to the code at start, once, under a lock
store        transactions: `store.begin(by)` to change, `store.read()` to look
transaction  what a transaction can say; its sentences come from the rooms below
people, ticket, incident, timeline, status_update, action_item, postmortem, message, inbox, work, claim, periodic
token, signal, alert, silence, heartbeat, report, handover, process, search, queue,
regrade, listing, page, notification, override, recipient, schedule_version, shift_change, swap, calendar_key,
page_view, page_stats, contact, weekly_test
             named queries, one room a feature
"""
