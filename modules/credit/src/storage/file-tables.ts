/** Tables around a firm's file as Kysely sees them (see tables.ts): looks at personal data, uploads, imports, screenings in bulk. */
import type { ColumnType } from 'kysely';

type Time = ColumnType<Date, Date, Date>;

export interface PersonalLookTable {
  id: string;
  firm_id: string;
  fact_id: string;
  fact_type: string;
  account: string;
  person: string | null;
  company: string;
  roles: string[];
  request_id: string;
  looked_at: Time;
}

export interface FileTables {
  personal_look: PersonalLookTable;
}
