"""Every word said to people: templates in, text out. What arrives from outside stays a value.

text        cleaning, measuring and cutting, whatever the format
mrkdwn      Slack's text format: what must be escaped so that a value cannot mention, link or format
markdown    the same for documents
values      things that know how they are said in each format: a person, an instant, a link …
templates   the Jinja2 door: Words
expression  expressions of the process file over a foreign body

A package rather than one module because each format has its own rules and its own tests.
"""

from incidentbot.words.templates import TemplateError, Words, templates_folder
from incidentbot.words.values import Channel, Group, Link, Listed, Person, Prose, Spoken, When

__all__ = [
    "Channel",
    "Group",
    "Link",
    "Listed",
    "Person",
    "Prose",
    "Spoken",
    "TemplateError",
    "When",
    "Words",
    "templates_folder",
]
