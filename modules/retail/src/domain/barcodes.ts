/** EAN-13 (GS1 General Specifications, 7.9): thirteen digits, the last of which checks the others. */
export function isEan13(text: string): boolean {
  if (!/^\d{13}$/.test(text)) return false;
  return ean13CheckDigit(text.slice(0, 12)) === text.at(-1);
}

/** Weights 1 and 3 alternate from the left; the check digit fills the sum up to a multiple of ten. */
export function ean13CheckDigit(first12: string): string {
  const sum = [...first12].reduce(
    (all, digit, index) => all + Number(digit) * (index % 2 === 0 ? 1 : 3),
    0,
  );
  return String((10 - (sum % 10)) % 10);
}
