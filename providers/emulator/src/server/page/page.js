// The page of the local cloud: asks for one document a second and shows it.
// Everything shown is text that somebody named: it becomes text nodes and attributes, never markup.
"use strict";

const EVERY_MS = 1000;
const SVG = "http://www.w3.org/2000/svg";
const $ = (id) => document.getElementById(id);
const notes = new Map(); // name -> { number, note }
let filter = "";

// --- Making and changing elements ------------------------------------------------------------------------------------

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  return fill(element, attributes, children);
}

function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function set(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Keeps one child a key, in order: what stays is changed in place, so that focus and reading position stay, too.
function keep(list, items, keyOf, create, update) {
  const present = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let before = list.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let child = present.get(key);
    if (child) {
      present.delete(key);
    } else {
      child = create(item);
      child.dataset.key = key;
    }
    update?.(child, item);
    if (child === before) before = before.nextElementSibling;
    else list.insertBefore(child, before);
  }
  for (const gone of present.values()) gone.remove();
}

const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (value === null || value === undefined ? "" : String(value));
const number = (value) => (Number.isFinite(value) ? value : 0);
const count = (value) => number(value).toLocaleString("en");
const many = (value, one, more) => `${count(value)} ${number(value) === 1 ? one : more}`;
const percent = (share) => `${Number((share * 100).toFixed(2))} %`;
const clock = (ms) => new Date(number(ms)).toLocaleTimeString("en-GB");

// --- Functions -------------------------------------------------------------------------------------------------------

function functions(live) {
  const all = list(live.functions);
  const shown = live.found > all.length ? `${all.length} of ${count(live.found)} shown` : count(live.found);
  say($("functions-count"), live.found === live.all ? shown : `${shown}, of ${count(live.all)}`);
  const empty = $("functions-empty");
  empty.hidden = all.length > 0;
  say(empty, live.all ? "No function has such a name." : "There is no function yet: `cutover apply --local` makes some.");
  keep($("functions-list"), all, (one) => one.name, functionCard, functionUpdate);
}

function functionCard(one) {
  return make("li", { class: "card" },
    make("div", { class: "head" }, make("h3", {}, one.name), make("span", { class: "faint" })),
    make("div", { class: "aliases" }),
    make("div", { class: "versions" }));
}

function functionUpdate(card, one) {
  const runtime = [text(one.runtime) || "image", `${number(one.memory)} MB`];
  if (!one.active) runtime.push("not active yet");
  say(card.querySelector(".faint"), runtime.join(" \u00b7 "));
  keep(card.querySelector(".aliases"), list(one.aliases), (alias) => alias.name, aliasRow, aliasUpdate);
  keep(card.querySelector(".versions"), versionsOf(one), (version) => version.name, versionRow, versionUpdate);
}

function aliasRow(alias) {
  return make("div", { class: "alias" },
    make("div", { class: "label" }, make("span", {}, `alias ${alias.name}`), make("span", {})),
    make("div", { class: "shares", role: "img" }));
}

function aliasUpdate(row, alias) {
  const serves = list(alias.serves).filter((one) => one.share > 0);
  const words = serves.map((one) => `version ${one.version} ${percent(one.share)}`).join(", ");
  say(row.querySelector(".label").lastElementChild, serves.length > 1 ? words : "");
  const bar = row.querySelector(".shares");
  set(bar, "aria-label", `${alias.name}: ${words}`);
  keep(bar, serves, (one) => one.version, (one) => make("span", {}, `version ${one.version}`), (part, one) => {
    part.style.flexGrow = one.share;
    part.style.flexBasis = 0;
    set(part, "title", `version ${one.version} gets ${percent(one.share)}`);
  });
}

// The versions that serve, and the others that ran.
function versionsOf(one) {
  const serving = list(one.aliases).flatMap((alias) => list(alias.serves)).map((version) => text(version.version));
  const ran = Object.keys(one.traffic ?? {});
  const names = [...new Set([...serving, ...ran])].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return names.slice(-6).map((name) => ({ name, tally: one.traffic?.[name] }));
}

function versionRow(version) {
  const label = version.name === "$LATEST" ? "$LATEST" : `version ${version.name}`;
  return make("div", { class: "version" },
    make("span", {}, label),
    draw("svg", { class: "spark", role: "img", viewBox: "0 0 60 20", preserveAspectRatio: "none" },
      draw("path", { class: "floor", d: "M0 19.5h60", "vector-effect": "non-scaling-stroke" }),
      draw("path", { class: "requests" }), draw("path", { class: "errors" })),
    make("span", { class: "counts" }, make("span", {}), make("span", { class: "bad" })));
}

