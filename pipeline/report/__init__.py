"""From tables to reports: notebooks run by papermill, turned into pages that lead back to the tables.

run.py          write_reports(): which reports there are, which of them are out of date
plan.py         the reports of a study by name; keys.py: what decides a report
engine.py       papermill with one warm kernel; html.py, templates/: a notebook as one page, and the index
view.py         what a notebook opens: a corpus as one audience may see it; suppression.py: without what is hidden
material.py reading.py themes.py group.py guide.py topics.py quotes.py methods.py reliability.py care.py codetree.py
                what stands in the sections of the notebooks; topic_pictures.py, topic_tables.py, topic_figures.py:
                topics by map, group, round and code
sentences.py    numbers as Dutch sentences, by fixed rules
markup.py       frames as html, everything escaped; figures.py, heatmaps.py, style.py: drawings as svg
"""
