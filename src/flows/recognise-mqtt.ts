// MQTT 3.1, 3.1.1 and 5, by the CONNECT with which a client must begin (OASIS MQTT 5.0 §3.1).

import { hasText, u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const CONNECT = 0x10;
const CONNACK = 0x20;
const NAMES = ['MQTT', 'MQIsdp'] as const;
const LAST_LEVEL = 5;
const FIRST_LEVEL = 3;

export const mqttRecogniser = {
  name: 'mqtt',
  transport: 'tcp',
  proves:
    "a CONNECT with MQTT's name, a known level and legal flags (chance below 1e-14), answered, where it is, by a CONNACK",
  mayBegin: (byte: number) => byte === CONNECT,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.orig;
    if (prefix[0] !== CONNECT) return undefined;
    let at = 1;
    while (at < 5 && prefix[at] >= 0x80) at += 1;
    at += 1;
    const name = NAMES.find((one) => u16be(prefix, at) === one.length && hasText(prefix, at + 2, one));
    if (name === undefined) return undefined;
    const level = prefix[at + 2 + name.length];
    const flags = prefix[at + 3 + name.length];
    // The high bit of the level marks a bridge; the low bit of the flags is reserved.
    if ((level & 0x7f) < FIRST_LEVEL || (level & 0x7f) > LAST_LEVEL || (flags & 1) === 1) return undefined;
    if (flow.resp.prefix.length > 0 && flow.resp.prefix[0] !== CONNACK) return undefined;
    return { service: 'mqtt', kind: 'cleartext', reason: `MQTT CONNECT of level ${level & 0x7f}` };
  },
} as const satisfies ServiceRecogniser;