function versionUpdate(row, version) {
  const tally = version.tally ?? { requests: 0, errors: 0, throttles: 0, recent: [] };
  const [requests, errors] = row.querySelector(".counts").children;
  say(requests, many(tally.requests, "request", "requests"));
  const trouble = [];
  if (tally.errors) trouble.push(many(tally.errors, "error", "errors"));
  if (tally.throttles) trouble.push(`${count(tally.throttles)} throttled`);
  say(errors, trouble.length ? `  ${trouble.join(", ")}` : "");
  spark(row.querySelector(".spark"), list(tally.recent));
}

// Each second of the last minute is a bar, the newest on the right.
function spark(svg, recent) {
  const most = Math.max(4, ...recent.map((second) => number(second[1])));
  const bars = (value) => recent
    .map((second) => [59 - number(second[0]), (number(second[value]) / most) * 19])
    .filter(([, height]) => height > 0)
    .map(([x, height]) => `M${x + 0.1} 19.5h.8v${-height.toFixed(2)}h-.8z`)
    .join("");
  set(svg.querySelector(".requests"), "d", bars(1));
  set(svg.querySelector(".errors"), "d", bars(2));
  const sum = (value) => recent.reduce((all, second) => all + number(second[value]), 0);
  set(svg, "aria-label", `last minute: ${many(sum(1), "request", "requests")}, ${many(sum(2), "error", "errors")}`);
}

// --- Queues, invocations, calls --------------------------------------------------------------------------------------

function queues(live) {
  $("queues").hidden = list(live.queues).length === 0;
  keep($("queues-list"), list(live.queues), (queue) => queue.name,
    (queue) => make("li", {}, make("span", { class: "name" }, queue.name), make("b", {})),
    (row, queue) => say(row.querySelector("b"), many(queue.messages, "message", "messages")));
}

function ran(live) {
  keep($("ran-list"), list(live.ran), (run) => run.number, (run) => {
    const refused = run.duration_ms === null;
    const outcome = refused ? "throttled" : run.failed ? "error" : "ok";
    const took = refused ? "" : `${number(run.duration_ms).toFixed(1)} ms`;
    const asked = run.qualifier && run.qualifier !== run.version ? ` (${run.qualifier})` : "";
    return make("tr", {},
      make("td", { class: "time" }, clock(run.at_ms)), make("td", { class: "name" }, run.function),
      make("td", {}, run.version + asked),
      make("td", { class: outcome === "ok" ? "good" : "bad" }, outcome), make("td", { class: "number" }, took));
  });
}

function calls(live) {
  keep($("calls-list"), list(live.calls), (call) => call.number, (call) => {
    const good = call.status >= 200 && call.status < 400;
    const answer = call.status === 0 ? "no answer" : good ? String(call.status) : `${call.status} ${text(call.error)}`;
    return make("tr", {},
      make("td", { class: "time" }, clock(call.at_ms)), make("td", {}, call.service || "unknown"),
      make("td", { class: "name operation" }, call.operation || "unknown"), make("td", { class: good ? "" : "bad" }, answer));
  });
}

// --- Notes: runs and graphs ------------------------------------------------------------------------------------------

function ofKind(kind) {
  return [...notes].map(([name, { note }]) => ({ name, note })).filter(({ note }) => note?.kind === kind);
}

function runs() {
  const all = ofKind("run");
  $("runs").hidden = all.length === 0;
  keep($("runs-list"), all, (one) => one.name, () =>
    make("div", { class: "run" },
      make("div", { class: "head" }, make("h3", {}), make("span", { class: "faint" })),
      make("progress", {}), make("details", {}, make("summary", {}), make("ul", { class: "rollouts" }))), runUpdate);
}

