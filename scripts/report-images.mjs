// `npm run report:images`: pictures of the demo's report for the documentation, in docs/images. Needs chromium (CIPHERSCOPE_CHROMIUM names another).

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from './build.mjs';
import { root, runNode } from './steps.mjs';

const browserPath = process.env.CIPHERSCOPE_CHROMIUM ?? '/usr/bin/chromium';
/** What each picture shows: from the top of the page, or from an element on. */
const PICTURES = [
  { name: 'report', theme: 'light', width: 1280, height: 1180 },
  { name: 'report-finding', theme: 'light', width: 1280, height: 1400, from: '#finding-1' },
  { name: 'report-dark', theme: 'dark', width: 1280, height: 1400, from: '#finding-2' },
  { name: 'report-apps', theme: 'light', width: 1280, height: 1180, from: '#apps' },
  { name: 'report-flows', theme: 'dark', width: 1280, height: 900, from: '#flows', open: 'finding:1' },
  { name: 'report-phone', theme: 'light', width: 390, height: 1688, scale: 2 },
];

if (!existsSync(browserPath)) {
  console.error(`${browserPath} is not here: install chromium, or name another with CIPHERSCOPE_CHROMIUM.`);
  process.exit(1);
}
const built = await build();
if (built.code !== 0) throw new Error(built.output);
const output = mkdtempSync(join(tmpdir(), 'cipherscope-images-'));
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
try {
  const demo = ['analyze', 'captures/demo/demo.pcapng', '-t', 'captures/demo/logs', '-o', output, '-q'];
  const { code, output: said } = await runNode(['dist/cli/main.js', ...demo]);
  if (code !== 0) throw new Error(said);
  const images = join(root, 'docs', 'images');
  mkdirSync(images, { recursive: true });
  for (const picture of PICTURES) {
    await take(picture, join(images, `${picture.name}.png`));
    console.log(`docs/images/${picture.name}.png`);
  }
} finally {
  await browser.close();
  rmSync(output, { recursive: true, force: true });
}

async function take({ theme, width, height, from, open, scale }, path) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: scale ?? 1,
    reducedMotion: 'reduce',
  });
  await page.goto(pathToFileURL(join(output, 'report.html')).href);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  if (open !== undefined) {
    await page.fill('#flow-filter', open);
    await page.locator('#flow-table .row-button').first().click();
  }
  if (from !== undefined) await page.evaluate((selector) => document.querySelector(selector).scrollIntoView(), from);
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path });
  await page.close();
}
