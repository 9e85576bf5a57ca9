import { z } from 'zod';
import type { FactId } from '../facts/facts.ts';
import { componentTypeNames } from '../metadata/component-types.ts';
import type { DeployPackage, PackageFault, PackageFile, PackageMember } from '../metadata/deploy-package.ts';
import type { Deploy } from '../metadata/deploy-queue.ts';
import type { Author } from '../metadata/file-properties.ts';
import type { Retrieved, RetrieveMessage } from '../metadata/retrieve-package.ts';
import type { Retrieve, RetrieveFault } from '../metadata/retrieve-queue.ts';
import type { Place } from '../metadata/place-in-file.ts';
import type { DeployMessage, DeployOutcome } from '../metadata/run-deploy.ts';
import { bytes, date, jsonOf, number, oneOf, stored } from './stored-values.ts';

const member = stored<PackageMember>({ type: z.string(), fullName: z.string() });

const file = stored<PackageFile>({
  path: z.string(),
  type: z.enum(componentTypeNames),
  fullName: z.string(),
  xml: z.string(),
});

const contents = stored<DeployPackage>({
  version: number,
  members: z.array(member),
  deletedBefore: z.array(member),
  deletedAfter: z.array(member),
  files: z.array(file),
  strangers: z.array(z.string()),
  fileCount: z.number(),
});

const message = stored<DeployMessage>({
  componentType: z.string(),
  fullName: z.string(),
  fileName: z.string(),
  id: z.string().nullable(),
  isCreated: z.boolean(),
  isChanged: z.boolean(),
  isDeleted: z.boolean(),
  success: z.boolean(),
  problem: z.string().nullable(),
  problemType: oneOf<'Error' | 'Warning'>({ Error: true, Warning: true }).nullable(),
  place: stored<Place>({ line: z.number(), column: z.number() }).nullable(),
  // Its form alone: a row that has gone since makes no file unreadable.
  fact: z.custom<FactId>((value) => typeof value === 'string' && /^[A-Z]+-\d\d$/.test(value)),
});

const outcome = stored<DeployOutcome>({
  status: oneOf<DeployOutcome['status']>({ Succeeded: true, SucceededPartial: true, Failed: true }),
  messages: z.array(message),
});

const retrieved = stored<Retrieved>({
  zip: bytes.nullable(),
  properties: z.array(z.record(z.string(), z.string().nullable())),
  messages: z.array(stored<RetrieveMessage>({ fileName: z.string(), problem: z.string() })),
});

const author = stored<Author>({ id: z.string(), firstName: z.string(), lastName: z.string() });

/** A deploy of an org, under way or over. */
export const deploy = stored<Deploy>({
  id: z.string(),
  createdAt: date,
  endsAt: date,
  createdBy: author,
  zipSize: z.number(),
  contents: z.union([contents, stored<PackageFault>({ problem: z.string() })]).nullable(),
  fileCount: z.number(),
  options: jsonOf<Deploy['options']>(),
  validationId: z.string().nullable(),
  outcome: outcome.nullable(),
  retrieved: retrieved.nullable(),
  breaksHalfWay: z.boolean(),
  cancelled: stored<NonNullable<Deploy['cancelled']>>({ at: date, by: author }).nullable(),
});

/** A retrieve of an org, under way or over. */
export const retrieve = stored<Retrieve>({
  id: z.string(),
  createdAt: date,
  endsAt: date,
  outcome: z.union([
    retrieved,
    stored<RetrieveFault>({ errorMessage: z.string(), errorStatusCode: z.string() }),
  ]),
});

function writeRetrieved(value: Retrieved): unknown {
  return { ...value, zip: value.zip?.toString('base64') ?? null };
}

/** The deploys of an org as JSON can hold them: bytes have no form there of their own. */
export function writeDeploys(deploys: Deploy[]): unknown[] {
  return deploys.map((item) => ({ ...item, retrieved: item.retrieved && writeRetrieved(item.retrieved) }));
}

/** The retrieves of an org as JSON can hold them. */
export function writeRetrieves(retrieves: Retrieve[]): unknown[] {
  return retrieves.map((item) => ({
    ...item,
    outcome: 'errorMessage' in item.outcome ? item.outcome : writeRetrieved(item.outcome),
  }));
}
