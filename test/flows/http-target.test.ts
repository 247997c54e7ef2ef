import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownAuthority, shownTarget } from '../../src/flows/http-target.ts';

describe('a request target as it is written', () => {
  it.each([
    ['/v1/stats', '/v1/stats'],
    ['*', '*'],
    ['/login?user=anna&password=hunter2', '/login?user={4}&password={7}'],
    ['/search?c2VjcmV0&&flag=', '/search?{8}&&flag='],
    ['/a;jsessionid=0123456789/b;c', '/a;jsessionid={10}/b;{1}'],
    ['http://anna:p@ss@example.org:8080/x', 'http://example.org:8080/x'],
    ['http://example.org/@anna', 'http://example.org/@anna'],
    [`/${'ab'.repeat(32)}/x`, `/${'ab'.repeat(32)}/x`],
    [`/${'Q'.repeat(100)}/x`, `/${'Q'.repeat(16)}{84}/x`],
    [`/x?${'Q'.repeat(40)}==`, `/x?${'Q'.repeat(16)}{24}={1}`],
  ])('%s is written as %s', (target, shown) => {
    expect(shownTarget(target)).toBe(shown);
  });

  it('holds no value of a query, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^&]{1,40}$/), (value) => {
        const shown = shownTarget(`/p?q=${value}`);
        expect(shown).toBe(`/p?q={${value.length}}`);
      }),
    );
  });
});

it('an authority is written without user and password', () => {
  expect(shownAuthority('example.org:443')).toBe('example.org:443');
  expect(shownAuthority('anna:hunter2@example.org')).toBe('example.org');
  expect(shownAuthority('anna:p@ss@example.org')).toBe('example.org');
});
