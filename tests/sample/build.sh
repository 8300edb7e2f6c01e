#!/bin/sh
# Rebuild the sample papers (../../corpus/sample/*.pdf) and gold.jsonl from papers/*.txt.
#
# Needs, on Debian or Ubuntu:
#   apt-get install libreoffice-writer-nogui chromium qpdf poppler-utils \
#       fonts-crosextra-carlito fonts-liberation fonts-dejavu-core fonts-open-sans
# and from PyPI:
#   pip install typst img2pdf pillow
#
# Arguments name single papers (without .pdf); the gold is always written for all.
# SAMPLE_OUT sets another folder for the PDFs.
set -eu
cd "$(dirname "$0")"
exec python3 build.py "$@"
