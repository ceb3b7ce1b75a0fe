"""Whatever is written, it is a process or a list of mistakes, and reading it ends soon."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidentbot.domain.process import Process
from incidentbot.process import ProcessFileError, parse
from incidentbot.process.file import LONGEST_FILE
from incidentbot.process.tree import read_tree

WORDS = [
    "services",
    "checkout",
    "environments",
    "staging",
    "except",
    "from",
    "P1",
    "30m",
    "1",
    "null",
    "2026-03-02",
    "teams",
    "owner",
    "members",
    "people",
    "alice",
    "match",
    "app",
    "then",
    "routing",
    "raise",
    "to",
    "growing",
    "integrations",
    "generic",
    "mapping",
    "title",
    "$.a",
    "calendars",
    "working_hours",
    "severities",
    "SEV1",
    "facts",
    "severity_words",
    "schedules",
    "layers",
    "escalations",
    "steps",
    "notify",
    "priorities",
    "page",
]
PIECES = st.sampled_from(
    [*WORDS, ": ", "\n", "\n  ", "\n    ", "- ", "{", "}", "[", "]", ", ", "'", '"', "&a ", "*a ", "!!x ", "🔥", "\\"]
)
SECTIONS = st.recursive(
    st.sampled_from([*WORDS, "", "“", "x y", "\x1b[31m", "a\nb", "\ud800"]) | st.none() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, "a\nb"]), inner, max_size=4),
    max_leaves=12,
)


def is_read(text: str) -> bool:
    """As a Process, or as a list of mistakes of one printable line each."""
    try:
        return isinstance(parse(text, "file"), Process)
    except ProcessFileError as wrong:
        lines = wrong.mistakes
    return bool(lines) and all(re.fullmatch(r"file:\d+:\d+: .+", line) and line.isprintable() for line in lines)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30).map("".join))
@example('a: "\\UFFFFFFFF"')
@example('"a\\nb": 1')
@example('services: {"a\\e[31m\\nb": {"\\0": 1}}')
@example("%YAML 9.9\n---\na: 1")
@example("? [a]\n: b")
@example("teams: {a: {members: [b], escalation: c}}\nescalations: {x: {steps: [{notify: [schedule y]}]}}")
def test_whatever_is_written_it_is_a_process_or_a_list_of_mistakes(text: str) -> None:
    assert is_read(text)


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_so_it_is_whatever_the_letters(text: str) -> None:
    assert is_read(text)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(WORDS), SECTIONS, min_size=1, max_size=4))
def test_so_it_is_whatever_the_shape(shape: dict[str, object]) -> None:
    assert is_read(flow(shape))


def flow(value: object) -> str:
    """As YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    return "null" if value is None else str(value).lower()


@pytest.mark.parametrize(
    ("text", "root", "told"),
    [
        ("a: &x {b: c}\nd: *x\n", {"a": {"b": "c"}, "d": None}, "1:4 anchors 2:4 aliases"),
        ("a: !!python/object:os.system {}\n", {"a": {}}, "1:4 tags"),
        ("? *x\n: b", None, "1:3 aliases 1:3 a"),
        ("? [a]\n: b", None, "1:3 a"),
        ("a: 1\na: 2\n", {"a": "1"}, "2:1 “a”"),
        ('a: "\\ud800"', {"a": ""}, "1:4 this"),
        ('"\\0": 1', {"": "1"}, "1:1 this"),
        ("a: \x01", None, "1:4 this"),
        ("a: 1\n---\nb: 2\n", {"a": "1"}, "2:1 a"),
        ("a: [1", None, "1:6 expected"),
        ("services:\n\tcheckout: {}\n", None, "2:1 found"),
        ("- " * 100 + "a", None, "1:43 is"),
    ],
)
def test_what_could_explode_or_mislead_is_refused_with_its_place(text: str, root: object, told: str) -> None:
    tree = read_tree(text)
    assert tree.root == root
    assert (
        " ".join(f"{line}:{column} {what.split(',')[0].split()[0]}" for (line, column), what in tree.mistakes) == told
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["[", "- ", "{", "[a,", "#", "'", "&a ", '"\\x41', "a: |\n x\n", "a\n", "- a\n", "a: 1\n"]
)
def test_a_full_file_of_nonsense_is_over_in_seconds(piece: str) -> None:
    started = time.perf_counter()
    assert is_read((piece * LONGEST_FILE)[:LONGEST_FILE])
    took = time.perf_counter() - started
    print(f"1 MiB of {piece!r}: {took:.1f} s")
    assert took < 30


@pytest.mark.parametrize("deep", ["(" * 490 + "a" + ")" * 490, "not " * 249 + "a", "-" * 998 + "1", "a" + "[0]" * 300])
def test_an_expression_that_is_too_deep_is_a_mistake_like_any_other(deep: str) -> None:
    with pytest.raises(ProcessFileError, match="is not a Jinja expression"):
        parse(f'integrations: {{x: {{source: generic, mapping: {{title: "{deep}"}}}}}}')
