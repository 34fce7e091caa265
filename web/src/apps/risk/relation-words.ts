/** How a related party and a share in it are written, in the picture and in the list. */
import type { ResultOf } from '../../graphql/graphql.ts';
import type { FirmRelations } from './inbox-operations.ts';

type Firm = NonNullable<ResultOf<typeof FirmRelations>['firm']>;
type Party = Firm['relations']['parties'][number];

export const nameOfParty = ({ firm, label, key }: Pick<Party, 'firm' | 'label' | 'key'>): string =>
  firm?.name ?? label ?? key;

/** A share from 0 to 1 in per cent, to a tenth. */
export const shareText = (share: string | number): string =>
  `${String(Math.round(Number(share) * 1_000) / 10)}%`;
