#!/usr/bin/env bash
# Drives the page of `stratmine serve` in a browser: tests/browser/run.sh [PROGRAM]
#
# Needs node, npm (for the two packages of package.json) and Chromium; where one is missing, the test is skipped with a
# line, and fails if STRATMINE_CI is set. STRATMINE_SHOTS=FOLDER keeps pictures of each view at 1280 and 400 pixels.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-$here/../../target/debug/stratmine}")
chromium=${STRATMINE_CHROMIUM:-/usr/bin/chromium}

skip() {
    echo "skipped: $1"
    [ -z "${STRATMINE_CI:-}" ]
    exit
}
command -v node >/dev/null || skip "node is not there"
command -v npm >/dev/null || skip "npm is not there"
[ -x "$chromium" ] || skip "$chromium is not there"
[ -x "$program" ] || { echo "build the program first: $program is not there"; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$here"/package.json "$here"/package-lock.json "$here"/page.mjs "$scratch"/
(cd "$scratch" && npm ci --silent --no-audit --no-fund) || skip "the packages cannot be fetched"
cp -r "$here/../../corpus/sample" "$scratch/papers"
cp -r "$here/../../lexicons" "$scratch/lexicons"
cd "$scratch"
"$program" run papers --index index --lexicons lexicons --ocr never --quiet >/dev/null || [ $? -eq 1 ]
STRATMINE_PROGRAM=$program STRATMINE_CHROMIUM=$chromium node page.mjs
