import { describe, expect, it } from 'vitest';
import type { FlowSends, PlacedMatch } from '../../src/evidence/app-case.ts';
import { blobEvidence, transformationEvidence } from '../../src/evidence/transformation-evidence.ts';
import { appCase, crypto } from '../support/app-case.ts';
import { START_US } from '../support/channel-flow.ts';

const wrap = crypto(1, 'key_wrap', { operation: 'wrap', outputBytes: 256 });
const match: PlacedMatch = {
  output: 0,
  coding: 'base64',
  offset: 40,
  length: 342,
  isWhole: true,
  bits: 230.4,
  lengthPrefixBytes: undefined,
  cause: wrap,
  side: 'orig',
  frame: 17,
  timeUs: START_US + 1.1e6,
};
const flow = (more: Partial<FlowSends>): FlowSends => ({
  flowId: 'f',
  channelId: 'c',
  sends: [],
  matches: [],
  ...more,
});

describe('evidence of transformation', () => {
  it('cites frame, place in the stream and log line of ciphertext that was found', () => {
    const app = appCase([{}], { crypto: [wrap], sends: [flow({ matches: [match] })] });
    const [{ channelId, item } = { channelId: '', item: undefined }] = transformationEvidence(app, () => 'x.example');
    expect(channelId).toBe('c');
    expect(item).toMatchObject({ kind: 'content_match', bits: 6, flows: ['f'], numbers: { outputs: 1, whole: 1 } });
    expect(item?.sources).toEqual(['frame 17', 'stream f orig 40+342', 'crypto.ndjson:1001']);
    expect(item?.statement).toContain('as base64, 1 of them whole by their SHA-256 (at least 230 bits against chance)');
  });

  it('says where the log is late', () => {
    const early = { ...match, timeUs: wrap.captureUs - 2.5e6 };
    const app = appCase([{}], { crypto: [wrap], sends: [flow({ matches: [early] })] });
    const [found] = transformationEvidence(app, () => 'x.example');
    expect(found?.item).toMatchObject({ bits: 6, numbers: { logged_late: 1, late_ms: 2500 } });
    expect(found?.item.statement).toContain('1 of them were logged after they had left, by up to 2500 ms');
    const punctual = appCase([{}], { crypto: [wrap], sends: [flow({ matches: [match] })] });
    expect(transformationEvidence(punctual, () => 'x')[0]?.item.statement).not.toContain('late');
  });

  it('falls back on lengths, and says nothing of channels without either', () => {
    const outputs = Array.from({ length: 16 }, (_, i) =>
      crypto(i * 5, 'cipher_final', { operation: 'encrypt', outputBytes: 300 + ((i * 41) % 97) }),
    );
    const sends = outputs.map(({ captureUs, event }, i) => ({
      timeUs: captureUs + 20e3,
      bytes: event.outputBytes! + 21,
      frame: i + 1,
    }));
    const others = sends.map((send, i) => ({ ...send, bytes: 100 + ((i * 59) % 83) }));
    const app = appCase([{}], { crypto: outputs, sends: [flow({ sends }), flow({ channelId: 'd', sends: others })] });
    const found = transformationEvidence(app, () => 'x.example');
    expect(found.map(({ channelId }) => channelId)).toEqual(['c']);
    expect(found[0]?.item).toMatchObject({ kind: 'length_match', bits: 4, numbers: { hits: 16, overhead_bytes: 21 } });
  });

  it('asks more of lengths where more channels are asked', () => {
    const outputs = [300, 341, 385, 407, 466].map((outputBytes, i) =>
      crypto(i * 5, 'cipher_final', { operation: 'encrypt', outputBytes }),
    );
    const sends = outputs.map(({ captureUs, event }, i) => ({
      timeUs: captureUs + 20e3,
      bytes: event.outputBytes! + 21,
      frame: i + 1,
    }));
    const among = (channels: number) => {
      const others = Array.from({ length: channels - 1 }, (_, i) => flow({ channelId: `other ${i}` }));
      return transformationEvidence(appCase([{}], { crypto: outputs, sends: [flow({ sends }), ...others] }), () => 'x');
    };
    expect(among(1)[0]?.item.numbers).toMatchObject({ hits: 5, channels: 1 });
    expect(among(40)).toEqual([]);
  });

  it('is nothing without a second reading', () => {
    expect(transformationEvidence(appCase([{}], { crypto: [wrap] }), () => 'x')).toEqual([]);
  });

  it('counts blobs in files, which are those that are known to be encrypted', () => {
    const sealed = crypto(1, 'file_write', { operation: 'encrypt', outputBytes: 99 });
    const plain = crypto(2, 'file_write', { outputBytes: 99 });
    expect(blobEvidence(appCase([{}], { crypto: [sealed, plain] }))[0]).toMatchObject({
      kind: 'blob_written',
      bits: 1,
      numbers: { files: 1 },
    });
    expect(blobEvidence(appCase([{}], { crypto: [plain] }))).toEqual([]);
  });
});
