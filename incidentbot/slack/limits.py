"""Slack's limits, all in one table: what is longer or more than this is refused by Slack, so we never send it.

Lengths are counted in UTF-16 code units after escaping, which is never less than what Slack counts.
"""

from types import MappingProxyType
from typing import Final

# chat.update refuses more than 4,000 where chat.postMessage truncates at 40,000; a message may become an update.
MESSAGE_TEXT: Final = 3000

BLOCKS_IN_MESSAGE: Final = 50
BLOCKS_IN_VIEW: Final = 100
VIEW_BYTES: Final = 250_000

SECTION_TEXT: Final = 3000
FIELDS: Final = 10
FIELD_TEXT: Final = 2000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
CONTEXT_TEXT: Final = 2000
ACTIONS_ELEMENTS: Final = 25
INPUT_LABEL: Final = 2000
INPUT_HINT: Final = 2000
IMAGE_URL: Final = 3000
IMAGE_ALT: Final = 2000
IMAGE_TITLE: Final = 2000
FILE_ALT: Final = 1000
BLOCK_ID: Final = 255

ACTION_ID: Final = 255
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
BUTTON_URL: Final = 3000
ACCESSIBILITY_LABEL: Final = 75
PLACEHOLDER: Final = 150
TYPED_TEXT: Final = 3000

OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 75  # Slack's pages say 150, its own type definitions 75
OPTION_HINT: Final = 75
OPTION_GROUPS: Final = 100
OPTIONS = MappingProxyType(
    {"static_select": 100, "multi_static_select": 100, "overflow": 5, "radio_buttons": 10, "checkboxes": 10}
)

CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
PRIVATE_METADATA: Final = 3000
CALLBACK_ID: Final = 255
EXTERNAL_ID: Final = 255

TOPIC: Final = 250  # of a channel; its purpose too
