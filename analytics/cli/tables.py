"""Tables for people who want data, not pictures: `analytics documents|topics|themes|sentiment`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics.cli.errors import explained, refuse
from analytics.cli.saying import say
from analytics.freshness import each_once

if TYPE_CHECKING:
    import pandas as pd

    from analytics.own import Own
    from analytics.prepared import PreparedCorpus

N_REASONS = 5  # pieces set aside that are told one by one
N_UNMET = 5  # vetoed words that are named

Input = Annotated[str, typer.Argument(help="File, folder, glob or feed to read.", metavar="INPUT")]
Out = Annotated[
    Path, typer.Option("--out", "-o", help="Table to write: a .csv, .jsonl or .parquet file.")
]
Names = Annotated[str, typer.Option(help="File of names of your own: companies, people, products.")]
Words = Annotated[
    str, typer.Option("--lexicon", help="Folder or file of words of your own with a tone.")
]
Themes = Annotated[
    str, typer.Option(help="YAML file of themes; a mapping of name to seed words is enough.")
]


def register(parent: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (documents, topics, themes, sentiment):
        parent.command()(command)


def documents(source: Input, out: Out) -> None:
    """Write the clean documents table."""
    with explained(), each_once():
        corpus = _open(source, out)
        _write(corpus.documents, out, corpus)


def topics(
    source: Input,
    out: Out,
    n_topics: Annotated[
        str, typer.Option(help='Number of topics, at least 2, or "auto".', metavar="N|auto")
    ] = "auto",
    model: Annotated[str, typer.Option(help="ours, nmf, lda or gensim_lda.")] = "ours",
    seed: Annotated[int, typer.Option(help="Start of every random choice.", min=0)] = 0,
) -> None:
    """Write doc_id, topic, weight, label: the topic of every document; −1 where none fits."""
    from analytics.parameters import TopicsParameters, parse_texts

    with explained(), each_once():
        chosen = parse_texts(
            TopicsParameters, {"n_topics": n_topics, "model": model, "seed": str(seed)}
        )
        corpus = _open(source, out)
        from analytics import stages

        found = stages.topic_tables(
            corpus,
            stages.theme_tables(corpus),
            model=chosen.model,
            n_topics=chosen.n_topics,
            among="all",
            seed=seed,
        )
        n_found = (found.topics["topic"] >= 0).sum()
        if chosen.n_topics != "auto" and n_found < int(chosen.n_topics):
            say(f"Of {chosen.n_topics} topics asked for {n_found} were found.")
        labels = found.topics.set_index("topic")["label"]
        table = found.document_topics.assign(
            label=found.document_topics["topic"].map(labels).fillna("")
        )
        _write(table[["doc_id", "topic", "weight", "label"]], out, corpus)


def themes(source: Input, out: Out, themes: Themes = "") -> None:
    """Write doc_id, theme, weight: a row for each document and theme that applies."""
    with explained(), each_once():
        corpus = _open(source, out)
        from analytics import stages

        found = stages.theme_tables(corpus, themes).document_themes
        _write(found[["doc_id", "theme", "weight"]], out, corpus)


def sentiment(
    source: Input,
    out: Out,
    adapt: Annotated[
        bool, typer.Option("--adapt", help="Count the words whose tone the corpus itself teaches.")
    ] = False,
    veto: Annotated[
        str, typer.Option(help="With --adapt: file of words never to be learned, one a line.")
    ] = "",
    model: Annotated[
        str, typer.Option(help="Model written by `analytics train sentiment`, to score with.")
    ] = "",
    names: Names = "",
    lexicon: Words = "",
) -> None:
    """Write doc_id, polarity, label, p_neg, p_neu, p_pos, coverage: the tone of every document."""
    columns = ["doc_id", "polarity", "label", "p_neg", "p_neu", "p_pos", "coverage"]
    if veto and not adapt:
        refuse("--veto keeps words from being learned; it goes with --adapt.")
    if model and (adapt or names or lexicon):
        refuse(
            "--adapt, --names and --lexicon go with the lexicon; a --model has learned its words."
        )
    with explained(), each_once():
        from analytics import stages
        from analytics.own import Own
        from analytics.sentiment import load_model

        if model:
            load_model(model)  # one that cannot be read is refused before a long reading
        corpus = _open(source, out, Own(names, lexicon, model))
        if adapt:
            learned = stages.learned_table(corpus, veto)
            table = stages.adapted_sentiment_table(corpus, learned)
            say(f"{len(learned):,} words that the corpus teaches count; 03_sentiment lists them.")
            if veto and (unmet := stages.unmet_vetoes(corpus, veto)):
                say(
                    f"{veto}: {len(unmet):,} words occur nowhere in this corpus: {'、'.join(unmet[:N_UNMET])}"
                )
        else:
            table = stages.sentiment_table(corpus)
        _write(table[columns], out, corpus)


def _open(source: str, out: Path, own: "Own | None" = None) -> "PreparedCorpus":
    """The corpus; refuses an output that could not be written before anything is computed."""
    from analytics.cli.writing import FORMATS

    if out.suffix.lower() not in FORMATS:
        refuse(f"{out}: tables are written as {', '.join(FORMATS)}; give --out such an ending.")
    if out.is_dir():
        refuse(f"{out}: is a folder; --out names a file.")
    if not source.strip():
        refuse("INPUT is empty: name a file, folder, glob or feed.")
    from analytics.own import NOTHING
    from analytics.prepared import open_corpus

    return open_corpus(source, own=own or NOTHING)


def _write(table: "pd.DataFrame", out: Path, corpus: "PreparedCorpus") -> None:
    from analytics.cli.writing import write_table

    write_table(table, out)
    rejected = corpus.rejected
    say(f"{out}: {len(table):,} rows of {len(corpus):,} documents.")
    for row in rejected.head(N_REASONS).itertuples():
        place = f"{row.origin}, line {row.origin_line}" if row.origin_line else row.origin
        say(f"Set aside: {place}: {row.reason}")
    if len(rejected) > N_REASONS:
        say(f"Set aside: {len(rejected) - N_REASONS:,} more; see the corpus report.")
