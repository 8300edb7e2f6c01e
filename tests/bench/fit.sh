#!/bin/sh
# Makes lexicons/weights.toml again, from the coded statements that are in ../shared and the sample of this repository.
#
#     tests/bench/fit.sh [STRATMINE]      # the program; default target/debug/stratmine
#
# Learnt from: the statements of ../shared/coded, the double-coded pages of ../shared/gold/dev, the parts `read` and `read-text`
# of tests/cases/other_papers.tsv, and the made-up papers of tests/sample. The parts `held` are never learnt from. All codes but
# those of the sample were given by language models. Run it again whenever a feature of lexicons/roles.toml, cues.toml or
# rules.toml changes: the same statements and features give the same file.
set -eu
program=$(realpath "${1:-target/debug/stratmine}")
cd "$(dirname "$0")/../.."
shared=$(realpath ../shared)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for papers in "$shared/corpus" "$shared/papers2" corpus/sample; do
    # Exit code 1: some papers are pictures, or locked.
    "$program" code "$papers" -o "$work/$(basename "$papers")" --ocr never --quiet || [ $? -eq 1 ]
done
awk -F '\t' 'NR == 1 || $1 == "read" || $1 == "read-text"' tests/cases/other_papers.tsv > "$work/read.tsv"
python3 - tests/sample/gold.jsonl > "$work/sample.tsv" <<'PYTHON'
import json, sys
print("paper", "page", "text", "code", sep="\t")
for line in open(sys.argv[1], encoding="utf-8"):
    paper = json.loads(line)
    for one in paper["statements"]:
        code = (";".join(one["categories"]) or "none") if one["is_outcome"] else "no"
        print(paper["file"], one["page"], " ".join(one["text"].split()), code, sep="\t")
PYTHON
"$program" lexicon fit "$shared/coded/statements.tsv" "$work/read.tsv" "$work/sample.tsv" "$shared/gold/dev" \
    --coded "$work/corpus" --coded "$work/papers2" --coded "$work/sample" -o lexicons/weights.toml
