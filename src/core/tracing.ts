import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Observer } from './http/observe.ts'

export interface Tracing extends Observer {
  stop(): Promise<void>
}

/**
 * A span for each request, sent by OTLP over HTTP to where `OTEL_EXPORTER_OTLP_ENDPOINT` says, as part of the trace that
 * the caller names (W3C `traceparent`). It has the route, the status and the reference that is quoted to the help desk,
 * and no address. Imported only where it is asked for: it costs a start what nobody else needs.
 */
export function startTracing(version: string): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'saola', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const tracer = provider.getTracer('saola')
  return {
    begun(request) {
      const parent = parentOf(request.headers.traceparent)
      const span = tracer.startSpan(
        request.method,
        { kind: SpanKind.SERVER, attributes: { 'saola.request_id': request.id } },
        parent,
      )
      return ({ method, route, status }) => {
        span.updateName(`${method} ${route}`)
        span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status })
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      }
    },
    stop: () => provider.shutdown(),
  }
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

function parentOf(header: string | string[] | undefined) {
  const [, traceId, spanId, flags] = (typeof header === 'string' && header.match(TRACEPARENT)) || []
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}
