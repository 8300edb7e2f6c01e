// The page of `stratmine serve`, driven as a person does who has no mouse; then the same without JavaScript. Started by
// run.sh in a scratch folder with papers/, lexicons/ and index/. After each step the test looks at what is on the disk.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const program = process.env.STRATMINE_PROGRAM;
const shots = process.env.STRATMINE_SHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const servers = [];
process.on("exit", () => servers.forEach((server) => server.kill("SIGKILL")));

/** Starts a server and gives the address that it prints. */
function serve(who, ...more) {
  const where = ["--index", "index", "--lexicons", "lexicons", "--ocr", "never"];
  const server = spawn(program, ["serve", "--no-browser", "--who", who, ...where, ...more]);
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.stdout.once("data", (line) => resolve({ server, address: String(line).trim() }));
    server.once("exit", (code) => reject(new Error(`serve ended: ${code}`)));
  });
}

const table = (name) => (existsSync(`papers/${name}`) ? readFileSync(`papers/${name}`, "utf8") : "");
/** The decisions in a table: its lines without the heading (no quote of the sample breaks a line). */
const rows = (name) => table(name).trim().split("\n").slice(1).filter(Boolean);
const step = (name) => console.log(`ok: ${name}`);

const browser = await chromium.launch({ executablePath: process.env.STRATMINE_CHROMIUM, args: ["--no-sandbox"] });

/** A browser that was let in; any request off this machine is a failure. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const foreign = [];
  page.on("request", (request) => {
    if (new URL(request.url()).hostname !== "127.0.0.1") foreign.push(request.url());
  });
  page.on("pageerror", (error) => foreign.push(`script: ${error.message}`));
  await page.goto(address);
  await page.waitForURL("**/review*");
  return { page, foreign, base: new URL(address).origin };
}

/** Presses a key and waits for the page that follows. */
async function pressAndGo(page, key) {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press(key)]);
}

