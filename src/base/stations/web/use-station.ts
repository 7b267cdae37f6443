import { useRead } from '#core/web/data.tsx'
import type { Station } from '../contract.ts'
import { api } from './api.ts'

/** The post this machine is registered as; null when it is nobody's station, undefined while that is asked. */
export function useStation(): Station | null | undefined {
  const { data, isError } = useRead(api.stations.here, {})
  return isError ? null : data?.station
}
