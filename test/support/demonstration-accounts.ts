/** Which account of the demonstration group is which viewer's. */
import { PASSWORD, STAFF } from '@guildhall/seeds/callers';
import type { Accounts } from './page-shots.ts';

/** The member is whom the welcome of `npm start` shows. */
export function demonstrationAccounts(
  logins: readonly { readonly role: string; readonly account: string }[],
): Accounts {
  const staff = (login: string) => {
    if (!STAFF.some((person) => person.login === login))
      throw new Error(`The demonstration group has no ${login}`);
    return { account: login, password: PASSWORD };
  };
  return {
    member: {
      account: logins.find(({ role }) => role === 'member')?.account ?? '',
      password: '',
    },
    clerk: staff('clerk-retail'),
    courier: staff('clerk-logistics'),
    'service-clerk': staff('clerk-auto'),
    operator: staff('operator'),
    auditor: staff('auditor'),
    'risk-officer': staff('risk-officer'),
    'risk-approver': staff('risk-approver'),
  };
}
