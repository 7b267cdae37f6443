import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { freePort } from '../miniature.ts'

const DEPLOY = resolve(import.meta.dirname, '../../deploy')
const NAME = 'saola.example.vn'

/** The ports that stand in for 80 and 443, and where Saola listens. */
export interface Ports {
  readonly http: number
  readonly https: number
  readonly saola: number
}

export interface RunningProxy {
  readonly ports: Ports
  /** All that it wrote: to its terminal and into its folder. */
  told(): string
  stop(): Promise<void>
}

export const PROXIES = ['nginx', 'caddy'] as const
export type ProxyName = (typeof PROXIES)[number]

export const isInstalled = (name: ProxyName): boolean => spawnSync(name, ['version']).error === undefined

/** A proxy of Debian with the file of `deploy/`, of which the ports and where the certificate comes from are others. */
export async function startProxy(name: ProxyName, ports: Ports): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), `saola-${name}-`))
  const child = name === 'nginx' ? startNginx(folder, ports) : startCaddy(folder, ports)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', piece => {
      text += piece
    })
  const stop = async () => {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answering(child, () => connectTcp(ports.http, '127.0.0.1'), 'connect')
    // Caddy listens before it has a certificate.
    const asked = { port: ports.https, host: '127.0.0.1', servername: NAME, rejectUnauthorized: false }
    await answering(child, () => connectTls(asked), 'secureConnect')
  } catch (error) {
    await stop()
    throw new Error(`${name} did not start:\n${text}`, { cause: error })
  }
  return { ports, told: () => text + writtenIn(folder), stop }
}

async function answering(child: ChildProcess, connect: () => Socket, connected: string): Promise<void> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    const socket = connect()
    const isOpen = await new Promise(done => socket.once(connected, () => done(true)).once('error', () => done(false)))
    socket.destroy()
    if (isOpen) return
    await sleep(50)
  }
  throw new Error('Nobody answers.')
}

const writtenIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.log') && statSync(join(folder, file)).isFile())
    .map(file => readFileSync(join(folder, file), 'utf8'))
    .join('\n')

function startNginx(folder: string, { http, https, saola }: Ports): ChildProcess {
  const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')]
  const asked = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const named = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`]
  execFileSync('openssl', [...asked, ...named, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  const site = readFileSync(join(DEPLOY, 'nginx.conf'), 'utf8')
    .replaceAll(/\blisten (\[::\]:)?80\b/g, `listen $1${http}`)
    .replaceAll(/\blisten (\[::\]:)?443\b/g, `listen $1${https}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${saola}`)
    .replaceAll('/etc/ssl/saola/fullchain.pem', certificate)
    .replaceAll('/etc/ssl/saola/privkey.pem', key)
    .replaceAll('/var/log/nginx/', `${folder}/`)
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(one => `${one}_temp_path ${folder}/${one};`)
    .join(' ')
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  // As Debian comes: what a site does not say otherwise is logged.
  const around = `access_log ${folder}/access.log; error_log ${folder}/error.log;`
  writeFileSync(
    join(folder, 'whole.conf'),
    `${user} pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1; events { worker_connections 4096; }\nhttp { ${places} ${around}\n${site}\n}\n`,
  )
  return spawn('nginx', ['-p', folder, '-c', join(folder, 'whole.conf'), '-g', 'daemon off;'])
}

function startCaddy(folder: string, { http, https, saola }: Ports): ChildProcess {
  const written = readFileSync(join(DEPLOY, 'Caddyfile'), 'utf8').replaceAll('127.0.0.1:8080', `127.0.0.1:${saola}`)
  const ours = `http_port ${http}\n\thttps_port ${https}\n\tlocal_certs\n\tskip_install_trust`
  // Options stand in the first block, which has no name.
  const whole = /^\{$/m.test(written) ? written.replace(/^\{$/m, `{\n\t${ours}`) : `{\n\t${ours}\n}\n${written}`
  writeFileSync(join(folder, 'Caddyfile'), whole)
  mkdirSync(join(folder, 'home'))
  const env = { PATH: process.env.PATH, HOME: join(folder, 'home'), XDG_DATA_HOME: join(folder, 'home') }
  return spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], { env })
}

export async function freePorts(saola: number): Promise<Ports> {
  return { http: await freePort(), https: await freePort(), saola }
}

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Who asks: any address below 127 is this machine's. */
  readonly from?: string
  readonly name?: string
}

export interface Told {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const sent = (ports: Ports, path: string, { method = 'GET', headers, from, name = NAME }: Asked): ClientRequest => {
  const host = `${name}:${ports.https}`
  return request({
    host: '127.0.0.1',
    port: ports.https,
    servername: name,
    rejectUnauthorized: false,
    agent: false,
    path,
    method,
    headers: { host, ...headers },
    ...(from ? { localAddress: from } : {}),
  })
}

/** Asks through the proxy, as a browser that knows the name would. */
export async function ask(ports: Ports, path: string, asked: Asked = {}): Promise<Told> {
  const asking = sent(ports, path, asked)
  // A body that is too long is answered before it ends.
  asking.on('error', () => {})
  asking.end(asked.body)
  return answerTo(asking)
}

async function answerTo(asking: ClientRequest): Promise<Told> {
  const [reply] = (await once(asking, 'response')) as [IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of reply) parts.push(part as Buffer)
  return { status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(parts).toString('utf8') }
}

export function askPlain({ http }: Ports, path: string, host = NAME): Promise<Told> {
  const asking = requestPlain({ host: '127.0.0.1', port: http, path, headers: { host }, agent: false })
  asking.end()
  return answerTo(asking)
}

/** A stream that stays open: what came so far, and a way to wait for more. */
export async function open(ports: Ports, path: string, asked: Asked) {
  const asking = sent(ports, path, asked)
  asking.end()
  const [reply] = (await once(asking, 'response')) as [IncomingMessage]
  let text = ''
  reply.setEncoding('utf8').on('data', piece => {
    text += piece
  })
  reply.on('error', () => {})
  return {
    status: reply.statusCode,
    heard: () => text,
    isOpen: () => !reply.destroyed && !reply.complete,
    close: () => asking.destroy(),
  }
}
