// Demands that a file is a list of parts in CycloneDX that can be used, and that these parts are in it.
//
//   node tests/sbom/check.mjs FILE PART…
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

const [file, ...parts] = process.argv.slice(2);
const list = JSON.parse(readFileSync(file, 'utf8'));
assert.equal(list.bomFormat, 'CycloneDX', file);
assert.match(list.specVersion, /^1\.\d$/, file);

const { components, dependencies } = list;
for (const { name, version, purl, 'bom-ref': ref } of components) {
  assert.ok(name && version && purl && ref, `${file}: ${name} ${version} ${purl} ${ref}`);
}
const refs = components.map((component) => component['bom-ref']);
const known = new Set([...refs, list.metadata.component['bom-ref']]);
assert.equal(new Set(refs).size, refs.length, `${file}: something is in it twice`);
for (const { ref, dependsOn = [] } of dependencies) {
  for (const other of [ref, ...dependsOn]) assert.ok(known.has(other), `${file}: no ${other}`);
}
const names = new Set(components.map(({ name }) => name));
for (const part of parts) assert.ok(names.has(part), `${file}: no ${part}`);
console.log(`${file}: CycloneDX ${list.specVersion}, ${components.length} components`);
