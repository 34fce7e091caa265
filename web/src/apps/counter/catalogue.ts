/** What can be put on a line, company by company: the price list where there is one, else what the company charges for. */
import { useMemo } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { feeKind, serviceCategory, transactionKind } from '../../i18n/domain-words.ts';
import { useLocale } from '../../i18n/locale.ts';

export interface Item {
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly note: string;
  readonly barcode?: string | null;
  /** CNY of one; null where the clerk types it. */
  readonly price: string | null;
}

const Products = graphql(`
  query Products {
    products(first: 100, filter: { onSale: true }) {
      edges {
        node {
          code
          name
          category
          barcode
          price
        }
      }
    }
  }
`);

const ServiceItems = graphql(`
  query ServiceItems {
    serviceItems {
      code
      name
      category
      unitPrice
      active
    }
  }
`);

const Stores = graphql(`
  query Stores {
    stores {
      code
      name
    }
  }
`);

const Dealerships = graphql(`
  query Dealerships {
    dealerships {
      code
      name
    }
  }
`);

const Communities = graphql(`
  query Communities {
    communities {
      code
      name
    }
  }
`);

/** Kinds of transaction that a company's basket can become. */
export const KINDS: Readonly<Record<string, readonly string[]>> = {
  retail: ['BASKET_BOUGHT'],
  auto: ['SERVICE_DONE', 'VEHICLE_SOLD'],
  property: ['FEE_PAID', 'PARKING_FEE_PAID'],
  logistics: ['PARCEL_SENT', 'ERRAND_BOOKED'],
};

export function useCatalogue(subsidiary: string, kind: string): readonly Item[] {
  const locale = useLocale();
  const products = useAsk(Products, {}, { enabled: subsidiary === 'retail' });
  const services = useAsk(ServiceItems, {}, { enabled: subsidiary === 'auto' });
  return useMemo(() => {
    if (subsidiary === 'retail')
      return (products.data?.products.edges ?? []).flatMap(({ node }) =>
        node === null ? [] : [{ ...node, note: node.category }],
      );
    if (subsidiary === 'auto' && kind === 'SERVICE_DONE')
      return (services.data?.serviceItems ?? [])
        .filter(({ active }) => active)
        .map(({ code, name, category, unitPrice }) => ({
          ...{ code, name, category, price: unitPrice },
          note: serviceCategory(category),
        }));
    return charges(kind);
  }, [subsidiary, kind, products.data, services.data, locale]);
}

function charges(kind: string): readonly Item[] {
  const one = (code: string, name: string, category: string): Item => ({
    ...{ code, name, category },
    note: '',
    price: null,
  });
  if (kind === 'FEE_PAID') return [one('PROPERTY-FEE', feeKind('PROPERTY_FEE'), 'PROPERTY_FEE')];
  if (kind === 'PARKING_FEE_PAID')
    return [one('PARKING-FEE', feeKind('PARKING_FEE'), 'PARKING_FEE')];
  return [one(kind.replaceAll('_', '-'), transactionKind(kind), kind)];
}

export interface Place {
  readonly code: string;
  readonly name: string;
}

export function usePlaces(subsidiary: string): readonly Place[] {
  const stores = useAsk(Stores, {}, { enabled: subsidiary === 'retail' });
  const dealerships = useAsk(Dealerships, {}, { enabled: subsidiary === 'auto' });
  const communities = useAsk(Communities, {}, { enabled: subsidiary === 'property' });
  if (subsidiary === 'retail') return stores.data?.stores ?? [];
  if (subsidiary === 'auto') return dealerships.data?.dealerships ?? [];
  if (subsidiary === 'property') return communities.data?.communities ?? [];
  return [];
}

/** What a line of a redemption was for, by the number it was given at the till: `2-APPLE-1KG`. */
export function useLineNames(subsidiary: string): (lineId: string) => string {
  const [first = 'BASKET_BOUGHT', ...others] = KINDS[subsidiary] ?? [];
  const listed = useCatalogue(subsidiary, first);
  const names = useMemo(
    () =>
      new Map(
        [...others.flatMap(charges), ...listed].map(({ code, name }) => [code, name] as const),
      ),
    [listed, subsidiary],
  );
  return (lineId) => {
    const [, no, code = ''] = /^(\d+)-(.+)$/.exec(lineId) ?? [];
    const name = names.get(code);
    return name === undefined ? lineId : `${no}. ${name}`;
  };
}
