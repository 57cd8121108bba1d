import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { assistedWorld } from '../dev/assisted';
import { busy } from '../dev/world';
import { credentialIn } from '../src/app/credentials';
import { SHAPES } from '../src/ipc/shapes';

import { open, pick, row } from './window';

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
  ])('is %s', (text) => expect(credentialIn(text)).not.toBeNull());

  it.each([
    'deploy-bot',
    'release-2026-11-deploy-bot',
    'com.acme.app.with.a.long.name2',
    'cpg_…7d11',
    'http://127.0.0.1:43123/base',
    'https://api.codepushgo.example.com/v1',
    'a sentence that is long and has a number 12345',
    'acme/web-shop-frontend-2',
    'max_connections_per_host',
    'fax_machine_numbers',
  ])('is not %s', (text) => expect(credentialIn(text)).toBeNull());
});

describe('a credential', () => {
  it.each([
    ['glpat-a1B2c3D4e5F6g7H8i9J0', 'a GitLab access token'],
    ['please look at aca_k1_9x8y7z6w5v4u, it leaked', 'a CodeDig API key'],
    [`export KEY="cpg_${'0f'.repeat(24)}"`, 'a CodePushGo API key'],
    ['chy_mkt_5b0c9d8e7f', 'a DgiDgi One marketplace key'],
    ['ax_p3mm0n1b2v3c4x5z', 'an Axiomo API key'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'a session token of CodeDig, Capgo and others'],
    ['a8f5f167f44f4964e6c998dee827110c', 'a credential'],
  ])('%s is called %s', (text, what) => expect(credentialIn(text)).toBe(what));

  it('of every known shape is known', () => {
    expect(SHAPES.length).toBeGreaterThan(20);
    for (const { pattern } of SHAPES) expect(() => new RegExp(pattern)).not.toThrow();
  });
});

describe('pasting into the window', () => {
  const TOKEN = 'glpat-a1B2c3D4e5F6g7H8i9J0';
  const markup = (of: Element): string => new XMLSerializer().serializeToString(of);
  const paste = (input: Element, text: string): boolean => {
    const event = new Event('paste', { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { getData: () => text } });
    return fireEvent(input, event) as unknown as boolean;
  };

  it('is refused for a credential, near the field, which says what it looks like', async () => {
    const { user } = open(busy());
    const filter = await screen.findByRole('searchbox', { name: 'Filter keys' });
    expect(await paste(filter, TOKEN)).toBe(false);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('looks like a GitLab access token');
    expect(alert).toHaveTextContent('Connect account and Record key read it there');
    expect(markup(document.body)).not.toContain(TOKEN);
    expect(filter).toHaveValue('');
    await user.type(filter, 'x');
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('is let through for a name', async () => {
    open(busy());
    const filter = await screen.findByRole('searchbox', { name: 'Filter keys' });
    expect(await paste(filter, 'deploy-bot')).toBe(true);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is refused in every text field of every dialog, inside the dialog', async () => {
    const { user } = open(assistedWorld());
    await row('review-bot');
    const ways = [
      () => user.click(screen.getByRole('button', { name: 'Connect account' })),
      () => user.click(screen.getByRole('button', { name: 'New key' })),
      () => pick(user, 'acme agents', 'Record key…'),
    ];
    for (const way of ways) {
      await way();
      const dialog = await screen.findByRole('dialog');
      const fields = await within(dialog).findAllByRole('textbox');
      expect(fields.length).toBeGreaterThan(0);
      for (const field of fields) {
        expect(await paste(field, TOKEN)).toBe(false);
        expect(await within(dialog).findByRole('alert')).toHaveTextContent('GitLab');
      }
      expect(markup(dialog)).not.toContain(TOKEN);
      await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    }
  });

  it('is refused for text that is dropped or inserted', async () => {
    const { user } = open(busy());
    await user.click(await screen.findByRole('button', { name: 'Connect account' }));
    const label = await screen.findByRole('textbox', { name: 'Label' });
    const insert = new Event('beforeinput', { bubbles: true, cancelable: true });
    Object.assign(insert, { data: TOKEN });
    expect(await fireEvent(label, insert)).toBe(false);
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(drop, { dataTransfer: { types: ['text/plain'], getData: () => TOKEN } });
    expect(await fireEvent(label, drop)).toBe(false);
    const file = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(file, { dataTransfer: { types: ['Files'], getData: () => '' } });
    expect(await fireEvent(label, file)).toBe(false);
    expect(await screen.findByRole('alert')).toHaveTextContent('GitLab');
  });

  it('where nothing can be typed, is answered at the bottom', async () => {
    open(busy());
    await row('deploy-bot');
    expect(await paste(document.body, TOKEN)).toBe(false);
    expect(await screen.findByRole('button', { name: /^Dismiss: That looks like/ })).toBeVisible();
  });
});
