import { expect, test } from 'vitest';
import { pageAssets } from '../../src/report/page-assets.ts';

test('the script is one piece that ends no element, stores nothing and makes no code or markup of strings', () => {
  const { script } = pageAssets();
  expect(script).not.toMatch(/<\/script|<!--|^\s*(import|export)\b/m);
  expect(script).not.toMatch(
    /XMLHttpRequest|WebSocket|sendBeacon|import\s*\(|localStorage|sessionStorage|cookie|innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function/,
  );
});

test('the style has its three fonts in it, and loads nothing', () => {
  const { style } = pageAssets();
  expect(style.match(/@font-face/g)).toHaveLength(3);
  expect(style.match(/url\((?!data:font\/woff2;base64,|#hatch\))/g)).toBeNull();
  expect(style).not.toMatch(/<\/style|@import/);
});

/** WCAG 2.2: relative luminance and contrast. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('every colour of text has a contrast of 4.5 on every ground it stands on, light and dark', () => {
  const themes = [...pageAssets().style.matchAll(/color-scheme:\s*(?:light|dark);([^}]*)\}/g)].map(([, rules]) =>
    Object.fromEntries(
      [...(rules as string).matchAll(/--([a-z]+):\s*(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
    ),
  );
  expect(themes).toHaveLength(3);
  for (const theme of themes as Record<string, string>[]) {
    for (const ground of ['ground', 'cited', 'card']) {
      for (const ink of ['ink', 'muted', 'signal', 'calm', 'gap']) {
        expect(contrast(theme[ink] as string, theme[ground] as string), `${ink} on ${ground}`).toBeGreaterThan(4.5);
      }
    }
  }
});
