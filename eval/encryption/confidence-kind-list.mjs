// Kinds of judgement of the encryption class, told by the words of their reasons: the first that fits is a flow's.

const LITTLE_CONFIDENCE = 0.6;
const FIELDS = /\bfields\b.*\buniform/;
const OPAQUE =
  /declares? (?:no type|the type (?:application\/(?:octet-stream|x-binary|grpc|[\w.+-]*(?:protobuf|msgpack|cbor))|multipart))/i;
const WITHOUT_OPENING =
  /were before the capture$|: data (?:packets|messages) of one|no hello is whole|long headers; no Initial packet opens/;
const SIBLINGS = /to the same address and port|to the same port of other/;

/**
 * `rests`: kinds that share one are bound together, by the first of it; `is`: class, scheme and reason of a flow, and whether its start was seen. A kind
 * that is `part` of another is counted in that as well.
 */
export const KINDS = [
  {
    kind: 'short flows together',
    rests: ['siblings'],
    is: ({ name, reason }) => isCipher(name) && /^with .* other flow/.test(reason),
  },
  {
    kind: 'like most to one address',
    rests: ['siblings'],
    is: ({ name, reason }) => isCipher(name) && SIBLINGS.test(reason),
  },
  {
    kind: 'named as others to one address',
    rests: ['siblings'],
    is: ({ reason }) => /^no opening was captured/.test(reason),
  },
  { kind: 'uniform alone, not with others', rests: [], is: ({ reason }) => /^uniform by itself/.test(reason) },
  {
    kind: 'names and answers of DNS',
    rests: ['coded'],
    is: ({ name, scheme }) => name === 'embedded' && scheme === 'dns',
  },
  {
    kind: 'values in heads of requests',
    rests: ['http'],
    is: ({ reason }) => /^the .* and decodes to \d+ uniform bytes/.test(reason),
  },
  {
    kind: 'coded fields of HTTP',
    part: 'coded fields',
    rests: ['coded', 'bodies', 'http'],
    is: ({ name, scheme, reason }) => name === 'embedded' && scheme === 'http' && FIELDS.test(reason),
  },
  { kind: 'coded fields', rests: ['coded'], is: ({ name, reason }) => name === 'embedded' && FIELDS.test(reason) },
  {
    kind: 'bodies of no type',
    part: 'bodies against their type',
    rests: ['bodies', 'http'],
    is: ({ scheme, reason }) => isBody(scheme, reason) && OPAQUE.test(reason),
  },
  { kind: 'bodies against their type', rests: ['bodies', 'http'], is: ({ scheme, reason }) => isBody(scheme, reason) },
  {
    kind: 'few bytes hidden by an imitation',
    rests: ['imitations'],
    is: ({ name, reason }) => name === 'custom' && /it hides are few/.test(reason),
  },
  {
    kind: 'hidden by an imitation',
    rests: ['bytes', 'imitations'],
    is: ({ name, reason }) => name === 'custom' && /judged alone/.test(reason),
  },
  {
    kind: 'messages of MQTT and WebSocket',
    rests: ['bytes'],
    is: ({ name, reason }) => name === 'embedded' && /judged alone/.test(reason),
  },
  {
    kind: 'bytes alone, start seen',
    rests: ['bytes'],
    is: ({ name, scheme, startSeen }) => isUnnamed(name, scheme) && startSeen,
  },
  { kind: 'bytes alone, met in mid-flow', rests: ['bytes'], is: ({ name, scheme }) => isUnnamed(name, scheme) },
  { kind: 'named as custom', rests: ['names'], is: ({ name }) => name === 'custom' },
  {
    kind: 'TLS records without a hello',
    rests: ['no opening'],
    is: ({ reason }) => /^TLS records .* before the capture/.test(reason),
  },
  {
    kind: 'others named without their opening',
    rests: ['no opening'],
    is: ({ name, reason }) => name === 'standard' && WITHOUT_OPENING.test(reason),
  },
  {
    kind: 'RTP with varying payloads',
    rests: [],
    is: ({ name, reason }) => name === 'standard' && /^RTP headers, and payloads/.test(reason),
  },
  { kind: 'named as standard', rests: ['names'], is: ({ name }) => name === 'standard' },
  {
    kind: 'begins as a format',
    rests: ['formats'],
    is: ({ name, reason }) => name === 'compressed' && /begins as/.test(reason),
  },
  { kind: 'decompresses', rests: ['formats'], is: ({ name }) => name === 'compressed' },
  { kind: 'coded text', rests: ['text'], is: ({ name }) => name === 'encoded' },
  {
    kind: 'printable text',
    rests: ['text'],
    is: ({ reason }) => /printable text of no recognised protocol$/.test(reason),
  },
  {
    kind: 'too regular, below 128 bytes',
    rests: [],
    is: ({ name, reason, confidence }) => isRegular(name, reason) && confidence <= LITTLE_CONFIDENCE,
  },
  { kind: 'too regular', rests: [], is: ({ name, reason }) => isRegular(name, reason) },
  { kind: 'named as clear', rests: [], is: ({ name }) => name === 'cleartext' },
];

function isCipher(name) {
  return name === 'custom' || name === 'embedded';
}

function isUnnamed(name, scheme) {
  return name === 'custom' && scheme === undefined;
}

function isBody(scheme, reason) {
  return scheme === 'http' && / bod(?:y|ies) (?:declares?|stands?) /.test(reason);
}

function isRegular(name, reason) {
  return name === 'cleartext' && /too regular for ciphertext|the other is not: no cipher/.test(reason);
}
