// What is taken from whom. `build.mjs` copies it, `check.mjs` and the manifest name it.

export const PACKAGES = [
  {
    name: "govuk-frontend",
    licence: "MIT",
    used: "styles and scripts of components; not the header, footer, crown, royal arms or GDS Transport",
  },
  {
    name: "@ministryofjustice/frontend",
    licence: "MIT",
    used: "badge, filter tags, identity bar, sortable table, sub navigation, timeline",
  },
  {
    name: "@fontsource/source-sans-3",
    licence: "OFL-1.1",
    used: "the typeface, regular and bold, Latin and extended Latin",
  },
];

const FONT = "node_modules/@fontsource/source-sans-3/files/source-sans-3";
const ICONS = "node_modules/@ministryofjustice/frontend/moj/assets/images";

// From, to (inside static/cairn).
export const COPIES = [
  [`${FONT}-latin-400-normal.woff2`, "fonts/source-sans-3-regular.woff2"],
  [`${FONT}-latin-700-normal.woff2`, "fonts/source-sans-3-bold.woff2"],
  [`${FONT}-latin-ext-400-normal.woff2`, "fonts/source-sans-3-regular-extended.woff2"],
  [`${FONT}-latin-ext-700-normal.woff2`, "fonts/source-sans-3-bold-extended.woff2"],
  [`${ICONS}/icon-close-cross-black.svg`, "images/icon-close-cross-black.svg"],
  [`${ICONS}/icon-document.svg`, "images/icon-document.svg"],
  [`${ICONS}/icon-tag-remove-cross.svg`, "images/icon-tag-remove-cross.svg"],
  [`${ICONS}/icon-tag-remove-cross-white.svg`, "images/icon-tag-remove-cross-white.svg"],
  [`${ICONS}/icon-toggle-plus-minus.svg`, "images/icon-toggle-plus-minus.svg"],
  ["images/fells.svg", "images/fells.svg"],
  ["images/favicon.png", "favicon.png"], // favicon.svg as a picture, for browsers without SVG icons
];

export const LICENCE_COPIES = [
  ["licences/govuk-frontend.txt", "govuk-frontend.txt"],
  ["licences/moj-frontend.txt", "moj-frontend.txt"],
];

// Words that must not stand in what we ship: marks kept for GOV.UK, and addresses of other sites.
export const FORBIDDEN = [
  [/gds[ -]?transport/i, "the GDS Transport typeface"],
  [/crown/i, "the crown"],
  [/crest|royal-arms/i, "the royal arms"],
  [/@import/i, "an import from elsewhere"],
  [/url\(\s*["']?(?:https?:)?\/\//i, "an address outside the package"],
  [/url\(\s*["']?\//i, "an absolute path"],
  [/sourceMappingURL/i, "a source map that is not shipped"],
  [/\beval\(|new Function\(/, "text run as a program"],
  [/setAttribute\("style"|\.style\.|cssText/, "an inline style"],
];

// The font package's licence file leaves out the notice that stands in the fonts themselves.
export const FONT_LICENCE = {
  from: "node_modules/@fontsource/source-sans-3/LICENSE",
  to: "source-sans-3.txt",
  notice: `Source Sans 3. © 2023 Adobe (http://www.adobe.com/), with Reserved Font Name ‘Source’.

The web fonts are as published. The TrueType files in ../fonts are modified versions (Latin and
extended Latin joined in one file) and are therefore named Cairn Sans.

`,
};
