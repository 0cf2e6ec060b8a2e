from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.judgements import CONSENSUS, CoderRow
from pipeline.stages import sampling, teaching
from pipeline.stages.sampling import Known, is_asked_blind
from tests.builders import code, codebook, coding, segment, table

BOOK = codebook("reizen", "thuis")
SEED = 7
IDS = [f"FG0{session}-{turn:04d}-1" for session in range(1, 5) for turn in range(1, 101)]
PROPOSED = set(IDS[::10])


def study(*codings: dict[str, Any], samples: tuple[dict[str, Any], ...] = ()) -> dict[str, pd.DataFrame]:
    rows = [segment(name, participant_id=f"{name[:4]}-P{int(name[5:9]) % 3}") for name in IDS]
    given = table("codings", *codings)
    pairs = given[["segment_id", "code"]].drop_duplicates().to_dict("records")
    people = {(row["segment_id"], row["code"]) for row in codings if not row["coder"].startswith("machine:")}
    decided = [
        pair
        | ({"decided_by": "human", "status": "confirmed"} if tuple(pair.values()) in people else {})
        | ({} if tuple(pair.values()) in people else {"decided_by": "machine", "status": "proposed"})
        for pair in pairs
    ]
    return {
        "segments": table("segments", *rows),
        "codings": given,
        "segment_codes": table("segment_codes", *decided),
        "human_samples": table("human_samples", *samples),
    }


def machine(name: str = "reizen", coder: str = "machine:pattern") -> list[dict[str, Any]]:
    return [coding(segment_id, name, coder) for segment_id in sorted(PROPOSED)]


def drawn(tables: dict[str, pd.DataFrame], known: Known | None = None, n: int = 40, codes: Any = None) -> pd.DataFrame:
    proposed = sampling.proposals(tables["codings"])
    return sampling.draw_blind(
        tables["segments"], proposed=proposed, known=known or Known(), codes=codes or ["reizen"], n=n, seed=SEED
    )


def test_half_is_drawn_from_what_the_machine_proposes_and_weights_sum_to_all_segments() -> None:
    found = drawn(study(*machine()))
    is_proposed = found.segment_id.isin(PROPOSED)
    n_askable = sum(is_asked_blind(name, seed=SEED) for name in PROPOSED)
    assert is_proposed.sum() == min(20, n_askable)
    assert len(found) == 40
    assert found.weight.sum() == pytest.approx(len(IDS))
    assert found.weight[is_proposed].sum() == pytest.approx(len(PROPOSED))
    assert found.groupby(is_proposed).weight.nunique().tolist() == [1, 1]


def test_the_weighted_sample_estimates_the_whole_corpus() -> None:
    truth = {name for name in PROPOSED if int(name[5:9]) % 20 == 1}
    shares = []
    for seed in range(100):
        found = sampling.draw_blind(
            study()["segments"], proposed={"reizen": PROPOSED}, known=Known(), codes=["reizen"], n=20, seed=seed
        )
        shares.append(found.weight[found.segment_id.isin(truth)].sum())
    assert sum(shares) / len(shares) == pytest.approx(len(truth), rel=0.1)


def test_the_draw_is_the_same_in_any_order_of_rows_and_another_with_another_seed() -> None:
    tables = study(*machine())
    turned = {name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()}
    pd.testing.assert_frame_equal(drawn(tables), drawn(turned))
    other = sampling.draw_blind(
        tables["segments"], proposed={"reizen": PROPOSED}, known=Known(), codes=["reizen"], n=40, seed=SEED + 1
    )
    assert set(other.segment_id) != set(drawn(tables).segment_id)


def test_what_a_coder_decided_or_saw_is_not_asked_and_a_later_draw_goes_on_where_this_one_ended() -> None:
    tables = study(*machine())
    first, twice = drawn(tables), drawn(tables, n=80)
    rows = [coding(name, "reizen", "HB", is_present=False) for name in first.segment_id]
    by_hand = coding("FG04-0099-1", "reizen", "HB")
    samples = tuple({"coding_id": row["coding_id"], "sample": "blind"} for row in rows)
    after = study(*machine(), *rows, by_hand, samples=samples)
    coders = [CoderRow("HB", "FG02", (), is_complete=False, is_blind=False), CoderRow("LM", "FG03", (), True, False)]
    known = sampling.known_to("HB", after, coders=coders[1:], book=BOOK)
    second = drawn(after, known)
    new = second[second.is_new]
    assert set(first.segment_id).isdisjoint(new.segment_id)
    assert set(second.segment_id) >= set(twice.segment_id) - {"FG04-0099-1"}
    # Both samples together stand for all that was not decided on elsewhere, in each stratum.
    assert set(second.segment_id) >= set(first.segment_id)
    is_proposed = second.segment_id.isin(PROPOSED)
    sums = second.groupby(is_proposed).weight.sum()
    assert sums.tolist() == pytest.approx([len(IDS) - len(PROPOSED) - 1, len(PROPOSED)])
    unseen = drawn(after, sampling.known_to("HB", after, coders=coders, book=BOOK))
    unseen = unseen[unseen.is_new]
    assert not unseen.segment_id.str.startswith("FG02").any()
    assert unseen.segment_id.str.startswith("FG03").any()


