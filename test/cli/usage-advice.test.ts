import { describe, expect, it } from 'vitest';
import { commandNames } from '../../src/cli/command-registry.ts';
import { explainUsage } from '../../src/cli/usage-advice.ts';

function firstLine(message: string, ...argv: string[]): string | undefined {
  return explainUsage(message, argv).split('\n')[0];
}

describe('advice on a wrong command line', () => {
  it('for an option: the one that was meant, among those of the command', () => {
    expect(firstLine('Unknown argument: max_flows', 'analyze', '--max_flows', '3')).toBe(
      'There is no option --max_flows; did you mean --max-flows?',
    );
    expect(firstLine('Unknown argument: telemetri', 'doctor', '--telemetri')).toBe('There is no option --telemetri.');
    expect(firstLine('Unknown argument: quite', 'doctor', '--quite')).toContain('did you mean --quiet?');
    expect(firstLine('Unknown argument: z', 'analyze', '-z')).toBe('There is no option -z.');
    expect(firstLine('Unknown argument: ouput', 'analyze', '--ouput=x')).toContain('did you mean --output?');
  });

  it('for an option of assure: its own, and those of analyze that do something there', () => {
    expect(firstLine('Unknown argument: round', 'assure', 'act', '--round', '3')).toContain('did you mean --rounds?');
    expect(firstLine('Unknown argument: telemetri', 'assure', 'check', '--telemetri')).toContain('--telemetry?');
    expect(firstLine('Unknown argument: ouput', 'assure', 'check', '--ouput')).toBe('There is no option --ouput.');
  });

  it('for the -r of other tools: how captures are named here', () => {
    for (const option of ['r', 'read']) {
      expect(firstLine(`Unknown argument: ${option}`, 'analyze', `-${option}`)).toContain('cipherscope analyze FILE');
    }
  });

  it('for their filter and their output: what to do instead', () => {
    for (const option of ['f', 'filter'])
      expect(firstLine(`Unknown argument: ${option}`, 'analyze', `-${option}`, 'tcp port 443')).toContain('tcpdump -r');
    expect(firstLine('Unknown argument: w', 'analyze', '-w', 'x')).toContain('-o FOLDER');
  });

  it('for a word: the command that was meant, or how to analyse a file', () => {
    expect(firstLine('Unknown arguments: doktor, x', 'doktor', 'x')).toContain('did you mean doctor?');
    expect(firstLine('Unknown argument: a.pcap', 'a.pcap')).toBe(
      'There is no command "a.pcap". To analyse a capture: cipherscope analyze FILE',
    );
    expect(firstLine('Unknown argument: sho', 'config', 'sho')).toContain('did you mean show?');
    expect(firstLine('Unknown argument: shwo', 'lake', 'shwo')).toContain('did you mean show?');
    expect(firstLine('Unknown argument: verfy', 'lake', 'verfy')).toContain('did you mean verify?');
    expect(firstLine('Unknown argument: sugest', 'baseline', 'sugest')).toContain('did you mean suggest?');
    expect(firstLine('Unknown argument: constructor', 'constructor')).toContain('There is no command "constructor"');
    expect(firstLine('Unknown argument: zsh', 'completion', 'zsh')).toContain('SHELL=/bin/zsh cipherscope completion');
    for (const name of commandNames().split(/, | or /)) {
      expect(firstLine(`Unknown argument: ${name}x`, `${name}x`)).toContain(`did you mean ${name}?`);
    }
    expect(firstLine('Unknown argument: b', 'doctor', 'b')).toBe('doctor does not know what to do with "b".');
  });

  it('for a missing value: the option that wants it', () => {
    expect(firstLine('Not enough arguments following: t', 'analyze', '-t')).toBe('-t needs a value after it.');
    expect(firstLine('Not enough arguments following: output', 'analyze', '--output')).toBe(
      '--output needs a value after it.',
    );
  });

  it('for a missing word: after what it is missing', () => {
    const message = 'Not enough non-option arguments: got 0, need at least 1';
    expect(explainUsage(message, ['lake', 'query', '--lake', 'x'])).toBe(
      'Something is missing after "lake query".\nSee cipherscope lake query --help',
    );
  });

  it('ends with the help that knows more', () => {
    expect(explainUsage('Unknown argument: sho', ['config', 'sho'])).toMatch(/\nSee cipherscope config --help$/);
    expect(explainUsage('anything else', [])).toBe('anything else\nSee cipherscope --help');
  });
});
