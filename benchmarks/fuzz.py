"""Files that were damaged on purpose, by atheris, to see that a reader never breaks: `python -m benchmarks fuzz`.

One process for each format, guided by what the code of the readers and of the pure-Python parsers below them goes
through. Anything but a TranscriptError is a finding, and so are a turn with a sign in it that nobody sees, a file that
takes more than 20 s and one that takes more than 2 GB. Findings are kept in a folder outside the project.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import ROOT
from benchmarks.written import written
from pipeline.errors import TranscriptError

if TYPE_CHECKING:
    from pipeline.readers.turns import Turn

LABELS = ("GL", "Ouder 1")
SAID = [
    ("GL", "Hoe gaat het?"),
    ("Ouder 1", "Nou, één keer goed: [lacht] ja."),
    ("GL", "En dan?"),
    ("Ouder 1", "Klaar"),
]
_INSTRUMENTED = ["pipeline.readers", "webvtt", "striprtf", "odfdo", "openpyxl", "docx", "pympi", "bs4"]
_DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_ARCHIVES = (".docx", ".odt", ".xlsx")
_SECONDS_PER_FILE, _MEGABYTES = 20, 2000


def command(arguments: list[str]) -> int:
    """`python -m benchmarks fuzz [FORMAT ...] [--seconds N] [--keep DIR]`: 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz")
    parser.add_argument("formats", nargs="*", help="docx, odt, ...; none named: all that are read")
    parser.add_argument("--seconds", type=int, default=180, help="how long files of each format are damaged")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz", help="where findings are kept"
    )
    given = parser.parse_args(arguments)
    results = fuzz(given.formats, seconds=given.seconds, keep=given.keep)
    print(json.dumps(results, indent=2))
    (given.keep / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return int(any(result["findings"] or result["exit_status"] for result in results.values()))


def fuzz(formats: Sequence[str], *, seconds: int, keep: Path) -> dict[str, Any]:
    """What was found for each format (`docx`; none named: all that are read), with the number of files tried."""
    from pipeline.readers import READERS

    # .md is read as .txt, .tsv as .csv, .htm as .html.
    wanted = [f".{name}" for name in formats] or [
        extension for extension in READERS if extension not in (".md", ".tsv", ".htm")
    ]
    return {extension: _run(extension, seconds=seconds, folder=keep / extension[1:]) for extension in wanted}


def _run(extension: str, *, seconds: int, folder: Path) -> dict[str, Any]:
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number in (1, 2, len(SAID)):
        (seeds / f"seed{number}").write_bytes(written(extension, SAID[:number]))
    started = time.perf_counter()
    command = [
        *(sys.executable, "-m", "benchmarks.fuzz", extension, str(folder), str(seeds)),
        *(f"-max_total_time={seconds}", f"-timeout={_SECONDS_PER_FILE}", f"-rss_limit_mb={_MEGABYTES}"),
        *("-max_len=100000", "-print_final_stats=1", f"-artifact_prefix={folder}/stopped-", "-seed=2026"),
    ]
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False)
    log_text = (folder / "log").read_text(encoding="utf-8", errors="replace")
    tried = re.findall(r"stat::number_of_executed_units:\s*([0-9]+)", log_text) or re.findall(r"#([0-9]+)\t", log_text)
    cases = [json.loads(path.read_text(encoding="utf-8"))["error"] for path in sorted(folder.glob("found-*.json"))]
    stopped = [path.name for path in sorted(folder.glob("stopped-*"))]
    return {
        "seconds": round(time.perf_counter() - started),
        "files_tried": int(tried[-1]) if tried else 0,
        "findings": cases + stopped,
        "exit_status": process.returncode,
    }


def main() -> None:
    """One process: damage files of one format until the time is over."""
    import atheris

    extension, folder = sys.argv[1], Path(sys.argv[2])
    with atheris.instrument_imports(include=_INSTRUMENTED, enable_loader_override=False):
        from pipeline.readers import READERS, read_transcript

        __import__(f"pipeline.readers.{READERS[extension]}")
        if extension == ".xlsx":
            __import__("openpyxl")
    path = Path(tempfile.mkdtemp()) / f"FG01{extension}"

    def target(data: bytes) -> None:
        path.write_bytes(data)
        try:
            turns = read_transcript(path, labels=LABELS).turns
            _check(turns)
        except TranscriptError:
            return
        except Exception as error:  # noqa: BLE001 - whatever comes out is what is sought
            _keep(error, data, folder, extension)

    mutator = _of_archives if extension in _ARCHIVES else _of_text
    atheris.Setup([sys.argv[0], *sys.argv[3:]], target, custom_mutator=mutator)
    atheris.Fuzz()


