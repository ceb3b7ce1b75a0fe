"""A value is never structure and never a template, by whatever way a template says it."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidentbot.words import Group, Link, Person, Prose, TemplateError, When, Words, templates_folder

TITLE = "{{ 7 * 7 }}\n- item: [x]"


@pytest.fixture
def write(tmp_path: Path):
    def write(**templates: str) -> Words:
        for name, text in templates.items():
            stem, _, ending = name.rpartition("_")
            (tmp_path / f"{stem}.{ending}").write_text(text)
        return Words(tmp_path)

    return write


def shown(skeleton: str) -> str:
    return skeleton.replace("\ue000", "«").replace("\ue001", "»")


@pytest.mark.parametrize(
    ("template", "skeleton", "values"),
    [
        ("a: {{ title }}", "a: «0»", (TITLE,)),
        ("{{ title }}{{ 'constant' }}{{ 1 + 2 }}", "«0»«1»«2»", (TITLE, "constant", 3)),
        ("{{ title|upper }}", "«0»", (TITLE.upper(),)),
        ("{{ title ~ '!' }}", "«0»", (TITLE + "!",)),
        ("{% set x = title %}{{ x }}", "«0»", (TITLE,)),
        ("{% set x %}- {{ title }}{% endset %}{{ x }}, {{ x }}", "- «0», - «0»", (TITLE,)),
        ("{% for x in [1, 2] %}- {{ x }} {% endfor %}", "- «0» - «1» ", (1, 2)),
        ("{% macro m(x) %}- {{ x }}{% endmacro %}{{ m(title) }}", "- «0»", (TITLE,)),
        ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ title }}{% endcall %}", "[«0»]", (TITLE,)),
        ("{% import 'macros.yml' as macros %}{{ macros.item(title) }}", "- «0»", (TITLE,)),
        ("{% include 'part.yml' %}", "part «0»", (TITLE,)),
        (
            "{% extends 'frame.yml' %}{% block b %}{{ super() }}{{ title }}{% endblock %}",
            "frame «0» «1»",
            (TITLE, TITLE),
        ),
        ("{% filter indent %}a\n{{ title }}{% endfilter %}", "a\n    «0»", (TITLE,)),
        ("{% if title %}yes{% endif %}{{ none }}", "yes«0»", (None,)),
        (
            "{% for x in [[1, [[2, []]]]] recursive %}({{ x[0] }}{{ loop(x[1]) }}){% endfor %}",
            "(«0»(«1»))",
            (1, 2),
        ),
    ],
)
def test_every_way_of_saying_a_value_sets_it_aside(write, template, skeleton, values) -> None:
    words = write(
        t_yml=template,
        macros_yml="{% macro item(x) %}- {{ x }}{% endmacro %}",
        part_yml="part {{ title }}",
        frame_yml="frame {% block b %}{{ title }} {% endblock %}",
    )
    found, aside = words.skeleton("t", {"title": TITLE})
    assert (shown(found), aside) == (skeleton, values)


def test_a_value_joined_to_a_macros_text_stays_a_value(write) -> None:
    words = write(t_yml="{% macro m() %}*{% endmacro %}{{ m() ~ title }}")
    skeleton, values = words.skeleton("t", {"title": TITLE})
    assert (shown(skeleton), values) == ("«0»", ("*" + TITLE,))


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{{ titel }}", "t.yml: 'titel' is undefined"),
        ("a\n{% if %}", "t.yml:2: "),
        ("{% include 'nowhere.yml' %}", "there is no template nowhere.yml"),
        ("{{ naive|when }}", "t.yml: 2026-03-02 08:00:00 has no time zone"),
        ("{{ now|when('later') }}", "is not one of full, time, date, ago"),
    ],
)
def test_a_wrong_template_is_named(write, template, complaint) -> None:
    naive = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - the mistake that is tested
    with pytest.raises(TemplateError) as error:
        write(t_yml=template).skeleton("t", {"naive": naive, "now": naive.replace(tzinfo=UTC)})
    assert complaint in str(error.value)


def test_threads_do_not_mix_their_values(write) -> None:
    words = write(t_yml="{% for n in numbers %}{{ n }}{% endfor %}")
    found = {}

    def say(start: int) -> None:
        found[start] = [words.skeleton("t", {"numbers": range(start, start + 50)})[1] for _ in range(20)]

    threads = [threading.Thread(target=say, args=(start,)) for start in range(0, 400, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {start: [tuple(range(start, start + 50))] * 20 for start in range(0, 400, 50)}


def test_the_same_value_in_a_document_and_on_a_page(write) -> None:
    words = write(
        t_md=(
            "# {{ title }}\n"
            "{{ who|person }} {{ at|when }} {{ url|link('here') }} {{ [who|person, '*']|listed }}\n"
            "{{ text|prose }}"
        ),
        t_html="<h1>{{ title }}</h1>{{ who|person }} {{ at|when }} {{ url|link('here') }} {{ text|prose }}",
    )
    data = {
        "title": "<b> & *x*\n# y",
        "who": Person("U01ALICE", "alice"),
        "at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "url": "https://a.example/?x=1&y=(2)",
        "text": "one\n<two>",
    }
    assert words.markdown("t", data) == (
        "# &lt;b&gt; &amp; \\*x\\* # y\n"
        "alice 2026-03-02 09:00 UTC [here](<https://a.example/?x=1&y=(2)>) alice and \\*\n"
        "one  \n&lt;two&gt;"
    )
    assert words.page("t", data) == (
        "<h1>&lt;b&gt; &amp; *x*\n# y</h1>@alice "
        '<time datetime="2026-03-02T09:00:00+00:00">2026-03-02 09:00 UTC</time> '
        '<a href="https://a.example/?x=1&amp;y=(2)" rel="noopener noreferrer">here</a> one<br>\n&lt;two&gt;'
    )


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("45|duration", "45 s"),
        ("span|duration", "1 h 20 min"),
        ("(span * 100)|duration", "5 d 13 h"),
        ("3600|duration", "1 h"),
        ("-span|duration", "1 h 20 min"),
        ("due|day", "Mon 2 Mar 2026"),
        ("1|counted('update')", "1 update"),
        ("2|counted('reply', 'replies')", "2 replies"),
        ("['a', 'b', 'c']|listed", "a, b and c"),
        ("['a', 'b']|listed('or')", "a or b"),
        ("[]|listed", ""),
        ("none|person", ""),
        ("'U01ALICE'|person('alice')", "@alice"),
        ("{'slack_id': 'U01ALICE', 'name': 'alice'}|person", "@alice"),
        ("{'slack_id': 'U01ALICE', 'name': none}|person", "@U01ALICE"),
        ("'C01'|channel('general')", "#general"),
        ("none|channel", ""),
        ("'S01'|group", "@S01"),
        ("none|prose", ""),
    ],
)
def test_what_filters_say(write, expression, said) -> None:
    data = {"span": timedelta(minutes=80), "due": datetime(2026, 3, 2, tzinfo=UTC).date()}
    _, values = write(t_yml="{{ " + expression + " }}").skeleton("t", data)
    assert values == (said or None,) or str(values[0]) == said


@pytest.mark.parametrize(
    ("value", "mrkdwn"),
    [
        (
            When(datetime(2026, 3, 2, 8, tzinfo=UTC)),
            "<!date^1772438400^{date_short_pretty} {time}|2026-03-02 08:00 UTC>",
        ),
        (When(datetime(2026, 3, 2, 8, tzinfo=UTC), "time"), "<!date^1772438400^{time}|2026-03-02 08:00 UTC>"),
        (Person("U01ALICE", "alice"), "<@U01ALICE>"),
        (Person("W01ALICE", "alice"), "<@W01ALICE>"),
        (Person("!channel", "<!here>"), "@&lt;!here&gt;"),
        (Person(None, "alice"), "@alice"),
        (Group("S01ONCALL"), "<!subteam^S01ONCALL>"),
        (Group("here>"), "@here&gt;"),
        (Link("https://a.example/|x>", "<b>|*c*"), "<https://a.example/%7Cx%3E|&lt;b&gt;¦∗c∗>"),
        (Link("javascript:alert(1)", "press"), "press"),
        (Link("https://", "press"), "press"),
        (Link("mailto:a@b.example", ""), "<mailto:a@b.example|mailto:a@b.example>"),
        (
            Prose("*mine*\n<!here> https://a.example/x?a=1&b=2."),
            "*mine*\n&lt;!here&gt; <https://a.example/x?a=1&amp;b=2>.",
        ),
    ],
)
def test_values_that_know_how_slack_says_them(value, mrkdwn) -> None:
    assert value.mrkdwn() == mrkdwn


def test_the_templates_are_found() -> None:
    assert templates_folder().name == "templates"
