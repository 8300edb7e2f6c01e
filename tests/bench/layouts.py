#!/usr/bin/env python3
"""Pages of many designs, made from seeds, with the text, order and kinds that reading should find.

    layouts.py make FOLDER [--seeds FROM-TO]     writes FOLDER/papers/NNNN.pdf and FOLDER/gold/NNNN.p001.json
    layouts.py score FOLDER CODED [--worst N]    compares CODED/NNNN.json (`stratmine code -o CODED`) with the gold
                          [--least SHARE]        ends with 1 where order or the F1 of any kind is under SHARE

Each seed draws a design from distributions: page format, one to three columns of unequal widths, gutters from 7 points,
leading, justification, a grid of baselines or none, colours and faces of headings, and then what stands in it: paragraphs,
headings of one or two lines, lists (bullets, numbers, letters, nested), ruled tables and tables without rules, lists in
cells, boxes, cards side by side, captions, pull quotes, notes, running heads. Chromium prints it (`--chromium PATH`, else
`chromium` on the PATH). Standard library only. The words are invented; they are drawn from sentences about care.
"""
import argparse, base64, collections, difflib, html, json, os, pathlib, random, re, shutil, subprocess, sys, tempfile

SUBJECTS = "We|The trust|Our partners|Every ward|Each team|The board|Staff on the wards|Local people|The two hospitals".split("|")
VERBS = "will improve|will reduce|plan to share|have agreed on|need to change|will train people in|aim to bring together".split("|")
OBJECTS = ("the safety of care|waiting times for operations|the cost of agency staff|falls on the wards|the use of shared records|"
           "recruitment of nurses and midwives|access to scans|the way that services work at night|infection control").split("|")
ENDS = ("by the end of the third year|across the whole of the county|with the council and the community services|"
        "so that patients are seen closer to home|within the money that there is|for everyone who needs them").split("|")
TITLES = ("Our aims|What we will do|Safer care|Working together|Money and estates|People and skills|How we got here|"
          "Digital and data|What patients told us|Next steps|Governance|A shared workforce").split("|")


