// NetBIOS names as DNS labels (RFC 1001 §14.1): sixteen bytes, each as two letters 'a' … 'p'; the last byte is the kind of service.

const ENCODED_CHARACTERS = 32;
const FIRST_LETTER = 0x61;

/** The name and its suffix, such as 'workgroup<1d>', of a lower-case DNS name; undefined where its first label does not encode one. */
export function netBiosName(dnsName: string): string | undefined {
  if (dnsName.length < ENCODED_CHARACTERS) return undefined;
  if (dnsName.length > ENCODED_CHARACTERS && dnsName[ENCODED_CHARACTERS] !== '.') return undefined;
  let text = '';
  let byte = 0;
  for (let i = 0; i < ENCODED_CHARACTERS; i += 2) {
    const high = dnsName.charCodeAt(i) - FIRST_LETTER;
    const low = dnsName.charCodeAt(i + 1) - FIRST_LETTER;
    if (high < 0 || high > 15 || low < 0 || low > 15) return undefined;
    byte = (high << 4) | low;
    if (i < ENCODED_CHARACTERS - 2) text += String.fromCharCode(byte);
  }
  // Padded with spaces, or with zeros in the wildcard name (RFC 1002 §4.2.18).
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\0')) end -= 1;
  return `${text.slice(0, end).toLowerCase()}<${byte.toString(16).padStart(2, '0')}>`;
}
