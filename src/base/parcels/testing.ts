import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const SECRET = 'bí mật của bưu chính'

/** The carrier's stand-in, in a process of its own. */
export interface CourierProcess {
  readonly url: string
  /** `down`, `slow`, or tell something. */
  ask(path: string, body?: object): Promise<unknown>
  said(): Promise<{ readonly orders: readonly { readonly tracking: string }[]; readonly said: readonly string[] }>
  stop(): Promise<void>
}

/** A stand-in of another system: `script PORT …args`, on a port that is free unless one is named. */
export async function startProcess(
  script: string,
  args: readonly string[],
  port = 0,
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [script, String(port), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { url, child }
}

export async function stopProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

export async function startCourier(): Promise<CourierProcess> {
  const { url, child } = await startProcess(join(import.meta.dirname, 'courier-stand-in.ts'), [SECRET])
  const ask = async (path: string, body: object = {}) =>
    (await fetch(`${url}/${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<unknown>
  return {
    url,
    ask,
    said: async () => (await fetch(url)).json() as ReturnType<CourierProcess['said']>,
    stop: () => stopProcess(child),
  }
}
