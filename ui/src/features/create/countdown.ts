import type { CopiedView } from '$/ipc/types';

/** What is left of the time before the clipboard is wiped: whole seconds, and the share of all. */
export function remaining(copied: CopiedView, now: number): { seconds: number; share: number } {
  const left = Math.max(0, copied.deadline - now);
  const seconds = Math.min(copied.seconds, Math.ceil(left / 1000));
  return { seconds, share: Math.min(1, left / (copied.seconds * 1000)) };
}
