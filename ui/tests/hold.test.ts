import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Hold, HOLD_MS } from '../src/ui/hold.svelte';

describe('a hold', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts when it lasts, once, while the button is down', () => {
    const done = vi.fn();
    const hold = new Hold(done);
    hold.begin();
    expect(hold.holding).toBe(true);
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(done).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(done).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10 * HOLD_MS);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is longer than the core asks for', () => expect(HOLD_MS).toBeGreaterThanOrEqual(750));

  it('does not count when it ends early, nor do two short ones together', () => {
    const done = vi.fn();
    const hold = new Hold(done);
    hold.begin();
    vi.advanceTimersByTime(500);
    hold.cancel();
    hold.begin();
    vi.advanceTimersByTime(500);
    hold.cancel();
    vi.advanceTimersByTime(10 * HOLD_MS);
    expect(done).not.toHaveBeenCalled();
  });
});
