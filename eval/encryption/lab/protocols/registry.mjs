// Protocols that the lab itself speaks, by the name a plan gives them.

import { gameDatagrams, rtpDatagrams, sealedDatagrams, sensorDatagrams } from './datagrams.mjs';
import { fakeTls, mtproto } from './lookalikes.mjs';
import { noise } from './noise-channel.mjs';
import { archiveHttp, compressedHttp, mediaHttp, tokenHttp } from './plain-http.mjs';
import { compressedStream, lampStream, mediaStream, telemetryStream } from './plain-streams.mjs';
import { protobufClear, protobufSealed } from './protobuf-channel.mjs';
import { sealed } from './sealed.mjs';
import { plainDns, sealedDns } from './sealed-dns.mjs';
import { sealedHttp } from './sealed-http.mjs';
import {
  blockDatagrams,
  gossipDatagrams,
  shortClearDatagrams,
  shortDatagrams,
  shortStream,
} from './short-messages.mjs';
import { websocket } from './websocket.mjs';

/**
 * TCP unless `transport` says 'udp' or 'http'. TCP: `client(context)` and `server(context)` with `{ socket, pipe, params, draw, pause, … }`.
 * UDP: `datagram(context)` makes the next one. HTTP: `handle(context)` makes the server's handler.
 */
export const PROTOCOLS = {
  sealed,
  noise,
  protobufSealed,
  websocket,
  fakeTls,
  mtproto,
  sealedHttp,
  sealedDns,
  sealedDatagrams,
  protobufClear,
  compressedHttp,
  mediaHttp,
  archiveHttp,
  tokenHttp,
  compressedStream,
  mediaStream,
  telemetryStream,
  lampStream,
  plainDns,
  gameDatagrams,
  sensorDatagrams,
  rtpDatagrams,
  shortDatagrams,
  shortClearDatagrams,
  blockDatagrams,
  gossipDatagrams,
  shortStream,
};
