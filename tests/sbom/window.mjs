// Leaves what is part of the window: reads npm's list of all packages, and writes it without those that only the work
// on it needs. npm's own `--omit dev` would leave out Svelte too, because such packages ask for it as well.
import { readFileSync } from 'node:fs';

const list = JSON.parse(readFileSync(0, 'utf8'));
const development = ({ properties = [] }) =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
list.components = list.components.filter((component) => !development(component));

const root = list.metadata.component['bom-ref'];
const kept = new Set([root, ...list.components.map((component) => component['bom-ref'])]);
list.dependencies = list.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));

process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
