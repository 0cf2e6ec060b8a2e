"""The review page answers its own page on this computer, and nobody else."""

from __future__ import annotations

import http.client
import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipeline.errors import PipelineError
from pipeline.exchange.review_server import ReviewServer
from pipeline.exchange.review_session import Narrowed, open_review
from pipeline.study import Study
from tests.exchange.small_review import DATE, again, reviewed, up_to_date, written


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return up_to_date(reviewed(tmp_path))


@pytest.fixture
def server(study: Study) -> Iterator[ReviewServer]:
    with open_review(study, Narrowed("HB"), today=lambda: DATE) as found:
        thread = Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


Response = tuple[int, dict[str, str], Any]


def ask(server: ReviewServer, path: str, *, body: Any = None, token: str | None = None, **headers: str) -> Response:
    """Status, headers and answer; `headers` go before those of our own page."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    sent = {"Host": server.host} | ({"Content-Type": "application/json"} if body is not None else {})
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    where = f"/{server.token if token is None else token}/{path}"
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
    connection.request("GET" if body is None else "POST", where, data, sent)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    is_json = response.headers.get_content_type() == "application/json"
    return response.status, dict(response.headers), json.loads(content) if is_json else content


YES = {"n": 0, "besluit": "ja", "memo": "", "waarden": {}}


def test_it_listens_on_this_computer_alone(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_address[1]}/{server.token}/"
    assert len(server.token) >= 40


@pytest.mark.parametrize("path", ["", "voorstel", "boek", "review.js"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"token": ""},
        {"token": "x" * 43},
        {"token": "..%2f"},
        {"Host": "localhost"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_who_lacks_the_token_or_comes_from_elsewhere_gets_nothing(
    server: ReviewServer, path: str, wrong: dict[str, str]
) -> None:
    assert ask(server, path, **wrong)[0::2] == (404, b"")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"Host": "evil.example"}, 404),
        ({"token": "x" * 43}, 404),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content_Type": "text/plain"}, 403),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 403),
        ({"Content_Length": "9999999"}, 413),
        ({"body": b"{"}, 400),
        ({"body": [1]}, 404),
    ],
)
def test_what_does_not_come_from_our_page_changes_nothing(
    server: ReviewServer, study: Study, wrong: dict[str, Any], status: int
) -> None:
    assert ask(server, "besluit", **({"body": YES} | wrong))[0] == status
    assert not (study.corpus / "coderingen").exists()


def test_every_answer_forbids_what_lies_outside(server: ReviewServer) -> None:
    for path in ("", "review.js", "report.css", "voorstel", "nergens"):
        _, headers, _ = ask(server, path)
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_decision_is_on_disk_when_it_is_answered(server: ReviewServer, study: Study) -> None:
    _, _, first = ask(server, "voorstel")
    status, _, after = ask(server, "besluit", body=YES | {"memo": "let op"}, Origin=f"http://{server.host}")
    assert (status, after["n"], after["n_besloten"]) == (200, 1, 1)
    row = written(study, "HB.csv")[0]
    assert (row["sessie"], row["beurt"], row["memo"]) == (first["sessie"], str(first["beurt"]), "let op")
    status, _, back = ask(server, "terug", body={})
    assert (status, back["n"], back["n_besloten"], back["besluit"]) == (200, 0, 0, None)
    assert ask(server, "terug", body={})[0] == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"besluit": "misschien"},
        {"ander": "bestaat_niet"},
        {"waarden": {"oordeel": "slecht"}},
        {"waarden": {"niets": "goed"}},
        {"waarden": ["goed"]},
        {"n": 999},
        {"n": "0"},
        {"memo": "x" * 10_001},
    ],
)
def test_an_answer_that_does_not_fit_the_codebook_is_refused(
    server: ReviewServer, study: Study, wrong: dict[str, Any]
) -> None:
    status, _, answer = ask(server, "besluit", body=YES | wrong)
    assert (status, answer["fout"][:12]) == (409, "Niet gedaan:")
    assert not (study.corpus / "coderingen").exists()


def test_a_file_that_cannot_be_read_loses_no_page(server: ReviewServer, study: Study) -> None:
    path = study.corpus / "coderingen" / "HB.csv"
    path.parent.mkdir()
    path.write_bytes(b'sessie;code;codeur\nFG01;"reizen;HB\n')
    status, _, answer = ask(server, "besluit", body=YES)
    assert (status, answer["fout"].startswith("Niet opgeslagen. coderingen/HB.csv")) == (500, True)
    path.unlink()
    assert ask(server, "besluit", body=YES)[0] == 200


def test_one_coder_reviews_in_one_window(server: ReviewServer, study: Study) -> None:
    with (
        pytest.raises(PipelineError, match="another review of hb is open"),
        open_review(study, Narrowed("hb"), today=lambda: DATE),
    ):
        pass


def test_what_was_decided_does_not_make_the_tables_too_old_for_a_second_start(study: Study) -> None:
    for n_before in (0, 1):
        with open_review(again(study), Narrowed("HB"), today=lambda: DATE) as found:
            assert len(found.decisions.decided()) == n_before
            found._decide(YES | {"n": n_before})
    (study.corpus / "sprekers.csv").write_text(
        (study.corpus / "sprekers.csv").read_text().replace("ouder;ja", "ouder;ingetrokken")
    )
    with (
        pytest.raises(PipelineError, match="First do `route run`"),
        open_review(again(study), Narrowed("HB"), today=lambda: DATE),
    ):
        pass


def test_a_codebook_that_changed_is_not_shown_unmasked(study: Study) -> None:
    path = study.corpus / "config" / "codebook.yaml"
    path.write_text(path.read_text().replace("te spreken is", "van Jan te spreken is"))
    with (
        pytest.raises(PipelineError, match="the codebook was changed"),
        open_review(again(study), Narrowed("HB"), today=lambda: DATE),
    ):
        pass


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Narrowed(), "who decides"),
        (Narrowed("machine:x"), "no name for a coder"),
        (Narrowed("HB", codes=("reisen",)), "Did you mean 'reizen'"),
        (Narrowed("HB", sessions=("FG99",)), "not in sessies.csv"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(study: Study, wish: Narrowed, told: str) -> None:
    with pytest.raises(PipelineError, match=told), open_review(study, wish, today=lambda: DATE):
        pass


def test_a_tab_that_closes_in_the_middle_leaves_no_trace(
    server: ReviewServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for sent in (b"", b"GET /", f"GET /{server.token}/voorstel HTTP/1.0\r\nHost: {server.host}\r\n\r\n".encode()):
        with socket.create_connection(("127.0.0.1", server.server_address[1])) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(sent)
    assert ask(server, "voorstel")[0] == 200
    assert capfd.readouterr().err == ""
