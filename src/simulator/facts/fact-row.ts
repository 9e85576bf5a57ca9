/**
 * How sure a fact is. *documented*: Salesforce's own help, guides or published references. *official source code*: read
 * in code that Salesforce publishes. *observed*: somebody published what a real org answered. *inferred*: follows from
 * other facts. *choice*: nothing public settles it and the simulator had to do something; no platform behaviour.
 */
export type Confidence = 'documented' | 'official source code' | 'observed' | 'inferred' | 'choice';

/** What is known of a real org, and from where: someone with such an org can correct one row. */
export type FactRow = {
  /** In Markdown. Texts of the org stand in backticks, literally. */
  says: string;
  confidence: Confidence[];
  /** Where it can be read; `none` for a choice of ours. */
  source: string;
};
