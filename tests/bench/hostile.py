#!/usr/bin/env python3
"""Compare stratmine with PDFium over a folder of odd PDFs: which does PDFium read that stratmine does not?

    tests/bench/hostile.py [--folder DIR] [--stratmine PATH] [--tsv OUT] [--jobs N] [--first N] [--floor SHARE]

PDFium (`pip install pypdfium2`) reads the first pages of each file in processes of their own, with a deadline and a
memory limit, because it may crash. A file counts as read by PDFium if that gives at least three words of two letters
or more. stratmine codes the whole folder once (`stratmine code DIR -o OUT`); the same pages of its records are compared.
A file in another language is `unsupported` and has a record without pages: what was read of it comes from `stratmine
extract --format json`.

For each file that PDFium reads: how stratmine's reading ended; `share`, the part of PDFium's words that stratmine has
too (as multisets); and `letters`, the same of single letters, which spaces, line ends and order cannot change: a file
with a low `share` and a high `letters` has the text, cut into words in another way. Files with less than `--floor` of
PDFium's words, or whose outcome is not `coded`, go to the TSV, worst first. PDFium is not always right: a low share says
where to look.
"""
import argparse
import collections
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE / "reading"))
import engines  # noqa: E402  (lies in the folder that was just added)

DEADLINE = 20  # seconds for PDFium on one file
MEMORY = 4096  # MiB of address space for PDFium
ENOUGH = 3  # words that make a file one that PDFium reads
COLUMNS = ["file", "outcome", "grades", "share", "letters", "pdfium_words", "stratmine_words", "pdfium_pages",
           "stratmine_pages", "reason", "missing"]


def folded(text):
    """One spelling for what looks the same; a word that PDFium cuts at a line's end, marked with U+FFFE, put together."""
    text = unicodedata.normalize("NFKC", text or "").casefold().replace("\u00ad", "")
    return re.sub("\ufffe\\s*", "", text)


def words(text):
    """Words of two letters or more, in any script."""
    return collections.Counter(re.findall(r"[^\W\d_]{2,}", folded(text)))


def letters(text):
    return collections.Counter(re.findall(r"[^\W\d_]", folded(text)))


def share(theirs, ours):
    """The part of their multiset that ours has too."""
    return sum((theirs & ours).values()) / theirs.total() if theirs else 1.0


# ---------------------------------------------------------------------------------------------------------------------
# The two readings


def read_by_pdfium(files, first, jobs):
    """{file: text of its first pages}, {file: number of pages}, and {file: reason} of what PDFium did not read."""
    drive = lambda part: engines.drive("PDFium", [{"file": str(file)} for file in part], engines.plainly, texts=True,
                                       first=first, deadline=DEADLINE, memory=MEMORY)
    texts, counts, reasons = collections.defaultdict(list), {}, {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for lines, deaths in pool.map(drive, [files[number::jobs] for number in range(jobs)]):
            for line in lines:
                name = os.path.basename(line["file"])
                if "text" in line:
                    texts[name].append(line["text"])
                elif "end" in line:
                    counts[name] = line["pages"]
                if line.get("error"):
                    reasons.setdefault(name, line["error"])
            reasons.update((os.path.basename(file), why) for file, why in deaths)
    return {name: "\n".join(pages) for name, pages in texts.items()}, counts, reasons


def read_by_stratmine(binary, folder):
    """{file: record}, and the program's exit code. Files that are not coded for their language get their pages too."""
    with tempfile.TemporaryDirectory() as out:
        command = [binary, "code", "--ocr", "never", str(folder), "-o", out, "--quiet"]
        code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
        records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(pathlib.Path(out).rglob("*.json"))]
    by_file = {record["file"]: record for record in records if record["file"].lower().endswith(".pdf")}
    foreign = [file for file, record in by_file.items() if record["outcome"] == "unsupported"]
    for page in extracted(binary, folder, foreign):
        by_file[page["file"]]["pages"].append(page)
    return by_file, code


