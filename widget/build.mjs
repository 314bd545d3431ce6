// Builds what visitors get (dist), what the shared cases run (build), and copies the admin's two libraries.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

/** A style sheet becomes a squeezed text: it is constructed inside the shadow root, never linked. */
const sheets = {
  name: "sheets",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), {
        loader: "css",
        minify: true,
        target: TARGET,
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const TARGET = ["es2022", "chrome123", "firefox121", "safari17.5"];

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: TARGET,
  plugins: [sheets],
  legalComments: "none",
  logLevel: "warning",
};

// The loader is a classic script: a tag without type=module starts sooner and may be pasted anywhere.
const BUNDLES = [
  { entryPoints: ["src/index.ts"], outfile: "dist/loader.js", format: "iife" },
  { entryPoints: ["src/director.ts"], outfile: "dist/engine.js", format: "esm" },
  { entryPoints: ["src/message/renderer.ts"], outfile: "dist/renderer.js", format: "esm" },
  { entryPoints: ["src/message/fields.ts"], outfile: "dist/fields.js", format: "esm" },
  { entryPoints: ["src/decision.ts"], outfile: "dist/consent.js", format: "esm" },
  { entryPoints: ["src/debug.ts"], outfile: "dist/debug.js", format: "esm" },
  { entryPoints: ["src/preview.ts"], outfile: "dist/preview.js", format: "esm" },
  {
    entryPoints: ["src/testing.ts"],
    outfile: "build/testing.js",
    format: "iife",
    globalName: "winbackTesting",
    minify: false,
  },
];

const VENDORED = [
  ["node_modules/htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["node_modules/@tabler/core/dist/css/tabler.min.css", "tabler.min.css"],
  ["node_modules/@tabler/core/dist/js/tabler.min.js", "tabler.min.js"],
];

await Promise.all(BUNDLES.map((bundle) => build({ ...common, ...bundle })));

// What an older build left is no chunk of this one. The folder itself stays: a service may be reading from it.
const made = BUNDLES.map(({ outfile }) => basename(outfile));
const stale = readdirSync(dist).filter((name) => name.endsWith(".js") && !made.includes(name));
for (const name of stale) rmSync(join(dist, name));

const vendor = join(here, "../admin/static/vendor");
mkdirSync(vendor, { recursive: true });
for (const [from, to] of VENDORED) cpSync(join(here, from), join(vendor, to));

for (const { outfile } of BUNDLES) {
  const bytes = readFileSync(join(here, outfile));
  console.log(`${outfile}  ${bytes.length} B  ${brotliCompressSync(bytes).length} B brotli`);
}
