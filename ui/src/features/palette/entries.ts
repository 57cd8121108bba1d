import { actions, keysOf } from '$/app/actions';
import type { Command } from '$/app/keyboard';
import type { OrganizationView, RowView, View } from '$/ipc/types';
import { matches } from '$/text/matches';
import { reach, views } from '$/text/words';

/** Something that the palette finds. */
export interface Entry {
  id: string;
  label: string;
  /** What tells it apart. */
  detail: string;
  /** Whether what is shown of it could deceive. */
  marked: boolean;
  /** Its keys, in words; empty if it has none. */
  keys: string;
  /** What choosing it does. */
  goes:
    | { to: 'organization'; id: string | null }
    | { to: 'key'; key: string }
    | { to: 'view'; view: View }
    | { to: 'command'; command: Command };
}

/** Entries of one kind. */
export interface Section {
  name: string;
  entries: Entry[];
}

/** How many organizations are offered at once. */
const MOST = 8;

/** Ids of the actions that are offered: those that need no key or row to begin with. */
const OFFERED = ['create', 'identify', 'panic', 'incidents', 'refresh', 'lock', 'filter', 'help'];

const organizationEntries = (organizations: OrganizationView[], asked: string): Entry[] => [
  ...(matches(asked, 'All organizations')
    ? [
        {
          id: 'organization:',
          label: 'All organizations',
          detail: '',
          marked: false,
          keys: 'Ctrl 0',
          goes: { to: 'organization', id: null } as const,
        },
      ]
    : []),
  ...organizations.flatMap(({ id, name, name_marked, account, service }, at) =>
    matches(asked, name, account, service)
      ? [
          {
            id: `organization:${id}`,
            label: name,
            detail: `${account} · ${service}`,
            marked: name_marked,
            keys: at < 9 ? `Ctrl ${at + 1}` : '',
            goes: { to: 'organization', id } as const,
          },
        ]
      : [],
  ),
];

const viewEntries = (asked: string): Entry[] =>
  (Object.keys(views) as View[])
    .filter((view) => matches(asked, views[view], 'view'))
    .map((view) => ({
      id: `view:${view}`,
      label: view === 'all' ? 'All keys' : views[view],
      detail: 'View',
      marked: false,
      keys: '',
      goes: { to: 'view', view },
    }));

const actionEntries = (asked: string): Entry[] =>
  actions.flatMap(({ id, name, does }) =>
    does && OFFERED.includes(id) && matches(asked, name)
      ? [
          {
            id: `action:${id}`,
            label: name,
            detail: '',
            marked: false,
            keys: keysOf(id),
            goes: { to: 'command', command: does(0) },
          },
        ]
      : [],
  );

const keyEntries = (rows: RowView[]): Entry[] =>
  rows.map(({ key, name, name_marked, places_marked, service, organizations }) => ({
    id: `key:${key}`,
    label: name,
    detail: `${service} · ${reach(organizations)}`,
    marked: name_marked || places_marked,
    keys: '',
    goes: { to: 'key', key },
  }));

/** What is found for what was typed: `rows` are the keys that contain it. */
export function sections(
  asked: string,
  organizations: OrganizationView[],
  rows: RowView[],
): Section[] {
  const found = [
    { name: 'Organizations', entries: organizationEntries(organizations, asked).slice(0, MOST) },
    { name: 'Keys', entries: asked === '' ? [] : keyEntries(rows) },
    { name: 'Views', entries: viewEntries(asked) },
    { name: 'Actions', entries: actionEntries(asked) },
  ];
  return found.filter(({ entries }) => entries.length > 0);
}
