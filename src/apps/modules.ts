import accounts from '#base/accounts/index.ts'
import attestation from '#base/attestation/index.ts'
import audit from '#base/audit/index.ts'
import backups from '#base/backups/index.ts'
import calendar from '#base/calendar/index.ts'
import factors from '#base/factors/index.ts'
import files from '#base/files/index.ts'
import forms from '#base/forms/index.ts'
import helplines from '#base/helplines/index.ts'
import identity from '#base/identity/index.ts'
import indicators from '#base/indicators/index.ts'
import interchange from '#base/interchange/index.ts'
import lists from '#base/lists/index.ts'
import messages from '#base/messages/index.ts'
import openid from '#base/openid/index.ts'
import parcels from '#base/parcels/index.ts'
import people from '#base/people/index.ts'
import places from '#base/places/index.ts'
import policies from '#base/policies/index.ts'
import retention from '#base/retention/index.ts'
import signatures from '#base/signatures/index.ts'
import standing from '#base/standing/index.ts'
import stations from '#base/stations/index.ts'
import timeline from '#base/timeline/index.ts'
import units from '#base/units/index.ts'
import views from '#base/views/index.ts'
import work from '#base/work/index.ts'
import broadcasts from '#capabilities/broadcasts/index.ts'
import checkpoints from '#capabilities/checkpoints/index.ts'
import command from '#capabilities/command/index.ts'
import declarations from '#capabilities/declarations/index.ts'
import exchange from '#capabilities/documents/exchange/index.ts'
import documents from '#capabilities/documents/index.ts'
import followup from '#capabilities/followup/index.ts'
import halls from '#capabilities/halls/index.ts'
import isolation from '#capabilities/isolation/index.ts'
import performance from '#capabilities/performance/index.ts'
import register from '#capabilities/register/index.ts'
import reports from '#capabilities/reports/index.ts'
import roadblocks from '#capabilities/roadblocks/index.ts'
import rosters from '#capabilities/rosters/index.ts'
import services from '#capabilities/services/index.ts'
import tracing from '#capabilities/tracing/index.ts'
import core from '#core/index.ts'
import type { AnyModule } from '#core/module.ts'

/** Every module of the system, lower ones first. A new capability is one folder and one line here. */
export const modules = [
  core,
  units,
  lists,
  identity,
  views,
  people,
  places,
  policies,
  helplines,
  forms,
  calendar,
  timeline,
  standing,
  messages,
  files,
  work,
  interchange,
  stations,
  factors,
  accounts,
  backups,
  openid,
  indicators,
  attestation,
  signatures,
  audit,
  retention,
  parcels,
  checkpoints,
  tracing,
  followup,
  isolation,
  declarations,
  roadblocks,
  register,
  broadcasts,
  reports,
  services,
  documents,
  exchange,
  rosters,
  command,
  halls,
  performance,
] as const satisfies readonly AnyModule[]

/** What each module offers over HTTP, for typed clients. */
export const contracts = contractsOf(modules)

type ContractsOf<M extends readonly AnyModule[]> = { readonly [One in M[number] as One['name']]: One['contract'] }

function contractsOf<const M extends readonly AnyModule[]>(list: M): ContractsOf<M> {
  return Object.fromEntries(list.map(module => [module.name, module.contract])) as ContractsOf<M>
}
