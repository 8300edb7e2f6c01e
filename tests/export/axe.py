#!/usr/bin/env python3
"""Is the report accessible? Usage: axe.py REPORT AXE_MIN_JS CHROMIUM

Opens the report with all its folds unfolded in a headless browser, runs axe-core on it, and prints what it finds; exit code 1
for a serious or critical finding."""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

report, axe, chromium = sys.argv[1:4]
run = """<script>
document.querySelectorAll('details').forEach(fold => fold.open = true);
axe.run(document, {resultTypes: ['violations']}).then(found => {
  const said = found.violations.map(one => [one.impact, one.id, one.help, one.nodes.length, one.nodes[0].html.slice(0, 200)]);
  document.body.innerHTML = '<pre id="found"></pre>';
  document.getElementById('found').textContent = JSON.stringify(said);
});
</script>"""
page = pathlib.Path(report).read_text()
script = pathlib.Path(axe).read_text().replace("</script>", "<\\/script>")
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "report.html"
    path.write_text(page.replace("</body>", f"<script>{script}</script>{run}</body>"))
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=600000", "--dump-dom", path.as_uri()]
    # It must reach nothing but the file.
    shown = subprocess.run([chromium, "--host-resolver-rules=MAP * ~NOTFOUND", *arguments], capture_output=True, text=True, timeout=300).stdout
found = re.search(r'<pre id="found">(.*?)</pre>', shown, re.S)
if not found:
    sys.exit(f"axe did not end: {shown[:500]}")
findings = json.loads(html.unescape(found[1]))
for finding in findings:
    print(*finding, sep=" | ")
serious = [finding for finding in findings if finding[0] in ("serious", "critical")]
print(f"{len(findings)} findings, {len(serious)} serious or critical")
sys.exit(1 if serious else 0)
