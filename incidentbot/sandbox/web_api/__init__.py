"""Slack's Web API, as far as the bot uses it.

call           one call from its arrival to its answer: faults, token, pace, arguments, scope, method
arguments      query, form and JSON become one set of arguments of the right types
tokens         token kinds and scopes
rates          tiers and Retry-After
paging         opaque cursors
methods        which function does what; the families:
               auth, chat, conversations, members, history, users, usergroups, files, pins, bookmarks, reactions, views
"""
