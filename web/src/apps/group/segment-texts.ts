/** Words of the page about segments. */
import { defineTexts } from '../../i18n/texts.ts';

export const { useTexts: useSegmentTexts } = defineTexts({
  segments: { zh: '人群', en: 'Segments' },
  lead: {
    zh: '按会员的习惯和行为划分；活动选了人群，谁得到哪张券随之而变。未同意集团内共享的会员，别家公司的事实不计入。',
    en: 'Members by habit and behaviour: an offer for a segment follows whoever is in it. Without consent to sharing, facts of other companies do not count.',
  },
  create: { zh: '新建人群', en: 'New segment' },
  change: { zh: '修改', en: 'Change' },
  name: { zh: '名称', en: 'Name' },
  nameZh: { zh: '名称（中文）', en: 'Name (Chinese)' },
  nameEn: { zh: '名称（英文）', en: 'Name (English)' },
  code: { zh: '编码', en: 'Code' },
  codeHint: {
    zh: '小写字母、数字和连字符，创建后不变。',
    en: 'Lower case, digits and hyphens; kept for ever.',
  },
  who: { zh: '哪些会员', en: 'Who is in it' },
  count: { zh: '人数', en: 'Members' },
  countedAt: { zh: '统计于', en: 'Counted' },
  counting: { zh: '统计中', en: 'Counting' },
  save: { zh: '保存人群', en: 'Save' },
  saved: { zh: '人群已保存', en: 'Saved' },
  restored: { zh: '已改回', en: 'As it was' },
  follow: {
    zh: '正在进行的活动立即按新条件判断；已发出的券不变。',
    en: 'Live offers decide by it at once; coupons given stay.',
  },
  makeOffer: { zh: '做活动', en: 'Make an offer' },
  none: { zh: '还没有人群', en: 'No segments yet' },
  noneHint: {
    zh: '把常来的、刚买车的、很久没来的会员分出来，分别给合适的券。',
    en: 'Tell regulars, new car owners and those long not seen apart, and give each what fits.',
  },
  live: { zh: '实时人数', en: 'Counted now' },
  liveOf: { zh: '{looked} 位会员中的 {share}', en: '{share} of {looked} {looked:member|members}' },
  liveFirst: {
    zh: '前 {looked} 位会员中的 {share}',
    en: '{share} of the first {looked} {looked:member|members}',
  },
  withheld: {
    zh: '{count} 位未同意共享，其事实不计入',
    en: '{count} do not share what companies know of them',
  },
  examples: { zh: '例如', en: 'For example' },
  nobody: { zh: '没有会员符合', en: 'Nobody is in it' },
  writeFirst: { zh: '写下条件后，这里显示有多少会员。', en: 'Write a condition to see how many.' },
});
