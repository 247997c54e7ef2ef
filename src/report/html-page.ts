// The frame of a self-contained page. Its content policy allows nothing but the one style sheet and the one script whose hashes it names
// (CSP Level 3 §2.3.1): a string of a capture that slipped through escaping could still neither run nor load anything.

import { createHash } from 'node:crypto';
import { htmlText } from './safe-text.ts';

export interface PageParts {
  title: string;
  /** HTML, already escaped. */
  body: string;
  /** CSS and JavaScript of this project, never of a capture. */
  style: string;
  script: string;
}

export function htmlPage({ title, body, style, script }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlText(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;
}

function sourceHash(source: string): string {
  return `sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}`;
}
