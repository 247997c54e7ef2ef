// What importers emit: a discriminated union over `action`, one member a canonical schema. Undefined means unknown or wildcard; addresses
// are canonical text (canonical-ip.ts), times µs since the epoch.

import type { CryptoEvent } from './crypto-event.ts';
import type { EventOrigin } from './event-origin.ts';
import type { StateEvent } from './state-event.ts';

export type TelemetryEvent =
  | SocketObservation
  | AppInventoryRow
  | CryptoEvent
  | StateEvent
  | VpnNetwork
  | TlsHandshakeKeys;

export type SocketAction = 'socket_open' | 'socket_snapshot' | 'socket_close' | 'connect' | 'packet' | 'dns_query';

export type SocketTransport = 'tcp' | 'udp' | 'icmp' | 'ipv6-icmp';

/** One sight of a socket and its owner: `cipherscope.socket/1`. */
export interface SocketObservation extends EventOrigin {
  readonly action: SocketAction;
  /** Undefined: the row has no time of its own and holds for the whole log (a bare /proc/net dump). */
  readonly timeUs: number | undefined;
  /** Nanoseconds beyond `timeUs`, where the source has them. */
  readonly timeNs?: number | undefined;
  readonly startUs?: number | undefined;
  readonly endUs?: number | undefined;
  /** Half-width of the uncertainty of start and end, as the source states it. */
  readonly slackUs?: number | undefined;
  /** Undefined: any (connect events do not say). */
  readonly transport: SocketTransport | undefined;
  readonly localIp?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteIp?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly domain?: string | undefined;
  /** Kernel UID; undefined or negative: the source does not know the owner. */
  readonly uid?: number | undefined;
  readonly packages?: readonly string[] | undefined;
  /** The app's display name, where the source has only that. */
  readonly label?: string | undefined;
  readonly pid?: number | undefined;
  readonly processName?: string | undefined;
  readonly threadId?: number | undefined;
  readonly state?: string | undefined;
  /** Decimal text: inodes and cookies may exceed 2^53. */
  readonly inode?: string | undefined;
  readonly cookie?: string | undefined;
  /** True where the kernel prints a socket whose owner is gone (TIME_WAIT, orphans): uid 0 and inode 0 say nothing then. */
  readonly ownerless?: boolean | undefined;
  /** TCP connection is over and only its tuple is kept (TIME_WAIT). */
  readonly closed?: boolean | undefined;
  /** How much longer the kernel will keep a closed connection. */
  readonly keptUs?: number | undefined;
  readonly counters?: TrafficCounters | undefined;
  /** What a record of packets stands for. */
  readonly packets?: number | undefined;
  readonly vantage?: 'socket' | 'tun' | 'wire' | 'app' | undefined;
  /** Keys the schema does not know, as text. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export interface TrafficCounters {
  readonly sentBytes?: number | undefined;
  readonly receivedBytes?: number | undefined;
  readonly sentPackets?: number | undefined;
  readonly receivedPackets?: number | undefined;
}

/** One installed package and the UID it runs as: `cipherscope.app/1`. */
export interface AppInventoryRow extends EventOrigin {
  readonly action: 'app_inventory';
  readonly packageName: string;
  /** Kernel UID, user included. */
  readonly uid: number;
  readonly sharedUser?: string | undefined;
  readonly label?: string | undefined;
  readonly version?: string | undefined;
  readonly versionCode?: string | undefined;
  readonly category?: string | undefined;
  readonly installer?: string | undefined;
  readonly initiatingInstaller?: string | undefined;
  readonly packageSource?: string | undefined;
  readonly firstInstallUs?: number | undefined;
  readonly lastUpdateUs?: number | undefined;
  readonly removedUs?: number | undefined;
  readonly targetSdk?: number | undefined;
  readonly system?: boolean | undefined;
  readonly debuggable?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly permissionsGranted?: readonly string[] | undefined;
  /** Member of gid 3003 (inet): may open sockets. */
  readonly hasInternet?: boolean | undefined;
  readonly apkSha256?: string | undefined;
  readonly signerSha256?: string | undefined;
  readonly policy?: AppPolicy | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** What the operator declares about an app. */
export interface AppPolicy {
  readonly cryptoAllowed?: boolean | undefined;
  readonly foregroundRequired?: boolean | undefined;
  readonly expectedDomains?: readonly string[] | undefined;
  readonly note?: string | undefined;
}

/** A VPN of the device: what goes through its tunnel, and whose traffic the tunnel itself is. */
export interface VpnNetwork extends EventOrigin {
  readonly action: 'vpn_network';
  readonly timeUs: number | undefined;
  readonly interfaceName: string;
  /** Of the device within the tunnel. */
  readonly addresses: readonly string[];
  /** The app that runs it: its own traffic outside the tunnel is the tunnel. */
  readonly ownerUid: number;
  /** Whose traffic goes through it; empty where the log does not say. */
  readonly uidRanges: readonly { readonly from: number; readonly to: number }[];
}

/** A TLS handshake whose secrets a library handed out: of them nothing is kept. */
export interface TlsHandshakeKeys extends EventOrigin {
  readonly action: 'tls_handshake';
  /** Fingerprint of ClientHello.random (parse/key-log-line.ts). */
  readonly random: number;
}
