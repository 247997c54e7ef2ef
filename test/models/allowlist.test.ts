import { describe, expect, it } from 'vitest';
import { type AllowableChannel, Allowlist, type AllowRule } from '../../src/models/allowlist.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z') * 1000;
const word = { reason: 'reviewed', owner: 'team@example.org' };

function channel(plan: Partial<AllowableChannel> & { name?: string } = {}): AllowableChannel {
  const { name = 'chat.example', ...rest } = plan;
  return {
    app: {
      packages: ['org.example.chat'],
      signerSha256: 'ab'.repeat(32),
      installer: undefined,
      permissions: undefined,
      category: undefined,
    },
    destination: { names: [{ kind: 'sni', name }], addresses: ['203.0.113.9'] },
    spoken: [{ class: 'custom', scheme: 'noise', service: undefined }],
    transport: 'tcp',
    port: 443,
    structure: ['framing'],
    ...rest,
  };
}

const list = (...rules: Omit<AllowRule, 'reason' | 'owner'>[]) =>
  new Allowlist(
    rules.map((rule) => ({ ...word, ...rule })),
    NOW,
  );

describe('the allowlist', () => {
  it('matches package, signer, destination and behaviour together', () => {
    const rule = {
      id: 'chat',
      package: 'org.example.chat',
      signer: 'ab'.repeat(32),
      destination: ['.chat.example'],
      behaviour: { scheme: ['noise'], port: [443] },
    };
    expect(list(rule).match(channel())?.matched).toBe('sni chat.example');
    expect(list(rule).match(channel({ name: 'other.example' }))).toBeUndefined();
    expect(list(rule).match(channel({ port: 8443 }))).toBeUndefined();
    expect(list({ ...rule, signer: 'cd'.repeat(32) }).match(channel())).toBeUndefined();
    expect(list({ ...rule, package: 'org.example.mail' }).match(channel())).toBeUndefined();
  });

  it('lets a new protocol of an allowed app show, to the same destination too', () => {
    const allowed = list({ id: 'chat', package: 'org.example.chat', behaviour: { scheme: ['noise'] } });
    const known = { class: 'custom', scheme: 'noise', service: undefined };
    expect(allowed.match(channel({ spoken: [known] }))).toBeDefined();
    expect(allowed.match(channel({ spoken: [known, { ...known, scheme: undefined }] }))).toBeUndefined();
    expect(allowed.use().unused).toEqual([
      { rule: 'chat', hint: 'a channel to any destination was not hidden: its scheme is not recognised' },
    ]);
  });

  it('lets structure that a rule does not name show', () => {
    const allowed = list({ id: 'chat', destination: ['chat.example'], behaviour: { structure: ['framing'] } });
    expect(allowed.match(channel())).toBeDefined();
    expect(allowed.match(channel({ structure: ['framing', 'periodic'] }))).toBeUndefined();
  });

  it('judges expiry at the last packet of the capture, the last day included', () => {
    const until = (expires: string) => list({ id: 'a', destination: ['chat.example'], expires });
    expect(until('2026-11-23').match(channel())).toBeDefined();
    expect(until('2026-11-22').match(channel())).toBeUndefined();
    expect(until('2026-11-22').use()).toEqual({
      rules: 1,
      used: [],
      unused: [],
      expired: [{ rule: 'a', expires: '2026-11-22' }],
    });
  });

  it('counts what each rule hid, and names those that hid nothing with a hint', () => {
    const allowed = list(
      { id: 'used', destination: ['chat.example'] },
      { id: 'star', destination: ['*.other.example'] },
      { id: 'signed', package: 'org.example.chat', signer: 'cd'.repeat(32) },
    );
    const match = allowed.match(channel());
    allowed.noteHidden(match!.rule, '10101', 3);
    allowed.noteHidden(match!.rule, '10101', 2);
    allowed.match(channel({ name: 'other.example' }));
    expect(allowed.use().used).toEqual([{ rule: 'used', findings: 1, channels: 2, flows: 5 }]);
    expect(allowed.use().unused).toEqual([
      { rule: 'star', hint: 'other.example itself was seen: write .other.example' },
      { rule: 'signed', hint: 'the package was seen with another signer' },
    ]);
  });

  it('needs a known signer where a rule names one', () => {
    const allowed = list({ id: 'a', package: 'org.example.chat', signer: 'ab'.repeat(32) });
    expect(allowed.match(channel({ app: { ...channel().app, signerSha256: undefined } }))).toBeUndefined();
    expect(allowed.use().unused[0]?.hint).toContain('signer of the package is not known');
  });
});

// Complaints that users of other tools filed: https://github.com/activecm/rita/issues/74, rita-legacy #498, StratosphereLinuxIPS #588 and #589,
// maltrail #19612.
describe('complaints about the allowlists of other tools', () => {
  it('a wildcard that does not cover the apex says so, and one that does is there (RITA #74)', () => {
    const star = list({ id: 'star', destination: ['*.cymru.com'] });
    expect(star.match(channel({ name: 'cymru.com' }))).toBeUndefined();
    expect(star.use().unused[0]?.hint).toBe('cymru.com itself was seen: write .cymru.com');
    expect(list({ id: 'dot', destination: ['.cymru.com'] }).match(channel({ name: 'cymru.com' }))).toBeDefined();
  });

  it('an update server behind a shared network is allowed by its name, the rest of the network is not (Slips #588)', () => {
    const rule = list({ id: 'update', destination: ['.update.example'] });
    const shared = { addresses: ['203.0.113.80'] };
    const named = (name: string) => ({ destination: { ...shared, names: [{ kind: 'cname' as const, name }] } });
    expect(rule.match(channel(named('edge.update.example')))?.matched).toBe('cname edge.update.example');
    expect(rule.match(channel(named('edge.tracker.example')))).toBeUndefined();
  });

  it('the Host header of plain HTTP counts like a server name (Slips #589)', () => {
    const rule = list({ id: 'host', destination: ['intranet.example'] });
    const destination = { names: [{ kind: 'host' as const, name: 'intranet.example' }], addresses: [] };
    expect(rule.match(channel({ destination }))?.matched).toBe('host intranet.example');
  });

  it('a destination can be allowed by itself, for every app, with its rhythm (Maltrail #19612)', () => {
    const rule = list({ id: 'mirror', destination: ['mirror.example', '198.51.100.0/24'] });
    const periodic = channel({ name: 'mirror.example', structure: ['periodic'] });
    expect(rule.match({ ...periodic, app: { ...periodic.app, packages: [] } })).toBeDefined();
    const byAddress = { names: [], addresses: ['198.51.100.7'] };
    expect(rule.match(channel({ destination: byAddress, structure: ['periodic'] }))?.matched).toBe(
      'address 198.51.100.7',
    );
  });
});
