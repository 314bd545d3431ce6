// Builds what visitors get (dist), what the shared cases run (build), and copies the admin's two libraries.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify as squeeze } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

/** A style sheet becomes a squeezed text: it is constructed inside the shadow root, never linked. */
async function squeezed(path) {
  const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: TARGET });
  // the minifier leaves the values of custom properties as they were written
  return code
    .trim()
    .replace(/(?<=--[\w-]+:) /g, "")
    .replaceAll(", ", ",");
}

const sheets = {
  name: "sheets",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => ({ contents: await squeezed(path), loader: "text" }));
  },
};

const nameOf = (path) => relative(join(here, "src"), path).replace(/\.ts$/, "");
const mark = (path) => `/*!@${nameOf(path)}*/`;

/** Our own words: the server puts them there when it links, in the languages that a site speaks. */
const placed = (code) => code.replace(/\bown\("(\w+)"\)/g, '"@own.$1"');

/** Each module begins with its name in a comment that outlives the minifier: there the bundle is cut into parts. */
const marks = {
  name: "marks",
  setup(builder) {
    builder.onLoad({ filter: /src\/.*\.ts$/ }, ({ path }) => ({
      contents: `${mark(path)}\n${placed(readFileSync(path, "utf8"))}`,
      loader: "ts",
    }));
    builder.onLoad({ filter: /\.json$/ }, ({ path }) => ({
      contents: `${mark(path)}\nexport default ${readFileSync(path, "utf8")}`,
      loader: "js",
    }));
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: `${mark(path)}\nexport default ${JSON.stringify(await squeezed(path))}`,
      loader: "js",
    }));
  },
};

const TARGET = ["es2022", "chrome123", "firefox121", "safari17.5"];

// Names that never leave the widget: no page, no server and no storage knows them. The same short ones in every file,
// because the files hand each other what bears them. No export of a chunk: those names stay as they are.
const INTERNAL = [
  ...["after", "caught", "guarded", "listen", "leave", "onViewed"],
  ...["remember", "granted", "isAsking", "isWaiting", "pageMs", "scrollPct", "purge", "uuid7", "viewed", "forget"],
  ...["isAllowed", "isTired", "stateOf", "hasCart", "fits", "isBusy", "armOf", "expose", "changed", "openChoices"],
  ...["consult", "wasPutOff", "closePrompt", "asks", "stepped", "linked", "isOpen", "keepsFocus", "hasNext"],
  ...["unique", "darken", "fonts", "conclude", "choose", "subscription", "element", "hooks"],
  ...["say", "post", "send", "chunk", "law", "earn", "ask", "answer", "prompt", "isOwned", "mayRemember", "maySend"],
  ...["isRightToLeft", "act", "recall", "envelope", "commerce", "reset", "begin", "bear", "ended", "isSearched"],
  "isQuiet",
  ...["begins", "piping", "drew"],
  ...["settle", "chosen", "unblock"],
];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnoprstuwz";
const short = Object.fromEntries(INTERNAL.map((name, at) => [name, LETTERS[at] ?? `${LETTERS[at - 48]}$`]));

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: TARGET,
  plugins: [sheets],
  legalComments: "none",
  mangleProps: new RegExp(`^(${INTERNAL.join("|")})$`),
  mangleCache: short,
  logLevel: "warning",
};

/** The engine borrows from the loader what both need. */
const lent = {
  name: "lent",
  setup(builder) {
    builder.onResolve({ filter: /\/boundary$/ }, () => ({ path: join(here, "src/lent.ts") }));
  },
};

/** Files of their own count no strikes: that is the loader's. */
const plainly = {
  name: "plainly",
  setup(builder) {
    builder.onResolve({ filter: /\/boundary$/ }, () => ({ path: join(here, "src/lean/instead/boundary.ts") }));
  },
};

/** The editor's preview: see preview_guest.ts. */
const alone = {
  name: "alone",
  setup(builder) {
    builder.onResolve({ filter: /\/guest$/ }, () => ({ path: join(here, "src/preview_guest.ts") }));
  },
};

const moduleOf = (path, importer) => relative(join(here, "src"), join(dirname(importer), path));
const at = (name) => ({ path: join(here, `src/${name}.ts`) });

// In the one file of a site that only asks for consent there is no engine: these give way to smaller namesakes in lean/instead.
const WITHOUT_ENGINE = [
  "api",
  "consent",
  "consult",
  "consent_desk",
  "page",
  "track",
  "visitor",
  "purge",
  "carts/datalayer",
  "message/theme",
];
// Those that count visits stay what they are, but for what they ask of the engine.
const COUNTING = [
  "page",
  "track",
  "lean/paged/track",
  "visitor",
  "purge",
  "outbox",
  "carts/datalayer",
  "lean/counting",
];
// Those that ask of colours what the server has worked out for all others.
const PAINTS = ["message/dark", "message/lit", "message/readable", "message/shades"];
const PAGED = ["consult", "triggers"];
const OF_THE_SCRIPT = ["boundary", "config", "consent", "ids", "storage", "lean/ask"];

