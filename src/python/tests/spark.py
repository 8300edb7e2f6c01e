"""Tries the module in Spark: spark.py PAPERS PROGRAM [MASTER]

The statements of PAPERS must be those of the binary PROGRAM, row for row, and a hostile file in the batch must cost its
row only. MASTER is `local[2]` if none is named. Needs Java and `pip install pyspark` beside the wheel. Prints `reading`
when the cluster begins to read: `spark_cluster.sh` kills one of its workers then.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

os.environ["PYSPARK_PYTHON"] = sys.executable

from pyspark.sql import SparkSession

import stratmine as sm

PAPERS, PROGRAM = sys.argv[1:3]
MASTER = sys.argv[3] if len(sys.argv) > 3 else "local[2]"


def bomb():
    """A page whose content is 800 MB of blanks once unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(800)) + packer.flush()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    content = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content]
    bodies = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(objects, 1))
    return b"%PDF-1.4\n" + bodies + b"trailer << /Size 5 /Root 1 0 R >>\n%%EOF\n"


HOSTILE = {
    "hostile-bomb.pdf": bomb,
    "hostile-broken.pdf": lambda: b"%PDF-1.4 broken",
    "hostile-nested.pdf": lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 3_000_000,
    "hostile-office.docx": lambda: b"PK\x03\x04" + bytes(range(256)) * 40,
    # Spark passes over files without a byte.
    "hostile-space.pdf": lambda: b" ",
}


def row_of(one, page, codes):
    return (one["text"], page, one["start"], one["end"], one["intended_outcome"], tuple(codes))


def by_the_program(folder):
    """Outcome by file, and all statements, as the command line gives them."""
    line = [PROGRAM, "code", folder, "--quiet"]
    ran = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    rows = []
    for record in records:
        # Of a file that is not coded the record has no statements.
        for page in record["pages"] if record["outcome"] == "coded" else []:
            for one in page["statements"]:
                rows.append((one["id"], *row_of(one, page["page"], [code["code"] for code in one["categories"]])))
    return {record["file"]: record["outcome"] for record in records}, sorted(rows)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in sorted(os.listdir(PAPERS)):
            if Path(PAPERS, name).is_file():
                shutil.copy(Path(PAPERS, name), folder)
        for name, content in HOSTILE.items():
            Path(folder, name).write_bytes(content())
        outcomes, expected = by_the_program(folder)
        session = SparkSession.builder.master(MASTER).config("spark.ui.enabled", "false")
        spark = session.config("spark.sql.execution.arrow.maxRecordsPerBatch", "3").getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        papers = spark.read.format("binaryFile").load(folder).select("path", "content").repartition(8)
        schema = {name: sm.SCHEMA[name].to_spark_ddl() for name in ("statements", "documents")}
        print("reading", flush=True)
        rows = papers.mapInArrow(sm.map_in_arrow(), schema["statements"]).collect()
        coded = [row for row in rows if outcomes.get(row["file"].rsplit("/", 1)[-1]) == "coded"]
        found = sorted((row["doc_id"], *row_of(row, row["page"], row["categories"])) for row in coded)
        missing, more = len(set(expected) - set(found)), len(set(found) - set(expected))
        assert found == expected and len(found) > 400, f"{len(found)} rows; {missing} are missing, {more} are not the program's"
        why = papers.mapInArrow(sm.map_in_arrow(table="documents"), schema["documents"]).collect()
        ends = {row["file"].rsplit("/", 1)[-1]: row["outcome"] for row in why}
        # How a bomb ends depends on how busy the machine is: by memory or by time.
        known = {file: end for file, end in outcomes.items() if end != "unsupported" and file not in HOSTILE}
        assert len(why) == len(ends) >= len(known) + len(HOSTILE) and known.items() <= ends.items(), (ends, outcomes)
        assert all(ends[name] != "coded" for name in HOSTILE), ends
        print(f"spark {MASTER}: {len(found)} statements of {len(ends)} files as the program gives them; "
              f"{len(HOSTILE)} hostile ones are a row each")
        spark.stop()


main()
