import { readdirSync, readFileSync } from 'node:fs'

/** How long a tick of /proc is: USER_HZ, which Linux fixes at 100 for whoever asks. */
const TICK_US = 10_000

interface Stat {
  readonly parent: number
  readonly ticks: number
  /** Of children that ended and were waited for. */
  readonly childTicks: number
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
    return { parent: fields[1] ?? 0, ticks: utime + stime, childTicks: cutime + cstime }
  } catch {
    return undefined
  }
}

/** The processor time of a process, in microseconds. A busy machine stretches the clock on the wall, not this one. */
export const processorUs = (pid: number): number => (statOf(pid)?.ticks ?? 0) * TICK_US

/** The processor time of a process and its children, those that have ended too: of a PostgreSQL by its postmaster. */
export function familyUs(pid: number): number {
  const own = statOf(pid)
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => statOf(Number(name)))
    .filter(stat => stat?.parent === pid)
  return [own, ...children].reduce((sum, stat) => sum + (stat?.ticks ?? 0), own?.childTicks ?? 0) * TICK_US
}
