import { useKeyrack } from '$/app/keyrack.svelte';
import { asError, call } from '$/ipc/call';
import type { KeyView } from '$/ipc/types';
import { describeError, type Message } from '$/text/errors';

/** What a dialog asks for to have a key's secret replaced: in the same key, or in a successor. */
export class Renewal {
  busy = $state(false);
  problem = $state.raw<Message | null>(null);
  readonly #keyrack = useKeyrack();

  /** Asks for it. Then the new secret waits for its owner, and the dialog has done its part. */
  async ask(by: 'rotate' | 'begin_rotation', { row }: KeyView): Promise<void> {
    const { key, identity, name, service, account } = row;
    this.busy = true;
    this.problem = null;
    try {
      this.#keyrack.handover.begin(await call(by, { key, identity }));
      this.#keyrack.dialogs.close();
    } catch (thrown) {
      this.problem = describeError(asError(thrown), { key: name, service, account });
    } finally {
      this.busy = false;
    }
  }
}
