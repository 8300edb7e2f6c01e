#!/usr/bin/env bash
# What a stratmine says of some papers, in every form, below one folder. Run it with two versions and compare:
#
#   tests/compat/outputs.sh OLD_STRATMINE PAPERS /tmp/old
#   tests/compat/outputs.sh NEW_STRATMINE PAPERS /tmp/new
#   diff -r /tmp/old /tmp/new
#
# PAPERS is copied, so that the path of the corpus is the same for both. Text recognition is off.
set -euo pipefail
program=$(realpath "$1") papers=$(realpath "$2") out=$3
mkdir -p "$out"
out=$(realpath "$out")
work=/tmp/stratmine-outputs
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
cp -rL "$papers" "$work/corpus"
chmod -R u+w "$work/corpus"
cd "$work"
export COLUMNS=120 NO_COLOR=1

# Standard output, standard error and exit code of one call, under a name. Times differ from run to run.
say() {
    local name=$1
    shift
    local code=0
    "$program" "$@" >"$out/$name.out" 2>"$out/$name.err" || code=$?
    echo "exit code $code" >>"$out/$name.err"
    sed -i -E 's/[0-9.]+ (ms|s)\b/TIME/g' "$out/$name.err"
}

say code code corpus --ocr never -o "$out/code"
say run run corpus --ocr never
say again run corpus --ocr never
say status status
say status-json status --format json
for by in document year organisation partnering rank dalton entry-point category domain context heading; do
    say "tally-$by" tally --by "$by"
    say "tally-$by-category" tally --by "$by" --across category --format json
done
say tally-share tally --by partnering --across category --show share
say tally-cell tally cell merger workforce --by partnering
say tally-test tally test
say tally-map tally map
say tally-pairs tally pairs
say profile profile
say profile-json profile --format json
say related corpus related
say list corpus list
n=0
while read -r query; do
    n=$((n + 1))
    for form in table json csv; do say "search-$n-$form" search --format "$form" "$query"; done
    say "search-$n-statements" search --in statements --format json "$query"
done <<'QUERIES'
"integrated care"
workforce NEAR/5 retention
category:quality AND domain:governance
shar* (records OR data) NOT research
wellbieng~
*ality
year:2019..2021 outcome:yes
heading:priorities
QUERIES
say search-facets search --facets partnership
say search-outcomes search --in statements --outcomes --category innovation --format json
say search-code search --code workforce --format json
say kwic kwic "joined up"
say collocates collocates integrated
for form in csv json jsonl xlsx parquet sqlite html docx qdpx qdc; do
    say "export-$form" export --format "$form" -o "$out/outcomes.$form"
done
for what in outcomes statements tally log codebook evidence-map extraction; do
    say "export-$what" export --what "$what" --format csv
done
say highlights export --format pdf -o "$out/highlights"
say report report -o "$out/report.html"
say lexicon-list lexicon list
say lexicon-stats lexicon stats
say lexicon-check lexicon check
say lexicon-explain lexicon explain "Waiting times for operations" --heading "Our priorities" --item
say extract extract corpus/*strategy*.pdf --format json
say extract-html extract corpus/*strategy*.pdf --format html
first=$(find corpus -name '*.pdf' | sort | sed -n 1p)
say page page "$first" 2 -o "$out/page.png"
id=$(sed -n 's/.*"id":"\([0-9a-f]*\.p[0-9]*\.s[0-9]*\)".*/\1/p' "$out/search-outcomes.out" | sed -n 1p)
[ -n "$id" ] || id=$(grep -o '[0-9a-f]\{12\}\.p[0-9]*\.s[0-9]*' "$out/search-outcomes.out" | sed -n 1p)
say decide decide reject "$id" --who "a reader" --why "background"
say decide-list decide list
say tally-decided tally --by category
say statements-decided export --what statements --format csv
