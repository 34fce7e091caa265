/** What speaks for and against: the weights of a comparison, or the rule that asked for people. */
import css from '../../desk/desk.module.css';
import { Tag } from '../../desk/state-tag.tsx';
import { Waterfall } from '../../desk/waterfall.tsx';
import { companyName, type Tone } from '../../desk/words.ts';
import { inLocale } from '../../i18n/locale.ts';
import { type Text, wordFor } from '../../i18n/texts.ts';
import { IDENTITY_WORDS, useMemberTexts } from './member-texts.ts';
import { type Case, factOf } from './review-facts.ts';
import { FIELD_WORDS, LEVEL_WORDS, RULE_WORDS, useReviewTexts } from './review-texts.ts';

export function Evidence({ of }: { readonly of: Case }) {
  const t = useReviewTexts();
  if (of.weights.length === 0) return <RuleEvidence of={of} />;
  const total = of.weight ?? of.weights.reduce((sum, { weight }) => sum + weight, 0);
  const likelihood =
    of.probability === null
      ? ''
      : ` · ${t('likely', { percent: (of.probability * 100).toFixed(1) })}`;
  return (
    <div>
      <h3 className={css.panelTitle} style={{ marginBottom: 8 }}>
        {t('evidence')}
      </h3>
      <Waterfall
        label={t('evidence')}
        contributions={of.weights
          .filter(({ level }) => level !== 'MISSING')
          .map(({ field, level, weight }) => ({
            label: wordFor(FIELD_WORDS, field),
            note: wordFor(LEVEL_WORDS, level),
            value: weight,
          }))}
        total={{ label: `${t('sum')}${likelihood}`, text: total.toFixed(1) }}
        format={(value) => `${value > 0 ? '+' : ''}${value.toFixed(1)}`}
      />
    </div>
  );
}

interface Agreement {
  readonly label: string;
  readonly values: readonly [string, string];
}

const TONES: Readonly<Record<'agrees' | 'differs' | 'unknown', Tone>> = {
  ...{ agrees: 'good', differs: 'bad', unknown: 'neutral' },
};

/** A case that a rule raised: which rule, on which identity and by whom, and how far the rest agrees. */
function RuleEvidence({ of }: { readonly of: Case }) {
  const t = useReviewTexts();
  const m = useMemberTexts();
  const { types, source } = told(of.evidence);
  const [one, other] = of.members;
  const pair = (fact: 'name' | 'birthday' | 'address'): readonly [string, string] => [
    factOf(one?.profile?.[fact]),
    factOf(other?.profile?.[fact]),
  ];
  const rest: readonly Agreement[] = [
    { label: m('name'), values: pair('name') },
    { label: m('birthday'), values: pair('birthday') },
    { label: m('address'), values: pair('address') },
  ];
  const rule: Text | undefined = RULE_WORDS[of.reason];
  return (
    <div>
      <h3 className={css.panelTitle} style={{ marginBottom: 8 }}>
        {t('evidence')}
      </h3>
      {rule === undefined ? null : <p style={{ marginBottom: 8 }}>{inLocale(rule)}</p>}
      <ul className={css.waterfall} aria-label={t('evidence')}>
        {types.map((type) => (
          <li key={type} className={css.agreement}>
            <span>{wordFor(IDENTITY_WORDS, type)}</span>
            <Tag tone="warning">{t('matched')}</Tag>
            <span className={css.quiet}>
              {source === undefined ? '' : t('toldBy', { company: companyName(source) })}
            </span>
          </li>
        ))}
        {rest.map(({ label, values: [mine, theirs] }) => {
          const verdict =
            mine === '—' || theirs === '—' ? 'unknown' : mine === theirs ? 'agrees' : 'differs';
          return (
            <li key={label} className={css.agreement}>
              <span>{label}</span>
              <Tag tone={TONES[verdict]}>{t(verdict)}</Tag>
              <span className={css.quiet}>
                {verdict === 'agrees' ? mine : `${mine} / ${theirs}`}
              </span>
            </li>
          );
        })}
      </ul>
      <p className={`${css.small} ${css.quiet}`} style={{ marginTop: 8 }}>
        {t('noWeights')}
      </p>
    </div>
  );
}

/** Types of identity and who told them, as the case keeps them. */
function told(evidence: unknown): {
  readonly types: readonly string[];
  readonly source: string | undefined;
} {
  const { types, source } = (evidence ?? {}) as { types?: unknown; source?: unknown };
  return {
    types: Array.isArray(types) ? [...new Set(types.map(String))] : [],
    source: typeof source === 'string' ? source : undefined,
  };
}
