import { describe, expect, it } from 'vitest';
import { policyMessages } from '../../src/report/policy-messages.ts';

const allowlist = {
  file: 'allow.json',
  sha256: 'a'.repeat(64),
  rules: 9,
  used: [{ rule: 'chat', findings: 1, channels: 2, flows: 7 }],
  unused: [
    { rule: 'star', hint: 'x.example itself was seen: write .x.example' },
    ...'abcdef'.split('').map((rule) => ({ rule })),
  ],
  expired: [{ rule: 'old', expires: '2026-01-31' }],
};

describe('what the allowlist did', () => {
  it('is told rule by rule: hidden, expired, unused with its hint', () => {
    expect(policyMessages({ allowlist })).toEqual([
      'allow.json: rule chat hid 2 channels with 7 flows in 1 finding; findings.ndjson has them.',
      'allow.json: expired, hid nothing: old (2026-01-31).',
      'allow.json: matched nothing: star (x.example itself was seen: write .x.example), a, b, c, d and 2 more.',
    ]);
  });

  it('is nothing without one, and shows what a file could hide', () => {
    expect(policyMessages(undefined)).toEqual([]);
    expect(policyMessages({})).toEqual([]);
    const hostile = { ...allowlist, used: [], expired: [], unused: [{ rule: 'a\u202eb' }] };
    expect(policyMessages({ allowlist: hostile })).toEqual(['allow.json: matched nothing: a\\u202eb.']);
  });
});
