/** An order from a desk: what it did is said, a refusal in the reader's language, and doing it twice is no harm. */
import type { TadaDocumentNode } from 'gql.tada';
import { type Success, useCommand, type Wish } from '../graphql/commands.ts';
import { Unreachable } from '../graphql/failures.ts';
import { sayCommon } from '../i18n/house-texts.ts';
import { toast } from '../ui/toast.tsx';

export function useOrder<Data extends object, Variables>(
  document: TadaDocumentNode<Data, Variables>,
) {
  const command = useCommand(document);
  return {
    isRunning: command.isRunning,
    /** Answers what came of it; undefined when it was refused or failed, which has been said. */
    give: async (
      wish: Wish<Variables>,
      done?: string,
      undo?: { readonly label: string; readonly run: () => void },
    ): Promise<Success<Data> | undefined> => {
      try {
        const outcome = await command.run(wish);
        if (!outcome.ok) {
          toast(outcome.refusal.message, { kind: 'problem' });
          return undefined;
        }
        if (done !== undefined) toast(done, undo === undefined ? {} : { action: undo });
        return outcome.value;
      } catch (error) {
        const words =
          error instanceof Unreachable
            ? `${sayCommon('unreachable')} ${sayCommon('unreachableHint')}`
            : sayCommon('failed');
        toast(words, { kind: 'problem' });
        return undefined;
      }
    },
  };
}
