import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTING_KEYS, settingOf } from '../../src/run/config-settings.ts';
import { type ConfigSources, checkConfigFile, checkedSettings, resolveConfig } from '../../src/run/config-sources.ts';

let folder: string;
let elsewhere: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipherscope-config-'));
  elsewhere = join(folder, 'empty');
  mkdirSync(elsewhere);
  write('cipherscope.json', { workers: 3, max_flows: 500, device_tz: 'UTC' });
  write('other.json', { $schema: 'x', workers: 4, telemetry: ['logs', '/var/logs'], output: 'out' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, value: unknown): void {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

function from(sources: Partial<ConfigSources> = {}): Promise<Awaited<ReturnType<typeof resolveConfig>>> {
  return resolveConfig({ options: {}, environment: {}, file: undefined, folder: elsewhere, ...sources });
}

describe('the order of sources', () => {
  it('is defaults where nobody said anything', async () => {
    const { settings, origins } = await from();
    expect(settings).toEqual({
      telemetry: [],
      local: [],
      only_app: [],
      format: [],
      json: false,
      require_areas: [],
      max_flows: 1_000_000,
    });
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
    expect(Object.keys(origins).sort()).toEqual([...SETTING_KEYS].sort());
  });

  it('is option over variable over file over default, each value with its origin', async () => {
    const { settings, origins } = await from({
      folder,
      environment: { CIPHERSCOPE_MAX_FLOWS: '600', CIPHERSCOPE_DEVICE_TZ: '+01:00' },
      options: { device_tz: '+02:00' },
    });
    expect(settings).toMatchObject({ workers: 3, max_flows: 600, device_tz: '+02:00', json: false });
    expect(origins).toMatchObject({
      workers: 'cipherscope.json',
      max_flows: 'CIPHERSCOPE_MAX_FLOWS',
      device_tz: '--device-tz',
      json: 'default',
    });
  });

  it('reads the file that is named, by option before variable, instead of the usual one', async () => {
    expect((await from({ folder, file: 'other.json' })).settings.workers).toBe(4);
    expect((await from({ folder, environment: { CIPHERSCOPE_CONFIG: 'other.json' } })).settings.workers).toBe(4);
    const both = await from({ folder, file: 'other.json', environment: { CIPHERSCOPE_CONFIG: 'cipherscope.json' } });
    expect(both.settings.workers).toBe(4);
  });

  it('means paths in a file from where the file stands', async () => {
    const { settings } = await from({ file: join(folder, 'other.json') });
    expect(settings).toMatchObject({ telemetry: [join(folder, 'logs'), '/var/logs'], output: join(folder, 'out') });
    expect((await from({ folder, file: 'other.json' })).settings.output).toBe('out');
  });

  it('means every path so, and nothing that is none', async () => {
    const texts = Object.fromEntries(
      SETTING_KEYS.filter((key) => settingOf(key).kind === 'text').map((key) => [key, 'UTC']),
    );
    write('texts.json', {
      ...texts,
      start: '2026-01-01',
      end: '2026-01-02',
      log_time: '2026-01-01',
      clock_offset: '1s',
      fail_on: 'alert',
    });
    const { settings } = await from({ file: join(folder, 'texts.json') });
    const moved = Object.entries(settings).filter(([, value]) => value === join(folder, 'UTC'));
    expect(moved.map(([key]) => key).sort()).toEqual(['allowlist', 'catalogue', 'lake', 'output', 'parameters']);
    expect(settings.device_tz).toBe('UTC');
  });
});

describe('texts of options and variables', () => {
  it('become numbers, switches and lists', async () => {
    const environment = {
      CIPHERSCOPE_WORKERS: '2',
      CIPHERSCOPE_JSON: '1',
      CIPHERSCOPE_LOCAL: '10.0.0.1, 10.0.0.2,',
      CIPHERSCOPE_TELEMETRY: ['a,b', 'c'].join(delimiter),
    };
    expect((await from({ environment })).settings).toMatchObject({
      workers: 2,
      json: true,
      local: ['10.0.0.1', '10.0.0.2'],
      telemetry: ['a,b', 'c'],
    });
  });

  it('of options keep a path as it was typed, and join lists that were repeated', async () => {
    const options = {
      telemetry: ['a,b', `c${delimiter}d`],
      require_areas: ['key_lifecycle,all', 'network_transmission'],
    };
    expect((await from({ options })).settings).toMatchObject({
      telemetry: ['a,b', `c${delimiter}d`],
      require_areas: ['key_lifecycle', 'all', 'network_transmission'],
    });
  });
});

describe('a fault', () => {
  it('names its origin, what was expected and what was found, all faults at once', async () => {
    write('faulty.json', { wrokers: 3, max_flows: 'many', local: ['10.0.0', 'x'] });
    const resolving = from({
      folder,
      file: 'faulty.json',
      environment: { CIPHERSCOPE_WORKERS: 'two' },
      options: { fail_on: 'all', json: 'perhaps' },
    });
    await expect(resolving).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    const message = await messageOf(resolving);
    expect(message.split('\n')).toEqual([
      'faulty.json: local expects IP addresses or CIDR blocks, such as 10.0.2.15 or fd00::/8, not ["10.0.0","x"].',
      'faulty.json: max_flows expects a whole number from 1 to 16777216, not "many".',
      'faulty.json: there is no setting "wrokers"; did you mean workers?',
      'CIPHERSCOPE_WORKERS expects a whole number from 1 to 256, not "two".',
      '--json expects true or false, not "perhaps".',
      '--fail-on expects observation or alert, not "all".',
    ]);
  });

  it('of an option that may be repeated shows what was typed, and of a list in the wrong place the list', async () => {
    await expect(from({ options: { local: ['300.1.1.1'] } })).rejects.toThrow('fd00::/8, not "300.1.1.1".');
    await expect(from({ options: { workers: [3] } })).rejects.toThrow('from 1 to 256, not [3].');
  });

  it('is found although a stronger source overrides it', async () => {
    await expect(from({ environment: { CIPHERSCOPE_WORKERS: '0' }, options: { workers: '2' } })).rejects.toThrow(
      'CIPHERSCOPE_WORKERS expects',
    );
  });

  it('is a file that is absent, is no JSON, or no object', async () => {
    write('broken.json', '{"workers": 3');
    write('list.json', '[1]');
    write('null.json', 'null');
    await expect(from({ folder, file: 'absent.json' })).rejects.toThrow('absent.json: no such file.');
    await expect(from({ folder, file: 'broken.json' })).rejects.toThrow('broken.json: not JSON: ');
    await expect(from({ folder, file: 'list.json' })).rejects.toThrow('list.json: expects a JSON object');
    await expect(from({ folder, file: 'null.json' })).rejects.toThrow('null.json: expects a JSON object');
    await expect(from({ folder, file: '.' })).rejects.toThrow('.: cannot be read (EISDIR).');
  });

  it('shows a long value shortened, and control characters escaped', async () => {
    const message = await messageOf(from({ options: { start: `\u001b[31m${'x'.repeat(500)}` } }));
    expect(message).toContain('\\u001b[31mxxx');
    expect(message.length).toBeLessThan(300);
  });

  it('is never a key that every object inherits', async () => {
    write('proto.json', '{"__proto__": {"workers": 3}, "constructor": 1}');
    await expect(from({ folder, file: 'proto.json' })).rejects.toThrow('there is no setting "constructor"');
  });
});

describe('the environment', () => {
  it('gets a remark for a variable that looks like one of ours, none for the others', async () => {
    const environment = {
      CIPHERSCOPE_WORKER: '2',
      CIPHERSCOPE_SHARED: '/data',
      PATH: '/bin',
      CIPHERSCOPE_CONFIG: undefined,
    };
    const { settings, warnings } = await from({ environment });
    expect(warnings).toEqual([
      'CIPHERSCOPE_WORKER is not a variable this program reads; did you mean CIPHERSCOPE_WORKERS?',
    ]);
    expect(settings.workers).toBeUndefined();
  });
});

describe('checkConfigFile', () => {
  it('counts the settings of a good file', async () => {
    expect(await checkConfigFile(join(folder, 'other.json'), 'other.json')).toBe(3);
  });

  it('refuses a faulty one under the name it was given', async () => {
    write('bad.json', { workers: 0 });
    await expect(checkConfigFile(join(folder, 'bad.json'), './bad.json')).rejects.toThrow(
      './bad.json: workers expects',
    );
  });
});

describe('checkedSettings', () => {
  it('puts what a program gives over the defaults, and reads no file or variable', async () => {
    const { settings } = await from({ folder: elsewhere });
    expect(await checkedSettings({ workers: 7, start: undefined }, 'analyze()')).toEqual({ ...settings, workers: 7 });
  });

  it('refuses what a file would not be allowed either', async () => {
    expect(await messageOf(checkedSettings({ workers: 0, max_flow: 3 } as object, 'analyze()'))).toBe(
      'analyze(): workers expects a whole number from 1 to 256, not 0.\nanalyze(): there is no setting "max_flow"; did you mean max_flows?',
    );
  });
});

async function messageOf(resolving: Promise<unknown>): Promise<string> {
  try {
    await resolving;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
