#!/usr/bin/env python3
"""Build the sample papers and their gold coding from papers/*.txt.

Each paper is written once, with its codes, in a small markup (see README.md); this script renders it with the
producer named in PRODUCER, then writes gold.jsonl with the page on which each statement is printed.
"""
import html, json, os, re, subprocess, sys, tempfile, shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get("SAMPLE_OUT", HERE / "../../corpus/sample")).resolve()
GEN = HERE / "generated"
CODES = {"q": "quality", "w": "workforce", "r": "resources", "i": "innovation"}
ORDER = "qwri"
PRODUCER = {
    "ashcombe-wexley-merger-case": "libreoffice",
    "tidewater-alliance-strategy": "typst",
    "marlfield-buddying-agreement": "libreoffice",
    "harrow-vale-federation-plan": "chromium",
    "northmoor-provider-collaborative": "chromium",
    "severn-and-wold-system-plan": "typst",
    "elmbridge-joint-venture-owner-password": "typst",
    "oldtown-memorandum-scan": "typst",
}
STMT = re.compile(r"^\[([-=0qwri]+)\]\s+(.*)$")


def take(line):
    """One coded unit: (code, text, note, footnote)."""
    m = STMT.match(line.strip())
    if not m:
        sys.exit(f"not a coded unit: {line!r}")
    code, text = m.groups()
    note = fn = None
    n = re.search(r"\s*\{\{(.*?)\}\}", text)
    if n:
        note, text = n.group(1), text[: n.start()] + text[n.end():]
    n = re.search(r"@fn\{(.*?)\}", text)
    if n:
        fn, text = n.group(1), text[: n.start()] + text[n.end():]
    return code, " ".join(text.split()), note, fn


def parse(path):
    """Markup -> (meta, blocks). Blocks are tuples whose first member names them."""
    meta, blocks, para, lst = {}, [], [], []
    stack = [blocks]

    def flush():
        nonlocal para, lst
        if para:
            stack[-1].append(("p", para))
        if lst:
            stack[-1].append(("list", lst))
        para, lst = [], []

    lines = path.read_text(encoding="utf-8").splitlines()
    i = 0
    while i < len(lines):
        s = lines[i].rstrip()
        i += 1
        if s.startswith("@meta "):
            k, v = s[6:].split(":", 1)
            meta[k.strip()] = v.strip()
        elif not s:
            flush()
        elif s.startswith("# ") or s.startswith("## "):
            flush()
            level = 1 if s.startswith("# ") else 2
            stack[-1].append(("h", level, s[level + 1:]))
        elif s[:2] in ("* ", "1 ") or s.startswith("** "):
            if para:
                flush()
            mark, rest = s.split(" ", 1)
            lst.append((2 if mark == "**" else 1, "1" if mark == "1" else "*", take(rest)))
        elif s.startswith("@sidebar"):
            flush()
            box = []
            stack[-1].append(("sidebar", s[8:].strip(), box))
            stack.append(box)
        elif s == "@end":
            flush()
            stack.pop()
        elif s.startswith("@table"):
            flush()
            cap, head, rows = s[6:].strip(), None, []
            while lines[i].strip() != "@end":
                cells = [c.strip() for c in lines[i].strip().strip("|").split("|")]
                if head is None:
                    head = cells
                else:
                    rows.append([take(c) for c in cells])
                i += 1
            i += 1
            stack[-1].append(("table", cap, head, rows))
        elif s.startswith("@refs"):
            flush()
            refs = []
            while lines[i].strip() != "@end":
                refs.append(lines[i].strip()[2:])
                i += 1
            i += 1
            stack[-1].append(("refs", s[5:].strip(), refs))
        elif s.startswith("@chart"):
            flush()
            cap, vals = s[6:].split("|")
            bars = [(a.strip(), float(b)) for a, b in (v.split("=") for v in vals.split(","))]
            stack[-1].append(("chart", cap.strip(), bars))
        elif s.startswith("@"):
            flush()
            word, _, rest = s[1:].partition(" ")
            stack[-1].append((word, rest))
        else:
            if lst:
                flush()
            para.append(take(s))
    flush()
    return meta, blocks


