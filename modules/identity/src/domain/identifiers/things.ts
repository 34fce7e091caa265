/** Normal forms of identifiers that belong to a thing a person has: licence plate, VIN, dwelling. */
import { vinCheckCharacter } from '@guildhall/shared/vin';
import { plain } from './personal.ts';

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
/** Letters O and I are never used, so that they are not taken for digits. */
const SERIAL = '[A-HJ-NP-Z0-9]';
const PLATE = new RegExp(
  `^[${PROVINCES}][A-HJ-NP-Z](?:${SERIAL}{5}|${SERIAL}{4}[学警港澳挂领试超])$`,
  'u',
);
/**
 * New-energy plates (GA 36-2018) have six places: small cars bear a letter of ABCDEFGHJK first, whose second place may
 * be a letter too; large ones bear it last.
 */
const NEW_ENERGY = new RegExp(
  `^[${PROVINCES}][A-HJ-NP-Z](?:[A-HJK]${SERIAL}\\d{4}|\\d{5}[A-HJK])$`,
  'u',
);
const EMBASSY = /^使\d{6}$/u;

/** `粤B12345`, `沪AD12345` (new energy, eight characters in all), `粤Z1234港`, `京A1234警`, `使014578`. */
export function normalPlate(raw: string): string | undefined {
  const text = plain(raw)
    .toUpperCase()
    .replace(/[\s·•・.-]/g, '');
  if (EMBASSY.test(text) || NEW_ENERGY.test(text)) return text;
  return PLATE.test(text) && /\d/.test(text.slice(2)) ? text : undefined;
}

/** Seventeen characters whose ninth is the check character; imports that use another character there are refused. */
export function normalVin(raw: string): string | undefined {
  const text = plain(raw).replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text)) return undefined;
  return vinCheckCharacter(text) === text[8] ? text : undefined;
}

/** A dwelling's code or id as the property company writes it. */
export function normalDwelling(raw: string): string | undefined {
  const text = plain(raw).replace(/\s+/g, ' ');
  return text.length >= 1 && text.length <= 128 ? text : undefined;
}
