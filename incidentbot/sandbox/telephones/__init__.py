"""Telephones that are not telephones: providers that speak like the real ones, and what lies in people's hands.

telephone   a person's telephone, and everything that came to it
exchange    whose number it is; putting things on a telephone; telling the page
weather     providers that are slow, refuse, lie, or accept and drop
twilio      text messages   twilio_calls  calls (twiml reads what they say)
vonage      text messages
ntfy        push        pushover   push that sounds again
webhook     a receiver of webhooks, one address a person
mail        a mail server that keeps every letter
calling     calls back to the bot, signed as the real ones are
acts        what people do with their telephones
accounts    the accounts that the bot has here; none of them is a secret
"""
