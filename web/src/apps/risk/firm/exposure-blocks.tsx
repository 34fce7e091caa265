/** What leaves nothing of a firm's limit, said where the limit stands, with the way to what it rests on. */
import { Link } from 'react-router';
import { Note } from '../../../desk/page.tsx';
import { companyName } from '../../../desk/words.ts';
import { formatList, wordFor } from '../../../i18n/texts.ts';
import type { FirmView } from '../firm-page.tsx';
import { LISTING_REASON_WORDS, reasonDetail, reasonWord } from '../risk-words.ts';
import own from './firm-orders.module.css';
import { useOrderTexts } from './order-texts.ts';

type Block = FirmView['exposure']['blocks'][number];

export function ExposureBlocks({ exposure }: { readonly exposure: FirmView['exposure'] }) {
  const t = useOrderTexts();
  if (exposure.blocks.length === 0) return null;
  return (
    <Note tone={exposure.blocked ? 'bad' : 'warning'}>
      <p>
        <strong>{t(exposure.blocked ? 'nothingAvailable' : 'partlyBlocked')}</strong>
      </p>
      <p>{t('blockedHint')}</p>
      <ul className={own.blocks}>
        {exposure.blocks.map((block) => (
          <li key={`${block.code} ${block.detail} ${block.entry?.id ?? ''}`}>
            <strong>
              {reasonWord(block.code)} · {detailOf(block)}
            </strong>{' '}
            · {block.companies.length === 0 ? t('bindsAll') : named(block.companies)}
            {block.liftedFor.length === 0
              ? null
              : ` · ${t('liftedFor', { companies: named(block.liftedFor) })}`}{' '}
            {block.entry === null ? null : (
              <Link to={`/risk/lists/${block.entry.id}`}>{t('entry')}</Link>
            )}
          </li>
        ))}
      </ul>
    </Note>
  );
}

const named = (companies: readonly string[]): string => formatList(companies.map(companyName));

const detailOf = ({ code, detail }: Block): string =>
  code === 'KNOCKED_OUT' ? reasonDetail(detail) : wordFor(LISTING_REASON_WORDS, detail);
