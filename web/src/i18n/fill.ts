/** Values put into the words of a page. */

const HAN = /[\p{Script=Han}，。；：、（）“”《》]/u;
const PLACE = /( ?)\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}( ?)/g;

/**
 * `{count}` is the value; `{count:bill|bills}` the word that goes with it, for one and for several. The space that sets a
 * number apart from Chinese words goes where the value begins or ends with such words itself: 应于 11月20日前缴.
 */
export function filled(words: string, values: Readonly<Record<string, unknown>>): string {
  return words.replace(PLACE, (place: string, before, name, one, several, after, at: number) => {
    const value = String(values[name] ?? '');
    if (one !== undefined) return `${before}${value === '1' ? one : several}${after}`;
    const meets = (edge: string | undefined, neighbour: string | undefined): boolean =>
      edge !== undefined && neighbour !== undefined && HAN.test(edge) && HAN.test(neighbour);
    const head = meets(value[0], words[at - 1]) ? '' : before;
    const tail = meets(value.at(-1), words[at + place.length]) ? '' : after;
    return `${head}${value}${tail}`;
  });
}
