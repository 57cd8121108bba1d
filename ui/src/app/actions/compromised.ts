import {
  button,
  combobox,
  held,
  native,
  option,
  press,
  radio,
  row,
  text,
  textbox,
  type Place,
} from './action';

const identify = button('Identify');

const enter = press('Enter');

export const leaked: Place = {
  name: 'A leaked string',
  actions: [
    {
      id: 'identify',
      name: 'Identify the leaked string on the clipboard',
      mouse: [identify],
      keys: ['Ctrl i'],
      does: () => ({ do: 'identify' }),
    },
    {
      id: 'identify-again',
      name: 'Read the clipboard again',
      mouse: [identify, button('Read clipboard')],
    },
    {
      id: 'identify-file',
      name: 'Identify what leaked in a file',
      mouse: [identify, button('From a file…'), native('A file with a leaked key')],
    },
    {
      id: 'revoke-leaked',
      name: 'Revoke the key that leaked',
      mouse: [identify, button('Revoke'), held('Hold to revoke')],
      keyboard: [press('Ctrl i'), button('Revoke'), enter],
    },
    {
      id: 'after-care',
      name: 'See what to do after a revocation',
      mouse: [row, held('Hold to revoke'), button('What to do next')],
      keyboard: [row, press('r'), enter, button('What to do next')],
    },
    {
      id: 'receipt',
      name: 'See the receipt of a revocation',
      mouse: [row, held('Hold to revoke'), button('Export receipt')],
      keyboard: [row, press('r'), enter, button('Export receipt')],
    },
  ],
};

const plan = [
  radio('<scope>'),
  button('Show what would happen'),
  textbox('Type <phrase> to confirm'),
  text('<phrase>'),
] as const;

export const many: Place = {
  name: 'Many keys at once',
  actions: [
    {
      id: 'panic',
      name: 'Revoke many keys at once',
      mouse: [button('Panic'), ...plan, button('Revoke all')],
      keys: ['Ctrl Shift p'],
      does: () => ({ do: 'panic' }),
      keyboard: ['keys', ...plan, enter],
    },
    {
      id: 'panic-account',
      name: 'See what revoking all keys of one account would mean',
      mouse: [
        button('Panic'),
        radio('One account'),
        combobox('Account'),
        option('<account>'),
        button('Show what would happen'),
      ],
    },
    {
      id: 'stop-many',
      name: 'Stop revoking many keys',
      mouse: [button('Look'), button('Stop')],
    },
    {
      id: 'resume-many',
      name: 'Resume revoking many keys',
      mouse: [held('Hold to resume')],
      keyboard: [button('Look'), enter],
    },
    {
      id: 'give-up-many',
      name: 'Give up the keys that are left',
      mouse: [button('Look'), button('Give up the rest')],
    },
  ],
};

export const successors: Place = {
  name: 'A key and its successor',
  actions: [
    {
      id: 'succeed',
      name: 'Replace a key by a successor',
      mouse: [row, button('Rotate'), button('Create successor')],
      keyboard: [row, press('t'), button('Create successor')],
    },
    { id: 'rotations', name: 'See all rotations', mouse: [button('Rotations (<n>)')] },
    {
      id: 'deployed',
      name: 'Say that a successor is in use',
      mouse: [row, button('It is deployed')],
    },
    {
      id: 'finish-rotation',
      name: 'Revoke the key that was replaced',
      mouse: [row, held('Hold to revoke the old key')],
    },
    {
      id: 'give-up-rotation',
      name: 'Give a rotation up',
      mouse: [row, button('Give up')],
    },
  ],
};

const log = button('Incident log');

export const incidents: Place = {
  name: 'What happened',
  actions: [
    {
      id: 'incidents',
      name: 'Open the incident log',
      mouse: [log],
      does: () => ({ do: 'incidents' }),
    },
    {
      id: 'verify-log',
      name: 'Verify the incident log',
      mouse: [log, button('Verify log')],
    },
    {
      id: 'export-markdown',
      name: 'Export the incident log as Markdown',
      mouse: [log, button('Export as Markdown…'), native('Save the incident log')],
    },
    {
      id: 'export-json',
      name: 'Export the incident log as JSON',
      mouse: [log, button('Export as JSON…'), native('Save the incident log')],
    },
  ],
};