def _check(turns: Sequence[Turn]) -> None:
    text = "".join(turn.text for turn in turns)
    unseen = {ord(sign) for sign in text if unicodedata.category(sign) in ("Cc", "Cs")}
    unseen |= {ord(sign) for sign in text if unicodedata.bidirectional(sign) in _DIRECTIONS}
    if unseen:
        raise AssertionError(f"signs in a turn: {sorted(map(hex, unseen))}")


def _keep(error: Exception, data: bytes, folder: Path, extension: str) -> None:
    """One file for each place in the code where something breaks."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
    found = folder / f"found-{place}.json"
    if not found.exists():
        (folder / f"found-{place}{extension}").write_bytes(data)
        trace = "".join(traceback.format_exception(error))[-6000:]
        found.write_text(json.dumps({"error": f"{place}: {str(error)[:200]}", "trace": trace}), encoding="utf-8")


def _of_archives(data: bytes, max_size: int, seed: int) -> bytes:
    """Changes the XML inside an archive, and now and then the archive itself."""
    chance = random.Random(seed)
    if chance.random() < 0.05:
        return _of_bytes(data, max_size, seed)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return _of_bytes(data, max_size, seed)
    if not parts:
        return _of_bytes(data, max_size, seed)
    main_parts = [name for name in parts if re.search(r"document\.xml$|content|sheet|Strings|styles", name)]
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(main_parts if main_parts and chance.random() < 0.8 else [*parts])
        if chance.random() < 0.03 and len(parts) > 1:
            parts.pop(name)
            break
        parts[name] = _of_text(parts[name], 60_000, chance.getrandbits(30))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue() if packed.tell() <= max_size else data


_TOKEN = re.compile(rb"<[^<>]*>|\\[a-z]+-?[0-9]*|[\[\]{},:]|\"[^\"]*\"|[0-9]+|[^<>\\\[\]{},:\"0-9]+")
_ODD = (
    *(b"", b"0", b"-1", b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b'""', b"99999999999999999999", b"\xff"),
    *(
        b'"\\ud800"',
        b"&#0;",
        b"&#x202e;",
        b"&x;",
        b"\xe2\x80\xae",
        b"\xc3\x83\xc2\xab",
        b"GL:",
        b"Ouder 1: ",
        b"00:00:01.000",
    ),
    *(b" --> ", b"\n", b"\n\n", b"\\u-1?", b"\\'e9", b"\\cell", b"\\row", b"\\trowd", b"<p>", b"</p>", b"<![CDATA["),
    *(b"<w:tbl>", b"<w:p/>", b"<text:s text:c='9999999'/>", b"<table:table>", b"<v GL>", b"#REF!", b"== a =="),
)


def _of_text(data: bytes, max_size: int, seed: int) -> bytes:
    """Changes structure (tags, brackets, codes, numbers: doubled, lost, swapped, made odd) or bytes."""
    chance = random.Random(seed)
    tokens = _TOKEN.findall(data[:200_000])
    if not tokens or chance.random() < 0.3:
        return _of_bytes(data, max_size, seed)
    for _ in range(chance.randint(1, 6)):
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        match chance.randrange(6):
            case 0:
                tokens[at] = chance.choice(_ODD)
            case 1 if len(tokens) > 1:
                tokens.pop(at)
            case 2:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at:at] = tokens[other : other + chance.randint(1, 30)]
            case 4:
                before, _, after = tokens[at].partition(b'"')
                tokens[at] = before + b'"' + chance.choice(_ODD) + b'"' + after.partition(b'"')[2]
            case _:
                tokens.insert(at, chance.choice(_ODD))
    return b"".join(tokens)[:max_size]


def _of_bytes(data: bytes, max_size: int, seed: int) -> bytes:
    """Changes bytes. (atheris.Mutate cannot be called from a mutator of one's own in atheris 3.0.)"""
    chance = random.Random(seed)
    changed = bytearray(data or b"\n")
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = chance.randbytes(1)
            case 1:
                changed[at : at + chance.randint(1, 8)] = b""
            case 2:
                changed[at:at] = chance.randbytes(chance.randint(1, 4))
            case _:
                changed[at:at] = changed[chance.randrange(len(changed) + 1) :][:40]
    return bytes(changed[:max_size])


if __name__ == "__main__":
    main()
