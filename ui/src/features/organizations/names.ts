import type { OrganizationView } from '$/ipc/types';

/** Whether another organization has its name, so that the two can be linked or are. */
export const sharesName = ({ ambiguous, linked }: OrganizationView): boolean =>
  ambiguous || linked.length > 0;

/** Whose it is, where another organization has its name; otherwise empty. */
export function owner({ account, ambiguous, linked }: OrganizationView): string {
  if (linked.length > 0) return `${linked.length} accounts, linked`;
  return ambiguous ? account : '';
}

/** Every organization that has this one's name, which is among them. */
export function namesakes(
  { name }: OrganizationView,
  organizations: OrganizationView[],
): OrganizationView[] {
  const wanted = name.toLocaleLowerCase();
  return organizations.filter((other) => other.name.toLocaleLowerCase() === wanted);
}
