"""stratmine: intended outcomes in health-policy strategy papers, as tables.

>>> import stratmine
>>> coded = stratmine.code_many(["papers"])            # doctest: +SKIP
>>> coded.statements.to_polars()                       # doctest: +SKIP

Every table goes to polars, pandas, pyarrow, DuckDB and others as an Arrow stream (``__arrow_c_stream__``); none of them
is needed. A file that cannot be read is a row of ``documents`` that says why, and never an exception.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import _core
from ._core import VERSION as __version__
from ._core import Codebook as _Codebook

__all__ = [
    "SCHEMA", "Codebook", "Coded", "Document", "Explanation", "Study", "Table", "classify", "code", "code_many",
    "explain", "map_batches", "map_in_arrow",
]

_PROGRAM = [sys.executable, "-m", "stratmine"]


class Codebook:
    """The lexicons: those in the program, each replaced by the one of its kind in a folder.

    It travels to other processes (pickle, Spark, Ray, Dask) as the texts of its lexicons and is made ready there once.
    """

    _ready: dict[str, _Codebook] = {}

    def __init__(self, folder: str | os.PathLike[str] | None = None, *, texts: Sequence[tuple[str, str]] | None = None):
        core = _Codebook(folder, texts=texts)
        self._core = self._ready.setdefault(core.sha256, core)

    @property
    def sha256(self) -> str:
        """A hash of all lexicons in use: the same words give the same codes."""
        return self._core.sha256

    @property
    def categories(self) -> list[str]:
        """The outcome categories, in order."""
        return self._core.categories

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The lexicons in use: file name and text."""
        return self._core.texts

    def __reduce__(self) -> tuple[Callable[..., Codebook], tuple[str, list[tuple[str, str]]]]:
        return _codebook, (self.sha256, self.texts)

    def __repr__(self) -> str:
        return repr(self._core)


def _codebook(sha256: str, texts: list[tuple[str, str]]) -> Codebook:
    """The codebook of a hash: the one that is ready in this process, else made of its texts."""
    if sha256 in Codebook._ready:
        codebook = Codebook.__new__(Codebook)
        codebook._core = Codebook._ready[sha256]
        return codebook
    return Codebook(texts=texts)


_built_in: Codebook | None = None


def _or_built_in(codebook: Codebook | None) -> Codebook:
    global _built_in
    if codebook is not None:
        return codebook
    if _built_in is None:
        _built_in = Codebook()
    return _built_in


class Table:
    """A table of typed columns. Any library that knows Arrow streams takes it: ``polars.DataFrame(table)``."""

    def __init__(self, core: _core.Table):
        self._core = core

    @property
    def column_names(self) -> list[str]:
        return self._core.column_names

    def __len__(self) -> int:
        return len(self._core)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._core.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._core.__arrow_c_schema__()

    def to_arrow(self) -> Any:
        """The table as ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> Any:
        """The table as ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> Any:
        """The table as ``pandas.DataFrame``; needs pyarrow too."""
        return self.to_arrow().to_pandas()

    def __repr__(self) -> str:
        return repr(self._core)


@dataclass(frozen=True)
class Coded:
    """Papers as coded: a row per file, and a row per statement of those that could be read."""

    documents: Table
    statements: Table

    def __repr__(self) -> str:
        return f"Coded({len(self.documents)} documents, {len(self.statements)} statements)"


@dataclass(frozen=True)
class Document:
    """One paper as coded. ``outcome`` is ``coded``, or the name of what kept it from being read, with ``reason``."""

    record: dict[str, Any]
    """The public record: see ``docs/record.md``."""
    statements: Table

    @property
    def outcome(self) -> str:
        return self.record["outcome"]

    @property
    def reason(self) -> str | None:
        return self.record.get("reason")

    @property
    def title(self) -> str | None:
        return self.record.get("title")

    @property
    def pages(self) -> list[str]:
        """The text of each page."""
        return [page["text"] for page in self.record["pages"]]

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """The intended outcomes, each as in the record."""
        statements = (one for page in self.record["pages"] for one in page["statements"])
        return [one for one in statements if one["intended_outcome"]]

    def __repr__(self) -> str:
        return f"Document({self.record['file']!r}, {self.outcome}, {len(self.record['pages'])} pages)"


@dataclass(frozen=True)
class Explanation:
    """Why a statement is coded as it is."""

    outcome: bool
    probability: float | None
    threshold: float
    score: float
    rules: list[tuple[str, float | None, str]]
    """Name, weight and words of what bears on it, the heaviest first."""
    categories: list[tuple[str, float, list[str]]]
    """Code, score and words of each category."""


