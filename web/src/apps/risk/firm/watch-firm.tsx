/** Whether the risk desk wants to hear of a firm, of what, and who is told besides. */
import { BellFilled, BellOutlined } from '@ant-design/icons';
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import css from '../../../desk/desk.module.css';
import { useHasRole } from '../../../desk/roles.ts';
import { useOpener } from '../../../desk/use-opener.ts';
import { useOrder } from '../../../desk/use-order.ts';
import { companyName } from '../../../desk/words.ts';
import { formatList, wordFor } from '../../../i18n/texts.ts';
import type { FirmView } from '../firm-page.tsx';
import { ALERT_KIND_WORDS } from '../inbox-texts.ts';
import own from './firm-orders.module.css';
import { UnwatchFirm, WatchFirm } from './order-operations.ts';
import { useOrderTexts } from './order-texts.ts';

type Kind = NonNullable<FirmView['watch']>['kinds'][number];
type Reader = FirmView['alertReaders'][number];
const KINDS = Object.keys(ALERT_KIND_WORDS) as Kind[];

export function WatchButton({ firm }: { readonly firm: FirmView }) {
  const t = useOrderTexts();
  const [isOpen, setOpen] = useState(false);
  const { opener, giveBack } = useOpener();
  const close = (): void => {
    setOpen(false);
    giveBack();
  };
  const mayWatch = useHasRole('risk_officer', 'risk_approver');
  if (!mayWatch) return null;
  const watched = firm.watch !== null;
  return (
    <>
      <Button
        ref={opener}
        icon={watched ? <BellFilled aria-hidden="true" /> : <BellOutlined aria-hidden="true" />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {t(watched ? 'watching' : 'watch')}
      </Button>
      {isOpen ? <WatchModal firm={firm} onClose={close} /> : null}
    </>
  );
}

function WatchModal({ firm, onClose }: { readonly firm: FirmView; readonly onClose: () => void }) {
  const t = useOrderTexts();
  const watch = useOrder(WatchFirm);
  const unwatch = useOrder(UnwatchFirm);
  const [kinds, setKinds] = useState<readonly Kind[]>(firm.watch?.kinds ?? KINDS);
  const firmId = firm.id;
  const before = firm.watch?.kinds;
  const save = async (): Promise<void> => {
    const done = await watch.give({ firmId, kinds: [...kinds] }, t('watched'));
    if (done !== undefined) onClose();
  };
  const stop = async (): Promise<void> => {
    const undo = {
      label: t('undo'),
      run: () => void watch.give({ firmId, kinds: [...(before ?? KINDS)] }, t('watched')),
    };
    if ((await unwatch.give({ firmId }, t('unwatched'), undo)) !== undefined) onClose();
  };
  return (
    <Modal
      open
      title={t('watchTitle')}
      onCancel={onClose}
      footer={
        <div className={own.foot}>
          {before === undefined ? null : (
            <Button loading={unwatch.isRunning} onClick={() => void stop()}>
              {t('unwatch')}
            </Button>
          )}
          <Button
            type="primary"
            disabled={kinds.length === 0}
            loading={watch.isRunning}
            onClick={() => void save()}
          >
            {t(before === undefined ? 'watch' : 'save')}
          </Button>
        </div>
      }
    >
      <p className={`${css.small} ${css.quiet}`}>{t('watchHint')}</p>
      <fieldset style={{ margin: '14px 0', padding: 0, border: 0 }}>
        <legend style={{ marginBottom: 8, fontWeight: 600 }}>{t('watchKinds')}</legend>
        <Checkbox
          checked={kinds.length === KINDS.length}
          indeterminate={kinds.length > 0 && kinds.length < KINDS.length}
          onChange={({ target }) => setKinds(target.checked ? KINDS : [])}
          style={{ marginBottom: 8 }}
        >
          {t('allKinds')}
        </Checkbox>
        <Checkbox.Group
          className={own.kinds ?? ''}
          value={[...kinds]}
          options={KINDS.map((value) => ({ value, label: wordFor(ALERT_KIND_WORDS, value) }))}
          onChange={(chosen) => setKinds(KINDS.filter((kind) => chosen.includes(kind)))}
        />
        {kinds.length === 0 ? (
          <p role="alert" className={css.small} style={{ color: 'var(--danger)' }}>
            {t('noneChosen')}
          </p>
        ) : null}
      </fieldset>
      <h3 style={{ fontSize: 14, fontWeight: 600 }}>{t('whoHears')}</h3>
      <ul className={own.hears}>
        {firm.alertReaders.map((reader) => (
          <li key={`${reader.company} ${reader.why}`} className={css.small}>
            <strong>{companyName(reader.company)}</strong>{' '}
            <span className={css.quiet}>{whyOf(t, reader)}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function whyOf(t: ReturnType<typeof useOrderTexts>, { why, kinds }: Reader): string {
  if (why === 'RISK_DESK') return t('whyDesk');
  if (why === 'EXPOSED') return t('whyExposed');
  const told =
    kinds.length === 0 || kinds.length === KINDS.length
      ? t('allKinds')
      : formatList(kinds.map((kind) => wordFor(ALERT_KIND_WORDS, kind)));
  return t('whySubscribed', { kinds: told });
}
