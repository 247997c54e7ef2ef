import { describe, expect, it } from 'vitest';
import { suggestedRules } from '../../src/models/allow-suggestion.ts';
import { allowlistSchema } from '../../src/run/policy-schema.ts';

const VETTED = {
  app: 'com.example.a',
  signerSha256: 'ab'.repeat(32),
  owner: 'ann',
  sessions: 6,
  lastUs: Date.UTC(2026, 0, 1) * 1000,
};
const CHANNEL = {
  destination: 'chat.example.org',
  port: 443,
  transport: 'tcp',
  captures: 6,
  classes: ['custom'],
  schemes: ['mtproto'],
};

describe('suggested rules', () => {
  it('are rules of an allowlist, with a reason to be written, an owner and an end', () => {
    const rules = suggestedRules(VETTED, [CHANNEL, { ...CHANNEL, port: 5222, schemes: undefined, services: ['xmpp'] }]);
    expect(allowlistSchema.safeParse({ rules }).error).toBeUndefined();
    expect(rules[0]).toEqual({
      id: 'com.example.a to chat.example.org 443/tcp',
      package: 'com.example.a',
      signer: 'ab'.repeat(32),
      destination: ['chat.example.org'],
      behaviour: { class: ['custom'], scheme: ['mtproto'], transport: ['tcp'], port: [443] },
      reason: expect.stringMatching(/^TO BE WRITTEN: .* 6 of 6 vetted sessions\.$/),
      owner: 'ann',
      expires: '2026-06-30',
    });
    expect(rules[1]?.behaviour).toEqual({ class: ['custom'], service: ['xmpp'], transport: ['tcp'], port: [5222] });
  });

  it('are of what half of the sessions did, and of none where too few were vetted', () => {
    const captures = (count: number) => suggestedRules(VETTED, [{ ...CHANNEL, captures: count }]).length;
    expect([captures(2), captures(3)]).toEqual([0, 1]);
    expect(suggestedRules({ ...VETTED, sessions: 4 }, [CHANNEL])).toEqual([]);
  });
});