def extracted(binary, folder, names):
    """The pages of these files as they are read, before anybody asks for their language."""
    if not names:
        return []
    command = [binary, "extract", "--ocr", "never", "--format", "json", "--quiet", *(str(pathlib.Path(folder) / name) for name in names)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


# ---------------------------------------------------------------------------------------------------------------------
# Comparing


def compare(name, text, pages, record, first):
    """One line of the table."""
    record = record or {"outcome": "no record", "reason": None, "pages": []}
    own = "\n".join(page["text"] for page in record["pages"] if page["page"] <= first)
    theirs, ours = words(text), words(own)
    missing = (theirs - ours).most_common(6)
    return {
        "file": name, "outcome": record["outcome"], "reason": record["reason"] or "",
        "grades": ",".join(sorted({page["grade"] for page in record["pages"]})),
        "share": share(theirs, ours), "letters": share(letters(text), letters(own)),
        "pdfium_words": theirs.total(), "stratmine_words": ours.total(), "pdfium_pages": pages,
        "stratmine_pages": len(record["pages"]), "missing": " ".join(word for word, _ in missing),
    }


def rows_of(texts, counts, records, first):
    read = sorted(name for name, text in texts.items() if words(text).total() >= ENOUGH)
    return [compare(name, texts[name], counts.get(name, 0), records.get(name), first) for name in read]


def write_tsv(path, rows):
    form = lambda value: f"{value:.3f}" if isinstance(value, float) else value
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows({key: form(value) for key, value in row.items()} for row in rows)


def report(files, texts, reasons, records, rows, low):
    """The counts, a line each."""
    total = collections.Counter()
    for row in rows:
        total["theirs"] += row["pdfium_words"]
        total["shared"] += row["share"] * row["pdfium_words"]
    outcomes = collections.Counter(row["outcome"] for row in rows)
    everything = collections.Counter(record["outcome"] for record in records.values())
    names = {row["file"] for row in rows}
    coded_alone = sum(record["outcome"] == "coded" and name not in names for name, record in records.items())
    counted = lambda counter: ", ".join(f"{kind} {number}" for kind, number in counter.most_common())
    share_of = lambda floor: sum(row["share"] >= floor for row in rows)
    whole = sum(row["share"] for row in rows) / len(rows)
    return [
        f"files: {len(files)}; stratmine: {counted(everything)}",
        f"PDFium: {len(texts)} files with a page, {len(rows)} of them with {ENOUGH} words or more; not opened, in part "
        f"or not in time: {len(reasons)}",
        f"files that PDFium reads, by stratmine's outcome: {counted(outcomes)}",
        f"PDFium's words that stratmine has: {total['shared'] / total['theirs']:.4f} of all; {whole:.4f} as the mean over files",
        f"files with at least 99 / 90 / 60 % of PDFium's words: {share_of(.99)} / {share_of(.9)} / {share_of(.6)}",
        f"files in the list (less than the floor, or not coded): {len(low)}; of these, {sum(r['letters'] >= .9 for r in low)} "
        f"with 90 % of PDFium's letters or more",
        f"files coded by stratmine where PDFium has fewer than {ENOUGH} words: {coded_alone}",
    ]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", default=str(ROOT.parent / "shared" / "hostile"), help="folder of the odd PDFs")
    parser.add_argument("--stratmine", default=str(ROOT / "target" / "release" / "stratmine"), help="the program")
    parser.add_argument("--tsv", default=str(ROOT / "target" / "hostile.tsv"), help="write the list here")
    parser.add_argument("--all", help="write a table of every file that PDFium reads here")
    parser.add_argument("--jobs", type=int, default=1, help="processes of PDFium at the same time")
    parser.add_argument("--first", type=int, default=20, help="compare so many pages of each file")
    parser.add_argument("--floor", type=float, default=.6, help="list files with a smaller share of PDFium's words")
    return parser.parse_args()


def main():
    args = arguments()
    if engines.version("PDFium") is None:
        print("skipped: PDFium is not installed (pip install pypdfium2)")
        return
    files = sorted(path for path in pathlib.Path(args.folder).glob("*") if path.suffix.lower() == ".pdf")
    if not files:
        print(f"skipped: there is no PDF in {args.folder}")
        return
    if not os.access(args.stratmine, os.X_OK):
        sys.exit(f"there is no program {args.stratmine} (cargo build --release)")
    print(f"PDFium {engines.version('PDFium')}", flush=True)
    texts, counts, reasons = read_by_pdfium(files, args.first, args.jobs)
    records, code = read_by_stratmine(args.stratmine, args.folder)
    if not records:
        sys.exit(f"stratmine gave no record; exit code {code}")
    rows = sorted(rows_of(texts, counts, records, args.first), key=lambda row: (row["share"], row["file"]))
    low = [row for row in rows if row["share"] < args.floor or row["outcome"] != "coded"]
    write_tsv(args.tsv, low)
    if args.all:
        write_tsv(args.all, rows)
    print("\n".join(report(files, texts, reasons, records, rows, low)))
    print(f"the list: {os.path.relpath(args.tsv)}")


if __name__ == "__main__":
    main()
