/**
 * Licence plates of mainland China (GA 36): a province, a letter for the authority, then five characters, or six for
 * new-energy vehicles, where a letter for the kind of drive comes first (small cars) or last (large ones).
 */
const PROVINCE = '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]';
const CHARACTER = '[A-HJ-NP-Z0-9]';
const NEW_ENERGY = '[A-HJK]';

const ORDINARY = new RegExp(`^${PROVINCE}[A-HJ-NP-Z]${CHARACTER}{4}[A-HJ-NP-Z0-9挂学警港澳]$`);
const GREEN_SMALL = new RegExp(`^${PROVINCE}[A-HJ-NP-Z]${NEW_ENERGY}${CHARACTER}\\d{4}$`);
const GREEN_LARGE = new RegExp(`^${PROVINCE}[A-HJ-NP-Z]\\d{5}${NEW_ENERGY}$`);

/** As it is stored and indexed: capitals, without the dot, spaces or hyphens that people write. */
export function normalisePlate(text: string): string {
  return text.replace(/[\s\-·•・.]/g, '').toUpperCase();
}

export function isLicencePlate(plate: string): boolean {
  return ORDINARY.test(plate) || GREEN_SMALL.test(plate) || GREEN_LARGE.test(plate);
}
