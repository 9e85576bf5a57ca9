import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A zombie has ended; only its parent has not asked yet. */
const ENDED = ['Z', 'X'];
/** Of the start, among the fields behind the name in /proc/PID/stat (proc(5), field 22). */
const START_FIELD = 19;

/**
 * When a process began, in the system's own count; the empty string where the system does not tell; undefined when there
 * is no such process.
 */
export function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ENDED.includes(fields[0] ?? '') ? undefined : (fields[START_FIELD] ?? '');
}

/** Whether the process of that number and start (of `startOf`) is there; another one may have got the number since. */
export function isRunning(pid: number, start: string): boolean {
  const actual = startOf(pid);
  return actual !== undefined && (actual === start || actual === '' || start === '');
}

/** Tells apart whose process numbers can be looked up here: this machine, since it was started, and this container. */
export function thisMachine(): string {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const processes = textOf(() => readlinkSync('/proc/self/ns/pid'));
  return createHash('sha256').update([hostname(), boot, processes].join('\n')).digest('hex').slice(0, 8);
}

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