# ---------------------------------------------------------------- gold
def units(blocks, place="prose", head=None):
    """Every statement in source order: dicts without page."""
    lead = parent = None
    for b in blocks:
        if b[0] == "h":
            head, lead = b[2], None
        elif b[0] == "p":
            lead = None
            for code, text, note, _ in b[1]:
                if code == "=":
                    lead = text
                else:
                    yield unit(code, text, note, "paragraph", place, head, None)
        elif b[0] == "list":
            for level, _, (code, text, note, _) in b[1]:
                ld = (parent if level == 2 else lead)
                if level == 1:
                    parent = text
                yield unit(code, text, note, "list_item", "bullet" if place == "prose" else place, head, ld)
            lead = None
        elif b[0] == "table":
            for row in b[3]:
                for h, (code, text, note, _) in zip(b[2], row):
                    yield unit(code, text, note, "table_row", "table", head, h)
            lead = None
        elif b[0] == "sidebar":
            yield from units(b[2], "sidebar", b[1])
        elif b[0] == "page":
            place = "column" if b[1] in ("cols", "sidebar") else "prose"


def unit(code, text, note, kind, place, head, lead):
    cats = [CODES[c] for c in ORDER if c in code]
    if code == "0":
        cats = ["none"]
    d = {"page": None, "text": text, "kind": kind, "place": place, "heading": head, "lead_in": lead,
         "is_outcome": code != "-", "categories": cats}
    if note:
        d["note"] = note
    return d


def squash(s):
    s = s.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    return re.sub(r"[\s\u00ad\u2010-]+", "", s)


def page_texts(pdf):
    """Text of each page, whitespace and hyphens dropped; twice, in reading and in layout-free raw order."""
    pages = []
    for mode in ([], ["-raw"]):
        t = subprocess.run(["pdftotext", "-enc", "UTF-8", *mode, str(pdf), "-"], capture_output=True, text=True, check=True)
        pages.append([squash(p) for p in t.stdout.split("\f")[:-1]])
    return list(zip(*pages))


def place_units(pdf, us):
    """Give each unit its page: the first, from the last one found on, that prints it whole."""
    pages, at, bad = page_texts(pdf), 0, []
    for u in us:
        key = squash(u["text"])
        hits = [n for n, p in enumerate(pages) if key in p[0] or key in p[1]]
        later = [n for n in hits if n >= at] or hits
        if not later:
            bad.append(u["text"])
            continue
        n = later[0]
        if u["place"] != "sidebar":
            at = n
        u["page"] = n + 1
    if bad:
        sys.exit(f"{pdf.name}: not found on any one page:\n  " + "\n  ".join(bad))
    us.sort(key=lambda u: (u["page"], u["place"] == "sidebar"))
    return us


# ---------------------------------------------------------------- helpers of the renderers
def curly(s):
    s = re.sub(r"(^|[\s(])\"", "\\1\u201c", s)
    s = s.replace('"', "\u201d")
    return s.replace("'", "\u2019")


# ---------------------------------------------------------------- Typst
STYLE = {
    "tidewater-alliance-strategy": dict(font="Open Sans", size="10.6pt", accent="#0b5a6b", tint="#dcecef"),
    "severn-and-wold-system-plan": dict(font="Carlito", size="11.8pt", accent="#5a2a6e", tint="#efe6f3"),
    "elmbridge-joint-venture-owner-password": dict(font="Liberation Sans", size="10.5pt", accent="#003a70", tint="#e6edf5"),
    "oldtown-memorandum-scan": dict(font="Liberation Serif", size="13pt", accent="#000000", tint="#ffffff"),
}


def tesc(s):
    s = curly(s)
    return re.sub(r"([\\#*_`$@<>\[\]~=/+])", r"\\\1", s)