const lean = {
  name: "lean",
  setup(builder) {
    builder.onResolve({ filter: /^[.]{1,2}\// }, ({ path, importer }) => {
      const name = moduleOf(path, importer);
      const by = nameOf(importer);
      if (name === "boundary") return at("lean/instead/boundary");
      if (by === "carts/datalayer" && name === "track") return at("lean/paged/track");
      if (COUNTING.includes(by) && PAGED.includes(name)) return at(`lean/paged/${name}`);
      const isItsOwn = name !== "consent" && (COUNTING.includes(by) || by.startsWith("lean/") || PAINTS.includes(by));
      if (!isItsOwn && WITHOUT_ENGINE.includes(name)) return at(`lean/instead/${basename(name)}`);
    });
  },
};

/** What counts visits, as a file of its own, borrows what the script has. */
const counted = {
  name: "counted",
  setup(builder) {
    builder.onResolve({ filter: /^[.]{1,2}\// }, ({ path, importer }) =>
      OF_THE_SCRIPT.includes(moduleOf(path, importer)) ? at("lean/lent") : undefined,
    );
  },
};

// What the server links when a site publishes, each from those parts that the site's campaigns use. The loader is
// a classic script: a tag without type=module starts sooner and may be pasted anywhere.
const LINKED = [
  { entry: "src/parts/loader.ts", name: "loader", format: "iife", root: "index", startsAtOnce: true },
  { entry: "src/parts/engine.ts", name: "engine", format: "esm", root: "director", plugins: [lent] },
  {
    entry: "src/parts/consent.ts",
    name: "consent",
    format: "iife",
    root: "index",
    startsAtOnce: true,
    plugins: [lean],
  },
];

const BUNDLES = [
  { entryPoints: ["src/carts/open.ts"], outfile: "dist/cart.js", format: "esm" },
  { entryPoints: ["src/carts/shopify.ts"], outfile: "dist/shopify.js", format: "esm" },
  { entryPoints: ["src/carts/woocommerce.ts"], outfile: "dist/woocommerce.js", format: "esm" },
  { entryPoints: ["src/log/log.ts"], outfile: "dist/log.js", format: "esm" },
  { entryPoints: ["src/debug.ts"], outfile: "dist/debug.js", format: "esm" },
  { entryPoints: ["src/preview.ts"], outfile: "dist/preview.js", format: "esm", plugins: [alone, plainly, sheets] },
  { entryPoints: ["src/left_behind.ts"], outfile: "dist/left_behind.js", format: "esm" },
  { entryPoints: ["src/editor/inline.ts"], outfile: "dist/inline.js", format: "esm" },
  { entryPoints: ["src/editor/art.ts"], outfile: "dist/art.js", format: "esm" },
  ...["editor", "samples", "segment", "kit", "library", "media", "colours", "logic"].map((name) => ({
    entryPoints: [`src/editor/${name}.ts`],
    outfile: `dist/${name}.js`,
    format: "esm",
    // pages of the admin, whose names are those of the form and of the API
    mangleProps: /^$/,
  })),
  {
    entryPoints: ["src/testing.ts"],
    outfile: "build/testing.js",
    format: "iife",
    globalName: "winbackTesting",
    minify: false,
    mangleProps: /^$/,
  },
];

// Files that only owners fetch, and the way out. Their addresses are in `debug`, the door to them, and not in every site's script.
const EXPLAIN = { entryPoints: ["src/explain.ts"], outfile: "dist/explain.js", format: "esm" };
const TOOLBAR = { entryPoints: ["src/toolbar/open.ts"], outfile: "dist/toolbar.js", format: "esm" };
const REHEARSAL = { outfile: "dist/rehearsal.js" };
const PROMPT = { entryPoints: ["src/lean/explain.ts"], outfile: "dist/prompt.js", format: "esm" };
const LINKS = { entryPoints: ["src/links.ts"], outfile: "dist/links.js", format: "esm" };
const UNLOAD = { entryPoints: ["src/unload.ts"], outfile: "dist/unload.js", format: "esm" };
const RELEASE = { entryPoints: ["src/release.ts"], outfile: "dist/release.js", format: "esm" };
const APART = [EXPLAIN, TOOLBAR, REHEARSAL, PROMPT, LINKS, UNLOAD, RELEASE];

const INSTEAD = [
  "config",
  "storage",
  "outbox",
  "release",
  "live",
  "claim",
  "arm",
  "message/language",
  "message/own",
  "message/draw",
  "message/host",
  "message/stand",
];

/** In the preview's copy of the widget some files give way to their namesakes in toolbar/instead, which may ask for them. */
const instead = {
  name: "instead",
  setup(builder) {
    builder.onResolve({ filter: /^[.]{1,2}\// }, ({ path, importer }) => {
      const name = moduleOf(path, importer);
      if (importer.includes("/src/toolbar/") || !INSTEAD.includes(name)) return;
      return at(`toolbar/instead/${basename(name)}`);
    });
  },
};

/** A bundle as a function of what it is given: each call is a copy with a state of its own. */
async function asFunction(name, given, options) {
  const { outputFiles } = await build({ ...common, format: "iife", globalName: "made", write: false, ...options });
  return `export const ${name}=(${given})=>{${outputFiles[0].text.trim()};return made};`;
}

/** The whole widget as a function of its configuration. */
const instance = () =>
  asFunction("instance", "__WINBACK_CONFIG__,__KEPT__", {
    entryPoints: ["src/toolbar/site.ts"],
    plugins: [instead, sheets],
  });

/** What counts visits, as a function of what it borrows from the script that fetches it. */
const count = () =>
  asFunction("count", "__LENT__", { entryPoints: ["src/lean/counting.ts"], plugins: [counted, lean, sheets] });

async function buildApart() {
  const [inside] = await Promise.all([
    instance(),
    build({ ...common, ...TOOLBAR }),
    ...[EXPLAIN, PROMPT, LINKS, UNLOAD, RELEASE].map((one) => build({ ...common, plugins: [plainly, sheets], ...one })),
  ]);
  const { code } = await squeeze(inside, { mangle: mangle(), compress: COMPRESS, module: true });
  writeFileSync(join(here, REHEARSAL.outfile), code);
  await Promise.all([EXPLAIN, PROMPT, LINKS, UNLOAD, RELEASE].map(({ outfile }) => squeezedFile(outfile)));
  const apart = APART.map(({ outfile }) => [basename(outfile, ".js"), addressOf(join(here, outfile))]);
  return JSON.stringify(Object.fromEntries(apart));
}

/** Once more by the second minifier. */
async function squeezedFile(outfile) {
  const text = readFileSync(join(here, outfile), "utf8");
  const { code } = await squeeze(text, { mangle: mangle(), compress: COMPRESS, module: true });
  writeFileSync(join(here, outfile), code);
}

/** As assets.chunk_path has it. */
const addressOf = (path) => `/w/c/${createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16)}.js`;

const VENDORED = [
  ["node_modules/htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["node_modules/@tabler/core/dist/css/tabler.min.css", "tabler.min.css"],
  ["node_modules/@tabler/core/dist/js/tabler.min.js", "tabler.min.js"],
];

/**
 * One scope, one set of short names, cut where a module begins: `{root, head, parts: [{name, needs, code}], tail}`.
 * First comes what every site has, in one piece, then what only some have, and last the root, if it sets all going.
 */
async function cut({ entry, name, format, root, startsAtOnce, plugins = [] }) {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [entry],
    format,
    plugins: [...plugins, marks],
    legalComments: "inline",
    metafile: true,
    write: false,
    outfile: `dist/${name}.js`,
  });
  const [head, ...pieces] = outputFiles[0].text.split("/*!@");
  const codes = new Map(pieces.map((piece) => piece.split(/\*\/(.*)/s)));
  const last = [...codes.keys()].at(-1);
  // what closes the bundle: the entry's exports, or the end of the function around it
  const tail = /(?:export\{[^}]*\};|\}\)\(\);)\s*$/.exec(codes.get(last))[0];
  codes.set(last, codes.get(last).slice(0, -tail.length));
  if (!codes.has(root)) throw new Error(`${name} has no ${root}`);
  const needs = new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      nameOf(join(here, path)),
      imports.map((one) => nameOf(join(here, one.path))),
    ]),
  );
  const always = closure(root, needs);
  const core = [...codes.keys()].filter((part) => always.has(part) && !(part === root && startsAtOnce));
  const some = [...codes.keys()].filter((part) => !always.has(part) && `src/${part}.ts` !== entry);
  const parts = [
    { name: startsAtOnce ? "core" : root, needs: [], code: core.map((part) => codes.get(part)).join("") },
    ...some.map((part) => ({
      name: part,
      needs: needs.get(part).filter((one) => some.includes(one)),
      code: codes.get(part),
    })),
  ];
  if (startsAtOnce) parts.push({ name: root, needs: ["core"], code: codes.get(root) });
  const renamed = namedAlike(parts[0].code);
  for (const part of parts) part.code = await squeezedPart(part, parts, tail, renamed);
  const text = JSON.stringify({ root, head, parts, tail: tail.trim() });
  writeFileSync(join(dist, `${name}.json`), `${text}\n`);
  return { name, text: head + parts.map(({ code }) => code).join("") + tail };
}

