"""`route review`: a page in the browser, on this computer alone, to decide on the machine's proposals."""

from __future__ import annotations

import datetime
import signal
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import Config, Corpus, Out, study_of


def review(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    coder: Annotated[str | None, typer.Option("--coder", help="Who decides: initials; default: the one coder.")] = None,
    code: Annotated[list[str] | None, typer.Option("--code", help="Only this code; may be given again.")] = None,
    session: Annotated[
        list[str] | None, typer.Option("--session", help="Only this session; may be given again.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it; else only print the address.")
    ] = True,
    corpus: Corpus = None,
    config: Config = None,
    out: Out = Path(),
) -> None:
    """A page in the browser, on this computer alone, to decide on the machine's proposals; Ctrl-C ends it."""
    from pipeline.exchange.review_session import Narrowed, open_review

    study = study_of(corpus, config, out)
    with open_review(study, Narrowed(coder, tuple(code or ()), tuple(session or ())), today=_today) as server:
        decisions = server.decisions
        n, before = len(decisions.walk.proposals), len(decisions.decided())
        typer.echo(
            f"{n - before} proposals wait for {decisions.coder}; {decisions.walk.n_kept} are kept for a blind sample."
        )
        _end_politely()
        try:
            typer.echo(f"Open {server.address} (Ctrl-C ends it)")
            if browser:
                webbrowser.open(server.address)
            server.serve_forever()
        except KeyboardInterrupt:
            # A decision that is being written is finished first.
            with server.lock:
                now = len(decisions.decided())
                typer.echo(
                    f"\n{decisions.coder} decided on {now} of {n} proposals ({now - before:+d} in this review), in "
                    f"coderingen/{decisions.path.name}. Do `route run` to count them."
                )


def _end_politely() -> None:
    """End at an interrupt or a request to end, also where a script started this deaf to interrupts."""
    if threading.current_thread() is threading.main_thread():
        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, signal.default_int_handler)


def _today() -> str:
    return datetime.datetime.now().astimezone().date().isoformat()
