/** What the components' library calls its elements that float beside another. */
const FLOATING = ['select', 'dropdown-menu', 'popover', 'tooltip'];

/** The properties that the components' library sets on elements, each for the element itself. */
const OWN = [
  '--bits-dialog-depth',
  '--bits-dialog-nested-count',
  '--bits-command-list-height',
  ...['floating', ...FLOATING.map((name) => `${name}-content`)].flatMap((name) => [
    `--bits-${name}-transform-origin`,
    `--bits-${name}-available-width`,
    `--bits-${name}-available-height`,
  ]),
  ...['floating', ...FLOATING].flatMap((name) => [
    `--bits-${name}-anchor-width`,
    `--bits-${name}-anchor-height`,
  ]),
];

/**
 * Has nothing inherit what the components' library sets on an element. Called once, before anything is shown.
 *
 * WebKit keeps the style of all that is in an element which hands down a property of its own, for each such element
 * that ever was, until the page ends: more than a megabyte for a dozen dialogs. So only the root hands properties down.
 */
export function keepOwnProperties(): void {
  for (const name of OWN) CSS.registerProperty({ name, syntax: '*', inherits: false });
}
