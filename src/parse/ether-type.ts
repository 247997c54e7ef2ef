// Names of EtherTypes (IEEE registration authority) that are counted, not decoded.

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0806, 'ARP'],
  [0x8035, 'RARP'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS'],
  [0x8863, 'PPPoE'],
  [0x8864, 'PPPoE'],
  [0x888e, 'EAPOL'],
  [0x88cc, 'LLDP'],
  [0x88e5, 'MACsec'],
  [0x9000, 'Ethernet loopback'],
  [0x88be, 'ERSPAN'],
  [0x6558, 'transparent Ethernet'],
]);

export function nameOfEtherType(type: number): string {
  return NAMES.get(type) ?? `EtherType 0x${type.toString(16).padStart(4, '0')}`;
}
