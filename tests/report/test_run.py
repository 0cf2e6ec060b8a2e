from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PipelineError
from pipeline.report.files import discard
from pipeline.report.keys import SHOWN, WRITINGS, base_key, describe_study, invented, key_of, stored_key
from pipeline.report.plan import Report, chosen, reports_of, slug
from pipeline.report.run import Made, write_reports
from pipeline.study import Study

from .conftest import silent
from .small_study import INVENTED, NASTY, small_study

NAMES = [
    "overzicht",
    *("focusgroep-ouder", "focusgroep-werkgever", "focusgroep-uwv"),
    "keukentafel",
    *("terugkoppeling-fg01", "terugkoppeling-fg02"),
    *("verantwoording", "eindrapport"),
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ouder", "ouder"),
        ("oud_leerling", "oud-leerling"),
        ("Één Groep (ß/2)!", "een-groep-2"),
        ("../../etc", "etc"),
        ("  ", "leeg"),
    ],
)
def test_slug(value: str, expected: str) -> None:
    assert slug(value) == expected


def test_reports_per_group_that_took_part(study: Study) -> None:
    assert [report.name for report in reports_of(study)] == NAMES


def test_only_by_notebook_or_by_report(study: Study) -> None:
    reports = reports_of(study)
    assert [r.name for r in chosen(reports, ["focusgroep-uwv", "overzicht"])] == ["overzicht", "focusgroep-uwv"]
    assert len(chosen(reports, ["focusgroep"])) == 3


def test_unknown_report_names_the_nearest(study: Study) -> None:
    with pytest.raises(PipelineError, match="Did you mean 'focusgroep-ouder'"):
        write_reports(study, progress=silent, only=["focusgroep-ouders"])


def test_all_reports_are_made_with_the_index_first(written: tuple[Study, Made]) -> None:
    study, made = written
    assert not made.failed
    assert [path.name for path in made.paths] == ["index.html", *(f"{name}.html" for name in NAMES)]
    assert all(path.is_file() for path in made.paths)
    assert {path.stem for path in (study.reports / "notebooks").iterdir()} == set(NAMES)


def test_pages_are_self_contained_and_hold_no_code(written: tuple[Study, Made]) -> None:
    study, made = written
    for path in made.paths:
        page = path.read_text(encoding="utf-8")
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page), path.name
        assert not re.search(r"url\((?!#)", page), path.name
        scripts = re.findall(r"<script(?P<kind>[^>]*)>(?P<text>.*?)</script>", page, re.DOTALL)
        assert all(kind == "" or "application/json" in kind for kind, _ in scripts), path.name
        (own,) = [text for kind, text in scripts if not kind]
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in page, path.name
        assert "open_view" not in page and "import " not in page, path.name
        assert str(study.out) not in page and str(Path.cwd()) not in page and str(Path.home()) not in page
        assert '<html lang="nl">' in page and "<main" in page and page.count("<h1>") == 1


def test_executed_notebooks_hold_nothing_of_this_machine(written: tuple[Study, Made]) -> None:
    study, _ = written
    for path in (study.reports / "notebooks").iterdir():
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        assert "papermill" not in notebook["metadata"]
        assert all("papermill" not in cell["metadata"] for cell in notebook["cells"])
        assert str(study.out) not in text and "20" + time.strftime("%y-%m-%dT") not in text


def test_what_a_person_typed_appears_as_words(written: tuple[Study, Made]) -> None:
    _, made = written
    for name in ("overzicht", "verantwoording"):
        page = next(path for path in made.paths if path.stem == name).read_text(encoding="utf-8")
        assert NASTY not in page
        assert "<script>alert" not in page and "<b>" not in page
        assert (
            "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; $\\frac{1}{2}$ | {{ 7*7 }} `tik` &amp; &lt;b&gt;" in page
        )


def test_every_page_says_that_the_material_is_invented(written: tuple[Study, Made]) -> None:
    _, made = written
    assert all(INVENTED in path.read_text(encoding="utf-8") for path in made.paths)


