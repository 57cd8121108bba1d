/**
 * Whether a dialog's key press is an Enter that means its held button: one on another control means
 * something else, and one that repeats means nothing. An Enter that is ours goes no further.
 */
export function entered(event: KeyboardEvent, hold: HTMLElement | null): boolean {
  if (event.key !== 'Enter') return false;
  const control = (event.target as Element).closest('button, a, input');
  if (control && control !== hold) return false;
  event.preventDefault();
  return !event.repeat;
}
