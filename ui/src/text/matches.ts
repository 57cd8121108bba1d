const plain = (text: string): string => text.normalize('NFKD').toLocaleLowerCase();

/** Whether every word of `asked` is in one of the texts. */
export function matches(asked: string, ...texts: string[]): boolean {
  const hay = plain(texts.join(' '));
  return plain(asked)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