def test_nothing_changed_makes_nothing(written: tuple[Study, Made]) -> None:
    study, _ = written
    before = {path: path.stat().st_mtime_ns for path in study.reports.rglob("*.*")}
    again = write_reports(study, progress=silent)
    assert all(log.is_cached for log in again.logs) and len(again.logs) == len(NAMES)
    assert {path: path.stat().st_mtime_ns for path in study.reports.rglob("*.*")} == before


def test_nothing_changed_imports_nothing_heavy(written: tuple[Study, Made]) -> None:
    study, _ = written
    code = (
        "import sys; from pathlib import Path; from report.small_study import small_study;"
        "from pipeline.report.run import write_reports;"
        f"study = small_study(Path({str(study.out)!r}));"
        "made = write_reports(study, progress=lambda *a: None);"
        "assert all(log.is_cached for log in made.logs), made.logs;"
        "print([m for m in ('papermill', 'nbconvert', 'matplotlib', 'zmq', 'spacy') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root,
        env={"PYTHONPATH": f"{root}:{root / 'tests'}", "PATH": ""}, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_two_folders_give_the_same_bytes(written: tuple[Study, Made], tmp_path: Path) -> None:
    study, _ = written
    other = small_study(tmp_path)
    write_reports(other, progress=silent)
    for path in sorted(study.reports.rglob("*.*")):
        assert (other.reports / path.relative_to(study.reports)).read_bytes() == path.read_bytes(), path.name


def test_reports_of_groups_that_went_are_deleted(study: Study, tmp_path: Path) -> None:
    other = small_study(tmp_path)
    (other.reports / "notebooks").mkdir(parents=True)
    gone, notebook = (
        other.reports / "focusgroep-jobcoach.html",
        other.reports / "notebooks" / "focusgroep-jobcoach.ipynb",
    )
    gone.write_text('<meta name="sleutel" content="0123456789abcdef">')
    notebook.write_text("{}")
    mine = other.reports / "eigen-aantekening.html"
    mine.write_text("<p>van de onderzoeker zelf</p>")
    with pytest.raises(PipelineError, match="template does not exist"):
        write_reports(other, progress=silent, only=["overzicht"], notebooks=tmp_path / "none")
    assert not gone.exists() and not notebook.exists() and mine.exists()


def test_failing_notebook_stays_marked_and_the_others_go_on(tmp_path: Path, write_notebook: Any) -> None:
    study = small_study(tmp_path / "out")
    secret = "Zin nummer 1 van deze spreker"
    write_notebook("overzicht", "print('goed')", f"raise ValueError({secret!r})", "print('te laat')")
    folder = write_notebook("verantwoording", "from IPython.display import HTML\nHTML('<p>gelukt</p>')")
    (study.reports).mkdir(parents=True)
    (study.reports / "overzicht.html").write_text('<meta name="sleutel" content="0123456789abcdef">van vroeger')
    made = write_reports(study, progress=silent, only=["overzicht", "verantwoording"], notebooks=folder)
    assert [path.name for path in made.paths] == ["index.html", "verantwoording.html"]
    message = str(made.failed[0])
    assert "overzicht" in message and "notebooks/overzicht.ipynb" in message and "cell" in message
    assert secret not in message
    marked = (study.reports / "notebooks" / "overzicht.ipynb").read_text(encoding="utf-8")
    assert "papermill-error-cell" in marked and str(Path.cwd()) not in marked
    assert not (study.reports / "overzicht.html").exists()
    assert "Niet gemaakt" in made.paths[0].read_text(encoding="utf-8")


def test_namespace_is_emptied_between_notebooks(tmp_path: Path, write_notebook: Any) -> None:
    study = small_study(tmp_path / "out")
    write_notebook("overzicht", "achtergebleven = 1")
    folder = write_notebook("verantwoording", "assert 'achtergebleven' not in globals()")
    assert not write_reports(study, progress=silent, only=["overzicht", "verantwoording"], notebooks=folder).failed


def test_unknown_parameter_is_an_error(tmp_path: Path, write_notebook: Any) -> None:
    study = small_study(tmp_path / "out")
    folder = write_notebook("overzicht", "1", parameters='corpus = ""\naudienc = ""')
    with pytest.raises(PipelineError, match=r"no parameter 'audience'\. Did you mean 'audienc'"):
        write_reports(study, progress=silent, only=["overzicht"], notebooks=folder)


def test_changed_audience_is_another_key(study: Study, tmp_path: Path) -> None:
    team = Report("overzicht", "t", "a", "team")
    outside = Report("overzicht", "t", "a", "buiten")
    described = describe_study(study)
    assert key_of(study, team, b"x", "k", described) != key_of(study, outside, b"x", "k", described)
    assert key_of(study, team, b"x", "k", described) != key_of(study, team, b"y", "k", described)
    assert stored_key(tmp_path / "none.html") is None


@pytest.mark.parametrize("section", WRITINGS)
def test_what_people_wrote_is_in_the_key_of_the_reports_that_show_it(study: Study, section: str) -> None:
    described = describe_study(study)
    changed = described | {section: ["anders"]}
    assert base_key(study, changed) == base_key(study, described)
    for report in reports_of(study):
        is_equal = key_of(study, report, b"x", "k", described) == key_of(study, report, b"x", "k", changed)
        assert is_equal == (section not in SHOWN[report.notebook]), report.name


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_another_form_is_made_once_and_goes_with_its_report(written: tuple[Study, Made], form: str) -> None:
    study, _ = written
    write_reports(study, progress=silent, only=["focusgroep-ouder"], forms=[form])
    path = study.reports / f"focusgroep-ouder.{form}"
    made = path.stat().st_mtime_ns
    again = write_reports(study, progress=silent)
    assert path.stat().st_mtime_ns == made and all(log.is_cached for log in again.logs)
    assert f'href="focusgroep-ouder.{form}"' in again.paths[0].read_text(encoding="utf-8")
    discard(study.reports, "focusgroep-ouder")
    assert not path.exists()
    write_reports(study, progress=silent)


def test_a_page_that_fails_its_check_is_not_written(tmp_path: Path, write_notebook: Any) -> None:
    study = small_study(tmp_path / "out")
    quote = '<blockquote data-kenmerk="c0">verzonnen</blockquote>'
    folder = write_notebook("overzicht", f"from pipeline.report.markup import Html\nHtml({quote!r})")
    made = write_reports(study, progress=silent, only=["overzicht"], notebooks=folder)
    assert "report 'overzicht': quote c0 is not known" in str(made.failed[0])
    assert not (study.reports / "overzicht.html").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# K\n\n> Verzonnen: alles hier\n\nmeer", "alles hier"),
        ("> Verzonnen: over\n> twee regels\n\n> ander citaat", "over twee regels"),
        ("Verzonnen: zonder teken", None),
        ("> Echt: niet verzonnen", None),
    ],
)
def test_mark_of_invented_material(tmp_path: Path, text: str, expected: str | None) -> None:
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    assert invented(tmp_path / "README.md") == expected


