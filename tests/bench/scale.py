#!/usr/bin/env python3
"""How cost grows with the number of papers.

    tests/bench/scale.py [--stratmine PATH] [--sizes 100,1000,10000] [--folder DIR]

Makes so many PDFs of eight pages from a fixed seed (sentences of strategy papers put together from parts; a heading, a lead-in
and a list to a page; no two papers alike), and for each size measures: a first run, a run with nothing to do, a run after ten more papers,
a tally and a search. Times are wall-clock seconds of the whole command on this machine; `CPU` and `peak` are of the program and its
workers (peak: the largest single process). Needs Python 3 alone."""
import argparse
import pathlib
import random
import shutil
import subprocess
import tempfile

VERBS = "improve reduce develop strengthen invest recruit train share adopt redesign extend review integrate support deliver".split()
THINGS = ("patient safety|waiting times for operations|our nursing workforce|digital records|the estate we share|research capacity|community services|"
          "training places|procurement costs|access to cancer care|staff wellbeing|clinical trials|urgent care|mental health services|data sharing").split("|")
WHERE = "across both trusts|in every neighbourhood|with our partners|by the end of year three|in the north of the county|for older people|for children|on every site".split("|")
PAST = "Last year|In the past decade|Since the merger|During the winter|Before the review|In the spring".split("|")
DID = "attendances rose by a tenth|the board met six times|two wards were closed|the survey was sent to all staff|services were inspected|the deficit grew".split("|")


def page(walk):
    lines = [(16, f"Our priorities {walk.randrange(1, 99)}"), (11, "We will:")]
    lines += [(11, f"\x95 {walk.choice(VERBS)} {walk.choice(THINGS)} {walk.choice(WHERE)} {walk.randrange(1000)}") for _ in range(8)]
    lines += [(16, f"Background {walk.randrange(1, 99)}")]
    lines += [(11, f"{walk.choice(PAST)} {walk.choice(DID)}, and {walk.choice(DID)} {walk.choice(WHERE)} in {walk.randrange(2001, 2020)}.") for _ in range(16)]
    text, y = "", 780
    for size, line in lines:
        text += f"BT /F1 {size} Tf 72 {y} Td ({line}) Tj ET\n"
        y -= size + 9
    return text.encode("latin-1")


def paper(number):
    walk = random.Random(number)
    pages = [page(walk) for _ in range(8)]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(pages))) + b"] /Count %d >>" % len(pages),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for at, content in enumerate(pages):
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * at))
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for at, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % at + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def measured(command):
    """Seconds of waiting and of processors, and the peak of the largest process in MiB, of a command in a process of its own."""
    code = ("import resource,subprocess,sys,time;b=time.time();r=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL).returncode;"
            "u=resource.getrusage(resource.RUSAGE_CHILDREN);print(r,time.time()-b,u.ru_utime+u.ru_stime,u.ru_maxrss/1024)")
    said = subprocess.run(["python3", "-c", code, *map(str, command)], capture_output=True, text=True, check=True).stdout.split()
    if said[0] != "0":
        raise SystemExit(f"{command} ended with {said[0]}")
    return [float(number) for number in said[1:]]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stratmine", default="target/release/stratmine")
    options.add_argument("--sizes", default="100,1000,10000")
    options.add_argument("--folder", help="where to work [default: a temporary folder]")
    given = options.parse_args()
    program = pathlib.Path(given.stratmine).resolve()
    root = pathlib.Path(given.folder or tempfile.mkdtemp())
    print("| papers | first run s | CPU s a paper | papers/s | peak MiB | index KiB a paper | nothing to do s | ten more s | tally s | search s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size in map(int, given.sizes.split(",")):
        corpus, index = root / f"corpus-{size}", root / f"index-{size}"
        corpus.mkdir(parents=True, exist_ok=True)
        for number in range(size):
            (corpus / f"{number:05}.pdf").write_bytes(paper(number))
        run = [program, "run", corpus, "--index", index, "--quiet", "--format", "jsonl", "--ocr", "never"]
        first, cpu, peak = measured(run)
        held = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
        again = measured(run)[0]
        for number in range(size, size + 10):
            (corpus / f"{number:05}.pdf").write_bytes(paper(number))
        more = measured(run)[0]
        tally = measured([program, "tally", "--index", index, "--by", "year"])[0]
        search = measured([program, "search", "--index", index, "patient safety NEAR/5 partners"])[0]
        print(f"| {size} | {first:.1f} | {cpu / size:.4f} | {size / first:.0f} | {peak:.0f} | {held / size / 1024:.1f} | {again:.2f} | {more:.2f} | {tally:.2f} | {search:.2f} |", flush=True)
        shutil.rmtree(corpus)
        shutil.rmtree(index)


main()
