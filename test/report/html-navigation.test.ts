import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { navigation } from '../../src/report/html-navigation.ts';
import { sampleResult } from '../support/analysis-result.ts';

const [sample] = sampleResult().findings as [FindingRecord];
const of = (name: string, score = 10.4): FindingRecord => ({ ...sample, score, app: { packages: [name] } });
const to = (host: string, port = 443) => ({
  channel: {
    host,
    named: true,
    port,
    transport: 'tcp',
    class: 'custom',
    first: [
      ['10.0.2.15', 40_000],
      ['203.0.113.7', port],
    ] as const,
  },
});

describe('the contents of the report', () => {
  it('name each finding by its app, with its score', () => {
    const html = navigation(
      [of('com.example.one'), of('com.example.two', 7)],
      [to('a.example'), to('b.example')],
      false,
    );
    expect(html).toContain('<a href="#finding-1"><span>com.<wbr>example.<wbr>one</span><b>10</b></a>');
    expect(html).toContain('<a href="#finding-2"><span>com.<wbr>example.<wbr>two</span><b>7</b></a>');
  });

  it('tell findings of one name apart by where they send to', () => {
    const findings = [of('com.example.one'), of('com.example.two'), of('com.example.one')];
    const html = navigation(findings, [to('a.example'), to('b.example'), to('<b>.example', 80)], false);
    expect([...html.matchAll(/<span>(.*?)<\/span><b>/g)].map(([, text]) => text)).toEqual([
      'com.<wbr>example.<wbr>one<small>a.example:443</small>',
      'com.<wbr>example.<wbr>two',
      'com.<wbr>example.<wbr>one<small>&lt;b&gt;.example:80</small>',
    ]);
  });

  it('tell those of one name and destination apart by their analytic', () => {
    const one = of('com.example.one');
    const sibling = { ...one, analytic: { ...one.analytic, id: 'AN1716' } };
    const html = navigation([one, sibling, of('com.example.two')], Array(3).fill(to('a.example')), false);
    expect([...html.matchAll(/<small>(.*?)<\/small>/g)].map(([, text]) => text)).toEqual([
      'a.example:443 · AN1762',
      'a.example:443 · AN1716',
    ]);
  });

  it('have sixteen findings at most, keys only where there are any, and no list of none', () => {
    const many = navigation(Array(20).fill(of('com.example.one')), [], true);
    expect(many.match(/#finding-/g)).toHaveLength(16);
    expect(many).toContain('href="#keys"');
    const none = navigation([], [], false);
    expect(none).not.toContain('Findings');
    expect(none).not.toContain('href="#keys"');
  });
});
