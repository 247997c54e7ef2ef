import { describe, expect, it } from 'vitest';
import { positionals, STDIN_PATH, severalTexts, singleText } from '../../src/cli/typed-arguments.ts';

describe('parsed arguments', () => {
  it('yield one text, or none, and refuse two', () => {
    expect(singleText({ output: 'out' }, 'output')).toBe('out');
    expect(singleText({}, 'output')).toBeUndefined();
    expect(() => singleText({ output: ['a', 'b'] }, 'output')).toThrow('--output was given more than once.');
  });

  it('yield the values of an option that was given once, twice, or not at all', () => {
    expect(severalTexts({ finding: 'a' }, 'finding')).toEqual(['a']);
    expect(severalTexts({ finding: ['a', 7] }, 'finding')).toEqual(['a', '7']);
    expect(severalTexts({}, 'finding')).toEqual([]);
  });

  it('yield positionals from both sides of a double dash, and the dash for stdin', () => {
    expect(positionals({ captures: ['a', STDIN_PATH], _: ['analyze', '-odd', STDIN_PATH] }, 'captures')).toEqual([
      'a',
      '-',
      '-odd',
      '-',
    ]);
    expect(positionals({ _: ['analyze'] }, 'captures')).toEqual([]);
    expect(positionals({ captures: [undefined], _: ['analyze'] }, 'captures')).toEqual([]);
  });
});
