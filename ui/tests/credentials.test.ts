import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { busy } from '../dev/world';
import { looksLikeCredential } from '../src/app/credentials';

import { open } from './window';

describe('what looks like a credential', () => {
  it.each([
    'cpg_4f9a2b7c8d1e0f3a',
    'ak_0123456789abcdef',
    'aca_k1_9x8y7z6w5v4u',
    'chy_int_5b0c9d8e7f',
    'ax_p3mm0n1b2v3c4x5z',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'sk-proj-abcdefghijkl',
    'glpat-abcdefghijklmnopqrst',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    'a8f5f167f44f4964e6c998dee827110c',
    '  Bearer a8f5f167f44f4964e6c998dee827110c\n',
    'TOKEN=a8f5f167f44f4964e6c998dee827110c',
    'https://user:a8f5f167f44f4964e6c9@example.com',
    'https://example.com/?token=a8f5f167f44f4964e6c998dee827110c',
  ])('is %s', (text) => expect(looksLikeCredential(text)).toBe(true));

  it.each([
    'deploy-bot',
    'release-2026-11-deploy-bot',
    'com.acme.app.with.a.long.name2',
    'cpg_…7d11',
    'http://127.0.0.1:43123/base',
    'https://api.codepushgo.example.com/v1',
    'a sentence that is long and has a number 12345',
    'acme/web-shop-frontend-2',
  ])('is not %s', (text) => expect(looksLikeCredential(text)).toBe(false));
});

describe('pasting into the window', () => {
  const paste = (input: HTMLElement, text: string): boolean => {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { getData: () => text } });
    return fireEvent(input, event) as unknown as boolean;
  };

  it('is refused for a credential, with an explanation', async () => {
    open(busy());
    const filter = await screen.findByRole('searchbox', { name: 'Filter keys' });
    expect(await paste(filter, 'cpg_4f9a2b7c8d1e0f3a')).toBe(false);
    expect(await screen.findByRole('alert')).toHaveTextContent('looks like a credential');
    expect(document.body).not.toHaveTextContent('cpg_4f9a2b7c8d1e0f3a');
  });

  it('is let through for a name', async () => {
    open(busy());
    const filter = await screen.findByRole('searchbox', { name: 'Filter keys' });
    expect(await paste(filter, 'deploy-bot')).toBe(true);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is refused in a dialog, and for text that is dropped or inserted', async () => {
    const { user } = open(busy());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const label = await screen.findByRole('textbox', { name: 'Label' });
    expect(await paste(label, 'cpg_4f9a2b7c8d1e0f3a')).toBe(false);
    const insert = new Event('beforeinput', { bubbles: true, cancelable: true });
    Object.assign(insert, { data: 'cpg_4f9a2b7c8d1e0f3a' });
    expect(await fireEvent(label, insert)).toBe(false);
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(drop, { dataTransfer: { getData: () => 'cpg_4f9a2b7c8d1e0f3a' } });
    expect(await fireEvent(label, drop)).toBe(false);
  });
});
