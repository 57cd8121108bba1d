import {
  button,
  checkbox,
  combobox,
  grid,
  native,
  option,
  press,
  row,
  searchbox,
  separator,
  text,
  type Action,
  type Place,
} from './action';

/** A way through the table with keys; the mouse has its wheel and its pointer. */
const through = (
  id: string,
  name: string,
  keys: readonly string[],
  does: NonNullable<Action['does']>,
  mouse: Action['mouse'] = [grid],
): Action => ({ id, name, mouse, keys, does, keyboard: ['keys'] });

const both = [checkbox('Mark <key>'), checkbox('Mark <other>')] as const;

/** From an organization whose name another one has. */
const namesakes = [
  combobox('Organization'),
  button('Link organizations called <organization>…'),
] as const;

export const selection: Place = {
  name: 'What is shown',
  actions: [
    {
      id: 'organization',
      name: 'Show one organization',
      mouse: [combobox('Organization'), option('<organization>')],
      keys: ['Ctrl 1…9'],
      does: (digit) => ({ do: 'organization', index: digit - 1 }),
      keyboard: ['keys'],
    },
    {
      id: 'organization-rail',
      name: 'Show one organization, by the sidebar',
      mouse: [button('<organization>')],
    },
    {
      id: 'organization-choose',
      name: 'Show an organization beyond the ninth',
      mouse: [combobox('Organization'), option('<organization>')],
    },
    {
      id: 'organizations',
      name: 'Show all organizations',
      mouse: [combobox('Organization'), option('All organizations')],
      keys: ['Ctrl 0'],
      does: () => ({ do: 'organization', index: null }),
      keyboard: ['keys'],
    },
    {
      id: 'link',
      name: 'Show organizations of the same name as one',
      mouse: [...namesakes, button('Link <account>')],
    },
    {
      id: 'unlink',
      name: 'Keep them apart again',
      mouse: [...namesakes, button('Unlink <account>')],
    },
    {
      id: 'environment',
      name: 'Show the keys of one environment',
      mouse: [combobox('Environment'), option('<environment>')],
    },
    {
      id: 'environments',
      name: 'Show all environments',
      mouse: [combobox('Environment'), option('All environments')],
    },
    {
      id: 'view',
      name: 'Show a view: at risk, expiring, never expires, revoked here, or all',
      mouse: [button('<view>')],
    },
    {
      id: 'filter',
      name: 'Filter the keys',
      mouse: [searchbox('Filter keys'), text('<text>')],
      keys: ['/'],
      does: () => ({ do: 'filter' }),
    },
    {
      id: 'clear-filter',
      name: 'Clear the filter',
      mouse: [button('Clear')],
      keyboard: [press('Escape')],
    },
    {
      id: 'inactive',
      name: 'Show keys that ended',
      mouse: [button('Show inactive (<n>)')],
    },
    {
      id: 'active',
      name: 'Hide keys that ended',
      mouse: [button('Show inactive (<n>)'), button('Hide inactive')],
    },
    {
      id: 'all-keys',
      name: 'Leave a view that is empty',
      mouse: [button('<view>'), button('Show all keys')],
    },
    {
      id: 'sort',
      name: 'Sort by a column, and the other way round',
      mouse: [button('<column>')],
    },
    {
      id: 'resize',
      name: 'Make a column wider or narrower',
      mouse: [separator('Width of <column>')],
      keyboard: [button('<column>'), press('Shift ArrowRight')],
    },
    {
      id: 'calendar',
      name: 'Save the ends of keys as a calendar',
      mouse: [button('Save as calendar…'), native('Save the calendar')],
    },
    {
      id: 'refresh',
      name: 'Refresh all accounts',
      mouse: [button('Refresh')],
      keys: ['F5', 'Ctrl r'],
      reach: 'everywhere',
      does: () => ({ do: 'refresh' }),
    },
  ],
};

export const table: Place = {
  name: 'The table',
  actions: [
    through('next', 'Go to the next key', ['ArrowDown', 'j'], () => ({ do: 'move', by: 1 }), [row]),
    through('before', 'Go to the key before', ['ArrowUp', 'k'], () => ({ do: 'move', by: -1 }), [
      row,
    ]),
    through('page-down', 'Go down a screenful', ['PageDown'], () => ({ do: 'page', by: 1 })),
    through('page-up', 'Go up a screenful', ['PageUp'], () => ({ do: 'page', by: -1 })),
    through('first', 'Go to the first key', ['Home'], () => ({ do: 'edge', end: 'first' })),
    through('last', 'Go to the last key', ['End'], () => ({ do: 'edge', end: 'last' })),
    {
      id: 'mark',
      name: 'Mark a key, to do something with several',
      mouse: [checkbox('Mark <key>')],
      keys: [' '],
      does: () => ({ do: 'mark' }),
      keyboard: [row, 'keys'],
    },
    through(
      'mark-down',
      'Mark this key and the next',
      ['Shift ArrowDown'],
      () => ({ do: 'stretch', by: 1 }),
      both,
    ),
    through(
      'mark-up',
      'Mark this key and the one before',
      ['Shift ArrowUp'],
      () => ({ do: 'stretch', by: -1 }),
      both,
    ),
    {
      id: 'clear-marks',
      name: 'Clear the marks',
      mouse: [button('Clear marks')],
      keyboard: [press('Escape')],
    },
    {
      id: 'group',
      name: 'Gather keys under their organization, service or state',
      mouse: [combobox('Group by'), option('<grouping>')],
    },
    through('fold', 'Fold a group', ['ArrowLeft'], () => ({ do: 'fold', folded: true }), [
      button('Fold <group>'),
    ]),
    through('unfold', 'Unfold a group', ['ArrowRight'], () => ({ do: 'fold', folded: false }), [
      button('Unfold <group>'),
    ]),
    {
      id: 'details',
      name: 'Open the details of a key',
      mouse: [row],
      keys: ['Enter'],
      does: () => ({ do: 'details' }),
      keyboard: [row, 'keys'],
    },
    {
      id: 'close-details',
      name: 'Close the details',
      mouse: [row, button('Close details')],
    },
  ],
};
