#!/usr/bin/env python3
"""Read PDFs with one engine that Python can call, page by page.

    engines.py ENGINE [--texts] [--first N] [--deadline SECONDS] [--memory MIB] < FILES > LINES

FILES is one JSON object a line: `file`, and `pages` where only some are wanted (numbers from 1). LINES are JSON objects:
`{"file", "begin"}` before a file, `{"file", "page", "text"}` for each page if `--texts` is given,
`{"file", "page", "error"}` for a page that could not be read, and `{"file", "end", "pages", "silent", "error"}`, where a
silent file is one without a letter or digit.

Without `--texts` the text of each page is written to the null device, so that every engine does the same: nothing is
kept, and nothing is left out. A file that takes longer than the deadline ends this process, as does a crash; whoever
started it sees a beginning without an end, and starts another with the files that are left (`drive`).

An engine is a function that takes a path and gives the number of pages and a function from page number to text.
"""
import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
from importlib import metadata

HERE = os.path.dirname(os.path.abspath(__file__))


def pdfium(path):
    import pypdfium2

    document = pypdfium2.PdfDocument(path)

    def page(number):
        # Closed at once: what is left to the collector may be closed after its document.
        leaf = document[number - 1]
        text = leaf.get_textpage()
        try:
            return text.get_text_range()
        finally:
            text.close()
            leaf.close()

    return len(document), page


def pymupdf_plain(path, **options):
    import pymupdf

    document = pymupdf.open(path)
    if document.needs_pass:
        raise ValueError("needs a password")
    return len(document), lambda number: document[number - 1].get_text("text", **options)


def pymupdf_sorted(path):
    return pymupdf_plain(path, sort=True)


def pymupdf_layout(path):
    import pymupdf
    import pymupdf4llm

    document = pymupdf.open(path)
    read = lambda number: pymupdf4llm.to_text(document, pages=[number - 1], use_ocr=False, show_progress=False)
    return len(document), read


def pdf_oxide_plain(path):
    import pdf_oxide

    document = pdf_oxide.PdfDocument(path)
    return int(document.page_count()), lambda number: document.extract_text(number - 1)


def pdf_oxide_markdown(path):
    import pdf_oxide

    document = pdf_oxide.PdfDocument(path)
    return int(document.page_count()), lambda number: document.to_markdown(number - 1)


def unpdf_markdown(path):
    import unpdf

    whole = unpdf.to_markdown(path, render_options={"page_markers": "comment"})
    parts = re.split(r"<!-- page (\d+) -->", whole)
    pages = dict(zip(map(int, parts[1::2]), parts[2::2]))
    # A page without text may have no mark; the last that has one is as good a count as can be had.
    return max(pages, default=0), lambda number: pages.get(number, "")


# How often an engine is timed on the whole corpus: in every round; once, being a second mode of an engine that is timed
# in every round; or once on a sample of the papers, being too slow for more.
EVERY, ONCE, SAMPLE = "every round", "once", "once, on a sample"

# name: (function, the package it needs, the call as it is told to a reader, how often it is timed)
ENGINES = {
    "PDFium": (pdfium, "pypdfium2", "get_text_range()", EVERY),
    "PyMuPDF": (pymupdf_plain, "pymupdf", 'get_text("text")', EVERY),
    "PyMuPDF, sorted": (pymupdf_sorted, "pymupdf", 'get_text("text", sort=True)', ONCE),
    "PyMuPDF, layout model": (pymupdf_layout, "pymupdf4llm", "pymupdf4llm.to_text(use_ocr=False)", SAMPLE),
    "pdf_oxide": (pdf_oxide_plain, "pdf_oxide", "extract_text()", EVERY),
    "pdf_oxide, Markdown": (pdf_oxide_markdown, "pdf_oxide", "to_markdown()", ONCE),
    "unpdf": (unpdf_markdown, "unpdf-markdown", "to_markdown(), cut at its page marks", EVERY),
}


def version(name):
    """The version of the engine's package, or None where it is not installed."""
    package = ENGINES[name][1]
    try:
        number = metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
    if package == "pypdfium2":
        import pypdfium2

        return f"{pypdfium2.PDFIUM_INFO.build} (pypdfium2 {number})"
    return number if package.replace("-", "_") in name else f"{number} ({package})"


def drive(name, jobs, run, **options):
    """All lines of the engine about `jobs`, and the file and reason of each death; `run` starts one process.

    `jobs` are the objects of FILES. `run(command, stdin, stdout)` runs the command with these paths and gives its exit
    code. Whatever ends the process costs the file it was at, and no other.
    """
    lines, deaths = [], []
    command = [sys.executable, os.path.abspath(__file__), name]
    for option, value in options.items():
        command += [f"--{option}"] if value is True else [f"--{option}", str(value)] if value else []
    with tempfile.TemporaryDirectory() as scratch:
        while jobs:
            given, got = os.path.join(scratch, "given"), os.path.join(scratch, "got")
            with open(given, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(job) + "\n" for job in jobs)
            open(got, "w").close()
            code = run(command, given, got)
            with open(got, encoding="utf-8") as file:
                new = [json.loads(line) for line in file if line.endswith("\n")]
            lines += new
            ended = sum("end" in line for line in new)
            if ended < len(jobs):
                deaths.append((jobs[ended]["file"], death(code)))
            jobs = jobs[ended + 1:]
    return lines, deaths


def death(code):
    if code == -signal.SIGALRM:
        return "took too long"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


def plainly(command, stdin, stdout):
    """Run a command for `drive` where nobody asks what it costs."""
    with open(stdin) as given, open(stdout, "w") as got:
        return subprocess.run(command, stdin=given, stdout=got, stderr=subprocess.DEVNULL, check=False).returncode


def read(function, job, first, say, sink):
    """Read one file; what cannot be read is said and never raised."""
    path, silent, count, fault = job["file"], True, 0, None
    try:
        count, page = function(path)
        wanted = job.get("pages") or range(1, min(count, first or count) + 1)
        for number in wanted:
            try:
                text = page(number)
            except Exception as error:
                say({"file": path, "page": number, "error": told(error, path)})
                fault = fault or f"page {number}: {told(error, path)}"
                continue
            silent = silent and not any(map(str.isalnum, text))
            sink(path, number, text)
    except Exception as error:
        fault = told(error, path)
    say({"file": path, "end": True, "pages": count, "silent": silent, "error": fault})


def told(error, path):
    return f"{type(error).__name__}: {error}".replace(path, os.path.basename(path))[:200]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--deadline", type=float, default=0)
    parser.add_argument("--memory", type=int, default=0)
    args = parser.parse_args()
    if args.memory:
        resource.setrlimit(resource.RLIMIT_AS, (args.memory << 20, args.memory << 20))
    # Engines print; what they print must not come between our lines.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogatepass")
    null = open(os.devnull, "wb")
    os.dup2(null.fileno(), 1)

    def say(line):
        out.write(json.dumps(line) + "\n")

    def keep(path, number, text):
        say({"file": path, "page": number, "text": text})

    def drop(_path, _number, text):
        null.write(text.encode("utf-8", "replace"))

    function = ENGINES[args.engine][0]
    for line in sys.stdin:
        job = json.loads(line)
        say({"file": job["file"], "begin": True})
        out.flush()
        signal.setitimer(signal.ITIMER_REAL, args.deadline)
        read(function, job, args.first, say, keep if args.texts else drop)
        signal.setitimer(signal.ITIMER_REAL, 0)
        out.flush()
    out.flush()
    # Past the destructors of engines, some of which crash after all is done.
    os._exit(0)


if __name__ == "__main__":
    main()
