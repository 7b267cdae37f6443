import { rename, stat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The right to be the only one at something. The kernel withdraws it when this process dies, however it dies. */
export interface Claim {
  release(): void
}

/**
 * Claims by listening on a UNIX socket: whoever answers there is alive. Unlike a process number in a file that holds
 * over reused numbers, restarts of the machine and containers that share a disk.
 *
 * @returns the claim, or what is known of the living holder
 */
export async function claim(path: string): Promise<Claim | { readonly heldBy: string }> {
  for (;;) {
    const server = await listen(path)
    if (server) return { release: () => void server.close() }
    const seen = await inode(path)
    const holder = (await ask(path)) ?? (await askAgain(path))
    if (holder !== undefined) return { heldBy: holder }
    if (seen !== undefined) await clear(path, seen)
  }
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(asker => asker.on('error', () => {}).end(`process ${process.pid}`))
    server.unref()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(path, () => resolve(server))
  })
}

/** Who answers: undefined when nobody does, '' when somebody is there but busy. */
function ask(path: string): Promise<string | undefined> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(path)
    socket.setEncoding('utf8').setTimeout(2_000, () => socket.destroy())
    socket.on('connect', () => socket.on('close', () => resolve(answer)))
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('error', () => resolve(undefined))
  })
}

/** Between the kernel's bind and listen a living holder refuses connections for an instant. */
async function askAgain(path: string): Promise<string | undefined> {
  await sleep(100)
  return ask(path)
}

/** Takes a dead holder's socket away, but never one that another starter has put in its place meanwhile. */
async function clear(path: string, seen: bigint): Promise<void> {
  const aside = `${path}.${process.pid}`
  const moved = await rename(path, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      return false
    },
  )
  if (!moved) return
  if ((await inode(aside)) === seen) await unlink(aside)
  else await rename(aside, path)
}

async function inode(path: string): Promise<bigint | undefined> {
  return stat(path, { bigint: true }).then(
    ({ ino }) => ino,
    () => undefined,
  )
}
