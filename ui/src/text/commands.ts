import type { GivenView } from '$/ipc/types';

import type { Message } from './errors';

/** How a command ended, in words. */
function ending({ exit }: GivenView): string {
  switch (exit.ended) {
    case 'exited':
      return exit.code === 0
        ? 'ended with 0 before it had taken all of the secret'
        : `ended with ${exit.code}`;
    case 'signalled':
      return 'was ended by another program';
    case 'timed_out':
      return 'did not end in time, and was ended';
  }
}

/** That a command did not take a secret, and what to do. */
export const notTaken = (given: GivenView): Message => ({
  what: `${given.program} ${ending(given)}.`,
  next: 'The secret still waits here. It may have read a part of it: try again, or discard and revoke.',
  where: [],
});
