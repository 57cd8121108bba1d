import { call } from '$/ipc/call';
import type {
  CopiedView,
  CreatedView,
  FrameView,
  GivenView,
  Revocation,
  VerdictView,
} from '$/ipc/types';

/** How a new secret left, if it did. */
export type Outcome =
  | { way: 'keychain'; entry: string }
  | { way: 'discarded'; revocation: Revocation }
  | { way: 'command'; given: GivenView }
  | { way: 'clipboard' };

/** A new secret on its way from the core to its owner. The secret itself is never here. */
export class Handover {
  /** The key whose secret waits, or was just handed over. */
  created = $state.raw<CreatedView | null>(null);
  outcome = $state.raw<Outcome | null>(null);
  copied = $state.raw<CopiedView | null>(null);
  /** A command that did not take it. */
  refused = $state.raw<GivenView | null>(null);
  pasted = $state(0);
  verdict = $state.raw<{ name: string; result: VerdictView } | null>(null);
  /** Whether the dialog is shown. It cannot be hidden while a secret waits. */
  #shown = $state(false);

  get waiting(): boolean {
    return this.created !== null && this.outcome === null;
  }

  get shown(): boolean {
    return this.created !== null && (this.waiting || this.#shown);
  }

  /** Shows a key that was just created or rotated. */
  begin(created: CreatedView): void {
    this.created = created;
    this.outcome = null;
    this.refused = null;
    this.verdict = null;
    this.pasted = 0;
    this.#shown = true;
  }

  /** Hides the dialog, unless a secret waits. */
  close(): void {
    if (this.waiting) return;
    this.#shown = false;
    this.created = null;
    this.outcome = null;
  }

  /**
   * Picks up what the core holds, after the window was loaded anew. Later frames are not believed
   * in this: one that was on its way while a key was created would hide its dialog.
   */
  resume(frame: FrameView): void {
    if (frame.created) this.begin(frame.created);
    this.copied = frame.copied;
  }

  /** Gives up a secret that the core does not have any more. */
  abandon(): void {
    this.created = null;
    this.outcome = null;
  }

  async copyOnce(): Promise<void> {
    if (!this.created) return;
    this.arrive(await call('copy_once', { handle: this.created.handle }));
  }

  /** Keeps it in the keychain, under a name of the user's own if there is one. */
  async saveToKeychain(name: string | null): Promise<void> {
    if (!this.created) return;
    const entry = await call('save_to_keychain', { handle: this.created.handle, name });
    this.outcome = { way: 'keychain', entry };
  }

  /** Gives it to a command that the user names in a dialog outside the window. */
  async giveToCommand(): Promise<void> {
    if (!this.created) return;
    this.refused = null;
    const given = await call('give_to_command', { handle: this.created.handle });
    if (given.given) this.outcome = { way: 'command', given };
    else this.refused = given;
  }

  async discard(): Promise<void> {
    if (!this.created) return;
    const revocation = await call('discard', { handle: this.created.handle });
    this.outcome = { way: 'discarded', revocation };
  }

  async wipeNow(): Promise<void> {
    await call('wipe_now');
  }

  /** The secret is on the clipboard, verified. */
  arrive(copied: CopiedView): void {
    if (copied.handle === this.created?.handle) this.outcome = { way: 'clipboard' };
    if (copied.handle === this.copied?.handle) return;
    this.copied = copied;
    this.pasted = 0;
    this.verdict = null;
  }

  /** The secret is gone from the clipboard, or what else is true of it. */
  settle(name: string, result: VerdictView): void {
    this.copied = null;
    this.verdict = { name, result };
  }
}
