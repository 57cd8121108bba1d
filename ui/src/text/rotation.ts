import type { QuietView, RotationStep, RotationView } from '$/ipc/types';

import type { Tone } from './states';
import { ago, day } from './time';

/** The steps that follow each other, as the user sees them. */
export const sequence = [
  'A successor with the same rights and a life as long is created.',
  'You copy its secret once, or save it to the keychain.',
  'You put it to use, and say so. Both keys work until then.',
  'Where the service tells, you see whether the old key is still used.',
  'You revoke the old key.',
] as const;

/** How far a rotation is, and what comes next. */
export const steps: Record<RotationStep, { word: string; next: string }> = {
  creating: {
    word: 'creating the successor',
    next: 'Whether the successor exists is not settled yet: read the list, or settle it above the table.',
  },
  created: {
    word: 'secret not handed over',
    next: 'Copy or save the successor’s secret. If it was lost, revoke the successor above the table.',
  },
  delivered: {
    word: 'put it to use',
    next: 'Put the successor’s secret where the old one is, then say that it is deployed.',
  },
  deployed: {
    word: 'revoke the old key',
    next: 'Revoke the old key when nothing uses it any more.',
  },
  revoking: {
    word: 'revoking the old key',
    next: 'The revocation of the old key is not settled. Revoke it again: the list is asked first.',
  },
};

/** Whether the old key is still in use: words, and how much that matters. */
export function quietWords(quiet: QuietView, now: number): { text: string; tone: Tone } {
  switch (quiet.quiet) {
    case 'unknown':
      return { text: 'The service does not tell whether the old key is used.', tone: 'mute' };
    case 'since':
      return {
        text: `The old key was last used ${ago(quiet.at, now)}, and not since.`,
        tone: 'ok',
      };
    case 'still_used':
      return {
        text: `The old key was used ${ago(quiet.at, now)}: something has its secret still.`,
        tone: 'warn',
      };
  }
}

/** Since when: `begun 21 Nov 2026, deployed 3 h ago`. */
export function since({ begun, deployed, delivered }: RotationView, now: number): string {
  const last =
    deployed !== null
      ? `deployed ${ago(deployed, now)}`
      : delivered !== null
        ? `handed over ${ago(delivered, now)}`
        : null;
  return [`begun ${day(begun)}`, last].filter((part) => part !== null).join(', ');
}
