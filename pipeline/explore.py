"""What a researcher imports in Jupyter: every table of a corpus as a frame, and a few questions to ask of them.

    from pipeline.explore import Corpus
    corpus = Corpus("voorbeeld")
    corpus.utterances
    corpus.find("stage")

Nothing here changes a table, and nothing shows more than the stored, masked text.
"""

from __future__ import annotations

import difflib
import json
import os
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

TABLES_VARIABLE = "ROUTE_TABLES"
"""Environment variable by which a report tells its kernel where the tables lie."""

STUDY_FILE = "study.json"
"""Beside the tables: names, settings and versions that no table holds."""

Unit = Literal["participants", "sessions", "segments"]
Basis = Literal["counted", "proposed"]

_AROUND = 60
_SHORTEST_PART = 4


class Corpus:
    """One corpus after a run: every table is an attribute (`corpus.segments`), every question a method.

    `name_or_path` is the name of a corpus folder, or the folder with its tables. `out` is where the run wrote; by
    default the current folder or one above it. Raises FileNotFoundError where there are no tables.
    """

    def __init__(self, name_or_path: str | Path = "voorbeeld", out: str | Path | None = None) -> None:
        self.root = _find_root(name_or_path, out)
        self.name = self.root.name
        self._read: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"Corpus({self.name!r}): {', '.join(self.tables)}"

    @cached_property
    def tables(self) -> list[str]:
        """The names of the tables that are stored."""
        files = {path.stem for path in self.root.glob("*.parquet")}
        folders = {path.name for path in self.root.iterdir() if path.is_dir() and any(path.glob("*.parquet"))}
        return sorted(files | folders)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def __getattr__(self, name: str) -> pd.DataFrame:
        # Only names of tables come here; while copying or unpickling not even `root` is there yet.
        if name.startswith("_") or name in ("root", "tables"):
            raise AttributeError(name)
        try:
            return self.table(name)
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def table(self, name: str) -> pd.DataFrame:
        """One table by its name; read once. Raises KeyError with the nearest name where there is none."""
        if name not in self._read:
            if name not in self.tables:
                near = difflib.get_close_matches(name, self.tables, n=1)
                raise KeyError(f"There is no table '{name}'." + (f" Did you mean '{near[0]}'?" if near else ""))
            self._read[name] = _read(self.root / name)
        return self._read[name]

    @cached_property
    def study(self) -> dict[str, Any]:
        """Names, settings and versions of the run; empty where only tables are stored."""
        path = self.root / STUDY_FILE
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return found

    @cached_property
    def codebook(self) -> pd.DataFrame:
        """Every theme and code in the order of the book: id, name, theme, parent, level, definition, machine, ..."""
        themes = self.study.get("codebook", {}).get("themas", [])
        rows = [row for theme in themes for row in _walk(theme, theme["id"], None, 0)]
        return pd.DataFrame(rows, columns=_CODEBOOK_COLUMNS).set_index("id", drop=False)

    @cached_property
    def names(self) -> pd.DataFrame:
        """What every id is called: kind (code, theme, group, session_type, topic), id, name, plural."""
        known = self.study.get("stakeholders", {})
        rows = [
            ("theme" if r.level == 0 else "code", r.id, r.name, r.name) for r in self.codebook.itertuples(index=False)
        ]
        for kind, key in (("group", "groepen"), ("session_type", "soorten")):
            rows += [(kind, name, item["naam"], item["meervoud"]) for name, item in known.get(key, {}).items()]
        if "topics" in self.tables:
            rows += [("topic", str(t.topic_id), t.label, t.label) for t in self.topics.itertuples()]
        return pd.DataFrame(rows, columns=["kind", "id", "name", "plural"])

    def quotes(self, code: str | None = None, n: int = 5) -> pd.DataFrame:
        """Up to `n` quotes of a code or of all codes of a theme, those that a person chose first; all without a code.

        The one table whose name is a method: `corpus.table("quotes")` is the table itself.
        """
        quotes = self.table("quotes")
        if code is None:
            return quotes
        found = quotes[quotes.code.isin(self._below(code))]
        return found.sort_values("chosen_by", kind="stable").head(n).reset_index(drop=True)

    def passages(self, code: str) -> pd.DataFrame:
        """Every segment with this code or a code under it, with who said it and what became of the code."""
        coded = self.segment_codes[self.segment_codes.code.isin(self._below(code))]
        columns = ["segment_id", "session_id", "participant_id", "stakeholder_group", "context", "text"]
        found = coded[["segment_id", "code", "status", "decided_by"]].merge(self.segments[columns], on="segment_id")
        return found.sort_values(["status", "segment_id"], kind="stable", ignore_index=True)

    def topic(self, number: int) -> pd.DataFrame:
        """Every segment of this topic, that which belongs to it most first; -1: those in none."""
        from pipeline.explore_topics import passages_of

        return passages_of(self, number)

    @cached_property
    def bertopic(self) -> Any:
        """The stored topics as a fitted BERTopic, for its own plots. To import it takes many seconds."""
        from pipeline.explore_topics import bertopic_model

        return bertopic_model(self)

    def find(self, word: str) -> pd.DataFrame:
        """Where a word occurs, as lemma or inside a compound, with the words around it; one row a place."""
        wanted = word.lower().strip()
        lemmas = set(self.tokens.lemma[self.tokens.text.str.lower() == wanted].str.lower()) | {wanted}
        lemma = self.tokens.lemma.str.lower()
        is_hit = lemma.isin(lemmas)
        # A short word stands inside too many others to be a part of a compound.
        if len(wanted) >= _SHORTEST_PART:
            is_hit = is_hit | lemma.str.contains(wanted, regex=False)
        hits = self.tokens[is_hit]
        columns = ["segment_id", "session_id", "participant_id", "stakeholder_group", "text"]
        found = hits.drop(columns="text").merge(self.segments[columns], on="segment_id")
        found["word"] = hits.text.to_numpy()
        ends = found.start_char + found.word.str.len()
        found["left"] = [text[max(0, s - _AROUND) : s] for text, s in zip(found.text, found.start_char, strict=True)]
        found["right"] = [text[e : e + _AROUND] for text, e in zip(found.text, ends, strict=True)]
        return found[["segment_id", "stakeholder_group", "left", "word", "right", "lemma"]]

    def crosstab(
        self, rows: str = "code", columns: str = "group", count: Unit = "participants", basis: Basis = "counted"
    ) -> pd.DataFrame:
        """Codes (`rows="code"`) or themes (`rows="theme"`) by group, session, school, ...: how many there are.

        Counted and proposed are two tables, never one: choose by `basis`.
        """
        cells = self.counts[
            (self.counts.by == columns)
            & self.counts.by2.isna()
            & (self.counts.basis == basis)
            & self.counts.dimension.isna()
            & self.counts.is_prompted.isna()
        ]
        wanted = self.codebook.id[(self.codebook.level == 0) == (rows == "theme")]
        table = cells.pivot_table(index="code", columns="value", values=f"n_{count}", aggfunc="sum")
        return table.reindex([code for code in wanted if code in table.index]).fillna(0).astype(int)

    def cooccurrence(self, basis: Basis = "counted") -> pd.DataFrame:
        """Codes on the same segment: n1, n2, n12 and n12 / (n1 + n2 - n12), the strongest first.

        `is_lopsided` marks pairs of which one code is over five times as frequent: there the coefficient says little.
        """
        wanted = ["confirmed", "counted"] if basis == "counted" else ["proposed"]
        coded = self.segment_codes[self.segment_codes.status.isin(wanted)][["segment_id", "code"]].drop_duplicates()
        n = coded.code.value_counts()
        pairs = coded.merge(coded, on="segment_id", suffixes=("_1", "_2"))
        pairs = pairs[pairs.code_1 < pairs.code_2].groupby(["code_1", "code_2"]).size().rename("n_12").reset_index()
        # With no pair at all a map of nothing is text.
        pairs["n_1"], pairs["n_2"] = (pairs[code].map(n).astype("int64") for code in ("code_1", "code_2"))
        pairs["coefficient"] = pairs.n_12 / (pairs.n_1 + pairs.n_2 - pairs.n_12)
        smaller, larger = pairs[["n_1", "n_2"]].min(axis=1), pairs[["n_1", "n_2"]].max(axis=1)
        pairs["is_lopsided"] = larger > 5 * smaller
        order = ["coefficient", "n_12", "code_1", "code_2"]
        pairs = pairs.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
        return pairs[["code_1", "code_2", "n_1", "n_2", "n_12", "coefficient", "is_lopsided"]]

    def needs(self, judgement: str = "nodig") -> pd.DataFrame:
        """What people coded as needed (or another `judgement`): the code, said by, for and from whom, in which phase.

        A parent's words about a son are the parent's, `for_whom` says ander: no need of pupils comes out of them.
        """
        from pipeline.stages.needs import list_needs

        tables = {name: self.table(name) for name in ("codings", "coding_values", "segment_codes", "segments")}
        rule = self.study.get("settings", {}).get("coding", {}).get("coders_disagree", "meerderheid")
        return list_needs(tables, rule=rule, judgement=judgement)

    def _below(self, code: str) -> set[str]:
        """A code with all codes under it. Raises KeyError with the nearest id where there is none."""
        if not len(self.codebook):
            return {code}
        if code not in self.codebook.index:
            near = difflib.get_close_matches(code, self.codebook.id, n=1)
            raise KeyError(f"There is no code '{code}'." + (f" Did you mean '{near[0]}'?" if near else ""))
        book = self.codebook
        return {str(id_) for id_, above in zip(book.id, book.above, strict=True) if id_ == code or code in above}