def test_no_readme_is_no_mark(tmp_path: Path) -> None:
    assert invented(tmp_path / "README.md") is None


def test_templates_hold_no_outputs_and_define_nothing() -> None:
    folder = Path(__file__).parents[2] / "notebooks"
    for path in folder.glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        assert sum("parameters" in cell["metadata"].get("tags", []) for cell in notebook["cells"]) == 1
        ids = [cell["id"] for cell in notebook["cells"]]
        assert len(ids) == len(set(ids))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [] and cell["execution_count"] is None
                assert not re.search(r"^\s*(def|class|lambda)\b", "".join(cell["source"]), re.MULTILINE)


def test_engine_needs_no_kernelspec(tmp_path: Path, write_notebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "empty"))
    study = small_study(tmp_path / "out")
    folder = write_notebook("overzicht", "1")
    template = json.loads((folder / "overzicht.ipynb").read_text())
    template["metadata"]["kernelspec"]["name"] = "bestaat-niet"
    (folder / "overzicht.ipynb").write_text(json.dumps(template))
    assert not write_reports(study, progress=silent, only=["overzicht"], notebooks=folder).failed
    shutil.rmtree(study.reports)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_kernel_ends_whatever_happens(study: Study, error: type[BaseException]) -> None:
    from pipeline.report.engine import Kernel

    with pytest.raises(error), Kernel(study.store.root) as kernel:
        manager, folder = kernel.manager, kernel.folder
        assert manager.is_alive()
        raise error
    assert not manager.is_alive() and not folder.exists()
