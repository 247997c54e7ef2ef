// WebSocket upgrades and frames for tests.

import type { SentMessage } from './finished-flow.ts';

/** A final frame; masked with a key where one is given. */
export function webSocketFrame(opcode: number, payload: Uint8Array, key?: readonly number[], first = 0x80): Uint8Array {
  const n = payload.length;
  const length =
    n < 126
      ? [n]
      : n < 0x10000
        ? [126, n >> 8, n & 255]
        : [127, 0, 0, 0, 0, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
  length[0] = (length[0] as number) | (key === undefined ? 0 : 0x80);
  const body = key === undefined ? payload : payload.map((byte, i) => byte ^ (key[i & 3] as number));
  return Uint8Array.from([first | opcode, ...length, ...(key ?? []), ...body]);
}

export function webSocketUpgrade(): SentMessage[] {
  const text = (value: string) => new Uint8Array(Buffer.from(value, 'latin1'));
  return [
    {
      from: 'orig',
      bytes: text('GET /chat HTTP/1.1\r\nHost: chat.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    },
    {
      from: 'resp',
      bytes: text('HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n'),
    },
  ];
}
