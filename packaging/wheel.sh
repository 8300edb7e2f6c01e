#!/usr/bin/env bash
# Builds the wheel of the Python module for this system into dist/, with its SHA-256, and tries it in a virtual
# environment of its own: packaging/wheel.sh [ARGUMENT…]. Arguments go to maturin: `--zig --compatibility manylinux_2_28`
# builds for older Linux systems where ziglang is installed. `src/python/build.sh` tests the module in full.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python=$(command -v python3 || command -v python)
environment() { # environment FOLDER: makes one and says where its interpreter is
    "$python" -m venv "$1"
    if [ -d "$1/Scripts" ]; then echo "$1/Scripts/python"; else echo "$1/bin/python"; fi
}
builder=$(environment "$scratch/build")
"$builder" -m pip install --quiet --disable-pip-version-check 'maturin>=1.9.4,<2' ${STRATMINE_WITH_ZIG:+ziglang}
"$builder" -m maturin build --locked --profile dist --manifest-path src/python/Cargo.toml --out "$scratch/dist" "$@"
user=$(environment "$scratch/use")
"$user" -m pip install --quiet --disable-pip-version-check "$scratch"/dist/*.whl
papers=$PWD/corpus/sample
(cd "$scratch" && "$user" -m stratmine run "$papers" --index index --ocr never --quiet && "$user" -m stratmine verify --index index --quiet)
mkdir -p dist
for wheel in "$scratch"/dist/*.whl; do
    cp "$wheel" dist/
    "$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest(), sys.argv[2], sep="  ")' \
        "$wheel" "$(basename "$wheel")" | tee "dist/$(basename "$wheel").sha256"
done
