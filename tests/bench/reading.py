#!/usr/bin/env python3
"""Compare stratmine's page reading with that of other PDF engines, on the same pages.

    tests/bench/reading.py [--gold DIR]... [--corpus DIR] [--stratmine PATH] [--json OUT] [--markdown OUT]

Against transcribed pages (`--gold`, one JSON file a page; may be given more than once), mean over pages:
  order   2*M/T over all words of the page, furniture included: the transcription's blocks in their order against the
          engine's plain text of that page (longest matching blocks, difflib)
  words   F1 of the words as multisets, whatever their order
A page that an engine fails at counts 0 in both, and is listed.

Over all PDFs of `--corpus`, text alone: pages a second of CPU time (user and system, all processes of the engine),
the largest resident memory of any one process, files that failed (an exception, a crash, more than the deadline), and
files that came out without a word. Rounds alternate between the engines; medians are printed.

Engines that are not installed are left out, and said to be. How to read the figures: docs/reading.md.
"""
import argparse
import collections
import dataclasses
import difflib
import json
import os
import pathlib
import platform
import random
import re
import statistics
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE / "reading"))
import engines  # noqa: E402  (lies in the folder that was just added)

DEADLINE = 120  # seconds for one file, for every engine but stratmine, which has a deadline of its own
LONG_DEADLINE = 1800  # the same for an engine that is timed on a sample only
STEP = 9  # a sample is every ninth paper
DRAWS = 2000


# ---------------------------------------------------------------------------------------------------------------------
# Scoring


def words(text):
    """Words as the scorer of the double-coded pages takes them (`score.py` beside these)."""
    text = unicodedata.normalize("NFKC", text or "").lower().replace("\u00ad", "")
    return re.findall(r"[a-z0-9£%&]+(?:'[a-z]+)?", text.replace("\u2019", "'"))


def order(gold, got):
    if not got:
        return 0.0
    matcher = difflib.SequenceMatcher(None, gold, got, autojunk=False)
    return 2 * sum(block.size for block in matcher.get_matching_blocks()) / (len(gold) + len(got))


def multiset_f1(gold, got):
    shared = sum((collections.Counter(gold) & collections.Counter(got)).values())
    return 2 * shared / (len(gold) + len(got)) if got else 0.0


@dataclasses.dataclass
class GoldPage:
    group: str
    doc: str
    page: int
    path: str
    words: list


def gold_pages(folders, corpus):
    """The transcribed pages whose paper is there, and the names of papers that are not."""
    pages, absent = [], set()
    for folder in folders:
        for file in sorted(pathlib.Path(folder).glob("*.p[0-9]*.json")):
            page = json.loads(file.read_text(encoding="utf-8"))
            path = pathlib.Path(corpus) / f"{page['doc']}.pdf"
            if path.exists():
                text = [word for block in page["blocks"] for word in words(block["text"])]
                pages.append(GoldPage(str(folder), page["doc"], page["page"], str(path), text))
            else:
                absent.add(page["doc"])
    return pages, sorted(absent)


def score(page, text):
    """Order and words of one page; None is a page that was not read."""
    got = words(text)
    return {"order": order(page.words, got), "words": multiset_f1(page.words, got)}


def difference(pages, ours, theirs):
    """Mean of theirs - ours over pages, and the range of it that 95 % of draws of whole papers give."""
    by_paper = collections.defaultdict(list)
    for page, our, their in zip(pages, ours, theirs):
        by_paper[page.doc].append(their - our)
    papers, rng = sorted(by_paper), random.Random(1)
    draws = sorted(statistics.fmean(value for _ in papers for value in by_paper[rng.choice(papers)]) for _ in range(DRAWS))
    whole = statistics.fmean(value for values in by_paper.values() for value in values)
    return whole, draws[int(DRAWS * .025)], draws[int(DRAWS * .975)]


# ---------------------------------------------------------------------------------------------------------------------
# Engines


