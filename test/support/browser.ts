// Opens a page in Debian's chromium and hands back the document as it is once its script has run. Tests are skipped where there is no browser.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { outputFolder } from './output-folder.ts';

export const chromium: string | undefined = [
  process.env['CIPHERSCOPE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

export interface OpenedPage {
  /** The document after the script ran. */
  dom: string;
  /** What the browser logged: violations of the content policy, errors. */
  log: string;
}

export async function openPage(html: string, hash = ''): Promise<OpenedPage> {
  const folder = await outputFolder();
  const file = join(folder, 'page.html');
  await writeFile(file, html);
  const { stdout, stderr } = await promisify(execFile)(
    chromium as string,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      '--no-first-run',
      '--disable-background-networking',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--virtual-time-budget=2000',
      '--dump-dom',
      `${pathToFileURL(file)}${hash}`,
    ],
    { maxBuffer: 64 << 20, timeout: 60_000 },
  );
  return { dom: stdout, log: stderr };
}
