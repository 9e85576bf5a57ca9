/** What is being waited for, for a person to read; `elapsedSeconds` since the flow began. */
export type Stage = { name: string; detail: string; elapsedSeconds: number };

/** What a person should know before the flow goes on; `name` is that of a message. */
export type Notice = { name: string; values: string[] };

export type FlowOptions = {
  signal?: AbortSignal;
  onStage?: (stage: Stage) => void;
  onNotice?: (notice: Notice) => void;
};

/** The time as it goes on from `now`, the moment of this call, however the clock of the machine is set meanwhile. */
export function startClock(now: Date): () => Date {
  const started = performance.now();
  return () => new Date(now.getTime() + performance.now() - started);
}

/** Tells stages with the time since it was made. */
export function stageTeller({ onStage }: FlowOptions): (name: string, detail: string) => void {
  const started = performance.now();
  return (name, detail) =>
    onStage?.({ name, detail, elapsedSeconds: Math.round((performance.now() - started) / 1000) });
}