_CODEBOOK_COLUMNS = "id name theme above level definition machine level_of_coding status origin".split()


def _walk(entry: dict[str, Any], theme: str, above: tuple[str, ...] | None, level: int) -> list[tuple[Any, ...]]:
    line = above or ()
    details = (entry.get("machine"), entry.get("niveau"), entry.get("status"), entry.get("herkomst"))
    rows = [(entry["id"], entry["naam"], theme, line, level, entry.get("definitie") or "", *details)]
    for code in entry.get("codes", []):
        rows += _walk(code, theme, (*line, entry["id"]), level + 1)
    return rows


def _read(path: Path) -> pd.DataFrame:
    """A table: its one file, or the parts of all sessions in the order of their ids."""
    parts = sorted(path.glob("*.parquet")) if path.is_dir() else [path.with_name(f"{path.name}.parquet")]
    return pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)


def _find_root(name_or_path: str | Path, out: str | Path | None) -> Path:
    given = Path(name_or_path)
    told = os.environ.get(TABLES_VARIABLE)
    starts = [Path(out)] if out else [Path.cwd(), *Path.cwd().parents]
    places = [start / "data" / "processed" / given.name for start in starts]
    if told and not out and Path(told).name == given.name:
        places.insert(0, Path(told))
    if len(given.parts) > 1:
        places.insert(0, given)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"There are no tables of corpus '{given.name}'. Run the pipeline first: route run.")
