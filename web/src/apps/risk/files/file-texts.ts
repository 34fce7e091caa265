/** Words of screenings in bulk and of survey imports. */
import { currentLocale } from '../../../i18n/locale.ts';
import { defineTexts, type Text } from '../../../i18n/texts.ts';

export const { useTexts: useFileTexts } = defineTexts({
  bulk: { zh: '批量筛查', en: 'Bulk screening' },
  bulkLead: {
    zh: '上传供应商或客户名册，逐行核对：是谁、在不在名单上、什么等级。名称相近的由人判断。',
    en: 'Send a register of suppliers or customers: who each is, on which list, how graded. People decide on names alike.',
  },
  imports: { zh: '调查导入', en: 'Survey imports' },
  importsLead: {
    zh: '把资信调查表整份导入：先看映射与预览，可试运行，逐行报错，中断后可继续。',
    en: 'Take whole survey tables over: mapping, preview, dry run, faults by row, resumable.',
  },
  upload: { zh: '上传文件', en: 'Upload a file' },
  uploadHint: {
    zh: '拖到这里，或点击选择：CSV（UTF-8、GBK、UTF-16）、Excel、JSON，可 gzip，64 MB 以内。',
    en: 'Drop here or click: CSV (UTF-8, GBK, UTF-16), Excel, JSON, gzipped or not, up to 64 MB.',
  },
  uploading: { zh: '正在上传', en: 'Uploading' },
  tooLarge: { zh: '文件超过 64 MB', en: 'The file is larger than 64 MB' },
  failed: { zh: '没有成功，请再试', en: 'It did not work; try again' },
  file: { zh: '文件', en: 'File' },
  company: { zh: '公司', en: 'Company' },
  onBehalfOf: { zh: '调查属于', en: 'Survey of' },
  state: { zh: '状态', en: 'State' },
  progress: { zh: '进度', en: 'Progress' },
  rows: { zh: '行数', en: 'Rows' },
  at: { zh: '时间', en: 'When' },
  mapping: { zh: '列对应', en: 'Columns' },
  nameColumn: { zh: '企业名称列', en: 'Column of names' },
  codeColumn: { zh: '信用代码列', en: 'Column of codes' },
  noColumn: { zh: '（没有）', en: '(none)' },
  oneNeeded: { zh: '名称或代码，至少选一列。', en: 'Choose a column of names or of codes.' },
  start: { zh: '开始筛查', en: 'Screen' },
  started: { zh: '已开始，完成的行随时可看', en: 'Under way; answered rows show as they come' },
  stop: { zh: '停止', en: 'Stop' },
  stopSure: { zh: '已完成的行会保留。', en: 'Rows that are done stay.' },
  stopped: { zh: '已停止', en: 'Stopped' },
  another: { zh: '换一个文件', en: 'Another file' },
  encoding: { zh: '编码', en: 'Encoding' },
  countedRows: { zh: '{count} 行', en: '{count} {count:row|rows}' },
  hits: { zh: '命中名单', en: 'On a list' },
  listedOnly: { zh: '只看命中名单', en: 'Only on a list' },
  toReview: { zh: '待人核对', en: 'For a person' },
  outcome: { zh: '结果', en: 'Outcome' },
  line: { zh: '行', en: 'Line' },
  asked: { zh: '文件里的企业', en: 'As in the file' },
  found: { zh: '档案里的企业', en: 'As we know it' },
  lists: { zh: '名单', en: 'Lists' },
  grade: { zh: '等级', en: 'Grade' },
  candidates: { zh: '可能是', en: 'May be' },
  likeness: { zh: '相似 {percent}%', en: '{percent}% alike' },
  notThis: { zh: '不是这家', en: 'Not this one' },
  ruledOut: { zh: '已排除', en: 'Ruled out' },
  clearTitle: { zh: '判定不是同一家', en: 'Rule this firm out' },
  clearHint: {
    zh: '「{name}」不是「{firm}」。今后批量筛查遇到这个名称，不再报这家企业，直到下面的日期。',
    en: '“{name}” is not “{firm}”. Bulk screenings leave it out for this name until the day below.',
  },
  clearReason: { zh: '判定依据', en: 'Why' },
  clearUntil: { zh: '有效至', en: 'Until' },
  cleared: {
    zh: '已排除；重新筛查时生效',
    en: 'Ruled out; it counts when the file is screened again',
  },
  downloadExcel: { zh: '下载结果 Excel', en: 'Results as Excel' },
  decisions: { zh: '已排除的名称', en: 'Names ruled out' },
  name: { zh: '名称', en: 'Name' },
  isNot: { zh: '不是', en: 'Is not' },
  until: { zh: '有效至', en: 'Until' },
  by: { zh: '判定人', en: 'By' },
  takeBack: { zh: '撤回', en: 'Take back' },
  tookBack: { zh: '已撤回', en: 'Taken back' },
  takeBackReason: { zh: '人工撤回判定', en: 'Taken back by hand' },
  noDecisions: { zh: '还没有排除过名称', en: 'No names ruled out yet' },
  noDecisionsHint: {
    zh: '在批量筛查的结果里点“不是这家”，判定会记在这里。',
    en: 'Choose “Not this one” in the results of a bulk screening.',
  },
  noJobs: { zh: '还没有批量筛查', en: 'No bulk screenings yet' },
  noImports: { zh: '还没有导入', en: 'No imports yet' },
  preview: { zh: '预览', en: 'Preview' },
  previewHint: {
    zh: '前 {count} 行会这样记入档案。',
    en: 'The first {count} {count:row, as it|rows, as they} would be taken.',
  },
  column: { zh: '文件的列', en: 'Column' },
  becomes: { zh: '记为', en: 'Becomes' },
  ignored: { zh: '不导入', en: 'Left out' },
  uscc: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  firmName: { zh: '企业名称', en: 'Name of the firm' },
  observedAt: { zh: '观察日期', en: 'Observed on' },
  inTenThousands: { zh: '（万元）', en: ' (in 10,000 CNY)' },
  standard: {
    zh: '这是一行一条事实的标准格式，无须对应。',
    en: 'One fact a row under the standard columns: nothing to map.',
  },
  noMapping: {
    zh: '没认出企业代码列和名称列，请在下面指定。',
    en: 'The columns of code and name were not recognised; choose them below.',
  },
  noObservedAt: {
    zh: '没有观察日期列的行会报错，请选择日期所在的列。',
    en: 'Rows without a day of observation are faulty: choose its column.',
  },
  facts: { zh: '事实', en: 'Facts' },
  faults: { zh: '有错的行', en: 'Faulty rows' },
  faultsTitle: { zh: '逐行错误', en: 'What is wrong, by row' },
  fault: { zh: '问题', en: 'Fault' },
  detail: { zh: '说明', en: 'Particulars' },
  downloadFaults: { zh: '下载错误清单', en: 'Download faults' },
  dryRun: { zh: '试运行', en: 'Dry run' },
  dryRunHint: { zh: '全部检查一遍，什么都不存。', en: 'Checks everything, stores nothing.' },
  take: { zh: '正式导入', en: 'Import' },
  takeSure: {
    zh: '事实记入各企业档案并立即参与评分；同一份文件再导入不会重复。',
    en: 'Facts enter the files and the scores at once; the same file again changes nothing.',
  },
  importStarted: { zh: '已开始导入', en: 'Under way' },
  knownFile: { zh: '这份文件已按同样的对应导入过', en: 'This file was taken over before' },
  added: { zh: '新增事实', en: 'New facts' },
  known: { zh: '已有事实', en: 'Known facts' },
  wellFormed: { zh: '合格事实', en: 'Well formed' },
  real: { zh: '正式', en: 'For real' },
  resume: { zh: '继续', en: 'Go on' },
  resumed: { zh: '已继续', en: 'Going on' },
  kind: { zh: '方式', en: 'Kind' },
  finished: { zh: '完成', en: 'Ended' },
  failure: { zh: '文件读不了：{why}', en: 'The file cannot be read: {why}' },
  nextReal: {
    zh: '试运行通过，可以正式导入。',
    en: 'The dry run is done; it can be imported now.',
  },
});

