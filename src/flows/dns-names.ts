// Address-to-name hints from DNS answers in the capture: what an address was last called before a flow to it began.
// Ports only choose which datagrams are looked at; the message itself is the proof.

import { readDnsAnswers } from '../parse/dns-message.ts';
import { IpProtocol, type PacketView } from '../parse/packet-view.ts';

export interface DnsHint {
  timeUs: number;
  frame: number;
  address: string;
  name: string;
  /** Names on the way from the question to the address (CNAME); absent where there are none. */
  aliases?: readonly string[];
}

/** A day of a busy phone gives some thousands. */
const MAX_HINTS = 200_000;
const HEADER_BYTES = 12;

export class DnsNames {
  readonly hints: DnsHint[] = [];
  /** Hints that the cap left out. */
  dropped = 0;

  /** Looks at a UDP packet; cheap unless it comes from a resolver's port. */
  offer(view: PacketView): void {
    if (view.protocol !== IpProtocol.udp || view.payloadCaptured <= HEADER_BYTES) return;
    const port = view.sourcePort;
    if (port !== 53 && port !== 5353 && port !== 5355) return;
    // QR bit: only responses carry addresses.
    if ((view.bytes[view.payloadStart + 2] & 0x80) === 0) return;
    const read = readDnsAnswers(view.bytes, view.payloadStart, view.payloadStart + view.payloadCaptured);
    if (!read.ok) return;
    for (const address of read.value.addresses) {
      if (this.hints.length >= MAX_HINTS) this.dropped += 1;
      else {
        const { query: name, aliases } = read.value;
        const hint: DnsHint = { timeUs: view.timeUs, frame: view.frame, address, name };
        if (aliases.length > 0) hint.aliases = aliases;
        this.hints.push(hint);
      }
    }
  }
}

/** Answers "what was this address called at that time" from the hints of all shards. */
export class DnsNameLookup {
  readonly #byAddress = new Map<string, DnsHint[]>();

  constructor(hints: readonly DnsHint[]) {
    const ordered = [...hints].sort(
      (a, b) => a.timeUs - b.timeUs || a.frame - b.frame || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
    for (const hint of ordered) {
      const known = this.#byAddress.get(hint.address);
      if (known === undefined) this.#byAddress.set(hint.address, [hint]);
      else if (known[known.length - 1].name !== hint.name) known.push(hint);
    }
  }

  /** The latest name given before `timeUs`; a name that was given only later does not count. */
  nameOf(address: string, timeUs: number): string | undefined {
    return this.hintOf(address, timeUs)?.name;
  }

  /** The answer that gave the name. */
  hintOf(address: string, timeUs: number): DnsHint | undefined {
    const hints = this.#byAddress.get(address);
    if (hints === undefined) return undefined;
    let from = 0;
    let to = hints.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (hints[middle].timeUs <= timeUs) from = middle + 1;
      else to = middle;
    }
    return from === 0 ? undefined : hints[from - 1];
  }
}
