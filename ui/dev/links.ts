import type { LinkedView, OrganizationView } from '../src/ipc/types';

const asLinked = ({ id, account, account_id, service }: OrganizationView): LinkedView => ({
  id,
  account,
  account_id,
  service,
});

/** The organizations, with `b` shown under `a`. */
export function linked(all: OrganizationView[], a: string, b: string): OrganizationView[] {
  const joined = all.find(({ id }) => id === b);
  if (!joined) return all;
  return all
    .filter(({ id }) => id !== b)
    .map((one) =>
      one.id === a
        ? {
            ...one,
            ambiguous: false,
            keys: one.keys + joined.keys,
            linked: [...(one.linked.length > 0 ? one.linked : [asLinked(one)]), asLinked(joined)],
          }
        : one,
    );
}

/** The organizations, each of a link that `id` is in by itself again, as `before` had them. */
export function unlinked(
  all: OrganizationView[],
  before: OrganizationView[],
  id: string,
): OrganizationView[] {
  return all.flatMap((one) =>
    one.linked.some((other) => other.id === id)
      ? one.linked.flatMap((other) => before.filter((was) => was.id === other.id))
      : [one],
  );
}