type Words = Readonly<Record<string, Text>>;
const w = (zh: string, en: string): Text => ({ zh, en });

export const JOB_WORDS: Words = {
  QUEUED: w('排队中', 'Queued'),
  RUNNING: w('进行中', 'Running'),
  DONE: w('已完成', 'Done'),
  FAILED: w('失败', 'Failed'),
  CANCELLED: w('已停止', 'Stopped'),
};

export const OUTCOME_WORDS: Words = {
  CODE_MATCH: w('代码一致', 'Same code'),
  CODE_MATCH_NAME_DIFFERS: w('代码一致、名称不符', 'Same code, other name'),
  CODE_INVALID: w('代码有误', 'Impossible code'),
  NAME_SAME: w('同名，待确认', 'Same name, to confirm'),
  NAME_REVIEW: w('名称相近，待核对', 'Names alike, to review'),
  CLEARED: w('已排除', 'Ruled out'),
  NO_MATCH: w('未找到', 'Nobody we know'),
  UNREADABLE: w('读不了', 'Unreadable'),
};

export const FAULT_WORDS: Words = {
  USCC: w('信用代码有误', 'Impossible code'),
  NAME: w('缺少企业名称', 'No name'),
  FACT_TYPE: w('事实种类不存在', 'Unknown type of fact'),
  OBSERVED_AT: w('观察日期有误', 'Wrong day of observation'),
  VALUE: w('内容格式不对', 'Wrong value'),
  ITEM: w('缺少编号', 'Nothing tells it apart'),
  VALID_UNTIL: w('有效期有误', 'Wrong end'),
  CONFIDENCE: w('可信度有误', 'Wrong confidence'),
  ENCODING_BROKEN: w('编码损坏', 'Broken encoding'),
  LINE_CUT_OFF: w('行被截断', 'Line cut off'),
  QUOTE_NOT_CLOSED: w('引号不成对', 'Quote not closed'),
  TEXT_AFTER_QUOTE: w('引号后有多余文字', 'Text after a quote'),
  JSON_BROKEN: w('JSON 有误', 'Broken JSON'),
  FIELD_COUNT: w('列数不对', 'Wrong number of columns'),
};

