import { describe, expect, it } from 'vitest';

import { account, error } from '../dev/build';
import type { Kind } from '../src/ipc/types';
import { accountState } from '../src/text/accounts';
import { errorWords } from '../src/text/errorWords';
import { describeError } from '../src/text/errors';
import {
  ago,
  ahead,
  DAY,
  expiresLong,
  expiresShort,
  lastUsed,
  nearDay,
  span,
} from '../src/text/time';
import { capabilities, reasons } from '../src/text/access';
import { consequences, phases, revocations } from '../src/text/revocation';
import { states } from '../src/text/states';
import { quotaWords, standings } from '../src/text/verification';
import * as words from '../src/text/words';

const kinds = Object.keys(errorWords) as Kind[];

describe('errors', () => {
  it.each(kinds)('%s says what happened, where, and what to do', (code) => {
    const message = describeError(error(code, 'revoke', { service: 'Codacy', account: 'work' }), {
      key: 'ci …7d11',
    });
    expect(message.what).toMatch(/^[A-Z].*[.]$/);
    expect(message.next).toMatch(/^[A-Z].*[.]$/);
    expect(message.where).toEqual(['ci …7d11', 'Codacy', 'account work']);
    expect(`${message.what} ${message.next}`).not.toMatch(/undefined|null|_|\[object/);
  });

  it('tells every kind apart', () => {
    const told = kinds.map((code) => {
      const { what, next } = describeError(error(code));
      return what + next;
    });
    expect(new Set(told).size).toBe(kinds.length);
  });

  it('never says that a revocation worked when nobody knows', () => {
    expect(describeError(error('still_listed', 'revoke')).what).toMatch(/^Not revoked/);
    expect(describeError(error('outcome_unknown', 'revoke')).what).toContain(
      'may or may not be revoked',
    );
    expect(describeError(error('outcome_unprovable', 'revoke')).what).toContain(
      'may or may not be revoked',
    );
    expect(describeError(error('outcome_unknown', 'create')).what).toContain(
      'may or may not exist',
    );
  });

  it('names the field, the wait and the request', () => {
    expect(describeError(error('invalid', 'create', { field: 'name' })).what).toContain('“name”');
    expect(describeError(error('rate_limited', 'list', { retry_after_ms: 8000 })).next).toContain(
      '8 s',
    );
    expect(describeError(error('forbidden', 'list', { request_id: 'r-1' })).where).toContain(
      'request r-1',
    );
  });
});

describe('words', () => {
  it('has no empty ones', () => {
    const tables = [
      states,
      reasons,
      capabilities,
      consequences,
      revocations,
      phases,
      standings,
      words.environments,
      words.views,
    ];
    for (const table of tables) {
      for (const entry of Object.values<string | object>(table)) {
        const texts = typeof entry === 'string' ? [entry] : Object.values(entry);
        for (const text of texts) if (typeof text === 'string') expect(text).not.toBe('');
      }
    }
  });

  it('counts the requests that are left', () => {
    const resets = Date.parse('2026-11-22T14:04:00');
    expect(quotaWords({ limit: 1000, remaining: 998, resets })).toBe(
      '998 of 1,000 requests left until 14:04',
    );
    expect(quotaWords({ limit: 60, remaining: null, resets: null })).toBe('60 requests granted');
  });

  it('names the clipboard manager that keeps a secret', () => {
    expect(words.verdictWords({ verdict: 'kept', by: 'CopyQ' }).word).toBe('CopyQ keeps a copy');
    expect(words.verdictWords({ verdict: 'kept', by: null }).word).toBe(
      'A clipboard manager keeps a copy',
    );
  });
});

describe('time', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('tells the four expiries and the three last uses apart', () => {
    const shown = [
      { ends: 'at' as const, at: now + 5 * DAY },
      { ends: 'date' as const, at: '2026-12-01' },
      { ends: 'never' as const },
      { ends: 'unknown' as const },
    ].map((expires) => expiresShort(expires, now));
    expect(shown).toEqual(['in 5 days', 'in 8 days', 'never', 'not reported']);
    const used = [
      { used: 'at' as const, at: now - 7_200_000 },
      { used: 'never' as const },
      { used: 'not_reported' as const },
    ];
    expect(used.map((value) => lastUsed(value, now))).toEqual(['2 h ago', 'never', 'not reported']);
  });

  it('never promises more time than is left', () => {
    expect(ahead(now + 2 * DAY - 1, now)).toBe('in 1 day');
    expect(ahead(now - 1, now)).toBe('ended');
    expect(ahead(now + 90_000, now)).toBe('in 1 min');
  });

  it('counts back', () => {
    expect(
      [1000, 12_000, 180_000, 7_200_000, 1.5 * DAY, 41 * DAY].map((ms) => ago(now - ms, now)),
    ).toEqual(['now', '12 s ago', '3 min ago', '2 h ago', 'yesterday', '41 days ago']);
    expect(span(7100)).toBe('8 s');
  });

  it('names the weekday of an end', () => {
    expect(expiresLong({ ends: 'at', at: Date.parse('2026-11-26T09:00:00') })).toMatch(/^Thursday/);
    expect(nearDay(Date.parse('2026-11-26T09:00:00'), now)).toBe('Thursday');
  });
});

describe('an account', () => {
  const now = Date.now();

  it('tells its age, its refresh, its wait and its failure', () => {
    const base = { ...account({ id: 'a' }), refreshed: now - 12_000 };
    const limited = { ...base, error: error('rate_limited') };
    expect(accountState(base, null, now)).toBe('12 s ago');
    expect(accountState({ ...base, refreshing: true }, null, now)).toBe('refreshing…');
    expect(accountState(limited, now + 7100, now)).toBe('rate limit, 8 s left');
    expect(accountState({ ...base, error: error('unreachable') }, null, now)).toBe(
      'offline · 12 s ago',
    );
    expect(accountState({ ...base, refreshed: null }, null, now)).toBe('not read yet');
    const list = { access: 'unsupported', reason: 'not_offered' } as const;
    const listless = { ...base, refreshed: null, capabilities: { ...base.capabilities, list } };
    expect(accountState(listless, null, now)).toBe('no list, kept here');
  });
});
