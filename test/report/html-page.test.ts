import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { htmlPage } from '../../src/report/html-page.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { chromium, openHtml } from '../support/report-page.ts';

const parts = {
  title: 'T',
  body: '<p id="x">before</p>',
  style: 'p{color:red}',
  script: "document.getElementById('x').textContent='after'",
};

test('the policy names the hashes of the script and the style and allows nothing else', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(htmlPage(parts))?.[1];
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hash(parts.script)}'`,
    `style-src 'sha256-${hash(parts.style)}'`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('the policy comes before anything that could run', () => {
  const html = htmlPage(parts);
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.search(/<(?:style|script|body|title)/));
});

test('a hostile title stays a title', () => {
  const html = htmlPage({ ...parts, title: HOSTILE.markup });
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain('<title>&lt;/script&gt;&lt;script&gt;');
});

test('a page that a server hands out may ask that server, a file nobody', () => {
  expect(htmlPage({ ...parts, served: true })).toContain("connect-src 'self'");
  expect(htmlPage(parts)).not.toContain('connect-src');
});

test.skipIf(chromium === undefined)(
  'a browser runs the script of the page, and no other, even where markup got in (needs chromium)',
  async () => {
    const injected =
      '<script>document.title="owned"</script><img src="x" onerror="document.title=\'owned\'"><p style="color:blue">b</p>';
    const { page, complaints } = await openHtml(htmlPage({ ...parts, body: parts.body + injected }), { ready: false });
    expect(await page.textContent('#x')).toBe('after');
    expect(await page.title()).toBe('T');
    expect(complaints.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThan(2);
  },
);
