#!/usr/bin/env python3
"""Do all exported files say the same as the JSON records? Usage: check.py RECORDS EXPORTS

RECORDS: a folder that `stratmine code FOLDER -o RECORDS` wrote. EXPORTS: a folder with out.csv, out.jsonl, out.xlsx,
out.sqlite, out.parquet, out.html, out.docx, out.qdpx, tally.json and report.html, made of an index of the same papers.

Totals are counted here from the records alone, by rules written here once more: an intended outcome that the same paper, or a
related one, says before is counted once. Readers are those of others: openpyxl, sqlite3, DuckDB, html.parser, zipfile. Prints
what it compared; exit code 1 with the first difference."""
import collections
import csv
import html.parser
import json
import pathlib
import re
import sqlite3
import sys
import xml.etree.ElementTree as xml
import zipfile

import duckdb
import openpyxl

records_folder, exports = map(pathlib.Path, sys.argv[1:3])
records = [json.loads(path.read_text()) for path in sorted(records_folder.glob("*.json"))]
records = sorted((record for record in records if record["outcome"] == "coded"), key=lambda record: record["file"])
seen = set()
records = [record for record in records if not (record["document"] in seen or seen.add(record["document"]))]


def words(text):
    # Letters and digits; everything else parts words.
    return tuple("".join(letter if letter.isalnum() else " " for letter in text).lower().split())


def statements(record):
    return [(page, one) for page in record["pages"] for one in page["statements"]]


def outcomes(record):
    return [one for _, one in statements(record) if one["intended_outcome"]]


# Which papers are related, and what is said again.
sentences = {record["file"]: {words(one["text"]) for _, one in statements(record) if len(words(one["text"])) >= 8} for record in records}
size = {record["file"]: len(statements(record)) for record in records}
kin = collections.defaultdict(set)
papers = collections.Counter(key for keys in sentences.values() for key in keys)
common = {key for key, count in papers.items() if count > 50}
for one in sentences:
    for other in sentences:
        shared = len((sentences[one] & sentences[other]) - common)
        if one < other and shared >= 5 and shared / min(len(sentences[one]), len(sentences[other])) >= 0.3:
            kin[one].add(other)
            kin[other].add(one)
said, again = {}, set()
for record in sorted(records, key=lambda record: (-size[record["file"]], record["file"])):
    own = set()
    for one in outcomes(record):
        key = words(one["text"])
        if len(key) < 5:
            continue
        if key in own or any(key in said.get(file, ()) for file in kin[record["file"]]):
            again.add(one["id"])
        else:
            own.add(key)
    said[record["file"]] = own

counted = {record["file"]: [one for one in outcomes(record) if one["id"] not in again] for record in records}
by_category = collections.Counter(
    category
    for ones in counted.values()
    for one in ones
    for category in ([code["code"] for code in one["categories"]] or ["unclassified"])
)
total = sum(map(len, counted.values()))
quotes = {one["id"]: one["text"] for record in records for one in outcomes(record)}


def same(what, found, wanted):
    if found != wanted:
        if isinstance(wanted, dict):
            found, wanted = [{key: of.get(key) for key in set(found) | set(wanted) if found.get(key) != wanted.get(key)} for of in (found, wanted)]
        sys.exit(f"{what}: found {str(found)[:600]}\nwanted {str(wanted)[:600]}")
    print(f"{what}: as the records")


def unsafe(letter):
    code = ord(letter)
    return (
        (code < 0x20 and letter not in "\n\t")
        or 0x7F <= code <= 0x9F
        or code in (0x61C, 0x200E, 0x200F, 0xFEFF)
        or 0x2028 <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
    )


def shown(text):
    """What cannot be seen, or steers, is a replacement character outside JSON, databases and data frames."""
    return "".join("\ufffd" if unsafe(letter) else letter for letter in text)


def tallied(rows, split):
    counts = collections.Counter()
    for row in rows:
        if split["counted"](row):
            counts.update(split["categories"](row) or ["unclassified"])
    return counts


# JSON Lines
rows = [json.loads(line) for line in (exports / "out.jsonl").read_text().splitlines()]
same("jsonl, quotes", {row["statement"]: row["quote"] for row in rows}, quotes)
same("jsonl, totals", tallied(rows, {"counted": lambda row: row["counted"], "categories": lambda row: row["categories"]}), by_category)

# CSV: formulas are disarmed by an apostrophe
parts = {"counted": lambda row: row["counted"] == "yes", "categories": lambda row: [part for part in row["categories"].split("; ") if part]}
with open(exports / "out.csv", newline="") as file:
    rows = list(csv.DictReader(file))
for row in rows:
    for cell in row.values():
        if cell[:1] in "=+-@\t\r" and cell[:1] and not re.fullmatch(r"-?[0-9.]+", cell):
            sys.exit(f"csv: a cell may be taken for a formula: {cell[:80]!r}")
same("csv, quotes", {row["statement"]: re.sub("^'(?=[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-])", "", row["quote"]) for row in rows},
     {key: shown(text) for key, text in quotes.items()})
same("csv, totals", tallied(rows, parts), by_category)

# XLSX
book = openpyxl.load_workbook(exports / "out.xlsx")
sheet = book["outcomes"]
head = [cell.value for cell in sheet[1]]
if sheet.freeze_panes != "A2" or not sheet.auto_filter.ref:
    sys.exit("xlsx: the header is not frozen and filtered")
for own in book.worksheets:
    for row in own.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                sys.exit(f"xlsx: {own.title}!{cell.coordinate} is a formula")
