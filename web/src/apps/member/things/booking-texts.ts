/** Words about the coupon that a booking is going to be paid with. */
import { defineTexts } from '../../../i18n/texts.ts';

export const { useTexts: useBookingTexts } = defineTexts({
  noCouponPlanned: { zh: '没有选券', en: 'No coupon chosen' },
  noCouponPlannedHint: { zh: '到店按原价结账', en: 'You pay the full price at the dealership' },
  chooseCoupon: { zh: '选一张券', en: 'Choose a coupon' },
  changeCoupon: { zh: '更换或不用券', en: 'Change or leave out' },
  payWithout: { zh: '不用券', en: 'Use none' },
  couponPlanned: { zh: '已选好用券', en: 'Coupon chosen' },
  couponLetGo: { zh: '已改为不用券', en: 'No coupon will be used' },
});
