/**
 * The parties of the picture by name, beside it: found by a few characters, nearest first. Whoever is pointed at or focused
 * here stands out in the picture; a firm is opened from here too. This is the picture's way for a keyboard and a screen reader.
 */
import { Input } from 'antd';
import { type CSSProperties, useState } from 'react';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import type { ResultOf } from '../../graphql/graphql.ts';
import { wordFor } from '../../i18n/texts.ts';
import type { FirmRelations } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import look from './relation-graph.module.css';
import { nameOfParty } from './relation-words.ts';
import { PARTY_WORDS } from './risk-words.ts';

type Party = NonNullable<ResultOf<typeof FirmRelations>['firm']>['relations']['parties'][number];

export function RelationParties({
  parties,
  focus,
  onFocus,
  height,
}: {
  readonly parties: readonly Party[];
  readonly focus: string | undefined;
  readonly onFocus: (key: string | undefined) => void;
  /** Of the picture, as CSS. */
  readonly height: string;
}) {
  const t = useInboxTexts();
  const [sought, setSought] = useState('');
  const matching = (text: string): readonly Party[] =>
    parties.filter(
      (party) =>
        party.distance > 0 && nameOfParty(party).toLowerCase().includes(text.trim().toLowerCase()),
    );
  const found = [...matching(sought)].sort((a, b) => a.distance - b.distance);
  const seek = (text: string): void => {
    setSought(text);
    const hits = text.trim() === '' ? [] : matching(text);
    // What is unmistakable is shown at once.
    onFocus(hits.length === 1 ? hits[0]?.key : undefined);
  };
  return (
    <nav
      aria-label={t('partiesBeside')}
      className={look.parties}
      style={{ '--as-high': height } as CSSProperties}
      onPointerLeave={() => onFocus(undefined)}
    >
      <Input
        allowClear
        type="search"
        aria-label={t('findParty')}
        placeholder={t('findParty')}
        value={sought}
        onChange={({ target }) => seek(target.value)}
      />
      <p role="status" className={`${css.small} ${css.quiet}`}>
        {t('partiesFound', { count: found.length })}
      </p>
      <ul>
        {found.map((party) => {
          const name = nameOfParty(party);
          const said = (
            <>
              <i data-kind={party.kind} aria-hidden="true" />
              <span>{name}</span>
              <span className={css.quiet}>
                {wordFor(PARTY_WORDS, party.kind)} · {t('stepsAway', { count: party.distance })}
              </span>
            </>
          );
          const here = {
            className: look.entry,
            'data-focus': party.key === focus,
            onFocus: () => onFocus(party.key),
            onBlur: () => onFocus(undefined),
            onPointerEnter: () => onFocus(party.key),
          };
          return (
            <li key={party.key}>
              {party.firm === null ? (
                <button
                  type="button"
                  aria-pressed={party.key === focus}
                  {...here}
                  onClick={() => onFocus(party.key)}
                >
                  {said}
                </button>
              ) : (
                <Link to={`/risk/firms/${party.firm.id}?tab=relations`} {...here}>
                  {said}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
