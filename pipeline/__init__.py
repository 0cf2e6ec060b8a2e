"""From a folder of transcripts to a report that can be checked.

The map of the package, in the order in which a run meets it:

    cli.py, __main__.py   the commands; catches PipelineError. console.py: how they show things; no other prints
    flow.py               run(): the whole flow, top to bottom; its halves: flow_sessions.py, flow_corpus.py;
                          flow_keys.py: of what each result across sessions is made; run_record.py: run.json
    study.py              everything a run reads before the transcripts: settings, codebook, registers
    settings.py           settings.yaml, typed, one section per stage
    codebook.py           codebook.yaml: read and checked; configuration.py: the other YAML of a study
    registers.py          sessies.csv and sprekers.csv; judgements.py: what people coded and chose
    study_registers.py    finds and reads them; outside.py: key files and lists of names outside the project
    reading.py            one register while it is read; sheets.py: csv and xlsx as rows
    init_corpus.py        a new corpus folder; init_registers.py: registers from transcripts; instructions.py
    yaml_text.py          YAML as text with the line of everything; typed_text.py: the texts in codebook and guide
    readers/              a transcript of any format -> turns
    stages/               frames in, frames out: privacy, utterances, segments, tokens, vectors,
                          coding, agreement, topics, counts, quotes; disclosure (with linked_counts, relations,
                          audit): what only the team may see; study_text, withheld: what people typed
    masking/              what could identify someone, and what stands in its place; stages/privacy.py masks with it
    language/             Dutch: the spaCy pipeline, stop words, negation, the sentence model
    tables.py             the contracts of all tables; frames.py: rows as frames of their types
    store.py              parquet, keys, atomic writes; integrity.py: what is damaged
    errors.py             what the researcher can mend; faults.py: what the file system refuses
    report/               notebooks run by papermill, figures, html, the index
    exchange/             what people take away and bring back: spreadsheets
    privacy_review.py     what was masked, to review; remnants.py: where somebody who withdrew still occurs
    explore.py            what a researcher imports in Jupyter
    trace.py              the whole life of one turn or segment
"""
