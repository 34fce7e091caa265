/** Why the score is what it is: each characteristic pushes it up or down. */
import { Button } from 'antd';
import css from '../../desk/desk.module.css';
import { Facts, Panel, Stack, WideAndSide } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { useOrder } from '../../desk/use-order.ts';
import { Waterfall } from '../../desk/waterfall.tsx';
import { When } from '../../desk/when.tsx';
import { formatMoney } from '../../format/numbers.ts';
import { formatList, wordFor } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/states.tsx';
import { AssessFirm } from './firm-operations.ts';
import type { FirmView } from './firm-page.tsx';
import { Grade } from './grade.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { CHARACTERISTIC_WORDS } from './risk-words.ts';

export function FirmAssessment({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  const assess = useOrder(AssessFirm);
  const mayAssess = useHasRole('risk_officer', 'risk_approver');
  const { assessment } = firm;
  if (assessment === null) return <EmptyState title={t('notAssessed')} />;
  const told = assessment.contributions.filter(({ points }) => points !== 0);
  const start = assessment.score - told.reduce((sum, { points }) => sum + points, 0);
  return (
    <WideAndSide>
      <Panel
        title={t('assessment')}
        hint={t('assessmentHint')}
        extra={
          mayAssess ? (
            <Button
              loading={assess.isRunning}
              onClick={() => void assess.give({ firmId: firm.id }, t('assessed'))}
            >
              {t('assessAgain')}
            </Button>
          ) : null
        }
      >
        <Waterfall
          label={t('assessment')}
          start={start}
          origin={start}
          contributions={told.map(({ characteristic, value, points }) => ({
            label: wordFor(CHARACTERISTIC_WORDS, characteristic),
            value: points,
            ...(value === null ? {} : { note: value }),
          }))}
          total={{ label: t('base'), text: String(assessment.score) }}
        />
      </Panel>
      <Panel>
        <Stack>
          <Facts
            items={[
              [t('grade'), <Grade key="g" grade={assessment.grade} />],
              [t('limit'), formatMoney(assessment.limit)],
              [t('decidedAt'), <When key="w" at={assessment.assessedAt} />],
              [
                t('missing'),
                assessment.missing.length === 0
                  ? null
                  : formatList(
                      assessment.missing.map((name) => wordFor(CHARACTERISTIC_WORDS, name)),
                    ),
              ],
            ]}
          />
          <p className={`${css.small} ${css.quiet} ${css.mono}`}>{assessment.policy}</p>
        </Stack>
      </Panel>
    </WideAndSide>
  );
}
