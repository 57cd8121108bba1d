import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import { error } from '../dev/build';
import { someIncidents } from '../dev/incident';
import { busy } from '../dev/world';
import type { IncidentView } from '../src/ipc/types';
import { besides, faultWords, subject } from '../src/text/incidents';

import { accessible, dialog } from './dialog';
import { open, row, sent } from './window';

async function log(
  records: IncidentView[] = someIncidents(),
): Promise<ReturnType<typeof open> & { shown: HTMLElement }> {
  const { backend, user } = open(busy());
  backend.incident.records = records;
  await row('deploy-bot');
  await user.click(screen.getByRole('button', { name: 'Incident log' }));
  return { backend, user, shown: await dialog('Incident log') };
}

const press = (shown: HTMLElement, name: string): Promise<HTMLElement> =>
  within(shown).findByRole('button', { name });

describe('the incident log', () => {
  it('tells what was done to which key, the newest first, with its proof', async () => {
    const { user, shown } = await log();
    await within(shown).findByText(/7 records/);
    const told = within(shown).getAllByRole('listitem');
    const lines = told.map(({ textContent }) => textContent.replace(/\s+/g, ' '));
    const at = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(at('Created preview-ci')).toBeGreaterThan(at('Revoked many keys 41 keys'));
    expect(at('copied once')).toBeGreaterThan(at('still works'));
    expect(shown).toHaveTextContent('38 keys revoked, 1 accepted without proof, 2 not revoked');
    await user.click(within(shown).getAllByText('refused')[0] as HTMLElement);
    expect(within(shown).getByText(/asked with the key itself/)).toBeVisible();
    expect(within(shown).getByText(/lets the key in all the same/)).toBeInTheDocument();
    await accessible(shown);
  });

  it('reads on, without one twice', async () => {
    const [record] = someIncidents() as [IncidentView];
    const many = Array.from({ length: 120 }, (_, at) => ({
      ...record,
      number: at + 1,
      name: `ci-${at + 1}`,
    }));
    const { backend, user, shown } = await log(many);
    await within(shown).findByText('ci-120');
    expect(within(shown).queryByText('ci-70')).toBeNull();
    // What is added meanwhile moves the others on.
    backend.incident.records.push({ ...record, number: 121, name: 'ci-121' });
    await user.click(await press(shown, 'Show more'));
    await within(shown).findByText('ci-70');
    expect(within(shown).getAllByText('ci-71')).toHaveLength(1);
    expect(sent(backend, 'incident_log')).toEqual([
      { offset: 0, limit: 50 },
      { offset: 50, limit: 50 },
    ]);
  });

  it('is verified, and says in words what is wrong', async () => {
    const { backend, user, shown } = await log();
    await user.click(await press(shown, 'Verify log'));
    expect(await within(shown).findByText('The log is as it was written.')).toBeVisible();
    backend.mood.faults = [
      { fault: 'changed', record: 4 },
      { fault: 'cut_off', record: 6 },
    ];
    await user.click(await press(shown, 'Verify log'));
    const alert = await within(shown).findByRole('alert');
    expect(alert).toHaveTextContent('not what was written');
    expect(alert).toHaveTextContent('Record 4');
    expect(alert).toHaveTextContent('from 6 on are missing: they were cut off');
    await accessible(shown);
  });

  it('is exported in both forms, and says when it could not be', async () => {
    const { backend, user, shown } = await log();
    await user.click(await press(shown, 'Export as Markdown…'));
    expect(await within(shown).findByText(/Saved as Markdown/)).toBeVisible();
    await user.click(await press(shown, 'Export as JSON…'));
    expect(await within(shown).findByText(/Saved as JSON/)).toBeVisible();
    expect(sent(backend, 'save_incident_log')).toEqual([
      { format: 'markdown' },
      { format: 'json' },
    ]);
    backend.mood.failures.save_incident_log = error('file_unwritable', 'local');
    await user.click(await press(shown, 'Export as JSON…'));
    expect(await within(shown).findByRole('alert')).toHaveTextContent('could not be written');
    expect(shown).not.toHaveTextContent('Saved as');
  });

  it('has the things to do for each service that it names, and remembers what was done', async () => {
    const { user, shown } = await log();
    const care = await within(shown).findByRole('region', { name: 'What to do next at Codacy' });
    await user.click(within(care).getByRole('checkbox'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Incident log' }));
    const again = await dialog('Incident log');
    const named = (name: string): Promise<HTMLElement> =>
      within(again).findByRole('region', { name: `What to do next at ${name}` });
    expect(within(await named('Codacy')).getByRole('checkbox')).toBeChecked();
    expect(within(await named('CodePushGo')).getByRole('checkbox')).not.toBeChecked();
    expect(within(again).queryByRole('region', { name: /Axiomo/ })).toBeNull();
  });

  it('says so when nothing has happened', async () => {
    const { shown } = await log([]);
    expect(await within(shown).findByText(/Nothing has happened yet/)).toBeVisible();
  });
});

describe('an incident to practise', () => {
  it('tells what leaked and where, and leads to what identifies it', async () => {
    const { backend, user } = open(busy());
    await row('deploy-bot');
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    await user.click(await screen.findByRole('button', { name: 'Play through an incident' }));
    const shown = await dialog('An incident to practise');
    for (const text of ['practice-leak.env', 'on the clipboard', 'OTA_API_KEY', '20 seconds'])
      expect(shown).toHaveTextContent(text);
    await accessible(shown);
    expect(await screen.findByText(/Nothing here is real/)).toBeVisible();
    await user.click(within(shown).getByRole('button', { name: 'Identify' }));
    await dialog('Identify a leaked string');
    expect(backend.count('play_incident')).toBe(1);
  });
});

describe('in words', () => {
  it('every fault and every subject has some', () => {
    const faults = (
      [
        { fault: 'changed', record: 2 },
        { fault: 'missing', record: 2 },
        { fault: 'seal_broken' },
        { fault: 'cut_off', record: 2 },
        { fault: 'seal_missing' },
        { fault: 'seal_unread' },
      ] as const
    ).map(faultWords);
    expect(new Set(faults).size).toBe(6);
    const [first, , , replaced, many] = someIncidents();
    if (!first || !replaced || !many) throw new Error('they are there');
    expect([first, replaced, many].map(subject)).toEqual(['preview-ci', 'old-runner', '41 keys']);
    expect(besides(replaced)).toBe('by old-runner-2026-11-20');
    expect(besides(first)).toBe('');
  });
});
