/**
 * Legal forms of the world as they stand in company names, each with the class it belongs to: what is comparable across
 * countries. Written in plain tokens: lower case, no dots, no accents (`sp. z o.o.` is `sp z o o`, also `sp zoo`).
 */
export type FormClass =
  | 'LLC'
  | 'JSC'
  | 'LP'
  | 'LLP'
  | 'GP'
  | 'CORP'
  | 'COOP'
  | 'NGO'
  | 'STATE'
  | 'SOLE';

const CLASSES: Readonly<Record<FormClass, string>> = {
  LLC: `llc|l l c|limited liability company|limited liability co|ltd liability company|ltd|limited|ltd co|co ltd|co limited|company limited|company ltd|limited company|private limited|pvt ltd|pvt limited|private limited company|pte ltd|pte limited|pty ltd|pty limited|proprietary limited|sdn bhd|gmbh|g m b h|gesellschaft mit beschrankter haftung|gesmbh|mbh|ug haftungsbeschrankt|sarl|s a r l|societe a responsabilite limitee|sas|s a s|societe par actions simplifiee|eurl|srl|s r l|societatea cu raspundere limitata|societa a responsabilita limitata|sociedad de responsabilidad limitada|s de r l|s de rl|s de rl de cv|s de r l de c v|sl|s l|sociedad limitada|slu|ltda|limitada|sociedade limitada|lda|bv|b v|besloten vennootschap|besloten vennootschap met beperkte aansprakelijkheid|bvba|b v b a|sprl|s p r l|sp z o o|sp zoo|spolka z ograniczona odpowiedzialnoscia|spolka z o o|s r o|sro|spol s r o|spolecnost s rucenim omezenym|kft|korlatolt felelossegu tarsasag|d o o|doo|drustvo s ogranicenom odgovornoscu|druzba z omejeno odgovornostjo|ood|o o d|eood|ooo|o o o|obshchestvo s ogranichennoi otvetstvennostiu|obshchestvo s ogranichennoy otvetstvennostyu|ооо|общество с ограниченнои ответственностью|тов|товариство з обмеженою відповідальністю|tov|too|тоо|ehf|aps|anpartsselskab|osauhing|ou|sia|uab|limited sirketi|ltd sti|w l l|wll|fze|fzco|fz llc|fzc|dmcc|godo kaisha|yugen kaisha|yk|gk|chuzhou|tnhh|cong ty tnhh|sh p k|shpk|mchj|llp ltd|z o o`,
  JSC: `plc|p l c|public limited company|public limited co|public ltd co|jsc|j s c|joint stock company|joint stock co|joint stock|public joint stock company|open joint stock company|closed joint stock company|private joint stock company|ojsc|cjsc|pjsc|ao|oao|zao|pao|nao|ао|оао|зао|пао|нпао|акционерное общество|открытое акционерное общество|закрытое акционерное общество|публичное акционерное общество|прат|пат|at|ag|a g|akg|aktiengesellschaft|kgaa|se|societas europaea|sa|s a|societe anonyme|sociedad anonima|societa per azioni|sociedade anonima|spa|s p a|sapa|scpa|s c p a|sa de cv|s a de c v|sab de cv|s a b de c v|sociedad anonima de capital variable|sau|s a u|nv|n v|naamloze vennootschap|ab|a b|aktiebolag|publ|asa|as|a s|a/s|aksjeselskap|allmennaksjeselskap|aktieselskab|oyj|oy|osakeyhtio|julkinen osakeyhtio|spolka akcyjna|a d|ad|akcionarsko drustvo|d d|dd|dionicko drustvo|delniska druzba|ead|nyrt|zrt|rt|reszvenytarsasag|akciova spolocnost|akciova spolecnost|anonim sirketi|anonim sirket|a s|ae|a e|tbk|pt|persero|bhd|berhad|kk|k k|kabushiki kaisha|kabushiki gaisha|jusik hoesa|saog|saoc|qsc|q s c|psc|p s c|sal|s a l|sca|saa|s a a|hf|as sirket`,
  CORP: `inc|incorporated|corp|corporation|co|company|cos|companies|corporation limited|corporation ltd|corp ltd|corp limited|inc ltd|na|n a|national association|compagnie|cie|compania|cia|& co|and co|and company|& company|co inc|company inc|kompaniya|компания|корпорация`,
  LP: `lp|l p|limited partnership|kg|kommanditgesellschaft|gmbh & co kg|gmbh and co kg|cv|c v|commanditaire vennootschap|scs|s c s|societe en commandite simple|sociedad en comandita|ks|k s|kommanditselskab|slp|sp k|spolka komandytowa|lllp`,
  LLP: `llp|l l p|limited liability partnership`,
  GP: `gp|general partnership|ohg|gbr|vof|v o f|snc|s n c|societe en nom collectif|sp j|partners`,
  COOP: `coop|co op|cooperative|co operative|eg|e g|genossenschaft|cooperativa|cooperatief|kooperativ|scrl|scoop`,
  NGO: `ano|ано|foundation inc|stiftung|stichting|e v|ev|verein|asociacion|association|nko|нко|фонд|fonds|ngo|non profit|npo|charitable trust|autonomous non profit organization|автономная некоммерческая организация`,
  STATE: `fgup|фгуп|gup|гуп|mup|муп|state enterprise|state unitary enterprise|federal state unitary enterprise|state owned enterprise|kazenne pidpryiemstvo|державне підприємство`,
  SOLE: `ip|ип|sole proprietor|sole proprietorship|sole trader|ei|e i|einzelunternehmen|individual entrepreneur`,
};

