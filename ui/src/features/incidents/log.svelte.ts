import { asError, call } from '$/ipc/call';
import type { ErrorView, IncidentView, LogCheckView, LogFormat } from '$/ipc/types';

/** How many records are asked for at once. */
const PAGE = 50;

/** The incident log, as far as it was read. */
export class Log {
  records = $state.raw<IncidentView[]>([]);
  total = $state<number | null>(null);
  check = $state.raw<LogCheckView | null>(null);
  error = $state.raw<ErrorView | null>(null);
  /** What is being done. */
  busy = $state<'read' | 'verify' | LogFormat | null>(null);
  /** The format in which it was saved last. */
  saved = $state<LogFormat | null>(null);

  /** Reads the records that come next, the newest first. */
  async more(): Promise<void> {
    await this.#do('read', async () => {
      const read = await call('incident_log', { offset: this.records.length, limit: PAGE });
      // One that was added meanwhile moves all others on.
      const last = this.records.at(-1)?.number ?? Infinity;
      const fresh = read.records.filter(({ number }) => number < last);
      this.records = [...this.records, ...fresh];
      this.total = read.total;
    });
  }

  async verify(): Promise<void> {
    await this.#do('verify', async () => {
      this.check = await call('verify_incident_log');
    });
  }

  async save(format: LogFormat): Promise<void> {
    await this.#do(format, async () => {
      this.saved = null;
      if (await call('save_incident_log', { format })) this.saved = format;
    });
  }

  async #do(what: NonNullable<Log['busy']>, action: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = what;
    this.error = null;
    try {
      await action();
    } catch (reason) {
      this.error = asError(reason);
    } finally {
      this.busy = null;
    }
  }
}
