/**
 * Names as they are compared: simplified characters, no space or dots, one case. Two spellings of one name compare
 * equal; two names that differ in a character don't.
 */
import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 'tw', to: 'cn' });

/** Simplified characters, ASCII widths, small letters. */
export function simplified(text: string): string {
  return toSimplified(text.normalize('NFKC')).toLowerCase();
}

export function comparableName(name: string): string {
  return simplified(name).replace(/[\s·•・.,'’-]/gu, '');
}

/** `王*`, `欧阳**`: the family name stays, so that a clerk can greet; a Latin name keeps its first letter. */
export function maskedName(name: string): string {
  const letters = [...name.trim()];
  const shown = DOUBLE_SURNAMES.has(letters.slice(0, 2).join('')) ? 2 : 1;
  return letters.slice(0, shown).join('') + '*'.repeat(Math.max(letters.length - shown, 1));
}

const DOUBLE_SURNAMES = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 ' +
    '仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 ' +
    '百里 呼延 东郭 南门 羊舌 微生 歐陽 司馬 諸葛 東方 獨孤 聞人 尉遲 鍾離 長孫 鮮于 軒轅 東郭 南門'
  ).split(' '),
);
