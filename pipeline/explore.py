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
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from pipeline.explore_places import find_root, read_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STUDY_FILE = "study.json"
"""Beside the tables: names, settings and versions that no table holds."""

Unit = Literal["participants", "sessions", "segments"]
Basis = Literal["counted", "proposed"]


class Corpus:
    """One corpus after a run: every table is an attribute (`corpus.segments`), every question a method.

    `name_or_path` is the name of a corpus folder, or the folder with its tables. `out` is where the run wrote; by
    default the current folder or one above it. Raises FileNotFoundError where there are no tables.
    """

    def __init__(self, name_or_path: str | Path = "voorbeeld", out: str | Path | None = None) -> None:
        self.root = find_root(name_or_path, out)
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
            self._read[name] = read_table(self.root / name)
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
        from pipeline.explore_codebook import codebook_frame

        return codebook_frame(self.study.get("codebook", {}).get("themas", []))

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
        from pipeline.explore_shown import Shown

        found = Shown(quotes[quotes.code.isin(self._below(code))])
        return found.sort_values("chosen_by", kind="stable").head(n).reset_index(drop=True)

    def passages(self, code: str, *, doubtful_first: bool = False) -> pd.DataFrame:
        """Every segment with this code or a code under it, with who said it and what became of the code.

        With `doubtful_first` proposals stand first, what is nearest to even odds before the rest.
        """
        from pipeline.explore_shown import Shown

        coded = self.segment_codes[self.segment_codes.code.isin(self._below(code))]
        columns = ["segment_id", "session_id", "participant_id", "stakeholder_group", "context", "text"]
        coded = coded[["segment_id", "code", "status", "decided_by", "confidence"]]
        found = coded.merge(self.segments[columns], on="segment_id")
        order = ["status", "segment_id"]
        if doubtful_first:
            # Where nobody knows how often people agree, that is as uncertain as can be.
            doubt = (found.confidence - 0.5).abs().fillna(0).where(found.status == "proposed", 1)
            found, order = found.assign(doubt=doubt), ["doubt", *order]
        found = found.sort_values(order, kind="stable", ignore_index=True)
        return Shown(found[[*coded.columns, *columns[1:]]])

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
        """Where a word occurs, in all its forms, in compounds and split (*belt … terug*); one row a place.

        `*` stands for any part of a word; several words are sought one after the other. `corpus.find("niet te")`
        """
        from pipeline.explore_shown import Shown
        from pipeline.stages.concordance import find_in_context

        found = find_in_context(self.tokens, self.segments, word)
        return Shown(found[["segment_id", "stakeholder_group", "left", "word", "right", "lemma"]])

    def compare_words(self, group: str, against: str | None = None) -> pd.DataFrame:
        """The words that set a group apart from another, or from all others: log-likelihood and log ratio.

        `n_participants` says how many said it: a word of one talkative person is not the group's.
        `corpus.compare_words("ouder", against="werkgever")`
        """
        from pipeline.explore_shown import Shown
        from pipeline.stages.counts import persons
        from pipeline.stages.keyness import compare_words

        who = persons(self.participants)
        return Shown(compare_words(self.tokens, self.segments, group, persons=who, against=against).round(2))

    def portrait(self, *sessions: str) -> Figure:
        """Who speaks when and on what, from begin to end: `corpus.portrait("FG01")`; without a session all of them."""
        from pipeline.explore_figures import portrait

        return portrait(self, sessions or tuple(self.sessions.session_id))

    def timeline(self, *codes: str, over: Literal["round", "session"] = "round") -> Figure:
        """Codes over the rounds, or over sessions by date: `corpus.timeline("tijd", "nazorg")`.

        Each point is the share of those present who spoke of it, in what counts.
        """
        from pipeline.explore_figures import timeline

        return timeline(self, codes, over=over)

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
