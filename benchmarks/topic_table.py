"""What topics must reach beside what they reach, as a table to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SETS = ("dekamer", "dekamer_whole", "sib200", "handelingen")
_SYSTEMS = ("bertopic", "bertopic_centred", "ours")


def table_of(results: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per line of the goal: both systems' figures, the bar that follows from BERTopic's, and if it is reached.

    Where the bar hangs on BERTopic, `over_centred` says whether it is reached too with BERTopic on centred vectors.
    """
    rows: list[dict[str, Any]] = []
    if "dekamer" in results:
        for name in _SETS[:2]:
            rows += [
                _row(results[name], f"{name}: NMI", "nmi", lambda theirs: 1.1 * theirs),
                _row(results[name], f"{name}: ARI", "ari", lambda theirs: 1.8 * theirs),
                _row(results[name], f"{name}: another order", "order_lowest", lambda _: 1.0),
                _row(results[name], f"{name}: draws of 90 %", "draws_mean", lambda theirs: max(0.8, theirs + 0.15)),
            ]
        rows += [
            _row(results["sib200"], "sib200: NMI", "nmi", lambda _: 0.47),
            _row(results["sib200"], "sib200: ARI", "ari", lambda _: 0.36),
            _row(results["sib200"], "sib200: outliers", "outliers", lambda _: 0.1, is_most=True),
            _row(results["handelingen"], "handelingen: NMI", "nmi", lambda theirs: 1.15 * theirs),
        ]
        for name in _SETS:
            rows.append(_row(results[name], f"{name}: coherence", "npmi", lambda theirs: theirs))
            what = f"{name}: coherence without stop words"
            rows.append(_row(results[name], what, "npmi_content", lambda theirs: theirs))
            rows.append(_row(results[name], f"{name}: diversity", "diversity", lambda _: 0.85))
        words = "ifadv: words that are back-channels or laughter"
        rows.append(_row(results["ifadv"], words, "words_listening", lambda _: 0.0, is_most=True))
        turns = "ifadv: back-channels and laughter with a topic"
        rows.append(_row(results["ifadv"], turns, "listening_with_topic", lambda _: 0.0, is_most=True))
    speed = {"ours": results["speed"]}
    rows.append(_row(speed, "12,000 segments: seconds", "total_s", lambda _: 90.0, is_most=True))
    rows.append(_row(speed, "12,000 segments: GB", "peak_gb", lambda _: 1.5, is_most=True))
    return rows


def _row(
    result: dict[str, Any], what: str, key: str, bar: Callable[[float], float], *, is_most: bool = False
) -> dict[str, Any]:
    figures = {system: result.get(system, {}).get(key) for system in _SYSTEMS}
    bars = {system: bar(figures[system] or 0.0) for system in _SYSTEMS[:2]}
    row = {"what": what, **figures, "bar": ("≤ " if is_most else "≥ ") + f"{bars['bertopic']:.3f}"}
    row["reached"] = _is_reached(figures["ours"], bars["bertopic"], is_most)
    if bars["bertopic"] != bars["bertopic_centred"]:
        row["over_centred"] = _is_reached(figures["ours"], bars["bertopic_centred"], is_most)
    return row


def _is_reached(value: float | None, bar: float, is_most: bool) -> bool:
    if value is None:
        return False
    return value <= bar if is_most else value >= bar


def printed(results: dict[str, Any]) -> None:
    """The figures of each set and the table, printed."""
    for name in _SETS:
        if name in results:
            print(f"\n{name}: {results[name]['documents']} documents, {results[name]['labels']} labels")
            keys = [key for key, value in results[name]["bertopic"].items() if isinstance(value, (int, float))]
            print(f"{'':18}" + "".join(f"{key:>15}" for key in keys))
            for system in _SYSTEMS:
                print(f"{system:18}" + "".join(f"{_shown(results[name][system][key]):>15}" for key in keys))
            ours = results[name]["ours"]
            print(f"reported: {ours['n_reported']} of {ours['topics']:.0f}; stability: {ours['stability']}")
    print(f"\n{'what':50}" + "".join(f"{column:>18}" for column in (*_SYSTEMS, "bar", "reached", "over_centred")))
    for row in results["table"]:
        cells = [*(_shown(row[system]) for system in _SYSTEMS), row["bar"], row["reached"], row.get("over_centred", "")]
        print(f"{row['what']:50}" + "".join(f"{cell!s:>18}" for cell in cells))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
