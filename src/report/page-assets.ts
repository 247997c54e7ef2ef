// What the build made for the report's page: script, style sheet, fonts (IBM Plex, SIL Open Font License 1.1, in the NOTICE file).
// Read once, when the first page is made.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PageAssets {
  script: string;
  /** With the fonts in it. */
  style: string;
}

const FONTS = [
  { family: 'IBM Plex Sans', weight: 400, file: 'ibm-plex-sans-latin-400-normal.woff2' },
  { family: 'IBM Plex Sans', weight: 600, file: 'ibm-plex-sans-latin-600-normal.woff2' },
  { family: 'IBM Plex Mono', weight: 400, file: 'ibm-plex-mono-latin-400-normal.woff2' },
];

let assets: PageAssets | undefined;

export function pageAssets(): PageAssets {
  assets ??= readAssets();
  return assets;
}

function readAssets(): PageAssets {
  // From dist/report, or from src/report where a test runs the sources.
  const folder = ['../page/', '../../dist/page/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(fileURLToPath(new URL('report.js', url))));
  if (folder === undefined) throw new Error('dist/page is missing: run npm run build');
  const faces = FONTS.map(({ family, weight, file }) => {
    const data = readFileSync(new URL(file, folder)).toString('base64');
    return `@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;src:url(data:font/woff2;base64,${data}) format("woff2")}`;
  });
  return {
    script: readFileSync(new URL('report.js', folder), 'utf8').trim(),
    style: `${faces.join('\n')}\n${readFileSync(new URL('report.css', folder), 'utf8')}`,
  };
}
