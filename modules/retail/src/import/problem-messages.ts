/** What is wrong with a line and what would be right, for the report. */
import type { StoredProblem } from './run-store.ts';

const MESSAGES: Readonly<Record<string, string>> = {
  ENCODING_BROKEN:
    'Characters that mean nothing in the encoding of the file: export it again, or name the encoding',
  LINE_CUT_OFF:
    'The last line does not end with a line break, so it may be cut off: end it with one',
  QUOTE_NOT_CLOSED: 'A quote is opened and not closed',
  TEXT_AFTER_QUOTE: 'Text follows a closing quote: double the quotes inside a quoted field',
  COLUMN_COUNT: 'It has {found} fields where the header has {expected}',
  CUSTOMER_MISSING: 'No customer: whose purchase it was is not guessed',
  CUSTOMER_TOO_LONG: 'The customer number is longer than {max} characters',
  CUSTOMER_REFUSED: 'The customer could not be enrolled: {reason}',
  TIME_UNREADABLE: 'This is no time in the format of the mapping: "{found}"',
  RECEIPT_UNREADABLE:
    'This is no receipt number (printable ASCII, at most 80 characters): "{found}"',
  RECEIPT_INCONSISTENT: 'Another customer or store than the first line of the same receipt',
  RECEIPT_TOO_LONG: 'The receipt has more than 2,000 lines',
  RECEIPT_DIFFERS:
    'The receipt is on record with other lines or another amount; the record was left as it is',
  STORE_UNKNOWN: 'The mapping names no store "{found}"',
  STORE_CLOSED: 'The store was not open on that day',
  PRODUCT_MISSING: 'No product',
  PRODUCT_TOO_LONG: 'The product code is longer than {max} characters, or its name than 200',
  PRODUCT_UNKNOWN: 'There is no such product',
  PRODUCT_NOT_ON_SALE: 'The product is not on sale',
  QUANTITY_UNREADABLE: 'This is no quantity (at most three decimals): "{found}"',
  QUANTITY_ZERO: 'The quantity is zero',
  QUANTITY_NOT_WHOLE: 'The product is sold by the piece, the quantity is a fraction',
  PRICE_UNREADABLE: 'This is no price (at most six decimals): "{found}"',
  PRICE_NEGATIVE: 'The price is negative: "{found}"',
  VALUE_TOO_BIG: 'More than a million pieces or a hundred million yuan: "{found}"',
  BASKET_IN_FUTURE: 'The purchase lies in the future',
  RETAIL_MEMBER_UNKNOWN: 'The membership of this customer has ended',
  RETURN_WITHOUT_PURCHASE:
    'Returned, but nothing of it is left of what this customer bought before: not guessed',
  RETURN_OF_MORE_THAN_BOUGHT:
    'Returned, but only {left} of it is left of what this customer bought before: not guessed',
  RETURN_OF_REFUSED_BASKET: 'Returned, but the purchase {receipt} was not taken over',
};

export function messageOfProblem({ code, params }: StoredProblem): string {
  const text = MESSAGES[code] ?? code;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}