class Design:
    """One page: its style, and its blocks as markup and as gold."""

    def __init__(self, seed, depth):
        self.rng = random.Random(seed)
        self.depth = depth
        self.gold, self.columns = [], self.rng.choice([1, 1, 2, 2, 2, 3])
        r = self.rng
        self.size = r.choice([9, 9.5, 10, 10.5, 11])
        self.leading = r.choice([1.15, 1.2, 1.25, 1.35, 1.5, 1.8, 2.0] if self.columns == 1 else [1.15, 1.2, 1.3, 1.4])
        self.wide = r.random() < .15

    def sentence(self):
        r = self.rng
        text = " ".join([r.choice(SUBJECTS), r.choice(VERBS), r.choice(OBJECTS), r.choice(ENDS)])
        return text + (f", and {r.choice(VERBS[:2])} {r.choice(OBJECTS)}" if r.random() < .3 else "") + "."

    def phrase(self):
        r = self.rng
        return f"{r.choice(['Better', 'Shared', 'Safer', 'More of', 'Clear plans for'])} {r.choice(OBJECTS)}"

    def say(self, kind, text, cells=None):
        self.gold.append({"kind": kind, "text": text, **({"cells": cells} if cells else {})})
        return html.escape(text)

    def paragraph(self):
        return f"<p>{self.say('paragraph', ' '.join(self.sentence() for _ in range(self.rng.randint(1, 4))))}</p>"

    def heading(self, level=2):
        title = self.rng.choice(TITLES)
        if self.rng.random() < .25:
            title += " and " + self.rng.choice(OBJECTS)
        return f"<h{level}>{self.say('heading', title)}</h{level}>"

    def list(self):
        kind = self.rng.choice(["ul", "ul", "ul", "ol", "letters"])
        items = []
        for _ in range(self.rng.randint(2, 5)):
            text = self.phrase() if self.rng.random() < .6 else self.sentence()
            item = self.say("list_item", text)
            if kind == "ul" and self.rng.random() < .15:
                inner = "".join(f"<li>{self.say('list_item', self.phrase())}</li>" for _ in range(2))
                item += f"<ul>{inner}</ul>"
            items.append(f"<li>{item}</li>")
        tag = "ul" if kind == "ul" else "ol"
        style = ' style="list-style-type:lower-alpha"' if kind == "letters" else ""
        return f"<{tag}{style}>{''.join(items)}</{tag}>"

    def table(self):
        r = self.rng
        ruled, width = r.random() < .6, r.randint(2, 4) if self.columns < 3 else 2
        heads = r.sample(["Aim", "Lead", "By when", "Measure", "What we do", "Cost"], width)
        rows = [[html.escape(head) for head in heads]]
        self.say("table_row", " | ".join(heads), heads)
        for _ in range(r.randint(3, 5)):
            cells, shown = [], []
            for column in range(width):
                if column == 0 or r.random() < .5:
                    text = self.phrase()
                    cells.append(text), shown.append(html.escape(text))
                elif ruled and r.random() < .3:
                    items = [self.phrase() for _ in range(2)]
                    cells.append(" ".join(items))
                    shown.append("<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ul>")
                else:
                    text = r.choice(["2022", "2023/24", "£1.2m", "12%", "The board", "Both trusts"])
                    cells.append(text), shown.append(text)
            self.say("table_row", " | ".join(cells), cells)
            rows.append(shown)
        body = "".join("<tr>" + "".join(f"<{'th' if i == 0 else 'td'}>{cell}</{'th' if i == 0 else 'td'}>" for cell in row)
                       + "</tr>" for i, row in enumerate(rows))
        return f'<table class="{"ruled" if ruled else "plain"}">{body}</table>'

    def box(self):
        return f'<div class="box">{self.heading(3)}{self.paragraph()}{self.list() if self.rng.random() < .5 else ""}</div>'

    def cards(self):
        cards = "".join(f'<div class="card">{self.heading(3)}{self.list()}</div>' for _ in range(2 if self.columns > 1 else 3))
        return f'<div class="cards">{cards}</div>'

    def flow(self, blocks):
        """Text of one column; a heading stands over what follows."""
        r, parts = self.rng, []
        for _ in range(blocks):
            if r.random() < .45:
                parts.append(self.heading(r.choice([2, 2, 3])))
                parts.append(self.paragraph())
            kind = r.choices(["paragraph", "list", "table", "box"], [5, 3, 1.2 if self.columns < 3 else .3, .8])[0]
            if kind == "list" and r.random() < .5:
                parts.append(f"<p>{self.say('paragraph', r.choice(SUBJECTS) + ' will do the following:')}</p>")
            parts.append(getattr(self, kind)())
        return "".join(parts)

    def page(self):
        r = self.rng
        ink = r.choice(["#000", "#111", "#333"])
        accent = r.choice(["#005eb8", "#7c2855", "#00695c", "#b35900", ink])
        heading = r.choice(["font-weight:bold", "font-weight:bold", f"color:{accent};font-weight:bold", f"color:{accent}",
                            "font-style:italic;font-weight:bold", "text-decoration:underline"])
        gutter = r.choice([7, 9, 12, 18, 24])
        family = r.choice(["Liberation Sans", "Liberation Serif", "DejaVu Sans"])
        heads = self.heading(1)
        sections = []
        for section in range(r.choice([1, 1, 2]) if self.columns > 1 else 1):
            if section:
                sections.append(self.heading(1))
            shares = [r.choice([1, 1, 1.4]) for _ in range(self.columns)]
            columns = "".join(f'<div class="column" style="flex:{share} 1 0">{self.flow(self.depth)}</div>' for share in shares)
            sections.append(f'<div class="columns">{columns}</div>')
        if r.random() < .25:
            sections.append(self.cards())
        grid = self.size * self.leading
        style = f"""
            @page {{ size: {'297mm 210mm' if self.wide else '210mm 297mm'}; margin: 14mm 16mm }}
            body {{ font: {self.size}pt/{grid}pt "{family}"; color: {ink}; margin: 0; text-align: {r.choice(['left', 'left', 'justify'])} }}
            h1 {{ font-size: {r.choice([16, 18, 22])}pt; line-height: 1.2; margin: 0 0 8pt; color: {accent} }}
            h2, h3 {{ {heading}; font-size: {r.choice([self.size, self.size + 1, self.size + 3])}pt; margin: {grid}pt 0 {r.choice([0, 2, 6])}pt }}
            h3 {{ font-size: {self.size + .5}pt; font-weight: bold; font-style: normal; text-decoration: none }}
            p {{ margin: 0 0 {r.choice([grid, grid / 2, 6])}pt }} ul, ol {{ margin: 0 0 {grid / 2}pt; padding-left: 16pt }} ul ul {{ margin: 0 }}
            li {{ margin-bottom: {r.choice([0, 0, 2, 4])}pt }}
            .columns, .cards {{ display: flex; gap: {gutter}pt }} .cards {{ gap: {r.choice([4, 8, 14])}pt; margin-top: 8pt }}
            .column {{ min-width: 0 }}
            .card {{ flex: 1; border: 1pt solid {accent}; padding: 6pt; border-radius: {r.choice([0, 6])}pt }}
            .box {{ background: #e8f0f7; padding: 8pt; margin: 0 0 8pt }} .box h3, .card h3 {{ margin-top: 0 }}
            table {{ border-collapse: collapse; table-layout: fixed; margin: 0 0 8pt; width: 100%; text-align: left }} th {{ text-align: left }}
            .ruled td, .ruled th {{ border: .7pt solid #555; padding: 3pt }} .plain td, .plain th {{ padding: 3pt 12pt 3pt 0 }}
            td ul {{ margin: 0; padding-left: 12pt }} td, th {{ vertical-align: top }}"""
        return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Plan</title><style>{style}</style>'
                f"<body>{heads}{''.join(sections)}</body></html>")


