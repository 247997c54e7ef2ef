import { describe, expect, it } from 'vitest';
import { transportName } from '../../src/flows/transport-name.ts';

describe('the name of a transport', () => {
  it.each([
    [6, 'tcp'],
    [17, 'udp'],
    [1, 'icmp'],
    [58, 'ipv6-icmp'],
    [132, 'sctp'],
    [136, 'udplite'],
    [50, 'esp'],
  ])('of protocol %i is %s', (protocol, name) => {
    expect(transportName(protocol)).toBe(name);
  });

  it('is the number where there is no common keyword, and never the same for two protocols', () => {
    expect(transportName(254)).toBe('254');
    const names = Array.from({ length: 256 }, (_, protocol) => transportName(protocol));
    expect(new Set(names).size).toBe(256);
  });
});
