/** Types of what is known about a member: profile facts with their provenance, identities, consents. */
import { enumType, orWithheld, type WithheldFact, withheld } from '@guildhall/shared/graphql/index';
import type { ConsentView } from '../application/members/consents.ts';
import type { Hidden, IdentityView, ProfileView } from '../application/members/read-facts.ts';
import type { Fact, ProfileField } from '../domain/survivorship.ts';
import type { PastConsent } from '../storage/consents.ts';
import type { IdentityBuilder } from './context.ts';
import { ConsentPurposeEnum, ConsentStateEnum, IdentityTypeEnum } from './enums.ts';

export type FactTypes = ReturnType<typeof addFactTypes>;

export function addFactTypes(builder: IdentityBuilder) {
  return {
    MemberProfile: addProfile(builder),
    MemberIdentityOrWithheld: addIdentity(builder),
    ...addConsents(builder),
  };
}

function addProfile(builder: IdentityBuilder) {
  const Conflict = builder.objectRef<Fact['conflicts'][number]>('MemberProfileConflict').implement({
    description: 'What another source says instead.',
    fields: (t) => ({
      value: t.exposeString('value', { description: 'The other value.' }),
      source: t.exposeString('source', {
        description: 'Who says so: a subsidiary code, or `group`.',
      }),
      observedAt: t.field({
        type: 'DateTime',
        description: 'When that source last said so.',
        resolve: ({ observedAt }) => observedAt,
      }),
    }),
  });
  const ProfileFact = builder.objectRef<Fact>('MemberProfileFact').implement({
    description:
      'One fact of a profile: the value that survives, who said it, when, and who says otherwise.',
    fields: (t) => ({
      value: t.exposeString('value', { description: 'The value; dates as YYYY-MM-DD.' }),
      source: t.exposeString('source', {
        description: 'Who said it: a subsidiary code, or `group`.',
      }),
      observedAt: t.field({
        type: 'DateTime',
        description: 'When it was last said.',
        resolve: ({ observedAt }) => observedAt,
      }),
      agreeing: t.exposeInt('agreeing', { description: 'How many sources say the same.' }),
      conflicts: t.field({
        type: [Conflict],
        description: 'What other sources say, the strongest first.',
        resolve: ({ conflicts }) => [...conflicts],
      }),
    }),
  });
  const FactOrWithheld = orWithheld(builder, 'MemberProfileFactOrWithheld', ProfileFact);
  const shownOf = (profile: ProfileView, field: ProfileField): Fact | WithheldFact | null => {
    const fact: Fact | Hidden | undefined = profile[field];
    if (fact === undefined) return null;
    return 'withheld' in fact ? withheld(fact.withheld) : fact;
  };
  return builder.objectRef<ProfileView>('MemberProfile').implement({
    description:
      'Who the member is, derived from what the subsidiaries told. A field nobody told is null; one that only companies without consent told is withheld.',
    fields: (t) => {
      const fact = (field: ProfileField, description: string) =>
        t.field({
          type: FactOrWithheld,
          nullable: true,
          description,
          resolve: (profile) => shownOf(profile, field),
        });
      return {
        name: fact('name', 'Full name.'),
        birthday: fact('birthday', 'Day of birth.'),
        gender: fact('gender', 'MALE, FEMALE or OTHER.'),
        address: fact('address', 'Postal address.'),
      };
    },
  });
}

