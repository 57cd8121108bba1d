import { button, native, press, radio, row, combobox, text, toggle, type Place } from './action';

export const window: Place = {
  name: 'The window',
  actions: [
    {
      id: 'palette',
      name: 'Find an organization, a key, a view or an action',
      mouse: [button('Search everything'), combobox('Search everything'), text('<text>')],
      keys: ['Ctrl k'],
      does: () => ({ do: 'palette' }),
      keyboard: ['keys', text('<text>')],
    },
    {
      id: 'lock',
      name: 'Lock',
      mouse: [button('Lock')],
      keys: ['Ctrl l'],
      reach: 'everywhere',
      does: () => ({ do: 'lock' }),
    },
    { id: 'unlock', name: 'Unlock', mouse: [button('Unlock')] },
    { id: 'settings', name: 'Open the settings', mouse: [button('Settings')] },
    { id: 'theme', name: 'Change the theme', mouse: [button('Settings'), radio('<theme>')] },
    {
      id: 'wipe-after',
      name: 'Change when a copied secret is wiped',
      mouse: [button('Settings'), radio('<seconds> s')],
    },
    {
      id: 'lock-after',
      name: 'Change when it locks by itself',
      mouse: [button('Settings'), radio('<minutes> min')],
    },
    {
      id: 'notifications',
      name: 'Turn desktop notifications off, or on',
      mouse: [button('Settings'), toggle('Desktop notifications')],
    },
    {
      id: 'levels',
      name: 'Choose the days before an end at which it warns',
      mouse: [button('Settings'), button('<days> days before')],
    },
    {
      id: 'keep-nothing',
      name: 'Keep no lists of keys on disk, or keep them',
      mouse: [button('Settings'), toggle('Keep no lists of keys on disk')],
    },
    {
      id: 'start-at-login',
      name: 'Start when you sign in, or not',
      mouse: [button('Settings'), toggle('Start when I sign in')],
    },
    {
      id: 'save-log',
      name: 'Save the log of what the program did',
      mouse: [button('Settings'), button('Save log…'), native('Save the log')],
    },
    {
      id: 'help',
      name: 'Show the keyboard shortcuts',
      mouse: [button('Keyboard shortcuts')],
      keys: ['?'],
      does: () => ({ do: 'help' }),
    },
    {
      id: 'back',
      name: 'Go back to the table',
      mouse: [row],
      keys: ['Escape'],
      reach: 'typing',
      does: () => ({ do: 'back' }),
    },
    {
      id: 'close-dialog',
      name: 'Close a dialog',
      mouse: [button('Close')],
      keyboard: [press('Escape')],
    },
    { id: 'sidebar', name: 'Open the sidebar of a narrow window', mouse: [button('Sidebar')] },
    { id: 'dismiss', name: 'Dismiss a message', mouse: [button('Dismiss: <message>')] },
    { id: 'ask-keychain', name: 'Ask the keychain again', mouse: [button('Try again')] },
    {
      id: 'stop-waiting-for-keychain',
      name: 'Stop waiting for the keychain to be unlocked',
      mouse: [button('Stop waiting')],
    },
    { id: 'dismiss-notice', name: 'Dismiss a notice', mouse: [button('Dismiss')] },
  ],
};
