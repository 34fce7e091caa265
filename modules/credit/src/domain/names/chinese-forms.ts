/** Legal forms of Chinese firms, and the words that end the name of a branch. */

/** Families whose members may not be mistaken for one another. 有限 and 股份 are one family: firms convert. */
export type FormFamily = 'COMPANY' | 'PARTNERSHIP' | 'COOPERATIVE' | 'SOLE' | 'FACTORY' | 'NONE';

interface Form {
  readonly text: string;
  readonly family: FormFamily;
}

const FORMS: readonly Form[] = [
  '股份有限责任公司',
  '有限责任股份公司',
  '有限责任公司',
  '责任有限公司',
  '股份有限公司',
  '有限股份公司',
  '有限公司',
  '责任公司',
  '股份公司',
  '股份合作公司',
  '总公司',
  '公司',
]
  .map((text): Form => ({ text, family: 'COMPANY' }))
  .concat(
    ['合伙企业', '有限合伙', '普通合伙', '特殊普通合伙', '事务所'].map((text) => ({
      text,
      family: 'PARTNERSHIP' as const,
    })),
    ['专业合作社', '合作社', '联合社', '联社'].map((text) => ({
      text,
      family: 'COOPERATIVE' as const,
    })),
    ['经营部', '商行', '商店', '门市部', '个体工商户', '工作室'].map((text) => ({
      text,
      family: 'SOLE' as const,
    })),
  )
  .sort((a, b) => b.text.length - a.text.length);

export interface FormCut {
  readonly head: string;
  /** As written; empty when the name has none. */
  readonly form: string;
  readonly family: FormFamily;
}

/** Cuts the legal form off the end of a name. */
export function cutForm(text: string): FormCut {
  for (const { text: form, family } of FORMS) {
    if (text.length > form.length && text.endsWith(form)) {
      return { head: text.slice(0, -form.length), form, family };
    }
  }
  return { head: text, form: '', family: 'NONE' };
}

const BRANCH_END =
  /(?:分行|支行|分理处|储蓄所|分公司|支公司|子公司|分社|分店|分厂|分部|分校|分所|分中心|办事处|代表处|营业部|营业所|营业厅|销售部|项目部|服务部)$/;
/** Banks and their like name a branch with or without their legal form in between. */
const BANK_BRANCH_END = /(?:分行|支行|分理处|储蓄所|营业部|分社)$/;
const BANK_BRANCH =
  /^(.{1,18}?(?:银行|信用社|证券|期货)(?:(?:股份|有限)?(?:有限)?(?:责任)?公司)?)(.+)$/;
const INSIDE_FORM =
  /^(.+?(?:股份有限责任公司|有限责任公司|股份有限公司|责任有限公司|有限公司|集团公司|总公司|股份公司))(.+)$/;
/** Other institutions, where no legal form parts the two. */
const INSTITUTION = /^(.{1,18}?(?:保险|信托|证券))(.+)$/;

export interface BranchCut {
  readonly head: string;
  /** The branch's own part, such as 深圳市分行; empty for the firm itself. */
  readonly branch: string;
}

/** Tells a firm from its branch. */
export function cutBranch(text: string): BranchCut {
  if (!BRANCH_END.test(text)) return { head: text, branch: '' };
  const bank = BANK_BRANCH_END.test(text) ? BANK_BRANCH.exec(text) : null;
  const [, head, branch] = bank ?? INSIDE_FORM.exec(text) ?? INSTITUTION.exec(text) ?? [];
  return head === undefined || branch === undefined ? { head: text, branch: '' } : { head, branch };
}
