"""The Slack edge: the only package that knows Slack's words, and the only importer of slack_bolt and slack_sdk.

render      templates and data → a message or view that Slack takes (docs/templates.md)
blocks      the shorthand of a template → blocks;  elements, options, slots: what stands in them
filling     values back into a skeleton: escaped, cut
limits      Slack's limits, one table
"""
