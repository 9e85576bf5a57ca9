import type { Provider, ProviderName } from './pipeline.ts';
import { azure } from './providers/azure.ts';
import { bitbucket } from './providers/bitbucket.ts';
import { circleci } from './providers/circleci.ts';
import { github } from './providers/github.ts';
import { gitlab } from './providers/gitlab.ts';
import { jenkins } from './providers/jenkins.ts';

/** Each provider: where its pipeline lies, what it looks like, and how it gets its secrets. */
export const providers: Record<ProviderName, Provider> = {
  github,
  gitlab,
  bitbucket,
  azure,
  jenkins,
  circleci,
};
