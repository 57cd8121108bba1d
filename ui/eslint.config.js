import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist/', 'dev/dist/', 'node_modules/', 'src/ipc/types.ts'] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-function-return-type': [
        'error',
        { allowExpressions: true, allowTypedFunctionExpressions: true },
      ],
      // What a service sent is text. Nothing turns it into markup.
      'svelte/no-at-html-tags': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text from outside is shown as text nodes only.' },
        { property: 'outerHTML', message: 'Text from outside is shown as text nodes only.' },
        {
          property: 'insertAdjacentHTML',
          message: 'Text from outside is shown as text nodes only.',
        },
        {
          object: 'navigator',
          property: 'clipboard',
          message: 'Secrets go over the clipboard; the core alone touches it.',
        },
      ],
      'no-restricted-globals': [
        'error',
        ...[
          'fetch',
          'XMLHttpRequest',
          'WebSocket',
          'EventSource',
          'localStorage',
          'sessionStorage',
        ].map((name) => ({ name, message: 'The window talks to the core and keeps nothing.' })),
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // A prop with a default is declared with let, so that it stays reactive.
      'prefer-const': 'off',
      'svelte/prefer-const': 'off',
    },
  },
  {
    files: ['*.js', '*.ts', 'dev/vite.config.ts'],
    languageOptions: { globals: { ...globals.node } },
  },
);
