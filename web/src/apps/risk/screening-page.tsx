/** Screening before a cooperation: a form, an answer with its reasons, a receipt to keep. */
import { AutoComplete, Button, Form, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Page, Panel, Stack, WideAndSide } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { useOrder } from '../../desk/use-order.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { SkeletonList } from '../../ui/states.tsx';
import { SearchFirms } from './firm-operations.ts';
import { PastScreenings } from './past-screenings.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { KIND_WORDS } from './risk-words.ts';
import { ScreeningAnswer } from './screening-answer.tsx';
import { FirmToScreen, ScreenFirm } from './screening-operations.ts';
import { useSearchText } from './search-text.ts';

type Kind = 'CONTRACT' | 'CREDIT_SALE' | 'PREPAID_PURCHASE' | 'LEASE' | 'AGENCY' | 'FRAMEWORK';

interface Question {
  readonly kind: Kind;
  readonly amount: string;
  readonly paymentDays: number;
  readonly prepayment: number;
}

const FormAside = ({ children }: { readonly children: ReactNode }) => (
  <WideAndSide sideFirst>{children}</WideAndSide>
);

export function ScreeningPage() {
  const t = useRiskTexts();
  const desk = useDeskTexts();
  const [{ firm, shown }, setFilters] = useFilters(['firm', 'shown']);
  const screen = useOrder(ScreenFirm);
  const mayScreen = useHasRole('risk_officer');
  // Who only reads has no form beside, and all the room.
  const Layout = mayScreen ? FormAside : Stack;
  const required = { required: true, message: desk('required') };
  const ask = async ({ prepayment, ...question }: Question): Promise<void> => {
    if (firm === undefined) return;
    const done = await screen.give({
      firmId: firm,
      ...question,
      prepaymentBps: Math.round(prepayment * 100),
    });
    if (done?.__typename === 'ScreenedFirm' && done.screening !== null)
      setFilters({ shown: done.screening.id }, { push: true });
  };
  return (
    <Page title={t('screening')} lead={t('screeningLead')}>
      <Layout>
        {mayScreen ? (
          <Panel noPrint>
            <Form<Question>
              layout="vertical"
              requiredMark={false}
              initialValues={{ kind: 'CONTRACT', paymentDays: 30, prepayment: 0 }}
              onFinish={(values) => void ask(values)}
            >
              <FirmPicker chosen={firm} onChoose={(id) => setFilters({ firm: id, shown: null })} />
              <Form.Item name="kind" label={t('kind')} rules={[required]}>
                <Select
                  options={Object.keys(KIND_WORDS).map((value) => ({
                    value,
                    label: wordFor(KIND_WORDS, value),
                  }))}
                />
              </Form.Item>
              <Form.Item
                name="amount"
                label={t('amount')}
                rules={[required, { pattern: /^\d{1,13}(\.\d{1,2})?$/, message: t('amountRule') }]}
              >
                <Input inputMode="decimal" prefix="¥" />
              </Form.Item>
              <Form.Item name="paymentDays" label={t('paymentDays')} rules={[required]}>
                <InputNumber min={0} max={365} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name="prepayment" label={t('prepayment')} rules={[required]}>
                <InputNumber min={0} max={100} style={{ width: '100%' }} />
              </Form.Item>
              <Button
                block
                size="large"
                type="primary"
                htmlType="submit"
                disabled={firm === undefined}
                loading={screen.isRunning}
              >
                {t('screen')}
              </Button>
            </Form>
          </Panel>
        ) : null}
        {shown === undefined ? (
          <PastScreenings firmId={firm} />
        ) : (
          <div className={css.ahead}>
            <ScreeningAnswer id={shown} onBack={() => setFilters({ shown: null })} />
          </div>
        )}
      </Layout>
    </Page>
  );
}

function FirmPicker({
  chosen,
  onChoose,
}: {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | null) => void;
}) {
  const t = useRiskTexts();
  const { text, asked, setText, composing } = useSearchText();
  const { data } = useAsk(
    SearchFirms,
    { text: asked, limit: 8 },
    { enabled: asked !== '', keepPrevious: true },
  );
  const known = useAsk(FirmToScreen, { id: chosen ?? '' }, { enabled: chosen !== undefined });
  const firm = known.data?.firm;
  if (chosen !== undefined && known.isPending) return <SkeletonList rows={1} />;
  if (chosen !== undefined && firm !== null && firm !== undefined)
    return (
      <Form.Item label={t('firm')}>
        <Stack>
          <span>
            <Link to={`/risk/firms/${firm.id}`}>{firm.name}</Link>
            <br />
            <span className={`${css.mono} ${css.quiet}`}>{firm.code}</span>
          </span>
          <Button size="small" onClick={() => onChoose(null)} style={{ justifySelf: 'start' }}>
            {t('search')}
          </Button>
        </Stack>
      </Form.Item>
    );
  return (
    <Form.Item label={t('firm')} htmlFor="firm">
      <AutoComplete
        {...composing}
        id="firm"
        value={text}
        placeholder={t('searchHint')}
        options={(data?.searchFirms ?? []).flatMap(({ firm: hit }) =>
          hit === null ? [] : [{ value: hit.id, label: `${hit.name} · ${hit.code}` }],
        )}
        onSearch={setText}
        onSelect={(id: string) => onChoose(id)}
      />
    </Form.Item>
  );
}
