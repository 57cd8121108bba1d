import { asError, call } from '$/ipc/call';
import type {
  AccountView,
  ErrorView,
  FrameView,
  OrganizationView,
  OverviewView,
  PreferencesView,
  VerdictView,
} from '$/ipc/types';

/** Everything around the table, as the core told it last. */
export class Session {
  frame = $state.raw<FrameView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** Counts and time line of the organization that is shown, or of all. */
  overview = $state.raw<OverviewView | null>(null);
  /** What became of the clipboard that the last credential came from. */
  cleared = $state.raw<{ account: string; result: VerdictView } | null>(null);

  #organization: string | null = null;
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

  /** The organization with this id, or the one that it is linked with and shown under. */
  organization(id: string): OrganizationView | undefined {
    return this.organizations.find(
      (shown) => shown.id === id || shown.linked.some((one) => one.id === id),
    );
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
        const frame = await call('frame', { organization: this.#organization });
        this.frame = frame;
        this.#overlook(frame.overview);
        this.error = null;
      } while (this.#again);
    } catch (reason) {
      this.error = asError(reason);
    } finally {
      this.#running = false;
    }
  }

  /** Looks at another organization, or at all; counts and time line follow. */
  async look(organization: string | null): Promise<void> {
    this.#organization = organization;
    try {
      this.#overlook(await call('overview', { organization }));
    } catch {
      // The table asks at the same time and says what went wrong; the picture stays as it was.
    }
  }

  /** When this account's service may be asked again, if it asked to wait. */
  waitsUntil(account: string): number | null {
    const error = this.account(account)?.error;
    if (!error || error.retry_after_ms === null || error.at === null) return null;
    return error.at + error.retry_after_ms;
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

  #overlook(overview: OverviewView): void {
    if (overview.organization === this.#organization) this.overview = overview;
  }
}
