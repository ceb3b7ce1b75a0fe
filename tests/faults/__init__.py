"""Slack misbehaves, and the bot is killed: afterwards everything is there once."""
