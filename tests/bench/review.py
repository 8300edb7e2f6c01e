#!/usr/bin/env python3
"""A reviewer who decides what `review next` offers, through the commands alone.

    tests/bench/review.py CODES PAPERS [--stratmine PATH] [--decisions 0,50,100,200]

CODES is a table of coded statements (columns paper, page, code, and statement: the first 16 hexadecimal digits of the SHA-256
over the words in small letters, a blank between them; or text). PAPERS is a folder of these papers; it is copied. Ten statements
are asked for in turn, answered by `decide` as the table has them (those it does not have are skipped), and at the numbers of
decisions that are named, `run` learns and `export` is compared with the table on all statements that were not decided.
`validate --curve` simulates the same without the commands. Needs Python 3 alone."""
import argparse
import csv
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("codes")
parser.add_argument("papers")
parser.add_argument("--stratmine", default="target/debug/stratmine")
parser.add_argument("--decisions", default="0,50,100,200")
asked = parser.parse_args()
points = sorted(int(point) for point in asked.decisions.split(","))
ROUND = 10


def digest(text):
    words = " ".join(word for word in re.split(r"[\W_]+", text.lower()) if word)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def key(paper, page, words):
    return paper.removesuffix(".pdf"), int(page), words


with open(asked.codes, encoding="utf-8") as table:
    rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    codes = {key(row["paper"], row["page"], digest(row["text"]) if row.get("text") else row["statement"]):
             row.get("code") or row["code_a"] for row in rows}

scratch = tempfile.TemporaryDirectory()
papers, index = pathlib.Path(scratch.name, "papers"), pathlib.Path(scratch.name, "index")
papers.mkdir()
wanted = {paper for paper, _, _ in codes}
for path in pathlib.Path(asked.papers).iterdir():
    if path.name.removesuffix(".pdf") in wanted:
        shutil.copyfile(path, papers / path.name)


def stratmine(*arguments):
    """What a command writes. Exit code 1: some papers cannot be coded."""
    done = subprocess.run([asked.stratmine, *arguments, "--index", str(index)], capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(arguments[:2])}: {done.stderr}")
    return done.stdout


def run():
    stratmine("run", str(papers), "--ocr", "never", "--quiet")


def measure(decided):
    run()
    both = only_table = only_program = neither = 0
    for line in stratmine("export", "--what", "statements", "-o", "-", "--format", "jsonl").splitlines():
        one = json.loads(line)
        code = codes.get(key(one["document"], one["page"], digest(one["quote"])))
        if code is None or one["statement"] in decided:
            continue
        ours, theirs = one["outcome"], code != "no"
        both += ours and theirs
        only_table += theirs and not ours
        only_program += ours and not theirs
        neither += not ours and not theirs
    everything = both + only_table + only_program + neither
    f1 = 2 * both / max(2 * both + only_table + only_program, 1)
    agreed = (both + neither) / everything
    chance = ((both + only_program) * (both + only_table) + (only_table + neither) * (only_program + neither)) / everything**2
    print(f"{len(decided):4} decided, {everything} others: precision {both / max(both + only_program, 1):.3f}, "
          f"recall {both / max(both + only_table, 1):.3f}, F1 {f1:.3f}, kappa {(agreed - chance) / (1 - chance):.3f}", flush=True)


run()
decided = set()
if 0 in points:
    measure(decided)
while len(decided) < points[-1]:
    number, taken = 2 * ROUND, []
    while True:
        offered = json.loads(stratmine("review", "next", "-n", str(number), "--format", "json"))
        known = [(one["statement"], codes.get(key(one["document"], one["page"], digest(one["quote"])))) for one in offered]
        taken = [(id, code) for id, code in known if code is not None][:ROUND]
        if len(taken) == ROUND or len(offered) < number:
            break
        number *= 2
    if not taken:
        print("nothing is left to ask")
        break
    for code in sorted({code for _, code in taken}):
        ids = [id for id, its in taken if its == code]
        verdict = ["reject"] if code == "no" else ["recode", "--codes", code.replace("none", "unclassified")]
        stratmine("decide", *verdict, *ids, "--who", "reviewer")
    decided.update(id for id, _ in taken)
    if len(decided) in points:
        measure(decided)
