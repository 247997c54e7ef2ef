import { describe, expect, it } from 'vitest';
import { destinationName } from '../../src/flows/destination-name.ts';

describe('destinationName', () => {
  it('lower-cases a name and drops port and trailing dots', () => {
    expect(destinationName('Api.Example.COM:8443')).toBe('api.example.com');
    expect(destinationName('example.com..')).toBe('example.com');
  });

  it('takes no address for a name', () => {
    for (const text of ['203.0.113.7', '203.0.113.7:80', '[2001:db8::1]:80', '2001:db8::1', '', ':80', undefined]) {
      expect(destinationName(text)).toBeUndefined();
    }
  });
});
