/** What the import command needs: the import itself, its preview, and its mapping. */
export {
  type ImportProgress,
  type ImportSurveysOptions,
  importSurveys,
  previewSurveys,
} from './import-surveys.ts';
export { mappingSchema, type RowFault, STANDARD_MAPPING, type SurveyMapping } from './mapping.ts';
export { sampleFacts } from './sample-facts.ts';
