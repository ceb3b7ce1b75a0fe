"""What search looks into: the words of each ticket and of each timeline event. Each database in its own way."""

from alembic import op

revision = "0002"
down_revision = "0001"

# Words come as they are to be compared, with spaces between them: nothing is left for the tokenizer to decide.
SQLITE = (
    "CREATE VIRTUAL TABLE ticket_words USING fts5(title, body, tokenize = 'ascii', prefix = '2 3')",
    "CREATE VIRTUAL TABLE event_words USING fts5(body, tokenize = 'ascii', prefix = '2 3')",
)
POSTGRESQL = (
    "CREATE TABLE ticket_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE TABLE event_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_ticket_words ON ticket_words USING gin (words)",
    "CREATE INDEX ix_event_words ON event_words USING gin (words)",
)


def upgrade() -> None:
    statements = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    for statement in statements:
        op.execute(statement)
