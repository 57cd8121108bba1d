import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { Commands, ErrorView, Event } from './types';

/** The one channel on which the core speaks without being asked. */
const CHANNEL = 'keyrack';

type Arguments<K extends keyof Commands> = keyof Commands[K]['args'] extends never
  ? []
  : [args: Commands[K]['args']];

/** Calls a command of the core. Rejects with an {@link ErrorView}; see {@link asError}. */
export function call<K extends keyof Commands>(
  command: K,
  ...[args]: Arguments<K>
): Promise<Commands[K]['result']> {
  return invoke<Commands[K]['result']>(command, args);
}

/** Hands every event of the core to `receive`, until the returned function is called. */
export async function onEvent(receive: (event: Event) => void): Promise<() => void> {
  return listen<Event>(CHANNEL, ({ payload }) => receive(payload));
}

/**
 * What a rejected {@link call} says.
 *
 * Anything that is no {@link ErrorView}, such as a refused permission, becomes `unintelligible`:
 * its text is not shown, because nobody vouches for it.
 */
export function asError(reason: unknown): ErrorView {
  if (typeof reason === 'object' && reason !== null && 'code' in reason && 'operation' in reason) {
    return reason as ErrorView;
  }
  return {
    code: 'unintelligible',
    operation: 'local',
    service: null,
    account: null,
    field: null,
    retry_after_ms: null,
    at: null,
    vendor_code: null,
    request_id: null,
  };
}