/** A module and all that it needs. */
function closure(root, needs) {
  const found = new Set([root]);
  for (const one of found) for (const needed of needs.get(one)) found.add(needed);
  return found;
}

const COMPRESS = {
  passes: 3,
  ecma: 2020,
  unsafe_arrows: true,
  conditionals: false,
  unsafe: true,
  lhs_constants: false,
};
const ORDER = "etniorcalsudfmphgvybwkxjqzETNIORCALSUDFMPHGVYBWKXJQZ$_";

/** What is local gets the same letters in every part, or else no two of them would have a phrase in common. */
const nameAt = (n) => (n < ORDER.length ? "" : nameAt(Math.floor(n / ORDER.length) - 1)) + ORDER[n % ORDER.length];
const mangle = () => ({ nth_identifier: { get: nameAt } });

const names = (code) => code.match(/[\w$]+/g) ?? [];

// an accident may have given one of them its name already
const DESK = /\{(?:[\w$]+(?::[\w$]+)?,){15,}[\w$]+(?::[\w$]+)?\}/;
const LENT = /\{(?:[\w$]{1,3}:[\w$]+,){5,}[\w$]+:[\w$]+\}/;

/**
 * Whatever the loader hands over under a short name gets that name in it as well: `{A, B}` is less than `{A: x, B: y}`.
 * Who had it until now gets the other one.
 */