def _lexicons(codebook: Codebook | None) -> Any:
    """A folder with the lexicons of a codebook, for as long as they are needed."""
    folder = tempfile.TemporaryDirectory(prefix="stratmine-lexicons-")
    for name, text in codebook.texts if codebook else []:
        Path(folder.name, name).write_text(text, encoding="utf-8", newline="")
    return folder


def _files(targets: Sequence[str | os.PathLike[str]], codebook: Codebook | None, threads: int, deadline: float | None,
           records: bool, names: list[str] | None = None) -> tuple[_core.Table, _core.Table, list[str]]:
    paths = [os.fspath(target) for target in targets]
    if codebook is None:
        return _core.code_files(_PROGRAM, paths, None, threads, deadline, records, names)
    with _lexicons(codebook) as folder:
        return _core.code_files(_PROGRAM, paths, folder, threads, deadline, records, names)


def code(source: str | os.PathLike[str] | bytes, *, name: str = "paper.pdf", codebook: Codebook | None = None,
         deadline: float | None = None) -> Document:
    """Codes one paper: a path, which is read in a process of its own, or bytes, whose format ``name`` tells.

    Whatever the file holds, there is a document; ``outcome`` and ``reason`` say what became of it.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        _, statements, records = _core.code_contents([(name, bytes(source))], _or_built_in(codebook)._core, True)
    else:
        _, statements, records = _files([source], codebook, 1, deadline, True)
    return Document(json.loads(records[0]), Table(statements))


def code_many(paths: Sequence[str | os.PathLike[str]], *, codebook: Codebook | None = None, threads: int = 0,
              deadline: float | None = None) -> Coded:
    """Codes files and folders, each file in a worker process; ``threads=0`` takes one per processor core.

    Rows are in the order of the paths, files of a folder by name: the same on any number of threads.
    """
    documents, statements, _ = _files(list(paths), codebook, threads, deadline, False)
    return Coded(Table(documents), Table(statements))


def _each(values: Sequence[Any] | None, count: int, nothing: Any) -> list[Any]:
    if values is None:
        return [nothing] * count
    if len(values) != count:
        raise ValueError(f"{count} texts and {len(values)} values for them")
    return list(values)


def _asked(text: str, heading: str | Sequence[str] | None, lead_in: str | None, kind: str | None
           ) -> tuple[str, list[str], str | None, bool]:
    if kind not in (None, "paragraph", "item"):
        raise ValueError(f"kind is 'paragraph' or 'item', not {kind!r}")
    headings = [heading] if isinstance(heading, str) else list(heading or [])
    return text, headings, lead_in, kind == "item"


def classify(texts: Sequence[str], *, headings: Sequence[str | Sequence[str] | None] | None = None,
             lead_ins: Sequence[str | None] | None = None, kinds: Sequence[str | None] | None = None,
             codebook: Codebook | None = None) -> Table:
    """Codes statements that you have as texts: one row each, in their order.

    ``headings``, ``lead_ins`` and ``kinds`` (``"paragraph"`` or ``"item"``) say what each stands under and is.
    """
    texts = list(texts)
    count = len(texts)
    rows = zip(texts, _each(headings, count, None), _each(lead_ins, count, None), _each(kinds, count, None))
    return Table(_core.classify([_asked(*row) for row in rows], _or_built_in(codebook)._core))


def explain(text: str, *, heading: str | Sequence[str] | None = None, lead_in: str | None = None,
            kind: str | None = None, codebook: Codebook | None = None) -> Explanation:
    """Why a statement is coded as it is."""
    return Explanation(**_core.explain(_asked(text, heading, lead_in, kind), _or_built_in(codebook)._core))


class Study:
    """An index that ``stratmine run`` made: its tables, tallies and searches."""

    def __init__(self, index: str | os.PathLike[str] = "index"):
        self.index = os.fspath(index)

    def tables(self) -> Coded:
        """Documents and statements of the papers that are counted, after decisions."""
        documents, statements = _core.index_tables(self.index)
        return Coded(Table(documents), Table(statements))

    def documents(self) -> Table:
        return self.tables().documents

    def statements(self) -> Table:
        return self.tables().statements

    def tally(self, by: str = "document", across: str = "category", **options: str) -> list[dict[str, Any]]:
        """A tally as ``stratmine tally --format jsonl`` prints it; further options by their names."""
        return self.ask("tally", "--by", by, "--across", across, *_options(options))

    def search(self, query: str, *, units: str = "statements", **options: str) -> list[dict[str, Any]]:
        """Hits as ``stratmine search --format jsonl`` prints them."""
        return self.ask("search", "--in", units, *_options(options), "--", query)

    def ask(self, command: str, *arguments: str) -> list[dict[str, Any]]:
        """What a command of the program prints with ``--format jsonl``."""
        line = [*_PROGRAM, command, "--index", self.index, "--format", "jsonl", *arguments]
        ran = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
        if ran.returncode > 1:
            raise RuntimeError(ran.stderr.strip())
        return [json.loads(row) for row in ran.stdout.splitlines() if row.strip()]

    def __repr__(self) -> str:
        return f"Study({self.index!r})"


def _options(options: dict[str, str]) -> Iterator[str]:
    for name, value in options.items():
        yield f"--{name.replace('_', '-')}"
        if value is not True:
            yield str(value)


_DDL = {"Utf8": "string", "Boolean": "boolean", "Int16": "smallint", "Int32": "int", "Float32": "float"}


@dataclass(frozen=True)
class Schema:
    """The columns of a table, known before anything is coded."""

    names: list[str]
    types: list[str]
    _empty: Table

    def to_arrow(self) -> Any:
        """The columns as ``pyarrow.Schema``."""
        return self._empty.to_arrow().schema

    def to_spark_ddl(self) -> str:
        """The columns as Spark writes them: ``doc_id string, …``."""
        spark = (_DDL.get(kind, "array<string>") for kind in self.types)
        return ", ".join(f"`{name}` {kind}" for name, kind in zip(self.names, spark))


def _schemas() -> dict[str, Schema]:
    kinds = zip(("documents", "statements", "classified"), _core.schemas())
    return {name: Schema(core.column_names, core.column_types, Table(core)) for name, core in kinds}


SCHEMA: dict[str, Schema] = _schemas()
"""The columns of ``documents``, ``statements`` and ``classified``."""


def _coded_contents(rows: Iterable[tuple[str, bytes | None]], codebook: Codebook, table: str, isolate: bool) -> Table:
    rows = list(rows)
    if not isolate:
        contents = [(path, content or b"") for path, content in rows]
        documents, statements, _ = _core.code_contents(contents, codebook._core, False)
        return Table(documents if table == "documents" else statements)
    # Each file in a worker process: what brings a reader down costs its row, and not the executor.
    with tempfile.TemporaryDirectory(prefix="stratmine-") as folder:
        paths = []
        for number, (path, content) in enumerate(rows):
            place = Path(folder, f"{number:09}")
            place.mkdir()
            file = place / (os.path.basename(path.rstrip("/")) or "paper")
            file.write_bytes(content or b"")
            paths.append(os.fspath(file))
        names = [path for path, _ in rows]
        documents, statements, _ = _files(paths, codebook, 1, None, False, names)
    return Table(documents if table == "documents" else statements)


def map_in_arrow(codebook: Codebook | None = None, *, table: str = "statements", path: str = "path",
                 content: str = "content", isolate: bool = True) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """A function for Spark's ``mapInArrow``, over rows as ``spark.read.format("binaryFile")`` gives them.

    ``df.mapInArrow(stratmine.map_in_arrow(), stratmine.SCHEMA["statements"].to_spark_ddl())``. A file that cannot be read
    has no statements; ``table="documents"`` says why. ``isolate=False`` reads in the executor's own process.
    """
    if table not in ("documents", "statements"):
        raise ValueError(f"table is 'documents' or 'statements', not {table!r}")
    codebook = _or_built_in(codebook)

    def of_batches(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            rows = zip(batch.column(path).to_pylist(), batch.column(content).to_pylist())
            yield from _coded_contents(rows, codebook, table, isolate).to_arrow().to_batches()

    return of_batches


def map_batches(codebook: Codebook | None = None, *, table: str = "statements", path: str = "path",
                content: str = "bytes", isolate: bool = True) -> Callable[[Any], Any]:
    """A function for Ray's ``map_batches(…, batch_format="pyarrow")``, over ``ray.data.read_binary_files(…, include_paths=True)``."""
    if table not in ("documents", "statements"):
        raise ValueError(f"table is 'documents' or 'statements', not {table!r}")
    codebook = _or_built_in(codebook)

    def of_table(batch: Any) -> Any:
        rows = zip(batch.column(path).to_pylist(), batch.column(content).to_pylist())
        return _coded_contents(rows, codebook, table, isolate).to_arrow()

    return of_table
