"""A Slack that is not Slack: a local workspace, reached over the wire like the real one. Its page is in page/.

server        starting and stopping          __main__       `python -m incidentbot.sandbox`
routes        which path leads where         static         the page's files
world         everything a request touches   workspace      people, conversations, messages
seeds         the workspace of a newcomer    snapshot       keeping it in a file
channels, messages   what happens to them, by whomever
web_api/      Slack's methods                block_kit      what Slack would refuse of blocks and views
delivery/     events and envelopes to the app
interactions/ triggers, forms, response_url
persona/      what people see and do
telephones/   providers that bring pages, and what lies in people's hands
clock, faults, ledger   virtual time, ordered misfortune, what happened; the *_calls modules are their HTTP face
followed_clock          the other end of that clock, inside the bot
file_calls              where files come in, and where they are looked at
manifest, facts         what the app may do; what Slack publishes about its methods
stream, shapes, wire, reading, connection   telling open pages, Slack's JSON, and the wire itself
"""

from incidentbot.sandbox.server import Sandbox, start

__all__ = ["Sandbox", "start"]
