import {
  button,
  checkbox,
  combobox,
  held,
  KEYS,
  native,
  option,
  press,
  radio,
  row,
  text,
  textbox,
  type Place,
} from './action';

const waiting = [button('New key'), textbox('Name'), text('<name>'), button('Create')] as const;

const enter = press('Enter');

export const keys: Place = {
  name: 'One key',
  actions: [
    {
      id: 'create',
      name: 'Create a key',
      mouse: waiting,
      keys: ['n'],
      does: () => ({ do: 'create' }),
    },
    {
      id: 'create-guided',
      name: 'Create a key at a service that makes keys at its own site only',
      mouse: [
        button('New key'),
        combobox('Account'),
        option('<account>'),
        button('Open <site>'),
        button('Record key'),
      ],
      keyboard: [
        press('n'),
        combobox('Account'),
        option('<account>'),
        button('Open <site>'),
        button('Record key'),
      ],
    },
    {
      id: 'rotate',
      name: 'Rotate the key',
      mouse: [row, button('Rotate'), held('Hold to rotate')],
      keys: ['t'],
      does: () => ({ do: 'rotate' }),
      keyboard: [row, KEYS, enter],
    },
    {
      id: 'revoke',
      name: 'Revoke the key',
      mouse: [row, held('Hold to revoke')],
      keys: ['r'],
      does: () => ({ do: 'revoke' }),
      keyboard: [row, KEYS, enter],
    },
    {
      id: 'revoke-guided',
      name: 'Revoke a key at its service’s own site, and have it checked',
      mouse: [
        row,
        button('Revoke…'),
        button('Open <site>'),
        radio('With the key from the clipboard'),
        held('Hold to confirm'),
      ],
      keyboard: [
        row,
        press('r'),
        button('Open <site>'),
        radio('With the key from the clipboard'),
        held('Hold to confirm'),
      ],
    },
    {
      id: 'revoke-untested',
      name: 'Revoke a key at its service’s own site, without a test',
      mouse: [row, button('Revoke…'), radio('Without a test'), held('Hold to confirm')],
      keyboard: [row, press('r'), radio('Without a test'), held('Hold to confirm')],
    },
    {
      id: 'revoke-again',
      name: 'Try a revocation again that failed',
      mouse: [row, held('Hold to revoke'), button('Try again'), held('Hold to revoke')],
      keyboard: [row, press('r'), enter, button('Try again'), enter],
    },
    {
      id: 'rotate-instead',
      name: 'Rotate a key instead of revoking it',
      // A short press asks; a long one would revoke.
      mouse: [row, button('Hold to revoke'), button('Rotate instead'), held('Hold to rotate')],
      keyboard: [row, press('r'), button('Rotate instead'), enter],
    },
    {
      id: 'verify',
      name: 'Verify the key with the secret in the keychain',
      mouse: [row, button('Verify')],
    },
    {
      id: 'verify-clipboard',
      name: 'Verify the key with the secret on the clipboard',
      mouse: [row, button('Verify from clipboard')],
    },
    {
      id: 'sight',
      name: 'See what a limited key may really see',
      mouse: [row, button('What it may really see')],
    },
  ],
};

export const secret: Place = {
  name: 'A new secret',
  actions: [
    { id: 'copy', name: 'Copy it, once', mouse: [...waiting, button('Copy once')] },
    {
      id: 'wipe',
      name: 'Wipe it from the clipboard at once',
      mouse: [...waiting, button('Copy once'), button('Wipe now')],
    },
    {
      id: 'wipe-later',
      name: 'Wipe it from the clipboard later, in the status bar',
      mouse: [...waiting, button('Copy once'), button('Done'), button('Wipe now')],
    },
    {
      id: 'save',
      name: 'Save it to the keychain',
      mouse: [...waiting, button('Save to keychain')],
    },
    {
      id: 'save-named',
      name: 'Save it to the keychain under a name of your own',
      mouse: [...waiting, textbox('Keychain name'), text('<entry>'), button('Save to keychain')],
    },
    {
      id: 'give',
      name: 'Give it to a command',
      mouse: [...waiting, button('Give to a command…'), native('Keyrack: give to a command')],
    },
    {
      id: 'discard',
      name: 'Discard it and revoke its key',
      mouse: [...waiting, button('Discard and revoke')],
    },
  ],
};

export const orphans: Place = {
  name: 'A key whose secret never reached you',
  actions: [
    {
      id: 'revoke-orphan',
      name: 'Revoke it',
      mouse: [held('Revoke')],
      keyboard: [button('Revoke'), enter],
    },
    { id: 'keep-orphan', name: 'Keep it', mouse: [button('Keep')] },
    { id: 'read-list', name: 'Read the list that tells', mouse: [button('Read the list')] },
    { id: 'dismiss-orphan', name: 'Dismiss what was not created', mouse: [button('Dismiss')] },
  ],
};

export const choices: Place = {
  name: 'Choices in a form',
  actions: [
    { id: 'choose-one', name: 'Choose one of several', mouse: [radio('<choice>')] },
    { id: 'choose-many', name: 'Choose any of several', mouse: [checkbox('<choice>')] },
    {
      id: 'add-value',
      name: 'Add a value that is typed',
      mouse: [textbox('<field>'), text('<value>'), button('Add')],
      keyboard: [textbox('<field>'), text('<value>'), enter],
    },
    { id: 'remove-value', name: 'Remove it again', mouse: [button('Remove <value>')] },
    { id: 'never', name: 'Let a key never end', mouse: [{ role: 'switch', name: 'Never' }] },
  ],
};
