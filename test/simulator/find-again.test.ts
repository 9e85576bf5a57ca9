import { expect } from 'chai';
import { makeFinder } from '../../src/simulator/find-again.ts';

type Item = { name: string; size: number };

describe('a search that looks first where it found the same before', () => {
  const find = makeFinder<Item>();
  const items: Item[] = ['a', 'b', 'c'].map((name, size) => ({ name, size }));
  const sizeOf = (name: string): number | undefined => find(items, name, (item) => item.name === name)?.size;

  const changes: [what: string, change: () => void, sizes: (number | undefined)[]][] = [
    ['finds what is there', () => undefined, [0, 1, 2]],
    ['finds it again', () => undefined, [0, 1, 2]],
    ['finds what has moved', () => items.reverse(), [0, 1, 2]],
    ['does not find what is gone', () => items.splice(0, 1), [0, 1, undefined]],
    ['finds what has come', () => items.unshift({ name: 'c', size: 9 }), [0, 1, 9]],
    ['finds what has got another name', () => (items[0]!.name = 'b'), [0, 1, undefined]],
    ['finds nothing in a list that was emptied', () => (items.length = 0), [undefined, undefined, undefined]],
  ];
  for (const [what, change, sizes] of changes) {
    it(what, () => {
      change();
      expect(['a', 'b', 'c'].map(sizeOf)).to.deep.equal(sizes);
    });
  }

  it('looks at one item alone when that is still the one', () => {
    const list: Item[] = Array.from({ length: 1000 }, (_, size) => ({ name: `item${size}`, size }));
    const looked: number[] = [];
    const last = () =>
      find(list, 'item999', ({ name, size }) => {
        looked.push(size);
        return name === 'item999';
      });
    last();
    looked.length = 0;
    expect(last()?.size).to.equal(999);
    expect(looked).to.deep.equal([999]);
  });
});