@dataclasses.dataclass
class Cost:
    """What a reading of files cost."""

    cpu: float = 0.0
    clock: float = 0.0
    peak_kib: int = 0

    def add(self, result):
        self.cpu += result["cpu"]
        self.clock += result["clock"]
        self.peak_kib = max(self.peak_kib, result["peak_kib"])


@dataclasses.dataclass
class Survey:
    """How the files of the corpus came out, apart from what it cost."""

    pages: dict = dataclasses.field(default_factory=dict)  # file: number of pages
    failed: dict = dataclasses.field(default_factory=dict)  # file: reason
    silent: list = dataclasses.field(default_factory=list)  # files that came out without a word


def metered(commands, cost, **spec):
    """Run the commands, add what they cost, give their exit codes."""
    spec["commands"] = commands
    meter = [sys.executable, "-I", "-S", str(HERE / "reading" / "meter.py")]
    done = subprocess.run(meter, input=json.dumps(spec), capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    cost.add(result)
    return result["codes"]


def said(command, stream="stdout"):
    """The first line that a command says, or None where it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return (getattr(done, stream).splitlines() or [""])[0]


class Stratmine:
    name, timed = "stratmine", engines.EVERY
    call = "stratmine extract FILE..."
    hint = "cargo build --release"

    def __init__(self, binary):
        self.binary = binary

    def version(self):
        line = said([self.binary, "--version"])
        return line and line.removeprefix("stratmine ")

    def read(self, files):
        """{file: {page: text}} and {file: reason} of what was not read."""
        command = [self.binary, "extract", "--ocr", "never", "--format", "json", *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        by_name = {self.short(file): file for file in files}
        texts, failed = collections.defaultdict(dict), {}
        for line in done.stdout.splitlines():
            page = json.loads(line)
            texts[by_name[self.short(page["file"])]][page["page"]] = page["text"]
        for line in done.stderr.splitlines():
            if found := re.match(r"not coded: (.+?) — (.+)", line):
                failed[by_name.get(self.short(found[1]), found[1])] = found[2]
        for file in files:
            if file not in texts and file not in failed:
                failed[file] = f"no page came out; exit code {done.returncode}"
        return texts, failed

    @staticmethod
    def short(file):
        return os.path.basename(file)

    def gold(self, pages):
        texts, failed = self.read(sorted({page.path for page in pages}))
        found = [texts.get(page.path, {}).get(page.page) for page in pages]
        return found, [failed.get(page.path, "the page did not come out") for page in pages]

    def survey(self, files):
        texts, failed = self.read(files)
        result = Survey(failed=failed)
        for file, pages in texts.items():
            result.pages[file] = len(pages)
            if not any(words(text) for text in pages.values()):
                result.silent.append(file)
        # A scan or an empty file is told as such; in this comparison it is a file without a word, as with the others.
        for file in [file for file, reason in failed.items() if reason.startswith(("needs_ocr", "no_text"))]:
            del failed[file]
            result.silent.append(file)
        result.silent = sorted(set(result.silent))
        return result

    def time(self, files, cost):
        metered([[self.binary, "extract", "--ocr", "never", "--quiet", *files]], cost)
        return None


class Pdftotext:
    timed = engines.EVERY
    hint = "apt-get install poppler-utils"

    def __init__(self, *options):
        self.options = options
        self.name = " ".join(["pdftotext", *options])
        self.call = " ".join(["pdftotext", *options, "FILE"])

    def version(self):
        line = said(["pdftotext", "-v"], "stderr")
        return line and line.removeprefix("pdftotext version ")

    def text(self, file, *options):
        """The text, or None, and the reason where there is none."""
        command = ["pdftotext", *self.options, *options, "-enc", "UTF-8", file, "-"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False)
        except subprocess.TimeoutExpired:
            return None, "took too long"
        if done.returncode:
            return None, engines.death(done.returncode)
        return done.stdout.decode("utf-8", "replace"), ""

    def gold(self, pages):
        one = lambda page: self.text(page.path, "-f", str(page.page), "-l", str(page.page))
        return map(list, zip(*map(one, pages)))

    def survey(self, files):
        result = Survey()
        for file in files:
            text, reason = self.text(file)
            if text is None:
                result.failed[file] = reason
                continue
            result.pages[file] = text.count("\f")
            if not words(text):
                result.silent.append(file)
        return result

    def time(self, files, cost):
        metered([["pdftotext", *self.options, file, os.devnull] for file in files], cost, deadline=DEADLINE)
        return None


class Library:
    """An engine of `reading/engines.py`, in a process of its own that reads one file after the other."""

    def __init__(self, name):
        self.name = name
        _, package, self.call, self.timed = engines.ENGINES[name]
        self.hint = f"pip install {package}"
        self.deadline = LONG_DEADLINE if self.timed == engines.SAMPLE else DEADLINE

    def version(self):
        return engines.version(self.name)

    def gold(self, pages):
        wanted = collections.defaultdict(list)
        for page in pages:
            wanted[page.path].append(page.page)
        jobs = [{"file": file, "pages": numbers} for file, numbers in wanted.items()]
        lines, deaths = engines.drive(self.name, jobs, engines.plainly, texts=True, deadline=self.deadline)
        texts = {(line["file"], line["page"]): line["text"] for line in lines if "text" in line}
        reasons = {line["file"]: line["error"] for line in lines if line.get("error")} | dict(deaths)
        found = [texts.get((page.path, page.page)) for page in pages]
        return found, [reasons.get(page.path, "the page did not come out") for page in pages]

    def time(self, files, cost):
        run = lambda command, given, got: metered([command], cost, stdin=given, stdout=got)[0]
        lines, deaths = engines.drive(self.name, [{"file": file} for file in files], run, deadline=self.deadline)
        result = Survey(failed=dict(deaths))
        for line in lines:
            if "end" in line:
                result.pages[line["file"]] = line["pages"]
                if line["error"]:
                    result.failed[line["file"]] = line["error"]
                elif line["silent"]:
                    result.silent.append(line["file"])
        return result


def all_engines(binary):
    return [Stratmine(binary), Pdftotext(), Pdftotext("-layout"), *map(Library, engines.ENGINES)]


# ---------------------------------------------------------------------------------------------------------------------
# Measuring


def measure_gold(engine, pages):
    """Scores of each page, and the pages that were not read with the reason."""
    texts, reasons = engine.gold(pages)
    scores = [score(page, text) for page, text in zip(pages, texts)]
    faults = [f"{page.doc} p. {page.page}: {reason}" for page, text, reason in zip(pages, texts, reasons) if text is None]
    return scores, faults


def measure_speed(chosen, files, rounds):
    """{engine's name: list of Cost} and {engine's name: Survey}.

    Engines take turns, so that whatever else the machine does falls on all. The survey of a library comes with its
    timing; a program's is made apart.
    """
    costs, surveys = collections.defaultdict(list), {}
    for number in range(rounds):
        for engine in chosen:
            if number and engine.timed != engines.EVERY:
                continue
            cost = Cost()
            surveys[engine.name] = engine.time(sample(engine, files), cost)
            costs[engine.name].append(cost)
            tell(f"round {number + 1}: {engine.name} {cost.cpu:.2f} CPU s, {cost.clock:.2f} s, {cost.peak_kib / 1024:.0f} MiB")
    for engine in chosen:
        surveys[engine.name] = surveys[engine.name] or engine.survey(files)
    return costs, surveys


def sample(engine, files):
    """The files that the engine is timed on."""
    return files[::STEP] if engine.timed == engines.SAMPLE else files


def page_counts(surveys):
    """{file: pages}, as most engines count them."""
    votes = collections.defaultdict(collections.Counter)
    for survey in surveys:
        for file, pages in survey.pages.items():
            votes[file][pages] += 1
    return {file: vote.most_common(1)[0][0] for file, vote in votes.items()}


def tell(line):
    print(line, file=sys.stderr, flush=True)


# ---------------------------------------------------------------------------------------------------------------------
# Results


def summary(engine, scores, faults, survey, costs, pages):
    """All figures of one engine, as they go into the JSON file."""
    mean = lambda key: statistics.fmean(score[key] for score in scores)
    figures = {"engine": engine.name, "version": engine.version(), "call": engine.call,
               "order": mean("order"), "words": mean("words"), "page_faults": faults}
    if costs:
        cpu = statistics.median(cost.cpu for cost in costs)
        files = sample(engine, sorted(pages))
        figures |= {"pages_per_cpu_second": sum(pages[file] for file in files) / cpu, "cpu_seconds": [c.cpu for c in costs],
                    "seconds": [c.clock for c in costs], "timed": engine.timed, "timed_files": len(files),
                    "peak_mib": max(c.peak_kib for c in costs) / 1024}
    if survey:
        short = os.path.basename
        figures |= {"failed": {short(file): reason for file, reason in sorted(survey.failed.items())},
                    "silent": [short(file) for file in survey.silent],
                    "other_page_count": {short(file): count for file, count in sorted(survey.pages.items())
                                         if count != pages.get(file)}}
    return figures


MARKS = {engines.ONCE: "*", engines.SAMPLE: "**"}
HEAD = ["engine", "order", "words", "pages a CPU second", "peak MiB", "failed", "without a word"]


def cells(figures):
    of = lambda key, form: form.format(figures[key]) if key in figures else "–"
    note = MARKS.get(figures.get("timed"), "")
    return [figures["engine"], of("order", "{:.3f}"), of("words", "{:.3f}"),
            of("pages_per_cpu_second", "{:.0f}" if figures.get("pages_per_cpu_second", 0) >= 10 else "{:.1f}") + note,
            of("peak_mib", "{:.0f}"), str(len(figures["failed"])) if "failed" in figures else "–",
            str(len(figures["silent"])) if "silent" in figures else "–"]


def markdown(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def report(result):
    """The whole result as Markdown."""
    corpus = result["corpus"]
    parts = [f"{corpus['pages']} pages of {corpus['files']} PDFs for speed and failures; {result['gold']['pages']} transcribed "
             f"pages of {result['gold']['papers']} papers for order and words. {result['rounds']} rounds, "
             f"{result['machine']}.",
             markdown(HEAD, [cells(figures) for figures in result["engines"]])]
    how = {figures.get("timed") for figures in result["engines"]}
    if engines.ONCE in how:
        parts.append("\\* timed once.")
    if engines.SAMPLE in how:
        parts.append(f"\\*\\* timed once, on every {STEP}th paper; failures and files without a word are of these.")
    parts.append(markdown(["engine", "version", "call"],
                          [[f["engine"], f["version"], f"`{f['call']}`"] for f in result["engines"]]))
    if result["differences"]:
        parts.append("Order against stratmine's (theirs − ours; 95 % of draws of whole papers lie in the range):")
        parts.append(markdown(["engine", "difference", "range"], [
            [name, f"{mean:+.3f}", f"{low:+.3f} to {high:+.3f}"] for name, (mean, low, high) in result["differences"].items()]))
    if len(result["groups"]) > 1:
        names = [figures["engine"] for figures in result["engines"]]
        parts.append("Order by set of pages:")
        parts.append(markdown(["engine", *result["groups"]], [
            [name, *("{:.3f}".format(group[name]) for group in result["groups"].values())] for name in names]))
    for figures in result["engines"]:
        trouble = figures["page_faults"] + [f"{file}: {reason}" for file, reason in figures.get("failed", {}).items()]
        if trouble:
            parts.append(f"Not read by {figures['engine']}:\n" + "\n".join(f"- {line}" for line in trouble))
    if result["left_out"]:
        parts.append("\n".join(result["left_out"]))
    return "\n\n".join(parts)


def worst(pages, scores, number):
    """Lines about the pages where the best other engine is furthest ahead of stratmine."""
    ours, found = scores.get(Stratmine.name), []
    if not ours or len(scores) < 2:
        return []
    for place, page in enumerate(pages):
        best, name = max((theirs[place]["order"], name) for name, theirs in scores.items() if theirs is not ours)
        own = ours[place]["order"]
        found.append((best - own, f"{page.doc} p. {page.page}: {own:.3f}; {name} {best:.3f}"))
    return [line for gap, line in sorted(found, reverse=True)[:number] if gap > 0]


def machine():
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def gold_part(chosen, pages):
    """Scores by engine, faults by engine, and each engine's distance to stratmine."""
    scores, faults, differences = {}, {}, {}
    for engine in chosen:
        scores[engine.name], faults[engine.name] = measure_gold(engine, pages)
        tell(f"{engine.name}: order {statistics.fmean(s['order'] for s in scores[engine.name]):.3f}")
    ours = scores.get(Stratmine.name)
    for name, theirs in scores.items():
        if ours and theirs is not ours:
            differences[name] = difference(pages, [s["order"] for s in ours], [s["order"] for s in theirs])
    return scores, faults, differences


def corpus_part(chosen, files, rounds):
    for file in files:
        pathlib.Path(file).read_bytes()  # so that nothing comes from a cold disk
    return measure_speed(chosen, files, rounds)


def arguments():
    shared = ROOT.parent / "shared"
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", action="append", help="folder of transcribed pages; may be given more than once")
    parser.add_argument("--corpus", default=str(shared / "corpus"), help="folder of the papers")
    parser.add_argument("--stratmine", default=str(ROOT / "target" / "release" / "stratmine"), help="the program")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of timing; 0: no corpus, only the transcribed pages")
    parser.add_argument("--slow", action="store_true", help="with the engines that need half a second a page")
    parser.add_argument("--worst", type=int, default=10, help="print so many pages where another engine is ahead")
    parser.add_argument("--json", help="write all figures here")
    parser.add_argument("--markdown", help="write the tables here")
    args = parser.parse_args()
    args.gold = args.gold or [str(shared / "gold" / "dev")]
    return args


def main():
    args = arguments()
    pages, absent = gold_pages(args.gold, args.corpus)
    files = sorted(map(str, pathlib.Path(args.corpus).glob("*.pdf")))
    if not pages or not files:
        sys.exit(f"no transcribed pages of papers that are in {args.corpus}")
    if absent:
        tell(f"transcribed papers that are not there: {', '.join(absent)}")
    chosen, left_out = [], []
    for engine in all_engines(args.stratmine):
        if engine.version() is None:
            left_out.append(f"Left out: {engine.name} is not installed ({engine.hint}).")
        elif engine.timed == engines.SAMPLE and not args.slow:
            left_out.append(f"Left out: {engine.name} is slow (--slow takes it along).")
        else:
            chosen.append(engine)
    if not chosen:
        sys.exit("\n".join(left_out))
    scores, faults, differences = gold_part(chosen, pages)
    costs, surveys = corpus_part(chosen, files, args.rounds) if args.rounds else ({}, {})
    counts = page_counts(surveys.values())
    groups = {}
    for group in dict.fromkeys(page.group for page in pages):
        groups[os.path.basename(os.path.normpath(group))] = {
            name: statistics.fmean(s["order"] for page, s in zip(pages, all_scores) if page.group == group)
            for name, all_scores in scores.items()}
    result = {
        "machine": machine(), "rounds": args.rounds, "left_out": left_out,
        "gold": {"pages": len(pages), "papers": len({page.doc for page in pages}), "absent": absent},
        "corpus": {"files": len(files), "pages": sum(counts.values())},
        "engines": [summary(engine, scores[engine.name], faults[engine.name], surveys.get(engine.name),
                            costs.get(engine.name), counts) for engine in chosen],
        "differences": differences, "groups": groups,
        "by_page": [{"doc": page.doc, "page": page.page, **{name: s[place] for name, s in scores.items()}}
                    for place, page in enumerate(pages)],
    }
    text = report(result)
    print(text)
    lines = worst(pages, scores, args.worst)
    if lines:
        print("\nPages where another engine's order is furthest ahead of stratmine's:\n" + "\n".join(lines))
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if args.markdown:
        pathlib.Path(args.markdown).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
