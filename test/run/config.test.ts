import { describe, expect, it } from 'vitest';
import { analyzeOptions, recordedConfig } from '../../src/run/config.ts';

const input = { captures: ['a.pcap'], interfaceName: undefined, quiet: false, verbose: false };

describe('the options of an analysis', () => {
  it('carry units and know what is unknown', () => {
    const options = analyzeOptions(input, {
      start: '2026-03-01',
      end: '2026-03-01T00:00:01Z',
      clock_offset: '-2s',
      require_areas: ['network_transmission', 'key_lifecycle'],
    });
    expect(options).toMatchObject({
      captures: ['a.pcap'],
      startUs: 1_772_323_200_000_000,
      endUs: 1_772_323_201_000_000,
      clockOffsetMs: -2000,
      requireAreas: ['key_lifecycle', 'network_transmission'],
      json: false,
      maxFlows: 1_000_000,
      telemetry: [],
    });
    expect(options.workers).toBeUndefined();
    expect(options.assumeUid).toBeUndefined();
    expect(options.failOn).toBeUndefined();
  });

  it('expand "all" to the five areas', () => {
    expect(analyzeOptions(input, { require_areas: ['all'] }).requireAreas).toHaveLength(5);
  });

  it('refuse a window that leaves nothing', () => {
    const same = '2026-03-01T00:00:00Z';
    expect(() => analyzeOptions(input, { start: same, end: same })).toThrow('not before --end');
  });

  it('refuse no input, two kinds of input, and stdin among files', () => {
    expect(() => analyzeOptions({ ...input, captures: [] }, {})).toThrow('Nothing to analyse');
    expect(() => analyzeOptions({ ...input, interfaceName: 'wlan0' }, {})).toThrow('--interface captures live');
    expect(() => analyzeOptions({ ...input, captures: ['a', '-'] }, {})).toThrow('stdin');
    expect(analyzeOptions({ ...input, captures: [], interfaceName: 'wlan0' }, {}).interfaceName).toBe('wlan0');
    expect(analyzeOptions({ ...input, captures: ['-'] }, {}).captures).toEqual(['-']);
  });
});

describe('what the manifest records', () => {
  it('is what shapes records, in order of the key, the same for every machine and number of threads', () => {
    const shaping = { max_flows: 10, local: ['10.0.0.1'], clock_offset: '1s' };
    const recorded = recordedConfig({
      ...shaping,
      workers: 4,
      output: '/home/me',
      telemetry: ['/secret'],
      json: true,
      fail_on: 'alert',
    });
    expect(JSON.stringify(recorded)).toBe('{"clock_offset":"1s","local":["10.0.0.1"],"max_flows":10}');
    expect(analyzeOptions(input, shaping).recordedConfig).toEqual(recorded);
  });
});
