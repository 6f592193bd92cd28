// Builds what the Django app ships: one stylesheet, one script, the web fonts, the icons, the manifest.
// For maintainers; the results are committed, so nobody else needs node.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

import { COPIES, FONT_LICENCE, LICENCE_COPIES, PACKAGES } from "./upstream.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const APP = path.join(HERE, "../src/cairn/foundation/ui");
const STATIC = path.join(APP, "static/cairn");

async function buildStyles() {
  const { css } = compile(path.join(HERE, "scss/cairn.scss"), {
    loadPaths: [HERE],
    style: "compressed",
    quietDeps: true,
    sourceMap: false,
  });
  await writeFile(path.join(STATIC, "cairn.css"), `${css}\n`);
}

async function buildScript() {
  await build({
    absWorkingDir: HERE,
    entryPoints: ["js/cairn.js"],
    bundle: true,
    format: "esm",
    minify: true,
    target: ["es2020"],
    legalComments: "none",
    outfile: path.join(STATIC, "cairn.js"),
    logLevel: "warning",
  });
}

async function copyFiles() {
  for (const [from, to] of COPIES) {
    await copyFile(path.join(HERE, from), path.join(STATIC, to));
  }
  for (const [from, to] of LICENCE_COPIES) {
    await copyFile(path.join(HERE, from), path.join(APP, "licences", to));
  }
  const licence = await readFile(path.join(HERE, FONT_LICENCE.from), "utf8");
  await writeFile(path.join(APP, "licences", FONT_LICENCE.to), FONT_LICENCE.notice + licence);
  const stones = (await readFile(path.join(APP, "templates/ui/stones.svg"), "utf8"))
    .trim()
    .replaceAll('fill="currentColor"', "")
    .replace('class="cairn-stone-top"', 'fill="#e8a33d"');
  const icon = await readFile(path.join(HERE, "images/favicon.svg"), "utf8");
  await writeFile(path.join(STATIC, "favicon.svg"), icon.replace("STONES", stones));
}

async function writeManifest() {
  const lock = JSON.parse(await readFile(path.join(HERE, "package-lock.json"), "utf8"));
  const upstream = PACKAGES.map((one) => {
    const { version, integrity } = lock.packages[`node_modules/${one.name}`];
    return { ...one, version, integrity };
  });
  const files = {};
  for (const folder of ["static/cairn", "fonts"]) {
    for (const entry of await readdir(path.join(APP, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) {
        const full = path.join(entry.parentPath ?? entry.path, entry.name);
        const name = path.relative(APP, full).split(path.sep).join("/");
        files[name] = createHash("sha256").update(await readFile(full)).digest("hex");
      }
    }
  }
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  const manifest = { about: "Built by assets/build.mjs; see docs/how-to/rebuild-the-stylesheet.md", upstream, sha256: sorted };
  await writeFile(path.join(APP, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

for (const folder of ["static/cairn/fonts", "static/cairn/images", "licences"]) {
  await rm(path.join(APP, folder), { recursive: true, force: true });
  await mkdir(path.join(APP, folder), { recursive: true });
}
await buildStyles();
await buildScript();
await copyFiles();
await writeManifest();
await import("./check.mjs");