def typ(slug, meta, blocks):
    st = STYLE[slug]
    o = []
    w = o.append
    w(f'#let accent = rgb("{st["accent"]}")\n#let tint = rgb("{st["tint"]}")')
    w(f'#set document(title: [{tesc(meta["title"])}], author: "{meta["organisation"]}", date: none)')
    w(f'#set text(font: "{st["font"]}", size: {st["size"]}, lang: "en", region: "GB")')
    hyph = "true" if slug.startswith(("tidewater", "severn")) else "false"
    w(f"#set par(justify: {hyph}, leading: 0.68em, spacing: 1em)")
    w("#set list(indent: 2pt, body-indent: 6pt, spacing: 0.75em, marker: ([•], [–]))")
    w('#set table(stroke: 0.5pt + gray, inset: 6pt)\n#show figure: set block(breakable: true)')
    w('#show heading.where(level: 1): it => block(above: 1.5em, below: 0.8em, sticky: true, par(justify: false, text(fill: accent, size: 1.2em, weight: "bold", hyphenate: false, it.body)))')
    w('#show heading.where(level: 2): it => block(above: 1.2em, below: 0.65em, sticky: true, par(justify: false, text(fill: accent, size: 0.98em, weight: "bold", hyphenate: false, it.body)))')
    run = tesc(meta["running"])
    if run:
        w(f'#let head = [#set text(size: 8pt, fill: gray.darken(40%))\n#set par(justify: false)\n{run} #h(1fr) {tesc(meta["date"])}]')
        w('#let foot = context [#set text(size: 8pt, fill: gray.darken(40%))\n#h(1fr) #counter(page).display() #h(1fr)]')
        w('#set page(paper: "a4", header: head, footer: foot, margin: (x: 2.1cm, top: 2.3cm, bottom: 2.1cm))')
    else:
        w('#set page(paper: "a4", margin: 3cm)')

    def cover():
        w('#page(header: none, footer: none, fill: accent)[#set text(fill: white)\n#set par(justify: false)\n#v(7cm)\n#text(size: 2.9em, weight: "bold", hyphenate: false)[%s]\n\n#v(0.6cm)\n#text(size: 1.6em)[%s]\n\n#v(1fr)\n%s\n\n%s]' % (
            tesc(meta["title"]), tesc(meta["subtitle"]), tesc(meta["organisation"]), tesc(meta["date"])))

    def body(bs, inside=False):
        for b in bs:
            k = b[0]
            if k == "h":
                w(f'{"=" * b[1]} {tesc(b[2])}\n')
            elif k == "p":
                w(" ".join(tesc(t) + (f"#footnote[{tesc(f)}]" if f else "") for _, t, _, f in b[1]) + "\n")
            elif k == "list":
                for level, mark, (_, t, _, _) in b[1]:
                    w("  " * (level - 1) + ("- " if mark == "*" else "+ ") + tesc(t))
                w("")
            elif k == "titleblock":
                w(f'#text(size: 1.9em, weight: "bold", fill: accent, hyphenate: false)[{tesc(meta["title"])}]\n')
                w(f'#text(size: 1.15em)[{tesc(meta["subtitle"])}] \\\n#text(fill: gray.darken(40%))[{tesc(meta["date"])}]\n\n#line(length: 100%, stroke: 1pt + accent)\n')
            elif k == "page":
                if b[1] == "cover":
                    cover()
                elif b[1] == "single":
                    w("#set page(columns: 1, margin: (x: 2.1cm, top: 2.3cm, bottom: 2.1cm))\n")
                elif b[1] == "cols":
                    w("#set page(columns: 2, margin: (x: 2.1cm, top: 2.3cm, bottom: 2.1cm))\n#set columns(gutter: 0.8cm)\n")
                elif b[1] == "sidebar":
                    w("#set page(columns: 2, margin: (left: 1.7cm, right: 6.6cm, top: 2.3cm, bottom: 2.1cm))\n#set columns(gutter: 0.6cm)\n")
            elif k == "sidebar":
                w("#place(top + left, dx: 13.3cm)[#block(width: 4.7cm, fill: tint, inset: 10pt, radius: 3pt)[#set par(justify: false)\n#set text(hyphenate: false)")
                w(f'#text(fill: accent, weight: "bold", size: 1.25em)[{tesc(b[1])}]\n')
                body(b[2], True)
                w("]]\n")
            elif k == "pull":
                w(f'#block(above: 1.4em, below: 1.4em, inset: (left: 10pt), stroke: (left: 3pt + accent))[#set par(justify: false)\n#text(size: 1.35em, style: "italic", fill: accent, hyphenate: false)[{tesc(b[1])}]]\n')
            elif k == "chart":
                top = max(v for _, v in b[2])
                w(f'#block(breakable: false, width: 100%, above: 1.4em, below: 1.4em)[#set par(justify: false)\n#text(size: 0.9em, weight: "bold")[{tesc(b[1])}]\n\n#grid(columns: (7em, 1fr), row-gutter: 6pt, align: (right + horizon, left + horizon), column-gutter: 8pt,')
                for name, v in b[2]:
                    w(f'[#text(size: 0.85em)[{tesc(name)}]], [#box(rect(width: {v / top * 80:.1f}%, height: 12pt, fill: accent)) #text(size: 0.85em)[{v:g}]],')
                w(")]\n")
            elif k == "table":
                w(f'#block(sticky: true)[#text(size: 0.9em, weight: "bold")[{tesc(b[1])}]]\n')
                n = len(b[2])
                w(f'#[#set par(justify: false)\n#set text(size: 0.93em, hyphenate: false)\n#table(columns: (1fr, {", ".join(["2fr"] * (n - 1))}), fill: (_, y) => if y == 0 {{ tint }}, table.header({", ".join("[*" + tesc(h) + "*]" for h in b[2])}),')
                for row in b[3]:
                    w(", ".join(f"[{tesc(t)}]" for _, t, _, _ in row) + ",")
                w(")]\n")
            elif k == "refs":
                w(f"= {tesc(b[1])}\n#[#set text(size: 0.88em)\n#set par(justify: false)")
                for r in b[2]:
                    w(tesc(r) + "\n")
                w("]")
            elif k == "sign":
                cells = ", ".join(f"[#v(1.6cm) #line(length: 90%, stroke: 0.6pt) {tesc(c.strip())}]" for c in b[1].split("|"))
                w(f"#grid(columns: (1fr, 1fr), {cells})")

    body(blocks)
    return "\n".join(o) + "\n"


