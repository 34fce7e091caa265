/** The subgraph `credit`: firms, their profiles, lists, scores, screenings and exposure. */
import { createBuilder, finishSubgraph } from '@guildhall/shared/graphql/index';
import type { CreateSubgraph } from '@guildhall/shared/module';
import { addAlertTypes } from './graphql/alert-types.ts';
import { addBulkScreeningTypes } from './graphql/bulk-screening-types.ts';
import { addCaseTypes } from './graphql/case-types.ts';
import { type CreditContext, creditContext } from './graphql/context.ts';
import { addDealMutations } from './graphql/deal-mutations.ts';
import { addFactEffect } from './graphql/fact-effect-types.ts';
import { addImportTypes } from './graphql/file-job-types.ts';
import { addFirmFileTypes } from './graphql/firm-file-types.ts';
import { addFirmLists } from './graphql/firm-lists.ts';
import { addFirmMutations } from './graphql/firm-mutations.ts';
import { addFirmTypes, firmRef } from './graphql/firm-types.ts';
import { addInboxTypes } from './graphql/inbox-types.ts';
import { addFactTypeQueries } from './graphql/knowledge-queries.ts';
import { addListingMutations } from './graphql/listing-mutations.ts';
import { addListingTypes } from './graphql/listing-types.ts';
import { addLogQueries } from './graphql/log-queries.ts';
import { addLookAlikeTypes } from './graphql/look-alike-types.ts';
import { addOverrideMutations } from './graphql/override-mutations.ts';
import { addProviderTypes } from './graphql/provider-types.ts';
import { addQueries } from './graphql/queries.ts';
import { addRelationTypes } from './graphql/relation-types.ts';
import { addScorecardTypes } from './graphql/scorecard-types.ts';
import { addScreeningTypes } from './graphql/screening-types.ts';
import { addSealingMutation } from './graphql/sealing-types.ts';
import { addStatementCheck, addStatementMutation } from './graphql/statement-mutations.ts';
import { addStatementTypes } from './graphql/statement-types.ts';
import { creditMessages } from './messages.ts';
import type { CreditService } from './service.ts';

export const createSubgraph: CreateSubgraph<CreditService> = (service) => {
  const builder = createBuilder<CreditContext>({ messages: creditMessages });
  const Firm = firmRef(builder);
  const ListEntry = addListingTypes(builder, Firm);
  addFirmTypes(builder, service, { Firm, ListEntry });
  const { Screening, Replay } = addScreeningTypes(builder, Firm, ListEntry);
  const Part = addQueries(builder, service, { Firm, ListEntry, Screening, Replay });
  addFirmFileTypes(builder, service, Firm);
  addFirmLists(builder, service, Firm);
  addStatementTypes(builder, service, Firm);
  addImportTypes(builder, service);
  addBulkScreeningTypes(builder, service, Firm);
  addLookAlikeTypes(builder, service, { Firm, Part });
  addProviderTypes(builder, service, Firm);
  addFactTypeQueries(builder);
  addStatementMutation(builder, service, Firm);
  addStatementCheck(builder, service);
  addFactEffect(builder, service);
  addRelationTypes(builder, service, Firm);
  addInboxTypes(builder, service, { Firm, ListEntry, Screening });
  addCaseTypes(builder, service, { Firm, ListEntry, Screening });
  addAlertTypes(builder, service, Firm);
  addOverrideMutations(builder, service, { Firm, ListEntry });
  addScorecardTypes(builder, service);
  addLogQueries(builder, service);
  addSealingMutation(builder, service);
  addFirmMutations(builder, service, Firm);
  addListingMutations(builder, service, ListEntry);
  addDealMutations(builder, service, { Firm, Screening });
  return finishSubgraph(builder, {
    name: 'credit',
    context: (request) => creditContext(service, request),
  });
};
