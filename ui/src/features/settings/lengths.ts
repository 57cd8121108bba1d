import { count } from '$/text/time';

/** A choice: what is kept, and what is shown. */
interface Item {
  value: string;
  label: string;
}

/** The offered numbers and the one that is set, in order. */
const offered = (usual: readonly number[], set: number): number[] =>
  [...new Set([...usual, set])].sort((a, b) => a - b);

/** After how many seconds a copied secret can be wiped; one that was set elsewhere is among them. */
export const lengths = (set: number): Item[] =>
  offered([10, 30, 60, 120], set).map((n) => ({ value: String(n), label: `${n} s` }));

const NEVER = 'never';

/** After how many minutes it can lock by itself. */
export const idle = {
  items: (set: number | null): Item[] => [
    ...offered([5, 15, 60], set ?? 15).map((n) => ({ value: String(n), label: `${n} min` })),
    { value: NEVER, label: 'Not by itself' },
  ],
  value: (set: number | null): string => (set === null ? NEVER : String(set)),
  minutes: (value: string): number | null => (value === NEVER ? null : Number(value)),
};

/** A warning level in words. */
export const level = (days: number): string => `${count(days, 'day')} before`;
