import { places } from '../src/app/actions';
import { KEYS, type Action, type Key, type Place, type Step } from '../src/app/actions/action';
import { label } from '../src/app/actions/keys';

const code = (text: string): string => `\`${text}\``;

/** How a control is reached and used with the keyboard. */
const reached: Record<Step['role'], (name: string) => string> = {
  button: (name) => `Tab to ${name}, ${code('Enter')}`,
  'held button': (name) => `Tab to ${name}, ${code('Enter')}`,
  menuitem: (name) => `${code('↓')} to ${name}, ${code('Enter')}`,
  row: (name) => `${code('↓')} or ${code('↑')} to ${name}`,
  grid: (name) => `Tab to ${name}`,
  combobox: (name) => `Tab to ${name}, ${code('Enter')}`,
  option: (name) => `${code('↓')} or ${code('↑')} to ${name}, ${code('Enter')}`,
  searchbox: (name) => `Tab to ${name}`,
  textbox: (name) => `Tab to ${name}`,
  text: (name) => `type ${name}`,
  radio: (name) => `Tab to the choices, ${code('↓')} to ${name}`,
  checkbox: (name) => `Tab to ${name}, ${code('Space')}`,
  separator: (name) => `Tab to ${name}`,
  switch: (name) => `Tab to ${name}, ${code('Space')}`,
  'native dialog': (name) => `answer ${name}, ${code('Enter')}`,
};

/** What the mouse does with a control that is not simply clicked. */
const used: Partial<Record<Step['role'], (name: string) => string>> = {
  'held button': (name) => `hold button ${name}`,
  grid: (name) => `wheel over grid ${name}`,
  separator: (name) => `drag separator ${name}`,
  text: (name) => `type ${name}`,
};

const mouse = ({ mouse }: Action): string =>
  mouse.map(({ role, name }) => used[role]?.(code(name)) ?? `${role} ${code(name)}`).join(' → ');

function keyboard({ mouse, keys, keyboard }: Action): string {
  const steps: readonly (Step | Key | typeof KEYS)[] =
    keyboard ?? (keys ? [KEYS, ...mouse.slice(1)] : mouse);
  return steps
    .map((step, at) => {
      if (step === KEYS) return (keys ?? []).map((key) => code(label(key))).join(' or ');
      if ('press' in step) return code(label(step.press));
      const way = reached[step.role](code(step.name));
      const next = steps[at + 1];
      // Enter goes from the row to its details, in which Tab finds what comes next.
      const inside = step.role === 'row' && typeof next === 'object' && 'role' in next;
      return inside ? `${way}, ${code('Enter')}` : way;
    })
    .join(' → ');
}

const section = ({ name, actions }: Place): string =>
  [
    `## ${name}`,
    '',
    '| Action | Mouse | Keyboard |',
    '|---|---|---|',
    ...actions.map((action) => `| ${action.name} | ${mouse(action)} | ${keyboard(action)} |`),
  ].join('\n');

const INTRODUCTION = `# Everything a user can do

Each row is one action: the controls that the mouse uses, by role and accessible name, and the keys that do the same.

- A name in \`<angle brackets>\` stands for the thing it names.
- Tab is not needed for a control that has the focus already, nor an arrow for what is chosen already.
- \`Esc\` goes back to the table; from there the arrows move. Where the window is narrow, the sidebar is opened first.
- A row that needs something to be there, such as a filter or a failed revocation, is about the time when it is.

Written by \`KEYRACK_WRITE_DOCS=1 npm --prefix ui test -- actions\` from \`ui/src/app/actions\`, which the shortcuts
and the window's list of them follow too; \`make test\` fails when this file does not.`;

/** The documentation of every action. */
export const actionTable = (): string => `${[INTRODUCTION, ...places.map(section)].join('\n\n')}\n`;
