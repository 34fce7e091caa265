/** The member's own code, for the counter. */
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import { RotatingCode } from '../coupons/rotating-code.tsx';
import { Page } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';

const MyCode = graphql(`
  query MyCode {
    me {
      memberNo
    }
    memberQr {
      text
      validUntil
    }
  }
`);

export function CodePage() {
  const t = useMemberTexts();
  const query = useAsk(MyCode, {});
  return (
    <Page title={t('myCode')} back="/me">
      <Asked query={query} skeleton={<SkeletonList rows={1} height={380} />}>
        {({ me, memberQr }) =>
          me === null ? (
            <EmptyState icon="qr" />
          ) : (
            <RotatingCode
              title={t('myCodeHint')}
              text={memberQr.text}
              validUntil={memberQr.validUntil}
              aloud={me.memberNo.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3')}
              label={t('memberNo', { no: me.memberNo })}
              size={248}
              aloudHint={t('readNumberAloud')}
              onRenew={query.refetch}
            />
          )
        }
      </Asked>
    </Page>
  );
}