def test_two_coders_are_asked_the_same_segments_in_an_order_of_their_own() -> None:
    found = drawn(study(*machine(), *machine("thuis")), codes=["reizen", "thuis"])
    hb, lm = (sampling.shuffled(found, coder=name, codes=["thuis", "reizen"], seed=SEED) for name in ("HB", "LM"))
    assert hb.code.tolist() == ["thuis"] * 20 + ["reizen"] * 20
    assert set(hb.segment_id) == set(lm.segment_id)
    assert hb.segment_id.tolist() != lm.segment_id.tolist()
    # Rows of one stratum do not stand together.
    is_proposed = hb.segment_id.isin(PROPOSED)
    assert (is_proposed != is_proposed.shift()).sum() > 8


def test_what_is_rare_is_taken_whole_and_what_is_never_proposed_is_one_stratum() -> None:
    rare = next(name for name in IDS if is_asked_blind(name, seed=SEED))
    found = drawn(study(coding(rare, "reizen", "machine:pattern")))
    assert found.set_index("segment_id").weight[rare] == 1
    never = drawn(study())
    assert len(never) == 40
    assert never.weight.unique().tolist() == [len(IDS) / 40]


@pytest.mark.parametrize(
    ("codes", "wanted", "n", "expected"),
    [
        (["reizen", "thuis"], (), 120, ["reizen", "thuis"]),
        ([code("reizen", machine="telt mee"), "thuis"], (), 120, ["reizen"]),
        ([code("reizen", machine="telt mee"), "thuis"], ("thuis",), 120, ["thuis"]),
        # Ten rows are enough for one code: the one that was judged blind least.
        (["reizen", "thuis"], (), 10, ["thuis"]),
        ([code("reizen", status="vervallen"), code("thuis", niveau="latent")], (), 120, []),
    ],
)
def test_which_codes_are_asked(codes: list[Any], wanted: tuple[str, ...], n: int, expected: list[str]) -> None:
    proposed = {"reizen": PROPOSED, "thuis": set(IDS[:3])}
    n_blind = pd.Series({"reizen": 5, "thuis": 0})
    found = sampling.choose_codes(codebook(*codes), proposed=proposed, n_blind=n_blind, n=n, wanted=wanted)
    assert found == expected


def test_blind_judgements_are_those_of_samples_and_of_sessions_read_whole_and_blind() -> None:
    mine, taught = coding(IDS[0], "reizen", "HB"), coding(IDS[1], "reizen", "HB")
    again = coding(IDS[0], "reizen", "LM", is_present=False)
    samples = tuple(
        {"coding_id": row["coding_id"], "sample": sample}
        for row, sample in ((mine, "blind"), (taught, "leerzaam"), (again, "blind"))
    )
    tables = study(mine, taught, again, samples=samples)
    assert sampling.blind_judgements(tables, coders=[], book=BOOK).to_dict() == {"reizen": 1, "thuis": 0}
    coders = [CoderRow("HB", "FG02", ("thuis",), True, True), CoderRow("LM", "FG03", (), True, False)]
    assert sampling.blind_judgements(tables, coders=coders, book=BOOK).to_dict() == {"reizen": 1, "thuis": 100}


def teach(tables: dict[str, pd.DataFrame], n: int, taken: Any = ()) -> pd.DataFrame:
    pairs = teaching.undecided(tables, seed=SEED)
    return teaching.draw_teaching(pairs, persons=pd.Series(dtype=object), taken=taken, n=n, seed=SEED)


def test_what_is_shown_with_a_proposal_is_never_asked_blind() -> None:
    tables = study(*machine())
    shown = teach(tables, 400)
    assert 0 < len(shown) < len(PROPOSED)
    assert set(shown.segment_id).isdisjoint(drawn(tables, n=400).segment_id)


def test_a_teaching_sheet_is_spread_over_codes_persons_and_sessions() -> None:
    found = teach(study(*machine(), *machine("thuis", "machine:semantic")), 12)
    assert found.code.value_counts().tolist() == [6, 6]
    assert found.participant_id.value_counts().max() <= 2
    assert found.session_id.value_counts().max() <= 4


def test_each_kind_of_proposal_has_its_turn_and_what_is_least_certain_goes_first() -> None:
    tables = study(*machine(), *machine("thuis"), *machine("thuis", "machine:semantic")[:20])
    at = tables["segment_codes"].code == "reizen"
    tables["segment_codes"].loc[at, "confidence"] = [0.1 + 0.02 * number for number in range(int(at.sum()))]
    found = teach(tables, 4)
    doubt = teach(tables, 400).confidence.sub(0.5).abs().dropna().sort_values()
    assert found.confidence.sub(0.5).abs().max() <= doubt.iloc[5]
    assert found.code.value_counts().to_dict() == {"reizen": 2, "thuis": 2}
    assert teach(tables, 12)[lambda rows: rows.code == "thuis"].kind.value_counts().tolist() == [3, 3]


def test_what_nobody_settled_is_disputed() -> None:
    yes, no, settled = IDS[:3]
    rows = [coding(name, "reizen", "HB") for name in (yes, settled)]
    rows += [coding(no, "reizen", "LM", is_present=False), coding(no, "reizen", "HB")]
    rows += [coding(settled, "reizen", CONSENSUS)]
    tables = study(*rows)
    assert teaching.disputed(tables, coders=[], book=BOOK).segment_id.tolist() == [no]
    # Who read the session whole and did not code it said no.
    read = [CoderRow("LM", "FG01", (), True, True)]
    assert teaching.disputed(tables, coders=read, book=BOOK).segment_id.tolist() == [yes, no]
