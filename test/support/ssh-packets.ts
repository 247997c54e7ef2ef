// Builds the opening of an SSH side for tests: identification and KEXINIT.

export interface KexPlan {
  kex?: string;
  hostKey?: string;
  toServer?: string;
  toClient?: string;
  macs?: string;
}

export function kexInitPacket(plan: KexPlan = {}): Uint8Array {
  const {
    kex = 'curve25519-sha256',
    hostKey = 'ssh-ed25519',
    toServer = 'aes256-gcm@openssh.com',
    toClient = toServer,
    macs = 'hmac-sha2-256',
  } = plan;
  const lists = [kex, hostKey, toServer, toClient, macs, macs, 'none', 'none,zlib', '', ''].flatMap((list) => [
    ...[0, 0, list.length >> 8, list.length & 255],
    ...Buffer.from(list),
  ]);
  const payload = [20, ...new Uint8Array(16).fill(7), ...lists, 0, 0, 0, 0, 0];
  const padding = 8 - ((payload.length + 5) % 8) + 4;
  const length = 1 + payload.length + padding;
  return Uint8Array.from([0, 0, length >> 8, length & 255, padding, ...payload, ...new Uint8Array(padding)]);
}

export function sshOpening(identification: string, plan?: KexPlan): Uint8Array {
  return Uint8Array.from([...Buffer.from(`${identification}\r\n`), ...kexInitPacket(plan)]);
}
