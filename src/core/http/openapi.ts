import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod/mini'
import type { App } from '../app.ts'
import { type AnyEndpoint, file, type May, type Schema, stream, upload } from '../contract.ts'

/** The API described from the contracts themselves: `/api/openapi.json`, and rendered at `/api`. */
export function openApi(api: FastifyInstance, app: App): void {
  let document: string | undefined
  api.get('/openapi.json', async (_request, reply) => {
    document ??= JSON.stringify(describe(app))
    return reply.type('application/json').send(document)
  })
  api.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE))
  api.get('/rendered.js', async (_request, reply) => reply.type('text/javascript').send(START))
  for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css'])
    api.get(`/${name}`, async (_request, reply) =>
      reply.type(name.endsWith('css') ? 'text/css' : 'text/javascript').send(readFileSync(join(uiFolder(), name))),
    )
}

const uiFolder = () =>
  join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json')), 'static')

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Saola API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/swagger-ui.css"></head>
<body><div id="api"></div><script src="/api/swagger-ui-bundle.js"></script><script src="/api/rendered.js"></script></body></html>`
const START = `window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true })`

export function describe(app: App): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const module of app.modules)
    for (const [name, spec] of Object.entries(module.contract as Record<string, AnyEndpoint>)) {
      const path = spec.path.replace(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      paths[path][spec.method.toLowerCase()] = operation(module.name, name, spec)
    }
  return {
    openapi: '3.1.0',
    info: { title: 'Saola', version: '1', description: 'Every endpoint, with the permission it needs.' },
    servers: [{ url: '/api' }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'saola' } },
      schemas: { Problem: PROBLEM },
    },
  }
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'code', 'title', 'status', 'instance'],
  properties: {
    type: { type: 'string' },
    code: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    instance: { type: 'string' },
  },
}

function operation(module: string, name: string, spec: AnyEndpoint): object {
  return {
    tags: [module],
    operationId: `${module}.${name}`,
    ...(spec.summary ? { summary: spec.summary } : {}),
    description: `Permission: ${permission(spec)}${spec.fresh ? `; a proof of who asks within ${spec.fresh}` : ''}`,
    ...(spec.may.scope === 'anyone' ? {} : { security: [{ session: [] }] }),
    parameters: [...parameters(spec.params, 'path'), ...parameters(spec.query, 'query')],
    ...(spec.body ? { requestBody: { required: true, content: content(spec.body, 'input') } } : {}),
    responses: {
      200: { description: 'Done', content: content(spec.reply, 'output') },
      default: {
        description: 'A named problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

const permission = ({ may, about }: AnyEndpoint) =>
  may.scope === 'verb' && !about ? `${may.verb} (rows limited to the caller’s area)` : scopeText(may)

export function scopeText(may: May): string {
  switch (may.scope) {
    case 'verb':
      return may.verb
    case 'link':
      return `signed link (${may.purpose})`
    case 'through':
      return `what it belongs to: ${may.to}`
    case 'either':
      return may.of.map(scopeText).join(' or ')
    case 'self':
      return 'self and household'
    case 'signedIn':
      return 'any account'
    case 'anyone':
      return 'public'
  }
}

function content(schema: Schema, io: 'input' | 'output'): object {
  if (schema === file || schema === upload || schema === stream)
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
  return { 'application/json': { schema: jsonSchema(schema, io) } }
}

const jsonSchema = (schema: Schema, io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' })

function parameters(schema: Schema | undefined, where: 'path' | 'query'): object[] {
  if (!schema) return []
  const described = jsonSchema(schema, 'input') as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(described.properties ?? {}).map(([name, shape]) => ({
    name,
    in: where,
    required: where === 'path' || (described.required?.includes(name) ?? false),
    schema: shape,
  }))
}
