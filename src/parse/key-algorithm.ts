// Algorithms of public keys by object identifier: RFC 3279, RFC 4055, RFC 5480, RFC 5639, RFC 8410, RFC 9935.

export interface KeyAlgorithm {
  readonly name: string;
  /** Where the algorithm fixes it. */
  readonly keyBytes?: number;
}

/** By the hex of the object identifier's contents. */
const ALGORITHMS: ReadonlyMap<string, KeyAlgorithm> = new Map([
  ['2a864886f70d010101', { name: 'rsa' }],
  ['2a864886f70d010107', { name: 'rsa-oaep' }],
  ['2a864886f70d01010a', { name: 'rsa-pss' }],
  ['2a864886f70d010301', { name: 'dh' }],
  ['2a8648ce3e0201', { name: 'dh' }],
  ['2a8648ce380401', { name: 'dsa' }],
  ['2a8648ce3d0201', { name: 'ec' }],
  ['2b656e', { name: 'x25519', keyBytes: 32 }],
  ['2b656f', { name: 'x448', keyBytes: 56 }],
  ['2b6570', { name: 'ed25519', keyBytes: 32 }],
  ['2b6571', { name: 'ed448', keyBytes: 57 }],
  ['608648016503040401', { name: 'ml-kem-512', keyBytes: 800 }],
  ['608648016503040402', { name: 'ml-kem-768', keyBytes: 1184 }],
  ['608648016503040403', { name: 'ml-kem-1024', keyBytes: 1568 }],
]);

const CURVES: ReadonlyMap<string, string> = new Map([
  ['2a8648ce3d030107', 'P-256'],
  ['2b81040022', 'P-384'],
  ['2b81040023', 'P-521'],
  ['2b8104000a', 'secp256k1'],
  ['2b81040021', 'P-224'],
  ['2b2403030208010107', 'brainpoolP256r1'],
  ['2b240303020801010b', 'brainpoolP384r1'],
  ['2b240303020801010d', 'brainpoolP512r1'],
  ['2a811ccf5501822d', 'sm2'],
]);

export function keyAlgorithm(oid: string): KeyAlgorithm | undefined {
  return ALGORITHMS.get(oid);
}

export function ecCurveName(oid: string): string | undefined {
  return CURVES.get(oid);
}
