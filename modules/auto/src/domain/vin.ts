/**
 * Vehicle identification numbers: ISO 3779 (structure) with the check digit of GB 16735 and 49 CFR 565 in position 9.
 * Letters I, O and Q never occur.
 */
import { vinCheckCharacter } from '@guildhall/shared/vin';

const SHAPE = /^[A-HJ-NPR-Z0-9]{17}$/;
const CHECK_POSITION = 8;

/** As it is stored: capitals, no spaces or hyphens. */
export function normaliseVin(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}

export function hasVinShape(vin: string): boolean {
  return SHAPE.test(vin);
}

export function isVin(vin: string): boolean {
  return hasVinShape(vin) && vin[CHECK_POSITION] === vinCheckCharacter(vin);
}
