/**
 * A little world for differential tests: authors, books and reviews, once as three subgraphs and once as one schema
 * without federation. Both read the same rows and fail at the same places, so their answers must agree.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { RequestContext, Subgraph } from '@guildhall/shared/module';
import {
  buildSchema,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  parse,
} from 'graphql';

type Row = Readonly<Record<string, unknown>>;
type Resolver = (row: Row, args: Row, context: unknown, info: GraphQLResolveInfo) => unknown;
type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

const HEADER =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject"])';

const AUTHORS = Array.from(
  { length: 6 },
  (_, n): Row => ({ __typename: 'Author', id: `a${n}`, n }),
);
const BOOKS = Array.from({ length: 9 }, (_, n): Row => ({ __typename: 'Book', isbn: `b${n}`, n }));

const fail = (what: string): never => {
  throw new Error(`${what} failed`);
};
const author = (n: number): Row | null => AUTHORS[n % AUTHORS.length] ?? null;
const book = (n: number): Row | null => BOOKS[n % BOOKS.length] ?? null;
const n = (row: Row): number => Number(row.n ?? String(row.id ?? row.isbn).slice(1));

const authorFields: Readonly<Record<string, Resolver>> = {
  // Never null by the schema, but null or failing for some: nulls have to climb.
  name: (row) => (n(row) === 3 ? null : n(row) === 4 ? fail('name') : `Author ${n(row)}`),
  nick: (row) => (n(row) % 2 === 0 ? null : n(row) === 5 ? fail('nick') : `Nick ${n(row)}`),
  rival: (row) => (n(row) === 1 ? null : author(n(row) + 1)),
  mood: (row) => (n(row) % 3 === 0 ? 'CALM' : 'LOUD'),
};

const bookFields: Readonly<Record<string, Resolver>> = {
  title: (row) => `Book ${n(row)}`,
  year: (row) => (n(row) === 2 ? fail('year') : 1990 + n(row)),
  isbn10: (row) => (n(row) === 5 ? null : `10-${n(row)}`),
  author: (row) => (n(row) === 7 ? null : reference(author(n(row)))),
  coauthors: (row) => [author(n(row)), n(row) % 4 === 0 ? null : author(n(row) + 2)].map(reference),
};

function reference(row: Row | null): Row | null {
  return row === null ? null : { __typename: row.__typename, id: row.id, n: row.n };
}

const authorOfBooks: Readonly<Record<string, Resolver>> = {
  books: (row) =>
    n(row) === 2 ? fail('books') : BOOKS.filter((one) => n(one) % AUTHORS.length === n(row)),
  best: (row) => book(n(row) * 2),
};

const bookReviews: Readonly<Record<string, Resolver>> = {
  reviews: (row) =>
    Array.from({ length: n(row) % 3 }, (_, at): Row => ({ n: n(row) * 10 + at, book: row })),
  firstStars: (row) => (n(row) === 8 ? null : n(row) % 5),
  blurb: (row) =>
    `About ${String(row.title ?? bookFields.title?.(row, {}, undefined, {} as GraphQLResolveInfo))}`,
};

const reviewFields: Readonly<Record<string, Resolver>> = {
  stars: (row) => (n(row) % 7 === 3 ? null : n(row) % 5),
  text: (row) => (n(row) % 11 === 4 ? fail('text') : `Review ${n(row)}`),
  of: (row) => row.book,
  by: (row) => reference(author(n(row))),
};

const queries = {
  authors: {
    authors: () => AUTHORS,
    soberAuthors: () => AUTHORS.slice(0, 3),
    author: (_: Row, { id }: Row) => AUTHORS.find((row) => row.id === id) ?? null,
    brokenAuthor: () => fail('brokenAuthor'),
  },
  books: {
    books: () => BOOKS,
    library: () => ({
      shelves: [BOOKS.slice(0, 3), BOOKS.slice(3, 6), []],
      keeper: reference(author(2)),
    }),
    top: () => BOOKS[1],
  },
  reviews: {
    feed: () => [BOOKS[0], AUTHORS[1], BOOKS[2], AUTHORS[3], BOOKS[8]],
    latest: () => ({ n: 12, book: BOOKS[3] }),
    named: () => [AUTHORS[0], BOOKS[4]],
  },
} satisfies Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

const authorsSdl = `${HEADER}
  enum Mood { CALM LOUD }
  type Author @key(fields: "id") { id: ID! name: String! nick: String rival: Author mood: Mood! }
  type Query { authors: [Author]! soberAuthors: [Author!]! author(id: ID!): Author brokenAuthor: Author }`;

const booksSdl = `${HEADER}
  type Author @key(fields: "id") { id: ID! books: [Book!] best: Book }
  type Book @key(fields: "isbn") { isbn: ID! title: String! year: Int isbn10: String! author: Author coauthors: [Author]! }
  type Library { shelves: [[Book!]!] keeper: Author }
  type Query { books: [Book] library: Library! top: Book! }`;

const reviewsSdl = `${HEADER}
  union Item = Author | Book
  interface Coded { code: String }
  type Author implements Coded @key(fields: "id") { id: ID! code: String }
  type Book implements Coded @key(fields: "isbn") {
    isbn: ID! code: String reviews: [Review!] firstStars: Int! blurb: String }
  type Review { stars: Int! text: String of: Book by: Author }
  type Query { feed: [Item!] latest: Review named: [Coded] }`;

const coded = { code: (row: Row) => (n(row) === 4 ? null : `C${n(row)}`) };

function subgraph(
  name: string,
  sdl: string,
  resolvers: Resolvers,
  keys: Readonly<Record<string, string>>,
): Subgraph {
  const references = Object.fromEntries(
    Object.entries(keys).map(([type, key]) => [
      type,
      {
        ...resolvers[type],
        __resolveReference: (given: Row) => ({ ...given, n: Number(String(given[key]).slice(1)) }),
      },
    ]),
  );
  const schema = buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers: { ...resolvers, ...references } as never },
  ]);
  return { name, schema, makeContext: (request: RequestContext) => ({ ...request }) };
}

export function librarySubgraphs(): readonly Subgraph[] {
  return [
    subgraph(
      'authors',
      authorsSdl,
      { Query: queries.authors, Author: authorFields },
      { Author: 'id' },
    ),
    subgraph(
      'books',
      booksSdl,
      { Query: queries.books, Book: bookFields, Author: authorOfBooks },
      { Author: 'id', Book: 'isbn' },
    ),
    subgraph(
      'reviews',
      reviewsSdl,
      {
        Query: queries.reviews,
        Book: { ...bookReviews, ...coded },
        Author: coded,
        Review: reviewFields,
      },
      { Author: 'id', Book: 'isbn' },
    ),
  ];
}

/** The same world in one schema, executed by graphql-js: what the router has to agree with. */
export function libraryMonolith(apiSdl: string): GraphQLSchema {
  const schema = buildSchema(apiSdl);
  const resolvers: Resolvers = {
    Query: { ...queries.authors, ...queries.books, ...queries.reviews },
    Author: { ...authorFields, ...authorOfBooks, ...coded },
    Book: { ...bookFields, ...bookReviews, ...coded },
    Review: reviewFields,
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (row) => String((row as Row).__typename);
    if (!isObjectType(type)) continue;
    for (const [name, resolve] of Object.entries(resolvers[type.name] ?? {})) {
      const field = type.getFields()[name];
      if (field !== undefined) field.resolve = resolve as never;
    }
  }
  return schema;
}
