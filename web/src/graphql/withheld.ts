/** Facts that one company may keep from another come as `T | Withheld`. */

type ItemsIn<Part> = Part extends { readonly items: infer Items } ? Items : never;

/** The items of such a part; undefined when they are withheld or could not be had. */
export function itemsOf<Part extends object>(
  part: Part | null | undefined,
): ItemsIn<Part> | undefined {
  return part !== null && part !== undefined && 'items' in part
    ? (part.items as ItemsIn<Part>)
    : undefined;
}
