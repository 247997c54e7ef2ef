// MQTT 3.1, 3.1.1 and 5, by the CONNECT with which a client must begin (OASIS MQTT 5.0 §3.1).

import { hasText, isText, u16be } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const CONNECT = 0x10;
/** Types 1 to 15 with their flags. */
const LAST_PACKET = 0x100;
const PUBLISH = 3;
const PING = 12;
const AUTHENTICATION = 15;
/** Release, subscribe, unsubscribe: flags 2. */
const WITH_FLAGS = new Set([6, 8, 10]);
const MOST_PACKETS = 16;
const CONNACK = 0x20;
const NAMES = ['MQTT', 'MQIsdp'] as const;
const LAST_LEVEL = 5;
const FIRST_LEVEL = 3;

export const mqttRecogniser = {
  name: 'mqtt',
  transport: 'tcp',
  proves:
    "a CONNECT with MQTT's name, a known level and legal flags (chance below 1e-14), answered, where it is, by a CONNACK",
  mayBegin: (byte: number) => byte >= CONNECT && byte < LAST_PACKET,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.orig;
    if (!flow.startSeen) return isConversation(flow) ? facts('packets that chain, a topic among them') : undefined;
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
    return facts(`CONNECT of level ${level & 0x7f}`);
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'mqtt', kind: 'cleartext', reason: `MQTT ${what}` };
}

/** Without its beginning: packets of both sides that chain, one of them a message with a printable topic. */
function isConversation({ orig, resp }: FinishedFlow): boolean {
  const fromOrig = chained(orig);
  const fromResp = chained(resp);
  if (fromOrig === undefined || fromResp === undefined) return false;
  return fromOrig.packets + fromResp.packets >= 2 && fromOrig.topics + fromResp.topics > 0;
}

/** Undefined where the bytes do not chain. */
function chained({ prefix, streamBytes }: FlowSide): { packets: number; topics: number } | undefined {
  const counts = { packets: 0, topics: 0 };
  for (let at = 0; at < prefix.length && counts.packets < MOST_PACKETS; counts.packets++) {
    const type = prefix[at] >> 4;
    const flags = prefix[at] & 15;
    if (type === 0 || (type !== PUBLISH && flags !== (WITH_FLAGS.has(type) ? 2 : 0))) return undefined;
    let length = 0;
    let width = 1;
    for (; width < 5; width++) {
      length += (prefix[at + width] & 0x7f) * 128 ** (width - 1);
      if (prefix[at + width] < 0x80) break;
    }
    const body = at + 1 + width;
    if (type === PUBLISH) {
      const topic = u16be(prefix, body);
      if (
        (flags & 6) === 6 ||
        topic < 2 ||
        topic > length ||
        !isText(prefix, body + 2, Math.min(body + 2 + topic, prefix.length))
      ) {
        return undefined;
      }
      counts.topics += 1;
    } else if (type >= PING && length !== 0 && type < AUTHENTICATION - 1) return undefined;
    at = body + length;
    if (at > streamBytes) return undefined;
  }
  return counts;
}
