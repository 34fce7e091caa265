/** Rotation of the keys under which facts keep what they say of natural persons. */
import { commandField } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { CreditService } from '../service.ts';
import type { CreditBuilder } from './context.ts';

export function addSealingMutation(builder: CreditBuilder, service: CreditService): void {
  const Rotated = builder.objectRef<{ readonly epoch: number }>('RotatedFactKeys').implement({
    description: 'A rotation that has begun.',
    fields: (t) => ({
      epoch: t.exposeInt('epoch', {
        description: 'Its number; what lies under older ones is sealed again in the background.',
      }),
    }),
  });
  commandField(builder, 'rotateFactKeys', {
    description:
      'Begins a new key for what facts say of natural persons, after a suspicion; once a year it happens by itself.',
    access: ['risk_approver'],
    success: Rotated,
    input: z.object({}),
    execute: (caller, input) => service.rotateFactKeys(caller, input),
  });
}