def run_typst(slug, meta, blocks, pdf):
    import typst

    src = GEN / f"{slug}.typ"
    src.write_text(typ(slug, meta, blocks), encoding="utf-8")
    typst.compile(str(src), output=str(pdf))


# ---------------------------------------------------------------- HTML for Chromium
CSS = {
    "harrow-vale-federation-plan": """
@page { size: A4; margin: 22mm 20mm 20mm 20mm; @bottom-center { content: "%(running)s  |  page " counter(page); font: 8pt 'DejaVu Sans'; color: #555; } }
body { font: 12.4pt/1.55 'Liberation Serif', serif; color: #111; }
h1, h2, .title { font-family: 'DejaVu Sans', sans-serif; color: #2b5d34; }
h1 { font-size: 16pt; border-bottom: 1.5pt solid #b9d2bd; padding-bottom: 2pt; margin: 20pt 0 8pt; } h2 { font-size: 12.5pt; margin: 14pt 0 6pt; }
""",
    "northmoor-provider-collaborative": """
@page { size: A4; margin: 22mm 18mm 20mm 18mm; @top-right { content: "%(running)s"; font: 8pt 'Open Sans'; color: #555; } @bottom-right { content: counter(page) " of " counter(pages); font: 8pt 'Open Sans'; color: #555; } }
body { font: 11pt/1.55 'Open Sans', sans-serif; color: #1a1a1a; }
h1, h2, .title { color: #7a1f3d; }
h1 { font-size: 16pt; margin: 18pt 0 7pt; } h2 { font-size: 12.5pt; margin: 13pt 0 5pt; }
""",
}
CSS_ALL = """
h1, h2 { break-after: avoid; } p { margin: 0 0 8pt; break-inside: avoid; } .title { font-size: 25pt; font-weight: bold; line-height: 1.2; margin: 0 0 4pt; }
.sub { font-size: 13pt; margin: 0 0 2pt; } .date { color: #666; margin: 0 0 14pt; } ul { margin: 2pt 0 9pt; padding-left: 18pt; } li { margin: 3pt 0; break-inside: avoid; }
li > ul { margin: 2pt 0 2pt; list-style-type: circle; } li.parent { break-inside: auto; } table { border-collapse: collapse; width: 100%; margin: 2pt 0 12pt; font-size: 94%; }
th, td { border: 0.6pt solid #888; padding: 4pt 6pt; text-align: left; vertical-align: top; } th { background: #f0e4e9; } tr { break-inside: avoid; }
.cap { font-weight: bold; font-size: 92%; margin: 8pt 0 3pt; break-after: avoid; } figure { margin: 10pt 0; break-inside: avoid; }
"""


def hesc(s):
    return html.escape(curly(s), quote=False)


