// What a link type's decoder is: a function of its own file, which link-layer.ts lists under the type's number.

import type { PacketView } from './packet-view.ts';

/**
 * Finds the network layer in `view.bytes[start … end − 1]`: sets networkStart, capturedEnd, etherType, wireBytes (and direction, uid, interfaceId
 * where the header tells), or stop. `originalBytes`: of the frame on the wire; `little`: the byte order of the capture file.
 */
export type LinkDecoder = (
  view: PacketView,
  start: number,
  end: number,
  originalBytes: number,
  little: boolean,
) => void;
