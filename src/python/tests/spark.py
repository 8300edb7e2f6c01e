"""Tries the module in Spark on this machine: spark.py SAMPLE. Needs Java and `pip install pyspark` beside the wheel."""

import os
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession

import stratmine as sm

os.environ["PYSPARK_PYTHON"] = sys.executable
with tempfile.TemporaryDirectory() as folder:
    for name in sorted(os.listdir(sys.argv[1])):
        if name.endswith(".pdf"):
            shutil.copy(os.path.join(sys.argv[1], name), folder)
    with open(os.path.join(folder, "broken.pdf"), "wb") as broken:
        broken.write(b"%PDF-1.4 broken")
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "3")
    papers = spark.read.format("binaryFile").load(folder).select("path", "content").repartition(2)
    schema = {name: sm.SCHEMA[name].to_spark_ddl() for name in ("statements", "documents")}
    rows = papers.mapInArrow(sm.map_in_arrow(), schema["statements"]).collect()
    found = sorted((row["doc_id"], row["text"], row["page"], row["intended_outcome"], tuple(row["categories"])) for row in rows)
    own = sm.code_many([folder]).statements.to_arrow().to_pylist()
    expected = sorted((row["doc_id"], row["text"], row["page"], row["intended_outcome"], tuple(row["categories"])) for row in own)
    assert found == expected and len(found) > 400, (len(found), len(expected))
    why = papers.mapInArrow(sm.map_in_arrow(table="documents"), schema["documents"]).collect()
    ends = {row["file"].rsplit("/", 1)[-1]: row["outcome"] for row in why}
    assert ends["broken.pdf"] == "malformed" and sum(end == "coded" for end in ends.values()) >= 7, ends
    print(f"spark local[2]: {len(found)} statements of {len(ends)} files as code_many gives them; the broken one is a row")
    spark.stop()
