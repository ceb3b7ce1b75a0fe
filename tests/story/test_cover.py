"""Covering for somebody: in one line, by the form, and taking it back."""

from __future__ import annotations

from datetime import timedelta

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, eventually, whole_text
from tests.story.test_oncall import GENERAL, PAYMENTS, PEOPLE, on_call

KEY = "payments-primary"


def another(bot: Incidentbot) -> str:
    """Somebody who is on call in neither schedule now."""
    busy = {person for one in bot.oncall.who("payments").values() for person in one.people}
    return next(person for person in PEOPLE if person not in busy)


def group(workspace: Workspace) -> str:
    """Who was put into the user group last."""
    calls = workspace.calls("usergroups.users.update")
    return str(calls[-1]["args"]["users"]) if calls else ""


def test_i_cover_for_somebody_in_one_line(bot: Incidentbot, workspace: Workspace) -> None:
    away, helps = on_call(bot), another(bot)
    me = workspace.person(PEOPLE[helps])
    me.types(f"/incident cover {away} for 2h")
    told = whole_text(me.sees("covers for", GENERAL))
    assert f"*<@{PEOPLE[helps]}>* covers for <@{PEOPLE[away]}> in *{KEY}*" in told
    assert on_call(bot) == helps
    eventually(lambda: group(workspace) == PEOPLE[helps], "the user group follows at once")
    other = workspace.person(PEOPLE[away])
    other.sees("you are no longer on call from", other.dm())
    workspace.advance(hours=2, minutes=1)
    eventually(lambda: on_call(bot) == away, "the cover has ended")
    eventually(lambda: group(workspace) == PEOPLE[away], "and the user group with it")


def test_somebody_covers_for_me_and_it_is_taken_back(bot: Incidentbot, workspace: Workspace) -> None:
    away, helps = on_call(bot), another(bot)
    me = workspace.person(PEOPLE[away])
    me.types(f"/incident cover me for 3h by @{helps}")
    entered = me.sees("covers for", GENERAL)
    assert on_call(bot) == helps
    me.presses("Remove", entered, GENERAL)
    eventually(lambda: on_call(bot) == away, "the cover is removed")
    me.types("/incident cover list")
    me.sees("Nothing is entered against the schedules", GENERAL)


def test_the_form_asks_for_what_was_not_said_and_keeps_what_was(bot: Incidentbot, workspace: Workspace) -> None:
    away, helps = on_call(bot), another(bot)
    me = workspace.person(PEOPLE[away])
    me.types("/incident cover me someday")
    form = me.form("cover")
    assert "I could not read all of “someday”" in form.text
    assert form.values["replaces"]["replaces"]["selected_user"] == me.id
    start = bot.clock.now()
    refused = form.fill(
        schedule=KEY, who="U05GINA", start=int(start.timestamp()), end=int((start + timedelta(hours=1)).timestamp())
    ).submit()
    assert "does not name them" in refused["errors"]["who"]
    backwards = form.fill(who=PEOPLE[helps], end=int((start - timedelta(hours=1)).timestamp())).submit()
    assert "over already" in backwards["errors"]["end"]
    assert form.fill(end=int((start + timedelta(hours=1)).timestamp()), reason="dentist <!channel>").submit()["ok"]
    told = whole_text(me.sees("covers for", me.dm()))
    assert "dentist" in told
    assert "<!channel>" not in told
    eventually(lambda: on_call(bot) == helps)


def test_a_day_off_that_leaves_nobody_says_so(bot: Incidentbot, workspace: Workspace) -> None:
    away = on_call(bot)
    me = workspace.person(PEOPLE[away])
    me.types("/incident cover")
    form = me.form("cover")
    form.choose("cover_kind", "off")
    start = bot.clock.now()
    form.fill(replaces=me.id, start=int(start.timestamp()), end=int((start + timedelta(hours=1)).timestamp()))
    assert form.submit()["ok"]
    assert f"{KEY}: <!date" in whole_text(me.sees("*Nobody is on call then:*", me.dm()))
    eventually(lambda: not bot.oncall.who(KEY)[KEY].people)


def test_a_gap_is_told_in_the_channel_and_covered_by_its_button(bot: Incidentbot, workspace: Workspace) -> None:
    away, helps = on_call(bot), another(bot)
    me, other = workspace.person(PEOPLE[away]), workspace.person(PEOPLE[helps])
    me.act("invite", channel=PAYMENTS, user="U00BOT")
    me.types("/incident cover")
    form = me.form("cover")
    form.choose("cover_kind", "off")
    start = bot.clock.now() + timedelta(hours=1)
    form.fill(replaces=me.id, start=int(start.timestamp()), end=int((start + timedelta(hours=2)).timestamp()))
    assert form.submit()["ok"]
    me.sees("*Nobody is on call then:*", me.dm())
    bot.oncall.look()
    gap = other.sees(f"*Nobody is on call in {KEY}*", PAYMENTS)
    other.presses("Cover", gap, PAYMENTS)
    assert other.form("cover").submit()["ok"]
    other.sees("covers in", other.dm())
    workspace.advance(hours=1, minutes=5)
    eventually(lambda: on_call(bot) == helps)


def test_another_plan_for_a_while_by_the_form(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    alice.types("/incident cover")
    form = alice.form("cover")
    form.choose("cover_kind", "plan")
    start = bot.clock.now()
    end = start + timedelta(hours=4)
    form.fill(
        schedule=KEY, start=int(start.timestamp()), end=int(end.timestamp()), shifts="dan tonight\nmallory tonight"
    )
    assert "Line 2: “mallory” is nobody of the process file" in form.submit()["errors"]["shifts"]
    assert form.fill(shifts=f"Dan: now to {end.isoformat()}").submit()["ok"]
    entered = alice.sees("Another plan holds for a while", alice.dm())
    assert on_call(bot) == "dan"
    dan = workspace.person("U04DAN")
    dan.sees("you are on call from", dan.dm())
    alice.presses("Take it back", entered, alice.dm())
    eventually(lambda: on_call(bot) != "dan")


def test_somebody_who_is_not_on_call_and_hostile_words(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    alice.types("/incident cover dan tonight")
    alice.sees("is not on call then", GENERAL)
    alice.types("/incident cover <!channel> *from* `now` to <http://x|y>" + "a" * 2000)
    form = alice.form("cover")
    assert "<!channel>" not in form.text
    gina = workspace.person("U05GINA")
    gina.types("/incident cover bob tonight", "C04SUPPORT")
    gina.sees("Guests do not enter who is on call", "C04SUPPORT")
