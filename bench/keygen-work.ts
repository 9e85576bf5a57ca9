// One process of bench/keygen.ts, for a compiled plugin and a size of key: makes the search for a key apart from our own work, and prints what each cost it.
// Its CPU time, of user and system, as `process.cpuUsage` gives it, in milliseconds.
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import '@salesforce/core/messages';

export type Work = { search: number; ours: number; again: number };

type Lib = {
  build: typeof import('../src/certificates/build.ts');
  parse: typeof import('../src/certificates/parse.ts');
  subject: typeof import('../src/certificates/subject.ts');
  generate: typeof import('../src/keys/generate.ts');
  jwk: typeof import('../src/keys/jwk.ts');
};

const [lib = '', size] = process.argv.slice(2);
const from = async (path: string): Promise<unknown> => import(join(lib, path));

async function cpuMilliseconds(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

let pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const search = await cpuMilliseconds(() => {
  pair = generateKeyPairSync('rsa', { modulusLength: Number(size) });
});

/** Everything between key and files: loading our modules and the encoder, signing, checking, and the texts. */
async function makeDocuments(): Promise<void> {
  const [build, parse, subject, generate, jwk] = (await Promise.all([
    from('certificates/build.js'),
    from('certificates/parse.js'),
    from('certificates/subject.js'),
    from('keys/generate.js'),
    from('keys/jwk.js'),
  ])) as [Lib['build'], Lib['parse'], Lib['subject'], Lib['generate'], Lib['jwk']];
  const name = subject.parseSubject('CN=bench,O=Example Inc,C=DE');
  const pem = await build.buildCertificate(pair, name, build.validityFrom(new Date(), 365));
  parse.summarizeCertificate(parse.parseCertificate(Buffer.from(pem), 'bench.crt'));
  generate.exportPrivateKey(pair.privateKey);
  jwk.publicJwk(pair.publicKey);
}

const ours = await cpuMilliseconds(makeDocuments);
const again = await cpuMilliseconds(makeDocuments);
console.log(JSON.stringify({ search, ours, again } satisfies Work));
