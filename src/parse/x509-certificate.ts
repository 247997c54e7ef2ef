// The facts of an X.509 certificate (RFC 5280 §4.1) that say how strong it is and whose: key, signature algorithm, names, validity.
// Invariant: a certificate that the capture cut gives the facts that stand before the cut; what contradicts DER gives none.

import { X509Certificate } from 'node:crypto';
import { latin1Text, utf8Text } from './byte-text.ts';
import { type DerElement, DerTag, derChildren, derHex, readDerElement } from './der.ts';
import { EC_CURVES, NAME_ATTRIBUTES, PUBLIC_KEYS, SIGNATURES, SUBJECT_ALTERNATIVE_NAME } from './x509-names.ts';

export interface X509Facts {
  /** `CN=example.org, O=Example`: the attributes that have short names, in the order of the certificate. */
  subject?: string;
  issuer?: string;
  /** dNSName and iPAddress entries of the subject alternative name, 16 at most. */
  names: string[];
  /** 'rsa', 'ec', 'ed25519', 'dsa', … or the object identifier in hexadecimal. */
  keyType?: string;
  keyBits?: number;
  /** Of elliptic-curve keys. */
  curve?: string;
  /** 'sha256-rsa', 'sha384-ecdsa', …, or the object identifier in hexadecimal. */
  signatureAlgorithm?: string;
  /** As in the certificate: 'YYMMDDHHMMSSZ' or 'YYYYMMDDHHMMSSZ' made RFC 3339. */
  notBefore?: string;
  notAfter?: string;
  /** Subject and issuer are the same and its own key verifies its signature; undefined where the certificate was cut, or a check would take long. */
  selfSigned?: boolean;
}

const MAX_NAMES = 16;
const MAX_RSA_BITS = 8192;
/** 65,537 has three; nobody needs more than four. */
const MAX_EXPONENT_BYTES = 4;
const MAX_TEXT_BYTES = 256;
/** tbsCertificate has ten fields at most, a name or an extension list as many as its sender likes. */
const MAX_CHILDREN = 64;
const CONTEXT_0 = 0xa0;
const CONTEXT_3 = 0xa3;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/** Reads `bytes`, which begin with a certificate and may end before it does; undefined when they do not begin with one. */
export function readX509(bytes: Uint8Array): X509Facts | undefined {
  const certificate = readDerElement(bytes, 0, Number.POSITIVE_INFINITY);
  if (certificate?.tag !== DerTag.sequence) return undefined;
  const tbs = readDerElement(bytes, certificate.start, certificate.wireEnd);
  if (tbs?.tag !== DerTag.sequence) return undefined;
  const fields = derChildren(bytes, tbs, MAX_CHILDREN);
  // Version 1 leaves its number out.
  let at = fields[0]?.tag === CONTEXT_0 ? 1 : 0;
  const serial = fields[at++];
  const algorithm = fields[at++];
  if (serial?.tag !== DerTag.integer || algorithm?.tag !== DerTag.sequence) return undefined;
  const facts: X509Facts = { names: [] };
  const [issuer, validity, subject, key] = fields.slice(at, at + 4);
  const signature = derChildren(bytes, algorithm, 1)[0];
  if (signature?.tag === DerTag.objectIdentifier && isWhole(signature)) {
    const oid = derHex(bytes, signature);
    facts.signatureAlgorithm = SIGNATURES.get(oid) ?? oid;
  }
  if (issuer !== undefined && isWhole(issuer)) facts.issuer = nameText(bytes, issuer);
  if (validity !== undefined && isWhole(validity)) readValidity(facts, bytes, validity);
  if (subject !== undefined && isWhole(subject)) facts.subject = nameText(bytes, subject);
  if (key !== undefined) readKey(facts, bytes, key);
  const extensions = fields.slice(at + 4).find(({ tag }) => tag === CONTEXT_3);
  if (extensions !== undefined) readNames(facts, bytes, extensions);
  if (isWhole(certificate) && issuer !== undefined && subject !== undefined) {
    if (!sameBytes(bytes, issuer, subject)) facts.selfSigned = false;
    else if (isCheapKey(facts, bytes, key)) facts.selfSigned = verifiesItself(bytes.subarray(0, certificate.end));
  }
  return facts;
}

/** Keys with which a signature is checked in a millisecond. Large primes and exponents are somebody's attempt to keep us busy. */
function isCheapKey({ keyType, keyBits, curve }: X509Facts, bytes: Uint8Array, info: DerElement | undefined): boolean {
  if (keyType === 'ed25519' || keyType === 'ed448') return true;
  if (keyType === 'ec') return curve !== undefined;
  if ((keyType !== 'rsa' && keyType !== 'rsa-pss') || info === undefined || keyBits === undefined) return false;
  const key = derChildren(bytes, info, 2)[1];
  const numbers = key === undefined ? undefined : readDerElement(bytes, key.start + 1, key.wireEnd);
  const exponent = numbers === undefined ? undefined : derChildren(bytes, numbers, 2)[1];
  return keyBits <= MAX_RSA_BITS && exponent !== undefined && exponent.end - exponent.start <= MAX_EXPONENT_BYTES;
}

function isWhole(element: DerElement): boolean {
  return element.end === element.wireEnd;
}

