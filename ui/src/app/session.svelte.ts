import { asError, call } from '$/ipc/call';
import type {
  AccountView,
  ErrorView,
  FrameView,
  OrganizationView,
  PreferencesView,
  VerdictView,
} from '$/ipc/types';

/** Everything around the table, as the core told it last. */
export class Session {
  frame = $state.raw<FrameView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** What became of the clipboard that the last credential came from. */
  cleared = $state.raw<{ account: string; result: VerdictView } | null>(null);

  /** When an account may be asked again, for those whose service asked to wait. */
  #waits = $state.raw<Record<string, { error: ErrorView; until: number }>>({});
  #running = false;
  #again = false;

  get accounts(): AccountView[] {
    return this.frame?.accounts ?? [];
  }

  get organizations(): OrganizationView[] {
    return this.frame?.organizations ?? [];
  }

  get refreshing(): boolean {
    return this.accounts.some((account) => account.refreshing);
  }

  account(id: string): AccountView | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  /** Fetches the frame. Calls that come meanwhile are answered by one more fetch. */
  async load(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        const frame = await call('frame');
        this.#remember(frame.accounts);
        this.frame = frame;
        this.error = null;
      } while (this.#again);
    } catch (reason) {
      this.error = asError(reason);
    } finally {
      this.#running = false;
    }
  }

  /** When this account's service may be asked again, if it asked to wait. */
  waitsUntil(account: string): number | null {
    return this.#waits[account]?.until ?? null;
  }

  /** Why nothing can be asked of this account's service now, if that is so. */
  offline(account: string | undefined): ErrorView | null {
    const error = account === undefined ? null : (this.account(account)?.error ?? null);
    return error?.code === 'unreachable' ? error : null;
  }

  async prefer(change: Partial<PreferencesView>): Promise<void> {
    if (!this.frame) return;
    const wanted = { ...this.frame.preferences, ...change };
    this.frame = { ...this.frame, preferences: wanted };
    const preferences = await call('set_preferences', { preferences: wanted });
    this.frame = { ...this.frame, preferences };
  }

  /** An error tells how long to wait but not since when: that is when it was first seen. */
  #remember(accounts: AccountView[]): void {
    const waiting = accounts.flatMap(({ id, error }) => {
      if (!error || error.retry_after_ms === null) return [];
      const known = this.#waits[id];
      const same = known && JSON.stringify(known.error) === JSON.stringify(error);
      const until = same ? known.until : Date.now() + error.retry_after_ms;
      return [[id, { error, until }] as const];
    });
    this.#waits = Object.fromEntries(waiting);
  }
}