function namedAlike(code) {
  const [desk = ""] = DESK.exec(code) ?? LENT.exec(code) ?? [];
  const given = new Map();
  for (const [, key, local] of desk.matchAll(/([\w$]+):([\w$]+)/g)) {
    if (key.length > 2) continue;
    const now = given.get(local) ?? local;
    const holder = [...given].find(([, name]) => name === key)?.[0] ?? key;
    given.set(holder, now).set(local, key);
  }
  return given;
}

/** Once more, by a second minifier that inlines what is used once. What other parts may name keeps its name. */
async function squeezedPart(part, parts, tail, renamed) {
  const others = parts.flatMap(({ name, code }) => (name === part.name ? [] : names(code)));
  const top_retain = [...new Set([...others, ...names(tail)])];
  const { code } = await squeeze(part.code, {
    mangle: { ...mangle(), cache: { props: new Map(renamed) } },
    compress: { ...COMPRESS, toplevel: true, top_retain },
  });
  return code.replace(/([{,])([\w$]{1,2}):\2(?=[,}])/g, "$1$2");
}

mkdirSync(dist, { recursive: true });
const whole = await Promise.all(LINKED.map(cut));
// every part of it: for owners who pin the loader by a hash, which no publish may change
writeFileSync(join(dist, "loader.js"), whole[0].text);
const define = { __APART__: await buildApart() };
await Promise.all(BUNDLES.map((bundle) => build({ ...common, plugins: [plainly, sheets], define, ...bundle })));
const TALLY = { outfile: "dist/tally.js", format: "esm" };
writeFileSync(join(here, TALLY.outfile), await count());
const files = [...BUNDLES, TALLY].filter(({ format }) => format === "esm");
await Promise.all(files.map(({ outfile }) => squeezedFile(outfile)));

// What an older build left is none of this one. The folder itself stays: a service may be reading from it.
const linked = LINKED.map(({ name }) => `${name}.json`);
const all = [...BUNDLES, TALLY, ...APART];
const TYPES = "winback.d.ts";
cpSync(join(here, "types/index.d.ts"), join(dist, TYPES));
const made = ["loader.js", TYPES, ...all.map(({ outfile }) => basename(outfile)), ...linked];
for (const name of readdirSync(dist).filter((name) => !made.includes(name))) rmSync(join(dist, name));

const vendor = join(here, "../admin/static/vendor");
mkdirSync(vendor, { recursive: true });
for (const [from, to] of VENDORED) cpSync(join(here, from), join(vendor, to));

const say = (name, bytes) => console.log(`${name}  ${bytes.length} B  ${brotliCompressSync(bytes).length} B brotli`);
for (const { name, text } of whole) say(`${name}, every part of it`, Buffer.from(text));
for (const { outfile } of all) say(outfile, readFileSync(join(here, outfile)));
