import type { AccountView, OrganizationView, ServiceView, SweepScope } from '$/ipc/types';
import { keys } from '$/text/time';

/** What can be chosen to be revoked. */
export type Kind = SweepScope['scope'];

/** Something to choose from. */
export interface Option {
  value: string;
  label: string;
  detail: string;
}

interface Known {
  accounts: AccountView[];
  organizations: OrganizationView[];
  services: ServiceView[];
}

/** What each kind is called. */
export const kinds: Record<Exclude<Kind, 'keys'>, { label: string; of: string }> = {
  account: { label: 'One account', of: 'Account' },
  organization: { label: 'One organization', of: 'Organization' },
  service: { label: 'One service', of: 'Service' },
  everything: { label: 'Everything', of: '' },
};

/** What there is of a kind. */
export function optionsOf(kind: Kind, { accounts, organizations, services }: Known): Option[] {
  switch (kind) {
    case 'account':
      return accounts.map(({ id, label, service, keys: n }) => ({
        value: id,
        label,
        detail: `${service} · ${keys(n)}`,
      }));
    case 'organization':
      return organizations.map(({ id, name, account, service, keys: n }) => ({
        value: id,
        label: name,
        detail: `${account} · ${service} · ${keys(n)}`,
      }));
    case 'service':
      return services
        .filter(({ name }) => accounts.some(({ service }) => service === name))
        .map(({ id, name }) => ({
          value: id,
          label: name,
          detail: keys(
            accounts.filter(({ service }) => service === name).reduce((n, one) => n + one.keys, 0),
          ),
        }));
    default:
      return [];
  }
}

/** The narrowest that fits what is looked at: an organization if one is, otherwise an account. */
export function first(organization: string | null, { accounts }: Known): SweepScope {
  if (organization !== null) return { scope: 'organization', of: organization };
  const [account] = accounts;
  return account ? { scope: 'account', of: account.id } : { scope: 'everything' };
}