/** Moves the focus by the tabulator until it is on what is looked for. */
async function tabTo(page, selector, most = 200) {
  for (let step = 0; step < most; step += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the tabulator does not come to ${selector}`);
}

const { server: first, address } = await serve("Ann");
const { page, foreign, base } = await open(address);

// Thirty statements, one key each.
const verdicts = [];
for (let number = 0; number < 30; number += 1) {
  const verdict = number % 3 === 1 ? "reject" : "accept";
  const asked = await page.locator("form.decide input[name=statement]").inputValue();
  await pressAndGo(page, verdict === "reject" ? "x" : number % 2 ? "Enter" : "v");
  verdicts.push(verdict);
  const now = rows("decisions.csv");
  assert.equal(now.length, number + 1, "a decision is on the disk when the next page is there");
  assert.match(now.at(-1), new RegExp(`,(${verdict}|recode),`));
  assert.notEqual(await page.locator("form.decide input[name=statement]").inputValue(), asked, "and the next is asked for");
  await page.waitForFunction(() => /(Rejected|Accepted|Recoded)[^]*left/.test(document.querySelector("[role=status]").innerText));
}
step("thirty statements reviewed by one key each");

// Categories by number, a reason, a flag, skipping.
await page.keyboard.press("1");
await page.keyboard.press("2");
const codesTicked = () => page.locator("input[name=code]:checked").evaluateAll((all) => all.map((one) => one.value));
// Both may have been proposed, and are taken away then.
if ((await codesTicked()).length === 0) await page.keyboard.press("1");
const ticked = await codesTicked();
await page.keyboard.press("n");
await page.keyboard.type("vx is written, not pressed");
await page.keyboard.press("Escape");
await pressAndGo(page, "v");
assert.match(rows("decisions.csv").at(-1), /vx is written, not pressed/);
assert.ok(ticked.length > 0 && rows("decisions.csv").at(-1).includes(`,${ticked.join(";")},`), ticked.join());
await pressAndGo(page, "f");
assert.match(await page.locator(".standing").innerText(), /Flagged/);
await page.goto(`${base}/review`);
const skipped = await page.locator("form.decide input[name=statement]").inputValue();
await pressAndGo(page, "Space");
assert.notEqual(await page.locator("form.decide input[name=statement]").inputValue(), skipped);
step("categories by number, a reason, a flag, skipping");

// Undo three, redo one.
for (let left = 30; left > 27; left -= 1) {
  await pressAndGo(page, "u");
  assert.equal(rows("decisions.csv").length, left);
}
await pressAndGo(page, "Shift+U");
assert.equal(rows("decisions.csv").length, 29);
step("undo and redo");

// Keys can be switched off, and then do nothing.
await pressAndGo(page, "?");
await tabTo(page, "button[name=keys]");
await pressAndGo(page, "Enter");
await page.goto(`${base}/review`);
await page.keyboard.press("v");
await page.waitForTimeout(300);
assert.equal(rows("decisions.csv").length, 29);
await page.goto(`${base}/keys`);
await tabTo(page, "button[name=keys]");
await pressAndGo(page, "Enter");
step("keys switched off and on");

// Search, and open the page at the hit.
await page.goto(`${base}/review`);
await pressAndGo(page, "/");
await page.keyboard.press("/");
await page.keyboard.type("nurse* recruit");
await pressAndGo(page, "Enter");
assert.match(await page.locator(".counts").innerText(), /page/);
await page.keyboard.press("Escape");
await page.keyboard.press("j");
await pressAndGo(page, "Enter");
assert.match(page.url(), /\/paper\?/);
assert.ok((await page.locator(".sheet .hit rect, .sheet .quote rect").count()) > 0, "the hit is boxed on its page");
const picture = await page.locator(".sheet image").evaluate(async (image) => (await fetch(image.getAttribute("href"))).status);
assert.equal(picture, 200);
step("search, and the page at the hit");

// A sentence that was missed is added, from the paper.
const before = rows("decisions.csv").length;
await page.keyboard.press("j");
for (let number = 0; number < 40; number += 1) {
  if (await page.evaluate(() => !!document.activeElement.closest("[data-item]")?.querySelector("[data-key='+']"))) break;
  await page.keyboard.press("j");
}
await pressAndGo(page, "+");
assert.equal(rows("decisions.csv").length, before + 1);
assert.match(rows("decisions.csv").at(-1), /,add,/);
step("a missed sentence added");

// A cell of a tally, and back to it.
await page.goto(`${base}/tally`);
await tabTo(page, "a#cell-0-1");
await Promise.all([page.waitForURL("**/statements*"), page.keyboard.press("Enter")]);
assert.ok((await page.locator(".statements li").count()) > 0);
await Promise.all([page.waitForURL("**/tally*"), page.goBack()]);
await page.waitForFunction(() => document.activeElement?.id === "cell-0-1");
step("a cell of a tally, and back to it with the focus on it");

// A second person codes blind; what differs is settled.
const { server: second, address: other } = await serve("Bob", "--blind");
const blind = await open(other);
assert.equal(await blind.page.locator(".standing .verdict").innerText(), "Not decided");
assert.equal(await blind.page.locator("#why, .top nav li:nth-child(2)").count(), 0, "nothing leads on");
assert.equal((await blind.page.goto(`${blind.base}/tally`)).status(), 404);
await blind.page.goto(`${blind.base}/review`);
for (let number = 0; number < 8; number += 1) {
  await pressAndGo(blind.page, number % 2 ? "x" : "v");
  assert.equal(rows("coders.csv").length, number + 1);
}
await pressAndGo(blind.page, "u");
assert.equal(rows("coders.csv").length, 7);
assert.deepEqual(blind.foreign, []);
second.kill("SIGKILL");
await page.goto(`${base}/compare`);
const differ = Number((await page.locator("h2").innerText()).split(" ")[0]);
assert.ok(differ > 0, "they differ");
await page.keyboard.press("j");
await pressAndGo(page, "1");
assert.match(rows("decisions.csv").at(-1), /adjudicated, as Ann/);
assert.equal(Number((await page.locator("h2").innerText()).split(" ")[0]), differ - 1);
step("blind coding, and a disagreement settled");

// An entry of the lexicon is edited; what would change is shown first.
await page.goto(`${base}/lexicon`);
await tabTo(page, "td a[href^='/lexicon/entry']");
await pressAndGo(page, "Enter");
const entry = await page.locator("textarea").inputValue();
const file = readFileSync("lexicons/outcomes.toml", "utf8");
await tabTo(page, "textarea");
await page.keyboard.press("Control+A");
await page.keyboard.insertText("{ this is no entry");
await tabTo(page, "form[action='/lexicon/preview'] button");
await pressAndGo(page, "Enter");
assert.match(await page.getByRole("alert").innerText(), /cannot be used/);
await tabTo(page, "textarea");
await page.keyboard.press("Control+A");
await page.keyboard.insertText(`${entry} # looked at`);
await tabTo(page, "form[action='/lexicon/preview'] button");
await pressAndGo(page, "Enter");
assert.equal(readFileSync("lexicons/outcomes.toml", "utf8"), file, "nothing is saved by looking");
await tabTo(page, "form[action='/lexicon/save'] button");
await pressAndGo(page, "Enter");
assert.equal(readFileSync("lexicons/outcomes.toml", "utf8"), file.replace(entry, `${entry} # looked at`));
step("an entry edited, with everything else as it was");

// A paper is dropped in.
writeFileSync("new.md", "# The Eastern strategy\n\n## Our aims\n\nWe will:\n\n- recruit and train more nurses\n- reduce waiting times\n");
await page.goto(`${base}/files`);
await page.locator("input[type=file]").setInputFiles("new.md");
await tabTo(page, "form[action='/files/add'] button");
await pressAndGo(page, "Enter");
await page.waitForFunction(() => document.body.innerText.includes("The Eastern strategy"), null, { timeout: 120_000 });
assert.ok(existsSync("papers/new.md"));
step("a paper dropped in and read");

// Every view: no finding of axe, nothing wider than the screen, pictures for who looks.
const document_ = new URL(await page.locator("table.files a[href^='/paper']").first().getAttribute("href"), base);
const views = {
  review: "/review", paper: document_.pathname + document_.search, search: "/search?q=care",
  "search-statements": "/search?q=nurse*&in=statements&category=workforce", "search-lines": "/search?q=staff&view=lines",
  "search-error": "/search?q=%28", tally: "/tally", "tally-papers": "/tally?by=document&show=share",
  statements: "/statements?by=category&across=year&row=quality&column=all", papers: "/files", compare: "/compare",
  settled: "/compare?first=Ann&second=Bob&settled=1", learning: "/learning", lexicon: "/lexicon", keys: "/keys",
  "lexicon-entry": "/lexicon/entry?line=" + (1 + file.split("\n").findIndex((line) => line.includes("term ="))),
  "not-there": "/nothing",
};
for (const [name, path] of Object.entries(views)) {
  for (const [width, scheme] of [[1280, "light"], [400, "light"], [1280, "dark"]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(base + path);
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    const told = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
    assert.deepEqual(told, [], `${name} at ${width}, ${scheme}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name} is ${over} pixels wider than a screen of ${width}`);
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png` });
    }
  }
}
await page.emulateMedia({ colorScheme: "light" });
step(`${Object.keys(views).length} views without a finding of axe, at 1280 and 400 pixels, light and dark`);
assert.deepEqual(foreign, [], "no request leaves the machine");

// The same without JavaScript, by forms.
first.kill("SIGKILL");
const { address: again } = await serve("Ann");
const plain = await open(again, { javaScriptEnabled: false });
for (const name of ["Outcome", "No outcome", "Outcome"]) {
  const now = rows("decisions.csv").length;
  await Promise.all([plain.page.waitForNavigation(), plain.page.getByRole("button", { name, exact: true }).first().click()]);
  assert.equal(rows("decisions.csv").length, now + 1);
}
await plain.page.getByRole("button", { name: "Undo" }).click();
await plain.page.waitForURL("**notice=undone*");
await plain.page.goto(`${plain.base}/tally`);
await plain.page.locator("a#cell-0-1").click();
await plain.page.waitForURL("**/statements*");
await plain.page.getByRole("link", { name: "Back to the tally" }).click();
await plain.page.waitForURL("**/tally*#cell-0-1");
assert.deepEqual(plain.foreign, []);
step("the same by forms, without JavaScript");
await browser.close();
process.exit(0);
