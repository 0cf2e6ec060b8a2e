"""Papermill with one warm kernel: started once, emptied between notebooks, its imports kept.

A kernel takes seconds to start and to import pandas and matplotlib; a report takes less than one. The kernel is the
Python that runs now, started directly: no kernelspec needs to be installed (papermill's NoSuchKernel).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode

from pipeline.errors import Problem, ReportError, did_you_mean
from pipeline.explore_places import TABLES_VARIABLE
from pipeline.faults import scratch_prefix

ENGINE = "route"
_START_SECONDS = 120
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
# What a notebook left behind goes, imported modules stay; %matplotlib's figures are not used.
_RESET = "get_ipython().run_line_magic('reset', '-sf')"
_WARM_UP = "import pipeline.report.figures, pipeline.report.view"


class _DirectKernel(KernelManager):
    """A kernel manager that asks no registry what Python is."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """This very Python, without history and without the user's start-up files."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class Kernel:
    """One kernel for many notebooks; a context manager that ends it, whatever happens."""

    def __init__(self, tables: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=scratch_prefix(tables))
        self.folder = Path(self._folder.name)
        # Sockets in a folder of our own: nothing listens on the network, not even on this machine's own address.
        self.manager = _DirectKernel(connection_file=str(self.folder / "kernel.json"), transport="ipc")
        self.client: Any = None
        self._is_ready = False
        self._tables = tables

    def __enter__(self) -> Kernel:
        with ExitStack() as on_failure:
            on_failure.callback(self._folder.cleanup)
            self.manager.start_kernel(env=self._environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            on_failure.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.client is not None:
                self.client.stop_channels()
            self.manager.shutdown_kernel(now=True)
        finally:
            self._folder.cleanup()

    def _environment(self) -> dict[str, str]:
        project = str(Path(__file__).resolve().parents[2])
        path = [project, *filter(None, [os.environ.get("PYTHONPATH")])]
        return {
            **os.environ,
            **dict.fromkeys(_THREADS, "1"),
            TABLES_VARIABLE: str(self._tables.resolve()),
            "PYTHONPATH": os.pathsep.join(path),
            "PYTHONHASHSEED": "0",
            "IPYTHONDIR": str(self.folder / "ipython"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }

    def warm_up(self) -> None:
        """Connect and let the kernel import what all notebooks need, without waiting for it."""
        self.client = self.manager.blocking_client()
        # Without heartbeat: stopped just after its start, that thread of jupyter_client opens sockets without end, and
        # whether the kernel lives the manager of its process knows.
        self.client.start_channels(hb=False)
        self.client.execute(_WARM_UP, silent=True, store_history=False)

    def reset(self) -> None:
        """Empty the namespace. Waits until the kernel is ready; raises ReportError where it is gone."""
        if not self.manager.is_alive():
            raise _ended()
        if not self._is_ready:
            self.client.wait_for_ready(timeout=_START_SECONDS)
            self._is_ready = True
        self.client.execute(_RESET, silent=True, store_history=False, reply=True, timeout=_START_SECONDS)


def run_notebook(template: Path, *, parameters: Mapping[str, Any], kernel: Kernel) -> tuple[NotebookNode, str | None]:
    """Run a notebook with these parameters in a warm kernel: the executed notebook, and where it failed.

    Raises ReportError where the notebook has no such parameter; papermill itself only warns.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    notebook = nbformat.read(template, as_version=4)
    _check_parameters(notebook, template.name, parameters)
    papermill_engines.register(ENGINE, _engine())
    output = kernel.folder / "executed.ipynb"
    failure = None
    try:
        papermill.execute_notebook(
            notebook,
            str(output),
            dict(parameters),
            engine_name=ENGINE,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            kernel=kernel,
        )
    except PapermillExecutionError as error:
        # The error's own text may hold a cell of a table; its kind and the cell's number are enough to find it.
        failure = f"{error.ename} in cell {error.cell_index + 1}"
    except DeadKernelError as error:
        raise _ended() from error
    return _without_traces(nbformat.read(output, as_version=4)), failure


def _ended() -> ReportError:
    what = "the Python that runs the notebooks ended by itself"
    return ReportError(Problem("reports", 0, what, "Is there enough memory? Run again: what is whole stays."))


def _check_parameters(notebook: NotebookNode, name: str, parameters: Mapping[str, Any]) -> None:
    import papermill

    known = papermill.inspect_notebook(notebook)
    problems = [
        Problem(f"notebooks/{name}", 0, f"this notebook has no parameter '{wrong}'", did_you_mean(wrong, known))
        for wrong in parameters
        if wrong not in known
    ]
    if problems:
        raise ReportError(problems)


def _engine() -> type[Any]:
    """The engine class; made here since papermill takes seconds to import."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine

    class WarmEngine(Engine):
        """Executes in a kernel that runs already, and leaves it running."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, kernel: Kernel, **_: Any) -> None:
            kernel.reset()
            client = PapermillNotebookClient(
                nb_man, km=kernel.manager, kernel_name=kernel_name, timeout=None, record_timing=False
            )
            client.kc = kernel.client
            client.execute()

    return WarmEngine


def _without_traces(notebook: NotebookNode) -> NotebookNode:
    """Without papermill's times and paths, random ids and this machine's folders: equal input, equal bytes."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    number = 0
    for index, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        tags = set(cell.metadata.get("tags", []))
        if tags & {"injected-parameters", "papermill-error-cell-tag"}:
            cell["id"] = f"papermill-{index}"
        if cell.cell_type == "code":
            number += 1
            cell["execution_count"] = number if cell.execution_count else None
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output["execution_count"] = number
                if output.output_type == "error":
                    output["traceback"] = [_without_folders(line) for line in output.traceback]
    return notebook


def _without_folders(line: str) -> str:
    for folder in (Path(__file__).resolve().parents[2], Path(sys.prefix), Path(sys.base_prefix), Path.home()):
        line = line.replace(f"{folder}{os.sep}", "")
    return line
