import { describe, expect, it } from 'vitest';
import { SETTING_KEYS, settingOf, variableOf } from '../../src/run/config-settings.ts';

describe('the table of settings', () => {
  it('names the option and the variable after the key', () => {
    for (const key of SETTING_KEYS) {
      expect(settingOf(key).option).toBe(key.replaceAll('_', '-'));
      expect(variableOf(key)).toBe(`CIPHERSCOPE_${key.toUpperCase()}`);
    }
  });

  it('has no option or short form twice, and none that every command has', () => {
    const names = SETTING_KEYS.flatMap((key) => [settingOf(key).option, settingOf(key).alias ?? []].flat());
    const taken = ['quiet', 'q', 'verbose', 'v', 'color', 'help', 'version', 'config', 'c', 'interface', 'i'];
    expect(new Set([...names, ...taken]).size).toBe(names.length + taken.length);
  });

  it('marks those whose value is a path, and no others', () => {
    for (const key of SETTING_KEYS) {
      const { expects, isPath = false } = settingOf(key);
      expect(isPath, key).toBe(/^(the path of|paths of)/.test(expects));
    }
  });

  it('gives every switch and list a default, so that nobody has to ask twice', () => {
    for (const key of SETTING_KEYS) {
      const { kind, default: value } = settingOf(key);
      if (kind === 'switch') expect(value).toBe(false);
      if (kind === 'texts') expect(value).toEqual([]);
    }
  });

  it('records no path and nothing of how fast it ran', () => {
    const recorded = SETTING_KEYS.filter((key) => settingOf(key).shapesRecords);
    for (const key of ['telemetry', 'output', 'workers', 'json'] as const) expect(recorded).not.toContain(key);
    expect(recorded).toContain('clock_offset');
  });
});
