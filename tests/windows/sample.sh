#!/usr/bin/env bash
# A study of the sample papers with the program for Windows, from `run` to `serve`: tests/windows/sample.sh PROGRAM.EXE
#
# `tests/windows.sh run` calls it with Wine made ready. Where target/debug/stratmine is there, what both programs export
# is compared.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1")
own="$here/target/debug/stratmine"
scratch=$(mktemp -d)
serving=
cleanup() {
    if [ -n "$serving" ]; then kill "$serving" 2>/dev/null || true; fi
    rm -rf "$scratch"
}
trap cleanup EXIT
# The folder of the study has a name that needs quoting, and one paper a path of more than 260 characters.
study="$scratch/my study of 2026 (new)"
mkdir -p "$study"
cp -r "$here/corpus/sample" "$study/papers"
cd "$study"
deep=papers/$(printf 'a folder with a long name %.0s' 1 2 3 4)1/$(printf 'a folder with a long name %.0s' 1 2 3 4)2
mkdir -p "$deep"
mv papers/tidewater-alliance-strategy.pdf "$deep/"

windows() { wine "$program" "$@"; }
fail() {
    echo "failed: $*"
    exit 1
}
say() { printf '== %s\n' "$*"; }

say run
windows run papers --ocr never >run.txt 2>run.err || [ $? -eq 1 ] || { cat run.txt run.err; fail run; }
grep -q 'intended outcomes' run.txt || fail "run: $(cat run.txt run.err)"
if grep -q '\\\\?\\' run.txt run.err; then fail "run shows a path as the system writes it"; fi
windows run --ocr never >again.txt 2>&1 || [ $? -eq 1 ] || fail "run, again"
grep -q 'nothing to read' again.txt || fail "a second run reads again: $(tail -n 5 again.txt)"

say status
windows status >status.txt 2>&1 || [ $? -eq 1 ] || fail status
grep -q 'a memory limit and a deadline' status.txt || fail "status: $(cat status.txt)"

say "export, tally, search, report"
windows export -o outcomes.csv -o outcomes.xlsx -o outcomes.parquet -o project.qdpx >export.txt 2>&1 || fail "$(cat export.txt)"
for file in outcomes.csv outcomes.xlsx outcomes.parquet project.qdpx; do [ -s "$file" ] || fail "no $file"; done
windows tally --by document --across category --format csv >tally.csv || fail tally
windows search '"integrated care" OR nurs*' --format json >search.json || fail search
windows report -o report.html >report.txt 2>&1 || fail "report: $(cat report.txt)"
windows page papers/ashcombe-wexley-merger-case.pdf 3 -o page.png >/dev/null || fail page

if [ -x "$own" ]; then
    say "the same as on this system"
    mkdir -p "$scratch/own"
    cp -r papers "$scratch/own/papers"
    (
        cd "$scratch/own"
        "$own" run papers --ocr never >run.txt 2>&1 || [ $? -eq 1 ]
        "$own" tally --by document --across category --format csv >tally.csv
        "$own" search '"integrated care" OR nurs*' --format json >search.json
        "$own" export -o outcomes.csv >export.txt 2>&1
    )
    for file in tally.csv search.json outcomes.csv; do
        cmp "$file" "$scratch/own/$file" || { diff "$file" "$scratch/own/$file" | head -n 10; fail "$file differs"; }
    done
fi

say "review and decide"
windows review next -n 3 --format json >next.json || fail "review next"
statement=$(grep -o '"[0-9a-f]\{12\}\.p[0-9]*\.s[0-9]*"' next.json | head -n 1 | tr -d '"')
[ -n "$statement" ] || fail "review next names no statement: $(cat next.json)"
windows decide reject "$statement" --who "A Reader" >decide.txt 2>&1 || fail "decide: $(cat decide.txt)"
windows decide list --format csv >decisions.txt || fail "decide list"
for table in papers/decisions.csv decisions.txt; do
    grep -q "A Reader" "$table" || fail "$table has no decision: $(cat "$table")"
done

say verify
windows run --ocr never --quiet >run.txt 2>&1 || [ $? -eq 1 ] || fail "run: $(cat run.txt)"
windows verify >verify.txt 2>&1 || fail "verify: $(cat verify.txt)"
windows index verify >verify.txt 2>&1 || fail "index verify: $(cat verify.txt)"

say serve
wine "$program" serve --no-browser >serve.txt 2>serve.err &
serving=$!
for _ in $(seq 100); do
    if grep -q http serve.txt; then break; fi
    sleep 0.3
done
address=$(grep -o 'http[^[:space:]]*' serve.txt | head -n 1)
[ -n "$address" ] || fail "serve: $(cat serve.txt serve.err)"
status=$(curl --silent --location --cookie-jar cookies --output page.html --write-out '%{http_code}' "$address")
[ "$status" = 200 ] && grep -q '<main' page.html || fail "the page answers $status: $(head -c 300 page.html)"
kill "$serving" 2>/dev/null || true
serving=

echo "the sample ends well for Windows: run, status, review, decide, export, tally, search, report, page, verify, serve"
