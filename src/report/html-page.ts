// The frame of a self-contained page. Its content policy allows nothing but the one style sheet and the one script whose hashes it names
// (CSP Level 3 §2.3.1) and fonts that stand in the page: a string of a capture that slipped through escaping could neither run nor load anything.

import { createHash } from 'node:crypto';
import { htmlText } from './safe-text.ts';

export interface PageParts {
  title: string;
  /** HTML, already escaped. */
  body: string;
  /** CSS and JavaScript of this project, never of a capture. */
  style: string;
  script: string;
  /** Set for a page that a server hands out: its script may ask that server. A file may ask nobody. */
  served?: boolean;
}

export interface PageInPieces extends Omit<PageParts, 'body'> {
  body: Iterable<string>;
}

export function htmlPage(parts: PageParts): string {
  return [...htmlPageParts({ ...parts, body: [parts.body] })].join('');
}

/** The same in pieces, so that a long body need not be held as a whole. */
export function* htmlPageParts({ title, body, style, script, served }: PageInPieces): Generator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(style, script, served === true)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${htmlText(title)}</title>
<style>${style}</style>
</head>
<body>
`;
  yield* body;
  yield `
<script>${script}</script>
</body>
</html>
`;
}

function contentPolicy(style: string, script: string, served: boolean): string {
  return [
    `default-src 'none'`,
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    'font-src data:',
    ...(served ? [`connect-src 'self'`] : []),
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

function sourceHash(source: string): string {
  return `sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}`;
}
