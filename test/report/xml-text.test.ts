import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xmlText } from '../../src/report/xml-text.ts';

test('markup becomes entities, characters that XML cannot hold become escapes', () => {
  expect(xmlText('<a b="c">&\'</a>')).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&apos;&lt;/a&gt;');
  expect(xmlText('\x00\x1b')).toBe('\\x00\\x1b');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(xmlText(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
    }),
  );
});
