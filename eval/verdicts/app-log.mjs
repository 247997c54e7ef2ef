// What one app of a scenario does: its flows, and what hooks and the system would log of it. Times are seconds from the scenario's start.

import { createHash } from 'node:crypto';
import { tlsHello, tlsRecord } from './protocols.mjs';

export class App {
  flows = [];
  crypto = [];
  states = [];
  /** An entry of the operator's catalogue; apps of ordinary kinds have none. */
  catalogue;

  constructor({ random, uid, name, kind, isHostile, seconds, startUs, ports }) {
    Object.assign(this, { random, uid, name, kind, isHostile, seconds, startUs, ports });
    this.host = `${name.split('.').at(-1)}.example`;
    this.ip = `${random.pick(['198.18', '198.19'])}.${random.whole(0, 255)}.${random.whole(1, 254)}`;
  }

  us(seconds) {
    return this.startUs + Math.round(seconds * 1e6);
  }

  /** `messages`: [seconds from the start, 'up' or 'down', bytes]. */
  flow(at, port, messages, { transport = 'tcp', ip = this.ip, localPort = this.ports.next() } = {}) {
    this.flows.push({
      uid: this.uid,
      transport,
      startUs: this.us(at),
      localPort,
      remoteIp: ip,
      remotePort: port,
      rttUs: this.random.between(8e3, 60e3),
      messages: messages.map(([after, from, bytes]) => ({ atUs: this.us(at + after), from, bytes })),
    });
  }

  /** A TLS connection in which requests of these lengths are sent at these times after the handshake. */
  tls(at, requests, { host = this.host, port = 443, ip = this.ip, answerBytes } = {}) {
    const { random } = this;
    const { client, server } = tlsHello(random, host);
    const messages = [
      [0.05, 'up', client],
      [0.1, 'down', server],
    ];
    for (const [after, length] of requests) {
      messages.push([after, 'up', tlsRecord(random, length)]);
      messages.push([after + 0.08, 'down', tlsRecord(random, answerBytes ?? random.whole(120, 900))]);
    }
    this.flow(at, port, messages, { ip });
  }

  log(at, action, fields = {}) {
    this.crypto.push({
      atUs: this.us(at),
      record: { 'event.action': action, 'event.outcome': 'success', 'android.uid': this.uid, ...fields },
    });
  }

  /** An encryption: logs it and returns its output. */
  encrypt(at, length, { algorithm = 'AES', transformation = 'AES/GCM/NoPadding', keyId } = {}) {
    const output = this.random.bytes(length);
    this.log(at, 'cipher_final', {
      'crypto.class': 'symmetric',
      'crypto.algorithm': algorithm,
      'crypto.transformation': transformation,
      'crypto.operation': 'encrypt',
      ...(keyId === undefined ? {} : { 'crypto.key.id': keyId }),
      ...outputFields(output),
    });
    return output;
  }

  /** A secret wrapped, or a message encrypted, with an RSA key: one output of 256 bytes. */
  rsa(at, action = 'key_wrap', operation = 'wrap') {
    const output = this.random.bytes(256);
    this.log(at, action, {
      'crypto.class': 'asymmetric',
      'crypto.algorithm': 'RSA',
      'crypto.transformation': 'RSA/ECB/OAEPWithSHA-256AndMGF1Padding',
      'crypto.operation': operation,
      ...outputFields(output),
    });
    return output;
  }

  pair(at, algorithm = 'EC') {
    this.log(at, 'keypair_generated', {
      'crypto.class': 'asymmetric',
      'crypto.algorithm': algorithm,
      'crypto.key.kind': 'pair',
    });
  }

  agree(at, algorithm = 'X25519') {
    this.log(at, 'key_agreement', {
      'crypto.class': 'asymmetric',
      'crypto.algorithm': algorithm,
      'crypto.operation': 'derive',
    });
  }

  sign(at) {
    this.log(at, 'sign', { 'crypto.class': 'asymmetric', 'crypto.algorithm': 'EC', 'crypto.operation': 'sign' });
  }

  state(at, action, fields = {}) {
    this.states.push({
      atUs: this.us(at),
      record: { 'event.action': action, 'android.uid': this.uid, 'package.name': this.name, ...fields },
    });
  }

  /** The process starts unseen. */
  startUnseen(at, reason = 'broadcast') {
    this.state(at, 'process_start', { 'android.start_reason': reason });
  }

  /** Sessions in which a person uses the app; returns [begin, end] of each. */
  sessions(count, lengthSeconds) {
    const begin = this.random.between(20, 120);
    this.state(begin - 2, 'process_start', { 'android.start_reason': 'top-activity' });
    return Array.from({ length: count }, (_, i) => {
      const from = begin + ((this.seconds - 200) * i) / count + this.random.between(0, 60);
      const to = from + this.random.between(0.6, 1.4) * lengthSeconds;
      this.state(from, 'activity_resumed', { 'android.component': `${this.name}/.Main` });
      this.state(to, 'activity_paused', { 'android.component': `${this.name}/.Main` });
      return [from, to];
    });
  }

  /** Beats from `from` on, every `period` seconds ± `jitter` of it. */
  beats(period, jitter, from = this.random.between(30, 30 + period)) {
    const times = [];
    for (let at = from; at < this.seconds - 20; at += period * (1 + jitter * this.random.between(-1, 1)))
      times.push(at);
    return times;
  }
}

function outputFields(output) {
  return {
    'crypto.output.bytes': output.length,
    'crypto.output.sha256': createHash('sha256').update(output).digest('hex'),
    'crypto.output.prefix': output.subarray(0, 32).toString('hex'),
    'crypto.output.encoding': 'raw',
  };
}
