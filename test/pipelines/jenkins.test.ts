// Jenkins publishes no schema: its file is read as nested blocks, and held against the grammar that
// https://www.jenkins.io/doc/book/pipeline/syntax/ gives for declarative pipelines.
import { expect } from 'chai';
import { providers } from '../../src/pipelines/providers.ts';
import { samplePipelines } from './sample.ts';

type Block = { name: string; inner: Block[]; text: string };

/** The blocks of a text, with what stands before their brace, whatever the scripts in them say. */
function blocksOf(text: string): Block {
  const code = text
    .replaceAll(/'''[^]*?'''/g, "'script'")
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/'[^'\n]*'/g, (quoted) => quoted.replaceAll(/[{}]/g, '_'));
  const root: Block = { name: '', inner: [], text: '' };
  const open = [root];
  let word = '';
  for (const sign of code) {
    const current = open.at(-1);
    if (!current) throw new Error('a brace closes nothing');
    if (sign === '{') {
      const block = { name: word.trim().split(/[\n;]/).at(-1)!.trim(), inner: [], text: '' };
      current.text += word;
      current.inner.push(block);
      open.push(block);
      word = '';
    } else if (sign === '}') {
      current.text += word;
      open.pop();
      word = '';
    } else {
      word += sign;
    }
  }
  expect(open, 'a brace is not closed').to.have.length(1);
  return root;
}

const kindOf = ({ name }: Block): string =>
  name.startsWith("stage('") ? 'stage' : name.replace(/\(.*/s, '');

/** What may stand in which block; what has no row is a step, and may hold anything. */
const grammar: Record<string, string[]> = {
  '': ['pipeline'],
  pipeline: ['options', 'triggers', 'stages', 'post', 'agent'],
  stages: ['stage'],
  stage: ['when', 'agent', 'stages', 'steps', 'matrix', 'post'],
  matrix: ['axes', 'agent', 'stages', 'post'],
  axes: ['axis'],
  axis: [],
  agent: ['docker'],
  when: ['not'],
  post: ['always'],
  options: [],
  triggers: [],
};

function faultsIn(block: Block, way: string): string[] {
  const allowed = grammar[kindOf(block)];
  const wrong = allowed ? block.inner.filter((each) => !allowed.includes(kindOf(each))) : [];
  const contents = block.inner.filter((each) => ['stages', 'steps', 'matrix'].includes(kindOf(each)));
  return [
    ...wrong.map(({ name }) => `${way} > ${name}`),
    ...(kindOf(block) === 'stage' && contents.length !== 1 ? [`${way} has ${contents.length} contents`] : []),
    ...block.inner.flatMap((each) => faultsIn(each, `${way} > ${each.name}`)),
  ];
}

const all = (block: Block): Block[] => [block, ...block.inner.flatMap(all)];

describe('the Jenkinsfile', () => {
  for (const [title, pipeline] of Object.entries(samplePipelines)) {
    const text = providers.jenkins.render(pipeline);

    it(`is a declarative pipeline for ${title}`, () => {
      const root = blocksOf(text);
      expect(faultsIn(root, 'file')).to.deep.equal([]);
      const names = all(root).map(({ name }) => name);
      expect(names.filter((name) => name === 'matrix')).to.have.length(pipeline.shards > 1 ? 1 : 0);
      expect(root.inner[0]!.text).to.match(/^\s*agent none\s/m);
      expect(text).to.not.match(/sh "/);
    });

    it(`checks one branch alone by the clock, for ${title}`, () => {
      const { branch } = pipeline;
      expect(text).to.contain(`cron((env.BRANCH_NAME ?: '${branch}') == '${branch}' ? 'H 5 * * 1-5' : '')`);
    });

    it(`binds each key where it is read, and there alone, for ${title}`, () => {
      const bound = [...text.matchAll(/withCredentials\(\[([^\]]*)\]\)/g)].map(([, list = '']) =>
        [...list.matchAll(/credentialsId: '(\w+)'/g)].map(([, name]) => name),
      );
      const names = pipeline.secrets.map(({ name }) => name);
      expect(bound).to.deep.equal([names, names]);
    });
  }
});
