/** What comparing two names answers: a band, a score, and every part's own finding and contribution. */
export type NameBand = 'SAME' | 'REVIEW' | 'DIFFERENT';

export type PartRelation =
  | 'SAME'
  | 'SAME_SOUND'
  | 'CLOSE'
  | 'CONTAINED'
  | 'WITHIN'
  | 'ONE_SIDED'
  | 'CONFLICT'
  | 'DIFFERENT'
  | 'NEITHER';

export interface PartFinding {
  readonly part:
    | 'WHOLE'
    | 'PLACE'
    | 'TRADE'
    | 'INDUSTRY'
    | 'GROUP'
    | 'FORM'
    | 'BRANCH'
    | 'WORDS'
    | 'REGION'
    | 'NUMBER';
  readonly a: string;
  readonly b: string;
  readonly relation: PartRelation;
  /** What the part adds to the score, which is at most 1. */
  readonly contribution: number;
}

export interface NameComparison {
  readonly band: NameBand;
  /** 0 to 1, for ordering hits; only the band decides. */
  readonly score: number;
  readonly parts: readonly PartFinding[];
}
