"""The HTTP edge.

app      FastAPI, put together
health   /healthz, /readyz, /metrics
slack    /slack/events: raw bytes to the Slack edge's gate
pages    pages for people, behind signed links
markdown documents, rendered safely
"""
