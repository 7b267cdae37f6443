import { type ComponentType, lazy, Suspense, useMemo } from 'react'
import type { Ref } from '#core/contract.ts'
import { thingPart } from './parts.ts'

/** A thing that work is about, as the module that owns it shows it; nothing where none does. */
export function Thing({ thing: { kind, id } }: { thing: Ref }) {
  const load = thingPart(kind)?.load
  const Shown = useMemo(
    () => (load ? lazy(async () => ({ default: (await load()) as ComponentType<{ id: string }> })) : undefined),
    [load],
  )
  return Shown ? (
    <Suspense fallback={null}>
      <Shown id={id} />
    </Suspense>
  ) : null
}
