"""From a folder of transcripts to a report that can be checked.

The map of the package, in the order in which a run meets it:

    cli.py, __main__.py   the commands; the only place that prints and that catches PipelineError
    flow.py               run(): the whole flow, top to bottom; its halves: flow_sessions.py, flow_corpus.py
    study.py              everything a run reads before the transcripts: settings, codebook, registers
    settings.py           settings.yaml, typed, one section per stage
    codebook.py           codebook.yaml: read and checked; configuration.py: the other YAML of a study
    registers.py          sessies.csv and sprekers.csv; judgements.py: what people coded and chose
    reading.py            one register while it is read; sheets.py: csv and xlsx as rows
    yaml_text.py          YAML as text with the line of everything
    readers/              a transcript of any format -> turns
    stages/               frames in, frames out: privacy, utterances, segments, tokens, vectors,
                          coding, agreement, topics, counts, quotes
    language/             Dutch: the spaCy pipeline, stop words, negation, the sentence model
    tables.py             the contracts of all tables; frames.py: rows as frames of their types
    store.py              parquet, keys, atomic writes; errors.py: what the researcher can mend
    report/               notebooks run by papermill, figures, html, the index
    explore.py            what a researcher imports in Jupyter
    trace.py              the whole life of one turn or segment
"""
