import type { GroupBy, GroupTitle } from '$/ipc/types';

import { states } from './states';

/** What rows can be gathered under. */
export const groupings: Record<GroupBy, string> = {
  organization: 'Organization',
  service: 'Service',
  state: 'State',
};

/** The title of a group, and what tells it apart. */
export function groupTitle(title: GroupTitle): { name: string; detail?: string } {
  switch (title.by) {
    case 'organization':
      return { name: title.is.name, detail: title.is.account };
    case 'all_organizations':
      return { name: 'All organizations', detail: title.is };
    case 'unknown_organization':
      return { name: 'Organization not reported', detail: title.is };
    case 'service':
      return { name: title.is };
    case 'state':
      return { name: states[title.is].word };
  }
}
