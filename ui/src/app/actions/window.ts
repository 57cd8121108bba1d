import { button, press, radio, row, type Place } from './action';

export const window: Place = {
  name: 'The window',
  actions: [
    { id: 'settings', name: 'Open the settings', mouse: [button('Settings')] },
    { id: 'theme', name: 'Change the theme', mouse: [button('Settings'), radio('<theme>')] },
    {
      id: 'wipe-after',
      name: 'Change when a copied secret is wiped',
      mouse: [button('Settings'), radio('<seconds> s')],
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
    { id: 'dismiss-notice', name: 'Dismiss a notice', mouse: [button('Dismiss')] },
  ],
};
