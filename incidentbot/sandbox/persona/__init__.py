"""The people of the workspace: what they see on the page, and what their hands do.

shapes    the page's own, smaller JSON
showing   telling every open page what has changed
typing    what a person types, in Slack's notation
acts      everything a person can do, one function for each
forms     pressing, choosing and submitting
calls     the HTTP and WebSocket faces of all that
"""
