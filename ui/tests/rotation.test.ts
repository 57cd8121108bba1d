import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { error } from '../dev/build';
import { scenarios } from '../dev/scenarios';
import { busy } from '../dev/world';
import type { Reason } from '../src/ipc/types';
import { quietWords } from '../src/text/rotation';

import { accessible, dialog, hold } from './dialog';
import { announced, open, row, sent } from './window';

async function rotating(): Promise<ReturnType<typeof open>> {
  const scenario = scenarios['rotation'];
  if (!scenario) throw new Error('the scenario is there');
  const window = open(scenario.world());
  scenario.before?.(window.backend.incident);
  await row('deploy-bot');
  return window;
}

const details = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Rotation' });

describe('a successor', () => {
  it('is explained, created, handed over, deployed, and then the old key is revoked', async () => {
    const { backend, user } = await rotating();
    await user.click(await row('deploy-bot'));
    await screen.findByRole('heading', { name: 'deploy-bot' });
    await user.keyboard('t');
    const shown = await dialog('Rotate key');
    expect(shown).toHaveTextContent('another key takes its place');
    await accessible(shown);
    expect(backend.count('begin_rotation')).toBe(0);
    await user.keyboard('{Enter}');
    const created = await dialog('Key created');
    expect(sent(backend, 'begin_rotation')).toEqual([
      { key: 'acme/deploy-bot', identity: 'as shown: deploy-bot' },
    ]);
    expect(backend.count('rotate')).toBe(0);
    await user.click(within(created).getByRole('button', { name: 'Copy once' }));
    await user.click(await within(created).findByRole('button', { name: 'Done' }));

    let box = await details();
    expect(box).toHaveTextContent('deploy-bot-2026-11-22');
    expect(within(box).queryByRole('button', { name: /Hold/ })).toBeNull();
    await user.click(within(box).getByRole('button', { name: 'It is deployed' }));
    const held = await screen.findByRole('button', { name: 'Hold to revoke the old key' });
    box = await details();
    expect(box).toHaveTextContent('was last used 3 h ago, and not since');
    await user.click(held);
    expect(box).toHaveTextContent('Nothing was sent');
    expect(backend.count('finish_rotation')).toBe(0);
    await hold(held);
    expect(sent(backend, 'finish_rotation')).toEqual([{ rotation: 'rotation-acme/deploy-bot' }]);
    await waitFor(() => expect(announced()).toMatch(/deploy-bot is revoked/));
  });

  it('is told of in the list of all rotations, and given up there', async () => {
    const { backend, user } = await rotating();
    await user.click(await screen.findByRole('button', { name: 'Rotations (2)' }));
    const shown = await dialog('Rotations');
    expect(shown).toHaveTextContent('The old key was used 1 h ago: something has its secret still');
    await accessible(shown);
    const [first] = within(shown).getAllByRole('button', { name: 'Give up' });
    await user.click(first as HTMLElement);
    expect(sent(backend, 'abandon_rotation')).toEqual([{ rotation: 'one' }]);
    await waitFor(() => expect(shown).toHaveTextContent('1 key is being replaced'));
    const held = within(shown).getByRole('button', { name: 'Hold to revoke the old key' });
    await fireEvent.keyDown(held, { key: 'Enter', repeat: true });
    expect(backend.count('finish_rotation')).toBe(0);
    await fireEvent.keyDown(held, { key: 'Enter' });
    expect(sent(backend, 'finish_rotation')).toEqual([{ rotation: 'two' }]);
  });

  it('says what went wrong, and that a key is being replaced already', async () => {
    const { backend, user } = await rotating();
    backend.mood.failures.begin_rotation = error('successor_differs', 'rotate', {
      service: 'CodePushGo',
    });
    await user.click(await row('deploy-bot'));
    await screen.findByRole('heading', { name: 'deploy-bot' });
    await user.keyboard('t');
    const shown = await dialog('Rotate key');
    await user.click(within(shown).getByRole('button', { name: 'Create successor' }));
    expect(await within(shown).findByRole('alert')).toHaveTextContent('revoked at once');
    await user.keyboard('{Escape}');
    await user.click(await row('preview-ci'));
    expect(await details()).toHaveTextContent('Put the successor’s secret where the old one is');
  });

  it.each<[Reason, RegExp]>([
    ['rights_unknown', /no other can be made like it/],
    ['missing_right', /lacks the right/],
  ])('is not offered for %s, with the reason', async (reason, words) => {
    const world = busy();
    world.details['acme/deploy-bot'] = {
      rotate: { access: 'unsupported', reason: 'not_offered' },
      succeed: { access: 'unsupported', reason },
    };
    const { user } = open(world);
    await user.click(await row('deploy-bot'));
    await screen.findByRole('heading', { name: 'deploy-bot' });
    const button = screen.getByRole('button', { name: 'Rotate' });
    await waitFor(() => expect(button).toHaveAccessibleDescription(words));
  });
});

describe('in words', () => {
  it('the old key is quiet, or not, or that is not told', () => {
    const now = Date.now();
    const at = now - 3_600_000;
    expect(quietWords({ quiet: 'unknown' }, now).tone).toBe('mute');
    expect(quietWords({ quiet: 'since', at }, now).text).toContain('not since');
    expect(quietWords({ quiet: 'still_used', at }, now).tone).toBe('warn');
  });
});