class Chromium:
    """One browser that prints page after page: its protocol over two pipes, a message a line that ends in a zero byte."""

    def __init__(self, program, scratch):
        (self.read, theirs_out), (theirs_in, self.write) = os.pipe(), os.pipe()
        # The browser reads from descriptor 3 and writes to 4.
        script = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={scratch}/profile"]
        self.process = subprocess.Popen(["bash", "-c", script, program, *options], pass_fds=(theirs_in, theirs_out),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in), os.close(theirs_out)
        self.number, self.rest = 0, b""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable", page=True)

    def message(self):
        while b"\0" not in self.rest:
            part = os.read(self.read, 1 << 20)
            if not part:
                raise SystemExit("the browser has ended")
            self.rest += part
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def ask(self, method, page=False, **params):
        self.number += 1
        session = {"sessionId": self.session} if page else {}
        os.write(self.write, json.dumps({"id": self.number, "method": method, "params": params, **session}).encode() + b"\0")
        while (answer := self.message()).get("id") != self.number:
            pass
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def print(self, address):
        self.ask("Page.navigate", page=True, url=address)
        while self.message().get("method") != "Page.loadEventFired":
            pass
        data = self.ask("Page.printToPDF", page=True, preferCSSPageSize=True, printBackground=True)["data"]
        return base64.b64decode(data)

    def close(self):
        self.ask("Browser.close")
        self.process.wait()


def make(folder, seeds, chromium):
    papers, gold = folder / "papers", folder / "gold"
    papers.mkdir(parents=True, exist_ok=True), gold.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source, browser = pathlib.Path(scratch) / "page.html", Chromium(chromium, scratch)
        for seed in seeds:
            # A design that runs over its page says less, until it fits.
            for depth in (3, 2, 1):
                design = Design(seed, depth)
                source.write_text(design.page())
                printed = browser.print(source.as_uri())
                if re.findall(rb"/Type\s*/Page\b", printed) == [b"/Type /Page"]:
                    break
            else:
                continue
            (papers / f"{seed:04}.pdf").write_bytes(printed)
            blocks = [{"id": number, **block} for number, block in enumerate(design.gold, 1)]
            (gold / f"{seed:04}.p001.json").write_text(json.dumps(
                {"doc": f"{seed:04}", "page": 1, "layout": f"{design.columns} columns", "blocks": blocks}))
        browser.close()


def words(text):
    return re.findall(r"[a-z0-9£%]+", text.lower())


def alike(gold, read):
    """Pairs of texts that are the same, each taken once."""
    rest, found = collections.Counter(" ".join(words(text)) for text in read), 0
    for text in gold:
        key = " ".join(words(text))
        if rest[key] > 0:
            rest[key] -= 1
            found += 1
    return found


def score(folder, coded, worst, least):
    sums, pages = collections.defaultdict(lambda: [0, 0, 0]), []
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text())
        record = coded / f"{gold['doc']}.json"
        if not record.exists():
            record = coded / f"{gold['doc']}.pdf.json"
        blocks = [block for page in json.loads(record.read_text())["pages"] for block in page["blocks"]]
        said = [word for block in gold["blocks"] for word in words(block["text"])]
        read = [word for block in blocks if block["kind"] != "running" for word in words(block["text"])]
        match = difflib.SequenceMatcher(None, said, read, autojunk=False)
        order = 2 * sum(block.size for block in match.get_matching_blocks()) / max(1, len(said) + len(read))
        kinds = []
        for kind in ("heading", "list_item", "table_row", "paragraph"):
            own = [block["text"] for block in gold["blocks"] if block["kind"] == kind]
            got = [block["text"].replace("• ", "") for block in blocks if block["kind"] == kind]
            found = alike(own, got)
            for place, number in enumerate((found, len(got), len(own))):
                sums[kind][place] += number
            kinds.append(f"{kind} {found}/{len(got)}/{len(own)}")
        pages.append((order, gold["doc"], gold["layout"], kinds))
    print(f"pages {len(pages)}, order {sum(page[0] for page in pages) / len(pages):.4f}, "
          f"under .90: {sum(page[0] < .9 for page in pages)}")
    figures = [sum(page[0] for page in pages) / len(pages)]
    for kind, (found, got, own) in sums.items():
        figures.append(2 * found / max(1, got + own))
        print(f"{kind:10} P {found / max(1, got):.3f} R {found / max(1, own):.3f} F1 {figures[-1]:.3f}")
    for order, doc, layout, kinds in sorted(pages)[:worst]:
        print(f"  {doc} {layout} order {order:.3f} {', '.join(kinds)}")
    if min(figures) < least:
        raise SystemExit(f"a figure is under {least}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "score"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("coded", type=pathlib.Path, nargs="?")
    parser.add_argument("--seeds", default="1-60")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    parser.add_argument("--worst", type=int, default=10)
    parser.add_argument("--least", type=float, default=0)
    args = parser.parse_args()
    if args.what == "make":
        first, last = (int(seed) for seed in args.seeds.split("-"))
        make(args.folder, range(first, last + 1), args.chromium)
    elif args.coded:
        score(args.folder, args.coded, args.worst, args.least)
    else:
        parser.error("score needs the folder of coded papers")


if __name__ == "__main__":
    main()
