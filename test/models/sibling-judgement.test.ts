import { expect, test } from 'vitest';
import type { SampledMessage } from '../../src/flows/sibling-samples.ts';
import type { SiblingFlow } from '../../src/models/sibling-flow.ts';
import { judgeSiblings } from '../../src/models/sibling-judgement.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(67);
let frame = 0;

function flow(more: Partial<SiblingFlow>): SiblingFlow {
  frame += 10;
  return {
    class: 'unknown',
    confidence: 0,
    scheme: undefined,
    service: undefined,
    transport: 'tcp',
    firstFrame: frame,
    startSeen: true,
    isByBytes: true,
    isRecordsOnly: false,
    isByKind: false,
    messages: () => [],
    ...more,
  };
}

const named = (service: string, more: Partial<SiblingFlow> = {}): SiblingFlow =>
  flow({ class: 'standard', service, scheme: service, confidence: 0.99, isByBytes: false, ...more });
const custom = (more: Partial<SiblingFlow> = {}): SiblingFlow => flow({ class: 'custom', confidence: 0.8, ...more });
const clear = (more: Partial<SiblingFlow> = {}): SiblingFlow => flow({ class: 'cleartext', confidence: 0.5, ...more });
const classes = (flows: readonly SiblingFlow[]) => {
  const anew = judgeSiblings(flows);
  return flows.map((_, i) => anew.get(i)?.class);
};

test('a flow met in mid-flow is what its siblings were named, and says which', () => {
  const flows = [named('ssh'), custom({ startSeen: false }), custom()];
  const anew = judgeSiblings(flows);
  expect([...anew.keys()]).toEqual([1]);
  expect(anew.get(1)).toMatchObject({ class: 'standard', scheme: 'ssh' });
  expect(anew.get(1)?.reasons[0]).toContain(
    `one flow to the same address and port is ssh (frame ${flows[0]?.firstFrame})`,
  );
});

test('beside a protocol in the clear it is cleartext, and flows of a known format stay what they are', () => {
  const kerberos = named('kerberos', { class: 'cleartext', scheme: undefined });
  const png = flow({ class: 'compressed', scheme: 'png', startSeen: false });
  expect(classes([kerberos, custom({ startSeen: false }), png])).toEqual([undefined, 'cleartext', undefined]);
});

test('of datagrams the named ones must not be fewer', () => {
  const late = custom({ transport: 'udp' });
  expect(classes([named('quic', { transport: 'udp' }), late])).toEqual([undefined, 'standard']);
  expect(classes([named('quic', { transport: 'udp' }), late, custom({ transport: 'udp' })])).toEqual(
    Array(3).fill(undefined),
  );
});

test('records without hellos beside flows that imitate TLS are an imitation, beside real TLS they are TLS', () => {
  const imitation = named('fake-tls', { class: 'custom' });
  const records = named('tls', { isRecordsOnly: true, startSeen: false });
  expect(judgeSiblings([imitation, records]).get(1)).toMatchObject({ class: 'custom', scheme: 'fake-tls' });
  expect(classes([named('tls'), records])).toEqual([undefined, undefined]);
  expect(classes([imitation, named('tls'), records])).toEqual([undefined, undefined, undefined]);
});

test('the many decide for the few', () => {
  expect(classes([custom(), custom(), clear()])).toEqual([undefined, undefined, 'custom']);
  expect(classes([custom(), custom(), flow({ class: 'compressed', scheme: 'brotli' })])).toEqual([
    undefined,
    undefined,
    'custom',
  ]);
  expect(classes([custom(), custom(), flow({ class: 'compressed', scheme: 'zip' })])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(classes([custom(), clear()])).toEqual([undefined, undefined]);
  expect(classes([custom(), clear(), clear(), clear()])).toEqual(['cleartext', undefined, undefined, undefined]);
  expect(classes([custom({ confidence: 0.95 }), clear(), clear(), clear()])).toEqual(Array(4).fill(undefined));
});

const short = (i: number): readonly SampledMessage[] => {
  const bytes = Buffer.concat([Uint8Array.of(0xf2, 0xf0, 0, i, 7, 7), randomBytes(28, random)]);
  return [{ fromOriginator: 1, wireBytes: bytes.length, bytes }];
};

test('flows too short to be judged alone are judged together, those met in mid-flow left out', () => {
  const shorts = (more: Partial<SiblingFlow>) =>
    Array.from({ length: 9 }, (_, i) => flow({ messages: () => short(i), ...more }));
  expect(classes(shorts({}))).toEqual(Array(9).fill('custom'));
  expect(classes(shorts({ startSeen: false }))).toEqual(Array(9).fill(undefined));
  expect(judgeSiblings(shorts({})).get(4)?.reasons[0]).toContain(
    'with 8 other flows to the same address and port (frames ',
  );
});

test('what connections of MQTT publish is judged together, or like that of most of them', () => {
  const mqtt = (more: Partial<SiblingFlow>) =>
    named('mqtt', { class: 'cleartext', scheme: undefined, messages: () => short(frame & 255), ...more });
  expect(classes(Array.from({ length: 8 }, () => mqtt({})))).toEqual(Array(8).fill('embedded'));
  const sealed = mqtt({ class: 'embedded', scheme: 'mqtt' });
  expect(classes([sealed, sealed, mqtt({})])).toEqual([undefined, undefined, 'embedded']);
  expect(classes([sealed, sealed, mqtt({ messages: () => [] })])).toEqual([undefined, undefined, undefined]);
});
