/**
 * Waybill numbers by UPU standard S10: two letters, eight digits, a check digit, the country. A wrong digit or a swap of
 * neighbours gives another check digit, except that S10 writes two of its eleven remainders as 5.
 */
const SERVICE = 'GH';
const COUNTRY = 'CN';
const WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** S10: 11 less the weighted sum modulo 11, where 10 is written 0 and 11 is written 5. */
export function s10CheckDigit(serial: string): string {
  const sum = WEIGHTS.reduce((all, weight, index) => all + weight * Number(serial[index]), 0);
  const check = 11 - (sum % 11);
  if (check === 10) return '0';
  return check === 11 ? '5' : String(check);
}

/** `serial` from 0 to 99,999,999. */
export function waybillNo(serial: number): string {
  const digits = String(serial).padStart(8, '0');
  return `${SERVICE}${digits}${s10CheckDigit(digits)}${COUNTRY}`;
}

export function isWaybillNo(text: string): boolean {
  const match = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/.exec(text);
  return match !== null && match[1] !== undefined && s10CheckDigit(match[1]) === match[2];
}
