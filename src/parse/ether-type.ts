// EtherTypes (IEEE registration authority): VLAN tags, and names of those that are counted, not decoded.

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0806, 'ARP'],
  [0x8035, 'RARP'],
  [0x8100, 'VLAN stack'],
  [0x88a8, 'VLAN stack'],
  [0x9100, 'VLAN stack'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS'],
  [0x8863, 'PPPoE'],
  [0x8864, 'PPPoE'],
  [0x888e, 'EAPOL'],
  [0x880b, 'PPP'],
  [0x88cc, 'LLDP'],
  [0x88e7, 'provider backbone bridge'],
  [0x8903, 'FabricPath'],
  [0x88e5, 'MACsec'],
  [0x9000, 'Ethernet loopback'],
  [0x88be, 'ERSPAN'],
  [0x22eb, 'ERSPAN'],
  [0x6558, 'transparent Ethernet'],
]);

/** Two tags are QinQ; more than four is no real network. */
export const MAX_VLAN_TAGS = 4;
export const VLAN_TAG_BYTES = 4;

/** 802.1Q, 802.1ad, and the tag that QinQ used before there was a standard. */
export function isVlanTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100;
}

export function nameOfEtherType(type: number): string {
  return NAMES.get(type) ?? `EtherType 0x${type.toString(16).padStart(4, '0')}`;
}
