#!/usr/bin/env bash
# CPU time of the whole job, of reading alone and of coding again after an edit, beside that of pdftotext for the text
# alone, over the real papers in ../shared/corpus.
#
#   tests/bench/cpu.sh [--check]      --check: exit code 1 where the whole job needs more than pdftotext
#
# One round is `stratmine run` on an index that does not exist yet (read, segment, code, index, tally; the Markdown texts
# in the folder as well), one `pdftotext FILE /dev/null` a PDF, one `stratmine extract` of the same PDFs, a run with nothing
# to do, and two runs on the index that is there: after a term was added to the outcomes, and after a word was added to
# the cues. Rounds alternate so that whatever else the machine does falls on all. CPU time is user + system, children
# included. Files are read once before, so that none comes from a cold disk. Text recognition is switched off, for
# pdftotext reads no pictures. STRATMINE names another binary, STRATMINE_SHARED another folder of data, ROUNDS another
# number than 3.
set -euo pipefail
cd "$(dirname "$0")/../.."

shared=${STRATMINE_SHARED:-../shared}
binary=${STRATMINE:-${CARGO_TARGET_DIR:-target}/release/stratmine}
rounds=${ROUNDS:-3}

missing() {
    echo "skipped: $1"
    # In CI what is missing is a failure, unless the data are not there at all.
    if [ "${2:-}" = tool ] && [ -n "${STRATMINE_CI:-}" ]; then exit 1; fi
    exit 0
}

[ -d "$shared/corpus" ] || missing "no real papers: $shared/corpus is not there"
command -v pdftotext >/dev/null || missing "pdftotext is not there (Debian: apt-get install poppler-utils)" tool
if [ ! -x "$binary" ]; then
    [ -z "${STRATMINE:-}" ] || { echo "there is no program $binary" >&2; exit 2; }
    cargo build --release --locked
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 - "$binary" "$shared/corpus" "$scratch" "$rounds" "${1:-}" <<'PYTHON'
import os, pathlib, resource, shutil, statistics, subprocess, sys, time

binary, original, scratch, rounds, check = sys.argv[1:]
rounds = int(rounds)
# A run with other lexicons remembers them in the folder of the papers.
corpus = shutil.copytree(original, os.path.join(scratch, "corpus"))
subprocess.run(["chmod", "-R", "u+w", corpus], check=True)
papers = sorted(pathlib.Path(corpus).glob("*.pdf"))
if not papers:
    sys.exit(f"there is no PDF in {corpus}")
for path in pathlib.Path(corpus).rglob("*"):
    if path.is_file():
        path.read_bytes()


def measured(work):
    """CPU seconds of all children that `work` starts and waits for, and seconds by the clock."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = work()
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, ended - began, result


def high_water(pid):
    """Largest resident memory of one process so far, in MiB; its workers are processes of their own."""
    try:
        for line in open(f"/proc/{pid}/status"):
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def run(index, watch, *options):
    command = [binary, "run", corpus, "--index", index, "--quiet", "--ocr", "never", *options]
    pathlib.Path(corpus, "study.toml").unlink(missing_ok=True)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    peak = 0.0
    while watch and child.poll() is None:
        peak = max(peak, high_water(child.pid))
        time.sleep(0.01)
    if child.wait() not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    return peak


def texts():
    for paper in papers:
        subprocess.run(["pdftotext", paper, os.devnull], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def reading():
    command = [binary, "extract", "--ocr", "never", "--quiet", *papers]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def edited(name, file, old, new):
    """A folder of the lexicons with one edit."""
    folder = os.path.join(scratch, name)
    shutil.copytree("lexicons", folder)
    path = pathlib.Path(folder, file)
    text = path.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"{file} has no {old}: name another word here")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


term = edited("term", "outcomes.toml", '"hospital deaths"', '"hospital deaths", "deaths in hospital"')
cue = edited("cue", "cues.toml", '"widen", "work"', '"widen", "work", "rework"')
ours, theirs, reads, again, terms, cues, peaks = [], [], [], [], [], [], []
print(f"{len(papers)} PDFs, {rounds} rounds, {os.cpu_count()} cores, {binary}")
print(f"{'round':>5}  {'stratmine CPU s':>15}  {'pdftotext CPU s':>15}  {'stratmine s':>11}  {'pdftotext s':>11}")
for round_number in range(1, rounds + 1):
    index = os.path.join(scratch, f"index-{round_number}")
    our_cpu, our_clock, peak = measured(lambda: run(index, watch=True))
    their_cpu, their_clock, _ = measured(texts)
    reads.append(measured(reading)[0])
    again.append(measured(lambda: run(index, watch=False))[1])
    terms.append(measured(lambda: run(index, False, "--lexicons", term))[0])
    cues.append(measured(lambda: run(index, False, "--lexicons", cue))[0])
    ours.append(our_cpu)
    theirs.append(their_cpu)
    peaks.append(peak)
    print(f"{round_number:>5}  {our_cpu:>15.2f}  {their_cpu:>15.2f}  {our_clock:>11.2f}  {their_clock:>11.2f}", flush=True)

ratio = statistics.median(ours) / statistics.median(theirs)
print(f"medians: stratmine {statistics.median(ours):.2f} CPU s, pdftotext {statistics.median(theirs):.2f} CPU s, ratio {ratio:.2f}")
median = statistics.median
print(f"reading alone: {median(reads):.2f} CPU s, {median(reads) / median(theirs):.2f} of pdftotext")
for words, figures in [("a term", terms), ("a cue", cues)]:
    print(f"coded again after an edit of {words}: {median(figures):.2f} CPU s, {median(figures) / median(ours):.2f} of the whole job")
print(f"a second run with nothing to do: {statistics.median(again):.3f} s")
if max(peaks) > 0:
    print(f"peak memory of the program without its workers: {max(peaks):.0f} MiB")
else:
    print("peak memory: not known on this system")
if check == "--check" and ratio > 1:
    sys.exit(1)
PYTHON
