"""/api/v1: what programs may ask for and do, with a key that has the scope for it. One file a noun.

app          the application: every noun's routes, its OpenAPI document, its page for people
access       who asks: the key and its scopes
problem      what is answered when it cannot be done
paging       pages and cursors
shapes       what several answers are made of
tickets, ticket_acts, ticket_counts, alerts, incidents, reports, catalog, silences, search, process, tokens,
pages, page_counts, oncall
             the nouns
docs         the page at /api/docs
"""