function runUpdate(row, { note }) {
  const [steps, done, failed] = [number(note.steps), number(note.done), number(note.failed)];
  say(row.querySelector("h3"), `${text(note.command)} ${text(note.title)}`);
  const state = note.result ? text(note.result) : `step ${done} of ${steps}`;
  say(row.querySelector(".faint"), failed ? `${state}, ${failed} failed` : state);
  const progress = row.querySelector("progress");
  progress.hidden = Boolean(note.result);
  progress.max = Math.max(steps, 1);
  progress.value = done;
  set(progress, "aria-label", `steps of ${text(note.title)}`);
  const details = row.querySelector("details");
  const going = list(note.rollouts).filter((one) => !note.result && !["promoted", "rolled_back", "failed"].includes(one.phase)).length;
  details.hidden = list(note.rollouts).length === 0;
  say(details.querySelector("summary"), many(list(note.rollouts).length, "rollout", "rollouts") + (going ? `, ${going} under way` : ""));
  // Opened and closed by what happens, unless a person has done so last.
  const wanted = going > 0 || failed > 0 || (note.result && note.result !== "complete");
  if (row.dataset.open !== String(wanted)) {
    row.dataset.open = wanted;
    details.open = wanted;
  }
  keep(row.querySelector(".rollouts"), list(note.rollouts), (one) => one.function, () =>
    make("li", {}, make("span", { class: "phase" }), " ", make("code", {}), " ", make("span", {}), evidenceRow()),
  (item, one) => {
    const [phase, name, words, evidence] = item.children;
    set(phase, "class", `phase ${/^[a-z_]+$/.test(one.phase) ? one.phase : ""}`);
    say(phase, text(one.phase).replaceAll("_", " "));
    say(name, text(one.function));
    const versions = !one.candidate ? "" : one.stable ? `version ${one.stable} \u2192 ${one.candidate}` : `first version, ${one.candidate}`;
    const share = one.candidate ? `, ${percent(number(one.share) / 10000)} of traffic` : "";
    say(words, `${versions}${share}${one.why ? `, ${one.why}` : ""}`);
    evidenceUpdate(evidence, one);
  });
}

function evidenceRow() {
  return make("div", { class: "evidence" }, make("div", { class: "gauge", role: "img" }, make("span", {})), make("span", { class: "faint" }));
}

// By powers of ten, as evidence grows by factors: the left edge is a hundredth, the right one what aborts.
function evidenceUpdate(row, one) {
  const seen = one.evidence;
  row.hidden = !seen || typeof seen !== "object";
  if (row.hidden) return;
  const [gauge, words] = row.children;
  const [e, threshold] = [Math.max(number(seen.e), 0.01), Math.max(number(seen.threshold), 1)];
  const full = Math.min(Math.log10(e * 100) / Math.log10(threshold * 100), 1);
  const told = `evidence ${plain(number(seen.e))}, aborted at ${plain(threshold)}`;
  set(gauge, "aria-label", told);
  set(gauge, "class", `gauge${e >= threshold ? " over" : ""}`);
  gauge.firstElementChild.style.width = `${(full * 100).toFixed(1)}%`;
  const arm = (counts) => `${count(Math.round(number(counts?.bad)))} of ${count(Math.round(number(counts?.invocations)))} bad`;
  const bound = Number.isFinite(seen.upper) ? `; at most ${percent(Math.min(seen.upper, 1))} worse, promoted at ${percent(number(seen.margin))}` : "";
  const until = one.phase === "baking" && Number.isFinite(one.until) ? `; this share until ${clock(one.until)}` : "";
  say(words, `${told}; candidate ${arm(seen.candidate)}, stable ${arm(seen.stable)}${bound}${until}`);
}

const plain = (value) => (value >= 100000 ? value.toExponential(0) : Number(value.toPrecision(3)).toLocaleString("en"));

function graphs(live) {
  const all = ofKind("graph");
  $("graphs").hidden = all.length === 0;
  keep($("graphs-list"), all, (one) => `${one.name} ${notes.get(one.name).number}`, ({ note }) => picture(note),
    (figure, { note }) => overlay(figure, note, live));
}

function picture(note) {
  const { width, height, cards, arrows } = note.picture ?? {};
  const svg = draw("svg", {
    role: "group", "aria-label": `graph of ${text(note.title)}`, width: number(width) + 4, height: number(height) + 4,
    viewBox: `-2 -2 ${number(width) + 4} ${number(height) + 4}`,
  });
  for (const arrow of list(arrows)) {
    svg.append(draw("g", { class: `way ${hue(arrow)}` }, draw("title", {}, `${text(arrow.from)} needs ${text(arrow.to)}`),
      draw("path", { class: "arrow", d: path(arrow.line) }), draw("path", { class: "tip", d: path(arrow.head) })));
  }
  for (const card of list(cards)) svg.append(drawCard(card));
  return make("div", { class: "picture", tabindex: "0", role: "region", "aria-label": `Graph of ${text(note.title)}` }, svg);
}

const path = (value) => (/^M[-\d\s.,a-zA-Z]*$/.test(value) ? value : "");
const hue = (one) => (/^[a-z]+$/.test(one.hue) ? one.hue : "grey");

