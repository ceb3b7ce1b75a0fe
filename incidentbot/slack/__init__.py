"""The Slack edge: the only package that knows Slack's words, and the only importer of slack_bolt and slack_sdk.

edge        how Slack reaches us: Socket Mode, or signed HTTP through the gate (http_door, shapes)
app         two Bolt apps; inbox: every request is written down before it acts; events: acted on from work rows
listeners/  one file a feature;  views/: its forms, pure;  verbs: what /incident understands
bot         what a listener has in hand; requests: payloads, translated once; forms: what was filled in
messages    messages as a timeline keeps them;  activity: what keeps an acknowledgement alive
web_api     one call at a time, every failure named (trouble); chat, files: what the outbox asks for
render      templates and data → a message or view that Slack takes (docs/templates.md)
blocks      the shorthand of a template → blocks;  elements, options, slots: what stands in them
filling     values back into a skeleton: escaped, cut
limits      Slack's limits, one table
"""
