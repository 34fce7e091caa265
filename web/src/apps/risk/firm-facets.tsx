/** The four facets: each fact with its age and source; where companies disagree, both words side by side. */
import { Button, Input, Modal, Progress } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { Columns, Note, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { wordFor } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/states.tsx';
import { FactOrders } from './firm/fact-orders.tsx';
import { useOrderTexts } from './firm/order-texts.ts';
import { ChooseFact } from './firm-operations.ts';
import type { FirmView } from './firm-page.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { FACET_WORDS, FACT_WORDS, factText } from './risk-words.ts';

type Facet = FirmView['profile']['facets'][number];
type Standing = Facet['facts'][number];

export function FirmFacets({ firm }: { readonly firm: FirmView }) {
  const disputed = firm.profile.facets
    .flatMap(({ facts }) => facts)
    .filter(({ conflicts }) => conflicts.length > 0);
  return (
    <Stack>
      {disputed.length === 0 ? null : <Conflicts facts={disputed} />}
      <div className={css.halves}>
        {firm.profile.facets.map((facet) => (
          <FacetShown key={facet.facet} facet={facet} />
        ))}
      </div>
    </Stack>
  );
}

function FacetShown({ facet }: { readonly facet: Facet }) {
  const t = useRiskTexts();
  return (
    <Panel
      title={wordFor(FACET_WORDS, facet.facet)}
      extra={
        <span className={`${css.small} ${css.quiet}`}>
          <Progress
            type="circle"
            percent={facet.completeness}
            size={18}
            strokeWidth={16}
            showInfo={false}
            aria-label={t('completeness', { percent: facet.completeness })}
          />{' '}
          {t('completeness', { percent: facet.completeness })}
        </span>
      }
    >
      {facet.facts.length === 0 ? (
        <EmptyState title={t('noFacts')} />
      ) : (
        <ul className={css.stack} style={{ gap: 12 }}>
          {facet.facts.map((standing) => (
            <FactShown key={standing.fact.id} standing={standing} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function FactShown({
  standing: { fact, stale, conflicts, decidedByPerson },
}: {
  readonly standing: Standing;
}) {
  const t = useRiskTexts();
  const o = useOrderTexts();
  const dispute = fact.disputes.find(({ open }) => open);
  return (
    <li>
      <div className={css.timelineHead}>
        <span className={`${css.small} ${css.quiet}`}>
          {wordFor(FACT_WORDS, fact.type)}
          {fact.item === '' ? '' : ` · ${fact.item}`}
        </span>
        <span style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
          {dispute === undefined ? null : <Tag tone="warning">{o('inDispute')}</Tag>}
          {stale ? <Tag tone="warning">{t('stale')}</Tag> : null}
          {decidedByPerson ? <Tag tone="info">{t('chosen')}</Tag> : null}
          {conflicts.length === 0 ? null : (
            <Tag tone="bad">{t('conflicts', { count: conflicts.length })}</Tag>
          )}
          <FactOrders fact={fact} contested={dispute !== undefined} />
        </span>
      </div>
      <p style={{ overflowWrap: 'anywhere' }}>{factText(fact.value, fact.type)}</p>
      <p className={`${css.small} ${css.quiet}`}>
        {companyName(fact.subsidiary)} · {fact.source} · <When at={fact.observedAt} /> ·{' '}
        {t('confidence', { percent: fact.confidence })}
      </p>
      {dispute === undefined ? null : (
        <p className={css.small} style={{ color: 'var(--warning)' }}>
          {dispute.grounds} · {o('answerBy', { day: formatDate(dispute.answerBy) })}
        </p>
      )}
    </li>
  );
}

function Conflicts({ facts }: { readonly facts: readonly Standing[] }) {
  const t = useRiskTexts();
  const mayChoose = useHasRole('risk_officer', 'risk_approver');
  return (
    <Panel title={t('conflictTitle')}>
      <Stack>
        {facts.map(({ fact, conflicts }) => (
          <div key={fact.id}>
            <p style={{ marginBottom: 6, fontWeight: 600 }}>
              {wordFor(FACT_WORDS, fact.type)}
              {fact.item === '' ? '' : ` · ${fact.item}`}
            </p>
            <Columns>
              {[fact, ...conflicts].map((said, index) => (
                <Note key={said.id} tone={index === 0 ? 'good' : 'warning'}>
                  <p>
                    <strong>{factText(said.value, fact.type)}</strong>
                  </p>
                  <p>
                    {companyName(said.subsidiary)} · {said.source} · <When at={said.observedAt} />
                  </p>
                  <div className={css.timelineHead}>
                    {index === 0 ? t('standing') : mayChoose ? <Choose factId={said.id} /> : null}
                    <FactOrders
                      fact={{ ...said, type: fact.type }}
                      contested={said.disputes.some(({ open }) => open)}
                    />
                  </div>
                </Note>
              ))}
            </Columns>
          </div>
        ))}
      </Stack>
    </Panel>
  );
}

function Choose({ factId }: { readonly factId: string }) {
  const t = useRiskTexts();
  const choose = useOrder(ChooseFact);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const run = async (): Promise<void> => {
    const done = await choose.give({ factId, reason: reason.trim() }, t('chose'));
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button size="small" style={{ marginTop: 6 }} onClick={() => setOpen(true)}>
        {t('choose')}
      </Button>
      <Modal
        open={isOpen}
        title={t('choose')}
        okText={t('choose')}
        okButtonProps={{ disabled: reason.trim() === '' }}
        confirmLoading={choose.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Input.TextArea
          aria-label={t('chooseReason')}
          placeholder={t('chooseReason')}
          rows={3}
          value={reason}
          maxLength={300}
          onChange={({ target }) => setReason(target.value)}
        />
      </Modal>
    </>
  );
}
