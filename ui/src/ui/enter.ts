/**
 * Whether a dialog's key press is an Enter that means its held button: one on another control means
 * something else, and one that repeats means nothing. An Enter that is ours goes no further.
 */
export function entered(event: KeyboardEvent, hold: HTMLElement | null): boolean {
  return meant(event, hold, 'button, a, input');
}

/** The same where the dialog has choices and text fields: Enter has no use of its own in them. */
export function meansEnter(event: KeyboardEvent, button: HTMLElement | null): boolean {
  return meant(event, button, 'button:not([role="radio"]), a');
}

function meant(event: KeyboardEvent, button: HTMLElement | null, others: string): boolean {
  if (event.key !== 'Enter') return false;
  const control = (event.target as Element).closest(others);
  if (control && control !== button) return false;
  event.preventDefault();
  return !event.repeat;
}