def htm(slug, meta, blocks):
    o = ['<!DOCTYPE html>', '<html lang="en-GB"><head><meta charset="utf-8">', f"<title>{hesc(meta['title'])}</title>",
         f"<style>{CSS[slug] % meta}{CSS_ALL}</style></head><body>"]
    for b in blocks:
        k = b[0]
        if k == "titleblock":
            o.append(f'<div class="title">{hesc(meta["title"])}</div><p class="sub">{hesc(meta["subtitle"])}</p><p class="date">{hesc(meta["date"])}</p>')
        elif k == "h":
            o.append(f"<h{b[1]}>{hesc(b[2])}</h{b[1]}>")
        elif k == "p":
            tail = ' style="break-after: avoid"' if b[1][-1][0] == "=" else ""
            o.append(f"<p{tail}>" + "\n".join(hesc(t) for _, t, _, _ in b[1]) + "</p>")
        elif k == "list":
            o.append("<ul>")
            items, n = b[1], 0
            while n < len(items):
                text = hesc(items[n][2][1])
                n += 1
                sub = []
                while n < len(items) and items[n][0] == 2:
                    sub.append(f"<li>{hesc(items[n][2][1])}</li>")
                    n += 1
                o.append(f'<li class="parent">{text}\n<ul>{"".join(sub)}</ul></li>' if sub else f"<li>{text}</li>")
            o.append("</ul>")
        elif k == "table":
            o.append(f'<p class="cap">{hesc(b[1])}</p><table><thead><tr>' + "".join(f"<th>{hesc(h)}</th>" for h in b[2]) + "</tr></thead><tbody>")
            for row in b[3]:
                o.append("<tr>" + "".join(f"<td>{hesc(t)}</td>" for _, t, _, _ in row) + "</tr>")
            o.append("</tbody></table>")
        elif k == "chart":
            top = max(v for _, v in b[2])
            o.append(f'<figure><svg width="420" height="{len(b[2]) * 24 + 4}" font-family="DejaVu Sans" font-size="11">')
            for n, (name, v) in enumerate(b[2]):
                y = n * 24
                o.append(f'<text x="52" y="{y + 15}" text-anchor="end">{hesc(name)}</text><rect x="60" y="{y + 3}" width="{v / top * 300:.0f}" height="16" fill="#6fa37a"/><text x="{66 + v / top * 300:.0f}" y="{y + 15}">{v:g}</text>')
            o.append(f'</svg><figcaption class="cap">{hesc(b[1])}</figcaption></figure>')
    return "\n".join(o) + "\n</body></html>\n"


def run_chromium(slug, meta, blocks, pdf):
    src = GEN / f"{slug}.html"
    src.write_text(htm(slug, meta, blocks), encoding="utf-8")
    with tempfile.TemporaryDirectory() as d:
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={d}",
                        "--no-pdf-header-footer", f"--print-to-pdf={pdf}", src.as_uri()], check=True, capture_output=True)


# ---------------------------------------------------------------- Flat ODT for LibreOffice
FONT = {"ashcombe-wexley-merger-case": ("Carlito", "11.5pt", "#1f3864"), "marlfield-buddying-agreement": ("Liberation Serif", "12pt", "#000000")}
NS = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
      'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
      'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
      'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
      'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"')


