"""Incidentbot: from the signal to the last action item of the postmortem.

    bootstrap     puts the parts together; the only room that knows them all
    serving       one process: the web server, the bot, and the sandbox where there is no Slack
    interpreter   how Python itself runs, so that no answer waits for it
    settings      the environment: secrets and addresses; nothing else reads os.environ (setting_rules: how each must
                  look; setting_providers, setting_watch: two kinds of them; setting_doubts: what cannot work together)
    errors        few, named after the broken rule, worded for the person who reads them
    domain/       pure values and decisions; no I/O, time comes in as an argument
    process/      incidentbot.yml → domain values
    store/        the only package that knows SQL
    ports         what we need from outside, one page of Protocols
    services/     what can be asked of the bot: one method = one sentence = one transaction
    slack/        the Slack edge
    web/          the HTTP edge
    jobs          the clock edge: what APScheduler runs, and how often
    worker        performs what the work rows ask for
    outbox        … of the chat;  timers: … of reminders and the like
    notifier      … of pages: one message to one person, by the first provider that takes it
    page_clock    takes the steps of pages when they are due, many at a time
    receipts      asks providers that do not call back what became of a message
    page_chart    … of pictures of figures
    verifier      … of codes that show whose an address is
    emergency     whom the environment names; weekly_test sends the weekly test to them
    watch         looks after ourselves: lost timers, the outward heartbeat, a database that is gone
    words/        templates in, text out
    integrations/ one module per vendor
    sandbox/      a Slack that is not Slack, reached only over the wire
    cli           the command line (cli_check, cli_explain, cli_oncall, cli_queue, cli_token; doctor: what it looks at)
    logs, redaction, metrics, failpoints, strict_json, clock
                  small things that many need

Imports run one way, and tests/test_architecture.py holds the code to it:

    app, cli → bootstrap → { slack, web, jobs, worker, outbox, integrations, sandbox }
             → services → { store, ports, words } → domain → errors

"""

__version__ = "0.1.0"
