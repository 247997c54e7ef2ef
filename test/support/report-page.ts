// Opens pages in Debian's chromium through playwright-core, and keeps what they asked for and what the browser complained about.
// Tests are skipped where there is no browser.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import { outputFolder } from './output-folder.ts';

export const chromium: string | undefined = [
  process.env['CIPHERSCOPE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

export interface OpenPage {
  page: Page;
  /** Addresses asked for, the page itself not counted. */
  requests: string[];
  /** Errors of the console, of scripts, of the content policy. */
  complaints: string[];
}

export interface PageOptions {
  hash?: string;
  theme?: 'light' | 'dark';
  width?: number;
  /** Wait until the flow table works. */
  ready?: boolean;
}

let browser: Promise<Browser> | undefined;
afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

export async function openHtml(html: string, options: PageOptions = {}): Promise<OpenPage> {
  const file = join(await outputFolder(), 'page.html');
  await writeFile(file, html);
  return openAddress(pathToFileURL(file).href, options);
}

export async function openAddress(address: string, options: PageOptions = {}): Promise<OpenPage> {
  browser ??= driver.launch({ executablePath: chromium as string, args: ['--no-sandbox'] });
  const context = await (await browser).newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.theme ?? 'light',
    acceptDownloads: true,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== address && !/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${address}${options.hash ?? ''}`);
  if (options.ready !== false) await page.waitForSelector('html[data-ready]', { state: 'attached' });
  return { page, requests, complaints };
}
