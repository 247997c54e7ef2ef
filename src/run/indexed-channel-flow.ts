// A flow of the index as channels see it: two words that read the columns when asked, because there may be a million of them.

import { rowsOf } from '../base/ascending-rows.ts';
import type { CarriedKey, CarriedRsaField, ChannelFlow } from '../features/channel.ts';
import { BatchFlag } from '../flows/flow-batch.ts';
import type { AppRecord, EncryptionClass } from '../flows/flow-record.ts';
import { messageTimesOf } from '../flows/message-times.ts';
import { packedMeasure } from '../flows/packed-measures.ts';
import type { ResolvedFlows } from './resolved-flows.ts';

const NO_KEYS: readonly CarriedKey[] = [];
const NO_FIELDS: readonly CarriedRsaField[] = [];

export class IndexedChannelFlow implements ChannelFlow {
  readonly #flows: ResolvedFlows;
  readonly index: number;
  readonly app: AppRecord | undefined;

  constructor(flows: ResolvedFlows, rank: number, app: AppRecord | undefined) {
    this.#flows = flows;
    this.index = rank;
    this.app = app;
  }

  get flowId(): string {
    return this.#flows.id(this.index);
  }

  get firstFrame(): number {
    return this.#flows.batch(this.index).firstFrame[this.#flows.row(this.index)];
  }

  get device(): string | undefined {
    return this.#flows.address(this.index, 1 - this.#flows.remoteSide(this.index));
  }

  get destinationIp(): string {
    return this.#flows.address(this.index, this.#flows.remoteSide(this.index));
  }

  get domain(): string | undefined {
    return this.#flows.domain(this.index)?.name;
  }

  /** The service's port: the responder's, whichever side is the device. */
  get port(): number {
    return this.#flows.port(this.index, 1);
  }

  get transport(): string {
    return this.#flows.transport(this.index);
  }

  get startUs(): number {
    return this.#flows.batch(this.index).startUs[this.#flows.row(this.index)];
  }

  get endUs(): number {
    return this.#flows.batch(this.index).endUs[this.#flows.row(this.index)];
  }

  get packets(): number {
    return this.#flows.packets(this.index);
  }

  get bytesUp(): number {
    return this.#flows.bytes(this.index, 1 - this.#flows.remoteSide(this.index));
  }

  get bytesDown(): number {
    return this.#flows.bytes(this.index, this.#flows.remoteSide(this.index));
  }

  get service(): string | undefined {
    return this.#flows.service(this.index);
  }

  get crypto(): string | undefined {
    return this.#flows.crypto(this.index);
  }

  get query(): string | undefined {
    return this.#flows.query(this.index);
  }

  get messageTimesUs(): Float64Array | undefined {
    return messageTimesOf(this.#flows.batch(this.index).messageTimes, this.#flows.row(this.index));
  }

  get keys(): readonly CarriedKey[] {
    const { flowKeys } = this.#flows.batch(this.index);
    if (flowKeys.length === 0) return NO_KEYS;
    return rowsOf(flowKeys, this.#flows.row(this.index)).map(
      ({ id, algorithm, fromOriginator, isBare, isCertificate }) => ({
        isBare,
        isCertificate,
        id: this.#text(id) ?? '',
        algorithm: this.#text(algorithm) ?? '',
        from: fromOriginator === 1 ? 'orig' : 'resp',
      }),
    );
  }

  get rsaFields(): readonly CarriedRsaField[] {
    const { rsaFields } = this.#flows.batch(this.index);
    if (rsaFields.length === 0) return NO_FIELDS;
    return rowsOf(rsaFields, this.#flows.row(this.index)).map(({ name, fromOriginator, ...numbers }) => ({
      ...numbers,
      name: this.#text(name) ?? '',
      from: fromOriginator === 1 ? 'orig' : 'resp',
    }));
  }

  get shape(): string | undefined {
    return this.#text(this.#flows.batch(this.index).shape[this.#flows.row(this.index)]);
  }

  get tlsVersion(): string | undefined {
    return this.#flows.tlsVersion(this.index);
  }

  get encryptionClass(): EncryptionClass {
    return this.#flows.encryptionClass(this.index);
  }

  get scheme(): string | undefined {
    return this.#flows.scheme(this.index);
  }

  get confidence(): number {
    return this.#flows.confidence(this.index);
  }

  get ownerId(): number {
    const flows = this.#flows;
    return this.app === undefined
      ? flows.addressId(this.index, 1 - flows.remoteSide(this.index)) * 2 + 1
      : this.app.uid * 2;
  }

  get destinationId(): number {
    const flows = this.#flows;
    const name = flows.domainId(this.index);
    return name === 0 ? flows.addressId(this.index, flows.remoteSide(this.index)) * 2 + 1 : name * 2;
  }

  get failedConnect(): boolean {
    const flows = this.#flows;
    const batch = flows.batch(this.index);
    const cell = flows.row(this.index) * 2;
    const answered = flows.has(this.index, BatchFlag.synAck) || batch.packets2[cell + 1] > 0;
    return (
      flows.has(this.index, BatchFlag.syn) &&
      flows.has(this.index, BatchFlag.empty) &&
      (!answered || flows.endReason(this.index) === 'ended')
    );
  }

  get startSeen(): boolean {
    return this.#flows.has(this.index, BatchFlag.startSeen);
  }

  measure(position: number): number {
    return packedMeasure(this.#flows.batch(this.index).measures, this.#flows.row(this.index), position);
  }

  #text(id: number): string | undefined {
    return this.#flows.index.text(this.#flows.order[this.index], id);
  }
}
