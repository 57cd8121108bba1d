import {
  button,
  checkbox,
  combobox,
  held,
  item,
  native,
  option,
  row,
  text,
  textbox,
  type Place,
} from './action';

const connect = [button('Connect account'), combobox('Service'), option('<service>')] as const;

const menu = button('Actions for account <account>');

export const practice: Place = {
  name: 'Practice',
  actions: [
    {
      id: 'practise-first',
      name: 'Explore with practice services, at the first start',
      mouse: [button('Explore with practice services')],
    },
    {
      id: 'practise',
      name: 'Explore with practice services, later',
      mouse: [button('Settings'), button('Explore with practice services')],
    },
    {
      id: 'play-incident',
      name: 'Play through an incident',
      mouse: [button('Play through an incident')],
    },
    {
      id: 'leave-practice',
      name: 'Leave practice',
      mouse: [button('Leave practice')],
    },
  ],
};

export const accounts: Place = {
  name: 'Accounts',
  actions: [
    {
      id: 'connect-clipboard',
      name: 'Connect an account with the token on the clipboard',
      mouse: [...connect, button('Connect from clipboard')],
    },
    {
      id: 'connect-typed',
      name: 'Connect an account by typing its token',
      mouse: [...connect, button('Type token…'), native('Keyrack token')],
    },
    {
      id: 'connect-file',
      name: 'Connect an account with a token from a file',
      mouse: [...connect, button('From file…'), native('Keyrack token file')],
    },
    {
      id: 'connect-recorded',
      name: 'Connect a service without an API for keys, with its first key',
      mouse: [
        ...connect,
        checkbox('Keep in the keychain'),
        button('Connect from clipboard'),
        textbox('Name'),
        text('<name>'),
        button('Save'),
      ],
    },
    {
      id: 'connect-elsewhere',
      name: 'Connect an account at another address, under a label of your own',
      mouse: [
        ...connect,
        textbox('Label'),
        text('<label>'),
        textbox('Base URL'),
        text('<address>'),
        button('Connect from clipboard'),
        native('Keyrack: another address'),
      ],
    },
    {
      id: 'capabilities',
      name: 'See what an account can do, and why not',
      mouse: [menu, item('What it can do…')],
    },
    {
      id: 'refresh-account',
      name: 'Refresh one account',
      mouse: [menu, item('Refresh')],
    },
    {
      id: 'disconnect',
      name: 'Disconnect an account',
      mouse: [menu, item('Disconnect…'), button('Disconnect')],
    },
  ],
};

const record = [menu, item('Record key…'), textbox('Name'), text('<name>')] as const;

export const records: Place = {
  name: 'Keys that no list shows',
  actions: [
    {
      id: 'record-clipboard',
      name: 'Record the key on the clipboard',
      mouse: [...record, button('Record from clipboard')],
    },
    {
      id: 'record-typed',
      name: 'Record a key by typing it',
      mouse: [...record, button('Type key…'), native('Keyrack token')],
    },
    {
      id: 'record-file',
      name: 'Record a key from a file',
      mouse: [...record, button('From file…'), native('Keyrack token file')],
    },
    {
      id: 'edit-record',
      name: 'Edit what is written down of a key',
      mouse: [row, button('Edit record'), textbox('Name'), text('<name>'), button('Save')],
    },
    {
      id: 'forget-record',
      name: 'Forget a recorded key',
      mouse: [row, button('Forget record…'), held('Hold to forget')],
    },
  ],
};