def fodt(slug, meta, blocks, toc):
    font, size, ink = FONT[slug]
    cm = lambda v: f"{v:.2f}cm"
    o = []

    def style(name, text="", para="", parent="Body", extra=""):
        o.append(f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}" {extra}>'
                 f'<style:paragraph-properties {para}/><style:text-properties {text}/></style:style>')

    o.append(f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {NS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">')
    o.append(f"<office:meta><dc:title>{hesc(meta['title'])}</dc:title><dc:language>en-GB</dc:language></office:meta>")
    o.append("<office:font-face-decls>" + "".join(f'<style:font-face style:name="{f}" svg:font-family="\'{f}\'"/>' for f in ("Carlito", "Liberation Serif", "Liberation Sans")) + "</office:font-face-decls>")
    o.append("<office:styles>")
    o.append(f'<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.28cm" fo:line-height="125%" fo:orphans="2" fo:widows="2"/>'
             f'<style:text-properties style:font-name="{font}" fo:font-size="{size}" fo:language="en" fo:country="GB"/></style:style>')
    style("Keep", para='fo:keep-with-next="always"')
    style("Whole", para='fo:keep-together="always"')
    style("After", para='fo:margin-top="0.28cm" fo:keep-together="always"')
    style("H1", f'fo:font-size="17pt" fo:font-weight="bold" fo:color="{ink}"', 'fo:margin-top="0.7cm" fo:margin-bottom="0.3cm" fo:keep-with-next="always"', extra='style:default-outline-level="1"')
    style("H2", f'fo:font-size="13pt" fo:font-weight="bold" fo:color="{ink}"', 'fo:margin-top="0.45cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"', extra='style:default-outline-level="2"')
    style("Title1", f'fo:font-size="30pt" fo:font-weight="bold" fo:color="{ink}"', 'fo:margin-top="6cm" fo:margin-bottom="0.8cm"')
    style("Title2", f'fo:font-size="21pt" fo:font-weight="bold" fo:color="{ink}"', 'fo:margin-bottom="0.2cm"')
    style("Sub", 'fo:font-size="15pt"', 'fo:margin-bottom="0.4cm"')
    style("Small", 'fo:font-size="9pt" fo:color="#555555"', 'fo:margin-bottom="0cm"')
    style("Centre", parent="Small", para='fo:text-align="center"')
    style("Item", para='fo:margin-bottom="0.12cm" fo:keep-together="always"')
    style("Cap", 'fo:font-size="10pt" fo:font-weight="bold"', 'fo:margin-top="0.2cm" fo:keep-with-next="always"')
    style("Toc", para='fo:margin-bottom="0.1cm"')
    for lv, left in ((1, "0cm"), (2, "0.7cm")):
        o.append(f'<style:style style:name="TocLine{lv}" style:family="paragraph" style:parent-style-name="Toc"><style:paragraph-properties fo:margin-left="{left}"><style:tab-stops>'
                 f'<style:tab-stop style:position="{15.9 - 0.7 * (lv - 1):.1f}cm" style:type="right" style:leader-style="dotted" style:leader-text="."/></style:tab-stops></style:paragraph-properties></style:style>')
    for name, first in (("Bul", False), ("Num", True)):
        o.append(f'<text:list-style style:name="{name}">')
        for lv in (1, 2):
            pos = (f'<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" '
                   f'text:list-tab-stop-position="{cm(0.65 * lv)}" fo:text-indent="-0.6cm" fo:margin-left="{cm(0.65 * lv)}"/></style:list-level-properties>')
            if first:
                o.append(f'<text:list-level-style-number text:level="{lv}" style:num-format="a" style:num-prefix="(" style:num-suffix=")">{pos}</text:list-level-style-number>')
            else:
                o.append(f'<text:list-level-style-bullet text:level="{lv}" text:bullet-char="{"•–"[lv - 1]}">{pos}</text:list-level-style-bullet>')
        o.append("</text:list-style>")
    o.append("</office:styles><office:automatic-styles>")
    o.append('<style:style style:name="Brk" style:family="paragraph" style:parent-style-name="H1"><style:paragraph-properties fo:break-before="page"/></style:style>')
    o.append('<style:style style:name="BrkP" style:family="paragraph" style:parent-style-name="Title2"><style:paragraph-properties fo:break-before="page"/></style:style>')
    o.append('<style:page-layout style:name="PL"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="1.6cm" fo:margin-bottom="1.4cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/>'
             '<style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>')
    o.append('<style:page-layout style:name="PC"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2.5cm" fo:margin-bottom="2.5cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/></style:page-layout>')
    first = "Cover" if any(b[0] == "cover" for b in blocks) else "Standard"
    o.append(f'<style:style style:name="First" style:family="paragraph" style:parent-style-name="{"Title1" if first == "Cover" else "Title2"}" style:master-page-name="{first}"><style:paragraph-properties/></style:style>')
    o.append('<style:style style:name="TocHead" style:family="paragraph" style:parent-style-name="Title2" style:master-page-name="Standard"><style:paragraph-properties style:page-number="2"/></style:style>')
    o.append("</office:automatic-styles><office:master-styles>")
    o.append(f'<style:master-page style:name="Standard" style:page-layout-name="PL"><style:header><text:p text:style-name="Small">{hesc(meta["running"])}</text:p></style:header>'
             '<style:footer><text:p text:style-name="Centre">Page <text:page-number text:select-page="current"/></text:p></style:footer></style:master-page>')
    o.append('<style:master-page style:name="Cover" style:page-layout-name="PC"/>')
    o.append("</office:master-styles><office:body><office:text>")
    fresh, nfn, k = False, 0, None
    for b in blocks:
        after, k = k, b[0]
        if k == "cover":
            o.append(f'<text:p text:style-name="First">{hesc(meta["title"])}</text:p><text:p text:style-name="Sub">{hesc(meta["subtitle"])}</text:p>'
                     f'<text:p text:style-name="Body">{hesc(meta["organisation"])}</text:p><text:p text:style-name="Body">{hesc(meta["date"])}</text:p>')
        elif k == "titleblock":
            o.append(f'<text:p text:style-name="First">{hesc(meta["title"])}</text:p><text:p text:style-name="Sub">{hesc(meta["subtitle"])}</text:p>')
        elif k == "toc":
            o.append('<text:p text:style-name="TocHead">Contents</text:p>')
            for x in blocks:
                if x[0] == "h" or x[0] == "refs":
                    t, b2 = (x[2], x[1]) if x[0] == "h" else (x[1], 1)
                    o.append(f'<text:p text:style-name="TocLine{b2}">{hesc(t)}<text:tab/>{toc.get(t, 0)}</text:p>')
            fresh = True
        elif k == "h":
            s = "Brk" if fresh else f"H{b[1]}"
            fresh = False
            o.append(f'<text:h text:style-name="{s}" text:outline-level="{b[1]}">{hesc(b[2])}</text:h>')
        elif k == "p":
            bits = []
            for _, t, _, f in b[1]:
                x = hesc(t)
                if f:
                    nfn += 1
                    x += f'<text:note text:id="ftn{nfn}" text:note-class="footnote"><text:note-citation>{nfn}</text:note-citation><text:note-body><text:p text:style-name="Small">{hesc(f)}</text:p></text:note-body></text:note>'
                bits.append(x)
            s = "Keep" if b[1][-1][0] == "=" else "After" if after == "list" else "Whole"
            o.append(f'<text:p text:style-name="{s}">{" ".join(bits)}</text:p>')
        elif k == "list":
            o.append(f'<text:list text:style-name="{"Num" if b[1][0][1] == "1" else "Bul"}">')
            o.extend(f'<text:list-item><text:p text:style-name="Item">{hesc(it[2][1])}</text:p></text:list-item>' for it in b[1])
            o.append("</text:list>")
        elif k == "chart":
            top = max(v for _, v in b[2])
            o.append(f'<text:p text:style-name="Cap">{hesc(b[1])}</text:p><text:p text:style-name="Body"><draw:g text:anchor-type="as-char" svg:y="-{len(b[2]) * 0.75:.2f}cm">')
            for n, (name, v) in enumerate(b[2]):
                y = n * 0.75
                o.append(f'<draw:frame svg:x="0cm" svg:y="{y:.2f}cm" svg:width="2.6cm" svg:height="0.6cm" draw:style-name="Lab"><draw:text-box><text:p text:style-name="Small">{hesc(name)}</text:p></draw:text-box></draw:frame>'
                         f'<draw:rect svg:x="2.8cm" svg:y="{y + 0.1:.2f}cm" svg:width="{v / top * 10:.2f}cm" svg:height="0.45cm" draw:style-name="Bar"/>'
                         f'<draw:frame svg:x="{3 + v / top * 10:.2f}cm" svg:y="{y:.2f}cm" svg:width="1.2cm" svg:height="0.6cm" draw:style-name="Lab"><draw:text-box><text:p text:style-name="Small">{v:g}</text:p></draw:text-box></draw:frame>')
            o.append("</draw:g></text:p>")
        elif k == "refs":
            o.append(f'<text:h text:style-name="H1" text:outline-level="1">{hesc(b[1])}</text:h>')
            o.extend(f'<text:p text:style-name="Whole">{hesc(r)}</text:p>' for r in b[2])
        elif k == "sign":
            for c in b[1].split("|"):
                o.append(f'<text:p text:style-name="Body"/><text:p text:style-name="Body">{hesc(c.strip())} ..............................................</text:p>')
    o.append("</office:text></office:body></office:document>")
    doc = "\n".join(o)
    bar = f'<style:style style:name="Bar" style:family="graphic"><style:graphic-properties draw:fill="solid" draw:fill-color="{ink}" draw:stroke="none"/></style:style><style:style style:name="Lab" style:family="graphic"><style:graphic-properties draw:fill="none" draw:stroke="none" fo:padding="0cm" fo:border="none"/></style:style>'
    return doc.replace("</office:automatic-styles>", bar + "</office:automatic-styles>", 1) + "\n"


def run_libreoffice(slug, meta, blocks, pdf):
    toc = {}
    for _ in range(2):
        src = GEN / f"{slug}.fodt"
        src.write_text(fodt(slug, meta, blocks, toc), encoding="utf-8")
        with tempfile.TemporaryDirectory() as d:
            subprocess.run(["soffice", f"-env:UserInstallation=file://{d}", "--headless", "--convert-to", "pdf", "--outdir", d, str(src)],
                           check=True, capture_output=True)
            shutil.copy(Path(d) / f"{slug}.pdf", pdf)
        if not any(b[0] == "toc" for b in blocks):
            break
        pages = page_texts(pdf)
        for b in blocks:
            if b[0] in ("h", "refs"):
                t = b[2] if b[0] == "h" else b[1]
                toc[t] = max(n for n, p in enumerate(pages) if squash(t) in p[0]) + 1
    return


# ---------------------------------------------------------------- special files
def encrypt(pdf):
    """Owner password only: it opens without one (AES-256)."""
    tmp = pdf.with_suffix(".tmp")
    subprocess.run(["qpdf", "--encrypt", "", "elmbridge-owner", "256", "--modify=none", "--", str(pdf), str(tmp)], check=True)
    tmp.replace(pdf)


def scan(pdf):
    """Turn the first page into a slightly crooked, noisy grey picture and put that alone into the file."""
    import io, random
    import img2pdf
    from PIL import Image, ImageFilter

    with tempfile.TemporaryDirectory() as d:
        subprocess.run(["pdftoppm", "-r", "110", "-gray", "-png", "-singlefile", str(pdf), f"{d}/p"], check=True)
        im = Image.open(f"{d}/p.png").convert("L")
    im = im.rotate(0.6, resample=Image.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(0.5))
    rnd = random.Random(1998)
    px = im.load()
    for y in range(im.height):
        for x in range(im.width):
            px[x, y] = max(0, min(255, int(px[x, y] * 0.93 + 8 + rnd.gauss(0, 3))))
    for _ in range(220):
        px[rnd.randrange(im.width), rnd.randrange(im.height)] = rnd.randrange(60, 160)
    buf = io.BytesIO()
    im.save(buf, "JPEG", quality=42, dpi=(110, 110))
    pdf.write_bytes(img2pdf.convert(buf.getvalue()))


def main():
    only = sys.argv[1:]
    GEN.mkdir(exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    gold = []
    for slug, producer in PRODUCER.items():
        meta, blocks = parse(HERE / "papers" / f"{slug}.txt")
        pdf = OUT / f"{slug}.pdf"
        if not only or slug in only:
            {"typst": run_typst, "chromium": run_chromium, "libreoffice": run_libreoffice}[producer](slug, meta, blocks, pdf)
            if "owner-password" in slug:
                encrypt(pdf)
            if slug.endswith("-scan"):
                scan(pdf)
        if slug.endswith("-scan"):
            continue
        kind, rank = meta["partnering"].split()
        split = lambda k: [x.strip() for x in meta[k].split(",")]
        gold.append({"file": pdf.name, "title": meta["title"], "organisation": meta["organisation"], "year": int(meta["year"]),
                     "partnering": {"type": kind, "rank": int(rank)}, "entry_points": split("entry"), "domains": split("domains"),
                     "statements": place_units(pdf, list(units(blocks)))})
    with open(HERE / "gold.jsonl", "w", encoding="utf-8") as f:
        for g in gold:
            f.write(json.dumps(g, ensure_ascii=False) + "\n")
    count(gold)


def count(gold):
    from collections import Counter

    allc, allp, tot = Counter(), Counter(), Counter()
    for g in gold:
        y = [s for s in g["statements"] if s["is_outcome"]]
        tot["outcomes"] += len(y)
        tot["near-misses"] += len(g["statements"]) - len(y)
        for s in y:
            allc.update(s["categories"])
            allp[s["place"]] += 1
        print(f'{g["file"]}: {len(y)} outcomes, {len(g["statements"]) - len(y)} near-misses, pages {max(s["page"] for s in g["statements"])}')
    print(dict(tot), dict(allc), dict(allp))


if __name__ == "__main__":
    main()