const PHRASES = new Map<string, FormClass>();
for (const [name, text] of Object.entries(CLASSES)) {
  for (const phrase of text.split('|'))
    if (!PHRASES.has(phrase)) PHRASES.set(phrase, name as FormClass);
}
const LONGEST = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.split(' ').length));
/** Forms long enough to be known with a letter missing or wrong. */
const SPELLED = [...PHRASES].filter(([phrase]) => phrase.length >= 10);

export interface LatinFormCut {
  readonly rest: readonly string[];
  readonly classes: readonly FormClass[];
}

/** Takes legal forms off both ends of a tokenised name, as often as there are any; one token always stays. */
export function cutLatinForms(
  tokens: readonly string[],
  nearly: (a: string, b: string) => boolean,
): LatinFormCut {
  let rest = [...tokens];
  const classes: FormClass[] = [];
  for (;;) {
    const cut = cutOnce(rest, 'end', nearly) ?? cutOnce(rest, 'start', nearly);
    if (cut === undefined) return { rest, classes };
    rest = cut.rest;
    classes.push(cut.class);
  }
}

function cutOnce(
  tokens: readonly string[],
  side: 'start' | 'end',
  nearly: (a: string, b: string) => boolean,
): { rest: string[]; class: FormClass } | undefined {
  for (let length = Math.min(LONGEST, tokens.length - 1); length >= 1; length -= 1) {
    const piece = (side === 'end' ? tokens.slice(-length) : tokens.slice(0, length)).join(' ');
    // One or two letters at the start are more often a name than a form.
    if (side === 'start' && length === 1 && piece.length < 2) continue;
    const found = PHRASES.get(piece) ?? spelled(piece, nearly);
    if (found === undefined || (side === 'start' && !MAY_LEAD.has(found))) continue;
    return { rest: side === 'end' ? tokens.slice(0, -length) : tokens.slice(length), class: found };
  }
  return undefined;
}

/** 'Company' and 'Corporation' do not lead a name; OOO and JSC do. */
const MAY_LEAD: ReadonlySet<FormClass> = new Set(['LLC', 'JSC', 'NGO', 'STATE', 'SOLE']);

function spelled(piece: string, nearly: (a: string, b: string) => boolean): FormClass | undefined {
  if (piece.length < 9) return undefined;
  return SPELLED.find(([phrase]) => nearly(piece, phrase))?.[1];
}
