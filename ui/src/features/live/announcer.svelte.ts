import { untrack } from 'svelte';

import type { ErrorView } from '$/ipc/types';
import { describeError, type Message, type Subject } from '$/text/errors';

/** An error that belongs to no dialog; shown until it is dismissed. */
export interface Alert extends Message {
  id: number;
}

/** How long a text stays at least, so that a screen reader notices it before the next. */
const NOTICED_MS = 500;

/** Says aloud what happened, and keeps the errors that belong to no dialog. */
export class Announcer {
  /** What the live region reads out. */
  status = $state('');
  alerts = $state<Alert[]>([]);
  #next = 0;
  #waiting: string[] = [];
  #reading: ReturnType<typeof setTimeout> | undefined;

  /** Reads `text` out, after what is being read. The same text twice in a row is read twice. */
  say(text: string): void {
    this.#waiting.push(text);
    // An effect that says something does not depend on what is being read out.
    if (this.#reading === undefined) untrack(() => this.#read());
  }

  #read(): void {
    const text = this.#waiting.shift();
    this.#reading = text === undefined ? undefined : setTimeout(() => this.#read(), NOTICED_MS);
    if (text !== undefined) this.status = this.status === text ? `${text}\u00A0` : text;
  }

  /** Shows an error with what it is about. */
  alert(error: ErrorView, subject: Subject = {}): void {
    this.show(describeError(error, subject));
  }

  /** Shows a message; the same one is not stacked. */
  show(message: Message): void {
    const same = (alert: Alert): boolean =>
      alert.what === message.what && alert.where.join() === message.where.join();
    this.alerts = [
      ...this.alerts.filter((alert) => !same(alert)),
      { ...message, id: this.#next++ },
    ];
  }

  dismiss(id: number): void {
    this.alerts = this.alerts.filter((alert) => alert.id !== id);
  }
}