export const FAILURE_WORDS: Words = {
  UPLOAD_GONE: w('上传的文件已过保存期', 'the upload is no longer kept'),
};

const DETAIL_WORDS: readonly (readonly [RegExp, Text])[] = [
  [/^the line cannot be read$/, w('这一行读不了', 'the line cannot be read')],
  [/^the name is empty$/, w('企业名称是空的', 'the name is empty')],
  [/"" is no date/g, w('没有填日期', 'no date is given')],
  [/"([^"]*)" is no date/g, w('“$1” 不是日期', '“$1” is no date')],
  [/there is no type of fact called "([^"]*)"/g, w('没有这种事实：“$1”', 'no such fact: “$1”')],
  [/a plain decimal number/g, w('应为数字', 'a plain decimal number')],
  [/\bamount: /g, w('金额', 'amount: ')],
  [/\bnumber: /g, w('数目', 'number: ')],
  [/\btext: /g, w('文字', 'text: ')],
  [/\bCHARACTER$/, w('有不该出现的字符', 'an impossible character')],
  [/\bLENGTH$/, w('应为 18 位', '18 characters are needed')],
  [/\bAUTHORITY$/, w('登记部门代码不存在', 'no such registry')],
  [/\bDIVISION$/, w('行政区划代码不存在', 'no such division')],
  [/\bORGANISATION_CHECK$/, w('组织机构代码校验位不符', 'the organisation code does not check')],
  [/ lies in the future$/, w('是将来的日期', ' lies in the future')],
  [
    /a firm can have several; say which$/,
    w('一家企业可有多条，请写编号', 'a firm can have several; say which'),
  ],
  [/\bCHECK$/, w('校验位不符', 'a check character does not fit')],
];

/** What is wrong, in the reader's language; what the file said itself stays as it is. */
export function faultDetail(detail: string, factWord: (code: string) => string): string {
  const named = detail.replace(
    /^([A-Z][A-Z_]+): /,
    (_whole, code: string) => `${factWord(code)}：`,
  );
  const locale = currentLocale();
  return DETAIL_WORDS.reduce(
    (said, [pattern, words]) => said.replace(pattern, locale === 'en' ? words.en : words.zh),
    named,
  );
}
