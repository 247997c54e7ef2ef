// Decimal digits of other scripts → ASCII: some Android tools format numbers in the device's locale (Arabic, Persian, Hindi, …).
// Direction marks that such locales insert are dropped.

export function asciiDigits(text: string): string {
  // Nearly every text is ASCII; the replacement runs only where it must.
  if (!/[^\x00-\x7f]/.test(text)) return text;
  return text.replace(/[\u200e\u200f\u061c]/g, '').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) as number;
    for (let i = ZEROS.length - 1; i >= 0; i--) {
      if (code >= ZEROS[i]) return code - ZEROS[i] <= 9 ? String(code - ZEROS[i]) : digit;
    }
    return digit;
  });
}

/** Code points of the digit zero (Unicode category Nd) in scripts that Android locales use, ascending. */
const ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xaa50,
  0xabf0, 0xff10, 0x1e950,
];
