"""Tests the installed module: check.py SAMPLE PROGRAM

SAMPLE is a folder of papers, PROGRAM the binary, whose `code` must say the same, row for row.
"""

import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas
import polars
import pyarrow

import stratmine as sm

SAMPLE, PROGRAM = sys.argv[1:3]


def module(*arguments, **options):
    line = [sys.executable, "-m", "stratmine", *arguments]
    return subprocess.run(line, capture_output=True, encoding="utf-8", check=False, **options)


def the_tables_say_what_the_program_says():
    ran = subprocess.run([PROGRAM, "code", SAMPLE, "--quiet", "--ocr", "never"], capture_output=True, encoding="utf-8", check=False)
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    coded = sm.code_many([SAMPLE], threads=2)
    documents = coded.documents.to_arrow().to_pylist()
    assert [row["file"] for row in documents] == [record["file"] for record in records]
    by_file = {row["file"]: row for row in documents}
    expected, found = [], []
    for record in records:
        if record["outcome"] != "coded":
            continue
        assert by_file[record["file"]]["outcome"] == "coded"
        for page in record["pages"]:
            for one in page["statements"]:
                codes = [code["code"] for code in one["categories"]]
                expected.append((one["id"], one["text"], page["page"], one["start"], one["end"], one["intended_outcome"], codes,
                                 one["heading_path"], one.get("lead_in")))
    read = {record["file"] for record in records if record["outcome"] == "coded"}
    for row in coded.statements.to_arrow().to_pylist():
        if row["file"] in read:
            found.append((row["doc_id"], row["text"], row["page"], row["start"], row["end"], row["intended_outcome"],
                          row["categories"], row["heading_path"], row["lead_in"]))
    assert found == expected and len(found) > 400, (len(found), len(expected))
    return f"{len(documents)} documents, {len(found)} statements"


def libraries_take_the_tables():
    table = sm.code_many([SAMPLE]).statements
    frame = table.to_polars()
    assert frame.shape == (len(table), len(table.column_names)) and frame["categories"].dtype == polars.List(polars.String)
    assert len(table.to_pandas()) == len(table) and isinstance(table.to_pandas(), pandas.DataFrame)
    arrow = pyarrow.table(table)
    assert arrow.num_rows == len(table) and arrow.schema == sm.SCHEMA["statements"].to_arrow()
    assert frame["doc_id"].n_unique() == len(frame)
    assert sm.SCHEMA["statements"].to_spark_ddl().startswith("`doc_id` string, `text` string, ")
    return f"{arrow.num_rows} rows in polars, pandas and pyarrow"


def a_bad_file_is_a_row():
    with tempfile.TemporaryDirectory() as folder:
        good, bad = Path(folder, "a.md"), Path(folder, "b.pdf")
        good.write_text("# Our aims\n\nWe will improve patient safety.\n")
        bad.write_bytes(b"%PDF-1.4 broken")
        coded = sm.code_many([good, bad, Path(folder, "none.pdf")])
        assert coded.documents.to_arrow()["outcome"].to_pylist() == ["coded", "malformed", "unreadable"]
        assert len(coded.statements) == 1
        assert sm.code(bad).outcome == "malformed" and sm.code(bad).reason
        assert sm.code(Path(folder, "none.pdf")).outcome == "unreadable"
        document = sm.code(good)
        assert document.pages == ["Our aims\nWe will improve patient safety."] and len(document.outcomes) == 1
        assert sm.code(good.read_bytes(), name="x.md").outcomes[0]["text"] == "We will improve patient safety."
        assert sm.code(b"nothing").outcome == "malformed"


def statements_are_classified_and_explained():
    asked = dict(headings=["Our aims", "Our achievements"], kinds=["item", "item"])
    table = sm.classify(["Waiting times for operations"] * 2, **asked).to_arrow()
    assert table["intended_outcome"].to_pylist() == [True, False]
    why = sm.explain("Waiting times for operations", heading="Our aims", kind="item")
    assert why.outcome and why.probability >= why.threshold and why.rules and why.categories[0][0] == "quality"
    for wrong in (dict(kinds=["poem"]), dict(headings=["a", "b"])):
        try:
            sm.classify(["x"], **wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)


def a_codebook_travels():
    codebook = sm.Codebook()
    again = pickle.loads(pickle.dumps(codebook))
    assert again.sha256 == codebook.sha256 and again.categories == ["quality", "workforce", "resources", "innovation"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "outcomes.toml").write_text("[lexicon]\n")
        try:
            sm.Codebook(folder)
        except ValueError as error:
            assert "outcomes.toml" in str(error)
        else:
            raise AssertionError("a broken lexicon was taken")
    # In a process that never saw it, also with its lexicons changed.
    texts = [(name, text.replace("patient safety", "patient saftey")) for name, text in codebook.texts]
    changed = sm.Codebook(texts=texts)
    assert changed.sha256 != codebook.sha256
    line = "import pickle, sys; print(pickle.load(sys.stdin.buffer).sha256)"
    ran = subprocess.run([sys.executable, "-c", line], input=pickle.dumps(changed), capture_output=True, check=True)
    assert ran.stdout.decode().strip() == changed.sha256


def maps_are_pure():
    good = "# Our aims\n\nWe will improve patient safety.\n".encode()
    batch = pyarrow.table({"path": ["s3://x/a.md", "s3://x/b.pdf"], "content": [good, b"%PDF broken"], "bytes": [good, b"%PDF broken"]})
    for isolate in (True, False):
        rows = sm.map_batches(isolate=isolate)(batch)
        assert rows["file"].to_pylist() == ["s3://x/a.md"] and rows["intended_outcome"].to_pylist() == [True]
        out = list(sm.map_in_arrow(table="documents", isolate=isolate)(iter(batch.to_batches())))
        table = pyarrow.Table.from_batches(out)
        assert table["outcome"].to_pylist() == ["coded", "malformed"] and table["file"].to_pylist()[1] == "s3://x/b.pdf"
        assert table.schema == sm.SCHEMA["documents"].to_arrow()


def the_module_is_the_program():
    assert module("--version").stdout.strip() == f"stratmine {sm.__version__}"
    assert module("no-such-command").returncode == 2
    with tempfile.TemporaryDirectory() as folder:
        ran = module("run", SAMPLE, "--index", "index", "--ocr", "never", cwd=folder)
        assert ran.returncode == 0 and "a scan that is not read" in ran.stderr, ran
        assert module("search", "safety", "--index", "index", cwd=folder).returncode == 0
        study = sm.Study(Path(folder, "index"))
        tables = study.tables()
        assert len(tables.documents) == 7 and len(tables.statements) > 400
        tally = study.tally(by="document")
        assert sum(1 for row in tally if row) >= 7, tally
        hits = study.search("patients", category="quality")
        assert hits and all("patient" in json.dumps(hit).lower() for hit in hits)
        assert study.search("zebra") == []
        try:
            study.search("(")
        except RuntimeError as error:
            assert str(error)
        else:
            raise AssertionError("a broken query was answered")


for test in (the_tables_say_what_the_program_says, libraries_take_the_tables, a_bad_file_is_a_row,
             statements_are_classified_and_explained, a_codebook_travels, maps_are_pure, the_module_is_the_program):
    said = test()
    print(f"{test.__name__.replace('_', ' ')}{f': {said}' if said else ''}", flush=True)
