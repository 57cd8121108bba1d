import { fileURLToPath } from 'node:url';

import { mergeConfig } from 'vite';

import window from '../vite.config.ts';

/** The window before an invented core, for looking at its states in a browser. */
export default mergeConfig(window, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  server: { port: 5173, strictPort: true, fs: { allow: ['..'] } },
  preview: {
    // As strict as in the app, so that what it would refuse is seen here.
    headers: {
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'",
    },
  },
  build: { outDir: 'dist', emptyOutDir: true },
});
