"""The HTTP edge.

app      FastAPI, put together
health   /healthz, /readyz, /metrics
slack    /slack/events: raw bytes to the Slack edge's gate
intake   /alerts, /v2/enqueue, /heartbeat: what monitors send;  signed: senders that sign
api/     /api/v1 for programs, and its page at /api/docs
pages    pages for people, behind signed links
page     who was asked about what, for whoever has the link
answer   the page that works without Slack: who is asked about what, and one button
callbacks what the providers of telephones and pushes tell us
calendar calendars to subscribe to, and the card of our numbers
markdown documents, rendered safely
"""
