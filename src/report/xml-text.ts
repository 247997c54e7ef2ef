// Text for XML 1.0 (§2.2, §2.4): characters that XML has no way to write become visible escapes, markup becomes entities.

import { visibleText } from './safe-text.ts';

const SPECIAL = /[&<>"']/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For element content and quoted attributes. */
export function xmlText(text: string): string {
  return visibleText(text).replace(SPECIAL, (character) => ENTITIES[character] ?? '');
}
