import { useSession } from '../api/queries';
import type { Role } from '../api/types';

const RANK: Record<Role, number> = { read: 0, operate: 1, admin: 2 };
const NEEDS: Record<Role, string> = {
  read: 'Sign in first.',
  operate: 'Your token may only read. Working on a VPS needs the role operate.',
  admin: 'This needs the role admin; your token has another one.',
};

/** Why the person who is signed in may not do what needs this role; null when they may. */
export function useMayNot(needed: Role): string | null {
  const { data: session } = useSession();
  if (session === undefined) return null;
  if (session.role === null) return NEEDS.read;
  return RANK[session.role] >= RANK[needed] ? null : NEEDS[needed];
}
