/** A firm's report: everything on one sheet after another, as it is printed and filed. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Page, Stack } from '../../desk/page.tsx';
import { formatDateTime } from '../../format/dates.ts';
import { useAsk } from '../../graphql/queries.ts';
import { Asked, NotFound } from '../../ui/states.tsx';
import { useFirmFileTexts } from './firm/file-texts.ts';
import { FirmDeals } from './firm/firm-deals.tsx';
import { FirmLitigation } from './firm/firm-litigation.tsx';
import own from './firm/firm-orders.module.css';
import { FirmStatements } from './firm/firm-statements.tsx';
import { useOrderTexts } from './firm/order-texts.ts';
import { FirmAssessment } from './firm-assessment.tsx';
import { FirmFacets } from './firm-facets.tsx';
import { FirmLists } from './firm-lists.tsx';
import { RiskFirm } from './firm-operations.ts';
import { FirmFigures, FirmNames, type FirmView } from './firm-page.tsx';
import { useRiskTexts } from './risk-texts.ts';

export function FirmReportPage() {
  const { firmId = '' } = useParams();
  const query = useAsk(RiskFirm, { id: firmId });
  return (
    <Asked query={query}>
      {({ firm }) => (firm === null ? <NotFound home="/risk" /> : <Report firm={firm} />)}
    </Asked>
  );
}

function Report({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  const f = useFirmFileTexts();
  const o = useOrderTexts();
  const desk = useDeskTexts();
  const [asOf] = useState(() => new Date().toISOString());
  return (
    <Page
      title={o('reportOf', { name: firm.name })}
      lead={
        <>
          <FirmNames firm={firm} />
          <br />
          {o('asOf', { moment: formatDateTime(asOf) })}
        </>
      }
      back={{ to: `/risk/firms/${firm.id}`, label: firm.name }}
      actions={
        <Button
          type="primary"
          icon={<PrinterOutlined aria-hidden="true" />}
          onClick={() => window.print()}
        >
          {desk('print')}
        </Button>
      }
    >
      <div className={own.report}>
        <Stack>
          <FirmFigures firm={firm} />
          <Part title={t('assessment')}>
            <FirmAssessment firm={firm} />
          </Part>
          <Part title={t('lists')}>
            <FirmLists firm={firm} />
          </Part>
          <Part title={t('facets')}>
            <FirmFacets firm={firm} />
          </Part>
          <Part title={f('statements')}>
            <FirmStatements id={firm.id} />
          </Part>
          <Part title={f('litigation')}>
            <FirmLitigation id={firm.id} />
          </Part>
          <Part title={f('deals')}>
            <FirmDeals id={firm.id} />
          </Part>
        </Stack>
      </div>
    </Page>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className={own.reportTitle}>{title}</h2>
      {children}
    </section>
  );
}