/** RDNSequence: sets of one attribute, mostly. */
function nameText(bytes: Uint8Array, name: DerElement): string {
  const parts: string[] = [];
  for (const set of derChildren(bytes, name, MAX_CHILDREN)) {
    for (const attribute of derChildren(bytes, set, 4)) {
      const [type, value] = derChildren(bytes, attribute, 2);
      if (type?.tag !== DerTag.objectIdentifier || value === undefined) continue;
      const short = NAME_ATTRIBUTES.get(derHex(bytes, type));
      if (short !== undefined) parts.push(`${short}=${stringText(bytes, value)}`);
    }
  }
  return parts.join(', ');
}

function stringText(bytes: Uint8Array, value: DerElement): string {
  const end = Math.min(value.end, value.start + MAX_TEXT_BYTES);
  // BMPString: two bytes a character.
  if (value.tag === 0x1e) {
    let text = '';
    for (let at = value.start; at + 1 < end; at += 2) text += String.fromCharCode((bytes[at] << 8) | bytes[at + 1]);
    return text;
  }
  return utf8Text(bytes, value.start, end);
}

function readValidity(facts: X509Facts, bytes: Uint8Array, validity: DerElement): void {
  const [from, to] = derChildren(bytes, validity, 2).map((time) => timeText(latin1Text(bytes, time.start, time.end)));
  if (from !== undefined) facts.notBefore = from;
  if (to !== undefined) facts.notAfter = to;
}

/** UTCTime (two digits of year, 50 and above are of the last century, RFC 5280 §4.1.2.5.1) or GeneralizedTime. */
function timeText(text: string): string | undefined {
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return undefined;
  const [, year = '', ...rest] = match;
  const [month, day, hour, minute, second] = rest;
  const full = year.length === 4 ? year : `${year >= '50' ? '19' : '20'}${year}`;
  return `${full}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function readKey(facts: X509Facts, bytes: Uint8Array, info: DerElement): void {
  const [algorithm, key] = derChildren(bytes, info, 2);
  if (algorithm?.tag !== DerTag.sequence) return;
  const [type, parameters] = derChildren(bytes, algorithm, 2);
  if (type?.tag !== DerTag.objectIdentifier || !isWhole(type)) return;
  const oid = derHex(bytes, type);
  const known = PUBLIC_KEYS.get(oid);
  facts.keyType = known?.name ?? oid;
  if (known?.bits !== undefined) facts.keyBits = known.bits;
  else if (known?.name === 'ec') {
    if (parameters?.tag !== DerTag.objectIdentifier) return;
    const curve = EC_CURVES.get(derHex(bytes, parameters));
    facts.curve = curve?.name ?? derHex(bytes, parameters);
    if (curve !== undefined) facts.keyBits = curve.bits;
  } else if (key?.tag === DerTag.bitString && known !== undefined) {
    const bits = modulusBits(bytes, key, known.name === 'rsa' || known.name === 'rsa-pss', parameters);
    if (bits !== undefined) facts.keyBits = bits;
  }
}

/** Of an RSA modulus, which stands in the key, or of the prime of DSA and DH, which stands in the parameters. */
function modulusBits(
  bytes: Uint8Array,
  key: DerElement,
  isRsa: boolean,
  parameters: DerElement | undefined,
): number | undefined {
  // The first byte of a BIT STRING counts its unused bits.
  const holder = isRsa ? readDerElement(bytes, key.start + 1, key.wireEnd) : parameters;
  if (holder?.tag !== DerTag.sequence) return undefined;
  const modulus = readDerElement(bytes, holder.start, holder.wireEnd);
  if (modulus?.tag !== DerTag.integer || modulus.start >= modulus.end) return undefined;
  const isPadded = bytes[modulus.start] === 0;
  const first = isPadded ? bytes[modulus.start + 1] : bytes[modulus.start];
  if (first === undefined || first === 0) return undefined;
  return (modulus.wireEnd - modulus.start - (isPadded ? 1 : 0)) * 8 - Math.clz32(first) + 24;
}

function readNames(facts: X509Facts, bytes: Uint8Array, extensions: DerElement): void {
  const [list] = derChildren(bytes, extensions, 1);
  if (list === undefined) return;
  for (const extension of derChildren(bytes, list, MAX_CHILDREN)) {
    const parts = derChildren(bytes, extension, 3);
    if (parts[0] === undefined || derHex(bytes, parts[0]) !== SUBJECT_ALTERNATIVE_NAME) continue;
    const value = parts.at(-1) as DerElement;
    const names = value.tag === DerTag.octetString ? derChildren(bytes, value, 1)[0] : undefined;
    if (names === undefined) return;
    for (const name of derChildren(bytes, names, MAX_NAMES * 4)) {
      if (!isWhole(name) || facts.names.length === MAX_NAMES) return;
      if (name.tag === DNS_NAME) facts.names.push(utf8Text(bytes, name.start, Math.min(name.end, name.start + 255)));
      else if (name.tag === IP_ADDRESS && name.end - name.start === 4)
        facts.names.push(bytes.subarray(name.start, name.end).join('.'));
    }
    return;
  }
}

function sameBytes(bytes: Uint8Array, a: DerElement, b: DerElement): boolean {
  if (a.end - a.start !== b.end - b.start) return false;
  for (let i = 0; i < a.end - a.start; i++) if (bytes[a.start + i] !== bytes[b.start + i]) return false;
  return true;
}

/** OpenSSL throws at keys and algorithms that it does not know or no longer wants. */
function verifiesItself(der: Uint8Array): boolean {
  try {
    const certificate = new X509Certificate(der);
    return certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}
