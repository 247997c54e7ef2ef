// Which encryption classes are ciphertext that no declared protocol explains: what findings, charts and tables single out.

/** `name`: an encryption class. */
export function isUnexplainedClass(name: string): boolean {
  return name === 'custom' || name === 'embedded';
}
