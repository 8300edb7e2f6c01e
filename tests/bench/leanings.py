#!/usr/bin/env python3
"""Fits the weights of the rules called `lean.*` in lexicons/intent.toml, all other rules standing as they are.

    stratmine code ../shared/corpus -o PRED --ocr never      # exits with 1: some papers are pictures
    python3 tests/bench/leanings.py PRED ../shared/gold/dev  # needs numpy and scikit-learn

Learnt from: the double-coded pages, and the part `read` of tests/cases/other_papers.tsv. Tried on: each paper left out of the
fit in turn, and the part `held`, which is never learnt from. Printed: F1 of detection with the weights that the lexicon has, with
fitted ones, and with fitted ones leaving the paper out; and each rule with both weights. Fitting anew what was fitted gives
other weights than before, a little, since the rules have changed in between; take over what is worth it.

The model: logistic regression (L2, C = 0.3) on which leanings hold and on the sum of the other rules that hold; its weights,
divided by that sum's, rounded to halves. A veto stays a veto.
"""

import collections
import csv
import glob
import hashlib
import json
import os
import re
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

HERE = os.path.dirname(os.path.abspath(__file__))
THRESHOLD = 3.0
SCORES = (-6.0, 8.0)  # what the sum of the other rules is cut to: beyond, nothing more is learnt
STRENGTH = 0.3
DOUBTFUL = 0.5  # what a statement of which its coder doubted counts

warnings.filterwarnings("ignore")


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def digest(text):
    return hashlib.sha256(" ".join(words(text)).encode()).hexdigest()[:16]


def alike(a, b):
    shared = collections.Counter(a) & collections.Counter(b)
    return 2 * sum(shared.values()) / max(1, len(a) + len(b))


def statements(folder):
    """All statements of the coded documents, by paper and page."""
    pages = collections.defaultdict(list)
    for path in glob.glob(os.path.join(folder, "*.json")):
        record = json.load(open(path, encoding="utf-8"))
        if record["file"].endswith(".pdf"):  # not the texts: their columns are mixed up
            for page in record["pages"]:
                pages[record["file"][:-4], page["page"]] += page["statements"]
    return pages


def example(paper, part, statement, outcome, weight):
    rules = {rule["id"]: rule["weight"] for rule in statement["intent"]["rules"]}
    others = sum(weight for rule, weight in rules.items() if weight is not None and not rule.startswith("lean."))
    return {
        "paper": paper,
        "part": part,
        "outcome": outcome,
        "weight": weight,
        "leanings": {rule: weight for rule, weight in rules.items() if rule.startswith("lean.")},
        "others": others,
        "veto": any(weight is None for weight in rules.values()),
    }


def examples(pages, gold):
    found = []
    for path in sorted(glob.glob(os.path.join(gold, "*.json"))):
        page = json.load(open(path, encoding="utf-8"))
        ours = [(words(s["text"]), s) for s in pages[page["doc"], page["page"]]]
        for given in page["statements"]:
            unit = words(given["text"])
            best = max(ours, key=lambda one: alike(unit, one[0]), default=None)
            if best and alike(unit, best[0]) >= 0.8:
                doubt = 1.0 if given.get("sure", True) else DOUBTFUL
                found.append(example(page["doc"], "double-coded", best[1], given["is_outcome"], doubt))
    table = os.path.join(HERE, "..", "cases", "other_papers.tsv")
    rows = csv.DictReader(open(table, encoding="utf-8"), delimiter="\t")
    for row in (row for row in rows if not row["part"].endswith("-text")):
        for statement in pages[row["paper"], int(row["page"])]:
            if digest(statement["text"]) == row["statement"]:
                doubt = DOUBTFUL if row["doubt"] else 1.0
                found.append(example(row["paper"], row["part"], statement, row["code"] != "no", doubt))
                break
    return found


def fit(some, names):
    cut = lambda one: min(SCORES[1], max(SCORES[0], one["others"]))
    x = np.array([[float(name in one["leanings"]) for name in names] + [cut(one)] for one in some])
    y = np.array([one["outcome"] for one in some])
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(x, y, sample_weight=[one["weight"] for one in some])
    *leanings, unit = model.coef_[0]
    return {name: round(2 * weight / unit) / 2 for name, weight in zip(names, leanings)}


def decides(one, weights=None):
    leanings = one["leanings"]
    leaning = sum(leanings.values()) if weights is None else sum(weights.get(name, 0) for name in leanings)
    return not one["veto"] and one["others"] + leaning >= THRESHOLD


def f1(some, said):
    both = sum(one["outcome"] and yes for one, yes in zip(some, said))
    all_of_both = sum(one["outcome"] for one in some) + sum(said)
    return 2 * both / all_of_both if all_of_both else 0.0


def main():
    pages = statements(sys.argv[1])
    all_of_them = examples(pages, sys.argv[2])
    learnt = [one for one in all_of_them if one["part"] != "held"]
    names = sorted({name for one in all_of_them for name in one["leanings"]})
    now = {name: weight for one in all_of_them for name, weight in one["leanings"].items()}
    weights = fit(learnt, names)
    papers = sorted({one["paper"] for one in learnt})
    left_out = {paper: fit([one for one in learnt if one["paper"] != paper], names) for paper in papers}
    print(f"{len(all_of_them)} statements of {len({one['paper'] for one in all_of_them})} papers, {len(names)} leanings")
    print(f"{'':14} statements  outcomes  as it is  fitted  paper left out")
    for part in ("double-coded", "read", "held"):
        some = [one for one in all_of_them if one["part"] == part]
        line = [
            f1(some, [decides(one) for one in some]),
            f1(some, [decides(one, weights) for one in some]),
        ]
        if part != "held":
            line.append(f1(some, [decides(one, left_out[one["paper"]]) for one in some]))
        figures = "  ".join(f"{figure:8.3f}" for figure in line)
        print(f"{part:14} {len(some):10}  {sum(one['outcome'] for one in some):8}  {figures}")
    print("\nrule                        now  fitted")
    for name in names:
        print(f"{name:26} {now[name]:+5.1f}  {weights[name]:+5.1f}")


if __name__ == "__main__":
    main()
