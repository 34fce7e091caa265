/**
 * One written form for what people write in many: compatibility forms (full and half width, ligatures), traditional
 * characters, cases, brackets, quotes and spaces. Nothing that tells two firms apart is lost here.
 */
import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 't', to: 'cn' });

/** Variants that conversion tables leave alone because both forms are simplified, or neither is. */
const VARIANTS: Readonly<Record<string, string>> = {
  葯: '药',
  〇: '零',
  '○': '零',
};

const HAN = /\p{Script=Han}/u;

export function isHan(text: string): boolean {
  return HAN.test(text);
}

export function normaliseName(written: string): string {
  const compatible = written
    .normalize('NFKC')
    .replace(/[〔【［{<《「『]/gu, '(')
    .replace(/[〕】］}>》」』]/gu, ')')
    .replace(/[“”„«»"'‘’`´]/gu, ' ')
    .replace(/[·•・‧∙]/gu, '')
    .toLowerCase();
  const simplified = isHan(compatible)
    ? toSimplified(compatible).replace(
        /[葯〇○]/gu,
        (variant: string) => VARIANTS[variant] ?? variant,
      )
    : compatible;
  return simplified
    .replace(/\s+/gu, ' ')
    .replace(/ ?([()]) ?/gu, '$1')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .trim();
}

/** Letters and digits only: what is compared and indexed when neither brackets nor spaces matter. */
export function plainName(normal: string): string {
  return normal.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Pairs of neighbouring characters, each once, and single characters for names of one: the index's terms. */
export function gramsOf(plain: string): string[] {
  const characters = [...plain];
  if (characters.length < 2) return characters;
  const grams = new Set<string>();
  for (let i = 1; i < characters.length; i += 1) grams.add(`${characters[i - 1]}${characters[i]}`);
  return [...grams];
}