function drawCard(card) {
  const [x, y, width] = [number(card.x), number(card.y), number(card.width)];
  const group = draw("g", { class: hue(card), role: "group", "aria-label": `${text(card.kind)} ${text(card.name)}` },
    draw("title", {}, list(card.parts).map(text).join("\n")),
    draw("rect", { class: "face", x, y, width, height: number(card.height), rx: 7 }),
    draw("rect", { class: "tile", x: x + 10, y: y + 10, width: 28, height: 28, rx: 6 }),
    draw("path", { class: "icon", transform: `translate(${x + 14} ${y + 14}) scale(1.25)`, d: path(card.icon) }),
    draw("text", { class: "title", x: x + 48, y: y + 22 }, text(card.name)),
    draw("text", { class: "kind", x: x + 48, y: y + 37 }, text(card.kind)),
    draw("g", { class: "overlay" }));
  group.dataset.address = text(card.address);
  if (list(card.lines).length) group.append(draw("path", { class: "rule", d: `M${x} ${y + 48}h${width}` }));
  for (const line of list(card.lines)) {
    group.append(draw("text", { class: "line", x: x + 14, y: number(line.y) },
      draw("tspan", {}, text(line.strong)), ` ${text(line.text)}`));
  }
  return group;
}

// On a function's card: the shares of its first alias along the foot, and which versions they are.
function overlay(figure, note, live) {
  const byName = new Map(list(live.functions).map((one) => [one.name, one]));
  const queued = new Map(list(live.queues).map((one) => [one.name, one.messages]));
  for (const group of figure.querySelectorAll("[data-address]")) {
    const name = note.names?.[group.dataset.address];
    const place = group.querySelector(".overlay");
    const face = group.querySelector(".face");
    const [x, y, width] = ["x", "y", "width"].map((one) => Number(face.getAttribute(one)));
    const words = place.querySelector("text") ?? place.appendChild(draw("text", { class: "live", "text-anchor": "end", x: x + width - 12, y: y + 37 }));
    const serves = list(byName.get(name)?.aliases?.[0]?.serves).filter((one) => one.share > 0);
    const waiting = queued.get(name);
    say(words, serves.length > 1 ? serves.map((one) => `v${one.version} ${percent(one.share)}`).join("  ")
      : serves.length ? `v${serves[0].version}` : waiting ? `${count(waiting)} waiting` : "");
    let at = x + 12;
    const bar = place.querySelector("g") ?? place.appendChild(draw("g"));
    keep(bar, serves.length > 1 ? serves : [], (one) => one.version, () => draw("rect", { y: y + 42, height: 3, rx: 1.5 }), (rect, one) => {
      const long = (width - 24) * one.share;
      set(rect, "class", one === serves[0] ? "stable" : "candidate");
      set(rect, "x", at);
      set(rect, "width", Math.max(long - 1, 1));
      at += long;
    });
  }
}

// --- Asking ----------------------------------------------------------------------------------------------------------

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function readNotes(numbers) {
  for (const name of notes.keys()) if (!(name in numbers)) notes.delete(name);
  for (const [name, number] of Object.entries(numbers)) {
    if (notes.get(name)?.number === number) continue;
    notes.set(name, { number, note: await ask(`/_cutover/notes/${encodeURIComponent(name)}`) });
  }
}

function place(live) {
  const facts = [["account", live.account], ["region", live.region], ["time", clock(live.now_ms)], ["endpoint", location.host]];
  keep($("place"), facts, (fact) => fact[0], (fact) => make("div", {}, make("dt", {}, fact[0]), make("dd", {})),
    (row, fact) => say(row.lastElementChild, text(fact[1])));
}

async function look() {
  const live = await ask(`/_cutover/live?filter=${encodeURIComponent(filter)}`);
  await readNotes(live.notes ?? {});
  for (const part of [place, functions, queues, ran, calls, runs, graphs]) part(live);
}

async function onwards() {
  try {
    await look();
    say($("connection"), "");
    $("dot").classList.remove("lost");
  } catch {
    say($("connection"), "The local cloud doesn't answer; trying again.");
    $("dot").classList.add("lost");
  }
  setTimeout(document.hidden ? waitUntilSeen : onwards, EVERY_MS);
}

function waitUntilSeen() {
  if (!document.hidden) onwards();
  else document.addEventListener("visibilitychange", waitUntilSeen, { once: true });
}

$("filter").addEventListener("input", (event) => {
  filter = event.target.value;
  look().catch(() => {});
});

onwards();