rows = [dict(zip(head, [cell or "" for cell in row])) for row in sheet.iter_rows(min_row=2, values_only=True)]
same("xlsx, quotes", {row["statement"]: row["quote"] for row in rows},
     {key: shown(text).replace("\t", " ") for key, text in quotes.items()})
same("xlsx, totals", tallied(rows, parts), by_category)
same("xlsx, sheets", {"Read me", "outcomes", "tally", "evidence_map", "documents", "codebook", "Manifest"} - set(book.sheetnames), set())

# SQLite
base = sqlite3.connect(exports / "out.sqlite")
same("sqlite, integrity", base.execute("PRAGMA integrity_check").fetchone()[0], "ok")
same("sqlite, quotes", dict(base.execute("SELECT statement, quote FROM outcomes")), quotes)
found = collections.Counter(dict(base.execute("SELECT category, outcomes FROM outcomes_by_category")))
same("sqlite, totals", found, by_category)
same("sqlite, unclassified", base.execute("SELECT coalesce(sum(unclassified), 0) FROM outcomes_by_document").fetchone()[0], by_category["unclassified"])
rows = base.execute("SELECT category, sum(outcomes) FROM outcomes_by_partnering_and_category GROUP BY 1").fetchall()
if any(count < by_category[category] for category, count in rows) or len(rows) != len(by_category):
    sys.exit(f"sqlite: papers without a partnering type are left out: {rows}")
same("sqlite, tally", dict(base.execute("SELECT category, statements FROM tally WHERE by = 'total' AND statements > 0")), dict(by_category))

# Parquet
frame = duckdb.sql(f"SELECT statement, quote, counted, categories FROM read_parquet('{exports / 'out.parquet'}')").fetchall()
same("parquet, quotes", {row[0]: row[1] for row in frame}, quotes)
same("parquet, totals", tallied(frame, {"counted": lambda row: row[2], "categories": lambda row: row[3].split("; ") if row[3] else []}), by_category)
metadata = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{exports / 'out.parquet'}')").fetchall()
json.loads(dict(metadata)[b"stratmine_manifest"])

# The tally
tally = json.loads((exports / "tally.json").read_text())
same("tally, totals", {cell["category"]: cell["statements"] for cell in tally["cells"] if cell["by"] == "total" and cell["statements"]}, dict(by_category))
same("tally, documents", {cell["row"]: cell["row_outcomes"] for cell in tally["cells"] if cell["by"] == "document"}, {file: len(ones) for file, ones in counted.items()})
same("tally, repeats", tally["base"]["repeats"], len(again))
same("tally, ids", sorted({id for cell in tally["cells"] for id in cell["statement_ids"]}), sorted(one["id"] for ones in counted.values() for one in ones))


class Page(html.parser.HTMLParser):
    """Rows of tables as texts, ids, links and tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.ids, self.links, self.tags, self.cell, self.captions = [], [], [], collections.Counter(), None, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes[name] for name in ("href", "src") if name in attributes]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.rows[-1].append(self.cell)
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


# HTML
page = Page((exports / "out.html").read_text())
head = next(row for row in page.rows if row[:1] == ["statement"])
rows = [dict(zip(head, row)) for row in page.rows if len(row) == len(head) and row != head]
same("html, quotes", {row["statement"]: row["quote"] for row in rows}, {key: shown(text).replace("\n", " ").replace("\t", " ") for key, text in quotes.items()})
same("html, totals", tallied(rows, parts), by_category)

# The report: each number leads somewhere, nothing is fetched, nothing runs
report = Page((exports / "report.html").read_text())
same("report, ids are unique", [key for key, count in collections.Counter(report.ids).items() if count > 1], [])
same("report, links lead to places in it", [link for link in report.links if not (link.startswith("#") and link[1:] in report.ids or link.startswith("data:image/png"))], [])
same("report, nothing runs", report.tags["script"] + report.tags["iframe"] + report.tags["link"], 0)
head = next(row for row in report.rows if row[:1] == ["document"])
rows = [dict(zip(head, row)) for row in report.rows if len(row) == len(head) and row[0] in counted]
same("report, documents", {row["document"]: int(row["outcomes"]) for row in rows}, {file: len(ones) for file, ones in counted.items()})
found = collections.Counter()
for row in rows:
    found.update({category: int(row[category].split()[0]) for category in by_category})
same("report, totals", found, by_category)

# Word
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
with zipfile.ZipFile(exports / "out.docx") as parcel:
    body = xml.fromstring(parcel.read("word/document.xml"))
rows = [["".join(text.text or "" for text in cell.iter(f"{W}t")) for cell in row.findall(f"{W}tc")] for row in body.findall(f".//{W}tbl")[-1].findall(f"{W}tr")][1:]
same("docx, rows", len(rows), total)
found = collections.Counter(category for row in rows for category in row[3].split("; "))
same("docx, totals", found, by_category)

# REFI-QDA: positions in code points lead to the quotes
Q = "{urn:QDA-XML:project:1.0}"
with zipfile.ZipFile(exports / "out.qdpx") as parcel:
    project = xml.fromstring(parcel.read("project.qde"))
    found = collections.Counter()
    for source in project.iter(f"{Q}TextSource"):
        text = parcel.read(source.get("plainTextPath").replace("internal://", "sources/")).decode()
        for selection in source.iter(f"{Q}PlainTextSelection"):
            found[text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]] += 1
legal = lambda text: re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
same("qdpx, quotes", found, collections.Counter(map(legal, quotes.values())))
print(f"{len(records)} documents, {len(quotes)} intended outcomes, {total} counted")
