/** The member's own code, for the counter. */
import { graphql } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { QrCode } from '../../../ui/qr-code.tsx';
import { Asked, EmptyState, SkeletonList } from '../../../ui/states.tsx';
import coupon from '../coupons/coupon.module.css';
import { Page } from '../parts.tsx';
import { useMemberTexts } from '../texts.ts';

const MyCode = graphql(`
  query MyCode {
    me {
      memberNo
    }
  }
`);

export function CodePage() {
  const t = useMemberTexts();
  const query = useAsk(MyCode, {});
  return (
    <Page title={t('myCode')} back="/me">
      <Asked query={query} skeleton={<SkeletonList rows={1} height={380} />}>
        {({ me }) =>
          me === null ? (
            <EmptyState icon="qr" />
          ) : (
            <section className={coupon.code}>
              <p>{t('myCodeHint')}</p>
              <span className={coupon.frame}>
                <QrCode text={me.memberNo} label={t('memberNo', { no: me.memberNo })} size={240} />
              </span>
              <p className={coupon.aloud}>
                {me.memberNo.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3')}
              </p>
            </section>
          )
        }
      </Asked>
    </Page>
  );
}
