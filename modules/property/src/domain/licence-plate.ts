/** Licence plates as they are stored and indexed: capitals, without the dot, spaces or hyphens that people write. */
export function normalisePlate(text: string): string {
  return text.replace(/[\s\-·•・.]/g, '').toUpperCase();
}

/** A province, an authority, then five characters, or six for new-energy vehicles (GA 36). */
export function isLicencePlate(plate: string): boolean {
  return /^[\u4e00-\u9fa5][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]$/.test(plate);
}
