import { describe, expect, test } from 'vitest';
import { REPORT_STYLE } from '../../src/report/html-style.ts';

/** Colours of a theme by name. */
function theme(start: string): Record<string, string> {
  const from = REPORT_STYLE.indexOf(start);
  expect(from).toBeGreaterThan(0);
  const block = REPORT_STYLE.slice(from, REPORT_STYLE.indexOf('}', from));
  return Object.fromEntries([...block.matchAll(/--([a-z]+):(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

/** WCAG 2.2, definition of relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ['light', 'color-scheme:light'],
  ['dark', 'color-scheme:dark'],
])('the %s theme', (_name, start) => {
  test('every text colour has a contrast of at least 5 to the ground and to cited rows', () => {
    const colours = theme(start);
    for (const name of ['ink', 'muted', 'signal', 'calm', 'gap']) {
      for (const ground of ['ground', 'cited']) {
        expect(
          contrast(colours[name] as string, colours[ground] as string),
          `${name} on ${ground}`,
        ).toBeGreaterThanOrEqual(5);
      }
    }
  });
});

test('every colour variable that is used is defined in both themes', () => {
  const used = new Set([...REPORT_STYLE.matchAll(/var\(--([a-z]+)\)/g)].map(([, name]) => name));
  const fonts = new Set(['sans', 'mono']);
  for (const start of ['color-scheme:light', 'color-scheme:dark']) {
    const defined = theme(start);
    for (const name of used) if (!fonts.has(name as string)) expect(Object.keys(defined), start).toContain(name);
  }
});

test('paper is always light: the dark colours stand in rules for screens only', () => {
  const dark = [...REPORT_STYLE.matchAll(/^(.*)color-scheme:dark/gm)].map(([, before]) => before);
  expect(dark).toHaveLength(2);
  for (const before of dark) expect(before).toMatch(/^@media screen[ {]/);
});

test('the sheet loads nothing', () => {
  expect(REPORT_STYLE).not.toMatch(/@import|url\((?!#)|https?:/);
});
