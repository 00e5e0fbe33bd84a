"""`analytics drift`: how far an archive has moved from its topics, and finding them again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.cli.errors import explained, refuse

if TYPE_CHECKING:
    from analytics.archive.drift import Drift
    from analytics.archive.lending import Lent


def register(parent: typer.Typer) -> None:
    """Add this command to the command line."""
    parent.command()(drift)


def drift(
    archive: Annotated[Path, typer.Argument(help="Folder of the archive.", metavar="ARCHIVE")],
    refit: Annotated[
        bool,
        typer.Option("--refit", help="Find topics again; those that go on keep their numbers."),
    ] = False,
    n_topics: Annotated[
        str,
        typer.Option(
            help='With --refit: number of topics, at least 2, or "auto"; as the last time without.',
            metavar="N|auto",
        ),
    ] = "",
) -> None:
    """Say how far an archive's news has moved from its topics, and whether finding them again would pay."""
    with explained():
        from analytics.parameters import TopicsParameters, parse_texts

        number = (
            parse_texts(TopicsParameters, {"n_topics": n_topics}).n_topics if n_topics else None
        )
        if n_topics and not refit:
            refuse("--n-topics goes with --refit, which finds topics again.")
        from analytics.archive.archive import Archive
        from analytics.archive.drift import find_drift
        from analytics.archive.lending import FEWEST, learn
        from analytics.prepared import default_cache_folder

        opened = Archive(archive)
        snapshot, spare = opened.log.read(), default_cache_folder() / "batches"
        if snapshot.n_documents < FEWEST:
            refuse(
                f"{archive}: {snapshot.n_documents:,} documents; an archive has topics of its own from "
                f"{FEWEST:,} on, and each slice of a smaller one those found in it."
            )
        found = find_drift(opened, snapshot, spare)
        if found:
            typer.echo(_told(found))
        if found is None or refit:
            lent = learn(opened, snapshot, spare, number)
            if lent is None:
                refuse(f"{archive}: its documents say too little for topics.")
            typer.echo(_learned(lent))


def _told(drift: "Drift") -> str:
    from analytics.views.borrowing import REASONS

    then, now = drift.share_outliers
    near, nearer = drift.likeness
    lines = [
        f"{drift.n_topics} topics, found at commit {drift.number:,} in {drift.n_documents:,} documents; "
        f"{drift.n_new:,} documents since.",
    ]
    if drift.n_drawn:
        lines += [
            f"of {drift.n_drawn:,} new stories      then    now",
            f"fit no topic          {then:7.1%} {now:6.1%}",
            f"likeness to a topic   {near:7.3f} {nearer:6.3f}",
        ]
    if len(drift.new_terms):
        pairs = zip(drift.new_terms["term"], drift.new_terms["n_documents"], strict=True)
        lines.append("New words: " + ", ".join(f"{term} ({n})" for term, n in pairs) + ".")
    reasons = ", ".join(REASONS[reason][0] for reason in drift.reasons)
    lines.append(
        f"Finding topics again would pay: {reasons}. --refit does it."
        if reasons
        else "Finding topics again would not pay yet."
    )
    return "\n".join(lines)


def _learned(lent: "Lent") -> str:
    topics = lent.topics
    changes = topics.changes["change"].value_counts().sort_index()
    kinds = ", ".join(f"{n} {change}" for change, n in changes.items())
    return (
        f"{len(topics.ids)} topics found at commit {lent.number:,} among {lent.n_stories:,} stories"
        f"{f': {kinds}' if kinds else ''}."
    )
