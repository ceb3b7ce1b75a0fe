"""From Slack to the app: events, commands and interactions.

answer       what the app said, or why it said nothing
socket_mode  over the app's WebSockets, each envelope to one of them
signed_http  as signed requests to the app's address
delivery     which of the two, and what is tried again
events       what is announced, and to whom
"""