function addIdentity(builder: IdentityBuilder) {
  const MemberIdentity = builder.objectRef<IdentityView>('MemberIdentity').implement({
    description: 'One identifier of a member.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `idn_…`.' }),
      type: t.field({
        type: enumType(builder, IdentityTypeEnum),
        description: 'What kind of identifier.',
        resolve: ({ type }) => type,
      }),
      issuer: t.exposeString('issuer', {
        nullable: true,
        description: 'The subsidiary of a customer number.',
      }),
      value: t.exposeString('shown', {
        description: 'The identifier, or what may be shown of it: see `masked`.',
      }),
      masked: t.exposeBoolean('masked', {
        description:
          'Whether part of it is hidden. The member and the subsidiary that told it see it whole; identity cards nobody does.',
      }),
      verified: t.boolean({
        description: 'Whether somebody has proof that it is his.',
        resolve: ({ verifiedAt }) => verifiedAt !== null,
      }),
      verifiedBy: t.exposeString('verifiedBy', {
        nullable: true,
        description: 'Who has the proof.',
      }),
      verifiedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Since when.',
        resolve: ({ verifiedAt }) => verifiedAt,
      }),
      source: t.exposeString('source', { description: 'Who told it first.' }),
      firstSeenAt: t.field({
        type: 'DateTime',
        description: 'When it was first told.',
        resolve: ({ firstSeenAt }) => firstSeenAt,
      }),
      lastSeenAt: t.field({
        type: 'DateTime',
        description: 'When it was last told, to the hour.',
        resolve: ({ lastSeenAt }) => lastSeenAt,
      }),
    }),
  });
  return orWithheld(builder, 'MemberIdentityOrWithheld', MemberIdentity);
}

function addConsents(builder: IdentityBuilder) {
  const purpose = enumType(builder, ConsentPurposeEnum);
  const state = enumType(builder, ConsentStateEnum);
  const Consent = builder.objectRef<ConsentView>('Consent').implement({
    description: 'What a member agreed to, or not, as it stands now.',
    fields: (t) => ({
      purpose: t.field({
        type: purpose,
        description: 'What for.',
        resolve: (consent) => consent.purpose,
      }),
      channel: t.exposeString('channel', {
        nullable: true,
        description: 'By which channel; null for all.',
      }),
      subsidiary: t.exposeString('subsidiary', {
        nullable: true,
        description:
          'Which subsidiary it is about; null for the whole group. The special word beats the general one.',
      }),
      state: t.field({
        type: state,
        description: 'What was said.',
        resolve: (consent) => consent.state,
      }),
      wordingVersion: t.exposeString('wordingVersion', {
        description: 'Version of the text that was shown.',
      }),
      since: t.field({
        type: 'DateTime',
        description: 'Since when.',
        resolve: ({ since }) => since,
      }),
      saidThrough: t.exposeString('saidThrough', {
        description:
          'Whom it was said to: a subsidiary, or `group` when the member said it itself.',
      }),
      confirmed: t.exposeBoolean('confirmed', {
        description:
          'Whether the member said it itself. What a subsidiary recorded can be contested (`contestConsent`).',
      }),
      evidence: t.exposeString('evidence', {
        nullable: true,
        description: 'What the subsidiary has to show for it: a file number, a recording.',
      }),
    }),
  });
  const ConsentEvent = builder.objectRef<PastConsent>('ConsentEvent').implement({
    description: 'One word of a member about a consent. Never changed, never removed.',
    fields: (t) => ({
      purpose: t.field({
        type: purpose,
        description: 'What for.',
        resolve: (word) => word.purpose,
      }),
      channel: t.string({
        nullable: true,
        description: 'By which channel; null for all.',
        resolve: ({ channel }) => channel || null,
      }),
      subsidiary: t.string({
        nullable: true,
        description: 'Which subsidiary it was about; null for the whole group.',
        resolve: ({ subsidiary }) => subsidiary || null,
      }),
      state: t.field({ type: state, description: 'What was said.', resolve: (word) => word.state }),
      wordingVersion: t.exposeString('wordingVersion', {
        description: 'Version of the text that was shown.',
      }),
      saidThrough: t.exposeString('saidThrough', {
        description: 'Whom it was said to: a subsidiary, or `group`.',
      }),
      saidAt: t.field({
        type: 'DateTime',
        description: 'When it was said.',
        resolve: ({ saidAt }) => saidAt,
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When it was recorded here.',
        resolve: ({ recordedAt }) => recordedAt,
      }),
    }),
  });
  return { Consent, ConsentEvent };
}
