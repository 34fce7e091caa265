/** Login names are compared without regard to case and width. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}
