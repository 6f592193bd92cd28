// Refuses a build that carries what we may not ship, names another site, or lost a file.

import { access, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { FORBIDDEN } from "./upstream.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const STATIC = path.join(HERE, "../src/cairn/foundation/ui/static/cairn");
const faults = [];

for (const name of ["cairn.css", "cairn.js"]) {
  const text = await readFile(path.join(STATIC, name), "utf8");
  for (const [pattern, what] of FORBIDDEN) {
    const found = text.match(pattern);
    if (found) {
      faults.push(`${name} holds ${what}: …${text.slice(Math.max(0, found.index - 60), found.index + 60)}…`);
    }
  }
}

const css = await readFile(path.join(STATIC, "cairn.css"), "utf8");
for (const [, address] of css.matchAll(/url\(\s*["']?([^"')]+)/g)) {
  if (!address.startsWith("data:")) {
    await access(path.join(STATIC, address)).catch(() => faults.push(`cairn.css names ${address}, which is not there`));
  }
}

const lock = await readFile(path.join(HERE, "package-lock.json"), "utf8");
if (/"resolved":/.test(lock)) {
  faults.push("package-lock.json names where packages came from; see .npmrc");
}

if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
for (const name of ["cairn.css", "cairn.js"]) {
  console.log(`${name}: ${Math.round((await stat(path.join(STATIC, name))).size / 1024)} KB`);
}
