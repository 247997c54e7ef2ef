import { describe, expect, it } from 'vitest';
import { junitFormat } from '../../src/report/junit-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, nativeRecords, UNSAFE_TEXT } from '../support/native-records.ts';

async function xml(options: Parameters<typeof nativeRecords>[0] = {}): Promise<string> {
  const { 'junit.xml': text } = await formatted(junitFormat, nativeRecords(options));
  expect(text).not.toMatch(UNSAFE_TEXT);
  return text as string;
}

/** Every tag is closed in order: what a parser would refuse. */
function isWellFormed(text: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, attributes, self] of text
    .replace(/<\?xml[^>]*\?>/, '')
    .matchAll(/<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>|</g)) {
    if (name === undefined || attributes === undefined) return false;
    if (closing === '/') {
      if (open.pop() !== name) return false;
    } else if (self !== '/') open.push(name);
  }
  return open.length === 0;
}

const counted = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

/** By the schema of Jenkins, which the others follow. */
const REQUIRED: Record<string, readonly string[]> = {
  testsuites: ['name', 'tests', 'failures'],
  testsuite: ['name', 'tests', 'failures', 'skipped'],
  testcase: ['name', 'classname'],
  failure: ['message'],
  skipped: ['message'],
};

/** `element attribute` of what an element lacks. */
function lacking(text: string): string[] {
  return Object.entries(REQUIRED).flatMap(([element, attributes]) => {
    const tags = [...text.matchAll(new RegExp(`<${element}(?=[ />])[^>]*>`, 'g'))].map(([tag]) => tag);
    return attributes
      .filter((name) => tags.length === 0 || !tags.every((tag) => new RegExp(` ${name}="[^"]`).test(tag)))
      .map((name) => `${element} ${name}`);
  });
}

describe('JUnit XML', () => {
  it('fails for alerts, and counts what it says', async () => {
    const alerting = await xml({
      change: (records) =>
        Object.assign(records, { findings: records.findings.map((one) => ({ ...one, verdict: 'alert' })) }),
    });
    const { findings } = nativeRecords();
    expect(counted(alerting, /<failure /g)).toBe(findings.length);
    expect(alerting).toMatch(new RegExp(`<testsuites [^>]*failures="${findings.length}"`));
    const [, tests] = /<testsuites [^>]*tests="(\d+)"/.exec(alerting) as unknown as [string, string];
    expect(counted(alerting, /<testcase /g)).toBe(Number(tests));
    const quiet = await xml({
      change: (records) =>
        Object.assign(records, { findings: records.findings.map((one) => ({ ...one, verdict: 'expected' })) }),
    });
    expect(counted(quiet, /<failure /g)).toBe(0);
  });

  it('has what each element needs, and a check that knows when it does not', async () => {
    const text = await xml({
      change: (records) =>
        Object.assign(records, {
          findings: records.findings.map((one) => ({ ...one, verdict: 'alert' })),
          apps: records.apps.map((app) => ({ ...app, areas: { key_lifecycle: 'not_collected' } })),
        }),
    });
    expect(lacking(text)).toEqual([]);
    for (const [element, attributes] of Object.entries(REQUIRED)) {
      for (const name of attributes) {
        const broken = text.replace(new RegExp(`(<${element}(?: [^>]*?)? )${name}="[^"]*"`), '$1');
        expect(lacking(broken)).toEqual([`${element} ${name}`]);
      }
    }
  });

  it('skips an app whose areas nobody looked at, and does not call it passed', async () => {
    const text = await xml({
      change: (records) =>
        Object.assign(records, {
          findings: [],
          apps: records.apps.map((app) => ({ ...app, areas: { key_lifecycle: 'not_collected' } })),
        }),
    });
    expect(counted(text, /<skipped message="not assessed: key_lifecycle"\/>/g)).toBe(nativeRecords().apps.length);
  });

  it.each(Object.entries({ plain: 'x', ...HOSTILE }))('is well-formed with any string: %s', async (_, hostile) => {
    expect(isWellFormed(await xml({ hostile }))).toBe(true);
  });

  it('the check of well-formedness can fail', () => {
    expect(['<a><b></a></b>', '<a>', '<a x="<"/>'].map(isWellFormed)).toEqual([false, false, false]);
  });
});
