"""From a folder of transcripts to a report that can be checked.

The map of the package, in the order in which a run meets it:

    cli.py, __main__.py   the commands; catches PipelineError; cli_codebook.py, cli_diff.py, cli_exchange.py: those in
                          groups; cli_read.py: to read and search; cli_review.py, cli_refi.py; cli_options.py: what they
                          share. console.py: how they show things; no other prints
    flow.py               run(): the whole flow, top to bottom; its parts: flow_sessions.py, flow_coding.py,
                          flow_history.py (earlier codebooks), flow_corpus.py; flow_codebook.py: the book by itself;
                          flow_keys.py: of what each result across sessions is made; flow_talk.py: the talk for
                          who goes on coding it; run_record.py: run.json
    study.py              everything a run reads before the transcripts: settings, codebook, registers
    settings.py           settings.yaml, typed, one section per stage
    codebook.py           codebook.yaml: read and checked; codebook_checks.py, codebook_patterns.py: as text;
                          codebook_lemmas.py: on lemmas; codebook_items.py: lists, `-> code`, questions;
                          codebook_writing.py: rename and merge; codebook_diff.py: two books compared;
                          codebook_suggestions.py: codes that the material suggests, as YAML
    configuration.py      the other YAML of a study
    registers.py          sessies.csv and sprekers.csv; judgements.py: what people coded and chose
    claims.py             what people write for the reports; report_texts.py, memos.py; study_writings.py reads it
    study_registers.py    finds and reads them; outside.py: key files and lists of names outside the project
    reading.py            one register while it is read; sheets.py: csv and xlsx as rows
    init_corpus.py        a new corpus folder; init_registers.py: registers from transcripts; instructions.py
    yaml_text.py          YAML as text with the place of everything; yaml_faults.py: what is wrong, in words;
                          yaml_edits.py, yaml_items.py: edits that leave other lines alone; schemas.py: JSON Schemas
    typed_text.py         all texts that people typed
    readers/              a transcript of any format -> turns
    stages/               frames in, frames out: privacy, utterances, segments, tokens, vectors;
                          human_coding, judged: what people said; proposing: the machine, by patterns (patterns,
                          candidates, matching), meaning (self_training, nearness) and what it learned (features,
                          learnable, learning, held_out, calibration, dimensions); coding: its rows; deciding, values;
                          sampling, teaching: what people are asked; history: earlier codebooks; self_test;
                          agreement (said, passages, compared, measured, coefficients, worth), disagreements;
                          topics (terms, topic_documents, topic_space, consensus, topic_placing, topic_words,
                          topic_map); topic_gap, suggesting: topics beside the codebook; counts, needs, quotes,
                          attributions, evidence, marks, reading_versions, spans, uncoded;
                          concordance, keyness: words in context, and those that set a group apart;
                          disclosure (with linked_counts, relations, audit): what only the team may see; study_text,
                          withheld: what people typed
    masking/              what could identify someone, and what stands in its place; stages/privacy.py masks with it
    language/             Dutch: the spaCy pipeline, words, spelling, clauses, negation, the sentence model
    tables.py             the contracts of all tables; frames.py: rows as frames of their types
    store.py              parquet, keys, atomic writes; integrity.py: what is damaged
    errors.py             what the researcher can mend; faults.py: what the file system refuses
    report/               notebooks run by papermill, checked (self_check), written as html, docx and pdf, the index;
                          plan: which reports there are; view: what an audience may see; a room for every section
    exchange/             what people take away and bring back: spreadsheets, review sheets (review_*), disagreements;
                          the review page (proposals, review_decisions, review_server, templates/); sheets to code a
                          session on (coding_sheet*); the framework matrix (matrix*); tables to analyse (analysis_*);
                          REFI-QDA (refi_*): refi_export out; refi_import in: refi_codes, and refi_talk, by
                          refi_positions (how places were counted) and refi_align (our turns in another's text)
    desk/                 to read and search: a session with its codes in the margin (session_page, margin), passages of
                          a code, memos (notes), a word in context; pages: where they lie, and that they stay true
    privacy_review.py     what was masked, to review; remnants.py: where somebody who withdrew still occurs
    explore.py            what a researcher imports in Jupyter, with explore_figures, explore_codebook, explore_places,
                          explore_shown (how it looks there); explore_topics.py: BERTopic's plots of the topics
    trace.py              the whole life of one turn or segment
"""
