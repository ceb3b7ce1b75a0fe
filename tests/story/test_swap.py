"""Giving a shift away: one person or the team is asked, and whoever is first has it."""

from __future__ import annotations

from incidentbot.bootstrap import Incidentbot
from tests.hands import Hands, Workspace, eventually, whole_text
from tests.story.test_oncall import GENERAL, PAYMENTS


def next_of(bot: Incidentbot, person: str) -> tuple[str, object]:
    now = bot.clock.now()
    own = [one for one in bot.oncall.shifts_of(person, now, now.replace(year=now.year + 1)) if one.shift.start > now]
    return own[0].schedule, own[0].shift.start


def on_call_then(bot: Incidentbot, shift: tuple[str, object]) -> str:
    schedule, start = shift
    return bot.oncall.who(schedule, start)[schedule].people[0]  # type: ignore[arg-type]


def test_one_person_is_asked_and_takes_it(alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    shift = next_of(bot, "alice")
    alice.types("/incident swap @bob my sister marries")
    alice.sees("I have asked <@U02BOB>", GENERAL)
    asked = bob.sees("*<@U01ALICE> asks whether you can take a shift*", bob.dm())
    assert "my sister marries" in whole_text(asked)
    bob.presses("Take it", asked, bob.dm())
    alice.sees("*<@U02BOB> takes the shift* of <@U01ALICE>", alice.dm())
    assert on_call_then(bot, shift) == "bob"
    alice.types(f"/incident oncall {shift[0]} at {shift[1].isoformat()}")  # type: ignore[attr-defined]
    alice.sees("took the shift for Alice Novak", GENERAL)


def test_the_team_is_asked_and_the_question_ends_with_the_first_one(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    alice.act("invite", channel=PAYMENTS, user="U00BOT")
    shift = next_of(bot, "alice")
    alice.types("/incident swap")
    form = alice.form("swap").fill(why="holiday <!channel>")
    assert form.submit()["ok"]
    asked = bob.sees("asks whether somebody of the team can take a shift", PAYMENTS)
    assert "<!channel>" not in whole_text(asked)
    carol = workspace.person("U03CAROL")
    carol.presses("Take it", asked, PAYMENTS)
    ended = bob.sees("*<@U03CAROL> takes the shift*", PAYMENTS)
    assert not [block for block in ended["blocks"] if block["type"] == "actions"]
    assert ended["ts"] == asked["ts"]
    assert on_call_then(bot, shift) == "carol"


def test_declined_and_withdrawn(alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    shift = next_of(bot, "alice")
    alice.types("/incident swap @bob")
    bob.presses("Decline", bob.sees("asks whether you can take a shift", bob.dm()), bob.dm())
    alice.sees("<@U02BOB> cannot take the shift", alice.dm())
    alice.types("/incident swap @carol")
    sent = eventually(lambda: alice.sees("I have asked <@U03CAROL>", GENERAL))
    alice.presses("Withdraw the request", sent, GENERAL)
    workspace.person("U03CAROL").sees("keeps the shift", workspace.person("U03CAROL").dm())
    assert on_call_then(bot, shift) == "alice"


def test_whoever_was_asked_is_reminded_and_in_the_end_it_runs_out(
    alice: Hands, bob: Hands, bot: Incidentbot, workspace: Workspace
) -> None:
    _, start = next_of(bot, "alice")
    alice.types("/incident swap @bob holiday")
    bob.sees("asks whether you can take a shift", bob.dm())
    left = (start - bot.clock.now()).total_seconds() / 60  # type: ignore[operator]
    workspace.advance(minutes=left - min(23 * 60, left / 4))
    again = bob.sees("asks again whether you can take a shift", bob.dm())
    alice.sees("until somebody takes it, it is yours", alice.dm())
    workspace.advance(minutes=min(23 * 60, left / 4) + 1)
    bob.sees("Nobody has taken the shift", bob.dm())
    bob.presses("Take it", again, bob.dm())
    bob.sees("has run out", bob.dm())


def test_nobody_without_a_shift_can_give_one_away(alice: Hands, bot: Incidentbot, workspace: Workspace) -> None:
    gina = workspace.person("U05GINA")
    gina.types("/incident swap", "C04SUPPORT")
    gina.sees("does not name you", "C04SUPPORT")
    alice.types("/incident swap @gina")
    alice.sees("does not name them", GENERAL)
