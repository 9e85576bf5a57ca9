import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportLogin, type ExportInput, type ExportOutput } from '../../src/flows/export.ts';
import { temporaryFolder } from '../io/temp-folder.ts';
import { thrownBy } from '../io/thrown.ts';
import { makeKeyFiles, type KeyFiles } from '../simulated-app.ts';

const now = new Date('2026-11-24T12:34:56.789Z');

describe('the export flow', () => {
  let keys: KeyFiles;
  const temporary = temporaryFolder();
  let input: ExportInput;

  before(async () => {
    keys = await makeKeyFiles();
    input = {
      clientId: '3MVG9EXAMPLEkey0123456789',
      username: 'deploy@acme.example',
      privateKey: keys.location,
      instanceUrl: new URL('https://acme.my.salesforce.com'),
      format: 'env',
      shell: 'posix',
      force: false,
      lifetimeSeconds: 180,
      again: 'sf jwt export --format env',
    };
  });
  after(() => rmSync(keys.folder, { recursive: true }));

  const exported = async (changes: Partial<ExportInput> = {}): Promise<ExportOutput> =>
    exportLogin({ ...input, ...changes }, now);
  const textsOf = ({ result }: ExportOutput): string[] => result.files.map(({ contents }) => contents ?? '');

  it('gives the texts where nothing is to be written, and says until when they are good', async () => {
    const { result, assertion } = await exported();
    expect(result).to.deep.equal({
      format: 'env',
      username: 'deploy@acme.example',
      tokenEndpoint: 'https://acme.my.salesforce.com/services/oauth2/token',
      expiresAt: '2026-11-24T12:37:56Z',
      files: [
        {
          name: '.env',
          path: null,
          isSecret: true,
          contents: [
            '# A login with a signed JWT, as deploy@acme.example.',
            '# SF_JWT_ASSERTION is a secret until 2026-11-24T12:37:56Z: whoever has it can log in.',
            '# Anew: sf jwt export --format env',
            'SF_JWT_CLIENT_ID=3MVG9EXAMPLEkey0123456789',
            'SF_JWT_USERNAME=deploy@acme.example',
            'SF_JWT_AUDIENCE=https://acme.my.salesforce.com',
            'SF_JWT_TOKEN_ENDPOINT=https://acme.my.salesforce.com/services/oauth2/token',
            `SF_JWT_ASSERTION=${assertion ?? ''}`,
            '',
          ].join('\n'),
        },
      ],
      backups: [],
    });
  });

  it('reads no key for a script, which signs for itself', async () => {
    const { result, keyInput, assertion } = await exported({
      format: 'curl',
      privateKey: { key: { variable: 'KEY_OF_A_PIPELINE' } },
    });
    expect([result.expiresAt, keyInput, assertion]).to.deep.equal([null, undefined, undefined]);
    expect(result.files[0]?.contents).to.include('--jwt-key-env KEY_OF_A_PIPELINE');
  });

  it('names the audience where the host does not tell it', async () => {
    const [usual = ''] = textsOf(await exported({ format: 'curl' }));
    const [other = ''] = textsOf(
      await exported({ format: 'curl', audience: 'https://login.salesforce.com' }),
    );
    expect(usual).not.to.include('--audience');
    expect(other).to.include(
      '--instance-url https://acme.my.salesforce.com --audience https://login.salesforce.com)',
    );
  });

  it('asks the host of a site below its path, and its API at the org that the answer names', async () => {
    const [script = ''] = textsOf(
      await exported({ format: 'curl', instanceUrl: new URL('https://acme.my.site.com/partners') }),
    );
    expect(script).to.include('assertion@- https://acme.my.site.com/partners/services/oauth2/token)');
    expect(script).to.include('"$(member instance_url)/services/data/v66.0/"');
  });

  it('takes the passphrase of a sealed key along, by its place', async () => {
    const location = { key: { file: 'server.key.jwe' }, passphrase: { variable: 'JWT_PASSPHRASE' } };
    const [script = ''] = textsOf(await exported({ format: 'curl', privateKey: location }));
    expect(script).to.include('/server.key.jwe').and.include('--passphrase-env JWT_PASSPHRASE');
  });

  it('gives a login the same ids in Postman each time, and another login others', async () => {
    const idsOf = async (changes: Partial<ExportInput> = {}): Promise<unknown[]> => {
      const [collection = '', environment = ''] = textsOf(await exported({ ...changes, format: 'postman' }));
      const { info } = JSON.parse(collection) as { info: { _postman_id: string } };
      return [info._postman_id, (JSON.parse(environment) as { id: string }).id];
    };
    const first = await idsOf();
    expect(await idsOf({ lifetimeSeconds: 60 })).to.deep.equal(first);
    expect(await idsOf({ username: 'other@acme.example' })).not.to.include.members([first[0]]);
    for (const id of first)
      expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('writes all files of a format or none', async () => {
    const folder = temporary();
    writeFileSync(join(folder, '.env'), 'MINE=1\n');
    const error = await thrownBy(async () => exported({ format: 'http', outputDir: folder }));
    expect(error.name).to.equal('OutputFileExistsError');
    expect(readdirSync(folder)).to.deep.equal(['.env']);
  });

  it('keeps a copy of what somebody else wrote, and none of an assertion of before', async () => {
    const folder = temporary();
    writeFileSync(join(folder, '.env'), 'MINE=1\n');
    const first = await exported({ outputDir: folder, force: true });
    const second = await exported({ outputDir: folder, force: true });
    expect(first.result.backups).to.have.length(1);
    expect(readFileSync(first.result.backups[0] ?? '', 'utf8')).to.equal('MINE=1\n');
    expect(second.result.backups).to.deep.equal([]);
    expect(readdirSync(folder)).to.have.length(2);
  });

  it('warns of a repository that would take the assertion in, and not of one that ignores it', async () => {
    const folder = temporary();
    execFileSync('git', ['init', '--quiet', folder]);
    const open = await exported({ outputDir: folder });
    expect(open.warnings.map(({ name, actions }) => [name, actions])).to.deep.equal([
      ['SecretNotIgnoredWarning', [`Add this line to ${join(folder, '.gitignore')}: /.env*`]],
    ]);
    writeFileSync(join(folder, '.gitignore'), '/.env*\n');
    expect((await exported({ outputDir: folder, force: true })).warnings).to.deep.equal([]);
  });
});
